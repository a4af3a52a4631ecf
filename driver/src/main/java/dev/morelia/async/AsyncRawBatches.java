package dev.morelia.async;

import dev.morelia.RawBatch;
import dev.morelia.RawBatches;
import dev.morelia.internal.bridge.Bridge;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Flow;
import java.util.function.Consumer;

/**
 * The async API of {@link RawBatches}: a publisher of batches that are not decoded, which runs the query anew for each
 * subscription, with its first demand. Cancelling the subscription closes the cursor, on the server too. Immutable and
 * thread-safe.
 */
public final class AsyncRawBatches implements Flow.Publisher<RawBatch> {
    private final RawBatches blocking;
    private final Bridge bridge;
    private final boolean waitsForEvents;

    /** For {@link RawBatches#async()}. */
    public AsyncRawBatches(RawBatches blocking, AsyncQuery<?> query) {
        this.blocking = blocking;
        this.bridge = query.bridge;
        this.waitsForEvents = query.waitsForEvents;
    }

    /** The same batches with the blocking API. */
    public RawBatches blocking() {
        return blocking;
    }

    /**
     * Runs the query and an action for each batch, on a virtual thread, so that the action may block; completes after
     * the last one, or with what the action has thrown; cancel interrupts the action and closes the cursor.
     */
    public CompletableFuture<Void> forEach(Consumer<? super RawBatch> action) {
        return RawBatchSource.forEach(blocking, bridge, waitsForEvents, action);
    }

    /**
     * Subscribes to the batches of the query, which runs once there is demand for one.
     *
     * @throws NullPointerException if the subscriber is null, as Reactive Streams demands
     */
    @Override
    public void subscribe(Flow.Subscriber<? super RawBatch> subscriber) {
        RawBatchSource.publisher(blocking, bridge, waitsForEvents).subscribe(subscriber);
    }

    @Override
    public String toString() {
        return blocking.toString();
    }
}
