package dev.morelia;

import dev.morelia.bson.Document;
import dev.morelia.bson.codec.Codec;
import dev.morelia.bson.codec.TypeReference;
import dev.morelia.internal.argument.Argument;
import dev.morelia.internal.client.Core;
import dev.morelia.internal.cursor.GetMoreOptions;
import dev.morelia.internal.exec.ExecutionContext;
import dev.morelia.internal.operation.Aggregate;
import dev.morelia.options.AggregateOptions;
import dev.morelia.options.ExplainVerbosity;
import dev.morelia.settings.Collation;
import java.time.Duration;
import java.util.function.UnaryOperator;

/**
 * An aggregation that has not run yet: {@code orders.aggregate(pipeline).allowDiskUse(true).as(Total.class)}.
 * Immutable; each option method returns a new query. Options without a method of their own are set through {@link
 * #options(UnaryOperator)}.
 *
 * @param <T> the type that each document is decoded to
 * @see <a href="https://github.com/mongodb/specifications/blob/master/source/crud/crud.md#read">CRUD specification</a>
 */
public final class AggregateQuery<T> implements Query<T> {
    private final Core core;
    private final ExecutionContext context;
    private final Aggregate aggregate;
    private final Codec<T> codec;

    AggregateQuery(Core core, ExecutionContext context, Aggregate aggregate, Codec<T> codec) {
        this.core = core;
        this.context = context;
        this.aggregate = aggregate;
        this.codec = codec;
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
        return new AggregateQuery<>(core, context, aggregate, Argument.notNull("codec", other));
    }

    /** Returns this query with changed options: {@code options(o -> o.let(variables).comment("nightly"))}. */
    public AggregateQuery<T> options(UnaryOperator<AggregateOptions> change) {
        var changed = Argument.notNull("change", change).apply(new AggregateOptions(aggregate.fields()));
        Document fields = Argument.notNull("options", changed).fields();
        return new AggregateQuery<>(core, context, aggregate.with(fields), codec);
    }

    /** Whether the server may write temporary files when the aggregation exceeds its memory limit. */
    public AggregateQuery<T> allowDiskUse(boolean allowDiskUse) {
        return options(o -> o.allowDiskUse(allowDiskUse));
    }

    /** The number of documents in a batch; the server decides by default. */
    public AggregateQuery<T> batchSize(int batchSize) {
        return options(o -> o.batchSize(batchSize));
    }

    /** The language-specific rules for comparing strings. */
    public AggregateQuery<T> collation(Collation collation) {
        return options(o -> o.collation(collation));
    }

    /** A comment that appears in the server's logs and profiler. */
    public AggregateQuery<T> comment(Object comment) {
        return options(o -> o.comment(comment));
    }

    /** The index to use, by name. */
    public AggregateQuery<T> hint(String indexName) {
        return options(o -> o.hint(indexName));
    }

    /** The index to use, by its keys. */
    public AggregateQuery<T> hint(Document indexKeys) {
        return options(o -> o.hint(indexKeys));
    }

    /** Variables that expressions can refer to as {@code $$name}. */
    public AggregateQuery<T> let(Document variables) {
        return options(o -> o.let(variables));
    }

    /** The maximum time the server may spend on the aggregation, not counting time on the network. */
    public AggregateQuery<T> maxTime(Duration maxTime) {
        return options(o -> o.maxTime(maxTime));
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
        return new MongoCursor<>(core.open(aggregate, context, GetMoreOptions.of(aggregate)), codec::decode);
    }

    @Override
    public String toString() {
        return "aggregate on " + aggregate.target() + " " + aggregate.pipeline()
                + (aggregate.fields().isEmpty() ? "" : " " + aggregate.fields());
    }
}
