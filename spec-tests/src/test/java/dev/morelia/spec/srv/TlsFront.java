package dev.morelia.spec.srv;

import dev.morelia.topology.ServerAddress;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import javax.net.ssl.SSLContext;

/** Accepts TLS connections on a given port of the loopback interface, and forwards them to a server without TLS. */
final class TlsFront implements AutoCloseable {
    private static final int BACKLOG = 50;

    private final ServerSocket listener;
    private final ServerAddress server;
    private final Set<Socket> sockets = ConcurrentHashMap.newKeySet();

    TlsFront(int port, SSLContext context, ServerAddress server) {
        this.server = server;
        try {
            listener = context.getServerSocketFactory()
                    .createServerSocket(port, BACKLOG, InetAddress.getLoopbackAddress());
        } catch (IOException e) {
            throw new UncheckedIOException("cannot listen on port " + port, e);
        }
        Thread.ofVirtual().start(this::accept);
    }

    private void accept() {
        while (!listener.isClosed()) {
            try {
                var client = listener.accept();
                Thread.ofVirtual().start(() -> serve(client));
            } catch (IOException e) {
                // Closed, or a client that has gone.
            }
        }
    }

    private void serve(Socket client) {
        try (client;
                var upstream = new Socket(server.host(), server.port())) {
            sockets.add(client);
            sockets.add(upstream);
            client.setTcpNoDelay(true);
            upstream.setTcpNoDelay(true);
            var requests = Thread.ofVirtual().start(() -> copy(client, upstream));
            copy(upstream, client);
            requests.join();
        } catch (IOException e) {
            // The server or the client has gone.
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    /** Until one of the two is closed; then both are. */
    private void copy(Socket from, Socket to) {
        try (from;
                to) {
            from.getInputStream().transferTo(to.getOutputStream());
        } catch (IOException e) {
            // One of the two has gone.
        } finally {
            sockets.remove(from);
            sockets.remove(to);
        }
    }

    @Override
    public void close() {
        try {
            listener.close();
            for (var socket : sockets) {
                socket.close();
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
