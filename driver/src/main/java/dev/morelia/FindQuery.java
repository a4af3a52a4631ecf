package dev.morelia;

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
import dev.morelia.settings.Namespace;
import java.util.List;
import java.util.Optional;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;

/**
 * A find that has not run yet: {@code people.find(eq("name", "Ada")).sort(ascending("age")).limit(10)}. Immutable; each
 * option gives a new query. Options that have no method of their own here are set through
 * {@link #options(UnaryOperator)}.
 *
 * @param <T> what each document becomes
 * @see <a href="https://github.com/mongodb/specifications/blob/master/source/crud/crud.md#read">CRUD specification</a>
 */
public final class FindQuery<T>
        implements Query<T>,
                Options.BatchSize<FindQuery<T>>,
                Options.Collation<FindQuery<T>>,
                Options.Comment<FindQuery<T>>,
                Options.Hint<FindQuery<T>>,
                Options.MaxTime<FindQuery<T>> {
    private final Core core;
    private final ExecutionContext context;
    private final Namespace namespace;
    /** How the collection's documents are stored, whatever they are read as. */
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

    private FindQuery(FindQuery<?> other, Codec<T> codec, FindOptions options) {
        this.core = other.core;
        this.context = other.context;
        this.namespace = other.namespace;
        this.stored = other.stored;
        this.codec = codec;
        this.filter = other.filter;
        this.options = options;
    }

    /**
     * The same query with each document read as a value of this class; for projections, whose documents have another
     * shape than those of the collection.
     *
     * @throws IllegalArgumentException when no codec knows the class
     */
    public <R> FindQuery<R> as(Class<R> type) {
        return as(context.codecs().documentCodec(Argument.notNull("type", type)));
    }

    /**
     * The same query with each document read as a value of a type with parameters.
     *
     * @throws IllegalArgumentException when no codec knows the type
     */
    public <R> FindQuery<R> as(TypeReference<R> type) {
        return as(context.codecs().documentCodec(Argument.notNull("type", type)));
    }

    /** The same query with each document read by this codec. */
    public <R> FindQuery<R> as(Codec<R> other) {
        return new FindQuery<>(this, Argument.notNull("codec", other), options);
    }

    /** The same query with changed options: {@code options(o -> o.allowDiskUse(true).comment("nightly"))}. */
    public FindQuery<T> options(UnaryOperator<FindOptions> change) {
        var changed = Argument.notNull("change", change).apply(options);
        return new FindQuery<>(this, codec, Argument.notNull("options", changed));
    }

    /** Fields to include or leave out. */
    public FindQuery<T> projection(Document projection) {
        return options(o -> o.projection(projection));
    }

    /** The order of the result. */
    public FindQuery<T> sort(Document sort) {
        return options(o -> o.sort(sort));
    }

    /** How many documents to skip, 0 or more. */
    public FindQuery<T> skip(long skip) {
        return options(o -> o.skip(skip));
    }

    /** How many documents to return at the most; 0 means all. */
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
        Document fields = OptionFields.of(options);
        StoredNames.of(stored).inOptions(fields);
        var find = new Find(namespace, filter, fields);
        return new MongoCursor<>(core.open(find, context, GetMoreOptions.of(options)), codec::decode);
    }

    @Override
    public Optional<T> first() {
        Document fields = Document.copyOf(OptionFields.of(options));
        StoredNames.of(stored).inOptions(fields);
        fields.append("limit", 1).append("singleBatch", true).remove("batchSize");
        var find = new Find(namespace, filter, fields);
        try (var cursor = new MongoCursor<>(core.open(find, context, GetMoreOptions.DEFAULT), codec::decode)) {
            return cursor.hasNext() ? Optional.of(cursor.next()) : Optional.empty();
        }
    }

    /**
     * The number of documents that this query finds, by the {@code count} command: filter, skip, limit, hint,
     * collation, comment and time limit hold, what only shapes the result does not matter. Faster than {@link
     * MongoCollection#countDocuments(Document)} where an index answers it, but in a sharded cluster it may count
     * documents under way from one shard to another twice, and it is not allowed in a transaction.
     *
     * @throws IllegalArgumentException if the query has a {@link #min} or {@link #max}, which the command does not know
     * @see <a href="https://www.mongodb.com/docs/manual/reference/command/count/">count</a>
     */
    public long count() {
        Document fields = OptionFields.of(options);
        for (String bound : List.of("min", "max")) {
            if (fields.containsKey(bound)) {
                throw Argument.rejected(bound, fields.get(bound), "must not be set on a query that is counted");
            }
        }
        return core.execute(Count.query(namespace, filter, fields), context);
    }

    /**
     * How the server would carry the query out, with {@link ExplainVerbosity#EXECUTION_STATS}: it runs it, and tells
     * what that took.
     *
     * @throws dev.morelia.error.MongoException when the server could not be reached or refused the command
     */
    public Document explain() {
        return explain(ExplainVerbosity.EXECUTION_STATS);
    }

    /**
     * How the server would carry the query out, told by the server that the read preference selects. A {@code maxTime}
     * counts for the whole command.
     *
     * @throws dev.morelia.error.MongoException when the server could not be reached or refused the command
     */
    public Document explain(ExplainVerbosity verbosity) {
        Document fields = OptionFields.of(options);
        StoredNames.of(stored).inOptions(fields);
        return core.explain(new Find(namespace, filter, fields), verbosity, context);
    }

    @Override
    public String toString() {
        return "find in " + namespace + " " + filter
                + (OptionFields.of(options).isEmpty() ? "" : " " + OptionFields.of(options));
    }
}
