package dev.morelia.compat.internal.reactive;

import com.mongodb.client.MongoCursor;
import dev.morelia.internal.bridge.Source;
import org.jspecify.annotations.Nullable;

/** A cursor as the source of a publisher, in the context of its subscriber. */
final class CursorSource<T> implements Source<T> {
    private final MongoCursor<T> cursor;
    private final RequestScope scope;

    CursorSource(MongoCursor<T> cursor, RequestScope scope) {
        this.cursor = cursor;
        this.scope = scope;
    }

    @Override
    public boolean isAvailable() {
        return cursor.available() > 0;
    }

    @Override
    public boolean hasEnded() {
        return cursor.getServerCursor() == null && cursor.available() == 0;
    }

    @Override
    public @Nullable T next() {
        return scope.get(() -> cursor.hasNext() ? cursor.next() : null);
    }

    @Override
    public void close() {
        scope.get(() -> {
            cursor.close();
            return null;
        });
    }
}
