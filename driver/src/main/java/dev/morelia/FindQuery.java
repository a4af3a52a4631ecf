package dev.morelia;

import dev.morelia.async.AsyncFindQuery;
import dev.morelia.bson.Document;
import dev.morelia.bson.codec.Codec;
import dev.morelia.bson.codec.TypeReference;
import dev.morelia.internal.argument.Argument;
import dev.morelia.internal.argument.OptionFields;
import dev.morelia.internal.client.Core;
import dev.morelia.internal.client.StoredNames;
import dev.morelia.internal.cursor.GetMoreOptions;
import dev.morelia.internal.exec.ExecutionContext;
import dev.morelia.internal.operation.Count;
import dev.morelia.internal.operation.Find;
import dev.morelia.options.ExplainVerbosity;
import dev.morelia.options.FindOptions;
import dev.morelia.options.Options;
import dev.morelia.options.TimeoutMode;
import dev.morelia.settings.Namespace;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;

/**
 * A find that has not run yet: {@code people.find(eq("name", "Ada")).sort(ascending("age")).limit(10)}. Immutable; each
 * option method returns a new query. Options without a method of their own are set through {@link
 * #options(UnaryOperator)}.
 *
 * @param <T> the type that each document is decoded to
 * @see <a href="https://github.com/mongodb/specifications/blob/master/source/crud/crud.md#read">CRUD specification</a>
 */
public final class FindQuery<T>
        implements Query<T>,
                Options.AllowDiskUse<FindQuery<T>>,
                Options.BatchSize<FindQuery<T>>,
                Options.Collation<FindQuery<T>>,
                Options.Comment<FindQuery<T>>,
                Options.CursorTimeout<FindQuery<T>>,
                Options.Hint<FindQuery<T>>,
                Options.Let<FindQuery<T>>,
                Options.MaxAwaitTime<FindQuery<T>>,
                Options.MaxTime<FindQuery<T>>,
                Options.ReadAhead<FindQuery<T>>,
                Options.Tailable<FindQuery<T>> {
    private final Core core;
    private final ExecutionContext context;
    private final Namespace namespace;
    /** The codec that the collection's documents are stored with, whatever they are decoded to. */
    private final Codec<?> stored;

    private final Codec<T> codec;
    private final Document filter;
    private final FindOptions options;

    FindQuery(MongoCollection<T> collection, Document filter, FindOptions options) {
        this.core = collection.core();
        this.context = collection.context();
        this.namespace = collection.namespace();
        this.stored = collection.codec();
        this.codec = collection.codec();
        this.filter = Argument.notNull("filter", filter);
        StoredNames.of(stored).inFilter(filter);
        this.options = Argument.notNull("options", options);
    }

    private FindQuery(FindQuery<?> other, ExecutionContext context, Codec<T> codec, FindOptions options) {
        this.core = other.core;
        this.context = context;
        this.namespace = other.namespace;
        this.stored = other.stored;
        this.codec = codec;
        this.filter = other.filter;
        this.options = options;
    }

    @Override
    public AsyncFindQuery<T> async() {
        boolean renewsTimeout = TimeoutMode.ITERATION.specName().equals(options.field("timeoutMode"));
        return new AsyncFindQuery<>(
                this,
                core.bridge(context, namespace).renewingTimeout(renewsTimeout),
                options.cursorType().isTailable());
    }

    /**
     * Returns this query with each document decoded to the given class; for projections, whose documents have a
     * different shape from the collection's.
     *
     * @throws IllegalArgumentException if there is no codec for the class
     */
    public <R> FindQuery<R> as(Class<R> type) {
        return as(context.codecs().documentCodec(Argument.notNull("type", type)));
    }

    /**
     * Returns this query with each document decoded to the given generic type.
     *
     * @throws IllegalArgumentException if there is no codec for the type
     */
    public <R> FindQuery<R> as(TypeReference<R> type) {
        return as(context.codecs().documentCodec(Argument.notNull("type", type)));
    }

    /** Returns this query with each document decoded by the given codec. */
    public <R> FindQuery<R> as(Codec<R> other) {
        return new FindQuery<>(this, context, Argument.notNull("codec", other), options);
    }

    /**
     * Returns this query with the given timeout, including retries and all batches of the cursor (see {@link
     * dev.morelia.options.TimeoutMode}); zero for no limit.
     *
     * @throws IllegalArgumentException if it is negative
     * @see MongoCollection#with(Duration)
     */
    public FindQuery<T> with(Duration timeout) {
        ExecutionContext changed = context.with(Argument.duration("timeout", timeout));
        return new FindQuery<>(this, changed, codec, options);
    }

    /** Returns this query with changed options: {@code options(o -> o.allowDiskUse(true).comment("nightly"))}. */
    public FindQuery<T> options(UnaryOperator<FindOptions> change) {
        var changed = Argument.notNull("change", change).apply(options);
        return new FindQuery<>(this, context, codec, Argument.notNull("options", changed));
    }

    /** The fields to include or exclude. */
    public FindQuery<T> projection(Document projection) {
        return options(o -> o.projection(projection));
    }

    /** The order in which documents are returned. */
    public FindQuery<T> sort(Document sort) {
        return options(o -> o.sort(sort));
    }

    /** The number of documents to skip, 0 or more. */
    public FindQuery<T> skip(long skip) {
        return options(o -> o.skip(skip));
    }

    /** The maximum number of documents; 0 means no limit. A negative number returns them in a single batch. */
    public FindQuery<T> limit(long limit) {
        return options(o -> o.limit(limit));
    }

    /** The exclusive upper bound of an index scan. */
    public FindQuery<T> max(Document bound) {
        return options(o -> o.max(bound));
    }

    /** The inclusive lower bound of an index scan. */
    public FindQuery<T> min(Document bound) {
        return options(o -> o.min(bound));
    }

    @Override
    public @Nullable Object field(String name) {
        return options.field(name);
    }

    @Override
    public FindQuery<T> field(String name, @Nullable Object value) {
        return options(o -> o.field(name, value));
    }

    @Override
    public MongoCursor<T> cursor() {
        return new MongoCursor<>(core.open(find(), context, GetMoreOptions.of(options)), codec::decode);
    }

    private Find find() {
        Document fields = OptionFields.of(options);
        StoredNames.of(stored).inOptions(fields);
        return new Find(namespace, filter, fields);
    }

    /**
     * Returns this query with its result in whole batches that are not decoded, as {@code find_raw_batches} of PyMongo.
     * All options apply, those for batches and reading ahead included; the type of the documents does not matter.
     */
    public RawBatches rawBatches() {
        return new RawBatches(this, () -> core.open(find(), context, GetMoreOptions.of(options)));
    }

    @Override
    public Optional<T> first() {
        Document fields = Document.copyOf(OptionFields.of(options));
        StoredNames.of(stored).inOptions(fields);
        fields.append("limit", 1).append("singleBatch", true).remove("batchSize");
        var find = new Find(namespace, filter, fields);
        try (var cursor = new MongoCursor<>(core.open(find, context, GetMoreOptions.ofFirst(options)), codec::decode)) {
            return cursor.hasNext() ? Optional.of(cursor.next()) : Optional.empty();
        }
    }

    /**
     * Counts the documents that this query would return, with the {@code count} command. Filter, skip, limit, hint,
     * collation, comment and time limit apply; options that only shape the result are ignored. This is faster than
     * {@link MongoCollection#countDocuments(Document)} if an index covers the filter, but a sharded cluster may count
     * documents twice while they migrate between shards, and transactions do not allow it.
     *
     * @throws IllegalArgumentException if the query has a {@link #min} or {@link #max}, which the command does not
     *     support
     * @see <a href="https://www.mongodb.com/docs/manual/reference/command/count/">count</a>
     */
    public long count() {
        Document fields = OptionFields.of(options);
        for (String bound : List.of("min", "max")) {
            if (fields.containsKey(bound)) {
                throw Argument.rejected(bound, fields.get(bound), "must not be set on a query to count");
            }
        }
        return core.execute(Count.query(namespace, filter, fields), context);
    }

    /**
     * Explains how the server executes the query, with {@link ExplainVerbosity#EXECUTION_STATS}: the server runs it and
     * reports the statistics.
     *
     * @throws dev.morelia.error.MongoException if no server could be reached or the server returned an error
     */
    public Document explain() {
        return explain(ExplainVerbosity.EXECUTION_STATS);
    }

    /**
     * Explains how the server that the read preference selects executes the query. A {@code maxTime} applies to the
     * whole command.
     *
     * @throws dev.morelia.error.MongoException if no server could be reached or the server returned an error
     */
    public Document explain(ExplainVerbosity verbosity) {
        return core.explain(find(), verbosity, context);
    }

    @Override
    public String toString() {
        return "find on " + namespace + " " + filter
                + (OptionFields.of(options).isEmpty() ? "" : " " + OptionFields.of(options));
    }
}
