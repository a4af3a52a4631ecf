package dev.morelia.internal.exec;

import dev.morelia.internal.env.Deadline;
import dev.morelia.internal.session.ImplicitSession;
import dev.morelia.settings.ServerAddress;
import org.jspecify.annotations.Nullable;

/**
 * One call of the API, with all the commands that it entails: retries, the messages of a bulk write, the batches of a
 * cursor. They share one deadline, which began with the call, and one session. Made by {@link Executor#call} and {@link
 * Executor#callOfSeveral}.
 *
 * @param context the view that was called
 * @param deadline when the call must have ended, whatever it waits for
 * @param session the session of its commands
 * @param pinned the one server that can serve it, because it holds a cursor; null for any suitable one
 * @param several whether it may have several operations, so that whoever made it ends the session
 */
public record Call(
        ExecutionContext context,
        Deadline deadline,
        ImplicitSession session,
        @Nullable ServerAddress pinned,
        boolean several) {

    /** The same call, from now on bound to one server. */
    public Call pinnedTo(ServerAddress server) {
        return new Call(context, deadline, session, server, several);
    }

    /** The same call with another deadline. */
    public Call until(Deadline changed) {
        return new Call(context, changed, session, pinned, several);
    }
}
