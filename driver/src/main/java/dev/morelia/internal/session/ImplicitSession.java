package dev.morelia.internal.session;

import org.jspecify.annotations.Nullable;

/**
 * The session that an operation runs in when the program named none, kept for as long as the operation's cursor is
 * open. A server session is taken with the first command, when it has its connection, so that there are never more
 * sessions than connections and cursors. Used by one thread at a time.
 *
 * @see <a href="https://github.com/mongodb/specifications/blob/master/source/sessions/driver-sessions.md#implicit-sessions">Driver Sessions: implicit sessions</a>
 */
public final class ImplicitSession {
    private final ServerSessions sessions;
    private @Nullable ServerSession server;
    private boolean ended;
    private int operationId;

    /** A session that is nothing yet. */
    public ImplicitSession(ServerSessions sessions) {
        this.sessions = sessions;
    }

    /**
     * The server session for a command.
     *
     * @param timeoutMinutes how long the server remembers one; null if it has no sessions
     * @return null if there is none
     */
    public @Nullable ServerSession server(@Nullable Integer timeoutMinutes) {
        if (server == null && timeoutMinutes != null && !ended) {
            server = sessions.take(timeoutMinutes);
        }
        return server;
    }

    /**
     * The number under which command listeners are told of all commands in it: that of its first message.
     *
     * @param requestId the number of the message that is about to be sent
     */
    public int operationId(int requestId) {
        if (operationId == 0) {
            operationId = requestId;
        }
        return operationId;
    }

    /** A command in it met a failure of the network. */
    public void markDirty() {
        if (server != null) {
            server.markDirty();
        }
    }

    /** Ends it; its server session is free for others. May be repeated. */
    public void end() {
        ended = true;
        if (server != null) {
            sessions.giveBack(server);
            server = null;
        }
    }
}
