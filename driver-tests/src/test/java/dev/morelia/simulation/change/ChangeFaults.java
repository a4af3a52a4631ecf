package dev.morelia.simulation.change;

import dev.morelia.testkit.simulation.SimulatedReplicaSet;
import dev.morelia.testkit.simulation.SimulatedServer;
import dev.morelia.testkit.simulation.Simulation;
import java.time.Duration;
import java.util.List;
import java.util.random.RandomGenerator;

/** What goes wrong with change streams in particular: cursors are lost, their commands fail, and the oplog is cut. */
final class ChangeFaults {

    /** An error after which a stream must not be resumed. */
    static final int FATAL = 280;

    /** Errors after which it must be, and after which the server is still the primary. */
    static final int[] RESUMABLE = {6, 89, 234, 262, 9001};

    /** Those of a server that is not primary any more, or shutting down; 0 closes the link. */
    private static final int[] STATE_CHANGES = {91, 189, 10107, 11600, 11602, 13435, 13436, 0};

    private static final long MAXIMUM_PAUSE_NANOS = Duration.ofMillis(1200).toNanos();

    private final Simulation simulation;
    private final RandomGenerator random;
    private final SimulatedReplicaSet set;
    private int cuts;

    ChangeFaults(Simulation simulation, SimulatedReplicaSet set) {
        this.simulation = simulation;
        this.random = simulation.random();
        this.set = set;
    }

    /** Whether the oplog was cut, so that a stream may have lost its place. */
    boolean isHistoryCut() {
        return cuts > 0;
    }

    void run() throws InterruptedException {
        int count = random.nextInt(6);
        for (int i = 0; i < count; i++) {
            simulation.pause(Duration.ofNanos(random.nextLong(MAXIMUM_PAUSE_NANOS)));
            var servers = set.servers();
            var victim = random.nextInt(4) == 0
                    ? servers.get(random.nextInt(servers.size()))
                    : set.primary().orElse(servers.getFirst());
            int kind = random.nextInt(8);
            simulation.note("fault " + kind + " at " + victim);
            harm(kind, victim);
        }
    }

    private void harm(int kind, SimulatedServer victim) {
        switch (kind) {
            case 0, 1 -> victim.dropCursors();
            case 2 -> victim.failCommand(1 + random.nextInt(3), one(RESUMABLE), List.of(), "getMore");
            case 3 -> victim.failCommand(1 + random.nextInt(2), one(STATE_CHANGES), List.of(), "getMore");
            case 4 -> victim.failCommand(1 + random.nextInt(2), one(RESUMABLE), List.of(), "aggregate", "getMore");
            case 5 -> victim.failCommand(1, FATAL, List.of(), "getMore");
            case 6 -> set.stepDown();
            default -> {
                cuts++;
                set.cutHistory();
            }
        }
    }

    private int one(int[] codes) {
        return codes[random.nextInt(codes.length)];
    }
}
