package dev.morelia.benchmarks.driver;

import dev.morelia.benchmarks.harness.Contest;
import dev.morelia.benchmarks.harness.Plan;
import dev.morelia.benchmarks.harness.Side;
import java.util.List;

/**
 * {@code bench wire}: single operations against a server with canned replies, to measure only the driver and the
 * loopback interface. Also counts the stack frames of each driver at the socket read.
 */
public final class WireBench {
    private static final int OPERATIONS_PER_SLICE = 1000;
    private static final Side NOTHING = operations -> {};

    private final Plan plan;

    /** Prepares the benchmark. */
    public WireBench(Plan plan) {
        this.plan = plan;
    }

    /** Runs the selected rows and prints their tables. */
    public void run() throws Exception {
        try (var server = CannedServer.start(plan.data().document("tweet"));
                var contenders = new Contenders(server.uri())) {
            plan.report().note(ServerCore.pin(server.pid()));
            measure("findOne", DriverTask.FIND_ONE, contenders);
            measure("insertOne", DriverTask.SMALL_INSERT, contenders);
            plan.report().printTables();
            plan.report().note("");
            frames("findOne", DriverTask.FIND_ONE, contenders);
            frames("insertOne", DriverTask.SMALL_INSERT, contenders);
        }
    }

    private void measure(String name, DriverTask task, Contenders contenders) throws Exception {
        if (plan.wants(name)) {
            plan.report().progress(name);
            var contest = new Contest(name, "ops/s", 1, OPERATIONS_PER_SLICE);
            plan.report().add(contenders.run(task, contest, plan.length(), task.json(plan.data()), NOTHING));
        }
    }

    private void frames(String name, DriverTask task, Contenders contenders) throws Exception {
        String json = task.json(plan.data());
        var ours = new DriverSide<>(contenders.ours(), task, json, NOTHING);
        var peer = new DriverSide<>(contenders.peer(), task, json, NOTHING);
        List<String> stack = FramesAtSocket.deepest("dev.morelia.", ours);
        plan.report()
                .note("frames at the socket read, %s: ours %d, peer %d"
                        .formatted(
                                name,
                                stack.size(),
                                FramesAtSocket.deepest("com.mongodb.", peer).size()));
        stack.forEach(frame -> plan.report().note("  " + frame));
    }
}
