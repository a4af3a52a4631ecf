package dev.morelia.internal.operation;

import dev.morelia.bson.BsonException;
import dev.morelia.bson.Document;
import dev.morelia.bson.RawDocument;
import dev.morelia.bson.Timestamp;
import dev.morelia.bson.internal.BsonErrorNotes;
import dev.morelia.bson.io.BsonInput;
import dev.morelia.internal.command.Reply;
import dev.morelia.topology.ServerAddress;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A batch of a cursor, still encoded.
 *
 * @param serverCursor the server's side
 * @param cursor the reply's {@code cursor} document
 * @param field the name of the array of documents in it
 * @param reply the whole reply
 * @param apart the array of documents if that is not in the reply: see {@link Reply#batch}
 */
public record CursorBatch(
        ServerCursor serverCursor,
        RawDocument cursor,
        String field,
        RawDocument reply,
        @Nullable RawDocument apart) {

    /** A batch within the reply. */
    public CursorBatch(ServerCursor serverCursor, RawDocument cursor, String field, RawDocument reply) {
        this(serverCursor, cursor, field, reply, null);
    }

    /** An exhausted cursor without documents. */
    public static CursorBatch empty(ServerAddress server) {
        var cursor = RawDocument.encode(new Document("firstBatch", List.of()));
        return new CursorBatch(new ServerCursor(0, "", server), cursor, "firstBatch", cursor);
    }

    /** The batch that a reply carries in an array of this name. */
    public static CursorBatch parse(Reply reply, String field) {
        RawDocument document = reply.document();
        RawDocument cursor = RequiredFields.at(document, "cursor").rawDocument();
        long id = RequiredFields.number(document, "cursor", "id");
        String namespace = RequiredFields.string(document, "cursor", "ns");
        RequiredFields.array(document, "cursor", field);
        return new CursorBatch(new ServerCursor(id, namespace, reply.server()), cursor, field, document, reply.batch());
    }

    /**
     * Of a change stream, the point in the history of the servers up to which it has looked for events; null if
     * unknown.
     *
     * @throws BsonException if it is malformed
     */
    public @Nullable RawDocument postBatchResumeToken() {
        return cursor.documentOrNull("postBatchResumeToken");
    }

    /**
     * When the server replied, by the clock of its replica set; null outside of one.
     *
     * @throws BsonException if it is malformed
     */
    public @Nullable Timestamp operationTime() {
        return reply.valueOrNull("operationTime", Timestamp.class);
    }

    /** How many documents it holds; counts them. */
    public int size() {
        BsonInput input = documents();
        int size = 0;
        while (input.next() != null) {
            size++;
        }
        return size;
    }

    /** The error of a document that cannot be decoded, located in that document instead of the reply. */
    public BsonException located(BsonException failure, int index) {
        String outside = field + "." + index;
        String path = failure.path();
        if (path.startsWith(outside)) {
            path = path.substring(Math.min(outside.length() + 1, path.length()));
        }
        BsonErrorNotes.of(failure).inDocument(path, id(index), serverCursor.namespace());
        return failure;
    }

    /** The error of this document of the batch, which was decoded by itself. */
    public BsonException located(BsonException failure, RawDocument document) {
        BsonErrorNotes.of(failure).inDocument(failure.path(), id(document), serverCursor.namespace());
        return failure;
    }

    private @Nullable Object id(int index) {
        BsonInput input = documents(index);
        input.next();
        return id(input.rawDocument());
    }

    /** Null if there is none, or it cannot be decoded. */
    private static @Nullable Object id(RawDocument document) {
        try {
            return document.valueOrNull("_id");
        } catch (BsonException failure) {
            return null;
        }
    }

    /** An input inside the array, before the first document; each {@code next()} moves to one. */
    public BsonInput documents() {
        return documents(0);
    }

    /** The same after so many documents. */
    public BsonInput documents(int passed) {
        BsonInput input = array();
        for (int i = 0; i < passed; i++) {
            input.next();
        }
        return input;
    }

    private BsonInput array() {
        BsonInput input = apart == null ? cursor.input() : apart.input();
        input.startDocument();
        if (apart != null) {
            return input;
        }
        while (input.next() != null) {
            if (input.name().equals(field)) {
                input.startArray();
                return input;
            }
        }
        throw new IllegalStateException("checked when the batch was parsed");
    }
}
