package dev.morelia.internal.session;

import dev.morelia.bson.RawDocument;
import dev.morelia.bson.io.BsonOutput;
import dev.morelia.internal.command.ServerFacts;
import dev.morelia.internal.operation.OperationKind;
import dev.morelia.settings.ReadConcern;
import java.util.concurrent.atomic.AtomicReference;
import org.jspecify.annotations.Nullable;

/**
 * The session that a call runs in when the program named none, kept for as long as the call's cursor is open. A server
 * session is taken with the first command, when it has its connection, so that there are never more sessions than
 * connections and cursors.
 *
 * @see <a href="https://github.com/mongodb/specifications/blob/master/source/sessions/driver-sessions.md#implicit-sessions">Driver Sessions: implicit sessions</a>
 */
public final class ImplicitSession implements Session {
    private final ServerSessions sessions;
    /** Given back once only, also if several threads end the session: another call may have it from then on. */
    private final AtomicReference<@Nullable ServerSession> server = new AtomicReference<>();

    private volatile boolean ended;

    /** A session without a server session yet. */
    public ImplicitSession(ServerSessions sessions) {
        this.sessions = sessions;
    }

    @Override
    public boolean begin(ServerFacts facts) {
        Integer timeoutMinutes = facts.logicalSessionTimeoutMinutes();
        if (server.get() == null && timeoutMinutes != null && !ended) {
            server.set(sessions.take(timeoutMinutes));
        }
        return server.get() != null;
    }

    /** What its commands carry as {@code lsid}, if their connection broke, so that no other call gets it; else null. */
    public @Nullable RawDocument lostId() {
        ServerSession taken = server.get();
        return taken == null || !taken.isDirty() ? null : taken.id();
    }

    @Override
    public long nextTransactionNumber() {
        ServerSession taken = server.get();
        return taken == null ? 0 : taken.nextTransactionNumber();
    }

    @Override
    public void write(BsonOutput out) {
        ServerSession taken = server.get();
        if (taken != null) {
            out.name("lsid").document(taken.id());
        }
    }

    @Override
    public void writeReadConcern(BsonOutput out, OperationKind kind, String commandName, ReadConcern ofView) {
        if (kind.takesReadConcern() && !ofView.isServerDefault()) {
            out.name("readConcern").value(ofView.toDocument());
        }
    }

    @Override
    public @Nullable RawDocument clusterTime() {
        return sessions.clock().time();
    }

    @Override
    public void replied(RawDocument reply) {
        sessions.clock().replied(reply);
    }

    @Override
    public void markDirty() {
        ServerSession taken = server.get();
        if (taken != null) {
            taken.markDirty();
        }
    }

    /** Gives its server session back to the pool. May be called by any thread, and repeatedly. */
    @Override
    public void end() {
        ended = true;
        ServerSession taken = server.getAndSet(null);
        if (taken != null) {
            sessions.giveBack(taken);
        }
    }
}
