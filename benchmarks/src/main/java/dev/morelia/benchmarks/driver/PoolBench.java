package dev.morelia.benchmarks.driver;

import dev.morelia.benchmarks.harness.Contest;
import dev.morelia.benchmarks.harness.Plan;
import dev.morelia.bson.Document;
import dev.morelia.internal.background.Background;
import dev.morelia.internal.command.Command;
import dev.morelia.internal.command.Target;
import dev.morelia.internal.connection.ConnectionFactory;
import dev.morelia.internal.env.CancelToken;
import dev.morelia.internal.env.Deadline;
import dev.morelia.internal.env.SystemEnv;
import dev.morelia.internal.pool.ConnectionPool;
import dev.morelia.settings.ClientSettings;
import dev.morelia.settings.ConnectionString;
import java.util.List;
import java.util.Locale;
import java.util.Objects;
import org.openjdk.jmh.profile.GCProfiler;
import org.openjdk.jmh.runner.Runner;
import org.openjdk.jmh.runner.options.OptionsBuilder;
import org.openjdk.jmh.runner.options.TimeValue;
import org.openjdk.jmh.runner.options.VerboseMode;

/**
 * {@code bench pool}: the cost of an uncontended check-out and check-in (JMH), and the throughput and fairness of a
 * thousand virtual threads on a hundred connections, compared with the official driver.
 */
public final class PoolBench {
    private static final String ALONE = "check-out and check-in";
    private static final String CROWD = "1,000 threads on 100";
    private static final int THREADS = 1000;
    private static final Target TARGET = new Target("app", "orders");
    private static final int OPERATIONS_PER_SLICE = 20_000;

    private final Plan plan;

    /** Prepares the benchmark. */
    public PoolBench(Plan plan) {
        this.plan = plan;
    }

    /** Runs the selected rows and prints the results. */
    public void run() throws Exception {
        if (plan.wants(ALONE)) {
            plan.report().progress(ALONE);
            alone();
        }
        if (plan.wants(CROWD)) {
            plan.report().progress(CROWD);
            crowd();
        }
    }

    private void alone() throws Exception {
        var options = new OptionsBuilder()
                .include(PoolTurn.class.getName())
                .forks(plan.quick() ? 1 : 3)
                .warmupIterations(plan.quick() ? 2 : 5)
                .warmupTime(TimeValue.milliseconds(plan.quick() ? 100 : 500))
                .measurementIterations(plan.quick() ? 3 : 9)
                .measurementTime(TimeValue.milliseconds(plan.quick() ? 100 : 300))
                .addProfiler(GCProfiler.class)
                .shouldFailOnError(true)
                .verbosity(VerboseMode.SILENT)
                .build();
        var result = new Runner(options).run().iterator().next();
        var nanos = result.getPrimaryResult().getStatistics();
        double bytes = Objects.requireNonNull(result.getSecondaryResults().get("gc.alloc.rate.norm"))
                .getScore();
        plan.report()
                .note(String.format(
                        Locale.ROOT,
                        "%s, uncontended: median %.1f ns, min %.1f ns, %.3f B",
                        ALONE,
                        nanos.getPercentile(50),
                        nanos.getMin(),
                        bytes));
    }

    private void crowd() throws Exception {
        try (var server = CannedServer.start(plan.data().document("tweet"));
                var contenders = new Contenders(server.uri())) {
            plan.report().note(ServerCore.pin(server.pid()));
            var ours = new Crowd(THREADS, Crowd.timed(() -> contenders.ours().findOne(1)));
            var peer = new Crowd(THREADS, Crowd.timed(() -> contenders.peer().findOne(1)));
            var contest = new Contest(CROWD, "ops/s", 1, OPERATIONS_PER_SLICE);
            plan.report().add(contest.run(plan.length(), ours, peer, null));
            plan.report().printTables();
            plan.report().note("");
            plan.report().note("whole findOne, last slice, ours: " + ours.distribution());
            plan.report().note("whole findOne, last slice, peer: " + peer.distribution());
            plan.report().note("wait for a connection, ours: " + waits(server.uri()));
        }
    }

    /** The time of check-outs alone, each followed by a round trip. */
    private String waits(String uri) throws Exception {
        var settings = ClientSettings.of(ConnectionString.parse(uri));
        var address = settings.topology().hosts().get(0);
        var command = Command.of(
                "find",
                DriverTask.DATABASE,
                out -> out.string("find", DriverTask.COLLECTION).value("filter", new Document()));
        try (var factory = new ConnectionFactory(new Background(SystemEnv.INSTANCE), settings);
                var pool = new ConnectionPool(
                        new Background(SystemEnv.INSTANCE),
                        address,
                        settings.pool(),
                        (id, deadline, token) -> factory.open(address, id, deadline, token),
                        (failed, failure, generation, handshakeDone) -> {},
                        List.of())) {
            pool.ready();
            var crowd = new Crowd(THREADS, () -> waitOf(pool, command));
            for (int slice = 0; slice < (plan.quick() ? 2 : 10); slice++) {
                crowd.run(OPERATIONS_PER_SLICE);
            }
            return crowd.distribution();
        }
    }

    private static long waitOf(ConnectionPool pool, Command command) {
        long start = System.nanoTime();
        var taken = pool.checkOut("find", TARGET, Deadline.NONE, CancelToken.NONE);
        long waited = System.nanoTime() - start;
        try {
            taken.connection().roundTrip(command, null, Deadline.NONE, CancelToken.NONE);
        } finally {
            pool.checkIn(taken);
        }
        return waited;
    }
}
