package dev.morelia.testkit.bulk;

import dev.morelia.bson.Document;
import dev.morelia.testkit.message.Acceptor;
import dev.morelia.testkit.router.FailCommand;
import dev.morelia.topology.ServerAddress;
import java.io.IOException;
import java.net.Socket;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;

/**
 * The front of one server: its state, and its clients, each served by a virtual thread with a connection of its own to
 * the server. Thread-safe.
 */
public final class BulkServer implements AutoCloseable {
    private final ServerAddress server;
    private final Map<String, String> names;
    private final ResultCursors cursors = new ResultCursors();
    private final Set<BulkConnection> connections = ConcurrentHashMap.newKeySet();
    private final Acceptor acceptor;
    private volatile FailCommand failCommand = FailCommand.OFF;
    private volatile boolean closed;

    /**
     * Starts to listen on a free port of the loopback interface.
     *
     * @param server where to forward to
     * @param names the addresses of servers, each with that of its front; may be completed later
     */
    public BulkServer(ServerAddress server, Map<String, String> names) {
        this.server = server;
        this.names = names;
        this.acceptor = Acceptor.open(0, this::serve);
    }

    /** Where it listens. */
    public ServerAddress address() {
        return new ServerAddress("127.0.0.1", acceptor.address().getPort());
    }

    /** Sets the fail point {@code failCommand} of this front, as the command says. */
    public void configure(Document configureFailPoint) {
        failCommand = FailCommand.of(configureFailPoint);
    }

    FailCommand failCommand() {
        return failCommand;
    }

    ServerAddress server() {
        return server;
    }

    ResultCursors cursors() {
        return cursors;
    }

    /** The address by which a client reaches a member of the set. */
    Object named(Object member) {
        return names.getOrDefault(String.valueOf(member), String.valueOf(member));
    }

    private void serve(Socket socket) {
        try {
            var connection = new BulkConnection(this, socket);
            connections.add(connection);
            if (closed) {
                connection.close();
            }
            connection.start();
        } catch (IOException e) {
            // The client has already disconnected.
        }
    }

    void forget(BulkConnection connection) {
        connections.remove(connection);
    }

    /** Closes all connections at once and stops listening. */
    @Override
    public void close() {
        closed = true;
        acceptor.close();
        connections.forEach(BulkConnection::close);
    }
}
