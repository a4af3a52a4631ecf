package dev.morelia.async;

import dev.morelia.AggregateQuery;
import dev.morelia.bson.Document;
import dev.morelia.bson.codec.Codec;
import dev.morelia.bson.codec.TypeReference;
import dev.morelia.internal.bridge.Bridge;
import dev.morelia.options.AggregateOptions;
import dev.morelia.options.ExplainVerbosity;
import dev.morelia.options.Options;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;

/**
 * The async API of an {@link AggregateQuery}: a publisher that runs it anew for each subscription. Immutable; each
 * option method returns a new query.
 *
 * @param <T> the type that each document is decoded to
 */
public final class AsyncAggregateQuery<T> extends AsyncQuery<T>
        implements Options.AllowDiskUse<AsyncAggregateQuery<T>>,
                Options.BatchSize<AsyncAggregateQuery<T>>,
                Options.Collation<AsyncAggregateQuery<T>>,
                Options.Comment<AsyncAggregateQuery<T>>,
                Options.CursorTimeout<AsyncAggregateQuery<T>>,
                Options.Hint<AsyncAggregateQuery<T>>,
                Options.Let<AsyncAggregateQuery<T>>,
                Options.MaxTime<AsyncAggregateQuery<T>>,
                Options.ReadAhead<AsyncAggregateQuery<T>> {
    private final AggregateQuery<T> blocking;

    /** For {@link AggregateQuery#async()}. */
    @SuppressWarnings("exports") // so that only the driver can call it
    public AsyncAggregateQuery(AggregateQuery<T> blocking, Bridge bridge, boolean waitsForEvents) {
        super(bridge, waitsForEvents);
        this.blocking = blocking;
    }

    @Override
    public AggregateQuery<T> blocking() {
        return blocking;
    }

    /** As {@link AggregateQuery#as(Class)}. */
    public <R> AsyncAggregateQuery<R> as(Class<R> type) {
        return blocking.as(type).async();
    }

    /** As {@link AggregateQuery#as(TypeReference)}. */
    public <R> AsyncAggregateQuery<R> as(TypeReference<R> type) {
        return blocking.as(type).async();
    }

    /** As {@link AggregateQuery#as(Codec)}. */
    public <R> AsyncAggregateQuery<R> as(Codec<R> other) {
        return blocking.as(other).async();
    }

    /** As {@link AggregateQuery#with(Duration)}. */
    public AsyncAggregateQuery<T> with(Duration timeout) {
        return blocking.with(timeout).async();
    }

    /** As {@link AggregateQuery#options(UnaryOperator)}. */
    public AsyncAggregateQuery<T> options(UnaryOperator<AggregateOptions> change) {
        return blocking.options(change).async();
    }

    @Override
    public @Nullable Object field(String name) {
        return blocking.field(name);
    }

    @Override
    public AsyncAggregateQuery<T> field(String name, @Nullable Object value) {
        return blocking.field(name, value).async();
    }

    /** As {@link AggregateQuery#explain()}; completes with the explanation; cancel ends the operation. */
    public CompletableFuture<Document> explain() {
        return bridge.run(() -> blocking.explain());
    }

    /**
     * As {@link AggregateQuery#explain(ExplainVerbosity)}; completes with the explanation; cancel ends the operation.
     */
    public CompletableFuture<Document> explain(ExplainVerbosity verbosity) {
        return bridge.run(() -> blocking.explain(verbosity));
    }

    /** As {@link AggregateQuery#rawBatches()}. */
    public AsyncRawBatches rawBatches() {
        return blocking.rawBatches().async();
    }
}
