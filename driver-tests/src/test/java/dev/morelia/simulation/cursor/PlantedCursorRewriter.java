package dev.morelia.simulation.cursor;

import dev.morelia.bson.Binary;
import dev.morelia.bson.Document;
import dev.morelia.simulation.fault.RewritingEnv.Rewriter;
import dev.morelia.testkit.simulation.Simulation;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Changes messages as a driver with a certain bug would send and understand them. */
final class PlantedCursorRewriter implements Rewriter {

    private final Simulation simulation;
    private final CursorWatch watch;
    private final ReadAheadBug bug;
    private final Map<String, Document> sessions = new HashMap<>();
    private final Map<String, List<Document>> batches = new HashMap<>();

    PlantedCursorRewriter(Simulation simulation, CursorWatch watch, ReadAheadBug bug) {
        this.simulation = simulation;
        this.watch = watch;
        this.bug = bug;
    }

    @Override
    public @Nullable Document sent(String commandName, Document command) {
        if (bug == ReadAheadBug.CURSOR_LEFT_OPEN && commandName.equals("killCursors")) {
            return Document.of("ok", 1.0);
        }
        if (bug == ReadAheadBug.SESSION_KEPT && command.get("comment") instanceof String cursor) {
            command.put("lsid", sessions.computeIfAbsent(cursor, unknown -> session(sessions.size())));
        }
        return null;
    }

    private static Document session(int number) {
        byte[] id = new byte[16];
        id[0] = (byte) number;
        id[1] = (byte) (number >> 8);
        return Document.of("id", new Binary((byte) 4, id));
    }

    @Override
    public void received(String commandName, Document command, Document reply) {
        Document batch = reply.documentOrNull("cursor");
        if (!commandName.equals("getMore") || batch == null || !(command.get("comment") instanceof String cursor)) {
            return;
        }
        boolean ahead = simulation.currentThread().name().equals("morelia-read-ahead");
        switch (bug) {
            case BATCH_DROPPED -> {
                if (ahead) {
                    reply.put("cursor", batch.append("nextBatch", List.of()));
                }
            }
            case BATCH_REPEATED -> {
                var present = CursorWatch.documents(commandName, batch);
                var before = batches.put(cursor, present);
                if (ahead && before != null) {
                    reply.put("cursor", batch.append("nextBatch", before));
                }
            }
            case CONNECTION_KEPT -> {
                if (ahead) {
                    awaitProgram(cursor);
                }
            }
            default -> {}
        }
    }

    private void awaitProgram(String cursor) {
        try {
            while (!watch.isWanted(cursor)) {
                simulation.pause(Duration.ofMillis(10));
            }
        } catch (InterruptedException e) {
            simulation.currentThread().interrupt();
        }
    }
}
