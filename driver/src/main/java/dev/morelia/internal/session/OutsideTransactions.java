package dev.morelia.internal.session;

import dev.morelia.bson.RawDocument;
import dev.morelia.bson.io.BsonOutput;
import dev.morelia.internal.command.ServerFacts;
import dev.morelia.internal.operation.OperationKind;
import dev.morelia.settings.ReadConcern;
import org.jspecify.annotations.Nullable;

/**
 * An explicit session as the commands that end its cursors see it. Cursors are also closed by other threads, after the
 * session, and while it is in a transaction that they do not belong to: such a command would begin the transaction, or
 * fail with it.
 *
 * @param session the session
 * @param sessions the server sessions of its client
 * @param id what the commands carry; null if the session has ended
 * @param pin where the commands go
 */
record OutsideTransactions(
        ExplicitSession session,
        ServerSessions sessions,
        @Nullable RawDocument id,
        @Nullable Pin pin) implements Session {
    /** What the transaction is bound to may be a connection, which takes one command at a time. */
    @Override
    public void enter(OperationKind kind, boolean acknowledged) {
        if (pin != null) {
            session.acquire();
        }
    }

    @Override
    public void exit(OperationKind kind) {
        if (pin != null) {
            session.exit(kind);
        }
    }

    @Override
    public boolean begin(ServerFacts server) {
        return id != null && server.logicalSessionTimeoutMinutes() != null;
    }

    @Override
    public long nextTransactionNumber() {
        throw new IllegalStateException("no write ends a cursor");
    }

    @Override
    public void write(BsonOutput out) {
        if (id != null) {
            out.name("lsid").document(id);
        }
    }

    @Override
    public void writeReadConcern(BsonOutput out, OperationKind kind, String commandName, ReadConcern ofView) {}

    @Override
    public @Nullable RawDocument clusterTime() {
        return sessions.clock().time();
    }

    @Override
    public void replied(RawDocument reply) {
        sessions.clock().replied(reply);
    }

    @Override
    public void markDirty() {}

    @Override
    public void end() {}
}
