package dev.morelia.testkit.router;

import dev.morelia.bson.Document;
import dev.morelia.bson.ObjectId;
import dev.morelia.testkit.message.Acceptor;
import java.io.IOException;
import java.net.Socket;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Supplier;

/**
 * One run of a router front, from start to stop: its state, and its clients, each served by a virtual thread.
 * Thread-safe.
 */
public final class Front implements AutoCloseable {
    private final Members members;
    private final MongosHello hello = new MongosHello();
    private final boolean balanced;
    private final BegunTransactions transactions = new BegunTransactions();
    private final Map<Long, OpenCursor> cursors = new ConcurrentHashMap<>();
    private final Set<FrontConnection> connections = ConcurrentHashMap.newKeySet();
    private final AtomicInteger connectionNumbers = new AtomicInteger();
    private final Acceptor acceptor;
    private volatile FailCommand failCommand = FailCommand.OFF;
    private volatile Duration lag = Duration.ZERO;
    private volatile boolean closed;

    /**
     * Starts to listen.
     *
     * @param balanced whether it is behind a load balancer
     */
    public Front(int port, boolean balanced, Supplier<List<Member>> members) {
        this.balanced = balanced;
        this.members = new Members(members);
        this.acceptor = Acceptor.open(port, this::serve);
    }

    /** Delays each reply from now on. */
    public void lag(Duration duration) {
        lag = duration;
    }

    /** The number of open connections. */
    public int connectionsOpen() {
        return connections.size();
    }

    private void serve(Socket socket) {
        try {
            var connection = new FrontConnection(this, connectionNumbers.incrementAndGet(), socket);
            connections.add(connection);
            if (closed) {
                connection.close();
            }
            connection.start();
        } catch (IOException e) {
            // The client has already disconnected.
        }
    }

    void forget(FrontConnection connection) {
        connections.remove(connection);
    }

    Members members() {
        return members;
    }

    MongosHello hello() {
        return hello;
    }

    /** Whether a client is connected through a load balancer, according to its hello. */
    boolean isBalanced(Request hello) {
        return balanced && hello.body.bool("loadBalanced", false);
    }

    /** The open cursors of clients without a load balancer, by cursor id. */
    Map<Long, OpenCursor> cursors() {
        return cursors;
    }

    /** The transactions that were begun here. */
    BegunTransactions transactions() {
        return transactions;
    }

    Duration lag() {
        return lag;
    }

    FailCommand failCommand() {
        return failCommand;
    }

    /** The id of this run. */
    public ObjectId serviceId() {
        return hello.processId();
    }

    /** Sets the fail point {@code failCommand}, as the command says. */
    public void configure(Document configureFailPoint) {
        failCommand = FailCommand.of(configureFailPoint);
    }

    /** Closes all connections at once and stops listening. */
    @Override
    public void close() {
        closed = true;
        acceptor.close();
        connections.forEach(FrontConnection::close);
    }
}
