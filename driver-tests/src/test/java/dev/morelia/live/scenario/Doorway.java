package dev.morelia.live.scenario;

import dev.morelia.testkit.message.Acceptor;
import dev.morelia.topology.ServerAddress;
import java.io.IOException;
import java.net.Socket;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;

/**
 * A port behind which a conversation awaits each client, until {@link #open}: from then on it leads to a server.
 * Thread-safe. Runs on virtual threads.
 */
public final class Doorway implements AutoCloseable {
    private final ServerAddress server;
    private final Conversation conversation;
    private final Set<Socket> sockets = ConcurrentHashMap.newKeySet();
    private final Acceptor acceptor;
    private volatile boolean open;
    private volatile boolean closed;

    /** What is said to a client. */
    @FunctionalInterface
    public interface Conversation {
        /** A failure ends the connection, as does the end of the conversation. */
        void with(Socket socket) throws IOException, InterruptedException;
    }

    private Doorway(ServerAddress server, Conversation conversation) {
        this.server = server;
        this.conversation = conversation;
        this.acceptor = Acceptor.open(0, socket -> Thread.ofVirtual().start(() -> serve(socket)));
    }

    /** A doorway to a server that is not open yet. */
    public static Doorway to(ServerAddress server, Conversation conversation) {
        return new Doorway(server, conversation);
    }

    /** Lets new clients through. */
    public void open() {
        open = true;
    }

    /** Where clients connect to. */
    public ServerAddress address() {
        return new ServerAddress("127.0.0.1", acceptor.address().getPort());
    }

    /** Transfers bytes in both directions until one side ends. */
    public static void pass(Socket client, ServerAddress to) throws IOException, InterruptedException {
        try (var server = new Socket(to.host(), to.port())) {
            var back = Thread.ofVirtual().start(() -> pass(server, client));
            pass(client, server);
            back.join();
        }
    }

    private static void pass(Socket from, Socket to) {
        try (from;
                to) {
            from.getInputStream().transferTo(to.getOutputStream());
        } catch (IOException e) {
            // One of the two has gone; both are closed.
        }
    }

    /** Waits until the client closes the connection. */
    public static void awaitEnd(Socket socket) throws IOException {
        byte[] ignored = new byte[1024];
        while (socket.getInputStream().read(ignored) >= 0) {
            // Whatever it may be.
        }
    }

    private void serve(Socket socket) {
        sockets.add(socket);
        try (socket) {
            if (closed) {
                return;
            }
            socket.setTcpNoDelay(true);
            if (open) {
                pass(socket, server);
            } else {
                conversation.with(socket);
            }
        } catch (IOException e) {
            // The client has gone.
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        } finally {
            sockets.remove(socket);
        }
    }

    @Override
    public void close() {
        closed = true;
        acceptor.close();
        for (Socket socket : sockets) {
            try {
                socket.close();
            } catch (IOException e) {
                // It is of no use anyway.
            }
        }
    }
}
