package dev.morelia.internal.pool;

import dev.morelia.bson.ObjectId;
import dev.morelia.event.PoolEvent.CloseReason;
import dev.morelia.internal.command.Reply;
import dev.morelia.internal.command.Target;
import dev.morelia.internal.connection.Connection;
import dev.morelia.internal.env.CancelToken;
import dev.morelia.internal.pool.Holders.Holder;
import java.util.Objects;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * A connection as its pool sees it: its phase, and the operation that holds it. {@link PoolState} moves it from one
 * phase to the next, under the pool's monitor; methods that may be called without it say so. The operation that has
 * checked the connection out may call the public methods.
 */
public final class PooledConnection {

    private enum Phase {
        PENDING,
        IDLE,
        IN_USE,
        CLOSED
    }

    final long driverConnectionId;
    private final PoolState home;
    private final boolean awaited;
    private final CancelToken establishing = new CancelToken();

    private Phase phase = Phase.PENDING;
    private int slot;
    private long generation;
    private @Nullable ObjectId serviceId;
    private long idleSinceNanos;
    private volatile boolean interrupted;
    private @Nullable CloseReason closeReason;
    private @Nullable PooledConnection nextDiscarded;

    private String commandName = "";
    private @Nullable Target target;
    private @Nullable Thread holder;
    private long takenNanos;
    private long sinceTakenNanos;
    private boolean traced;
    private volatile @Nullable CheckOutTrace trace;
    private volatile boolean replyLate;
    private volatile ConnectionUse use = ConnectionUse.OPERATION;
    private @Nullable Consumer<Reply> whenReplied;

    /** These two are written by the thread that establishes it, before any other sees it. */
    private long createdNanos;

    private @Nullable Connection connection;

    /**
     * One that is pending.
     *
     * @param awaited whether an operation is waiting for it, and not the background maintenance alone
     */
    PooledConnection(PoolState home, long driverConnectionId, long generation, boolean awaited) {
        this.home = home;
        this.driverConnectionId = driverConnectionId;
        this.generation = generation;
        this.awaited = awaited;
    }

    /** The connection; for the operation that has checked it out, until the check-in. */
    public Connection connection() {
        if (connection == null) {
            throw new IllegalStateException("connection " + driverConnectionId + " is not open yet");
        }
        return connection;
    }

    /** The pool's generation, or that of its service behind a load balancer, when it was established. */
    public long generation() {
        return generation;
    }

    /** The service behind a load balancer that it leads to; null without load balancer. */
    public @Nullable ObjectId serviceId() {
        return serviceId;
    }

    /**
     * Whether the pool has closed it while it was in use or pending, because the pool was cleared or closed; the
     * failure of its user says nothing about the server then. Thread-safe.
     */
    public boolean wasInterrupted() {
        return interrupted;
    }

    /** It stays checked out for more than one operation. For the operation that has checked it out. */
    public void pin(ConnectionUse until) {
        use = until;
    }

    /** Whether this thread has checked it out for more than one operation. */
    boolean isPinnedBy(Thread thread) {
        return use != ConnectionUse.OPERATION && thread.equals(holder);
    }

    /** The last command has timed out; the receiver gets its reply if it comes all the same, on another thread. */
    public void whenReplied(Consumer<Reply> receiver) {
        whenReplied = receiver;
    }

    /** Returns the receiver of a late reply, and forgets it. */
    @Nullable
    Consumer<Reply> takeWhenReplied() {
        var receiver = whenReplied;
        whenReplied = null;
        return receiver;
    }

    /** An attempt to establish it begins; cancelling the token ends it. */
    CancelToken establishing(long nowNanos) {
        createdNanos = nowNanos;
        return establishing;
    }

    /** The attempt has succeeded. */
    void established(Connection opened) {
        connection = opened;
    }

    /** It leads to a service behind a load balancer, and has the generation of that service. */
    void leadsTo(ObjectId service, long generationOfService) {
        serviceId = service;
        generation = generationOfService;
    }

    /** An operation has it from now on. */
    void checkedOut(String byCommand, Target of, Thread by, long nowNanos) {
        phase = Phase.IN_USE;
        commandName = byCommand;
        target = of;
        holder = by;
        sinceTakenNanos = nowNanos - takenNanos;
        takenNanos = nowNanos;
    }

    /** This check-out is one of those whose stack is remembered. */
    void traceCheckOut() {
        traced = true;
    }

    /** The operation that was waiting for it goes on only now. */
    void heldSince(long nowNanos) {
        takenNanos = nowNanos;
    }

    /** Whether the stack of this check-out is to be remembered. For the operation that has checked it out. */
    boolean isTraced() {
        return traced;
    }

    /** Remembers the stack of this check-out. For the operation that has checked it out. */
    void remember(CheckOutTrace stack) {
        trace = stack;
    }

    /** Its operation is over, but the reply to its last command may still come. Needs no lock. */
    void replyIsLate() {
        replyLate = true;
    }

    /** No operation has it any more. */
    void checkedIn() {
        holder = null;
        if (traced) {
            traced = false;
            trace = null;
        }
        if (replyLate) {
            replyLate = false;
        }
        if (use != ConnectionUse.OPERATION) {
            use = ConnectionUse.OPERATION;
        }
    }

    /** It is available. */
    void returnedToIdle(long nowNanos) {
        phase = Phase.IDLE;
        idleSinceNanos = nowNanos;
    }

    /** It could not be established. */
    void failedToEstablish() {
        phase = Phase.CLOSED;
    }

    /** It is to be closed for this reason, and comes after another one in the chain of those to be closed. */
    void discarded(CloseReason reason, @Nullable PooledConnection previous) {
        phase = Phase.CLOSED;
        closeReason = reason;
        if (previous != null) {
            previous.nextDiscarded = this;
        }
    }

    /** It is at this place of its {@link ConnectionStack}. */
    void movedTo(int newSlot) {
        slot = newSlot;
    }

    /** The pool closes it, or ends the attempt to establish it, without asking its user. */
    void markInterrupted() {
        interrupted = true;
    }

    /** Whether an operation of this pool has it. Also without the monitor, by the operation that has it. */
    boolean isInUseOf(PoolState pool) {
        return home == pool && phase == Phase.IN_USE;
    }

    /** Whether an operation is waiting for it to be established. */
    boolean isAwaited() {
        return awaited;
    }

    int slot() {
        return slot;
    }

    /** Also without the monitor. */
    long createdNanos() {
        return createdNanos;
    }

    long idleSinceNanos() {
        return idleSinceNanos;
    }

    /** When it was checked out. Also without the monitor, by the operation that has it. */
    long takenNanos() {
        return takenNanos;
    }

    /** How long before that it was checked out the last time, which is at least as long as it was idle. */
    long sinceTakenNanos() {
        return sinceTakenNanos;
    }

    /** Who has it. */
    Holder holder() {
        return new Holder(commandName, Objects.requireNonNull(target), use, replyLate, holder, takenNanos, trace);
    }

    /** Why it was discarded. Also without the monitor, once it was. */
    CloseReason closeReason() {
        return Objects.requireNonNull(closeReason);
    }

    /** The next one in the chain of those to be closed. Also without the monitor, once the chain was taken. */
    @Nullable
    PooledConnection nextDiscarded() {
        return nextDiscarded;
    }

    /** Closes what there is, or ends the attempt to establish it. Needs no lock, never throws. */
    void interrupt() {
        establishing.cancel();
        closeQuietly();
    }

    /** As {@link #interrupt}, because checks of the server fail. */
    void abandon() {
        establishing.cancel();
        if (connection != null) {
            connection.abandon();
        }
    }

    /** Closes what there is. Needs no lock, never throws. */
    void closeQuietly() {
        if (connection != null) {
            connection.close();
        }
    }

    /** Closes those of this chain. Needs no lock, never throws. */
    static void closeAll(@Nullable PooledConnection discarded) {
        for (var connection = discarded; connection != null; connection = connection.nextDiscarded) {
            connection.closeQuietly();
        }
    }

    @Override
    public String toString() {
        return connection == null ? "connection " + driverConnectionId : connection.toString();
    }
}
