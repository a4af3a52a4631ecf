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
 * A link in memory. What it reads is given in pieces, each of which one read delivers as far as there is room; after
 * the last comes the end of the stream, or a wait until the link is closed. Remembers what was written, call by call.
 */
public final class StubLink implements ByteLink {

    private final Deque<byte[]> pieces = new ArrayDeque<>();
    private final List<byte[]> written = new ArrayList<>();
    private final CountDownLatch closed = new CountDownLatch(1);
    private boolean blocksWhenEmpty;
    private boolean blocksOnConnect;
    private @Nullable IOException failure;
    private Runnable onRead = () -> {};
    private int reads;
    private int limitedReads;
    private int largestTarget;

    /** One more piece to read. */
    public StubLink piece(byte[] bytes) {
        pieces.add(bytes);
        return this;
    }

    /** After the last piece, reads wait until the link is closed. */
    public StubLink blocksWhenEmpty() {
        blocksWhenEmpty = true;
        return this;
    }

    /** Connecting waits until the link is closed. */
    public StubLink blocksOnConnect() {
        blocksOnConnect = true;
        return this;
    }

    /** Every call fails from here on. */
    public StubLink fails(IOException e) {
        failure = e;
        return this;
    }

    /** Runs at the beginning of each read. */
    public StubLink onRead(Runnable action) {
        onRead = action;
        return this;
    }

    /** How often it was read from. */
    public int reads() {
        return reads;
    }

    /** How often a read with a limit has brought nothing in time. */
    public int limitedReads() {
        return limitedReads;
    }

    /** The longest array that was to be read into. */
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

    /** What is left to be read is what is answered later. */
    @Override
    public boolean isQuiet() {
        return !isClosed() && failure == null;
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

    /** Whether it was closed in time. */
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
