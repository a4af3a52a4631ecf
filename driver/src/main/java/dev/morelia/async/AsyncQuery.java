package dev.morelia.async;

import dev.morelia.Query;
import dev.morelia.internal.bridge.Bridge;
import java.util.List;
import java.util.NoSuchElementException;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Flow;
import java.util.function.Consumer;
import java.util.function.Function;

/**
 * The async API of a {@link Query}: a publisher that runs the query anew for each subscription, with its first demand.
 * Documents are published on a virtual thread, as many as are requested; the size of the batches that the server sends
 * does not depend on the demand. Between batches no connection is held, however slow the subscriber. Cancelling the
 * subscription closes the cursor, on the server too. Immutable and thread-safe.
 *
 * @param <T> the type that each document is decoded to
 */
public abstract class AsyncQuery<T> implements Flow.Publisher<T> {
    final Bridge bridge;
    /** Whether the next document may take any time to exist, as in a tailable cursor. */
    final boolean waitsForEvents;

    @SuppressWarnings("exports") // so that only the driver can call it
    AsyncQuery(Bridge bridge, boolean waitsForEvents) {
        this.bridge = bridge;
        this.waitsForEvents = waitsForEvents;
    }

    /** The same query with the blocking API. */
    public abstract Query<T> blocking();

    /** Runs the query; completes with the first document, if any; cancel ends the query. */
    public final CompletableFuture<Optional<T>> first() {
        return bridge.run(() -> blocking().first());
    }

    /**
     * Runs the query; completes with the first document, or with a {@link NoSuchElementException} if there is none;
     * cancel ends the query.
     */
    public final CompletableFuture<T> firstOrThrow() {
        return bridge.run(() -> blocking().firstOrThrow());
    }

    /** Runs the query; completes with all documents; cancel ends the query and closes its cursor. */
    public final CompletableFuture<List<T>> toList() {
        return bridge.runQuery(() -> blocking().toList());
    }

    /**
     * Runs the query and an action for each document, on a virtual thread, so that the action may block; completes
     * after the last one, or with what the action has thrown; cancel interrupts the action and closes the cursor.
     */
    public final CompletableFuture<Void> forEach(Consumer<? super T> action) {
        return CursorSource.forEach(blocking(), bridge, waitsForEvents, action);
    }

    /**
     * As {@link Query#map}; the function is applied on a virtual thread. An exception from it ends a subscription. With
     * {@link #toList} and {@link #first} it must not wait for other operations of the async API, as it runs within one
     * that counts as in flight: as many of them as may be in flight would wait for each other. With a subscriber and
     * {@link #forEach} it may.
     */
    public final <R> AsyncQuery<R> map(Function<? super T, ? extends R> mapping) {
        return new AsyncMappedQuery<>(blocking().map(mapping), bridge, waitsForEvents);
    }

    /**
     * Subscribes to the documents of the query, which runs once there is demand for one.
     *
     * @throws NullPointerException if the subscriber is null, as Reactive Streams demands
     */
    @Override
    public final void subscribe(Flow.Subscriber<? super T> subscriber) {
        CursorSource.publisher(blocking(), bridge, waitsForEvents).subscribe(subscriber);
    }

    @Override
    public final String toString() {
        return blocking().toString();
    }
}
