package dev.morelia.benchmarks.async;

import dev.morelia.benchmarks.driver.BenchServer;
import dev.morelia.benchmarks.driver.DriverBench;
import dev.morelia.benchmarks.harness.Contest;
import dev.morelia.benchmarks.harness.Plan;

/**
 * {@code bench compat}: the interfaces of the official driver, implemented by Morelia, beside the official driver: the
 * rows of {@code bench driver} through the blocking interfaces, and {@code findOne} by id with 100 operations in flight
 * through the reactive ones, on a server with canned replies and on a mongod.
 */
public final class CompatBench {
    private static final int IN_FLIGHT = 100;
    private static final int SLICE = 20_000;
    private static final int QUICK_SLICE = 1_000;
    private static final String CANNED = "100 in flight, reactive, canned";
    private static final String REAL = "100 in flight, reactive, mongod";

    private final Plan plan;

    /** Prepares the benchmark. */
    public CompatBench(Plan plan) {
        this.plan = plan;
    }

    /** Runs the selected rows and prints their tables. */
    public void run() throws Exception {
        new DriverBench(plan).runThroughOfficialInterfaces();
        if (plan.wants(CANNED)) {
            try (var canned = BenchServer.canned(plan.data())) {
                inFlight(CANNED, canned);
            }
        }
        if (plan.wants(REAL)) {
            try (var mongod = BenchServer.mongod(plan.data())) {
                inFlight(REAL, mongod);
            }
        }
        plan.report().printTables();
    }

    private void inFlight(String row, BenchServer server) throws Exception {
        plan.report().note(server.pin());
        plan.report().progress(row);
        try (var ours = ReactivePeer.connectMorelia(server.uri(), BenchServer.DATABASE, BenchServer.COLLECTION);
                var peer = ReactivePeer.connect(server.uri(), BenchServer.DATABASE, BenchServer.COLLECTION)) {
            var left = side(ours);
            var right = side(peer);
            var contest = new Contest(row, "ops/s", 1, plan.quick() ? QUICK_SLICE : SLICE);
            plan.report().add(contest.run(plan.length(), left, right, null));
            plan.report().note("%s, last slice, ours: %s".formatted(row, left.distribution()));
            plan.report().note("%s, last slice, peer: %s".formatted(row, right.distribution()));
        }
    }

    private static OperationsInFlight side(AsyncClient<?> client) {
        return new OperationsInFlight(
                IN_FLIGHT, (number, end) -> client.findOne(1 + number % BenchServer.DOCUMENTS, end));
    }
}
