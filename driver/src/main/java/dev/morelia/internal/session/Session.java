package dev.morelia.internal.session;

import dev.morelia.bson.io.BsonOutput;
import org.jspecify.annotations.Nullable;

/**
 * The session that the commands of a call run in. The executor asks it and never looks into it. Used by one thread at a
 * time.
 *
 * @see <a href="https://github.com/mongodb/specifications/blob/master/source/sessions/driver-sessions.md">Driver Sessions</a>
 */
public sealed interface Session permits ImplicitSession {
    /**
     * Makes it ready for a command, which has its connection now.
     *
     * @param timeoutMinutes how long the server of that connection keeps an idle session; null if it has no sessions
     * @return whether the command runs in a session
     */
    boolean begin(@Nullable Integer timeoutMinutes);

    /** The transaction number of the next retryable write in it; greater than all before, the first is 1. */
    long nextTransactionNumber();

    /** Writes the session's fields of the command that {@link #begin} prepared. */
    void write(BsonOutput out);

    /** The connection broke while a command was on its way: the server may still be using it. */
    void markDirty();

    /** Ends it, if it ends with the call. May be repeated. */
    void end();
}
