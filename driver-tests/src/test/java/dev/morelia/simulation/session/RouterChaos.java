package dev.morelia.simulation.session;

import dev.morelia.testkit.simulation.SimulatedNetwork;
import dev.morelia.testkit.simulation.SimulatedReplicaSet;
import dev.morelia.testkit.simulation.SimulatedRouter;
import dev.morelia.testkit.simulation.Simulation;
import java.time.Duration;
import java.util.List;
import java.util.random.RandomGenerator;

/** Faults of routers, besides those of the members behind them: they die, freeze, restart, and lose connections. */
final class RouterChaos {

    private static final int KINDS = 8;

    private final Simulation simulation;
    private final RandomGenerator random;
    private final SimulatedReplicaSet set;
    private final List<SimulatedRouter> routers;

    RouterChaos(Simulation simulation, SimulatedReplicaSet set, List<SimulatedRouter> routers) {
        this.simulation = simulation;
        this.random = simulation.random();
        this.set = set;
        this.routers = routers;
    }

    /** Injects so many faults, after pauses that are shorter than the maximum. */
    void run(int count, Duration maximumPause) throws InterruptedException {
        for (int i = 0; i < count; i++) {
            simulation.pause(Duration.ofNanos(random.nextLong(maximumPause.toNanos())));
            var victim = routers.get(random.nextInt(routers.size()));
            int kind = random.nextInt(KINDS);
            simulation.note("router chaos " + kind + " at " + victim);
            harm(kind, victim, Duration.ofMillis(random.nextInt(3000)));
        }
    }

    private void harm(int kind, SimulatedRouter victim, Duration until) {
        var network = simulation.network();
        switch (kind) {
            case 0, 1 -> {
                victim.kill();
                simulation.later(until, "restart", () -> restart(victim));
            }
            case 2 -> victim.restart();
            case 3 -> {
                victim.freeze();
                simulation.later(until, "thaw", victim::thaw);
            }
            case 4 -> {
                network.cut(SimulatedNetwork.CLIENT, victim.host());
                simulation.later(until, "heal", () -> network.heal(SimulatedNetwork.CLIENT, victim.host()));
            }
            case 5 -> {
                String member =
                        set.servers().get(random.nextInt(set.servers().size())).host();
                network.cut(victim.host(), member);
                simulation.later(until, "heal", () -> network.heal(victim.host(), member));
            }
            default -> victim.resetLinks();
        }
    }

    private static void restart(SimulatedRouter router) {
        if (!router.isRunning()) {
            router.restart();
        }
    }

    /** Ends all faults at once, but for those of the network, which are healed with those of the set. */
    void end() {
        for (var router : routers) {
            router.thaw();
            restart(router);
        }
    }
}
