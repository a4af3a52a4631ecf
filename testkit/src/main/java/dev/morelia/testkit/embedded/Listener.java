package dev.morelia.testkit.embedded;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.time.Duration;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;

/**
 * The server's port. One virtual thread accepts, one more serves each client; {@link #close} closes every socket, which
 * ends all of them.
 */
public final class Listener implements AutoCloseable {

    static {
        LibraryLogging.quieten();
    }

    private static final int BACKLOG = 128;
    private static final Duration ACCEPTOR_END = Duration.ofSeconds(5);

    private final ServerSocket port;
    private final Thread acceptor;
    private final Dispatcher dispatcher = new Dispatcher();
    private final Set<ClientConnection> connections = ConcurrentHashMap.newKeySet();

    /**
     * Opens a free port of the loopback interface and begins to accept.
     *
     * @throws IOException when there is none
     */
    public Listener() throws IOException {
        port = new ServerSocket(0, BACKLOG, InetAddress.getLoopbackAddress());
        acceptor = Thread.ofVirtual()
                .name("embedded-server-" + port.getLocalPort())
                .start(this::accept);
    }

    /** Where clients connect to. */
    public InetSocketAddress address() {
        return (InetSocketAddress) port.getLocalSocketAddress();
    }

    private void accept() {
        int connectionId = 0;
        while (!port.isClosed()) {
            try {
                serve(++connectionId, port.accept());
            } catch (IOException e) {
                // The port was closed, or one client did not wait: the loop's condition tells which.
            }
        }
    }

    private void serve(int connectionId, Socket socket) {
        var connection = new ClientConnection(connectionId, socket, dispatcher, connections::remove);
        connections.add(connection);
        Thread.ofVirtual()
                .name("embedded-server-" + port.getLocalPort() + "-client-" + connectionId)
                .start(connection);
        if (port.isClosed()) {
            connection.close();
        }
    }

    /** Closes the port and all connections; does not wait for clients. May be called twice. */
    @Override
    public void close() {
        try {
            port.close();
        } catch (IOException e) {
            // Nothing is left to close.
        }
        connections.forEach(ClientConnection::close);
        try {
            // A port that a virtual thread waits at is open until that thread has woken up.
            acceptor.join(ACCEPTOR_END);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
