package dev.morelia.simulation.session;

import static org.assertj.core.api.Assertions.assertThat;

import dev.morelia.MongoClient;
import dev.morelia.bson.Document;
import dev.morelia.bson.RawDocument;
import dev.morelia.error.ClientClosedException;
import dev.morelia.error.ConnectionLostException;
import dev.morelia.error.MongoException;
import dev.morelia.internal.env.Env;
import dev.morelia.internal.env.EnvOverride;
import dev.morelia.options.TransactionOptions;
import dev.morelia.simulation.Chaos;
import dev.morelia.simulation.CommandPairs;
import dev.morelia.simulation.fault.FaultyEnv;
import dev.morelia.simulation.fault.FaultyEnv.Fault;
import dev.morelia.simulation.fault.MisroutingEnv;
import dev.morelia.simulation.fault.RewritingEnv;
import dev.morelia.testkit.simulation.History;
import dev.morelia.testkit.simulation.SimulatedReplicaSet;
import dev.morelia.testkit.simulation.SimulatedRouter;
import dev.morelia.testkit.simulation.SimulatedServer;
import dev.morelia.testkit.simulation.SimulatedThread;
import dev.morelia.testkit.simulation.Simulation;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.random.RandomGenerator;

/**
 * One history of a client over a replica set that goes through {@link Chaos}, in some histories through routers, with
 * one of the workloads. Whatever the
 * workload, it checks that every call ends in time, that the client works when the faults have ended, and that no
 * session, connection or thread is left.
 */
public final class SessionHistory {

    private static final Duration CALM = Duration.ofSeconds(10);

    /** Closing sends endSessions, for at most 400 milliseconds. */
    private static final Duration MAXIMUM_CLOSE = Duration.ofMillis(600);

    /** Connections dropped by their servers fail once each, at most three of them. */
    private static final int TRIES = 4;

    private static final int SHUTDOWN_IN_PROGRESS = 91;
    private static final String CHECKS = "checks";
    private static final int WORKLOADS = 5;

    /** One history in so many is over routers. */
    private static final int SHARE_OF_ROUTERS = 8;

    private final Simulation simulation;
    private final RandomGenerator random;
    private final SessionBug bug;
    private final SimulatedReplicaSet set;
    private final PinWatch pins;
    private final List<SimulatedRouter> routers;
    private final CommandPairs commands;
    private final MongoClient client;
    private final Calls calls;
    private final Workload workload;
    private final List<SimulatedThread> users = new ArrayList<>();
    private final Chaos chaos;
    private final RouterChaos routerChaos;
    private int checks;

    private SessionHistory(Simulation simulation, int kind, boolean isRouted, SessionBug bug) {
        this.simulation = simulation;
        this.random = simulation.random();
        this.bug = bug;
        this.set = SimulatedReplicaSet.start(simulation, "rs", Chaos.hosts(random));
        if (bug == SessionBug.NUMBERS_FORGOTTEN) {
            set.forgetRetryableWrites();
        } else if (bug == SessionBug.CONFLICTS_IGNORED) {
            set.ignoreWriteConflicts();
        }
        this.pins = new PinWatch(simulation);
        this.routers = isRouted ? routers() : List.of();
        this.commands = new CommandPairs(simulation);
        String uri = isRouted ? SimulatedRouter.uri(routers) : set.uri();
        var builder = MongoClient.builder().uri(uri + Chaos.options(random));
        if (random.nextInt(4) == 0) {
            builder.commandListener(commands);
        }
        this.client = EnvOverride.with(env(kind), builder::build);
        this.calls = new Calls(simulation, client, bug);
        this.chaos = new Chaos(simulation, set, client::disconnect, users);
        this.routerChaos = new RouterChaos(simulation, set, routers);
        this.workload = switch (kind) {
            case 0 -> new CausalWorkload(calls);
            case 1 -> new BankWorkload(calls);
            case 2 -> new AppendWorkload(calls);
            case 3 -> new RegisterWorkload(calls);
            default -> new SnapshotWorkload(calls);
        };
    }

    private List<SimulatedRouter> routers() {
        var started = new ArrayList<SimulatedRouter>();
        int count = 2 + random.nextInt(2);
        for (int i = 1; i <= count; i++) {
            started.add(SimulatedRouter.start(simulation, set, "router" + i + ".example", pins));
        }
        return started;
    }

    /** Only the registers use no explicit sessions. */
    private Env env(int kind) {
        Env env = simulation.env();
        if (kind == 3) {
            env = new RewritingEnv(env, new SessionWatch(simulation));
        }
        return switch (bug) {
            case NONE -> env;
            case PIN_LOST -> new MisroutingEnv(env, SessionHistory::isLaterStatement);
            case SIGNALS_LOST -> new FaultyEnv(env, Fault.LOST_SIGNALS);
            default -> new RewritingEnv(env, new PlantedRewriter(bug));
        };
    }

    private static boolean isLaterStatement(RawDocument command) {
        return command.has("autocommit")
                && !command.has("startTransaction")
                && !command.has("commitTransaction")
                && !command.has("abortTransaction");
    }

    /** Runs the history of one seed; throws if an invariant is violated. */
    public static History of(long seed) {
        return of(seed, SessionBug.NONE);
    }

    static History of(long seed, SessionBug bug) {
        var simulation = Simulation.of(seed);
        int kind = (int) Math.floorMod(seed, (long) WORKLOADS);
        boolean isRouted = Math.floorMod(seed / WORKLOADS, (long) SHARE_OF_ROUTERS) == 1;
        var history = simulation.run(() -> new SessionHistory(simulation, kind, isRouted, bug).run());
        assertThat(simulation.network().openLinks())
                .as("links open at the end, seed " + seed)
                .isZero();
        return history;
    }

    private void run() throws InterruptedException {
        workload.prepare();
        boolean closeEarly = random.nextInt(8) == 0;
        int count = 2 + random.nextInt(2);
        for (int i = 0; i < count; i++) {
            int user = i;
            users.add(simulation.start("user " + user, () -> use(user)));
        }
        var disturber = simulation.start("chaos", () -> chaos.run(random.nextInt(5), Duration.ofMillis(1500)));
        var routerDisturber = routers.isEmpty()
                ? disturber
                : simulation.start("router chaos", () -> routerChaos.run(random.nextInt(4), Duration.ofMillis(1500)));
        if (closeEarly) {
            simulation.pause(Duration.ofNanos(random.nextLong(4_000_000_000L)));
            close();
        }
        for (var user : users) {
            var limit = closeEarly ? Duration.ofSeconds(3) : Duration.ofMinutes(5);
            assertThat(user.join(limit.toNanos())).as(user.state()).isTrue();
        }
        assertThat(disturber.join(Duration.ofMinutes(1).toNanos())).isTrue();
        assertThat(routerDisturber.join(Duration.ofMinutes(1).toNanos())).isTrue();
        chaos.end();
        routerChaos.end();
        simulation.pause(CALM);
        if (!closeEarly) {
            assertWell();
        }
        workload.verify(set);
        if (!closeEarly) {
            close();
        }
        assertClosed();
    }

    private void use(int user) {
        int actions = 2 + random.nextInt(5);
        for (int i = 0; i < actions && !calls.isClosing(); i++) {
            calls.rest(Duration.ofMillis(600));
            try {
                workload.act(user, i);
            } catch (ClientClosedException closed) {
                // Starting a session needs an open client, too.
                assertThat(calls.isClosing()).as("client closed").isTrue();
            }
        }
    }

    // ---- the end ----

    private void assertWell() {
        assertWorks("a write", this::write);
        SimulatedServer primary = set.primary().orElseThrow();
        assertWorks("a commit whose connection breaks", () -> {
            primary.failCommand(1, 0, List.of(), "commitTransaction");
            commit();
        });
        primary.failCommand(0, 0, List.of());
        if (routers.isEmpty()) {
            assertFirstFailureIsThrown(primary);
        }
        assertWorks("an abort", this::abort);
        if (!routers.isEmpty()) {
            assertTransactionsSucceed();
            assertRouterMayDie();
        }
        assertThat(primary.openTransactions()).as("open transactions").isZero();
        int before = set.sessionCount();
        for (int i = 0; i < 3; i++) {
            assertWorks("a write", this::write);
        }
        assertThat(set.sessionCount() - before)
                .as("sessions for writes one after another")
                .isLessThanOrEqualTo(1);
        assertThat(client.poolUse()).allSatisfy((server, use) -> {
            assertThat(use.inUse()).as("connections in use").isZero();
            assertThat(use.waiting()).as("threads waiting for one").isZero();
        });
    }

    /** The second attempt has done nothing, so that the first tells more. */
    private void assertFirstFailureIsThrown(SimulatedServer primary) {
        primary.loseReplies(1);
        primary.failNext(1, SHUTDOWN_IN_PROGRESS);
        MongoException thrown = null;
        try {
            calls.collection(CHECKS).insertOne(check());
        } catch (MongoException e) {
            thrown = e;
        }
        assertThat(thrown)
                .as("the failure of a write whose reply was lost")
                .isInstanceOf(ConnectionLostException.class);
    }

    /** Nothing disturbs them, so no router can fail to know the transaction of a statement. */
    private void assertTransactionsSucceed() {
        for (int i = 0; i < 3; i++) {
            try (var session = client.startSession()) {
                session.startTransaction();
                for (int statement = 0; statement < 3; statement++) {
                    calls.collection(CHECKS).with(session).insertOne(check());
                }
                session.commitTransaction();
            }
        }
    }

    /** Another router aborts the transaction, for it is told where to, and the transaction is done again. */
    private void assertRouterMayDie() {
        var killed = new ArrayList<SimulatedRouter>();
        var outcome = calls.transaction(
                CALM.multipliedBy(3),
                () -> client.with(CALM.multipliedBy(3)).inTransaction(new TransactionOptions(), session -> {
                    calls.collection(CHECKS).with(session).insertOne(check());
                    if (killed.isEmpty()) {
                        killed.add(pins.last());
                        pins.last().kill();
                    }
                }));
        assertThat(outcome).as("a transaction whose router dies").isEqualTo(Outcome.ACKNOWLEDGED);
        killed.forEach(SimulatedRouter::restart);
    }

    private void assertWorks(String what, Runnable call) {
        var outcome = Outcome.UNKNOWN;
        for (int i = 0; i < TRIES && outcome != Outcome.ACKNOWLEDGED; i++) {
            outcome = calls.run(CALM, call);
        }
        assertThat(outcome).as(what + " at the end").isEqualTo(Outcome.ACKNOWLEDGED);
    }

    private Document check() {
        return Document.of("_id", ++checks);
    }

    private void write() {
        calls.collection(CHECKS).with(CALM).insertOne(check());
    }

    private void commit() {
        try (var session = client.startSession()) {
            session.startTransaction();
            calls.collection(CHECKS).with(session).insertOne(check());
            session.commitTransaction();
        }
    }

    private void abort() {
        try (var session = client.startSession()) {
            session.startTransaction();
            calls.collection(CHECKS).with(session).insertOne(check());
            session.abortTransaction();
        }
    }

    private void close() {
        calls.closing();
        long begun = simulation.elapsed().toNanos();
        if (bug != SessionBug.CLIENT_LEFT_OPEN) {
            client.close();
        }
        assertThat(simulation.elapsed().minusNanos(begun)).as("time of closing").isLessThan(MAXIMUM_CLOSE);
        simulation.note("closed");
    }

    private void assertClosed() throws InterruptedException {
        simulation.pause(Duration.ofSeconds(1));
        assertThat(simulation.liveThreads())
                .as("threads one second after the end")
                .hasSize(1);
        MongoException rejection = null;
        try {
            write();
        } catch (MongoException e) {
            rejection = e;
        }
        assertThat(rejection).isInstanceOf(ClientClosedException.class);
        commands.assertComplete();
    }
}
