package dev.morelia.async;

import dev.morelia.FindQuery;
import dev.morelia.bson.Document;
import dev.morelia.internal.bridge.Bridge;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Flow;

/**
 * The async API of a {@link FindQuery}. Immutable; each option method returns a new query.
 *
 * @param <T> the type that each document is decoded to
 */
public final class AsyncFindQuery<T> implements AsyncQuery<T> {
    private final FindQuery<T> blocking;
    private final Bridge bridge;

    /** For {@link FindQuery#async()}. */
    public AsyncFindQuery(FindQuery<T> blocking, Bridge bridge) {
        this.blocking = blocking;
        this.bridge = bridge;
    }

    @Override
    public FindQuery<T> blocking() {
        return blocking;
    }

    /** The fields to include or exclude. */
    public AsyncFindQuery<T> projection(Document projection) {
        return blocking.projection(projection).async();
    }

    @Override
    public CompletableFuture<Optional<T>> first() {
        return bridge.run(blocking::first);
    }

    @Override
    public CompletableFuture<T> firstOrThrow() {
        return bridge.run(blocking::firstOrThrow);
    }

    @Override
    public CompletableFuture<List<T>> toList() {
        return bridge.run(blocking::toList);
    }

    @Override
    public void subscribe(Flow.Subscriber<? super T> subscriber) {
        bridge.publish(() -> new CursorSource<>(blocking.cursor())).subscribe(subscriber);
    }

    @Override
    public String toString() {
        return blocking.toString();
    }
}
