package dev.morelia.simulation.change;

import dev.morelia.bson.Binary;
import dev.morelia.bson.Document;
import dev.morelia.simulation.fault.RewritingEnv.Rewriter;
import java.nio.ByteBuffer;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/** Changes messages as a driver with a certain bug in its change streams would send and understand them. */
final class PlantedChanges implements Rewriter {

    private static final int FATAL = 280;
    private static final int CURSOR_NOT_FOUND = 43;
    private static final int BAD_VALUE = 2;
    private static final String LABELS = "errorLabels";
    private static final String LABEL = "ResumableChangeStreamError";
    private static final String RESUME_AFTER = "resumeAfter";
    private static final String START_AFTER = "startAfter";
    private static final String START_AT = "startAtOperationTime";

    /** What a stream, which has a session and a comment of its own, has received. */
    private static final class Received {
        final @Nullable Object comment;

        @Nullable
        Object firstToken;

        @Nullable
        Object lastTime;

        Received(@Nullable Object comment) {
            this.comment = comment;
        }
    }

    private final ChangeBug bug;
    private final Map<Object, Received> streams = new HashMap<>();
    private int sessions;

    PlantedChanges(ChangeBug bug) {
        this.bug = bug;
    }

    @Override
    public @Nullable Document sent(String commandName, Document command) {
        if (commandName.equals("killCursors") && bug == ChangeBug.CURSORS_NOT_KILLED) {
            return Document.of("ok", 1.0);
        }
        if (commandName.equals("aggregate")) {
            opens(command);
        }
        return null;
    }

    private void opens(Document aggregate) {
        Object session = Objects.requireNonNull(aggregate.get("lsid"));
        Object comment = aggregate.get("comment");
        Received stream = streams.get(session);
        boolean resumes = stream != null && Objects.equals(stream.comment, comment);
        if (!resumes) {
            streams.put(session, new Received(comment));
            if (bug == ChangeBug.SESSIONS_NOT_RETURNED) {
                aggregate.put("lsid", Document.of("id", new Binary((byte) 4, id(++sessions))));
            }
        }
        Document stage = aggregate.list("pipeline", Document.class).getFirst().document("$changeStream");
        if (bug == ChangeBug.START_AFTER_BECOMES_RESUME_AFTER) {
            replace(stage, START_AFTER, RESUME_AFTER, stage.get(START_AFTER));
        } else if (resumes && stream != null) {
            resumes(stage, stream);
        }
        aggregate.put("pipeline", List.of(new Document("$changeStream", stage)));
    }

    private static byte[] id(int number) {
        return ByteBuffer.allocate(16).putInt(number).array();
    }

    private void resumes(Document stage, Received stream) {
        switch (bug) {
            case RESUMED_AFTER_FIRST -> replace(stage, RESUME_AFTER, RESUME_AFTER, stream.firstToken);
            case RESUMED_AT_LAST -> replace(stage, RESUME_AFTER, START_AT, stream.lastTime);
            case START_TIME_NOT_SENT -> stage.remove(START_AT);
            default -> {}
        }
    }

    private static void replace(Document stage, String old, String changed, @Nullable Object value) {
        if (stage.has(old) && value != null) {
            stage.remove(old);
            stage.append(changed, value);
        }
    }

    @Override
    public void received(String commandName, Document command, Document reply) {
        switch (bug) {
            case FATAL_ERROR_RESUMED -> {
                if (commandName.equals("getMore") && Objects.equals(reply.get("code"), FATAL)) {
                    reply.put(LABELS, List.of(LABEL));
                }
            }
            case LABEL_IGNORED -> {
                reply.remove(LABELS);
                if (commandName.equals("getMore") && reply.has("code")) {
                    // What the driver must not label itself.
                    reply.put("code", BAD_VALUE);
                }
            }
            case LOST_CURSOR_NOT_RESUMED -> {
                if (Objects.equals(reply.get("code"), CURSOR_NOT_FOUND)) {
                    reply.put("code", BAD_VALUE);
                }
            }
            default -> {
                if (reply.documentOrNull("cursor") != null) {
                    batchReceived(command, reply);
                }
            }
        }
    }

    private void batchReceived(Document command, Document reply) {
        Document cursor = reply.document("cursor");
        String field = cursor.has("firstBatch") ? "firstBatch" : "nextBatch";
        List<Document> events = cursor.list(field, Document.class);
        Object token = cursor.get("postBatchResumeToken");
        Received stream = streams.get(Objects.requireNonNull(command.get("lsid")));
        if (stream != null && !events.isEmpty()) {
            stream.firstToken = stream.firstToken == null ? events.getFirst().get("_id") : stream.firstToken;
            stream.lastTime = events.getLast().get("clusterTime");
        }
        if (events.isEmpty()) {
            if (bug == ChangeBug.TOKEN_OF_EMPTY_BATCH_IGNORED && field.equals("nextBatch")) {
                cursor.remove("postBatchResumeToken");
            }
        } else if (bug == ChangeBug.TOKEN_OF_BATCH_TOO_EARLY && token != null) {
            events.forEach(event -> event.put("_id", token));
            cursor.put(field, events);
        } else if (bug == ChangeBug.INVALIDATE_NOT_THE_END && cursor.int64("id") == 0) {
            cursor.put("id", 1L);
        }
        reply.put("cursor", cursor);
    }

    @Override
    public long readTimeoutNanos(long nanos) {
        return bug == ChangeBug.DEADLINE_REFRESHED && nanos != Long.MAX_VALUE ? 2 * nanos : nanos;
    }
}
