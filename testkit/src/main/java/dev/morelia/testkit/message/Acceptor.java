package dev.morelia.testkit.message;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.time.Duration;
import java.util.function.Consumer;

/** A port of the loopback interface and the virtual thread that accepts on it. */
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
     * Begins to accept on this port, 0 for any that is free; hands each connection over on the thread that accepts the
     * next one only afterwards.
     */
    public static Acceptor open(int port, Consumer<Socket> connections) {
        try {
            return new Acceptor(port, connections);
        } catch (IOException e) {
            throw new UncheckedIOException("nobody can listen on port " + port, e);
        }
    }

    private void accept(Consumer<Socket> connections) {
        while (!listener.isClosed()) {
            try {
                connections.accept(listener.accept());
            } catch (IOException e) {
                // It was closed, or the client has gone before it was accepted.
            }
        }
    }

    /** Where it listens. */
    public InetSocketAddress address() {
        return (InetSocketAddress) listener.getLocalSocketAddress();
    }

    /** Whether connections are refused by now, or will be in a moment. */
    public boolean isClosed() {
        return listener.isClosed();
    }

    /**
     * Refuses connections from now on. The system goes on taking them until the thread that waits for them has let go
     * of the port, so this waits for that thread; what the thread hands over must not wait for this one.
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
