package dev.morelia.testkit.simulation;

import java.util.ArrayDeque;
import java.util.Arrays;
import java.util.Deque;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/** The server's end of a link. It has no thread: received bytes are passed to the {@link Receiver} as an event. */
final class ServedLink {

    /** What a server does with a link. */
    interface Receiver {
        /** Bytes have been received. */
        void received(byte[] bytes);

        /** The link is closed; nothing more will be received, and nothing can be sent. */
        void ended();
    }

    /** When the client's system notices that the server does not know the link any more; minutes in real systems. */
    private static final long KEEP_ALIVE_NANOS = TimeUnit.SECONDS.toNanos(20);

    private final Kernel kernel;
    private final SimulatedLink peer;
    private final Pipe toClient;
    private final Deque<byte[]> unread = new ArrayDeque<>();
    private @Nullable Receiver receiver;
    private boolean frozen;
    private boolean ending;

    ServedLink(Kernel kernel, SimulatedLink peer, Pipe toClient) {
        this.kernel = kernel;
        this.peer = peer;
        this.toClient = toClient;
    }

    void receiver(Receiver served) {
        receiver = served;
    }

    int number() {
        return peer.number();
    }

    /** Sends bytes, occasionally in two pieces. */
    void send(byte[] bytes) {
        if (receiver == null) {
            return;
        }
        if (kernel.oneIn(16) && bytes.length > 1) {
            int half = 1 + (int) kernel.upTo(bytes.length - 1L);
            sendPiece(Arrays.copyOfRange(bytes, 0, half));
            sendPiece(Arrays.copyOfRange(bytes, half, bytes.length));
        } else {
            sendPiece(bytes);
        }
    }

    private void sendPiece(byte[] bytes) {
        toClient.send("bytes to the client", () -> peer.received(bytes));
    }

    /** Closes the link in an orderly way. */
    void close() {
        if (leave()) {
            toClient.send("end to the client", peer::ended);
        }
    }

    /** Resets the link, as a system does if the process has died. */
    void reset() {
        if (leave()) {
            toClient.send("reset to the client", peer::reset);
        }
    }

    /** Drops the link without notifying the client, which finds out when it or its keep-alive sends something. */
    void forget() {
        if (leave()) {
            var unused = kernel.after(KEEP_ALIVE_NANOS, "keep-alive", peer::keepAlive);
        }
    }

    private boolean leave() {
        var served = receiver;
        receiver = null;
        unread.clear();
        if (served != null) {
            served.ended();
        }
        return served != null;
    }

    /** Stops reading. */
    void freeze() {
        frozen = true;
    }

    void thaw() {
        frozen = false;
        for (var bytes = unread.poll(); bytes != null && !frozen; bytes = unread.poll()) {
            read(bytes);
        }
        if (ending && receiver != null) {
            leave();
        }
    }

    void arrived(byte[] bytes) {
        if (receiver == null) {
            toClient.send("reset to the client", peer::reset);
        } else if (frozen) {
            unread.add(bytes);
        } else {
            read(bytes);
        }
    }

    private void read(byte[] bytes) {
        peer.taken(bytes.length);
        if (receiver != null) {
            receiver.received(bytes);
        }
    }

    void endArrived() {
        if (frozen) {
            ending = true;
        } else {
            leave();
        }
    }
}
