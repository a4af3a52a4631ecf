package dev.morelia.compat.internal.view;

import com.mongodb.session.ServerSession;
import dev.morelia.ClientSession;
import dev.morelia.compat.internal.values.Bytes;
import org.bson.BsonDocument;

/**
 * The server's side of a session: what a session of this driver is recognized by, as frameworks wrap the session
 * itself.
 */
public final class CompatServerSession implements ServerSession {
    private final ClientSession ours;
    private final Origin origin;
    private long transactions;

    /** The server's side of this session. */
    public CompatServerSession(ClientSession ours, Origin origin) {
        this.ours = ours;
        this.origin = origin;
    }

    /** The session of Morelia. */
    public ClientSession ours() {
        return ours;
    }

    /** The client that has started it. */
    public Origin origin() {
        return origin;
    }

    /** The {@code lsid}; empty before the first command, which takes it. */
    @Override
    public BsonDocument getIdentifier() {
        BsonDocument id = Bytes.bsonOrNull(ours.id());
        return id == null ? new BsonDocument() : id;
    }

    /** How many transactions were started in this session. */
    @Override
    public long getTransactionNumber() {
        return transactions;
    }

    @Override
    public long advanceTransactionNumber() {
        return ++transactions;
    }

    @Override
    public boolean isClosed() {
        return ours.isClosed();
    }

    /** Does nothing: Morelia itself knows whether a connection broke during a command. */
    @Override
    public void markDirty() {}

    @Override
    public boolean isMarkedDirty() {
        return ours.isDirty();
    }
}
