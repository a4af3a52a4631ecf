package dev.morelia;

import dev.morelia.async.AsyncChangeStreamQuery;
import dev.morelia.bson.Document;
import dev.morelia.bson.RawDocument;
import dev.morelia.bson.codec.Codec;
import dev.morelia.bson.codec.TypeReference;
import dev.morelia.internal.argument.Argument;
import dev.morelia.internal.argument.OptionFields;
import dev.morelia.internal.changestream.ChangeStreamCommand;
import dev.morelia.internal.changestream.EventDecoder;
import dev.morelia.internal.client.Core;
import dev.morelia.internal.command.Target;
import dev.morelia.internal.cursor.GetMoreOptions;
import dev.morelia.internal.exec.ExecutionContext;
import dev.morelia.options.ChangeStreamOptions;
import dev.morelia.options.Options;
import dev.morelia.result.ChangeEvent;
import dev.morelia.settings.Namespace;
import dev.morelia.spi.Checkpoints;
import java.time.Duration;
import java.util.Iterator;
import java.util.Spliterator;
import java.util.Spliterators;
import java.util.function.Consumer;
import java.util.function.Function;
import java.util.function.UnaryOperator;
import java.util.stream.Stream;
import java.util.stream.StreamSupport;
import org.jspecify.annotations.Nullable;

/**
 * A change stream that is not open yet: {@code orders.watch().fullDocument(FullDocument.UPDATE_LOOKUP)}. Immutable and
 * thread-safe; each option method returns a new query. Opening it again opens another stream.
 *
 * <p>{@code for (var change : orders.watch())} waits for one change after the other. If a loop ends, the garbage
 * collector closes the stream, on the server too; {@link #cursor()} in try-with-resources closes it immediately.
 *
 * @param <T> what each event is decoded to: a {@link ChangeEvent}, unless {@code as} says otherwise
 * @see <a href="https://github.com/mongodb/specifications/blob/master/source/change-streams/change-streams.md">Change Streams</a>
 */
public final class ChangeStreamQuery<T>
        implements Iterable<T>,
                Options.ChangeStream<ChangeStreamQuery<T>>,
                Options.BatchSize<ChangeStreamQuery<T>>,
                Options.Collation<ChangeStreamQuery<T>>,
                Options.Comment<ChangeStreamQuery<T>>,
                Options.MaxAwaitTime<ChangeStreamQuery<T>> {
    private final Core core;
    private final ExecutionContext context;
    private final ChangeStreamCommand command;
    private final ChangeStreamOptions options;
    private final Function<RawDocument, T> decoder;

    private ChangeStreamQuery(
            Core core,
            ExecutionContext context,
            ChangeStreamCommand command,
            ChangeStreamOptions options,
            Function<RawDocument, T> decoder) {
        this.core = core;
        this.context = context;
        this.command = command;
        this.options = options;
        this.decoder = decoder;
    }

    /** A query whose events have documents that this codec decodes. */
    static <D> ChangeStreamQuery<ChangeEvent<D>> of(
            Core core,
            ExecutionContext context,
            ChangeStreamCommand command,
            ChangeStreamOptions options,
            Codec<D> documents) {
        return new ChangeStreamQuery<>(core, context, command, options, event -> EventDecoder.decode(event, documents));
    }

    /**
     * Returns this query with each whole event decoded to the given class: for pipelines that change the form of the
     * events.
     *
     * @throws IllegalArgumentException if there is no codec for the class
     */
    public <R> ChangeStreamQuery<R> as(Class<R> type) {
        return as(context.codecs().documentCodec(Argument.notNull("type", type)));
    }

    /**
     * Returns this query with each whole event decoded to the given generic type.
     *
     * @throws IllegalArgumentException if there is no codec for the type
     */
    public <R> ChangeStreamQuery<R> as(TypeReference<R> type) {
        return as(context.codecs().documentCodec(Argument.notNull("type", type)));
    }

    /** Returns this query with each whole event decoded by the given codec. */
    public <R> ChangeStreamQuery<R> as(Codec<R> codec) {
        Argument.notNull("codec", codec);
        return new ChangeStreamQuery<>(core, context, command, options, event -> codec.decode(event.input()));
    }

    /**
     * Returns this query with the given timeout; zero for no limit. It applies to opening the stream, and again to each
     * call that waits for an event, with all requests that this takes.
     *
     * @throws IllegalArgumentException if it is negative
     * @see ChangeStream#next
     */
    public ChangeStreamQuery<T> with(Duration timeout) {
        ExecutionContext changed = context.with(Argument.duration("timeout", timeout));
        return new ChangeStreamQuery<>(core, changed, command, options, decoder);
    }

    /** Returns this query with changed options: {@code options(o -> o.batchSize(10).comment("audit"))}. */
    public ChangeStreamQuery<T> options(UnaryOperator<ChangeStreamOptions> change) {
        var changed = Argument.notNull("change", change).apply(options);
        return new ChangeStreamQuery<>(core, context, command.with(OptionFields.of(changed)), changed, decoder);
    }

    @Override
    public @Nullable Object field(String name) {
        return options.field(name);
    }

    @Override
    public ChangeStreamQuery<T> field(String name, @Nullable Object value) {
        return options(o -> o.field(name, value));
    }

    /** How long the server waits for changes before it returns none; in whole milliseconds (rounded up). */
    @Override
    public ChangeStreamQuery<T> maxAwaitTime(Duration value) {
        return Options.MaxAwaitTime.super.maxAwaitTime(value);
    }

    /**
     * Opens the stream, which the caller must close. It has the changes from now on, or from where the options say.
     *
     * @throws dev.morelia.error.MongoException if no server could be reached or the server returned an error
     * @throws IllegalArgumentException if the {@code maxAwaitTime} is not shorter than the timeout
     * @throws IllegalStateException if the session of the view, or of the thread, is in a transaction
     */
    public ChangeStream<T> cursor() {
        return new ChangeStream<>(core.watch(command, context, GetMoreOptions.of(options)), decoder);
    }

    /**
     * Returns a durable consumer of these events, which stores how far it has got in the collection {@code
     * changeStreamCheckpoints} of the watched database; see {@link #durable(String, MongoCollection)}.
     *
     * @throws IllegalArgumentException if the name is empty, the {@code maxAwaitTime} is not shorter than the timeout,
     *     or all databases are watched: name a collection then
     * @throws IllegalStateException if the session of the view is in a transaction
     */
    public DurableQuery<T> durable(String name) {
        if (command.ofCluster()) {
            throw Argument.rejected(
                    "name",
                    name,
                    "needs a collection for its checkpoints where all databases are watched: use"
                            + " durable(name, collection)");
        }
        var where = new Namespace(command.database(), DurableQuery.CHECKPOINTS);
        return durable(
                name,
                new MongoCollection<>(core, context, where, context.codecs().codec(Document.class)));
    }

    /**
     * Returns a durable consumer of these events: it stores how far it has got, and goes on there after a restart, also
     * of the process or the machine. Of all consumers with this name, in any number of processes, one is active at a
     * time; the others wait. Each event is handled at least once.
     *
     * <p>A name is for one stream. With the position a consumer stores what is watched, and a digest of the pipeline
     * and of the options that decide which events there are; one that is opened for another stream is rejected. A value
     * that differs with each start, such as the time, does not belong into the pipeline.
     *
     * @param name what the consumer is called in the collection, the same in all processes
     * @param checkpoints the collection, whose write concern is replaced by {@code majority}. It may be of another
     *     deployment. If it is within what is watched, also by another client, its own changes are left out
     * @throws IllegalArgumentException if the name is empty, the {@code maxAwaitTime} is not shorter than the timeout,
     *     or the collection is the one that is watched
     * @throws IllegalStateException if the session of the view is in a transaction
     */
    @SuppressWarnings("ReferenceEquality") // of the same client
    public DurableQuery<T> durable(String name, MongoCollection<?> checkpoints) {
        Namespace where = Argument.notNull("checkpoints", checkpoints).namespace();
        if (checkpoints.core() == core && command.target().equals(Target.of(where))) {
            throw Argument.rejected("checkpoints", where, "must not be the collection that is watched");
        }
        return durable(name, new CollectionCheckpoints(checkpoints), checkpoints);
    }

    /**
     * Returns a durable consumer like {@link #durable(String, MongoCollection)} that stores how far it has got
     * elsewhere.
     *
     * @throws IllegalArgumentException if the name is empty, or the {@code maxAwaitTime} is not shorter than the
     *     timeout
     * @throws IllegalStateException if the session of the view is in a transaction
     */
    public DurableQuery<T> durable(String name, Checkpoints checkpoints) {
        return durable(name, Argument.notNull("checkpoints", checkpoints), null);
    }

    /** @param within the collection with the checkpoints; null if it cannot be within what is watched */
    private DurableQuery<T> durable(String name, Checkpoints checkpoints, @Nullable MongoCollection<?> within) {
        var getMore = GetMoreOptions.of(options);
        getMore.check(context.timeout(), false);
        if (WatchedChanges.isInTransaction(context)) {
            throw new IllegalStateException(
                    "a durable consumer is no part of a transaction, but the session of the view"
                            + " is in one: watch with a view that has no session");
        }
        var source = new WatchedChanges(core, context, command, getMore, within);
        return DurableQuery.of(core, Argument.text("name", name), source, checkpoints, decoder);
    }

    /** The same query with the async API. */
    public AsyncChangeStreamQuery<T> async() {
        return new AsyncChangeStreamQuery<>(this, core.bridge(context, command.target()));
    }

    @Override
    public Iterator<T> iterator() {
        return cursor();
    }

    /**
     * Opens the stream and runs an action for each event; closes the stream when the action throws, or a wait fails.
     */
    @Override
    public void forEach(Consumer<? super T> action) {
        Argument.notNull("action", action);
        try (var changes = cursor()) {
            changes.forEachRemaining(action);
        }
    }

    /** Opens the stream as a stream of the JDK; closing that closes it. */
    public Stream<T> stream() {
        var cursor = cursor();
        int characteristics = Spliterator.ORDERED | Spliterator.NONNULL;
        return StreamSupport.stream(Spliterators.spliteratorUnknownSize(cursor, characteristics), false)
                .onClose(cursor::close);
    }

    @Override
    public String toString() {
        return "watch on " + command.target() + " " + command.stages()
                + (command.options().isEmpty() ? "" : " " + command.options());
    }
}
