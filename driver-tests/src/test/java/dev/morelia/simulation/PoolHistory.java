package dev.morelia.simulation;

import static org.assertj.core.api.Assertions.assertThat;

import dev.morelia.error.ClientClosedException;
import dev.morelia.error.ConnectionOpenException;
import dev.morelia.error.InterruptedOperationException;
import dev.morelia.error.MongoException;
import dev.morelia.error.OperationTimeoutException;
import dev.morelia.error.PoolClearedException;
import dev.morelia.error.PoolTimeoutException;
import dev.morelia.internal.background.Background;
import dev.morelia.internal.command.Command;
import dev.morelia.internal.connection.Connection;
import dev.morelia.internal.connection.ConnectionFactory;
import dev.morelia.internal.env.CancelToken;
import dev.morelia.internal.env.Deadline;
import dev.morelia.settings.ClientSettings;
import dev.morelia.settings.PoolSettings;
import dev.morelia.simulation.TestedPool.Lease;
import dev.morelia.testkit.simulation.History;
import dev.morelia.testkit.simulation.SimulatedServer;
import dev.morelia.testkit.simulation.SimulatedThread;
import dev.morelia.testkit.simulation.Simulation;
import java.time.Duration;
import java.util.ArrayList;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.random.RandomGenerator;
import org.jspecify.annotations.Nullable;

/**
 * One history of a pool: some threads use connections, others inject faults, and the invariants are checked at each
 * point. The threads, their number and their timing depend on the seed.
 */
final class PoolHistory {

    private static final Command PING = Command.of("ping", "admin", output -> output.int32("ping", 1));
    private static final Duration CONNECT_TIMEOUT = Duration.ofMillis(300);

    /** Threads stall for up to a millisecond, possibly several times in one call. */
    private static final Duration SLACK = Duration.ofMillis(60);

    private static final Duration MAXIMUM_RUN = Duration.ofMinutes(2);

    private final Simulation simulation;
    private final RandomGenerator random;
    private final SimulatedServer server;
    private final ConnectionFactory connections;
    private final PoolSettings settings;
    private final TestedPool pool;
    private final List<Connection> lent = new ArrayList<>();
    /** The pool's generation at the start of opening, by connection. */
    private final IdentityHashMap<Connection, Long> openedIn = new IdentityHashMap<>();

    private final List<User> users = new ArrayList<>();
    private int opening;
    private int readied;
    private int readying;
    private boolean paused = true;
    private boolean closing;
    private boolean over;

    private PoolHistory(Simulation simulation, TestedPool.Maker maker) {
        this.simulation = simulation;
        this.random = simulation.random();
        this.server = SimulatedServer.start(simulation, "a.example");
        this.connections = new ConnectionFactory(
                new Background(simulation.env()),
                ClientSettings.defaults().socket(socket -> socket.connectTimeout(CONNECT_TIMEOUT)));
        int most = 1 + random.nextInt(4);
        this.settings = PoolSettings.defaults()
                .maxPoolSize(most)
                .maxConnecting(1 + random.nextInt(3))
                .minPoolSize(random.nextInt(3) == 0 ? random.nextInt(most + 1) : 0)
                .maxIdleTime(Duration.ofMillis(random.nextInt(3) == 0 ? 40 : 0))
                .waitQueueTimeout(Duration.ofMillis(random.nextInt(3) == 0 ? 20 + random.nextInt(200) : 0));
        this.pool = maker.make(simulation.env(), settings, this::open, this::openFailed);
    }

    /** Runs the history of one seed; throws if an invariant is violated. */
    static History of(long seed, TestedPool.Maker maker) {
        var simulation = Simulation.of(seed);
        var history = new PoolHistory[1];
        var result = simulation.run(() -> {
            history[0] = new PoolHistory(simulation, maker);
            history[0].run();
        });
        assertThat(simulation.network().openLinks())
                .as("links open at the end, seed " + seed)
                .isZero();
        return result;
    }

    private void run() throws InterruptedException {
        List<SimulatedThread> watching = new ArrayList<>();
        watching.add(simulation.start("observer", this::observe));
        watching.add(simulation.start("monitor", this::monitor));
        watching.add(simulation.start("warming", this::warmUp));
        int count = 2 + random.nextInt(6);
        List<SimulatedThread> working = new ArrayList<>();
        for (int i = 0; i < count; i++) {
            var user = new User();
            users.add(user);
            working.add(simulation.start("user", user::run));
        }
        watching.add(simulation.start("chaos", this::chaos));
        boolean closeEarly = random.nextInt(4) == 0;
        if (closeEarly) {
            simulation.pause(Duration.ofNanos(random.nextLong(200_000_000)));
            close();
        }
        for (var thread : working) {
            assertEnds(thread);
        }
        over = true;
        for (var thread : watching) {
            assertEnds(thread);
        }
        if (!closeEarly) {
            assertWhole();
            close();
        }
        assertClosed();
        connections.close();
    }

    private void assertEnds(SimulatedThread thread) throws InterruptedException {
        assertThat(thread.join(MAXIMUM_RUN.toNanos()))
                .as(thread.state() + "; pool: " + pool.sizes())
                .isTrue();
    }

    // ---- the environment of the pool ----

    private Connection open(long number, Deadline deadline, CancelToken token) {
        opening++;
        try {
            assertBounds();
            long generation = pool.generation();
            var connection = connections.open(server.address(), number, deadline, token);
            openedIn.put(connection, generation);
            return connection;
        } finally {
            opening--;
        }
    }

    /** Like discovery: outdated information changes nothing. */
    private void openFailed(MongoException failure, long generation) {
        simulation.note("could not open: " + failure.getClass().getSimpleName());
        if (generation == pool.generation()) {
            clear(false);
        }
    }

    private void clear(boolean interruptInUse) {
        int before = readied;
        pool.clear(interruptInUse);
        // A concurrent call of ready() may come before or after.
        paused |= before == readied && readying == 0;
    }

    private void ready() {
        readied++;
        paused = false;
        readying++;
        pool.ready();
        readying--;
    }

    // ---- invariants ----

    private void assertBounds() {
        assertThat(opening).as("connections being opened").isLessThanOrEqualTo(settings.maxConnecting());
        assertThat(opening + lent.size())
                .as("connections being opened or in use")
                .isLessThanOrEqualTo(settings.maxPoolSize());
        var sizes = pool.sizes();
        assertThat(sizes.size()).as("size of the pool").isLessThanOrEqualTo(settings.maxPoolSize());
        assertThat(sizes.pending()).isLessThanOrEqualTo(settings.maxConnecting());
    }

    private void observe() throws InterruptedException {
        while (!over) {
            simulation.pause(Duration.ofNanos(random.nextLong(20_000_000)));
            if (!closing) {
                assertBounds();
            }
        }
    }

    /** Finds out after a while that the server replies again. */
    private void monitor() throws InterruptedException {
        while (!over) {
            if (server.isRunning() && !server.isFrozen()) {
                ready();
            }
            simulation.pause(Duration.ofNanos(random.nextLong(50_000_000)));
        }
    }

    private void warmUp() throws InterruptedException {
        simulation.pause(Duration.ofNanos(random.nextLong(50_000_000)));
        var deadline = deadline(1 + random.nextInt(400));
        try {
            pool.warmUp(deadline);
        } catch (MongoException e) {
            simulation.note("not warm: " + e.getClass().getSimpleName());
            assertThat(e instanceof ClientClosedException && !closing).isFalse();
        }
        assertThat(deadline.remainingNanos(simulation.elapsed().toNanos()))
                .as("time left after warming up")
                .isGreaterThanOrEqualTo(-SLACK.toNanos());
    }

    private void chaos() throws InterruptedException {
        int count = random.nextInt(7);
        for (int i = 0; i < count && !over; i++) {
            simulation.pause(Duration.ofNanos(random.nextLong(60_000_000)));
            int kind = random.nextInt(12);
            simulation.note("chaos " + kind);
            switch (kind) {
                case 0 -> server.restart();
                case 1 -> {
                    server.kill();
                    simulation.later(Duration.ofMillis(random.nextInt(300)), "restart", server::restart);
                }
                case 2 -> {
                    server.freeze();
                    simulation.later(Duration.ofMillis(random.nextInt(500)), "thaw", server::thaw);
                }
                case 3 -> server.resetLinks();
                case 4 -> server.forgetLinks();
                case 5 -> {
                    simulation.network().isolate(server.host());
                    simulation.later(Duration.ofMillis(random.nextInt(500)), "heal", simulation.network()::heal);
                }
                case 6, 7 -> clear(random.nextBoolean());
                case 8, 9 -> anyUser().interrupt();
                default -> anyUser().cancel();
            }
        }
    }

    private User anyUser() {
        return users.get(random.nextInt(users.size()));
    }

    // ---- users ----

    /** A thread that checks connections out and in. */
    private final class User {
        private @Nullable SimulatedThread thread;
        private CancelToken token = new CancelToken();
        private boolean interrupted;
        private long calledOffNanos;

        void interrupt() {
            interrupted = true;
            calledOffNanos = simulation.elapsed().toNanos();
            if (thread != null) {
                thread.interrupt();
            }
        }

        void cancel() {
            calledOffNanos = simulation.elapsed().toNanos();
            token.cancel();
        }

        void run() {
            thread = simulation.currentThread();
            int operations = 1 + random.nextInt(8);
            for (int i = 0; i < operations; i++) {
                rest(15);
                interrupted = false;
                simulation.currentThread().takeInterrupt();
                token = new CancelToken();
                int millis = random.nextInt(4) == 0 ? 0 : 2 + random.nextInt(400);
                operate(millis == 0 ? Deadline.NONE : deadline(millis));
            }
        }

        private void operate(Deadline deadline) {
            long generation = pool.generation();
            int readiedBefore = paused ? readied : -1;
            long start = simulation.env().nanoTime();
            Lease lease;
            try {
                lease = pool.checkOut(deadline, token);
            } catch (MongoException e) {
                simulation.note("no connection: " + e.getClass().getSimpleName());
                assertJustified(e, start, deadline);
                return;
            } finally {
                assertInTime(start, deadline);
            }
            assertThat(readied).as("not checked out while paused").isNotEqualTo(readiedBefore);
            use(lease, generation);
        }

        private void use(Lease lease, long generation) {
            var connection = lease.connection();
            assertThat(lent).as("connections checked out").doesNotContain(connection);
            lent.add(connection);
            assertThat(lease.generation()).as("generation").isGreaterThanOrEqualTo(generation);
            assertThat(openedIn.get(connection)).as("opened in generation").isGreaterThanOrEqualTo(generation);
            assertThat(connection.usable() || lease.wasInterrupted() || closing)
                    .as("a connection is usable when it is checked out")
                    .isTrue();
            try {
                if (!closing) {
                    assertBounds();
                }
                operate(connection);
            } finally {
                lent.remove(connection);
                pool.checkIn(lease);
            }
        }

        private void operate(Connection connection) {
            switch (random.nextInt(5)) {
                case 0 -> rest(10);
                case 1 -> connection.close();
                default -> {
                    try {
                        connection.roundTrip(PING, null, deadline(100), token);
                    } catch (MongoException e) {
                        simulation.note("ping: " + e.getClass().getSimpleName());
                        assertThat(connection.usable()
                                        && !(e instanceof InterruptedOperationException)
                                        && !(e instanceof OperationTimeoutException))
                                .isFalse();
                    }
                }
            }
        }

        private void assertJustified(MongoException e, long start, Deadline deadline) {
            boolean justified = switch (e) {
                case InterruptedOperationException interrupt -> interrupted || token.isCancelled();
                case ClientClosedException closed -> closing;
                case OperationTimeoutException timeout -> isDue(start, deadline);
                case PoolTimeoutException timeout -> isDue(start, deadline);
                case PoolClearedException cleared -> true;
                case ConnectionOpenException failed -> true;
                default -> false;
            };
            assertThat(justified).as("an error without a reason: " + e).isTrue();
        }

        private boolean isDue(long start, Deadline deadline) {
            long now = simulation.env().nanoTime();
            var limit = settings.waitQueueTimeout();
            return deadline.hasPassed(now) || (!limit.isZero() && now - start >= limit.toNanos());
        }

        private void assertInTime(long start, Deadline deadline) {
            long end = simulation.env().nanoTime();
            var took = Duration.ofNanos(end - start);
            if (interrupted || token.isCancelled()) {
                assertThat(Duration.ofNanos(end - Math.max(start, calledOffNanos)))
                        .as("time until a thread notices its cancellation")
                        .isLessThanOrEqualTo(SLACK);
            }
            if (!deadline.isNone()) {
                assertThat(took)
                        .as("time of a check-out with deadline")
                        .isLessThanOrEqualTo(
                                Duration.ofNanos(deadline.timeoutNanos()).plus(SLACK));
            }
            if (!settings.waitQueueTimeout().isZero()) {
                assertThat(took)
                        .as("time of a check-out with waitQueueTimeout")
                        .isLessThanOrEqualTo(settings.waitQueueTimeout()
                                .plus(CONNECT_TIMEOUT.multipliedBy(2))
                                .plus(SLACK));
            }
        }
    }

    private Deadline deadline(int millis) {
        return Deadline.after(simulation.env().nanoTime(), millis * 1_000_000L);
    }

    private void rest(int longestMillis) {
        try {
            simulation.pause(Duration.ofNanos(random.nextLong(longestMillis * 1_000_000L)));
        } catch (InterruptedException e) {
            simulation.env().interruptSelf();
        }
    }

    // ---- the end ----

    /** After all faults, the whole capacity of the pool can be used: no connection was lost. */
    private void assertWhole() throws InterruptedException {
        server.thaw();
        if (!server.isRunning()) {
            server.restart();
        }
        simulation.network().heal();
        simulation.pause(Duration.ofSeconds(2));
        ready();
        simulation.pause(Duration.ofSeconds(2));
        // With maxIdleTime one may have just expired.
        int least = settings.maxIdleTime().isZero() ? pool.minimum() : 0;
        assertThat(pool.sizes().size()).as("connections open").isGreaterThanOrEqualTo(least);
        assertThat(pool.sizes().inUse()).as("connections in use").isZero();
        assertThat(pool.sizes().waiting()).as("threads in the queue").isZero();
        List<SimulatedThread> threads = new ArrayList<>();
        var together = new int[1];
        for (int i = 0; i < settings.maxPoolSize(); i++) {
            threads.add(simulation.start("last user", () -> takeOneOfAll(together)));
        }
        for (var thread : threads) {
            assertEnds(thread);
        }
    }

    private void takeOneOfAll(int[] together) throws InterruptedException {
        Lease lease = checkOutAtLast();
        together[0]++;
        while (together[0] < settings.maxPoolSize()) {
            simulation.pause(Duration.ofMillis(1));
        }
        pool.checkIn(lease);
    }

    /** Links dropped by the server fail at first. */
    private Lease checkOutAtLast() {
        while (true) {
            Lease lease = pool.checkOut(Deadline.NONE, CancelToken.NONE);
            try {
                lease.connection().roundTrip(PING, null, Deadline.NONE, CancelToken.NONE);
                return lease;
            } catch (MongoException e) {
                pool.checkIn(lease);
            }
        }
    }

    private void close() {
        closing = true;
        pool.close();
        simulation.note("closed");
    }

    private void assertClosed() throws InterruptedException {
        assertThat(lent).isEmpty();
        // Connections being opened for minPoolSize are abandoned, which takes a moment.
        simulation.pause(CONNECT_TIMEOUT.multipliedBy(3));
        assertThat(opening).as("connections being opened after the end").isZero();
        assertThat(pool.sizes().size()).as("size of the closed pool").isZero();
        assertThat(pool.sizes().waiting())
                .as("threads in the queue of the closed pool")
                .isZero();
        assertThat(pool.operationCount()).as("operations of the closed pool").isZero();
        MongoException failure = null;
        try {
            pool.checkOut(Deadline.NONE, CancelToken.NONE);
        } catch (MongoException e) {
            failure = e;
        }
        assertThat(failure).isInstanceOf(ClientClosedException.class);
        pool.close();
    }
}
