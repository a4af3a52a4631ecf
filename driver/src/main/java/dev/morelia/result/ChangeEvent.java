package dev.morelia.result;

import dev.morelia.bson.Document;
import dev.morelia.bson.RawDocument;
import dev.morelia.bson.Timestamp;
import dev.morelia.bson.UuidRepresentation;
import dev.morelia.settings.Namespace;
import java.time.Instant;
import java.util.Arrays;
import java.util.List;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * An event of a change stream. The changed documents are decoded already; every other method reads its field from the
 * {@linkplain #raw encoded event} when it is called, returns null if there is none, and throws a
 * {@link dev.morelia.bson.BsonException} if a stage of the program has given it another type. Immutable and
 * thread-safe, as long as the changed documents are.
 *
 * @param raw the whole event, with fields that this class does not know
 * @param fullDocument the document after the change: always with an insert or a replacement; with an update only as the
 *     option {@code fullDocument} says, and null if it was deleted since
 * @param fullDocumentBeforeChange the document before the change, if the option of this name says so
 * @param <T> the type that documents are decoded to
 * @see <a href="https://github.com/mongodb/specifications/blob/master/source/change-streams/change-streams.md#response-format">Change Streams: response format</a>
 */
public record ChangeEvent<T>(
        RawDocument raw, @Nullable T fullDocument, @Nullable T fullDocumentBeforeChange) {
    private static final String OPERATION_TYPE = "operationType";

    /** What has changed; {@link OperationType#UNKNOWN} if servers have learned to report more since. */
    public OperationType operationType() {
        return OperationType.of(raw.stringOrNull(OPERATION_TYPE));
    }

    /** What has changed, as the server names it. */
    public @Nullable String operationTypeName() {
        return raw.stringOrNull(OPERATION_TYPE);
    }

    /** The resume token of this event: the {@code _id}. A stream can be resumed or started after it. */
    public Document resumeToken() {
        return raw.document("_id").toDocument();
    }

    /** Where it has changed; null if that is a whole database, or if a stage has changed the form of the field. */
    public @Nullable Namespace namespace() {
        return namespace("ns");
    }

    /** In which database it has changed. */
    public @Nullable String database() {
        return raw.valueOrNull("ns") instanceof Document names && names.get("db") instanceof String name ? name : null;
    }

    /** What a renamed collection is called now. */
    public @Nullable Namespace to() {
        return namespace("to");
    }

    private @Nullable Namespace namespace(String field) {
        if (!(raw.valueOrNull(field) instanceof Document names)
                || !(names.get("db") instanceof String database)
                || !(names.get("coll") instanceof String collection)) {
            return null;
        }
        try {
            return new Namespace(database, collection);
        } catch (IllegalArgumentException notOfPrograms) {
            return null;
        }
    }

    /** Whether a collection, a view or a time series was created, as the server names it. */
    public @Nullable String namespaceType() {
        return raw.stringOrNull("nsType");
    }

    /** The {@code _id} of the changed document, and before it the fields of the shard key. */
    public @Nullable Document documentKey() {
        return raw.valueOrNull("documentKey", Document.class);
    }

    /** Which fields an update has changed. */
    public @Nullable UpdateDescription updateDescription() {
        RawDocument description = raw.documentOrNull("updateDescription");
        return description == null ? null : UpdateDescription.of(description);
    }

    /** When it has changed, by the logical clock of the deployment. */
    public @Nullable Timestamp clusterTime() {
        return raw.valueOrNull("clusterTime", Timestamp.class);
    }

    /** When it has changed, by the clock of the server; since server 6.0. */
    public @Nullable Instant wallTime() {
        return raw.valueOrNull("wallTime", Instant.class);
    }

    /** The number of the transaction in its session; null outside of one. */
    public @Nullable Long transactionNumber() {
        return raw.valueOrNull("txnNumber", Long.class);
    }

    /** The id of the session of the transaction; null outside of one. */
    public @Nullable Document sessionId() {
        return raw.valueOrNull("lsid", Document.class);
    }

    /** What identifies the collection across renaming; only with {@code showExpandedEvents}. */
    public @Nullable UUID collectionUuid() {
        return raw.valueOrNull("collectionUUID", UuidRepresentation.STANDARD) instanceof UUID id ? id : null;
    }

    /** How a collection or its indexes have changed; only with {@code showExpandedEvents}. */
    public @Nullable Document operationDescription() {
        return raw.valueOrNull("operationDescription", Document.class);
    }

    /** Which part of a large event this is; null if it is a whole event. */
    public @Nullable SplitEvent splitEvent() {
        RawDocument split = raw.documentOrNull("splitEvent");
        return split == null ? null : new SplitEvent(split.int32("fragment"), split.int32("of"));
    }

    /** What has changed. */
    public enum OperationType {
        /** A document was inserted. */
        INSERT("insert"),
        /** Fields of a document were changed. */
        UPDATE("update"),
        /** A document was replaced. */
        REPLACE("replace"),
        /** A document was deleted. */
        DELETE("delete"),
        /** The last event: what was watched is dropped or renamed. */
        INVALIDATE("invalidate"),
        /** A collection was dropped. */
        DROP("drop"),
        /** A database was dropped. */
        DROP_DATABASE("dropDatabase"),
        /** A collection was renamed. */
        RENAME("rename"),
        /** Indexes were created. */
        CREATE_INDEXES("createIndexes"),
        /** Indexes were dropped. */
        DROP_INDEXES("dropIndexes"),
        /** Options of a collection or an index were changed. */
        MODIFY("modify"),
        /** A collection was created. */
        CREATE("create"),
        /** A collection was sharded. */
        SHARD_COLLECTION("shardCollection"),
        /** A shard key was extended. */
        REFINE_COLLECTION_SHARD_KEY("refineCollectionShardKey"),
        /** A shard key was changed. */
        RESHARD_COLLECTION("reshardCollection"),
        /** Something that this version of the driver does not know. */
        UNKNOWN("unknown");

        private final String specName;

        OperationType(String specName) {
            this.specName = specName;
        }

        /** The name in the specification and in events, such as {@code createIndexes}. */
        public String specName() {
            return specName;
        }

        /** Returns the type with this name; {@link #UNKNOWN} if there is none. */
        public static OperationType of(@Nullable String specName) {
            return Arrays.stream(values())
                    .filter(each -> each.specName.equals(specName))
                    .findFirst()
                    .orElse(UNKNOWN);
        }
    }

    /**
     * Which fields an update has changed. Paths are dotted.
     *
     * @param updatedFields paths with their new values
     * @param removedFields paths of fields that were removed
     * @param truncatedArrays arrays that have become shorter
     * @param disambiguatedPaths by path, its names and indexes in a list, where the path alone does not tell; only with
     *     {@code showExpandedEvents}, since server 6.1
     */
    public record UpdateDescription(
            Document updatedFields,
            List<String> removedFields,
            List<TruncatedArray> truncatedArrays,
            @Nullable Document disambiguatedPaths) {
        private static UpdateDescription of(RawDocument description) {
            Document updated = description.valueOrNull("updatedFields", Document.class);
            List<String> removed = description.listOrNull("removedFields", String.class);
            List<RawDocument> truncated = description.listOrNull("truncatedArrays", RawDocument.class);
            return new UpdateDescription(
                    updated == null ? new Document() : updated,
                    removed == null ? List.of() : removed,
                    truncated == null
                            ? List.of()
                            : truncated.stream()
                                    .map(array -> new TruncatedArray(array.string("field"), array.int32("newSize")))
                                    .toList(),
                    description.valueOrNull("disambiguatedPaths", Document.class));
        }
    }

    /**
     * An array that an update has made shorter.
     *
     * @param field its path
     * @param newSize how many elements it has now
     */
    public record TruncatedArray(String field, int newSize) {}

    /**
     * Which part of a large event a fragment is.
     *
     * @param fragment its number, from 1 on
     * @param of how many there are
     */
    public record SplitEvent(int fragment, int of) {}
}
