package dev.morelia.async;

import dev.morelia.MongoCursor;
import dev.morelia.internal.bridge.Source;
import org.jspecify.annotations.Nullable;

/** A cursor as a source of a publisher. */
final class CursorSource<T> implements Source<T> {
    private final MongoCursor<T> cursor;

    CursorSource(MongoCursor<T> cursor) {
        this.cursor = cursor;
    }

    @Override
    public boolean isAvailable() {
        return cursor.available() > 0;
    }

    @Override
    public boolean hasEnded() {
        return cursor.id() == 0 && cursor.available() == 0;
    }

    @Override
    public boolean holdsConnection() {
        return cursor.holdsConnection();
    }

    @Override
    public @Nullable T next() {
        return cursor.hasNext() ? cursor.next() : null;
    }

    @Override
    public void close() {
        cursor.close();
    }
}
