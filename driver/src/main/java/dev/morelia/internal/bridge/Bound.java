package dev.morelia.internal.bridge;

import dev.morelia.internal.env.Deadline;
import dev.morelia.internal.env.Env;
import dev.morelia.internal.exec.Admission;
import dev.morelia.internal.session.ExplicitSession;
import dev.morelia.internal.session.ServerSessions;
import dev.morelia.internal.session.SessionScope;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/**
 * What bounds the operations of a view.
 *
 * @param inFlight how many are in flight at once
 * @param timeout that of each, to which the time in the queue counts; null if none is set
 * @param session the one that they name, which does not queue while it keeps a connection; null if they name none
 * @param renewsTimeout whether each wait of a query has the whole timeout, instead of a share of the cursor's
 * @param sessions those of the client; null if operations run in none
 * @param target what the operations are on, for messages; null if it is not known
 */
record Bound(
        InFlight inFlight,
        @Nullable Duration timeout,
        @Nullable ExplicitSession session,
        boolean renewsTimeout,
        @Nullable ServerSessions sessions,
        @Nullable Object target)
        implements Admission {

    static Bound of(InFlight inFlight) {
        return new Bound(inFlight, null, null, false, null, null);
    }

    Bound with(@Nullable Duration limit, @Nullable ExplicitSession named) {
        return new Bound(inFlight, limit, named, false, sessions, target);
    }

    Bound renewing() {
        return new Bound(inFlight, timeout, session, true, sessions, target);
    }

    Bound of(ServerSessions ofClient, @Nullable Object named) {
        return new Bound(inFlight, timeout, session, renewsTimeout, ofClient, named);
    }

    /** When an operation that begins now must have ended. */
    Deadline deadline(Env env) {
        return session != null && session.deadline().isSet() ? session.deadline() : Deadline.of(timeout, env);
    }

    /** The session that an operation of the calling thread runs in; null if it is none of the program. */
    @Nullable
    ExplicitSession sessionOfCaller() {
        return session != null || sessions == null ? session : SessionScope.current(sessions);
    }

    @Override
    public boolean enter(Deadline deadline) {
        return inFlight.enter(deadline, target);
    }

    @Override
    public void exit() {
        inFlight.exit();
    }
}
