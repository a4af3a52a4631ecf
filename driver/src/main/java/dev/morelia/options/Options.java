package dev.morelia.options;

import dev.morelia.bson.BsonException;
import dev.morelia.bson.Document;
import dev.morelia.bson.Timestamp;
import dev.morelia.internal.argument.Argument;
import dev.morelia.internal.argument.OptionFields;
import java.io.Serializable;
import java.time.Duration;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The options of an operation. Only options that were set are sent. Immutable and thread-safe: each method returns new
 * options, and documents, lists and maps are copied when they are set and when they are read.
 *
 * <p>The nested interfaces are options that several operations share; the class of an operation implements those that
 * apply to it and adds its own. Options without a method are set by {@link #field(String, Object)}.
 *
 * @param <T> the class of these options
 */
public abstract class Options<T extends Options<T>> implements Serializable {
    static {
        OptionFields.provide(options -> ((Options<?>) options).fields);
    }

    private final Document fields;

    /** Creates options of which none is set: the server's defaults apply. */
    protected Options() {
        this(OptionFields.NONE);
    }

    /** Options of these fields, which are not copied. */
    protected Options(Document fields) {
        this.fields = fields;
    }

    /** Options of the same class of these fields, which are not copied. */
    protected abstract T with(Document changed);

    /** Returns a copy of all options that were set, by the names of the specification. */
    public Document fields() {
        return OptionFields.copy(fields);
    }

    /**
     * Returns the value of an option by its name in the specification.
     *
     * @return a copy of the value; null if it was not set, or set to null
     */
    public @Nullable Object field(String name) {
        return OptionFields.copyOf(fields.get(Argument.text("name", name)));
    }

    /**
     * Returns a copy with an option set by its name in the specification, for options without a method. It is sent
     * unchanged.
     *
     * @param value copied; null sends a null, or unsets an option that the driver itself interprets
     * @throws IllegalArgumentException if the name is empty
     */
    public T field(String name, @Nullable Object value) {
        return with(Document.copyOf(fields).append(Argument.text("name", name), OptionFields.copyOf(value)));
    }

    /** Whether the other object is of the same class and has the same fields. */
    @Override
    public boolean equals(@Nullable Object other) {
        return other instanceof Options<?> options && options.getClass() == getClass() && options.fields.equals(fields);
    }

    @Override
    public int hashCode() {
        return fields.hashCode();
    }

    @Override
    public String toString() {
        return getClass().getSimpleName() + fields;
    }

    private static <V> V valueOr(V unset, Option<?> options, String name, Class<V> type) {
        Object value = options.field(name);
        try {
            return value == null ? unset : new Document(name, value).value(name, type);
        } catch (BsonException otherType) {
            throw Argument.rejected(name, value, "must be a value of type " + type.getSimpleName());
        }
    }

    /**
     * A type with options.
     *
     * @param <T> the type that each method returns
     */
    public interface Option<T> {
        /** Returns the value of an option by its name in the specification; null if it was not set. */
        @Nullable
        Object field(String name);

        /**
         * Returns a copy with an option set by its name in the specification, for options without a method.
         *
         * @throws IllegalArgumentException if the name is empty
         */
        T field(String name, @Nullable Object value);
    }

    /** Whether the server may use temporary files. */
    public interface AllowDiskUse<T> extends Option<T> {
        /** Whether the server may use temporary files for what does not fit into its memory. */
        default T allowDiskUse(boolean value) {
            return field("allowDiskUse", value);
        }
    }

    /** Which array elements are changed. */
    public interface ArrayFilters<T> extends Option<T> {
        /**
         * Which array elements the placeholders {@code $[name]} of the update stand for.
         *
         * @throws IllegalArgumentException if the list is null or contains null
         */
        default T arrayFilters(List<Document> value) {
            return field("arrayFilters", Argument.list("arrayFilters", value));
        }
    }

    /** How many documents are sent at a time. */
    public interface BatchSize<T> extends Option<T> {
        /**
         * How many documents the server sends at a time; the server chooses unless set.
         *
         * @throws IllegalArgumentException if it is below 0
         */
        default T batchSize(int value) {
            return field("batchSize", Argument.atLeast("batchSize", value, 0));
        }

        /** How many documents the server sends at a time; 0 where the server chooses. */
        default int batchSize() {
            return valueOr(0, this, "batchSize", Integer.class);
        }
    }

    /** Whether document validation is bypassed. */
    public interface BypassDocumentValidation<T> extends Option<T> {
        /** Whether to bypass document validation; false by default. */
        default T bypassDocumentValidation(boolean value) {
            return field("bypassDocumentValidation", value);
        }
    }

    /** What only change streams have: the fields of the stage {@code $changeStream}, and what the driver does. */
    public interface ChangeStream<T> extends Option<T> {
        /** Which document an event brings for an update. */
        default T fullDocument(ChangeStreamOptions.FullDocument value) {
            return fullDocument(Argument.notNull("fullDocument", value).specName());
        }

        /** Which document an event brings for an update, by a name that the server knows. */
        default T fullDocument(String value) {
            return field("fullDocument", Argument.notNull("fullDocument", value));
        }

        /** Whether an event brings the document as it was before the change. */
        default T fullDocumentBeforeChange(ChangeStreamOptions.FullDocumentBeforeChange value) {
            return fullDocumentBeforeChange(
                    Argument.notNull("fullDocumentBeforeChange", value).specName());
        }

        /** Whether an event brings the document as it was before the change, by a name that the server knows. */
        default T fullDocumentBeforeChange(String value) {
            return field("fullDocumentBeforeChange", Argument.notNull("fullDocumentBeforeChange", value));
        }

        /** Begins with the first event after this resume token, which must not be that of an invalidate event. */
        default T resumeAfter(Document token) {
            return field("resumeAfter", Argument.notNull("resumeAfter", token));
        }

        /** Begins with the first event after this resume token, also after that of an invalidate event. */
        default T startAfter(Document token) {
            return field("startAfter", Argument.notNull("startAfter", token));
        }

        /** Begins with the first event at this time, as the {@code operationTime} of a reply, or later. */
        default T startAtOperationTime(Timestamp value) {
            return field("startAtOperationTime", Argument.notNull("startAtOperationTime", value));
        }

        /** Whether there are events for indexes, and for created and modified collections; needs server 6.0. */
        default T showExpandedEvents(boolean value) {
            return field("showExpandedEvents", value);
        }

        /**
         * Whether an event that the stage {@code $changeStreamSplitLargeEvent} has split is put together again; true
         * unless set. Otherwise each fragment is an event, with a {@link dev.morelia.result.ChangeEvent#splitEvent}.
         */
        default T joinFragments(boolean value) {
            return field("joinFragments", value);
        }
    }

    /** How strings are compared. */
    public interface Collation<T> extends Option<T> {
        /** Compares strings by the rules of a language. */
        default T collation(dev.morelia.settings.Collation value) {
            return field("collation", Argument.notNull("collation", value).toDocument());
        }
    }

    /** A note on the operation. */
    public interface Comment<T> extends Option<T> {
        /** A note for the server's logs and profiler: a text, or any BSON value. */
        default T comment(Object value) {
            return field("comment", Argument.notNull("comment", value));
        }
    }

    /** The fields of queryable encryption. */
    public interface EncryptedFields<T> extends Option<T> {
        /**
         * Which fields queryable encryption keeps encrypted. Their state collections are created and dropped with the
         * collection.
         */
        default T encryptedFields(Document value) {
            return field("encryptedFields", Argument.notNull("encryptedFields", value));
        }
    }

    /** When documents are removed. */
    public interface ExpireAfter<T> extends Option<T> {
        /**
         * The age, in whole seconds, after which documents are removed, measured from the date in the indexed field or,
         * in a time series or clustered collection, from the time of the document.
         *
         * @throws IllegalArgumentException if it is negative
         */
        default T expireAfter(Duration value) {
            return field(
                    "expireAfterSeconds",
                    Argument.duration("expireAfter", value).toSeconds());
        }
    }

    /** What is listed. */
    public interface Filter<T> extends Option<T> {
        /** Which items are listed, by the fields of their descriptions. */
        default T filter(Document value) {
            return field("filter", Argument.notNull("filter", value));
        }
    }

    /** Which index is used. */
    public interface Hint<T> extends Option<T> {
        /**
         * Uses the index of this name.
         *
         * @throws IllegalArgumentException if the name is empty
         */
        default T hint(String indexName) {
            return field("hint", Argument.text("hint", indexName));
        }

        /** Uses the index with these keys. */
        default T hint(Document indexKeys) {
            return field("hint", Argument.notNull("hint", indexKeys));
        }
    }

    /** Variables. */
    public interface Let<T> extends Option<T> {
        /** Names and values of variables for expressions, where they are written {@code $$name}. */
        default T let(Document value) {
            return field("let", Argument.notNull("let", value));
        }
    }

    /** How long the server waits for new documents. */
    public interface MaxAwaitTime<T> extends Option<T> {
        /**
         * How long the server waits for new documents before it returns an empty batch, for a cursor of the type
         * {@link CursorType#TAILABLE_AWAIT}; in whole milliseconds (rounded up).
         *
         * @throws IllegalArgumentException if it is negative
         */
        default T maxAwaitTime(Duration value) {
            return field("maxAwaitTimeMS", Argument.milliseconds("maxAwaitTime", value));
        }

        /** How long the server waits for new documents; zero where the server chooses. */
        default Duration maxAwaitTime() {
            return Duration.ofMillis(valueOr(0L, this, "maxAwaitTimeMS", Long.class));
        }
    }

    /** How long the server may work. */
    public interface MaxTime<T> extends Option<T> {
        /**
         * The maximum time the server may spend on this, in whole milliseconds (rounded up); zero for no limit. A
         * timeout of the operation, its collection, database or client replaces it.
         *
         * @throws IllegalArgumentException if it is negative
         */
        default T maxTime(Duration value) {
            return field("maxTimeMS", Argument.milliseconds("maxTime", value));
        }

        /** The maximum time the server may spend on this; zero for no limit. */
        default Duration maxTime() {
            return Duration.ofMillis(valueOr(0L, this, "maxTimeMS", Long.class));
        }
    }

    /** Whether writes are executed in order. */
    public interface Ordered<T> extends Option<T> {
        /** Whether the first failure stops the rest; true unless set. */
        default T ordered(boolean value) {
            return field("ordered", value);
        }

        /** Whether the first failure stops the rest. */
        default boolean ordered() {
            return valueOr(true, this, "ordered", Boolean.class);
        }
    }

    /** What a timeout holds for. */
    public interface CursorTimeout<T> extends Option<T> {
        /**
         * What the timeout of the operation holds for: the whole cursor, or each request for documents. Unless set, it
         * is {@link TimeoutMode#ITERATION} for tailable cursors and {@link TimeoutMode#CURSOR_LIFETIME} for all others.
         * Opening the cursor is rejected if there is no timeout, or if it conflicts with the cursor.
         */
        default T timeoutMode(TimeoutMode value) {
            return field("timeoutMode", Argument.notNull("timeoutMode", value).specName());
        }
    }

    /** Whether batches are requested before they are needed. */
    public interface ReadAhead<T> extends Option<T> {
        /**
         * Whether the next batch is requested while the program works on this one; true unless set. The second batch
         * never is, nor one after a small batch. Without a {@code batchSize} the size of the batches then follows the
         * size of the documents and the pace of the program, between 64 KiB and 8 MiB. All cursors of a client together
         * hold at most an eighth of the heap, or 256 MiB, of batches that nobody has asked for yet. A failure is
         * reported when the program gets to the batch. There is no read-ahead in explicit sessions and transactions,
         * behind load balancers, for tailable cursors, and with {@link TimeoutMode#ITERATION}.
         *
         * <p>Command listeners are called on another thread for what is read ahead.
         */
        default T readAhead(boolean value) {
            return field("readAhead", value);
        }

        /** Whether the next batch is requested while the program works on this one. */
        default boolean readAhead() {
            return valueOr(true, this, "readAhead", Boolean.class);
        }
    }

    /** Which fields are returned. */
    public interface Projection<T> extends Option<T> {
        /** Which fields to return. */
        default T projection(Document value) {
            return field("projection", Argument.notNull("projection", value));
        }
    }

    /** Which state of a changed document is returned. */
    public interface Returning<T> extends Option<T> {
        /** Whether the document is returned as it was before, the default, or as it is after. */
        default T returnDocument(ReturnDocument value) {
            return field(
                    "returnDocument", Argument.notNull("returnDocument", value).specName());
        }

        /** Whether the document is returned as it was before or as it is after. */
        default ReturnDocument returnDocument() {
            String name = valueOr(ReturnDocument.BEFORE.specName(), this, "returnDocument", String.class);
            return ReturnDocument.of(name);
        }
    }

    /** How many documents are skipped. */
    public interface Skip<T> extends Option<T> {
        /**
         * The number of documents to skip.
         *
         * @throws IllegalArgumentException if it is below 0
         */
        default T skip(long value) {
            return field("skip", Argument.atLeast("skip", value, 0));
        }
    }

    /** Which document comes first. */
    public interface Sort<T> extends Option<T> {
        /**
         * The order of a query, or which of several matching documents a write to a single document changes. In
         * {@code updateOne} and {@code replaceOne} it needs server 8.0; {@code updateMany} does not support it.
         */
        default T sort(Document value) {
            return field("sort", Argument.notNull("sort", value));
        }
    }

    /** Settings of the storage engine. */
    public interface StorageEngine<T> extends Option<T> {
        /** Settings of the storage engine. */
        default T storageEngine(Document value) {
            return field("storageEngine", Argument.notNull("storageEngine", value));
        }
    }

    /** What a cursor does at the end of the results. */
    public interface Tailable<T> extends Option<T> {
        /**
         * Whether the cursor stays open at the end and waits for more, or the server sends all without being asked;
         * {@link CursorType#NON_TAILABLE} unless set.
         */
        default T cursorType(CursorType value) {
            return field("cursorType", Argument.notNull("cursorType", value).specName());
        }

        /** Whether the cursor stays open at the end, or the server sends all without being asked. */
        default CursorType cursorType() {
            String name = valueOr(CursorType.NON_TAILABLE.specName(), this, "cursorType", String.class);
            return CursorType.of(name);
        }
    }

    /** Whether a write inserts a document if none matches. */
    public interface Upsert<T> extends Option<T> {
        /** Whether a new document is inserted if none matches; false unless set. */
        default T upsert(boolean value) {
            return field("upsert", value);
        }

        /** Whether a new document is inserted if none matches. */
        default boolean upsert() {
            return valueOr(false, this, "upsert", Boolean.class);
        }
    }
}
