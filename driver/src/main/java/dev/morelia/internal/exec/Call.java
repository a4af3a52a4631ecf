package dev.morelia.internal.exec;

import dev.morelia.internal.env.Deadline;
import dev.morelia.internal.session.Session;
import dev.morelia.topology.ServerAddress;

/**
 * One call of the API, with all the commands that it entails: retries, the messages of a bulk write, the batches of a
 * cursor. They share one deadline, which began with the call, one session and one number. Made by {@link Executor#call}
 * and {@link Executor#callOfSeveral}.
 *
 * @param context the view that was called
 * @param operationId identifies its commands in events and logs
 * @param deadline when the call must have ended, whatever it waits for
 * @param session the session of its commands
 * @param lease where its commands go
 * @param several whether it may have several operations, so that its creator ends the session
 */
public record Call(
        ExecutionContext context, int operationId, Deadline deadline, Session session, Lease lease, boolean several) {

    /** The same call, from now on bound to one server. */
    public Call pinnedTo(ServerAddress server) {
        return over(new Lease.OneServer(server));
    }

    /** The same call with its commands sent somewhere else. */
    Call over(Lease changed) {
        return new Call(context, operationId, deadline, session, changed, several);
    }

    /** The same call with another deadline. */
    Call until(Deadline changed) {
        return new Call(context, operationId, changed, session, lease, several);
    }
}
