package dev.morelia.compat.internal.query;

import com.mongodb.ServerAddress;
import com.mongodb.ServerCursor;
import com.mongodb.client.MongoCursor;
import dev.morelia.compat.internal.view.Origin;
import java.util.List;
import java.util.NoSuchElementException;
import org.jspecify.annotations.Nullable;

/** A cursor over values that have all arrived. Not thread-safe. */
final class ListCursor<T> implements MongoCursor<T> {
    private final List<T> values;
    private final Origin origin;
    private int passed;
    private boolean closed;

    ListCursor(List<T> values, Origin origin) {
        this.values = values;
        this.origin = origin;
    }

    @Override
    public boolean hasNext() {
        requireOpen();
        return passed < values.size();
    }

    private void requireOpen() {
        if (closed) {
            throw new IllegalStateException("Cursor has been closed");
        }
    }

    @Override
    public T next() {
        if (!hasNext()) {
            throw new NoSuchElementException("the cursor has no more values");
        }
        return values.get(passed++);
    }

    @Override
    public @Nullable T tryNext() {
        return hasNext() ? next() : null;
    }

    @Override
    public int available() {
        return closed ? 0 : values.size() - passed;
    }

    @Override
    public @Nullable ServerCursor getServerCursor() {
        return null;
    }

    @Override
    public ServerAddress getServerAddress() {
        return origin.anyServer();
    }

    @Override
    public void close() {
        closed = true;
    }
}
