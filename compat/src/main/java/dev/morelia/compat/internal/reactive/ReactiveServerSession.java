package dev.morelia.compat.internal.reactive;

import com.mongodb.client.ClientSession;
import com.mongodb.session.ServerSession;
import java.util.concurrent.locks.ReentrantLock;
import org.bson.BsonDocument;

/**
 * The server session of a reactive session, by which that is found behind wrappers of frameworks.
 *
 * @param session the blocking session
 * @param turns held by each operation of the session while it runs: one that was cancelled may still be closing its
 *     cursor when the next one begins
 */
record ReactiveServerSession(ClientSession session, ReentrantLock turns) implements ServerSession {
    @Override
    public BsonDocument getIdentifier() {
        return session.getServerSession().getIdentifier();
    }

    @Override
    public long getTransactionNumber() {
        return session.getServerSession().getTransactionNumber();
    }

    @Override
    public long advanceTransactionNumber() {
        return session.getServerSession().advanceTransactionNumber();
    }

    @Override
    public boolean isClosed() {
        return session.getServerSession().isClosed();
    }

    @Override
    public void markDirty() {
        session.getServerSession().markDirty();
    }

    @Override
    public boolean isMarkedDirty() {
        return session.getServerSession().isMarkedDirty();
    }
}
