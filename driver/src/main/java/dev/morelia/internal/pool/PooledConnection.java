package dev.morelia.internal.pool;

import dev.morelia.bson.ObjectId;
import dev.morelia.event.PoolEvent.CloseReason;
import dev.morelia.internal.command.Reply;
import dev.morelia.internal.command.Target;
import dev.morelia.internal.connection.Connection;
import dev.morelia.internal.env.CancelToken;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * A connection as its pool sees it: where it is in its life, and who holds it. Its fields are guarded by the pool's
 * monitor unless they say otherwise; whoever has checked it out may call the public methods.
 */
public final class PooledConnection {

    /** Where it is in its life. */
    enum Phase {
        PENDING,
        IDLE,
        IN_USE,
        CLOSED
    }

    final PoolState home;
    final long driverConnectionId;
    /** Ends the attempt to open it; what {@link PoolState} cuts while there is no connection yet. */
    final CancelToken opening = new CancelToken();

    Phase phase = Phase.PENDING;
    /** Whether an operation waits for it to open, and not the background thread alone. */
    boolean wanted;
    /** Its place in the {@link ConnectionStack} it is in. */
    int slot;

    long generation;

    @Nullable
    ObjectId serviceId;
    /** Written by the thread that opens it, before anybody else sees it. */
    long createdNanos;

    long idleSinceNanos;
    /** Set when it was closed from outside while it was being opened or used. */
    volatile boolean cut;

    @Nullable
    CloseReason closedBecause;
    /** The next one in a chain of connections to be closed. */
    @Nullable
    PooledConnection nextDiscarded;

    String commandName = "";

    @Nullable
    Target target;

    @Nullable
    Thread holder;

    long takenNanos;
    /** How long before that it was taken the last time, which is at least as long as it was idle. */
    long sinceTakenNanos;

    @Nullable
    CheckOutTrace trace;

    boolean traced;
    /** Checked in, and not given back yet, as the reply to a command may still come whose deadline has passed. */
    volatile boolean replyLate;

    private @Nullable Consumer<Reply> whenReplied;

    /** Written once by the thread that opened it, before anybody else sees it. */
    private @Nullable Connection connection;

    PooledConnection(PoolState home, long driverConnectionId, long generation) {
        this.home = home;
        this.driverConnectionId = driverConnectionId;
        this.generation = generation;
    }

    /** The connection; for whoever has checked it out, until the check-in. */
    public Connection connection() {
        if (connection == null) {
            throw new IllegalStateException("connection " + driverConnectionId + " is not open yet");
        }
        return connection;
    }

    /** The pool's generation, or that of its service behind a load balancer, when it was opened. */
    public long generation() {
        return generation;
    }

    /** The service behind a load balancer that it leads to; null without load balancer. */
    public @Nullable ObjectId serviceId() {
        return serviceId;
    }

    /**
     * Whether the pool has closed it under its user's hands, because it was cleared or closed; the user's failure
     * tells nothing about the server then. Thread-safe.
     */
    public boolean wasInterrupted() {
        return cut;
    }

    /** The last command has timed out; if its reply comes all the same, this is told of it, on another thread. */
    public void whenReplied(Consumer<Reply> receiver) {
        whenReplied = receiver;
    }

    /** Who is to be told; forgets it. */
    @Nullable
    Consumer<Reply> takeWhenReplied() {
        var receiver = whenReplied;
        whenReplied = null;
        return receiver;
    }

    void opened(Connection established) {
        connection = established;
    }

    /** Closes what there is, or ends the attempt to open it. Needs no lock, never throws. */
    void cutOff() {
        opening.cancel();
        closeQuietly();
    }

    /** As {@link #cutOff}, because checks of the server fail. */
    void abandon() {
        opening.cancel();
        if (connection != null) {
            connection.abandon();
        }
    }

    void closeQuietly() {
        if (connection != null) {
            connection.close();
        }
    }

    /** Closes those of this chain. */
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
