package dev.morelia.testkit.simulation;

import dev.morelia.internal.env.ByteLink;
import java.io.IOException;
import java.net.ConnectException;
import java.net.InetSocketAddress;
import java.net.SocketException;
import java.net.SocketTimeoutException;
import java.nio.channels.AsynchronousCloseException;
import java.nio.channels.ClosedByInterruptException;
import java.nio.channels.ClosedChannelException;
import java.util.ArrayDeque;
import java.util.Arrays;
import java.util.Deque;
import org.jspecify.annotations.Nullable;

/** The client's end of a link. */
final class SimulatedLink implements ByteLink {

    /** How many bytes may be in transit or unread by the server before a write blocks. */
    private static final int WINDOW_BYTES = 256 * 1024;

    private final Kernel kernel;
    private final SimulatedNetwork network;
    private final InetSocketAddress remote;
    private final int number;
    private final Pipe toServer;
    private final Pipe toClient;
    private final Deque<byte[]> arrived = new ArrayDeque<>();
    private @Nullable SimulatedThread waiting;
    private @Nullable ServedLink served;
    private @Nullable IOException failure;
    private boolean connecting;
    private boolean connected;
    private boolean ended;
    private boolean closed;
    private int underWay;

    SimulatedLink(Kernel kernel, SimulatedNetwork network, InetSocketAddress remote, String host, int number) {
        this.kernel = kernel;
        this.network = network;
        this.remote = remote;
        this.number = number;
        this.toServer = new Pipe(kernel, network, number, SimulatedNetwork.CLIENT, host);
        this.toClient = new Pipe(kernel, network, number, host, SimulatedNetwork.CLIENT);
    }

    int number() {
        return number;
    }

    // ---- the client's calls ----

    @Override
    public void connect() throws IOException {
        enter();
        connecting = true;
        toServer.send("connect", this::arriveAtServer);
        while (!connected) {
            if (failure != null) {
                throw failure;
            }
            await("connects " + toServer, Long.MAX_VALUE);
        }
    }

    @Override
    public boolean limitsReads() {
        return true;
    }

    @Override
    public int read(byte[] target, int offset, int length) throws IOException {
        return read(target, offset, length, Long.MAX_VALUE);
    }

    @Override
    public int read(byte[] target, int offset, int length, long timeoutNanos) throws IOException {
        enter();
        long begunNanos = kernel.now();
        while (arrived.isEmpty()) {
            if (failure != null) {
                throw failure;
            }
            if (ended) {
                return -1;
            }
            long left = timeoutNanos == Long.MAX_VALUE ? timeoutNanos : timeoutNanos - (kernel.now() - begunNanos);
            if (left <= 0) {
                throw new SocketTimeoutException("Read timed out");
            }
            await("reads " + toClient, left);
        }
        if (failure != null) {
            throw failure;
        }
        return take(target, offset, length);
    }

    private int take(byte[] target, int offset, int length) {
        byte[] first = arrived.remove();
        int count = Math.min(length, first.length);
        if (count > 1 && kernel.oneIn(16)) {
            count = 1 + (int) kernel.upTo(count - 1L);
        }
        System.arraycopy(first, 0, target, offset, count);
        if (count < first.length) {
            arrived.addFirst(Arrays.copyOfRange(first, count, first.length));
        }
        return count;
    }

    @Override
    public void write(byte[] source, int offset, int length) throws IOException {
        enter();
        for (int at = offset, end = offset + length; at < end; ) {
            if (failure != null) {
                throw failure;
            }
            int step = Math.min(end - at, WINDOW_BYTES - underWay);
            if (step <= 0) {
                await("writes " + toServer, Long.MAX_VALUE);
            } else {
                var server = served;
                byte[] bytes = Arrays.copyOfRange(source, at, at + step);
                underWay += step;
                at += step;
                if (server != null) {
                    toServer.send("bytes to the server", () -> server.arrived(bytes));
                }
            }
        }
    }

    @Override
    public int readNow(byte[] target, int offset, int length) throws IOException {
        kernel.preempt();
        if (closed) {
            throw new ClosedChannelException();
        }
        if (failure != null) {
            throw failure;
        }
        if (arrived.isEmpty()) {
            return ended ? -1 : 0;
        }
        return take(target, offset, length);
    }

    @Override
    public void close() {
        if (closed || kernel.isStopping()) {
            return;
        }
        closed = true;
        network.closed(this);
        if (connecting) {
            toServer.send("end to the server", () -> {
                if (served != null) {
                    served.endArrived();
                }
            });
        }
        wake();
    }

    private void enter() throws IOException {
        kernel.preempt();
        var me = kernel.current();
        if (closed) {
            throw new ClosedChannelException();
        }
        if (me.isInterrupted()) {
            close();
            throw new ClosedByInterruptException();
        }
    }

    private void await(String what, long nanos) throws IOException {
        var me = kernel.current();
        waiting = me;
        boolean interrupt = kernel.waitInterruptibly(what, nanos, () -> waiting = null);
        waiting = null;
        if (interrupt) {
            me.interruptSelf();
            close();
            throw new ClosedByInterruptException();
        }
        if (closed) {
            throw new AsynchronousCloseException();
        }
    }

    private void wake() {
        var thread = waiting;
        waiting = null;
        if (thread != null) {
            kernel.wake(thread);
        }
    }

    // ---- what arrives ----

    private void arriveAtServer() {
        var link = new ServedLink(kernel, this, toClient);
        if (network.accept(remote, link)) {
            served = link;
            toClient.send("accepted", () -> {
                connected = true;
                wake();
            });
        } else {
            toClient.send("refused", () -> fail(new ConnectException("Connection refused")));
        }
    }

    void received(byte[] bytes) {
        if (!closed) {
            arrived.add(bytes);
            wake();
        }
    }

    void ended() {
        ended = true;
        wake();
    }

    void reset() {
        fail(new SocketException("Connection reset"));
    }

    /** The server did not reply to the system, which nobody notices once the link is closed. */
    void keepAlive() {
        if (!closed) {
            reset();
        }
    }

    void fail(IOException problem) {
        failure = problem;
        wake();
    }

    /** Called when the server has read bytes. */
    void taken(int count) {
        underWay -= count;
        if (!closed) {
            wake();
        }
    }

    /** Number and address. */
    @Override
    public String toString() {
        return toServer.toString();
    }
}
