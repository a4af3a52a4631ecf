package dev.morelia;

import dev.morelia.async.AsyncAggregateQuery;
import dev.morelia.bson.Document;
import dev.morelia.bson.codec.Codec;
import dev.morelia.bson.codec.TypeReference;
import dev.morelia.internal.argument.Argument;
import dev.morelia.internal.argument.OptionFields;
import dev.morelia.internal.client.Core;
import dev.morelia.internal.cursor.GetMoreOptions;
import dev.morelia.internal.exec.ExecutionContext;
import dev.morelia.internal.operation.Aggregate;
import dev.morelia.options.AggregateOptions;
import dev.morelia.options.ExplainVerbosity;
import dev.morelia.options.Options;
import java.time.Duration;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;

/**
 * An aggregation that has not run yet: {@code orders.aggregate(pipeline).allowDiskUse(true).as(Total.class)}.
 * Immutable; each option method returns a new query. Options without a method of their own are set through {@link
 * #options(UnaryOperator)}.
 *
 * @param <T> the type that each document is decoded to
 * @see <a href="https://github.com/mongodb/specifications/blob/master/source/crud/crud.md#read">CRUD specification</a>
 */
public final class AggregateQuery<T>
        implements Query<T>,
                Options.AllowDiskUse<AggregateQuery<T>>,
                Options.BatchSize<AggregateQuery<T>>,
                Options.Collation<AggregateQuery<T>>,
                Options.Comment<AggregateQuery<T>>,
                Options.CursorTimeout<AggregateQuery<T>>,
                Options.Hint<AggregateQuery<T>>,
                Options.Let<AggregateQuery<T>>,
                Options.MaxTime<AggregateQuery<T>>,
                Options.ReadAhead<AggregateQuery<T>> {
    private final Core core;
    private final ExecutionContext context;
    private final Aggregate aggregate;
    private final AggregateOptions options;
    private final Codec<T> codec;

    AggregateQuery(Core core, ExecutionContext context, Aggregate aggregate, AggregateOptions options, Codec<T> codec) {
        this.core = core;
        this.context = context;
        this.aggregate = aggregate;
        this.options = options;
        this.codec = codec;
    }

    @Override
    public AsyncAggregateQuery<T> async() {
        GetMoreOptions getMore = getMore();
        return new AsyncAggregateQuery<>(
                this,
                core.bridge(context, aggregate.target()).renewingTimeout(getMore.renewsTimeout()),
                getMore.cursorType().isTailable());
    }

    /**
     * Returns this query with each document decoded to the given class.
     *
     * @throws IllegalArgumentException if there is no codec for the class
     */
    public <R> AggregateQuery<R> as(Class<R> type) {
        return as(context.codecs().documentCodec(Argument.notNull("type", type)));
    }

    /**
     * Returns this query with each document decoded to the given generic type.
     *
     * @throws IllegalArgumentException if there is no codec for the type
     */
    public <R> AggregateQuery<R> as(TypeReference<R> type) {
        return as(context.codecs().documentCodec(Argument.notNull("type", type)));
    }

    /** Returns this query with each document decoded by the given codec. */
    public <R> AggregateQuery<R> as(Codec<R> other) {
        return new AggregateQuery<>(core, context, aggregate, options, Argument.notNull("codec", other));
    }

    /**
     * Returns this query with the given timeout, including retries and all batches of the cursor (see {@link
     * dev.morelia.options.TimeoutMode}); zero for no limit.
     *
     * @throws IllegalArgumentException if it is negative
     * @see MongoCollection#with(Duration)
     */
    public AggregateQuery<T> with(Duration timeout) {
        ExecutionContext changed = context.with(Argument.duration("timeout", timeout));
        return new AggregateQuery<>(core, changed, aggregate, options, codec);
    }

    /** Returns this query with changed options: {@code options(o -> o.let(variables).comment("nightly"))}. */
    public AggregateQuery<T> options(UnaryOperator<AggregateOptions> change) {
        var changed = Argument.notNull("change", change).apply(options);
        return new AggregateQuery<>(core, context, aggregate.with(OptionFields.of(changed)), changed, codec);
    }

    @Override
    public @Nullable Object field(String name) {
        return options.field(name);
    }

    @Override
    public AggregateQuery<T> field(String name, @Nullable Object value) {
        return options(o -> o.field(name, value));
    }

    /**
     * Explains how the server executes the aggregation, with {@link ExplainVerbosity#EXECUTION_STATS}: the server runs
     * it and reports the statistics.
     *
     * @throws dev.morelia.error.MongoException if no server could be reached or the server returned an error
     */
    public Document explain() {
        return explain(ExplainVerbosity.EXECUTION_STATS);
    }

    /**
     * Explains how the server that the read preference selects executes the aggregation. A {@code maxTime} applies to
     * the whole command.
     *
     * @throws dev.morelia.error.MongoException if no server could be reached or the server returned an error
     */
    public Document explain(ExplainVerbosity verbosity) {
        return core.explain(aggregate, verbosity, context);
    }

    @Override
    public MongoCursor<T> cursor() {
        return new MongoCursor<>(core.open(aggregate, context, getMore()), codec::decode);
    }

    private GetMoreOptions getMore() {
        return GetMoreOptions.of(options, aggregate.pipeline());
    }

    /**
     * Returns this query with its result in whole batches that are not decoded, as {@code aggregate_raw_batches} of
     * PyMongo. All options apply, those for batches and reading ahead included; the type of the documents does not
     * matter.
     */
    public RawBatches rawBatches() {
        return new RawBatches(this, () -> core.open(aggregate, context, getMore()));
    }

    @Override
    public String toString() {
        return "aggregate on " + aggregate.target() + " " + aggregate.pipeline()
                + (aggregate.fields().isEmpty() ? "" : " " + aggregate.fields());
    }
}
