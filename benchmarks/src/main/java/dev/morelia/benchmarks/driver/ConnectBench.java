package dev.morelia.benchmarks.driver;

import com.sun.management.ThreadMXBean;
import dev.morelia.benchmarks.harness.Contest;
import dev.morelia.benchmarks.harness.Plan;
import dev.morelia.benchmarks.harness.Samples;
import dev.morelia.benchmarks.harness.Side;
import dev.morelia.internal.background.Background;
import dev.morelia.internal.connection.ConnectionFactory;
import dev.morelia.internal.env.CancelToken;
import dev.morelia.internal.env.Deadline;
import dev.morelia.internal.env.SystemEnv;
import dev.morelia.settings.ClientSettings;
import dev.morelia.settings.ConnectionString;
import dev.morelia.testkit.Mongod;
import dev.morelia.testkit.tls.TestAuthority;
import java.lang.management.ManagementFactory;
import java.util.List;
import java.util.Locale;

/**
 * {@code bench connect}: what secured and compressed connections cost, on real servers. A new client connects, logs in
 * and runs one command with nothing cached; a new connection is one more of the same client, which can resume its TLS
 * session and use its cached key.
 */
public final class ConnectBench {
    private static final String COMPRESSORS = "snappy,zstd,zlib";
    private static final String FIRST_LOGIN = "new client, first login";
    private static final String CACHED_LOGIN = "new connection, cached login";

    /** So short that no connection is used twice. */
    private static final String NO_REUSE = "maxIdleTimeMS=1";

    private static final int WARM_UP_CONNECTIONS = 5_000;

    private static final ThreadMXBean THREADS = (ThreadMXBean) ManagementFactory.getThreadMXBean();
    private static final Side NOTHING = operations -> {};

    private final Plan plan;

    /** Prepares the benchmark. */
    public ConnectBench(Plan plan) {
        this.plan = plan;
    }

    /** Creates clients of both drivers for one server. */
    private interface Clients {
        MoreliaDriver ours(String options);

        OfficialDriver peer(String options);
    }

    private record PlainClients(String uri) implements Clients {
        @Override
        public MoreliaDriver ours(String options) {
            return new MoreliaDriver(uri + "/?" + options);
        }

        @Override
        public OfficialDriver peer(String options) {
            return new OfficialDriver(uri + "/?" + options);
        }
    }

    /** Each client has a context of its own, so that a new client cannot resume a session. */
    private record TlsClients(Mongod server, TestAuthority authority) implements Clients {
        @Override
        public MoreliaDriver ours(String options) {
            return new MoreliaDriver(server.uri() + "&" + options);
        }

        @Override
        public OfficialDriver peer(String options) {
            String uri = "mongodb://" + server.address() + "/?tls=true&" + options;
            return new OfficialDriver(uri, authority.context(null));
        }
    }

    /** Runs the selected rows and prints their tables. */
    public void run() throws Exception {
        try (var mongod = Mongod.builder()
                .arguments("--networkMessageCompressors", COMPRESSORS)
                .start()) {
            pin(mongod);
            var clients = new PlainClients(mongod.uri());
            for (var compressor : List.of("snappy", "zlib", "zstd")) {
                find(compressor, clients.ours("compressors=" + compressor), clients.peer("compressors=" + compressor));
            }
            newClients("new client", clients);
            newConnections("new connection", clients);
        }
        var authority = TestAuthority.create("Benchmark");
        var certificate = authority.certificate("server").address("127.0.0.1").issue();
        try (var mongod = Mongod.builder().tls(authority, certificate).start()) {
            pin(mongod);
            var clients = new TlsClients(mongod, authority);
            find("TLS", clients.ours(""), clients.peer(""));
            newClients("new client, TLS", clients);
            newConnections("new connection, TLS resumed", clients);
        }
        String cpu;
        try (var mongod = Mongod.builder().authentication(true).start()) {
            pin(mongod);
            var clients = new PlainClients(mongod.uri());
            newClients(FIRST_LOGIN, clients);
            newConnections(CACHED_LOGIN, clients);
            cpu = plan.wants(CACHED_LOGIN) ? loginTimes(mongod) : "";
        }
        plan.report().printTables();
        plan.report().note(cpu);
    }

    private void pin(Mongod mongod) throws InterruptedException {
        plan.report().note(ServerCore.pin(mongod.pid()));
    }

    private void find(String over, MoreliaDriver ours, OfficialDriver peer) throws Exception {
        try (ours;
                peer) {
            for (var task : List.of(DriverTask.FIND_ONE, DriverTask.FIND_MANY)) {
                String row = (task == DriverTask.FIND_ONE ? "findOne, " : "find many, ") + over;
                if (plan.wants(row)) {
                    plan.report().progress(row);
                    String json = task.json(plan.data());
                    peer.load(json, task == DriverTask.FIND_ONE);
                    var contest = task.contest(row, json);
                    plan.report()
                            .add(contest.run(
                                    plan.length(),
                                    new DriverSide<>(ours, task, json, NOTHING),
                                    new DriverSide<>(peer, task, json, NOTHING),
                                    null));
                }
            }
        }
    }

    private void newClients(String row, Clients clients) throws Exception {
        if (plan.wants(row)) {
            plan.report().progress(row);
            var contest = new Contest(row, "ops/s", 1, 1);
            plan.report()
                    .add(contest.run(
                            plan.length(61),
                            operations -> once(clients.ours("")),
                            operations -> once(clients.peer("")),
                            null));
        }
    }

    private static <D> void once(DriverSide.Client<D> client) {
        try (client) {
            client.runCommand(client.document("{\"hello\": true}"));
        }
    }

    private void newConnections(String row, Clients clients) throws Exception {
        if (plan.wants(row)) {
            plan.report().progress(row);
            try (var ours = clients.ours(NO_REUSE);
                    var peer = clients.peer(NO_REUSE)) {
                var contest = new Contest(row, "ops/s", 1, 1);
                plan.report()
                        .add(contest.run(plan.length(301), new Reconnecting<>(ours), new Reconnecting<>(peer), null));
            }
        }
    }

    /** Waits before each slice until the connection of the previous one has been idle for too long. */
    private record Reconnecting<D>(DriverSide.Client<D> client) implements Side {
        @Override
        public void before() throws InterruptedException {
            Thread.sleep(4);
        }

        @Override
        public void run(int operations) {
            client.runCommand(client.document("{\"hello\": true}"));
        }
    }

    /**
     * The processor time of the thread that connects, Morelia only: with a first login, a cached one, and none. Warmed
     * up like all rows: in the first few thousand connections the JVM interprets code that costs more than the login.
     */
    private String loginTimes(Mongod mongod) {
        var withLogin = ClientSettings.of(ConnectionString.parse(mongod.uri()));
        var withoutLogin = ClientSettings.of(ConnectionString.parse("mongodb://" + mongod.address()));
        var first = new Samples();
        var cached = new Samples();
        var none = new Samples();
        try (var factory = factory(withLogin);
                var plain = factory(withoutLogin)) {
            for (int round = plan.quick() ? -5 : -WARM_UP_CONNECTIONS; round < (plan.quick() ? 5 : 3_000); round++) {
                double cachedNanos = processorNanos(factory, mongod);
                double noneNanos = processorNanos(plain, mongod);
                if (round < 0) {
                    continue;
                }
                cached.add(cachedNanos);
                none.add(noneNanos);
                if (round % 10 == 0) {
                    first.add(firstLoginNanos(withLogin, mongod));
                }
            }
        }
        return String.format(
                Locale.ROOT,
                "processor time of connecting, ours: %.0f us without login, %.0f us more with the first login, %.0f us"
                        + " more with a cached one (%.2f %% of the first)",
                none.median() / 1e3,
                (first.median() - none.median()) / 1e3,
                (cached.median() - none.median()) / 1e3,
                100 * (cached.median() - none.median()) / (first.median() - none.median()));
    }

    private static double firstLoginNanos(ClientSettings withLogin, Mongod mongod) {
        try (var factory = factory(withLogin)) {
            return processorNanos(factory, mongod);
        }
    }

    private static ConnectionFactory factory(ClientSettings settings) {
        return new ConnectionFactory(new Background(SystemEnv.INSTANCE), settings);
    }

    private static double processorNanos(ConnectionFactory factory, Mongod mongod) {
        long before = THREADS.getCurrentThreadCpuTime();
        try (var connection = factory.open(mongod.address(), 1, Deadline.NONE, CancelToken.NONE)) {
            factory.authenticate(connection, Deadline.NONE, CancelToken.NONE);
            return connection.usable() ? THREADS.getCurrentThreadCpuTime() - before : Double.NaN;
        }
    }
}
