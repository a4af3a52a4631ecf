package dev.morelia.internal.bridge;

import dev.morelia.internal.session.ExplicitSession;
import dev.morelia.internal.session.ServerSessions;
import dev.morelia.internal.session.SessionScope;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/**
 * What the bridge knows of the view whose operations it runs.
 *
 * @param timeout that of its operations, to which the time in the queue counts; null if none is set
 * @param session that of its operations, which do not queue while it keeps a connection; null if the view names none
 * @param sessions those of its client; null if operations run in no session
 */
public record BridgedView(
        @Nullable Duration timeout, @Nullable ExplicitSession session, @Nullable ServerSessions sessions) {
    static final BridgedView NONE = new BridgedView(null, null, null);

    /** The session that an operation of the calling thread runs in; null if it is none of the program. */
    @Nullable
    ExplicitSession sessionOfCaller() {
        return session != null || sessions == null ? session : SessionScope.current(sessions);
    }
}
