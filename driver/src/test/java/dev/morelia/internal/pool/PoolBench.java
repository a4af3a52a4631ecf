package dev.morelia.internal.pool;

import dev.morelia.bson.Document;
import dev.morelia.bson.ObjectId;
import dev.morelia.bson.RawDocument;
import dev.morelia.bson.io.BsonOutput;
import dev.morelia.error.ConnectionOpenException;
import dev.morelia.error.MongoException;
import dev.morelia.event.PoolEvent;
import dev.morelia.event.PoolListener;
import dev.morelia.internal.background.Background;
import dev.morelia.internal.command.Target;
import dev.morelia.internal.connection.Connection;
import dev.morelia.internal.connection.ConnectionFactory;
import dev.morelia.internal.env.CancelToken;
import dev.morelia.internal.env.Deadline;
import dev.morelia.internal.env.SystemEnv;
import dev.morelia.internal.net.StubEnv;
import dev.morelia.internal.net.StubLink;
import dev.morelia.internal.wire.MessageHeader;
import dev.morelia.internal.wire.OpMsg;
import dev.morelia.settings.ClientSettings;
import dev.morelia.settings.PoolSettings;
import dev.morelia.topology.ServerAddress;
import java.io.IOException;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.FutureTask;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.locks.LockSupport;
import java.util.function.BooleanSupplier;
import org.jspecify.annotations.Nullable;

/** A pool over links in memory, which remembers what happened. */
final class PoolBench implements AutoCloseable, PoolListener {
    static final Target ORDERS = new Target("app", "orders");

    static final ServerAddress SERVER = new ServerAddress("127.0.0.1", 27017);

    /** What an attempt to open a connection goes through first. */
    @FunctionalInterface
    interface Attempt {
        void begin(CancelToken token);
    }

    final List<StubLink> links = new CopyOnWriteArrayList<>();
    private final List<PoolEvent> events = new CopyOnWriteArrayList<>();
    final List<MongoException> failures = new CopyOnWriteArrayList<>();
    /** The services whose connections could not be authenticated. */
    final List<ObjectId> failedServices = new CopyOnWriteArrayList<>();

    volatile Attempt attempt = token -> {};
    volatile Attempt authentication = token -> {};
    volatile Document hello =
            new Document("ok", 1.0).append("maxWireVersion", 25).append("helloOk", true);
    volatile boolean clearsOnFailure;
    final Background background = new Background(SystemEnv.INSTANCE);
    final ConnectionPool pool;

    PoolBench(PoolSettings settings) {
        this(settings, false);
    }

    PoolBench(PoolSettings settings, boolean silent) {
        pool = new ConnectionPool(
                background, SERVER, settings, new Opener(), new Owner(), silent ? List.of() : List.of(this));
        pool.announce();
    }

    static PoolBench ready(PoolSettings settings) {
        var bench = new PoolBench(settings);
        bench.pool.ready();
        return bench;
    }

    static PoolSettings atMost(int maxPoolSize) {
        return PoolSettings.defaults().maxPoolSize(maxPoolSize);
    }

    static MongoException refused() {
        return new ConnectionOpenException(SERVER, "connecting", Duration.ZERO, new IOException("refused"));
    }

    private final class Opener implements ConnectionOpener {
        @Override
        public Connection open(long id, Deadline deadline, CancelToken token) {
            return connect(id, deadline, token);
        }

        @Override
        public void authenticate(Connection connection, Deadline deadline, CancelToken token) {
            authentication.begin(token);
        }
    }

    private final class Owner implements PoolOwner {
        @Override
        public void openFailed(
                ServerAddress server, MongoException failure, long generation, @Nullable ObjectId serviceId) {
            failures.add(failure);
            if (serviceId != null) {
                failedServices.add(serviceId);
                pool.clear(serviceId);
            } else if (clearsOnFailure) {
                pool.clear(failure, false);
            }
        }

        @Override
        public boolean isLoadBalanced() {
            return hello.containsKey("serviceId");
        }
    }

    Connection connect(long id, Deadline deadline, CancelToken token) {
        attempt.begin(token);
        var output = new BsonOutput();
        int start = OpMsg.begin(output, 900, 1, 0);
        output.document(RawDocument.encode(hello));
        MessageHeader.end(output, start);
        var link = new StubLink().piece(output.toByteArray()).blocksWhenEmpty();
        links.add(link);
        var settings = hello.containsKey("serviceId")
                ? ClientSettings.of("mongodb://localhost/?loadBalanced=true")
                : ClientSettings.defaults();
        return new ConnectionFactory(new Background(new StubEnv(address -> link)), settings)
                .open(SERVER, id, deadline, token);
    }

    PooledConnection take() {
        return pool.checkOut("find", ORDERS, Deadline.NONE, CancelToken.NONE);
    }

    PooledConnection take(CancelToken token) {
        return pool.checkOut("find", ORDERS, Deadline.NONE, token);
    }

    long openLinks() {
        return links.stream().filter(link -> !link.isClosed()).count();
    }

    /** A call on a virtual thread of its own. */
    static <T> Call<T> start(Callable<T> body) {
        var task = new FutureTask<>(body);
        return new Call<>(task, Thread.ofVirtual().start(task));
    }

    record Call<T>(FutureTask<T> task, Thread thread) {
        T join() {
            try {
                return task.get(20, TimeUnit.SECONDS);
            } catch (ExecutionException e) {
                if (e.getCause() instanceof RuntimeException cause) {
                    throw cause;
                }
                throw new AssertionError(e);
            } catch (InterruptedException | TimeoutException e) {
                throw new AssertionError(e);
            }
        }
    }

    /** A thread that asks for a connection, and is in the queue when this returns. */
    Call<PooledConnection> startWaiting(CancelToken token) {
        int before = pool.statistics().waiting();
        var call = start(() -> take(token));
        await(() -> pool.statistics().waiting() > before);
        return call;
    }

    Call<PooledConnection> startWaiting() {
        return startWaiting(CancelToken.NONE);
    }

    static void await(BooleanSupplier condition) {
        long end = System.nanoTime() + TimeUnit.SECONDS.toNanos(20);
        while (!condition.getAsBoolean()) {
            if (System.nanoTime() - end > 0) {
                throw new AssertionError("waited in vain");
            }
            LockSupport.parkNanos(10_000);
        }
    }

    /** The events so far. */
    List<PoolEvent> events() {
        background.events().flush();
        return events;
    }

    @Override
    public void close() {
        pool.close();
    }

    @Override
    public void poolCreated(PoolEvent.PoolCreated event) {
        events.add(event);
    }

    @Override
    public void poolReady(PoolEvent.PoolReady event) {
        events.add(event);
    }

    @Override
    public void poolCleared(PoolEvent.PoolCleared event) {
        events.add(event);
    }

    @Override
    public void poolClosed(PoolEvent.PoolClosed event) {
        events.add(event);
    }

    @Override
    public void connectionCreated(PoolEvent.ConnectionCreated event) {
        events.add(event);
    }

    @Override
    public void connectionReady(PoolEvent.ConnectionReady event) {
        events.add(event);
    }

    @Override
    public void connectionClosed(PoolEvent.ConnectionClosed event) {
        events.add(event);
    }

    @Override
    public void checkOutStarted(PoolEvent.CheckOutStarted event) {
        events.add(event);
    }

    @Override
    public void checkOutFailed(PoolEvent.CheckOutFailed event) {
        events.add(event);
    }

    @Override
    public void checkedOut(PoolEvent.CheckedOut event) {
        events.add(event);
    }

    @Override
    public void checkedIn(PoolEvent.CheckedIn event) {
        events.add(event);
    }
}
