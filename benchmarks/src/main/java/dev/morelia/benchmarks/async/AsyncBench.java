package dev.morelia.benchmarks.async;

import dev.morelia.benchmarks.driver.BenchServer;
import dev.morelia.benchmarks.harness.Contest;
import dev.morelia.benchmarks.harness.Plan;
import dev.morelia.benchmarks.harness.Side;
import java.lang.management.ManagementFactory;
import java.util.List;

/**
 * {@code bench async}: {@code findOne} by id with 1 to 10,000 operations in flight, on a server with canned replies and
 * on a mongod, and two rows of {@code bench driver} through the async APIs, beside the official reactive driver. Both
 * have their default settings: a pool of 100 connections. PyMongo's async client has the same load on the mongod, in a
 * process of its own, if Python has it.
 */
public final class AsyncBench {
    private static final List<Integer> IN_FLIGHT = List.of(1, 100, 1_000, 10_000);
    private static final int SMALL_SLICE = 2_000;
    private static final int LARGE_SLICE = 20_000;
    private static final String FIND_MANY = "find many, async";
    private static final String BULK_INSERT = "small bulk insert, async";
    private static final int INSERTED = 10_000;

    private final Plan plan;

    /** Prepares the benchmark. */
    public AsyncBench(Plan plan) {
        this.plan = plan;
    }

    /** Runs the selected rows and prints their tables. */
    public void run() throws Exception {
        try (var canned = BenchServer.canned(plan.data())) {
            inFlight(canned, "canned");
        }
        try (var mongod = BenchServer.mongod(plan.data())) {
            plan.report().version("mongod", mongod.version());
            inFlight(mongod, "mongod");
            var pymongo = wanted("mongod");
            if (!pymongo.isEmpty()) {
                new PyMongoAsync(plan.report()).run(mongod.uri(), pymongo, plan.quick() ? SMALL_SLICE : LARGE_SLICE);
            }
            if (plan.wants(ManyFutures.ROW)) {
                ManyFutures.note(plan.report(), mongod.uri(), plan.quick() ? LARGE_SLICE : 20 * LARGE_SLICE);
            }
            documents(mongod);
        }
        plan.report().printTables();
    }

    private List<Integer> wanted(String server) {
        return IN_FLIGHT.stream()
                .filter(number -> plan.wants(row(number, server)))
                .toList();
    }

    private static String row(int inFlight, String server) {
        return "%,d in flight, %s".formatted(inFlight, server);
    }

    private void inFlight(BenchServer server, String name) throws Exception {
        plan.report().note(server.pin());
        if (wanted(name).isEmpty()) {
            return;
        }
        int before = ManagementFactory.getThreadMXBean().getThreadCount();
        try (var ours = ours(server)) {
            side(ours, IN_FLIGHT.getLast()).run(LARGE_SLICE);
            int threads = ManagementFactory.getThreadMXBean().getThreadCount() - before;
            plan.report().note("platform threads of ours with 10,000 in flight, %s: %d".formatted(name, threads));
            try (var peer = peer(server)) {
                for (int number : wanted(name)) {
                    inFlight(number, row(number, name), ours, peer);
                }
            }
        }
    }

    private void inFlight(int number, String row, AsyncClient ours, AsyncClient peer) throws Exception {
        plan.report().progress(row);
        var left = side(ours, number);
        var right = side(peer, number);
        var contest = new Contest(row, "ops/s", 1, number == 1 ? SMALL_SLICE : LARGE_SLICE);
        plan.report().add(contest.run(plan.length(), left, right, null));
        plan.report().note("%s, last slice, ours: %s".formatted(row, left.distribution()));
        plan.report().note("%s, last slice, peer: %s".formatted(row, right.distribution()));
    }

    private static AsyncClient ours(BenchServer server) {
        return new MoreliaAsync(server.uri(), BenchServer.DATABASE, BenchServer.COLLECTION);
    }

    private static AsyncClient peer(BenchServer server) throws Exception {
        return ReactivePeer.connect(server.uri(), BenchServer.DATABASE, BenchServer.COLLECTION);
    }

    private static OperationsInFlight side(AsyncClient client, int inFlight) {
        return new OperationsInFlight(
                inFlight, (number, end) -> client.findOne(1 + number % BenchServer.DOCUMENTS, end));
    }

    private void documents(BenchServer server) throws Exception {
        try (var ours = ours(server);
                var peer = peer(server)) {
            if (plan.wants(FIND_MANY)) {
                plan.report().progress(FIND_MANY);
                double megabytes = plan.data().document("tweet").length() * BenchServer.DOCUMENTS / 1e6;
                plan.report()
                        .add(new Contest(FIND_MANY, "MB/s", megabytes, 1)
                                .run(plan.length(), findMany(ours), findMany(peer), null));
            }
            if (plan.wants(BULK_INSERT)) {
                plan.report().progress(BULK_INSERT);
                String json = plan.data().document("small_doc");
                plan.report()
                        .add(new Contest(BULK_INSERT, "MB/s", json.length() * INSERTED / 1e6, 1)
                                .run(
                                        plan.length(),
                                        new BulkInsert(ours, server, json),
                                        new BulkInsert(peer, server, json),
                                        null));
            }
        }
    }

    private static Side findMany(AsyncClient client) {
        return new OperationsInFlight(1, (number, end) -> client.findMany(end));
    }

    /** Inserts many documents at once into an empty collection. */
    private static final class BulkInsert implements Side {
        private final AsyncClient client;
        private final BenchServer server;
        private final String json;
        private AsyncClient.Insertion insertion = end -> {};

        BulkInsert(AsyncClient client, BenchServer server, String json) {
            this.client = client;
            this.server = server;
            this.json = json;
        }

        @Override
        public void before() {
            server.reset();
            insertion = client.insertMany(json, INSERTED);
        }

        @Override
        public void run(int operations) throws Exception {
            new OperationsInFlight(1, (number, end) -> insertion.start(end)).run(operations);
        }
    }
}
