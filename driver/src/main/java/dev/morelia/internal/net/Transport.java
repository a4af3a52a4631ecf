package dev.morelia.internal.net;

import dev.morelia.internal.env.ByteLink;
import dev.morelia.internal.env.CancelToken;
import dev.morelia.internal.env.Deadline;
import dev.morelia.internal.env.Env;
import dev.morelia.internal.net.TransportException.Reason;
import java.io.EOFException;
import java.io.IOException;
import java.net.SocketTimeoutException;
import java.nio.channels.ClosedByInterruptException;
import java.nio.channels.ClosedChannelException;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.atomic.AtomicReference;
import org.jspecify.annotations.Nullable;

/**
 * A connected link with a small read buffer, deadlines and cancellation.
 *
 * <p>Used by one thread at a time, in turns: {@link #begin}, any reads and writes, {@link #end}. Three other parties
 * can end a turn from outside, all in the same way: they set the reason and close the link, which unblocks the blocked
 * thread. These are the {@link Watchdog} when the deadline passes, a canceller through the {@link CancelToken}, and
 * callers of {@link #close}. The blocked thread reports the reason that was set first. Every failure closes the
 * transport for good, as it may be in the middle of a message.
 *
 * <p>Deadlines usually do not become socket timeouts: a read with a timeout costs a virtual thread some microseconds
 * more, and a write cannot have one. Only if deadlines have passed recently, {@link #awaitReply} uses a read timeout,
 * so that a deadline that passes there does not cost the connection.
 */
public final class Transport implements AutoCloseable {

    /** Size of the read buffer: most replies fit and need only one read; large ones bypass it. */
    private static final int BUFFER_BYTES = 16 * 1024;

    private static final int TLS_PREFIX_BYTES = 3;
    private static final int TLS_ALERT = 21;
    private static final int TLS_HANDSHAKE = 22;
    private static final int TLS_MAJOR_VERSION = 3;
    private static final int TLS_MINOR_VERSION = 4;

    private final Env env;
    private final ByteLink link;
    private final Watchdog watchdog;
    private final Map<Step, StepAction> steps;
    private final Runnable cancellation = this::cancel;
    private final AtomicReference<@Nullable Reason> closedBecause = new AtomicReference<>();
    private volatile boolean linkClosed;
    private final AtomicLong expiresAt = new AtomicLong(Watchdog.NEVER);

    private final byte[] buffer = new byte[BUFFER_BYTES];
    private int position;
    private int limit;
    private Deadline deadline = Deadline.NONE;
    private CancelToken token = CancelToken.NONE;

    Transport(Env env, ByteLink link, Watchdog watchdog) {
        this(env, link, watchdog, Map.of());
    }

    /**
     * Creates a transport that is not connected yet.
     *
     * @param steps what must be done after connecting, by {@link #perform}
     */
    Transport(Env env, ByteLink link, Watchdog watchdog, Map<Step, StepAction> steps) {
        this.env = env;
        this.link = link;
        this.watchdog = watchdog;
        this.steps = steps;
    }

    /** A step between connecting and the first message, in this order. */
    public enum Step {
        /** Asking a proxy to connect to the server. */
        PROXY("proxy handshake"),
        /** The TLS handshake. */
        TLS("TLS handshake");

        private final String words;

        Step(String words) {
            this.words = words;
        }

        /** The step in words. */
        @Override
        public String toString() {
            return words;
        }
    }

    /** Performs a step on the link. */
    @FunctionalInterface
    interface StepAction {
        void run() throws IOException;
    }

    /**
     * Begins a turn: the deadline and the token apply until {@link #end}.
     *
     * @throws TransportException if the turn cannot begin: the deadline has passed, the token is cancelled or the
     *     thread interrupted (the transport then stays open), or the transport is closed
     */
    public void begin(Deadline turnDeadline, CancelToken turnToken) throws TransportException {
        if (closedBecause.get() != null) {
            throw failure(new EOFException());
        }
        if (env.isInterrupted()) {
            throw exception(Reason.INTERRUPTED, null);
        }
        boolean timed = !turnDeadline.isNone();
        if (timed && turnDeadline.hasPassed(env.nanoTime())) {
            throw exception(Reason.TIMED_OUT, null);
        }
        if (!turnToken.register(cancellation)) {
            throw exception(Reason.CANCELLED, null);
        }
        deadline = turnDeadline;
        token = turnToken;
        if (timed) {
            expiresAt.compareAndSet(Watchdog.NEVER, turnDeadline.atNanos());
            watchdog.deadlineSet(turnDeadline.atNanos());
        }
    }

    /**
     * Ends the turn; must follow every successful {@link #begin}, even after a failure.
     *
     * @return whether the transport is open, so that another turn may follow
     */
    public boolean end() {
        if (!deadline.isNone()) {
            expiresAt.compareAndSet(deadline.atNanos(), Watchdog.NEVER);
        }
        if (!token.withdraw(cancellation)) {
            closeBecause(Reason.CANCELLED);
        }
        token = CancelToken.NONE;
        return expiresAt.get() == Watchdog.NEVER && closedBecause.get() == null;
    }

    /** Connects the link, in a turn of its own. */
    void connect(Deadline turnDeadline, CancelToken turnToken) throws TransportException {
        run(link::connect, turnDeadline, turnToken);
    }

    /** Whether the connection needs this step. */
    public boolean requires(Step step) {
        return steps.containsKey(step);
    }

    /**
     * Performs a step after connecting, in a turn of its own. Does nothing if the connection does not need it.
     *
     * @throws TransportException if it fails; the transport is closed then
     */
    public void perform(Step step, Deadline turnDeadline, CancelToken turnToken) throws TransportException {
        var action = steps.get(step);
        if (action != null) {
            run(action, turnDeadline, turnToken);
        }
    }

    private void run(StepAction action, Deadline turnDeadline, CancelToken turnToken) throws TransportException {
        begin(turnDeadline, turnToken);
        boolean open;
        try {
            action.run();
        } catch (IOException | RuntimeException e) {
            throw failure(e);
        } finally {
            open = end();
        }
        if (!open) {
            throw failure(new ClosedChannelException());
        }
    }

    /** Writes all of the bytes. */
    public void write(byte[] source, int offset, int length) throws TransportException {
        try {
            link.write(source, offset, length);
        } catch (IOException | RuntimeException e) {
            throw failure(e);
        }
    }

    /**
     * Waits for the first bytes of a reply if deadlines have passed recently: a deadline that passes here leaves the
     * transport open, because it is between two messages. Does nothing otherwise.
     *
     * @return false if the deadline has passed and the reply may still arrive
     */
    public boolean awaitReply() throws TransportException {
        if (deadline.isNone() || available() > 0) {
            return true;
        }
        long nowNanos = env.nanoTime();
        if (!watchdog.deadlinesPass(nowNanos)
                || !link.limitsReads()
                || !expiresAt.compareAndSet(deadline.atNanos(), Watchdog.NEVER)) {
            return true;
        }
        if (!awaitReply(deadline.remainingNanos(nowNanos))) {
            watchdog.deadlinePassed(nowNanos);
            return false;
        }
        // The rest of the reply belongs to a message that has begun.
        expiresAt.compareAndSet(Watchdog.NEVER, deadline.atNanos());
        watchdog.deadlineSet(deadline.atNanos());
        return true;
    }

    /**
     * Waits for the first bytes of a reply up to the timeout, which leaves the transport open. Only after {@link
     * #awaitReply()} has returned false.
     *
     * @return whether they have arrived
     */
    public boolean awaitReply(long timeoutNanos) throws TransportException {
        if (available() > 0) {
            return true;
        }
        position = 0;
        limit = 0;
        long beginNanos = env.nanoTime();
        for (long leftNanos = timeoutNanos; leftNanos > 0; leftNanos = timeoutNanos - (env.nanoTime() - beginNanos)) {
            try {
                int read = link.read(buffer, 0, buffer.length, leftNanos);
                if (read < 0) {
                    throw new EOFException();
                }
                limit = read;
                return true;
            } catch (SocketTimeoutException early) {
                // The system limits a read timeout to some weeks.
            } catch (IOException | RuntimeException e) {
                throw failure(e);
            }
        }
        return false;
    }

    /**
     * Whether nothing has arrived of a reply, as far as can be seen without waiting. Not if the transport is closed or
     * broken: the next read reports that.
     */
    public boolean awaitsReply() {
        if (available() > 0) {
            return false;
        }
        position = 0;
        limit = 0;
        try {
            int read = link.readNow(buffer, 0, buffer.length);
            limit = Math.max(read, 0);
            return read == 0;
        } catch (ClosedByInterruptException interrupted) {
            // A link that is closed would not tell the next read why.
            closeBecause(Reason.INTERRUPTED);
            return false;
        } catch (IOException | RuntimeException broken) {
            return false;
        }
    }

    /**
     * Waits until at least this many bytes are in the buffer.
     *
     * @param count at most {@link #capacity}
     */
    public void require(int count) throws TransportException {
        if (limit - position >= count) {
            return;
        }
        if (position > 0) {
            System.arraycopy(buffer, position, buffer, 0, limit - position);
            limit -= position;
            position = 0;
        }
        try {
            while (limit < count) {
                int read = link.read(buffer, limit, buffer.length - limit);
                if (read < 0) {
                    throw new EOFException();
                }
                limit += read;
            }
        } catch (IOException | RuntimeException e) {
            throw failure(e);
        }
    }

    /** Throws if the deadline has passed or the transport was closed meanwhile, for whatever reason. */
    public void requireOpen() throws TransportException {
        if (!isOpen()) {
            throw failure(new ClosedChannelException());
        }
        if (env.isInterrupted()) {
            throw failure(new ClosedByInterruptException());
        }
    }

    /** Reads exactly this many bytes: first from the buffer, then directly into the target. */
    public void readFully(byte[] target, int offset, int length) throws TransportException {
        int done = Math.min(length, limit - position);
        System.arraycopy(buffer, position, target, offset, done);
        position += done;
        try {
            while (done < length) {
                int read = link.read(target, offset + done, length - done);
                if (read < 0) {
                    throw new EOFException();
                }
                done += read;
            }
        } catch (IOException | RuntimeException e) {
            throw failure(e);
        }
    }

    /** The read buffer; unread bytes start at {@link #position}. */
    public byte[] buffer() {
        return buffer;
    }

    /** The index in {@link #buffer} where the unread bytes start. */
    public int position() {
        return position;
    }

    /** The number of unread bytes. */
    public int available() {
        return limit - position;
    }

    /** Whether the unread bytes are a message of TLS, as a server sends it that expects TLS. */
    public boolean receivesTls() {
        return available() >= TLS_PREFIX_BYTES
                && (buffer[position] == TLS_ALERT || buffer[position] == TLS_HANDSHAKE)
                && buffer[position + 1] == TLS_MAJOR_VERSION
                && buffer[position + 2] <= TLS_MINOR_VERSION;
    }

    /** Skips this many unread bytes. */
    public void skip(int count) {
        position += count;
    }

    /** The maximum for {@link #require}. */
    public int capacity() {
        return buffer.length;
    }

    /** Checks, without blocking, that the peer has neither closed the link nor sent anything since the last message. */
    public boolean isQuiet() {
        try {
            return isOpen() && available() == 0 && link.isQuiet();
        } catch (RuntimeException e) {
            return false;
        }
    }

    /** Whether the transport is usable. */
    public boolean isOpen() {
        return closedBecause.get() == null;
    }

    /**
     * Closes the link and unblocks a thread that is blocked in it. Thread-safe; may be called repeatedly; never throws.
     */
    @Override
    public void close() {
        closeBecause(Reason.CLOSED);
    }

    /** Closes the link because the server monitor found its server to be unavailable. */
    public void abandon() {
        closeBecause(Reason.ABANDONED);
    }

    long expiresAtNanos() {
        return expiresAt.get();
    }

    /** For the watchdog: decides whether the deadline passed before it was cleared. */
    boolean fire(long nowNanos) {
        long at = expiresAt.get();
        return at != Watchdog.NEVER
                && at != Watchdog.FIRED
                && at - nowNanos <= 0
                && expiresAt.compareAndSet(at, Watchdog.FIRED);
    }

    /** For the watchdog, after {@link #fire} returned true; called again if closing the link throws. */
    void deadlinePassed() {
        tryClose(Reason.TIMED_OUT);
    }

    private void cancel() {
        closeBecause(Reason.CANCELLED);
    }

    /** Never throws: if the link cannot be closed, the watchdog retries. */
    private void closeBecause(Reason reason) {
        try {
            tryClose(reason);
        } catch (Throwable failure) {
            if (env.isOver()) {
                throw failure;
            }
            if (expiresAt.get() != Watchdog.FIRED) {
                long nowNanos = env.nanoTimeOr(0);
                expiresAt.set(nowNanos);
                watchdog.deadlineSet(nowNanos);
            }
        }
    }

    private void tryClose(Reason reason) {
        closedBecause.compareAndSet(null, reason);
        if (!linkClosed) {
            link.close();
            // Set last, so that another call closes the link again if closing it has failed.
            linkClosed = true;
            watchdog.remove(this);
        }
    }

    /** The JDK's channels throw unchecked exceptions too, for example for an unsupported kind of address. */
    private TransportException failure(Exception e) {
        closeBecause(reasonOf(e));
        return exception(Objects.requireNonNull(closedBecause.get()), e);
    }

    private Reason reasonOf(Exception e) {
        if (expiresAt.get() == Watchdog.FIRED) {
            return Reason.TIMED_OUT;
        }
        if (e instanceof ClosedByInterruptException) {
            return Reason.INTERRUPTED;
        }
        return e instanceof EOFException ? Reason.CLOSED_BY_PEER : Reason.FAILED;
    }

    private TransportException exception(Reason reason, @Nullable Exception cause) {
        return switch (reason) {
            case TIMED_OUT -> new TransportException(reason, "timed out", null);
            case CANCELLED -> new TransportException(reason, "cancelled", null);
            case INTERRUPTED -> new TransportException(reason, "the thread was interrupted", null);
            case CLOSED ->
                new TransportException(
                        reason,
                        "the connection was closed by this client, as the server has left the deployment or the client"
                                + " was disconnected",
                        null);
            case ABANDONED ->
                new TransportException(
                        reason, "the connection was closed by this client, as heartbeats of the server fail", null);
            case CLOSED_BY_PEER -> new TransportException(reason, "the server closed the connection", null);
            case FAILED -> new TransportException(reason, cause == null ? "" : message(cause), cause);
        };
    }

    /** Some of the JDK's exceptions have no message; their class name is then used. */
    static String message(Exception failure) {
        return failure.getMessage() == null ? failure.getClass().getSimpleName() : failure.getMessage();
    }
}
