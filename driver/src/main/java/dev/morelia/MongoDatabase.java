package dev.morelia;

import dev.morelia.async.AsyncMongoDatabase;
import dev.morelia.bson.DbRef;
import dev.morelia.bson.Document;
import dev.morelia.bson.RawDocument;
import dev.morelia.bson.codec.Codec;
import dev.morelia.bson.codec.CodecRegistry;
import dev.morelia.bson.codec.TypeReference;
import dev.morelia.internal.argument.Argument;
import dev.morelia.internal.argument.OptionFields;
import dev.morelia.internal.changestream.ChangeStreamCommand;
import dev.morelia.internal.client.Core;
import dev.morelia.internal.client.DatabaseAccess;
import dev.morelia.internal.client.NameCodec;
import dev.morelia.internal.copy.CopySide;
import dev.morelia.internal.cursor.GetMoreOptions;
import dev.morelia.internal.exec.ExecutionContext;
import dev.morelia.internal.operation.Administration;
import dev.morelia.internal.operation.Aggregate;
import dev.morelia.internal.operation.Operation;
import dev.morelia.options.AggregateOptions;
import dev.morelia.options.ChangeStreamOptions;
import dev.morelia.options.RunCursorCommandOptions;
import dev.morelia.options.admin.CreateCollectionOptions;
import dev.morelia.options.admin.ListCollectionsOptions;
import dev.morelia.result.ChangeEvent;
import dev.morelia.result.CollectionDescription;
import dev.morelia.settings.Namespace;
import dev.morelia.settings.ReadConcern;
import dev.morelia.settings.ReadPreference;
import dev.morelia.settings.WriteConcern;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * A database: gives access to its collections and runs commands on the database itself. A cheap view; each {@code with}
 * method returns another view. Immutable and thread-safe.
 */
public final class MongoDatabase {
    static {
        DatabaseAccess.provide(new DatabaseAccess() {
            @Override
            protected Object begin(Object database) {
                return ((MongoDatabase) database).begun();
            }

            @Override
            protected Object outside(Object database) {
                var view = (MongoDatabase) database;
                return new MongoDatabase(view.core, view.context.withoutSession(), view.name);
            }

            @Override
            public Core core(Object database) {
                return ((MongoDatabase) database).core;
            }

            @Override
            public ExecutionContext context(Object database) {
                return ((MongoDatabase) database).context;
            }
        });
    }

    private final Core core;
    private final ExecutionContext context;
    private final String name;
    private final Codec<Document> documents;

    MongoDatabase(Core core, ExecutionContext context, String name) {
        this.core = core;
        this.context = context;
        this.name = Namespace.checkDatabase(name);
        this.documents = context.codecs().codec(Document.class);
    }

    /** The database's name. */
    public String name() {
        return name;
    }

    /** The same database with the async API. */
    public AsyncMongoDatabase async() {
        return new AsyncMongoDatabase(this, core.bridge(context, name));
    }

    /** Returns a view of this database with the given write concern. */
    public MongoDatabase with(WriteConcern writeConcern) {
        return new MongoDatabase(core, context.with(Argument.notNull("writeConcern", writeConcern)), name);
    }

    /** Returns a view of this database with the given read concern. */
    public MongoDatabase with(ReadConcern readConcern) {
        return new MongoDatabase(core, context.with(Argument.notNull("readConcern", readConcern)), name);
    }

    /** Returns a view of this database with the given read preference. */
    public MongoDatabase with(ReadPreference readPreference) {
        return new MongoDatabase(core, context.with(Argument.notNull("readPreference", readPreference)), name);
    }

    /**
     * Returns a view of this database with the given timeout for a whole operation; zero for no limit. It includes
     * retries and, for queries, all batches of the cursor unless its {@link dev.morelia.options.TimeoutMode} says
     * otherwise. It applies as {@link dev.morelia.settings.ClientSettings#timeout} says, and cannot be unset again. An
     * operation that exceeds it fails with an {@link dev.morelia.error.OperationTimeoutException}.
     *
     * @throws IllegalArgumentException if it is negative
     * @see <a href="https://github.com/mongodb/specifications/blob/master/source/client-side-operations-timeout/client-side-operations-timeout.md">Client Side Operations Timeout</a>
     */
    public MongoDatabase with(Duration timeout) {
        return new MongoDatabase(core, context.with(Argument.duration("timeout", timeout)), name);
    }

    /**
     * Returns a view of this database whose operations run in the given session.
     *
     * @throws IllegalArgumentException if it is the session of another client
     */
    public MongoDatabase with(ClientSession session) {
        var checked = core.checked(Argument.notNull("session", session).session());
        return new MongoDatabase(core, context.with(checked), name);
    }

    /**
     * Returns a view of this database with the given codecs. Unless the registry was built with a UUID representation,
     * that of this view applies.
     */
    public MongoDatabase with(CodecRegistry codecs) {
        return new MongoDatabase(core, context.with(Argument.notNull("codecs", codecs)), name);
    }

    /**
     * Returns a view of this database that attaches an object to the events of its commands: {@link
     * dev.morelia.event.CommandStartedEvent#context}. For tracing.
     */
    public MongoDatabase withContext(Object object) {
        return new MongoDatabase(core, context.withEventContext(Argument.notNull("context", object)), name);
    }

    CopySide copySide() {
        return new CopySide(core, context, name);
    }

    private MongoDatabase begun() {
        return new MongoDatabase(core, context.begun(core.env()), name);
    }

    /** Returns a collection of documents; it need not exist yet, the first insert creates it. */
    public MongoCollection<Document> collection(String name) {
        return collection(name, documents);
    }

    /**
     * Returns a collection of values of a class, for example a record.
     *
     * @throws IllegalArgumentException if there is no codec for the class
     */
    public <T> MongoCollection<T> collection(String name, Class<T> type) {
        return collection(name, context.codecs().documentCodec(Argument.notNull("type", type)));
    }

    /**
     * Returns a collection of values of a generic type: {@code collection("orders", new
     * TypeReference<Versioned<Order>>() {})}.
     *
     * @throws IllegalArgumentException if there is no codec for the type
     */
    public <T> MongoCollection<T> collection(String name, TypeReference<T> type) {
        return collection(name, context.codecs().documentCodec(Argument.notNull("type", type)));
    }

    /** Returns a collection that is read and written with the given codec. */
    public <T> MongoCollection<T> collection(String name, Codec<T> codec) {
        return new MongoCollection<>(core, context, new Namespace(this.name, name), Argument.notNull("codec", codec));
    }

    /**
     * Runs a command on the primary, sent as it is, and returns the reply. Read concern, write concern and read
     * preference of this view do not apply.
     *
     * <p>If the client declares a version of the {@linkplain dev.morelia.settings.ServerApi stable API}, so does the
     * command. It must not contain the fields {@code apiVersion}, {@code apiStrict} or {@code apiDeprecationErrors}
     * then; the driver does not look for them, and what happens is undefined.
     *
     * <p>With a timeout, the command tells the server how much time is left by {@code maxTimeMS}, unless it has this
     * field itself: then that is sent as it is, and should be shorter than the timeout, which applies all the same.
     *
     * @param command the command; its first field is the command's name
     * @throws dev.morelia.error.CommandException if the server returned an error
     */
    public Document runCommand(Document command) {
        return runCommand(command, ReadPreference.primary());
    }

    /**
     * Runs a command, sent as it is, and returns the reply. Read concern and write concern of this view do not apply.
     *
     * @param command the command; its first field is the command's name
     * @param readPreference which server executes it
     * @throws dev.morelia.error.CommandException if the server returned an error
     */
    public Document runCommand(Document command, ReadPreference readPreference) {
        return core.execute(
                Administration.command(name, checked(command)),
                context.with(Argument.notNull("readPreference", readPreference)));
    }

    /** Runs a command on the primary and decodes the reply to the given class. */
    public <R> R runCommand(Document command, Class<R> type) {
        return runCommand(command, ReadPreference.primary(), type);
    }

    /** Runs a command and decodes the reply to the given class. */
    public <R> R runCommand(Document command, ReadPreference readPreference, Class<R> type) {
        return runCommand(command, readPreference, context.codecs().documentCodec(Argument.notNull("type", type)));
    }

    /** Runs a command on the primary and decodes the reply to the given generic type. */
    public <R> R runCommand(Document command, TypeReference<R> type) {
        return runCommand(command, ReadPreference.primary(), type);
    }

    /** Runs a command and decodes the reply to the given generic type. */
    public <R> R runCommand(Document command, ReadPreference readPreference, TypeReference<R> type) {
        return runCommand(command, readPreference, context.codecs().documentCodec(Argument.notNull("type", type)));
    }

    /** Runs a command on the primary and decodes the reply with the given codec. */
    public <R> R runCommand(Document command, Codec<R> codec) {
        return runCommand(command, ReadPreference.primary(), codec);
    }

    /** Runs a command and decodes the reply with the given codec. */
    public <R> R runCommand(Document command, ReadPreference readPreference, Codec<R> codec) {
        Argument.notNull("codec", codec);
        Operation<RawDocument> operation = Administration.command(name, checked(command), reply -> reply);
        var where = context.with(Argument.notNull("readPreference", readPreference));
        return codec.decode(core.execute(operation, where).input());
    }

    /**
     * Returns a query that sends a command whose reply carries a cursor; the command is sent each time the query is
     * opened.
     */
    public CursorQuery<Document> runCursorCommand(Document command) {
        return runCursorCommand(command, new RunCursorCommandOptions());
    }

    /**
     * Returns a query that sends a command whose reply carries a cursor, each time the query is opened; the options
     * apply to the batches after the first.
     */
    public CursorQuery<Document> runCursorCommand(Document command, RunCursorCommandOptions options) {
        var operation = Administration.cursorCommand(name, checked(command));
        var getMore = GetMoreOptions.of(Argument.notNull("options", options));
        return new CursorQuery<>(core, operation, context, documents, getMore);
    }

    private static Document checked(Document command) {
        Argument.notNull("command", command);
        if (command.isEmpty()) {
            throw new IllegalArgumentException("command must not be empty: its first field is the command's name");
        }
        return command;
    }

    /** Runs an aggregation on the database itself, such as {@code $currentOp}. */
    public AggregateQuery<Document> aggregate(List<Document> pipeline) {
        return aggregate(pipeline, new AggregateOptions());
    }

    /** Runs an aggregation on the database itself and decodes its results to the given class. */
    public <R> AggregateQuery<R> aggregate(List<Document> pipeline, Class<R> type) {
        return aggregate(pipeline).as(type);
    }

    /** Runs an aggregation on the database itself and decodes its results to the given generic type. */
    public <R> AggregateQuery<R> aggregate(List<Document> pipeline, TypeReference<R> type) {
        return aggregate(pipeline).as(type);
    }

    /** Runs an aggregation on the database itself and decodes its results with the given codec. */
    public <R> AggregateQuery<R> aggregate(List<Document> pipeline, Codec<R> codec) {
        return aggregate(pipeline).as(codec);
    }

    /** Runs an aggregation on the database itself. */
    public AggregateQuery<Document> aggregate(List<Document> pipeline, AggregateOptions options) {
        var stages = Argument.list("pipeline", pipeline);
        Document fields = OptionFields.of(options);
        return new AggregateQuery<>(core, context, new Aggregate(name, null, stages, fields), options, documents);
    }

    /**
     * Watches the changes of all collections but those of the system; nothing is sent until the query is opened. See
     * {@link MongoCollection#watch()}.
     */
    public ChangeStreamQuery<ChangeEvent<Document>> watch() {
        return watch(List.of());
    }

    /** Watches the changes of all collections, with further stages; see {@link MongoCollection#watch(List)}. */
    public ChangeStreamQuery<ChangeEvent<Document>> watch(List<Document> pipeline) {
        return watch(pipeline, new ChangeStreamOptions());
    }

    /** Watches the changes of all collections, with further stages; see {@link MongoCollection#watch(List)}. */
    public ChangeStreamQuery<ChangeEvent<Document>> watch(List<Document> pipeline, ChangeStreamOptions options) {
        var stages = Argument.list("pipeline", pipeline);
        var command = new ChangeStreamCommand(name, null, stages, OptionFields.of(options));
        return ChangeStreamQuery.of(core, context, command, options, documents);
    }

    /** Creates a collection. Needed only for collections with options: the first insert creates a plain one. */
    public void createCollection(String name) {
        createCollection(name, new CreateCollectionOptions());
    }

    /** Creates a collection, a view or a time series collection. */
    public void createCollection(String name, CreateCollectionOptions options) {
        var operation = Administration.createCollection(new Namespace(this.name, name), OptionFields.of(options));
        core.execute(operation, context);
    }

    /** Lists the collections as the server describes them. */
    public CursorQuery<Document> listCollections() {
        return listCollections(new ListCollectionsOptions());
    }

    /** Lists the collections as the server describes them. */
    public CursorQuery<Document> listCollections(ListCollectionsOptions options) {
        var operation = Administration.listCollections(name, OptionFields.of(options));
        return new CursorQuery<>(core, operation, context, documents, GetMoreOptions.of(options));
    }

    /** Lists the names of the collections and views. */
    public List<String> listCollectionNames() {
        return listCollectionNames(new ListCollectionsOptions());
    }

    /** Lists the names of the collections and views that match the filter in the options. */
    public List<String> listCollectionNames(ListCollectionsOptions options) {
        Document filter = OptionFields.of(options).documentOrNull("filter");
        boolean nameOnly = filter == null || filter.keySet().stream().allMatch("name"::equals);
        var listing = nameOnly ? options.field("nameOnly", true) : options;
        var names = new ArrayList<String>();
        var operation = Administration.listCollections(name, OptionFields.of(listing));
        var codec = new NameCodec();
        try (var cursor = new MongoCursor<>(core.open(operation, context, GetMoreOptions.of(options)), codec::decode)) {
            while (cursor.hasNext()) {
                names.add(cursor.nextOfMetadata());
            }
        }
        return List.copyOf(names);
    }

    /**
     * Lists all collections and views, as those of {@link #collection(String)}.
     *
     * @throws dev.morelia.error.MongoException if no server could be reached or the server returned an error
     */
    public List<MongoCollection<Document>> collections() {
        return listCollectionNames().stream().map(this::collection).toList();
    }

    /**
     * Returns what the server says of all collections and views: types, options, UUIDs.
     *
     * @throws dev.morelia.error.MongoException if no server could be reached or the server returned an error
     */
    public List<CollectionDescription> collectionDescriptions() {
        return collectionDescriptions(new ListCollectionsOptions());
    }

    /**
     * Returns what the server says of the collections and views that match the filter in the options.
     *
     * @throws dev.morelia.error.MongoException if no server could be reached or the server returned an error
     */
    public List<CollectionDescription> collectionDescriptions(ListCollectionsOptions options) {
        return listCollections(options).as(RawDocument.class).stream()
                .map(collection -> new CollectionDescription(collection.compact()))
                .toList();
    }

    /**
     * The level of the profiler: 0 for none, 1 for slow operations, 2 for all. That of the primary; each server has its
     * own.
     *
     * @throws dev.morelia.error.MongoException if no server could be reached or the server returned an error
     */
    public int profilingLevel() {
        return runCommand(new Document("profile", -1)).int32("was");
    }

    /**
     * Sets the level of the profiler of the primary: 0 for none, 1 for slow operations, 2 for all. Only standalones and
     * members of replica sets have one.
     *
     * @return the level before
     * @throws dev.morelia.error.MongoException if no server could be reached or the server returned an error
     */
    public int setProfilingLevel(int level) {
        return runCommand(new Document("profile", level)).int32("was");
    }

    /**
     * Sets the level of the profiler as {@link #setProfilingLevel(int)} does, and from which time on an operation is
     * slow, on the whole server.
     *
     * @param slow in whole milliseconds (rounded up)
     * @return the level before
     * @throws IllegalArgumentException if the time is negative
     * @throws dev.morelia.error.MongoException if no server could be reached or the server returned an error
     */
    public int setProfilingLevel(int level, Duration slow) {
        long slowMillis = Math.ceilDiv(Argument.duration("slow", slow).toNanos(), 1_000_000L);
        return runCommand(Document.of("profile", level, "slowms", slowMillis)).int32("was");
    }

    /** What the profiler has recorded: the collection {@code system.profile}, the oldest first. */
    public FindQuery<Document> profilingInfo() {
        return collection("system.profile").find();
    }

    /**
     * Makes the primary check the structures of a collection and its indexes, which takes time and blocks others.
     *
     * @return the reply; {@code valid} says whether all is well, {@code errors} what is not
     * @throws dev.morelia.error.MongoException if no server could be reached or the server returned an error
     */
    public Document validateCollection(String name) {
        return runCommand(new Document("validate", Argument.text("name", name)));
    }

    /**
     * Returns the document that a reference leads to: in this database, unless the reference names another one.
     *
     * @throws dev.morelia.error.MongoException if no server could be reached or the server returned an error
     */
    public Optional<Document> dereference(DbRef reference) {
        String other = Argument.notNull("reference", reference).database();
        return new MongoDatabase(core, context, other == null ? name : other)
                .collection(reference.collection())
                .findOne(new Document("_id", reference.id()));
    }

    /** Drops the database with all its collections. Does nothing if it does not exist. */
    public void drop() {
        core.execute(Administration.dropDatabase(name), context);
    }

    @Override
    public String toString() {
        return "MongoDatabase[" + name + "]";
    }
}
