package dev.morelia.async;

import dev.morelia.MongoCursor;
import dev.morelia.Query;
import dev.morelia.internal.bridge.Bridge;
import dev.morelia.internal.bridge.Source;
import java.util.concurrent.Callable;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Flow;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/** A cursor as a source of a publisher. */
final class CursorSource<T> implements Source<T> {
    private final MongoCursor<T> cursor;

    CursorSource(MongoCursor<T> cursor) {
        this.cursor = cursor;
    }

    static <T> Flow.Publisher<T> publisher(Query<T> query, Bridge bridge, boolean waitsForEvents) {
        Callable<CursorSource<T>> open = () -> new CursorSource<>(query.cursor());
        return waitsForEvents ? bridge.publishEvents(open) : bridge.publish(open);
    }

    static <T> CompletableFuture<Void> forEach(
            Query<T> query, Bridge bridge, boolean waitsForEvents, Consumer<? super T> action) {
        Callable<CursorSource<T>> open = () -> new CursorSource<>(query.cursor());
        return waitsForEvents ? bridge.forEachEvent(open, action) : bridge.forEach(open, action);
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
    public boolean fetch() {
        boolean unused = cursor.hasNext();
        return true;
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
