package dev.morelia.benchmarks.async;

import dev.morelia.benchmarks.driver.BenchServer;
import dev.morelia.benchmarks.driver.DriverTask;
import dev.morelia.benchmarks.harness.Contest;
import dev.morelia.benchmarks.harness.Plan;
import dev.morelia.benchmarks.harness.Side;
import java.lang.management.ManagementFactory;
import java.util.List;

/**
 * {@code bench async}: {@code findOne} by id with 1 to 10,000 operations in flight, on a server with canned replies and
 * on a mongod, and the rows of {@code bench driver} through the async APIs, beside the official reactive driver. Both
 * have their default settings: a pool of 100 connections, as many as the limit has at most. PyMongo's async client has
 * the same load on the mongod, in a process of its own, if Python has it.
 */
public final class AsyncBench {
    private static final List<Integer> IN_FLIGHT = List.of(1, 100, 1_000, 10_000);
    private static final int POOL = 100;
    private static final int SMALL_SLICE = 2_000;
    private static final int LARGE_SLICE = 20_000;
    private static final int SLOW_ROUNDS = 9;

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
            tasks(mongod);
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
                    try (var limit = server.findOneInFlight(Math.min(number, POOL))) {
                        inFlight(number, row(number, name), ours, peer, limit);
                    }
                }
            }
        }
    }

    private void inFlight(int number, String row, AsyncClient<?> ours, AsyncClient<?> peer, Side limit)
            throws Exception {
        plan.report().progress(row);
        var left = side(ours, number);
        var right = side(peer, number);
        var contest = new Contest(row, "ops/s", 1, number == 1 ? SMALL_SLICE : LARGE_SLICE);
        plan.report().add(contest.run(plan.length(), left, right, limit));
        plan.report().note("%s, last slice, ours: %s".formatted(row, left.distribution()));
        plan.report().note("%s, last slice, peer: %s".formatted(row, right.distribution()));
    }

    private static AsyncClient<?> ours(BenchServer server) {
        return new MoreliaAsync(server.uri(), BenchServer.DATABASE, BenchServer.COLLECTION);
    }

    private static AsyncClient<?> peer(BenchServer server) throws Exception {
        return ReactivePeer.connect(server.uri(), BenchServer.DATABASE, BenchServer.COLLECTION);
    }

    private static OperationsInFlight side(AsyncClient<?> client, int inFlight) {
        return new OperationsInFlight(
                inFlight, (number, end) -> client.findOne(1 + number % BenchServer.DOCUMENTS, end));
    }

    /** The rows of {@code bench driver}, one operation after the other, each started when the one before has ended. */
    private void tasks(BenchServer server) throws Exception {
        try (var ours = ours(server);
                var peer = peer(server)) {
            for (var task : DriverTask.values()) {
                if (!task.needsFront() && plan.wants(row(task.row()))) {
                    task(task, server, ours, peer);
                }
            }
            new LineRows(plan, server, ours, peer).run();
            new FileRows(plan, ours, peer).run();
        }
    }

    private static String row(String ofBlocking) {
        return ofBlocking + ", async";
    }

    private void task(DriverTask task, BenchServer server, AsyncClient<?> ours, AsyncClient<?> peer) throws Exception {
        String json = task.json(plan.data());
        server.prepare(task, json);
        Action reset = task.inserts() ? server::reset : () -> {};
        var contest = task.contest(row(task.row()), json);
        plan.report().progress(contest.row());
        plan.report()
                .add(contest.run(
                        task.isMixed() ? plan.length(SLOW_ROUNDS) : plan.length(),
                        new OneByOne(reset, new TaskOperations<>(ours, task, json)),
                        new OneByOne(reset, new TaskOperations<>(peer, task, json)),
                        null));
    }

    private interface Action {
        void run() throws Exception;
    }

    /** One operation after the other. */
    private static final class OneByOne implements Side {
        private final Action reset;
        private final TaskOperations<?> task;
        private OperationsInFlight operations = new OperationsInFlight(1, (number, end) -> end.ended(null));

        OneByOne(Action reset, TaskOperations<?> task) {
            this.reset = reset;
            this.task = task;
        }

        @Override
        public void before() throws Exception {
            reset.run();
            operations = new OperationsInFlight(1, task.prepared());
        }

        @Override
        public void run(int count) throws Exception {
            operations.run(count);
        }
    }
}
