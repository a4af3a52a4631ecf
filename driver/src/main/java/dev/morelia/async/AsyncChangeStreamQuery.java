package dev.morelia.async;

import dev.morelia.ChangeStreamQuery;
import dev.morelia.bson.codec.Codec;
import dev.morelia.bson.codec.TypeReference;
import dev.morelia.internal.argument.Argument;
import dev.morelia.internal.bridge.Bridge;
import dev.morelia.options.ChangeStreamOptions;
import dev.morelia.options.Options;
import dev.morelia.spi.Checkpoints;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Flow;
import java.util.function.Consumer;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;

/**
 * The async API of a {@link ChangeStreamQuery}: a publisher of events, which opens another stream for each
 * subscription, with its first demand: it has the changes from then on, or from where the options say. It resumes by
 * itself after lost connections and elections, so that no event is lost or published twice. While nothing is requested,
 * nothing is sent; while a subscription waits for events, its request uses a connection of the pool, but does not count
 * as an operation in flight.
 *
 * <p>Completes after the event {@code invalidate}. Fails if the stream cannot go on, an event cannot be decoded, or a
 * timeout has passed without an event, also that of the client ({@code timeoutMS}), unless {@code with(Duration.ZERO)}
 * exempts it; {@code startAfter} with the token of the last event goes on there. Cancelling closes the stream, on the
 * server too. Immutable and thread-safe; each option method returns a new query.
 *
 * @param <T> what each event is decoded to: a {@link dev.morelia.result.ChangeEvent}, unless {@code as} says otherwise
 */
public final class AsyncChangeStreamQuery<T>
        implements Flow.Publisher<T>,
                Options.ChangeStream<AsyncChangeStreamQuery<T>>,
                Options.BatchSize<AsyncChangeStreamQuery<T>>,
                Options.Collation<AsyncChangeStreamQuery<T>>,
                Options.Comment<AsyncChangeStreamQuery<T>>,
                Options.MaxAwaitTime<AsyncChangeStreamQuery<T>> {
    private final ChangeStreamQuery<T> blocking;
    private final Bridge bridge;

    /** For {@link ChangeStreamQuery#async()}. */
    @SuppressWarnings("exports") // so that only the driver can call it
    public AsyncChangeStreamQuery(ChangeStreamQuery<T> blocking, Bridge bridge) {
        this.blocking = blocking;
        this.bridge = bridge;
    }

    /** The same query with the blocking API. */
    public ChangeStreamQuery<T> blocking() {
        return blocking;
    }

    /** As {@link ChangeStreamQuery#as(Class)}. */
    public <R> AsyncChangeStreamQuery<R> as(Class<R> type) {
        return blocking.as(type).async();
    }

    /** As {@link ChangeStreamQuery#as(TypeReference)}. */
    public <R> AsyncChangeStreamQuery<R> as(TypeReference<R> type) {
        return blocking.as(type).async();
    }

    /** As {@link ChangeStreamQuery#as(Codec)}. */
    public <R> AsyncChangeStreamQuery<R> as(Codec<R> codec) {
        return blocking.as(codec).async();
    }

    /**
     * Returns this query with the given timeout; zero for no limit. It applies to opening the stream, and again to each
     * wait for an event; the time during which nothing is requested does not count.
     *
     * @throws IllegalArgumentException if it is negative
     */
    public AsyncChangeStreamQuery<T> with(Duration timeout) {
        return blocking.with(timeout).async();
    }

    /** As {@link ChangeStreamQuery#options(UnaryOperator)}. */
    public AsyncChangeStreamQuery<T> options(UnaryOperator<ChangeStreamOptions> change) {
        return blocking.options(change).async();
    }

    @Override
    public @Nullable Object field(String name) {
        return blocking.field(name);
    }

    @Override
    public AsyncChangeStreamQuery<T> field(String name, @Nullable Object value) {
        return blocking.field(name, value).async();
    }

    /** How long the server waits for changes before it returns none; in whole milliseconds (rounded up). */
    @Override
    public AsyncChangeStreamQuery<T> maxAwaitTime(Duration value) {
        return Options.MaxAwaitTime.super.maxAwaitTime(value);
    }

    /**
     * Returns a publisher of the same events with their resume tokens, and of tokens alone while there are no events:
     * for programs that store how far they have got. The token of a collection that changes rarely would become too old
     * otherwise. Each element that is requested is at most one request to the server, as with {@code tryNext} of the
     * blocking API: without an event it has the token as of then, which may be the same as before. So while there are
     * no events, one is published per {@code maxAwaitTime}.
     *
     * <p>The first element has no event, unless the stream begins with one: it says that the stream is open, so that
     * changes from then on follow as events, and has the token of its begin, if the server tells it (since 4.0.7).
     */
    public Flow.Publisher<ChangeProgress<T>> progress() {
        return bridge.publishEvents(() -> new ProgressSource<>(blocking.cursor()));
    }

    /**
     * Opens a stream and runs an action for each event, one after the other, on one virtual thread, which it may block.
     * A timeout, that of the client included ({@code timeoutMS}), ends a stream that is silent for longer; {@code
     * with(Duration.ZERO)} exempts it.
     *
     * @return completes after the event {@code invalidate}; fails as a subscription does, and with what the action
     *     throws. Cancelling it closes the stream, on the server too, and interrupts the action
     */
    public CompletableFuture<Void> forEach(Consumer<? super T> action) {
        return bridge.forEachEvent(() -> new ChangeStreamSource<>(blocking.cursor()), action);
    }

    /** As {@link ChangeStreamQuery#durable(String)}. */
    public AsyncDurableQuery<T> durable(String name) {
        return blocking.durable(name).async();
    }

    /** As {@link ChangeStreamQuery#durable(String, dev.morelia.MongoCollection)}. */
    public AsyncDurableQuery<T> durable(String name, AsyncMongoCollection<?> checkpoints) {
        return blocking.durable(
                        name, Argument.notNull("checkpoints", checkpoints).blocking())
                .async();
    }

    /** As {@link ChangeStreamQuery#durable(String, Checkpoints)}; they are called on virtual threads. */
    public AsyncDurableQuery<T> durable(String name, Checkpoints checkpoints) {
        return blocking.durable(name, checkpoints).async();
    }

    /** Subscribes to a stream of its own, which is opened with the first demand. Nothing else is done here. */
    @Override
    public void subscribe(Flow.Subscriber<? super T> subscriber) {
        bridge.<T>publishEvents(() -> new ChangeStreamSource<>(blocking.cursor()))
                .subscribe(subscriber);
    }

    @Override
    public String toString() {
        return blocking.toString();
    }
}
