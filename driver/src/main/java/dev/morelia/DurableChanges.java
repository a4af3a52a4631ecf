package dev.morelia;

import dev.morelia.async.AsyncDurableChanges;
import dev.morelia.bson.RawDocument;
import dev.morelia.internal.argument.Argument;
import dev.morelia.internal.bridge.Bridge;
import dev.morelia.internal.durable.DurableConsumer;
import dev.morelia.result.ConsumerMetrics;
import java.lang.ref.Reference;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * A durable consumer of a change stream: its events come at least once, also across restarts of the process, and to one
 * consumer of its name at a time. Either {@link #run} hands them to the program, or the program asks for each of them:
 *
 * <pre>{@code
 * try (var changes = orders.watch().durable("invoices").open()) {
 *     while (true) {
 *         var change = changes.next();
 *         bill(change);
 *         changes.acknowledge();
 *     }
 * }
 * }</pre>
 *
 * <p>After an exception that {@link dev.morelia.error.MongoException#isTransient}, and after one of a lost lease
 * ({@link dev.morelia.error.ChangeConsumerException.LeaseLost}), the next call goes on: events that were not saved may
 * come again. After any other failure close it. Not thread-safe, except for {@link #close} and {@link #metrics}.
 *
 * @param <T> what each event is decoded to
 * @see DurableQuery
 */
public final class DurableChanges<T> implements AutoCloseable {
    private final DurableConsumer consumer;
    private final Function<RawDocument, T> decoder;
    private final Bridge bridge;

    DurableChanges(DurableConsumer consumer, Function<RawDocument, T> decoder, Bridge bridge) {
        this.consumer = consumer;
        this.decoder = decoder;
        this.bridge = bridge;
    }

    /** The same consumer with the async API. */
    public AsyncDurableChanges<T> async() {
        return new AsyncDurableChanges<>(this, bridge);
    }

    /**
     * What a program does with an event.
     *
     * @param <T> the type of the events
     * @param <X> the checked exception that it may throw
     */
    @FunctionalInterface
    public interface Handler<T, X extends Exception> {
        /**
         * Handles an event, and returns when that is done for good: then the event is acknowledged. May take as long as
         * it needs.
         */
        void handle(T event) throws X;
    }

    /**
     * Waits for the lease and for events, and hands one after the other to the handler. Goes on after lost connections,
     * lost leases and all failures that are {@link dev.morelia.error.MongoException#isTransient transient}, which are
     * logged. Returns after {@link #close}, by the handler or by another thread.
     *
     * <p>If the handler throws, that ends the call. The event is not acknowledged: it comes again, if this method is
     * called again, or in the next consumer. So does an event that cannot be decoded.
     *
     * @throws X if the handler throws it
     * @throws dev.morelia.error.ChangeConsumerException.HistoryLost if the saved position is too old
     * @throws dev.morelia.error.ChangeConsumerException.UnusablePosition if it is of another stream, or damaged
     * @throws dev.morelia.error.InterruptedOperationException if the thread is interrupted
     * @throws dev.morelia.error.MongoException if the consumer cannot go on
     * @throws IllegalStateException if it is closed, or in use by another thread
     */
    public <X extends Exception> void run(Handler<? super T, X> handler) throws X {
        Argument.notNull("handler", handler);
        try {
            consumer.run((RawDocument event) -> handler.handle(decoder.apply(event)));
        } finally {
            // A consumer that the program has forgotten loses its lease.
            Reference.reachabilityFence(this);
        }
    }

    /**
     * Waits for the lease, and for the next event. With a timeout, the wait is limited by it.
     *
     * @throws dev.morelia.bson.BsonException if the codec cannot decode the event; acknowledging it skips it
     * @throws dev.morelia.error.OperationTimeoutException if the timeout of this call expired
     * @throws dev.morelia.error.ChangeConsumerException if the consumer cannot be active, or is no longer
     * @throws dev.morelia.error.MongoException if no server could be reached, or the server cannot go on
     * @throws IllegalStateException if it is closed, or in use by another thread
     */
    public T next() {
        try {
            return decoder.apply(consumer.next());
        } finally {
            Reference.reachabilityFence(this);
        }
    }

    /**
     * Returns the next event, or null if there is none right now or another consumer is active. Sends few requests, and
     * waits up to a second before it asks again whether another consumer is still active.
     *
     * @throws dev.morelia.bson.BsonException as {@link #next} does
     * @throws dev.morelia.error.MongoException as {@link #next} does
     * @throws IllegalStateException as {@link #next} does
     */
    public @Nullable T tryNext() {
        RawDocument event = consumer.tryNext();
        return event == null ? null : decoder.apply(event);
    }

    /**
     * Tells that all events that were returned so far are handled, and saves the position if that is due.
     *
     * @throws dev.morelia.error.ChangeConsumerException.LeaseLost if it was due, but another consumer has the lease
     * @throws dev.morelia.error.MongoException if it could not be saved; the next call tries it again
     * @throws IllegalStateException if the consumer is closed, or in use by another thread
     */
    public void acknowledge() {
        consumer.acknowledge();
    }

    /**
     * Saves the position after the acknowledged events now.
     *
     * @throws dev.morelia.error.MongoException as {@link #acknowledge} does
     * @throws IllegalStateException as {@link #acknowledge} does
     */
    public void save() {
        consumer.save();
    }

    /** What this consumer has done, how far it is behind, and whether it is active. May be called by any thread. */
    public ConsumerMetrics metrics() {
        return consumer.metrics();
    }

    /**
     * Saves the position after the acknowledged events, releases the lease and closes the stream. May be called by any
     * thread and repeatedly. If another thread is in {@link #run}, {@link #next} or another method, that does it when
     * its call ends: {@code run} after the present event, the others with an {@link IllegalStateException} if they
     * wait.
     *
     * <p>The consumer is closed and everything is released in any case; an exception tells that it was not saved, so
     * that events come again, or that the lease was not released, so that it ends only after its time.
     *
     * @throws dev.morelia.error.MongoException if the position could not be saved or the lease not be released
     */
    @Override
    public void close() {
        consumer.close();
    }
}
