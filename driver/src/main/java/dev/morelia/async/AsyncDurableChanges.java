package dev.morelia.async;

import dev.morelia.DurableChanges;
import dev.morelia.internal.argument.Argument;
import dev.morelia.internal.bridge.Action;
import dev.morelia.internal.bridge.Bridge;
import dev.morelia.result.ConsumerMetrics;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import org.jspecify.annotations.Nullable;

/**
 * The async API of {@link DurableChanges}: a durable consumer of a change stream. Either {@link #run} hands its events
 * to the program, or the program asks for each of them. One call at a time, except for {@link #close} and
 * {@link #metrics}. Waiting for the lease and for events does not count as an operation in flight.
 *
 * <pre>{@code
 * orders.watch().durable("invoices").open()
 *         .thenCompose(changes -> changes.run(change -> bill(change))
 *                 .whenComplete((done, failure) -> changes.close()));
 * }</pre>
 *
 * @param <T> what each event is decoded to
 */
public final class AsyncDurableChanges<T> {
    private final DurableChanges<T> blocking;
    private final Bridge bridge;

    /** For {@link DurableChanges#async()}. */
    @SuppressWarnings("exports") // so that only the driver can call it
    public AsyncDurableChanges(DurableChanges<T> blocking, Bridge bridge) {
        this.blocking = blocking;
        this.bridge = bridge;
    }

    /**
     * What a program does with an event.
     *
     * @param <T> the type of the events
     */
    @FunctionalInterface
    public interface Handler<T> {
        /**
         * Begins to handle an event. Called on a virtual thread, which may be blocked.
         *
         * @return completes when that is done for good: then the event is acknowledged, and the next one is handled.
         *     May take as long as it needs
         */
        CompletionStage<?> handle(T event) throws Exception;
    }

    static <T> DurableChanges.Handler<T, Exception> awaiting(Bridge bridge, Handler<T> handler) {
        return event -> bridge.await("the handler of an event", () -> handler.handle(event));
    }

    /** The same consumer with the blocking API. */
    public DurableChanges<T> blocking() {
        return blocking;
    }

    /**
     * Waits for the lease and for events, and hands one after the other to the handler, each when the stage of the one
     * before has completed. Goes on after failures as {@link DurableChanges#run} does.
     *
     * @return completes after {@link #close}, when the position is saved and the lease released; fails if the handler
     *     throws or its stage fails, and as {@link DurableChanges#run} does. Cancelling it cancels the stage of the
     *     handler and ends the call, but does not close the consumer: the event comes again
     */
    public CompletableFuture<Void> run(Handler<? super T> handler) {
        return bridge.runUnbounded(
                Action.of(() -> blocking.run(awaiting(bridge, Argument.notNull("handler", handler)))));
    }

    /**
     * As {@link DurableChanges#next}.
     *
     * @return completes with the next event. If it is cancelled, the event may have been returned already: then it
     *     comes again only to the next consumer, and is acknowledged with the ones after it
     */
    public CompletableFuture<T> next() {
        return bridge.runUnbounded(blocking::next);
    }

    /**
     * As {@link DurableChanges#tryNext}.
     *
     * @return completes with the next event, or null. If it is cancelled, as {@link #next}
     */
    public CompletableFuture<@Nullable T> tryNext() {
        return bridge.<@Nullable T>runUnbounded(blocking::tryNext);
    }

    /**
     * As {@link DurableChanges#acknowledge}.
     *
     * @return completes when the position is saved, if that was due. If it is cancelled, the next call saves it
     */
    public CompletableFuture<Void> acknowledge() {
        return bridge.run(Action.of(() -> blocking.acknowledge()));
    }

    /**
     * As {@link DurableChanges#save}.
     *
     * @return completes when the position is saved. If it is cancelled, the next call saves it
     */
    public CompletableFuture<Void> save() {
        return bridge.run(Action.of(() -> blocking.save()));
    }

    /** As {@link DurableChanges#metrics}. */
    public ConsumerMetrics metrics() {
        return blocking.metrics();
    }

    /**
     * Saves the position after the acknowledged events, releases the lease and closes the stream; while another call is
     * running, when that ends, {@link #run} after the present event.
     *
     * @return completes when that is done, or left to the running call; fails as {@link DurableChanges#close} throws.
     *     If it is cancelled, the consumer is closed all the same
     */
    public CompletableFuture<Void> close() {
        return bridge.runToEnd(() -> blocking.close());
    }
}
