package dev.morelia.testkit.message;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.time.Duration;
import java.util.function.Consumer;

/** A port of the loopback interface and the virtual thread that accepts connections on it. */
public final class Acceptor implements AutoCloseable {
    private static final Duration MAXIMUM_END = Duration.ofSeconds(10);
    private static final int BACKLOG = 128;

    private final ServerSocket listener = new ServerSocket();
    private final Thread thread;

    private Acceptor(int port, Consumer<Socket> connections) throws IOException {
        listener.setReuseAddress(true);
        listener.bind(new InetSocketAddress(InetAddress.getLoopbackAddress(), port), BACKLOG);
        thread = Thread.ofVirtual().start(() -> accept(connections));
    }

    /**
     * Starts to accept connections on a port, 0 for any free one; calls the handler for each on the accepting thread,
     * before the next one is accepted.
     */
    public static Acceptor open(int port, Consumer<Socket> connections) {
        try {
            return new Acceptor(port, connections);
        } catch (IOException e) {
            throw new UncheckedIOException("cannot listen on port " + port, e);
        }
    }

    private void accept(Consumer<Socket> connections) {
        while (!listener.isClosed()) {
            try {
                connections.accept(listener.accept());
            } catch (IOException e) {
                // The socket was closed, or the client disconnected before it was accepted.
            }
        }
    }

    /** The address that it listens on. */
    public InetSocketAddress address() {
        return (InetSocketAddress) listener.getLocalSocketAddress();
    }

    /** Whether connections are refused, or will be in a moment. */
    public boolean isClosed() {
        return listener.isClosed();
    }

    /**
     * Refuses connections from now on. The system still accepts them until the accepting thread has released the port,
     * so this method waits for that thread; its handler must not wait for this method.
     */
    @Override
    public void close() {
        try {
            listener.close();
            if (!thread.join(MAXIMUM_END)) {
                throw new IllegalStateException("connections are still accepted after " + MAXIMUM_END);
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
