package dev.morelia.testkit.simulation.oplog;

import dev.morelia.bson.Document;
import dev.morelia.bson.RawDocument;
import dev.morelia.bson.Timestamp;
import dev.morelia.internal.protocol.ErrorCode;
import dev.morelia.testkit.simulation.oplog.Watched.Event;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * The change streams that are open at one server. They return what a majority has, and are lost with the process. Only
 * {@code $changeStream} is supported, and after it one stage that leaves out a collection.
 */
public final class ChangeStreams {

    /** Other cursors have smaller ids. */
    private static final long FIRST_ID = 1_000_000;

    private static final long DEFAULT_BATCH_SIZE = 101;
    private static final Set<String> SUPPORTED =
            Set.of("allChangesForCluster", "resumeAfter", "startAfter", "startAtOperationTime");

    private static final class Stream {
        final Watched watched;
        final String namespace;
        ChangeToken position;
        boolean over;

        Stream(Watched watched, String namespace, ChangeToken position) {
            this.watched = watched;
            this.namespace = namespace;
            this.position = position;
        }
    }

    private final Replica replica;
    private final Map<Long, Stream> open = new LinkedHashMap<>();
    private final Set<Long> waiting = new HashSet<>();
    private long lastId = FIRST_ID;
    private boolean withoutTokens;
    private boolean hasty;

    ChangeStreams(Replica replica) {
        this.replica = replica;
    }

    // ---- for the server ----

    /** From now on batches have no {@code postBatchResumeToken}, as those of servers before 4.0.7. */
    public void withoutPostBatchTokens() {
        withoutTokens = true;
    }

    /** From now on changes are returned that no majority has yet. */
    public void returnUncommitted() {
        hasty = true;
    }

    /** The number of open streams. */
    public int count() {
        return open.size();
    }

    /** Whether a command opens a stream, or asks one for more that is, or was, open. */
    public boolean isOf(String commandName, RawDocument command) {
        return switch (commandName) {
            case "aggregate" -> true;
            case "getMore" -> command.int64("getMore", 0) > FIRST_ID;
            default -> false;
        };
    }

    /** Closes streams; requests that wait for their changes fail. */
    public void kill(List<Long> ids) {
        ids.forEach(open::remove);
    }

    /** All streams are lost. */
    public void clear() {
        open.clear();
        waiting.clear();
    }

    /** All changes of the history that a majority has, as a stream of these would return them. */
    public static List<Document> all(Replica replica, @Nullable String database, @Nullable String collection) {
        var watched = new Watched(database, collection);
        return replica.entriesUpTo(replica.committed()).stream()
                .flatMap(entry -> watched.events(entry).stream())
                .map(Event::document)
                .toList();
    }

    // ---- commands ----

    Document open(RawDocument command) {
        if (replica.isStandalone()) {
            throw new RejectedCommand(
                    ErrorCode.ILLEGAL_OPERATION, "the $changeStream stage is only supported on replica sets");
        }
        var pipeline = command.list("pipeline", RawDocument.class);
        boolean isShort = pipeline.size() == 1 || pipeline.size() == 2;
        RawDocument stage = isShort ? pipeline.getFirst().documentOrNull("$changeStream") : null;
        if (stage == null || !SUPPORTED.containsAll(stage.toDocument().keySet())) {
            throw RejectedCommand.unknown("an aggregation like " + command);
        }
        String database = command.string("$db");
        String collection = command.valueOrNull("aggregate") instanceof String name ? name : null;
        var watched =
                stage.bool("allChangesForCluster", false) ? new Watched(null, null) : new Watched(database, collection);
        if (pipeline.size() == 2) {
            watched = watched.without(pipeline.getLast());
        }
        String namespace = database + "." + (collection == null ? "$cmd.aggregate" : collection);
        var stream = new Stream(watched, namespace, start(stage));
        requireHistory(stream.position);
        var batch = batch(stream, command.document("cursor").int64("batchSize", DEFAULT_BATCH_SIZE));
        long id = 0;
        if (!stream.over) {
            id = ++lastId;
            open.put(id, stream);
        }
        return reply(stream, id, "firstBatch", batch);
    }

    private ChangeToken start(RawDocument stage) {
        RawDocument startAfter = stage.documentOrNull("startAfter");
        RawDocument resumeAfter = stage.documentOrNull("resumeAfter");
        Timestamp startAt = stage.valueOrNull("startAtOperationTime", Timestamp.class);
        if ((startAfter == null ? 0 : 1) + (resumeAfter == null ? 0 : 1) + (startAt == null ? 0 : 1) > 1) {
            throw new RejectedCommand(ErrorCode.INVALID_OPTIONS, "a change stream can have only one start: " + stage);
        }
        if (startAt != null) {
            return ChangeToken.before(startAt);
        }
        RawDocument token = startAfter == null ? resumeAfter : startAfter;
        return token == null
                ? ChangeToken.highWaterMark(replica.last().time())
                : known(ChangeToken.of(token.toDocument()), startAfter != null);
    }

    private ChangeToken known(ChangeToken token, boolean startsAfter) {
        if (token.isInvalidate() && !startsAfter) {
            throw new RejectedCommand(
                    ErrorCode.INVALID_RESUME_TOKEN,
                    "attempting to resume a change stream using 'resumeAfter' is not allowed from an invalidate"
                            + " notification");
        }
        OpTime committed = replica.committed();
        if (token.isOfEvent()
                && token.time().compareTo(committed.time()) <= 0
                && replica.entriesUpTo(committed).stream()
                        .noneMatch(entry -> entry.at().time().equals(token.time()))) {
            throw new RejectedCommand(
                    ErrorCode.CHANGE_STREAM_FATAL_ERROR,
                    "cannot resume stream; the resume token was not found: " + token);
        }
        return token;
    }

    private void requireHistory(ChangeToken position) {
        if (position.time().compareTo(replica.historyBegins()) < 0) {
            throw new RejectedCommand(
                    ErrorCode.CHANGE_STREAM_HISTORY_LOST,
                    "resume of change stream was not possible, as the resume point may no longer be in the oplog");
        }
    }

    /** Replies to a {@code getMore}; null if there is nothing to return yet. */
    @Nullable
    Document next(RawDocument getMore) {
        long id = getMore.int64("getMore", 0);
        Stream stream = open.get(id);
        if (stream == null) {
            throw waiting.remove(id)
                    ? new RejectedCommand(ErrorCode.CURSOR_KILLED, "cursor id " + id + " was killed")
                    : new RejectedCommand(ErrorCode.CURSOR_NOT_FOUND, "cursor id " + id + " not found");
        }
        try {
            requireHistory(stream.position);
        } catch (RejectedCommand lost) {
            open.remove(id);
            throw lost;
        }
        var batch = batch(stream, getMore.int64("batchSize", Long.MAX_VALUE));
        if (batch.isEmpty()) {
            waiting.add(id);
            return null;
        }
        waiting.remove(id);
        if (stream.over) {
            open.remove(id);
        }
        return reply(stream, stream.over ? 0 : id, "nextBatch", batch);
    }

    /** Replies to a {@code getMore} that has waited long enough. */
    public Document nothing(RawDocument getMore) {
        long id = getMore.int64("getMore", 0);
        waiting.remove(id);
        Stream stream = open.get(id);
        if (stream == null) {
            throw new RejectedCommand(ErrorCode.CURSOR_NOT_FOUND, "cursor id " + id + " not found");
        }
        return reply(stream, id, "nextBatch", List.of());
    }

    /** The events after the position of the stream, which moves on. */
    private List<Document> batch(Stream stream, long size) {
        OpTime until = hasty ? replica.last() : replica.committed();
        var batch = new ArrayList<Document>();
        for (var entry : replica.entriesUpTo(until)) {
            if (entry.at().time().compareTo(stream.position.time()) < 0) {
                continue;
            }
            for (var event : stream.watched.events(entry)) {
                if (event.token().compareTo(stream.position) <= 0) {
                    continue;
                }
                if (batch.size() >= size) {
                    return batch;
                }
                batch.add(event.document());
                stream.position = event.token();
                if (event.token().isInvalidate()) {
                    stream.over = true;
                    return batch;
                }
            }
        }
        var searched = ChangeToken.highWaterMark(until.time());
        if (searched.compareTo(stream.position) > 0) {
            stream.position = searched;
        }
        return batch;
    }

    private Document reply(Stream stream, long id, String field, List<Document> batch) {
        var cursor = Document.of(field, batch, "id", id).append("ns", stream.namespace);
        if (!withoutTokens) {
            cursor.append("postBatchResumeToken", stream.position.toDocument());
        }
        return Document.of("cursor", cursor, "ok", 1.0);
    }
}
