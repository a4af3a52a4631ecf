package dev.morelia.internal.bridge;

import dev.morelia.internal.env.Deadline;
import dev.morelia.internal.env.Env;
import dev.morelia.internal.session.ExplicitSession;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/**
 * What bounds the operations of a view.
 *
 * @param inFlight how many are in flight at once
 * @param timeout that of each, to which the time in the queue counts; null if none is set
 * @param session the one that they name, which does not queue while it keeps a connection; null if they name none
 * @param renewsTimeout whether each wait of a query has the whole timeout, instead of a share of the cursor's
 */
record Bound(
        InFlight inFlight,
        @Nullable Duration timeout,
        @Nullable ExplicitSession session,
        boolean renewsTimeout) {

    /** When an operation that begins now must have ended. */
    Deadline deadline(Env env) {
        return session != null && session.deadline().isSet() ? session.deadline() : Deadline.of(timeout, env);
    }
}
