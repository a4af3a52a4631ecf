package dev.morelia.compat.internal.query;

import com.mongodb.ServerAddress;
import com.mongodb.ServerCursor;
import com.mongodb.client.MongoCursor;
import dev.morelia.compat.internal.values.Addresses;
import dev.morelia.compat.internal.values.Failures;
import java.util.Iterator;
import org.jspecify.annotations.Nullable;

/** What a cursor and a change stream of Morelia have in common. Not thread-safe, except for {@link #close}. */
abstract class TranslatingCursor<T> implements MongoCursor<T> {
    private final Iterator<T> ours;

    TranslatingCursor(Iterator<T> ours) {
        this.ours = ours;
    }

    /** The next value, or null if there is none right now. */
    abstract @Nullable T valueOrNull();

    /** The id of the cursor on the server; 0 if it is closed there. */
    abstract long id();

    abstract dev.morelia.topology.ServerAddress server();

    @Override
    public final boolean hasNext() {
        try {
            return ours.hasNext();
        } catch (RuntimeException failure) {
            throw Failures.official(failure);
        }
    }

    @Override
    public final T next() {
        try {
            return ours.next();
        } catch (RuntimeException failure) {
            throw Failures.official(failure);
        }
    }

    @Override
    public final @Nullable T tryNext() {
        try {
            return valueOrNull();
        } catch (RuntimeException failure) {
            throw Failures.official(failure);
        }
    }

    @Override
    public final @Nullable ServerCursor getServerCursor() {
        long id = id();
        return id == 0 ? null : new ServerCursor(id, getServerAddress());
    }

    @Override
    public final ServerAddress getServerAddress() {
        return Addresses.official(server());
    }
}
