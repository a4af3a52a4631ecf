package dev.morelia.testkit;

import dev.morelia.bson.Document;
import dev.morelia.internal.protocol.WireVersion;
import dev.morelia.topology.ServerAddress;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.UnaryOperator;

/**
 * A server on the loopback interface that sends the replies a test asks for, byte for byte if necessary. It replies to
 * hellos by itself, so that a script handles only the other commands:
 *
 * <pre>{@code
 * try (var server = ScriptedServer.start(exchange -> exchange.replyOk())) { ... server.uri() ... }
 * }</pre>
 *
 * <p>Thread-safe. One daemon thread accepts, one serves each connection.
 */
public final class ScriptedServer implements AutoCloseable {

    private final ServerSocket listener;
    private final Script script;
    private final CannedReplies canned;
    private final AtomicInteger connectionNumbers = new AtomicInteger();
    private final ReentrantLock lock = new ReentrantLock();
    private final Condition change = lock.newCondition();
    private final List<Connection> open = new ArrayList<>();
    private final List<ReceivedRequest> received = new ArrayList<>();
    private final List<ReceivedRequest> hellos = new ArrayList<>();
    private boolean closed;

    private record Connection(Socket socket, Thread thread) {}

    private ScriptedServer(Script script, CannedReplies canned) throws IOException {
        this.script = script;
        this.canned = canned;
        this.listener = new ServerSocket();
        listener.bind(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 1000);
    }

    /**
     * Starts a server on a free port.
     *
     * @param script handles every request but hellos
     * @return the running server
     */
    public static ScriptedServer start(Script script) {
        return start(script, CannedReplies.NONE);
    }

    /**
     * Starts a server on a free port with the given hello reply.
     *
     * @param hello creates the hello reply from a new {@link #defaultHello}
     * @param script handles every request but hellos
     * @return the running server
     */
    public static ScriptedServer start(UnaryOperator<Document> hello, Script script) {
        return start(script.withHello(hello));
    }

    /**
     * Starts a server for benchmarks: it replies to the given commands with bytes encoded in advance, in which only the
     * request id is set, and neither decodes nor records these requests. It replies {@code {ok: 1}} to all others, and
     * records them.
     *
     * @param replies the replies by command name; a name must not be a prefix of another
     * @return the running server
     */
    public static ScriptedServer canned(Map<String, Document> replies) {
        return canned(UnaryOperator.identity(), replies);
    }

    /**
     * As {@link #canned(Map)}, with the given hello reply.
     *
     * @param hello creates the hello reply from a new {@link #defaultHello}
     * @param replies the replies by command name; a name must not be a prefix of another
     * @return the running server
     */
    public static ScriptedServer canned(UnaryOperator<Document> hello, Map<String, Document> replies) {
        Script ok = Exchange::replyOk;
        return start(ok.withHello(hello), CannedReplies.of(replies));
    }

    private static ScriptedServer start(Script script, CannedReplies canned) {
        try {
            var server = new ScriptedServer(script, canned);
            Thread.ofPlatform().daemon().name("scripted-server").start(server::accept);
            return server;
        } catch (IOException e) {
            throw new UncheckedIOException("no scripted server could be started", e);
        }
    }

    /**
     * The reply to a hello: a writable standalone server of version 8.0.
     *
     * @return a new document, which the caller may modify
     */
    public static Document defaultHello() {
        return new Document()
                .append("helloOk", true)
                .append("isWritablePrimary", true)
                .append("ismaster", true)
                .append("maxBsonObjectSize", 16 * 1024 * 1024)
                .append("maxMessageSizeBytes", 48_000_000)
                .append("maxWriteBatchSize", 100_000)
                .append("localTime", Instant.EPOCH)
                .append("logicalSessionTimeoutMinutes", 30)
                .append("connectionId", 1)
                .append("minWireVersion", 0)
                .append("maxWireVersion", WireVersion.SERVER_8_0)
                .append("readOnly", false)
                .append("ok", 1.0);
    }

    /**
     * The connection string of the server.
     *
     * @return a connection string with a direct connection
     */
    public String uri() {
        return "mongodb://" + address() + "/?directConnection=true";
    }

    /**
     * The address of the server.
     *
     * @return an address of the loopback interface
     */
    public ServerAddress address() {
        return new ServerAddress(listener.getInetAddress().getHostAddress(), listener.getLocalPort());
    }

    /**
     * The requests received so far, without hellos and canned ones.
     *
     * @return the requests in the order of arrival
     */
    public List<ReceivedRequest> received() {
        return copyOf(received);
    }

    /**
     * The hellos received so far.
     *
     * @return the requests in the order of arrival
     */
    public List<ReceivedRequest> hellos() {
        return copyOf(hellos);
    }

    private List<ReceivedRequest> copyOf(List<ReceivedRequest> list) {
        lock.lock();
        try {
            return List.copyOf(list);
        } finally {
            lock.unlock();
        }
    }

    /**
     * Waits until the given number of requests have been received, not counting hellos and canned ones.
     *
     * @param count the number of requests
     * @param timeout the maximum time to wait
     * @return all requests received
     * @throws AssertionError when the timeout expires
     * @throws InterruptedException when the thread is interrupted
     */
    public List<ReceivedRequest> awaitReceived(int count, Duration timeout) throws InterruptedException {
        lock.lock();
        try {
            long remainingNanos = timeout.toNanos();
            while (received.size() < count) {
                if (remainingNanos <= 0) {
                    throw new AssertionError("received " + received.size() + " requests instead of " + count);
                }
                remainingNanos = change.awaitNanos(remainingNanos);
            }
            return List.copyOf(received);
        } finally {
            lock.unlock();
        }
    }

    /**
     * The number of connections opened so far.
     *
     * @return the number, including closed ones
     */
    public int connectionsOpened() {
        return connectionNumbers.get();
    }

    /**
     * The number of open connections.
     *
     * @return the current number
     */
    public int connectionsOpen() {
        lock.lock();
        try {
            return open.size();
        } finally {
            lock.unlock();
        }
    }

    /** Stops listening and closes all connections. */
    @Override
    public void close() {
        List<Connection> connections;
        lock.lock();
        try {
            closed = true;
            connections = List.copyOf(open);
        } finally {
            lock.unlock();
        }
        closeQuietly(listener);
        for (var connection : connections) {
            closeQuietly(connection.socket);
            connection.thread.interrupt();
        }
    }

    private static void closeQuietly(AutoCloseable closeable) {
        try {
            closeable.close();
        } catch (Exception e) {
            // It is unusable in any case.
        }
    }

    private void accept() {
        while (!listener.isClosed()) {
            try {
                serve(listener.accept());
            } catch (IOException e) {
                // The listener was closed, or the client disconnected before it was accepted.
            }
        }
    }

    private void serve(Socket socket) throws IOException {
        socket.setTcpNoDelay(true);
        int number = connectionNumbers.incrementAndGet();
        var thread = Thread.ofPlatform()
                .daemon()
                .name("scripted-server-" + number)
                .unstarted(() -> {
                    new ServedConnection(socket, number, this).run();
                    forget(socket);
                });
        lock.lock();
        try {
            if (closed) {
                socket.close();
                return;
            }
            open.add(new Connection(socket, thread));
        } finally {
            lock.unlock();
        }
        thread.start();
    }

    private void forget(Socket socket) {
        closeQuietly(socket);
        lock.lock();
        try {
            open.removeIf(each -> each.socket.equals(socket));
            change.signalAll();
        } finally {
            lock.unlock();
        }
    }

    CannedReplies cannedReplies() {
        return canned;
    }

    void handle(Exchange exchange) throws IOException, InterruptedException {
        boolean hello = switch (exchange.commandName()) {
            case "hello", "isMaster", "ismaster" -> true;
            default -> false;
        };
        lock.lock();
        try {
            (hello ? hellos : received).add(exchange.request());
            change.signalAll();
        } finally {
            lock.unlock();
        }
        if (hello) {
            script.hello(exchange);
        } else {
            script.handle(exchange);
        }
    }
}
