package dev.morelia.internal.net;

import dev.morelia.internal.env.ByteLink;
import java.io.IOException;
import java.net.SocketTimeoutException;
import java.nio.channels.AsynchronousCloseException;
import java.nio.channels.ClosedByInterruptException;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Deque;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * An in-memory link. Its input is given in pieces, of which each read delivers one as far as it fits; after the last
 * piece comes the end of the stream, or a wait until the link is closed. Records what was written, call by call.
 */
public final class StubLink implements ByteLink {

    private final Deque<byte[]> pieces = new ArrayDeque<>();
    private final List<byte[]> written = new ArrayList<>();
    private final CountDownLatch closed = new CountDownLatch(1);
    private boolean blocksWhenEmpty;
    private boolean arrived;
    private boolean blocksOnConnect;
    private @Nullable IOException failure;
    private Runnable onRead = () -> {};
    private int reads;
    private int limitedReads;
    private int largestTarget;

    /** Adds a piece of input. */
    public StubLink piece(byte[] bytes) {
        pieces.add(bytes);
        return this;
    }

    /** Adds a piece of input that can be read without waiting. */
    public StubLink arrived(byte[] bytes) {
        arrived = true;
        return piece(bytes);
    }

    /** Makes reads after the last piece wait until the link is closed. */
    public StubLink blocksWhenEmpty() {
        blocksWhenEmpty = true;
        return this;
    }

    /** Makes connecting wait until the link is closed. */
    public StubLink blocksOnConnect() {
        blocksOnConnect = true;
        return this;
    }

    /** Makes every call fail from now on. */
    public StubLink fails(IOException e) {
        failure = e;
        return this;
    }

    /** Sets an action that runs at the start of each read. */
    public StubLink onRead(Runnable action) {
        onRead = action;
        return this;
    }

    /** How often it was read from. */
    public int reads() {
        return reads;
    }

    /** How often a read timed out. */
    public int limitedReads() {
        return limitedReads;
    }

    /** The length of the largest array passed to a read. */
    public int largestTarget() {
        return largestTarget;
    }

    /** What was written, one element per call. */
    public List<byte[]> written() {
        return written;
    }

    /** Whether it is closed. */
    public boolean isClosed() {
        return closed.getCount() == 0;
    }

    @Override
    public void connect() throws IOException {
        check();
        if (blocksOnConnect) {
            awaitClose();
        }
    }

    @Override
    public boolean limitsReads() {
        return true;
    }

    @Override
    public int read(byte[] target, int offset, int length, long timeoutNanos) throws IOException {
        check();
        if (pieces.isEmpty() && blocksWhenEmpty && !awaitClose(timeoutNanos)) {
            limitedReads++;
            throw new SocketTimeoutException("Read timed out");
        }
        return read(target, offset, length);
    }

    @Override
    public int read(byte[] target, int offset, int length) throws IOException {
        check();
        reads++;
        largestTarget = Math.max(largestTarget, target.length);
        onRead.run();
        byte[] piece = pieces.poll();
        if (piece == null) {
            if (blocksWhenEmpty) {
                awaitClose();
            }
            return -1;
        }
        int count = Math.min(length, piece.length);
        System.arraycopy(piece, 0, target, offset, count);
        if (count < piece.length) {
            pieces.addFirst(Arrays.copyOfRange(piece, count, piece.length));
        }
        return count;
    }

    @Override
    public void write(byte[] source, int offset, int length) throws IOException {
        check();
        written.add(Arrays.copyOfRange(source, offset, offset + length));
    }

    /** Unread input counts as sent later, unless it was {@linkplain #arrived said} to have arrived. */
    @Override
    public int readNow(byte[] target, int offset, int length) throws IOException {
        check();
        boolean now = arrived;
        arrived = false;
        return now ? read(target, offset, length) : 0;
    }

    @Override
    public void close() {
        closed.countDown();
    }

    private void check() throws IOException {
        if (isClosed()) {
            throw new AsynchronousCloseException();
        }
        if (failure != null) {
            throw failure;
        }
    }

    private void awaitClose() throws IOException {
        if (awaitClose(Long.MAX_VALUE)) {
            throw new AsynchronousCloseException();
        }
    }

    /** Whether the link was closed in time. */
    private boolean awaitClose(long nanos) throws IOException {
        try {
            return closed.await(nanos, TimeUnit.NANOSECONDS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            close();
            throw new ClosedByInterruptException();
        }
    }
}
