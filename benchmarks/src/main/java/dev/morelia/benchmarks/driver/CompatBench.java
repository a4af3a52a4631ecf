package dev.morelia.benchmarks.driver;

import dev.morelia.benchmarks.harness.Plan;
import dev.morelia.testkit.Mongod;

/**
 * {@code bench compat}: the rows of {@code bench driver} through the official driver's interfaces, with documents and
 * codecs of the official driver on both sides: implemented by Morelia, and by the official driver.
 */
public final class CompatBench {
    private final Plan plan;

    /** Prepares the benchmark. */
    public CompatBench(Plan plan) {
        this.plan = plan;
    }

    /** Runs the selected rows and prints their tables. */
    public void run() throws Exception {
        try (var mongod = Mongod.start();
                var ours = OfficialDriver.onMorelia(mongod.uri());
                var peer = new OfficialDriver(mongod.uri())) {
            plan.report().version("mongod", peer.serverVersion());
            plan.report().note(ServerCore.pin(mongod.pid()));
            for (var task : DriverTask.values()) {
                if (!task.needsFront() && plan.wants(task.row())) {
                    plan.report().progress(task.row());
                    run(task, ours, peer);
                }
            }
        }
        plan.report().printTables();
    }

    private void run(DriverTask task, OfficialDriver ours, OfficialDriver peer) throws Exception {
        String json = task.json(plan.data());
        if (task.finds()) {
            peer.load(json, task == DriverTask.FIND_ONE);
        }
        var length = task.isMixed() ? plan.length(DriverBench.SLOW_ROUNDS) : plan.length();
        var reset = Turn.preparation(() -> DriverBench.reset(task, peer));
        plan.report()
                .add(task.contest(json)
                        .run(
                                length,
                                new DriverSide<>(ours, task, json, reset),
                                new DriverSide<>(peer, task, json, reset),
                                null));
    }
}
