package dev.morelia.async;

import dev.morelia.FindQuery;
import dev.morelia.bson.Document;
import dev.morelia.bson.codec.Codec;
import dev.morelia.bson.codec.TypeReference;
import dev.morelia.internal.bridge.Bridge;
import dev.morelia.options.ExplainVerbosity;
import dev.morelia.options.FindOptions;
import dev.morelia.options.Options;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;

/**
 * The async API of a {@link FindQuery}: a publisher that runs it anew for each subscription. Immutable; each option
 * method returns a new query.
 *
 * @param <T> the type that each document is decoded to
 */
public final class AsyncFindQuery<T> extends AsyncQuery<T>
        implements Options.AllowDiskUse<AsyncFindQuery<T>>,
                Options.BatchSize<AsyncFindQuery<T>>,
                Options.Collation<AsyncFindQuery<T>>,
                Options.Comment<AsyncFindQuery<T>>,
                Options.CursorTimeout<AsyncFindQuery<T>>,
                Options.Hint<AsyncFindQuery<T>>,
                Options.Let<AsyncFindQuery<T>>,
                Options.MaxAwaitTime<AsyncFindQuery<T>>,
                Options.MaxTime<AsyncFindQuery<T>>,
                Options.ReadAhead<AsyncFindQuery<T>>,
                Options.Tailable<AsyncFindQuery<T>> {
    private final FindQuery<T> blocking;

    /** For {@link FindQuery#async()}. */
    @SuppressWarnings("exports") // so that only the driver can call it
    public AsyncFindQuery(FindQuery<T> blocking, Bridge bridge, boolean waitsForEvents) {
        super(bridge, waitsForEvents);
        this.blocking = blocking;
    }

    @Override
    public FindQuery<T> blocking() {
        return blocking;
    }

    /** As {@link FindQuery#as(Class)}. */
    public <R> AsyncFindQuery<R> as(Class<R> type) {
        return blocking.as(type).async();
    }

    /** As {@link FindQuery#as(TypeReference)}. */
    public <R> AsyncFindQuery<R> as(TypeReference<R> type) {
        return blocking.as(type).async();
    }

    /** As {@link FindQuery#as(Codec)}. */
    public <R> AsyncFindQuery<R> as(Codec<R> other) {
        return blocking.as(other).async();
    }

    /** As {@link FindQuery#with(Duration)}. */
    public AsyncFindQuery<T> with(Duration timeout) {
        return blocking.with(timeout).async();
    }

    /** As {@link FindQuery#options(UnaryOperator)}. */
    public AsyncFindQuery<T> options(UnaryOperator<FindOptions> change) {
        return blocking.options(change).async();
    }

    /** As {@link FindQuery#projection(Document)}. */
    public AsyncFindQuery<T> projection(Document projection) {
        return blocking.projection(projection).async();
    }

    /** As {@link FindQuery#sort(Document)}. */
    public AsyncFindQuery<T> sort(Document sort) {
        return blocking.sort(sort).async();
    }

    /** As {@link FindQuery#skip(long)}. */
    public AsyncFindQuery<T> skip(long skip) {
        return blocking.skip(skip).async();
    }

    /** As {@link FindQuery#limit(long)}. */
    public AsyncFindQuery<T> limit(long limit) {
        return blocking.limit(limit).async();
    }

    /** As {@link FindQuery#max(Document)}. */
    public AsyncFindQuery<T> max(Document bound) {
        return blocking.max(bound).async();
    }

    /** As {@link FindQuery#min(Document)}. */
    public AsyncFindQuery<T> min(Document bound) {
        return blocking.min(bound).async();
    }

    @Override
    public @Nullable Object field(String name) {
        return blocking.field(name);
    }

    @Override
    public AsyncFindQuery<T> field(String name, @Nullable Object value) {
        return blocking.field(name, value).async();
    }

    /** As {@link FindQuery#rawBatches()}. */
    public AsyncRawBatches rawBatches() {
        return blocking.rawBatches().async();
    }

    /** As {@link FindQuery#count()}; completes with the number; cancel ends the count. */
    public CompletableFuture<Long> count() {
        return bridge.run(() -> blocking.count());
    }

    /** As {@link FindQuery#explain()}; completes with the explanation; cancel ends the operation. */
    public CompletableFuture<Document> explain() {
        return bridge.run(() -> blocking.explain());
    }

    /** As {@link FindQuery#explain(ExplainVerbosity)}; completes with the explanation; cancel ends the operation. */
    public CompletableFuture<Document> explain(ExplainVerbosity verbosity) {
        return bridge.run(() -> blocking.explain(verbosity));
    }
}
