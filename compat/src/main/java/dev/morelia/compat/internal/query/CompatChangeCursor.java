package dev.morelia.compat.internal.query;

import com.mongodb.ServerAddress;
import com.mongodb.ServerCursor;
import com.mongodb.client.MongoChangeStreamCursor;
import dev.morelia.ChangeStream;
import dev.morelia.compat.internal.values.Addresses;
import dev.morelia.compat.internal.values.Bytes;
import dev.morelia.compat.internal.values.Failures;
import org.bson.BsonDocument;
import org.jspecify.annotations.Nullable;

/** A change stream of Morelia. Not thread-safe, except for {@link #close}. */
public final class CompatChangeCursor<T> implements MongoChangeStreamCursor<T> {
    private final ChangeStream<T> ours;

    public CompatChangeCursor(ChangeStream<T> ours) {
        this.ours = ours;
    }

    @Override
    public boolean hasNext() {
        try {
            return ours.hasNext();
        } catch (RuntimeException failure) {
            throw Failures.official(failure);
        }
    }

    @Override
    public T next() {
        try {
            return ours.next();
        } catch (RuntimeException failure) {
            throw Failures.official(failure);
        }
    }

    @Override
    public @Nullable T tryNext() {
        try {
            return ours.tryNext();
        } catch (RuntimeException failure) {
            throw Failures.official(failure);
        }
    }

    @Override
    public int available() {
        return ours.available();
    }

    @Override
    public @Nullable ServerCursor getServerCursor() {
        long id = ours.id();
        return id == 0 ? null : new ServerCursor(id, getServerAddress());
    }

    @Override
    public ServerAddress getServerAddress() {
        return Addresses.official(ours.server());
    }

    @Override
    public @Nullable BsonDocument getResumeToken() {
        return Bytes.bsonOrNull(ours.resumeToken());
    }

    @Override
    public void close() {
        ours.close();
    }
}
