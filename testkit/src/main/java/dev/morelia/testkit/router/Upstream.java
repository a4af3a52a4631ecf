package dev.morelia.testkit.router;

import dev.morelia.testkit.message.MessageSocket;
import dev.morelia.topology.ServerAddress;
import java.io.EOFException;
import java.io.IOException;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;

/**
 * The connections to members on behalf of one client, each opened when first needed. Messages are forwarded unchanged:
 * with one client per connection, request ids cannot collide. Used by one thread, except {@link #close}.
 */
final class Upstream implements AutoCloseable {
    private static final Duration CONNECT_TIMEOUT = Duration.ofSeconds(10);

    private final Map<ServerAddress, MessageSocket> sockets = new ConcurrentHashMap<>();
    private volatile boolean closed;

    byte[] exchange(ServerAddress member, byte[] message) throws IOException {
        send(member, message);
        try {
            byte[] reply = socket(member).read();
            if (reply == null) {
                throw new EOFException("closed by " + member);
            }
            return reply;
        } catch (IOException e) {
            drop(member);
            throw e;
        }
    }

    void send(ServerAddress member, byte[] message) throws IOException {
        try {
            socket(member).write(message);
        } catch (IOException e) {
            drop(member);
            throw e;
        }
    }

    private MessageSocket socket(ServerAddress member) throws IOException {
        var open = sockets.get(member);
        if (open == null) {
            open = MessageSocket.connect(member, CONNECT_TIMEOUT, Duration.ZERO);
            sockets.put(member, open);
            if (closed) {
                open.close();
            }
        }
        return open;
    }

    private void drop(ServerAddress member) {
        var socket = sockets.remove(member);
        if (socket != null) {
            socket.close();
        }
    }

    @Override
    public void close() {
        closed = true;
        sockets.values().forEach(MessageSocket::close);
    }
}
