package dev.morelia.internal.exec;

import dev.morelia.internal.env.Deadline;
import dev.morelia.internal.session.ImplicitSession;
import dev.morelia.internal.session.Session;
import dev.morelia.internal.session.Transaction;
import dev.morelia.topology.ServerAddress;
import org.jspecify.annotations.Nullable;

/**
 * One call of the API, with all the commands that it entails: retries, the messages of a bulk write, the batches of a
 * cursor. They share one deadline, which began with the call, one session and one number. Made by {@link Executor#call}
 * and {@link Executor#callOfSeveral}.
 *
 * @param context the view that was called
 * @param operationId identifies its commands in events and logs
 * @param deadline when the call must have ended, whatever it waits for: from the timeout of the view
 * @param session the session of its commands
 * @param lease where its commands go
 * @param extent which operations it may have
 */
public record Call(
        ExecutionContext context, int operationId, Deadline deadline, Session session, Lease lease, Extent extent) {

    /** Which operations a call may have. */
    enum Extent {
        /** One, with which its session ends. */
        ONE,
        /** Several: who has asked for the call ends its session. */
        SEVERAL,
        /** Several, of which the next must not be limited by the server, as a cursor would inherit the limit. */
        SEVERAL_AFTER_UNLIMITED
    }

    /** Whether it may have several operations, so that its creator ends the session. */
    boolean several() {
        return extent != Extent.ONE;
    }

    /** Whether commands tell the server how much time is left. */
    boolean limitsServer() {
        return extent != Extent.SEVERAL_AFTER_UNLIMITED;
    }

    /** The same call, from now on bound to one server, unless it is bound to a connection. */
    public Call pinnedTo(ServerAddress server) {
        return lease instanceof Lease.OneConnection one && one.isPinned() ? this : over(new Lease.OneServer(server));
    }

    /** The lease of the connection that its commands share; null if they go over any connection. */
    public Lease.@Nullable OneConnection connection() {
        return lease instanceof Lease.OneConnection one ? one : null;
    }

    /** Whether its writes are acknowledged, as they always are in a transaction. */
    boolean isAcknowledged() {
        Transaction transaction = session.transaction();
        return context.writeConcern().isAcknowledged() || (transaction != null && transaction.isRunning());
    }

    /** It has no more commands: ends the session and gives the connection back, if its commands share one. */
    public void end() {
        try {
            if (lease instanceof Lease.OneConnection one) {
                one.close();
            }
        } finally {
            session.end();
        }
    }

    /** The same call with its commands sent somewhere else. */
    public Call over(Lease changed) {
        return new Call(context, operationId, deadline, session, changed, extent);
    }

    /**
     * The same call for another cursor, as its own is lost: on any server. Gives the connection back that belonged to
     * the lost cursor.
     */
    public Call forNextCursor() {
        var own = connection();
        if (own == null) {
            return over(Lease.ANY_SERVER);
        }
        own.close();
        return over(Lease.OneConnection.ofCursor());
    }

    /**
     * A call of its own for a thread that closes the cursor while another one uses this call: in this session, instead
     * of one that the program has named for either thread.
     */
    public Call apart(ImplicitSession own) {
        return new Call(context.withoutSession(), operationId, deadline, own, Lease.ANY_SERVER, Extent.SEVERAL);
    }

    /** The same call for a command that ends a cursor, which belongs to no transaction. */
    public Call outsideTransactions() {
        return new Call(context, operationId, deadline, session.outsideTransactions(), lease, extent);
    }

    /** This call of several operations, for one that the server must not limit. */
    public Call withoutServerLimit() {
        return new Call(context, operationId, deadline, session, lease, Extent.SEVERAL_AFTER_UNLIMITED);
    }

    /** The same call with another deadline. */
    Call until(Deadline changed) {
        return new Call(context, operationId, changed, session, lease, extent);
    }
}
