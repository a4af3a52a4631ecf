package dev.morelia.compat.internal.query;

import com.mongodb.ServerAddress;
import com.mongodb.ServerCursor;
import com.mongodb.client.MongoCursor;
import dev.morelia.compat.internal.values.Addresses;
import dev.morelia.compat.internal.values.Failures;
import org.jspecify.annotations.Nullable;

/** A cursor of Morelia. Not thread-safe, except for {@link #close}. */
public final class CompatCursor<T> implements MongoCursor<T> {
    private final dev.morelia.MongoCursor<T> ours;

    public CompatCursor(dev.morelia.MongoCursor<T> ours) {
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
    public void close() {
        ours.close();
    }
}
