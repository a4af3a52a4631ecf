package dev.morelia.embedded.command;

import de.bwaldvogel.mongo.bson.Document;
import dev.morelia.bson.RawDocument;
import dev.morelia.embedded.value.BackendCodec;
import dev.morelia.embedded.value.CommandFailure;
import dev.morelia.embedded.value.ShellText;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Queue;
import java.util.Set;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.TimeUnit;

/**
 * Open cursors. A cursor holds the rest of its results in encoded form: it shows the collection as it was when the
 * cursor was opened. One that has not been used for ten minutes is discarded when another one is opened.
 */
final class Cursors {

    private static final int FIRST_BATCH = 101;
    private static final int MAX_REPLY_BYTES = 16 * 1024 * 1024;
    private static final long IDLE_NANOS = TimeUnit.MINUTES.toNanos(10);

    private static final class Cursor {
        private final String namespace;
        private final Queue<RawDocument> rest;
        private long lastUseNanos = System.nanoTime();

        Cursor(String namespace, Queue<RawDocument> rest) {
            this.namespace = namespace;
            this.rest = rest;
        }
    }

    private final Map<Long, Cursor> open = new HashMap<>();

    List<Command> commands() {
        return List.of(
                Command.of("getMore", this::getMore, "collection", "batchSize", "term", "lastKnownCommittedOpTime"),
                Command.of("killCursors", this::killCursors, "cursors"));
    }

    /** The reply of a command that opens a cursor. */
    Document open(String namespace, List<Document> results, int batchSize, boolean singleBatch) {
        Queue<RawDocument> rest = new ArrayDeque<>(results.size());
        for (var result : results) {
            rest.add(BackendCodec.encode(result));
        }
        var batch = take(rest, batchSize);
        long id = 0;
        if (!rest.isEmpty() && !singleBatch) {
            open.values().removeIf(cursor -> System.nanoTime() - cursor.lastUseNanos > IDLE_NANOS);
            id = ThreadLocalRandom.current().nextLong(1, Long.MAX_VALUE);
            open.put(id, new Cursor(namespace, rest));
        }
        return new Document(
                "cursor", new Document("firstBatch", batch).append("id", id).append("ns", namespace));
    }

    /** The reply, with the batch size from the {@code cursor} field of aggregations and list commands. */
    Document open(String namespace, List<Document> results, Arguments command) {
        var cursor = new Arguments(command.command() + ".cursor", command.document("cursor"));
        cursor.checkKnown(Set.of("batchSize"));
        return open(namespace, results, cursor.nonNegative("batchSize", FIRST_BATCH), false);
    }

    static int firstBatchSize(Arguments command) {
        return command.nonNegative("batchSize", FIRST_BATCH);
    }

    private static List<RawDocument> take(Queue<RawDocument> rest, int batchSize) {
        List<RawDocument> batch = new ArrayList<>();
        int bytes = 0;
        while (batch.size() < batchSize && !rest.isEmpty()) {
            bytes += rest.element().length();
            if (bytes > MAX_REPLY_BYTES && !batch.isEmpty()) {
                break;
            }
            batch.add(rest.remove());
        }
        return batch;
    }

    private Document getMore(Request request) {
        if (!(request.arguments().value("getMore") instanceof Long id)) {
            throw CommandFailure.typeMismatch("BSON field 'getMore.getMore' is the wrong type '"
                    + ShellText.typeName(request.arguments().value("getMore")) + "', expected type 'long'");
        }
        var cursor = open.get(id);
        if (cursor == null) {
            throw new CommandFailure(43, "CursorNotFound", "cursor id " + id + " not found");
        }
        var namespace = request.database() + "." + request.arguments().string("collection");
        if (!namespace.equals(cursor.namespace)) {
            throw new CommandFailure(
                    13,
                    "Unauthorized",
                    "Requested getMore on namespace '" + namespace + "', but cursor belongs to a different namespace "
                            + cursor.namespace);
        }
        int batchSize = request.arguments().nonNegative("batchSize", 0);
        var batch = take(cursor.rest, batchSize == 0 ? Integer.MAX_VALUE : batchSize);
        cursor.lastUseNanos = System.nanoTime();
        if (cursor.rest.isEmpty()) {
            open.remove(id);
        }
        return new Document(
                "cursor",
                new Document("nextBatch", batch)
                        .append("id", cursor.rest.isEmpty() ? 0L : id)
                        .append("ns", namespace));
    }

    private Document killCursors(Request request) {
        List<Object> killed = new ArrayList<>();
        List<Object> notFound = new ArrayList<>();
        if (!(request.arguments().value("cursors") instanceof List<?> ids)) {
            throw CommandFailure.typeMismatch("BSON field 'killCursors.cursors' must be an array");
        }
        var namespace = request.namespace().toString();
        for (Object id : ids) {
            var cursor = open.get(id);
            if (cursor != null && cursor.namespace.equals(namespace)) {
                open.remove(id);
                killed.add(id);
            } else {
                notFound.add(id);
            }
        }
        return new Document("cursorsKilled", killed)
                .append("cursorsNotFound", notFound)
                .append("cursorsAlive", List.of())
                .append("cursorsUnknown", List.of());
    }

    int count() {
        return open.size();
    }
}
