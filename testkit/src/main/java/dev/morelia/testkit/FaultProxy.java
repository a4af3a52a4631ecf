package dev.morelia.testkit;

import dev.morelia.testkit.message.Acceptor;
import dev.morelia.topology.ServerAddress;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Supplier;
import java.util.function.ToLongFunction;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;

/**
 * A TCP proxy on the loopback interface in front of a server, or of several as a load balancer, with faults that a test
 * switches on and off:
 *
 * <pre>{@code
 * try (var proxy = FaultProxy.start(mongod.address())) {
 *     ... proxy.uri() ...
 *     proxy.blackHole(Direction.TO_CLIENT);
 *     ...
 *     proxy.heal();
 * }
 * }</pre>
 *
 * <p>Faults take effect at once, for open connections and for new ones, and may be combined. They act on bytes; the
 * proxy does not know the protocol. Thread-safe. Runs on virtual threads.
 */
public final class FaultProxy implements AutoCloseable {
    private static final int CONNECT_TIMEOUT_MILLIS = 10_000;
    private static final int PACES_PER_SECOND = 50;

    private final List<ServerAddress> servers;
    private final boolean balancing;
    private final int port;
    private final ReentrantLock lock = new ReentrantLock();
    private final Condition change = lock.newCondition();
    private final List<ProxiedConnection> connections = new ArrayList<>();
    private final AtomicInteger turns = new AtomicInteger();
    private volatile Faults faults = Faults.NONE;
    private @Nullable Acceptor acceptor;
    private boolean acceptPaused;
    private boolean closed;
    private int accepted;

    /** A direction in which bytes flow. */
    public enum Direction {
        /** What the client sends. */
        TO_SERVER,
        /** What the server sends. */
        TO_CLIENT
    }

    private FaultProxy(List<ServerAddress> servers, boolean balancing) {
        this.servers = servers;
        this.balancing = balancing;
        this.port = Mongod.freePort();
    }

    /**
     * Starts a proxy without faults on a free port.
     *
     * @param server the server to forward to; need not be running yet
     * @return the running proxy
     */
    public static FaultProxy start(ServerAddress server) {
        var proxy = new FaultProxy(List.of(server), false);
        proxy.listen();
        return proxy;
    }

    /**
     * Starts a load balancer on a free port: connections go to the servers in turn, or to the next one if a server
     * refuses them.
     *
     * @param servers such as the addresses of {@linkplain RouterFront#startBehindLoadBalancer router fronts}
     * @return the running proxy, whose connection string contains {@code loadBalanced=true}
     */
    public static FaultProxy balancing(ServerAddress... servers) {
        var proxy = new FaultProxy(List.of(servers), true);
        proxy.listen();
        return proxy;
    }

    /**
     * The connection string of the proxy.
     *
     * @return a connection string with a direct connection, or {@code loadBalanced=true}
     */
    public String uri() {
        return "mongodb://" + address() + (balancing ? "/?loadBalanced=true" : "/?directConnection=true");
    }

    /**
     * The address of the proxy.
     *
     * @return an address of the loopback interface, the same for the life of the proxy
     */
    public ServerAddress address() {
        return new ServerAddress("127.0.0.1", port);
    }

    /**
     * The number of connections accepted so far.
     *
     * @return the number, including closed ones
     */
    public int connectionsAccepted() {
        return locked(() -> accepted);
    }

    /**
     * The number of connections open on the client's side.
     *
     * @return the current number
     */
    public int connectionsOpen() {
        return (int) all().stream().filter(ProxiedConnection::isOpen).count();
    }

    /**
     * Delays every byte in both directions.
     *
     * @param latency the delay of each byte; zero for none
     */
    public void latency(Duration latency) {
        change(now -> now.withLatency(latency.toNanos()));
    }

    /**
     * Limits the bandwidth in each direction of each connection. Replaces {@link #drip}.
     *
     * @param bytesPerSecond at least 50
     */
    public void bandwidth(int bytesPerSecond) {
        if (bytesPerSecond < PACES_PER_SECOND) {
            throw new IllegalArgumentException(
                    "bytesPerSecond must be at least " + PACES_PER_SECOND + ", is " + bytesPerSecond);
        }
        var pace = new Faults.Pace(
                bytesPerSecond / PACES_PER_SECOND, Duration.ofSeconds(1).toNanos() / PACES_PER_SECOND);
        change(now -> now.withPace(pace));
    }

    /**
     * Forwards bytes one at a time. Replaces {@link #bandwidth}.
     *
     * @param pause after each byte
     */
    public void drip(Duration pause) {
        change(now -> now.withPace(new Faults.Pace(1, pause.toNanos())));
    }

    /**
     * Silently drops everything, including the end of a connection. A connection that has lost bytes never carries any
     * in that direction again.
     *
     * @param directions the directions to drop; none ends the fault
     */
    public void blackHole(Direction... directions) {
        change(now -> now.withDark(Set.of(directions)));
    }

    /**
     * Closes each connection, like a program that closes its socket, after exactly the given number of further bytes.
     *
     * @param direction the direction in which bytes are counted
     * @param bytes the number of bytes, at least 1, counted from now or from the start of a new connection
     */
    public void cutAfter(Direction direction, long bytes) {
        if (bytes < 1) {
            throw new IllegalArgumentException("bytes must be at least 1, is " + bytes);
        }
        change(now -> now.withCut(new Faults.Cut(direction, bytes)));
    }

    /** Resets all open connections on both sides (RST). New ones are not affected. */
    public void reset() {
        all().forEach(each -> each.end(true));
    }

    /**
     * Makes the server lose all open connections without notifying the client, like a power failure: whatever the
     * client sends on them is lost. New ones are not affected.
     */
    public void halfOpen() {
        all().forEach(ProxiedConnection::halfOpen);
    }

    /** Refuses new connections, as if no program listened. Open ones are not affected. */
    public void refuse() {
        Acceptor last;
        lock.lock();
        try {
            last = acceptor;
            acceptor = null;
            change.signalAll();
        } finally {
            lock.unlock();
        }
        if (last != null) {
            last.close();
        }
    }

    /**
     * Lets new connections be established without accepting them, like a program that hangs. Open ones are not
     * affected.
     */
    public void pauseAccept() {
        lock.lock();
        try {
            acceptPaused = true;
        } finally {
            lock.unlock();
        }
    }

    /**
     * Ends all faults. Pending connections are accepted and delayed bytes flow; what has been lost or closed is not
     * restored.
     */
    public void heal() {
        lock.lock();
        try {
            acceptPaused = false;
            faults = Faults.NONE;
            change.signalAll();
        } finally {
            lock.unlock();
        }
        listen();
    }

    /** Stops listening and closes all connections. */
    @Override
    public void close() {
        lock.lock();
        try {
            closed = true;
            change.signalAll();
        } finally {
            lock.unlock();
        }
        refuse();
        all().forEach(each -> each.end(false));
    }

    Faults faults() {
        return faults;
    }

    /** Waits until a time that depends on the faults, which may change during the wait. */
    void awaitUntil(ToLongFunction<Faults> timeNanos) throws InterruptedException {
        if (timeNanos.applyAsLong(faults) - System.nanoTime() <= 0) {
            return;
        }
        lock.lock();
        try {
            long leftNanos = timeNanos.applyAsLong(faults) - System.nanoTime();
            while (leftNanos > 0) {
                change.awaitNanos(leftNanos);
                leftNanos = timeNanos.applyAsLong(faults) - System.nanoTime();
            }
        } finally {
            lock.unlock();
        }
    }

    private void change(UnaryOperator<Faults> to) {
        lock.lock();
        try {
            faults = to.apply(faults);
            change.signalAll();
        } finally {
            lock.unlock();
        }
    }

    private List<ProxiedConnection> all() {
        return locked(() -> List.copyOf(connections));
    }

    private <T> T locked(Supplier<T> read) {
        lock.lock();
        try {
            return read.get();
        } finally {
            lock.unlock();
        }
    }

    private void listen() {
        lock.lock();
        try {
            if (acceptor == null && !closed) {
                acceptor = Acceptor.open(port, this::accept);
            }
        } finally {
            lock.unlock();
        }
    }

    private void accept(Socket client) {
        lock.lock();
        try {
            while (acceptPaused && acceptor != null) {
                change.awaitUninterruptibly();
            }
        } finally {
            lock.unlock();
        }
        Thread.ofVirtual().start(() -> serve(client));
    }

    /** Null if all servers refuse the connection. */
    private @Nullable Socket connectToNext(Socket client) {
        for (int i = 0; i < servers.size(); i++) {
            var server = servers.get(Math.floorMod(turns.getAndIncrement(), servers.size()));
            var upstream = new Socket();
            try {
                upstream.connect(new InetSocketAddress(server.host(), server.port()), CONNECT_TIMEOUT_MILLIS);
                upstream.setTcpNoDelay(true);
                client.setTcpNoDelay(true);
                return upstream;
            } catch (IOException refused) {
                ProxiedConnection.end(upstream, true);
            }
        }
        return null;
    }

    private void serve(Socket client) {
        var upstream = connectToNext(client);
        if (upstream == null) {
            ProxiedConnection.end(client, true);
            return;
        }
        var connection = new ProxiedConnection(this, client, upstream);
        lock.lock();
        try {
            if (closed) {
                connection.end(false);
                return;
            }
            accepted++;
            connections.removeIf(ProxiedConnection::isOver);
            connections.add(connection);
            connection.start();
        } finally {
            lock.unlock();
        }
    }
}
