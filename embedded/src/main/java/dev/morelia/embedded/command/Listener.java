package dev.morelia.embedded.command;

import dev.morelia.testkit.message.Acceptor;
import dev.morelia.testkit.message.MessageSocket;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * The server's port, with a virtual thread for each client; {@link #close} closes every socket, which ends these
 * threads.
 */
public final class Listener implements AutoCloseable {

    static {
        LibraryLogging.quieten();
    }

    private final Dispatcher dispatcher = new Dispatcher();
    private final Set<ClientConnection> connections = ConcurrentHashMap.newKeySet();
    private final AtomicInteger connectionIds = new AtomicInteger();
    private final Acceptor acceptor = Acceptor.open(0, this::serve);

    /** The address to connect to. */
    public InetSocketAddress address() {
        return acceptor.address();
    }

    private void serve(Socket socket) {
        int connectionId = connectionIds.incrementAndGet();
        MessageSocket messages;
        try {
            messages = new MessageSocket(socket);
        } catch (IOException e) {
            // The client has already disconnected.
            return;
        }
        var connection = new ClientConnection(connectionId, messages, dispatcher, connections::remove);
        connections.add(connection);
        Thread.ofVirtual().name("embedded-server-client-" + connectionId).start(connection);
    }

    /** Closes the port and all connections without waiting for clients. May be called more than once. */
    @Override
    public void close() {
        acceptor.close();
        connections.forEach(ClientConnection::close);
    }
}
