package dev.morelia.simulation.cursor;

import dev.morelia.bson.Document;
import dev.morelia.simulation.fault.RewritingEnv.Rewriter;
import dev.morelia.testkit.simulation.Simulation;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * What is sent and received for each cursor, which its comment identifies; also makes the servers choose a size of
 * batches where the client does not. Checks that no cursor has two requests at once, nor is more than one batch ahead
 * of the program.
 */
final class CursorWatch implements Rewriter {

    /** So many documents that batches of them are read ahead. */
    static final int BATCH_SIZE = 8;

    /** What is known of one cursor. */
    private static final class Progress {
        /** The sizes of the batches that have arrived. */
        final List<Integer> batches = new ArrayList<>();

        int consumed;
        int requests;
        boolean wanting;
        boolean failed;

        /** How many documents precede a batch. */
        int before(int batch) {
            return batches.stream().limit(batch).mapToInt(size -> size).sum();
        }
    }

    private final Simulation simulation;
    private final Map<String, Progress> cursors = new LinkedHashMap<>();
    private final Set<Object> sessions = new HashSet<>();

    CursorWatch(Simulation simulation) {
        this.simulation = simulation;
    }

    private Progress progress(String cursor) {
        return cursors.computeIfAbsent(cursor, unknown -> new Progress());
    }

    // ---- what the program does ----

    /** The program has so many documents of the cursor. */
    void consumed(String cursor, int count) {
        progress(cursor).consumed = count;
    }

    /** The program asks for a document, or has got it. */
    void wants(String cursor, boolean wanting) {
        progress(cursor).wanting = wanting;
    }

    boolean isWanted(String cursor) {
        return progress(cursor).wanting;
    }

    /** Whether a request for a batch is on its way. */
    boolean isRequesting(String cursor) {
        return progress(cursor).requests > 0;
    }

    boolean hasFailed(String cursor) {
        return progress(cursor).failed;
    }

    /** Whether the program, which has so many documents, is between two batches. */
    boolean isBetweenBatches(String cursor, int count) {
        Progress own = progress(cursor);
        for (int i = 0; i <= own.batches.size(); i++) {
            if (own.before(i) == count) {
                return true;
            }
        }
        return false;
    }

    /** Starts counting sessions anew; returns how many there were. */
    int takeSessions() {
        int count = sessions.size();
        sessions.clear();
        return count;
    }

    // ---- what the network transfers ----

    @Override
    public @Nullable Document sent(String commandName, Document command) {
        if (!(command.get("comment") instanceof String cursor)) {
            return null;
        }
        Object session = command.get("lsid");
        if (session != null) {
            sessions.add(session);
        }
        if (commandName.equals("find")) {
            command.putIfAbsent("batchSize", BATCH_SIZE);
            cursors.put(cursor, new Progress());
        } else if (commandName.equals("getMore")) {
            if (!(command.get("batchSize") instanceof Number size) || size.intValue() > BATCH_SIZE) {
                command.put("batchSize", BATCH_SIZE);
            }
            requested(cursor);
        }
        return null;
    }

    private void requested(String cursor) {
        Progress own = progress(cursor);
        if (own.requests > 0) {
            simulation.fail(cursor + ": two requests at once", null);
        }
        int used = own.before(own.batches.size() - 1);
        if (own.consumed < used) {
            simulation.fail(
                    cursor + ": more than one batch ahead, " + own.batches + " for a program that has " + own.consumed,
                    null);
        }
        own.requests++;
    }

    @Override
    public void received(String commandName, Document command, Document reply) {
        if (!(command.get("comment") instanceof String cursor)) {
            return;
        }
        Progress own = progress(cursor);
        Document batch = reply.documentOrNull("cursor");
        if (commandName.equals("getMore")) {
            own.requests--;
            own.failed |= batch == null;
        }
        if (batch != null) {
            own.batches.add(documents(commandName, batch).size());
        }
    }

    static List<Document> documents(String commandName, Document batch) {
        return batch.list(commandName.equals("find") ? "firstBatch" : "nextBatch", Document.class);
    }

    @Override
    public void closed(Collection<Document> unanswered) {
        for (Document command : unanswered) {
            if (command.has("getMore") && command.get("comment") instanceof String cursor) {
                Progress own = progress(cursor);
                own.requests--;
                own.failed = true;
            }
        }
    }
}
