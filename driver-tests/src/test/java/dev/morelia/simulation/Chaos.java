package dev.morelia.simulation;

import dev.morelia.testkit.simulation.SimulatedReplicaSet;
import dev.morelia.testkit.simulation.SimulatedServer;
import dev.morelia.testkit.simulation.SimulatedThread;
import dev.morelia.testkit.simulation.Simulation;
import java.time.Duration;
import java.util.List;
import java.util.random.RandomGenerator;

/**
 * Faults around a client of a replica set: members die, freeze, lag behind, are isolated, step down, leave and return,
 * links break, commands fail, replies are lost, and the client's threads are interrupted.
 */
public final class Chaos {

    private static final int KINDS = 20;

    /** Not primary, shutting down, interrupted at shutdown, no secondary; 0 closes the link. */
    private static final int[] ERROR_CODES = {10107, 91, 11600, 13436, 0};

    /** Those of the commands that write, one of which is to fail. */
    private static final String[] COMMANDS = {"insert", "update", "findAndModify", "commitTransaction"};

    private final Simulation simulation;
    private final RandomGenerator random;
    private final SimulatedReplicaSet set;
    private final Runnable disconnect;
    private final List<SimulatedThread> users;

    /**
     * Creates chaos that has not started.
     *
     * @param disconnect closes the client's connections; the next operation opens them again
     * @param users the threads that may be interrupted, as they are at that time
     */
    public Chaos(Simulation simulation, SimulatedReplicaSet set, Runnable disconnect, List<SimulatedThread> users) {
        this.simulation = simulation;
        this.random = simulation.random();
        this.set = set;
        this.disconnect = disconnect;
        this.users = users;
    }

    /** The hosts of a set, three or five. */
    public static String[] hosts(RandomGenerator random) {
        return random.nextInt(4) == 0
                ? new String[] {"a.example", "b.example", "c.example", "d.example", "e.example"}
                : new String[] {"a.example", "b.example", "c.example"};
    }

    /** Random settings of a client, with various ways and intervals of monitoring. */
    public static String uri(RandomGenerator random, SimulatedReplicaSet set) {
        return set.uri() + options(random);
    }

    /** Random settings to append to a connection string that has an option. */
    public static String options(RandomGenerator random) {
        return options(random, 3);
    }

    /** Random settings, with at most so many connections to each server. */
    public static String options(RandomGenerator random, int maxPoolSize) {
        String[] modes = {"auto", "stream", "poll"};
        int[] heartbeats = {500, 2000, 5000};
        return "&connectTimeoutMS=500&maxPoolSize=" + maxPoolSize + "&serverMonitoringMode=" + modes[random.nextInt(3)]
                + "&heartbeatFrequencyMS=" + heartbeats[random.nextInt(3)]
                + "&serverSelectionTimeoutMS=" + (1000 + random.nextInt(5000));
    }

    /** The body of the thread that injects the faults. */
    public void run() throws InterruptedException {
        run(random.nextInt(8), Duration.ofSeconds(3));
        simulation.pause(Duration.ofSeconds(6));
    }

    /** Injects so many faults, after pauses that are shorter than the maximum. */
    public void run(int count, Duration maximumPause) throws InterruptedException {
        for (int i = 0; i < count; i++) {
            simulation.pause(Duration.ofNanos(random.nextLong(maximumPause.toNanos())));
            var servers = set.servers();
            var victim = random.nextInt(2) == 0
                    ? set.primary().orElse(servers.getFirst())
                    : servers.get(random.nextInt(servers.size()));
            int kind = random.nextInt(KINDS);
            simulation.note("chaos " + kind + " at " + victim);
            harm(kind, victim, Duration.ofMillis(random.nextInt(6000)));
        }
    }

    private void harm(int kind, SimulatedServer victim, Duration until) {
        var network = simulation.network();
        switch (kind) {
            case 0, 1 -> {
                victim.kill();
                simulation.later(until, "restart", () -> restart(victim));
            }
            case 2 -> {
                victim.freeze();
                simulation.later(until, "thaw", victim::thaw);
            }
            case 3 -> {
                network.isolate(victim.host());
                simulation.later(until, "heal", network::heal);
            }
            case 4, 5, 6 -> {
                // Isolated from its set, but not from the client: the outdated primary still replies.
                set.servers().forEach(other -> network.cut(victim.host(), other.host()));
                simulation.later(until, "heal", network::heal);
            }
            case 7 -> set.stepDown();
            case 8 -> victim.resetLinks();
            case 9 -> victim.forgetLinks();
            case 10 -> disconnect.run();
            case 11 -> users.get(random.nextInt(users.size())).interrupt();
            case 12 -> victim.failNext(1 + random.nextInt(4), ERROR_CODES[random.nextInt(ERROR_CODES.length)]);
            case 13 -> {
                network.slow(victim.host(), until.dividedBy(8));
                simulation.later(until, "back to normal speed", () -> network.slow(victim.host(), Duration.ZERO));
            }
            case 14, 15 -> victim.loseReplies(1 + random.nextInt(3));
            default -> harmSet(kind, victim, until);
        }
    }

    private void harmSet(int kind, SimulatedServer victim, Duration until) {
        switch (kind) {
            // A step-down during the wait for a majority, and a wait that timed out.
            case 16 -> victim.failWriteConcern(1 + random.nextInt(4), random.nextBoolean() ? 11602 : 64);
            case 17 -> {
                set.lag(victim, until);
                simulation.later(until, "no lag", () -> set.lag(victim, Duration.ZERO));
            }
            case 18 ->
                victim.failCommand(
                        1 + random.nextInt(2),
                        ERROR_CODES[random.nextInt(ERROR_CODES.length)],
                        List.of(),
                        COMMANDS[random.nextInt(COMMANDS.length)]);
            default -> {
                if (set.members().size() > 2 && set.members().contains(victim.address())) {
                    set.remove(victim);
                    simulation.later(until, "add", () -> set.add(victim.host()));
                }
            }
        }
    }

    private static void restart(SimulatedServer server) {
        if (!server.isRunning()) {
            server.restart();
        }
    }

    /** Ends all faults at once; the set needs a while to recover. */
    public void end() {
        simulation.network().heal();
        for (var server : set.servers()) {
            server.thaw();
            restart(server);
            set.lag(server, Duration.ZERO);
            server.failNext(0, 0);
            server.loseReplies(0);
            server.failWriteConcern(0, 0);
            simulation.network().slow(server.host(), Duration.ZERO);
        }
    }
}
