package dev.morelia.async;

import dev.morelia.DurableQuery;
import dev.morelia.internal.argument.Argument;
import dev.morelia.internal.bridge.Action;
import dev.morelia.internal.bridge.Bridge;
import dev.morelia.options.LostHistory;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;

/**
 * The async API of a {@link DurableQuery}: each event is handled at least once, by one consumer at a time, across
 * restarts of the process. Immutable and thread-safe; each option method returns a new query.
 *
 * @param <T> what each event is decoded to
 */
public final class AsyncDurableQuery<T> {
    private final DurableQuery<T> blocking;
    private final Bridge bridge;

    /** For {@link DurableQuery#async()}. */
    @SuppressWarnings("exports") // so that only the driver can call it
    public AsyncDurableQuery(DurableQuery<T> blocking, Bridge bridge) {
        this.blocking = blocking;
        this.bridge = bridge;
    }

    /** The same query with the blocking API. */
    public DurableQuery<T> blocking() {
        return blocking;
    }

    /** As {@link DurableQuery#leaseTime(Duration)}. */
    public AsyncDurableQuery<T> leaseTime(Duration value) {
        return blocking.leaseTime(value).async();
    }

    /** As {@link DurableQuery#saveAfter(int)}. */
    public AsyncDurableQuery<T> saveAfter(int events) {
        return blocking.saveAfter(events).async();
    }

    /** As {@link DurableQuery#saveEvery(Duration)}. */
    public AsyncDurableQuery<T> saveEvery(Duration value) {
        return blocking.saveEvery(value).async();
    }

    /** As {@link DurableQuery#standby(boolean)}. */
    public AsyncDurableQuery<T> standby(boolean value) {
        return blocking.standby(value).async();
    }

    /** As {@link DurableQuery#lostHistory(LostHistory)}; a scan runs on a virtual thread and may block it. */
    public AsyncDurableQuery<T> lostHistory(LostHistory value) {
        return blocking.lostHistory(value).async();
    }

    /** As {@link DurableQuery#owner(String)}. */
    public AsyncDurableQuery<T> owner(String value) {
        return blocking.owner(value).async();
    }

    /**
     * Opens the consumer, which the caller must close; see {@link DurableQuery#open}.
     *
     * @return completes when it has tried to acquire the lease once. If it is cancelled, a consumer that has been
     *     opened is closed
     */
    public CompletableFuture<AsyncDurableChanges<T>> open() {
        return bridge.runOpening(() -> blocking.open().async(), opened -> opened.blocking().close());
    }

    /**
     * Opens the consumer and hands its events to the program, as {@link AsyncDurableChanges#run} does; then closes it.
     *
     * @return never completes by itself; fails as {@link DurableQuery#run} does, and if the handler does. Cancelling it
     *     ends the consumer: it cancels the stage of the handler, saves the position after the events that were
     *     acknowledged before, and releases the lease
     */
    public CompletableFuture<Void> run(AsyncDurableChanges.Handler<? super T> handler) {
        return bridge.runUnbounded(Action.of(
                () -> blocking.run(AsyncDurableChanges.awaiting(bridge, Argument.notNull("handler", handler)))));
    }

    @Override
    public String toString() {
        return blocking.toString();
    }
}
