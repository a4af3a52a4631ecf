package dev.morelia;

import dev.morelia.bson.Document;
import dev.morelia.bson.RawDocument;
import dev.morelia.bson.codec.Codec;
import dev.morelia.bson.codec.CodecRegistry;
import dev.morelia.bson.codec.TypeReference;
import dev.morelia.internal.argument.Argument;
import dev.morelia.internal.argument.OptionFields;
import dev.morelia.internal.client.Core;
import dev.morelia.internal.client.NameCodec;
import dev.morelia.internal.cursor.GetMoreOptions;
import dev.morelia.internal.exec.ExecutionContext;
import dev.morelia.internal.operation.Administration;
import dev.morelia.internal.operation.Aggregate;
import dev.morelia.internal.operation.Operation;
import dev.morelia.options.AggregateOptions;
import dev.morelia.options.RunCursorCommandOptions;
import dev.morelia.options.admin.CreateCollectionOptions;
import dev.morelia.options.admin.ListCollectionsOptions;
import dev.morelia.settings.Namespace;
import dev.morelia.settings.ReadConcern;
import dev.morelia.settings.ReadPreference;
import dev.morelia.settings.WriteConcern;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

/**
 * A database: the way to its collections, and what is done to it as a whole. A view: it costs nothing, and each
 * {@code with} gives another one. Immutable and thread-safe.
 */
public final class MongoDatabase {
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

    /** The same database with another write concern. */
    public MongoDatabase with(WriteConcern writeConcern) {
        return new MongoDatabase(core, context.with(Argument.notNull("writeConcern", writeConcern)), name);
    }

    /** The same database with another read concern. */
    public MongoDatabase with(ReadConcern readConcern) {
        return new MongoDatabase(core, context.with(Argument.notNull("readConcern", readConcern)), name);
    }

    /** The same database with another read preference. */
    public MongoDatabase with(ReadPreference readPreference) {
        return new MongoDatabase(core, context.with(Argument.notNull("readPreference", readPreference)), name);
    }

    /**
     * The same database with another limit for how long an operation may take with all it entails, for a query
     * with all batches of its cursor; zero for none. The server is told what is left of it. An operation that takes
     * longer ends with an {@link dev.morelia.error.OperationTimeoutException}.
     *
     * @see <a href="https://github.com/mongodb/specifications/blob/master/source/client-side-operations-timeout/client-side-operations-timeout.md">Client Side Operations Timeout</a>
     */
    public MongoDatabase with(Duration timeout) {
        return new MongoDatabase(core, context.with(Argument.duration("timeout", timeout)), name);
    }

    /**
     * The same database with other codecs. Unless they were built with a UUID representation, that of this view holds.
     */
    public MongoDatabase with(CodecRegistry codecs) {
        return new MongoDatabase(core, context.with(Argument.notNull("codecs", codecs)), name);
    }

    /**
     * The same database with an object that comes with each event of its commands: {@link
     * dev.morelia.event.CommandStartedEvent#context}. For tracing.
     */
    public MongoDatabase withContext(Object object) {
        return new MongoDatabase(core, context.withEventContext(Argument.notNull("context", object)), name);
    }

    /** A collection of documents; it need not exist yet, the first insert creates it. */
    public MongoCollection<Document> collection(String name) {
        return collection(name, documents);
    }

    /**
     * A collection of values of a class, for example a record.
     *
     * @throws IllegalArgumentException when no codec knows the class
     */
    public <T> MongoCollection<T> collection(String name, Class<T> type) {
        return collection(name, context.codecs().documentCodec(Argument.notNull("type", type)));
    }

    /**
     * A collection of values of a type with parameters:
     * {@code collection("orders", new TypeReference<Versioned<Order>>() {})}.
     *
     * @throws IllegalArgumentException when no codec knows the type
     */
    public <T> MongoCollection<T> collection(String name, TypeReference<T> type) {
        return collection(name, context.codecs().documentCodec(Argument.notNull("type", type)));
    }

    /** A collection read and written through a codec. */
    public <T> MongoCollection<T> collection(String name, Codec<T> codec) {
        return new MongoCollection<>(core, context, new Namespace(this.name, name), Argument.notNull("codec", codec));
    }

    /**
     * Sends a command as it is, to the primary, and gives the reply. No read or write concern of this view is added,
     * nor its read preference.
     *
     * @param command its first field is the command's name
     * @throws dev.morelia.error.CommandException when the server refused it
     */
    public Document runCommand(Document command) {
        return runCommand(command, ReadPreference.primary());
    }

    /**
     * Sends a command as it is and gives the reply. No read or write concern of this view is added.
     *
     * @param command its first field is the command's name
     * @param readPreference which server carries it out
     * @throws dev.morelia.error.CommandException when the server refused it
     */
    public Document runCommand(Document command, ReadPreference readPreference) {
        return core.execute(
                Administration.command(name, checked(command)),
                context.with(Argument.notNull("readPreference", readPreference)));
    }

    /** Sends a command as it is, to the primary, and gives the reply as a value of a class. */
    public <R> R runCommand(Document command, Class<R> type) {
        return runCommand(command, ReadPreference.primary(), type);
    }

    /** Sends a command as it is and gives the reply as a value of a class. */
    public <R> R runCommand(Document command, ReadPreference readPreference, Class<R> type) {
        return runCommand(command, readPreference, context.codecs().documentCodec(Argument.notNull("type", type)));
    }

    /** Sends a command as it is, to the primary, and gives the reply as a value of a type with parameters. */
    public <R> R runCommand(Document command, TypeReference<R> type) {
        return runCommand(command, ReadPreference.primary(), type);
    }

    /** Sends a command as it is and gives the reply as a value of a type with parameters. */
    public <R> R runCommand(Document command, ReadPreference readPreference, TypeReference<R> type) {
        return runCommand(command, readPreference, context.codecs().documentCodec(Argument.notNull("type", type)));
    }

    /** Sends a command as it is, to the primary, and gives the reply, read by a codec. */
    public <R> R runCommand(Document command, Codec<R> codec) {
        return runCommand(command, ReadPreference.primary(), codec);
    }

    /** Sends a command as it is and gives the reply, read by a codec. */
    public <R> R runCommand(Document command, ReadPreference readPreference, Codec<R> codec) {
        Argument.notNull("codec", codec);
        Operation<RawDocument> operation = Administration.command(name, checked(command), reply -> reply);
        var where = context.with(Argument.notNull("readPreference", readPreference));
        return codec.decode(core.execute(operation, where).input());
    }

    /** Sends a command whose reply carries a cursor, each time the query is opened. */
    public CursorQuery<Document> runCursorCommand(Document command) {
        return runCursorCommand(command, new RunCursorCommandOptions());
    }

    /** Sends a command whose reply carries a cursor, each time the query is opened; options are for further batches. */
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

    /** The result of an aggregation on the database itself, like {@code $currentOp}. */
    public AggregateQuery<Document> aggregate(List<Document> pipeline) {
        return aggregate(pipeline, new AggregateOptions());
    }

    /** The result of an aggregation on the database itself as values of a class. */
    public <R> AggregateQuery<R> aggregate(List<Document> pipeline, Class<R> type) {
        return aggregate(pipeline).as(type);
    }

    /** The result of an aggregation on the database itself as values of a type with parameters. */
    public <R> AggregateQuery<R> aggregate(List<Document> pipeline, TypeReference<R> type) {
        return aggregate(pipeline).as(type);
    }

    /** The result of an aggregation on the database itself, read by a codec. */
    public <R> AggregateQuery<R> aggregate(List<Document> pipeline, Codec<R> codec) {
        return aggregate(pipeline).as(codec);
    }

    /** The result of an aggregation on the database itself. */
    public AggregateQuery<Document> aggregate(List<Document> pipeline, AggregateOptions options) {
        var stages = Argument.list("pipeline", pipeline);
        Document fields = OptionFields.of(options);
        return new AggregateQuery<>(core, context, new Aggregate(name, null, stages, fields), options, documents);
    }

    /** Creates a collection; needed only for one with options, as the first insert creates a plain one. */
    public void createCollection(String name) {
        createCollection(name, new CreateCollectionOptions());
    }

    /** Creates a collection, a view or a time series. */
    public void createCollection(String name, CreateCollectionOptions options) {
        var operation = Administration.createCollection(new Namespace(this.name, name), OptionFields.of(options));
        core.execute(operation, context);
    }

    /** The collections, as the server describes them. */
    public CursorQuery<Document> listCollections() {
        return listCollections(new ListCollectionsOptions());
    }

    /** The collections, as the server describes them. */
    public CursorQuery<Document> listCollections(ListCollectionsOptions options) {
        var operation = Administration.listCollections(name, OptionFields.of(options));
        return new CursorQuery<>(core, operation, context, documents, GetMoreOptions.of(options));
    }

    /** The names of the collections and views. */
    public List<String> listCollectionNames() {
        return listCollectionNames(new ListCollectionsOptions());
    }

    /** The names of the collections and views that the options' filter selects. */
    public List<String> listCollectionNames(ListCollectionsOptions options) {
        Document filter = OptionFields.of(options).documentOrNull("filter");
        boolean nameOnly = filter == null || filter.keySet().stream().allMatch("name"::equals);
        var listing = nameOnly ? options.field("nameOnly", true) : options;
        var names = new ArrayList<String>();
        var operation = Administration.listCollections(name, OptionFields.of(listing));
        var codec = new NameCodec();
        try (var cursor = new MongoCursor<>(core.open(operation, context, GetMoreOptions.of(options)), codec::decode)) {
            while (cursor.hasNext()) {
                names.add(cursor.nextPromised());
            }
        }
        return List.copyOf(names);
    }

    /** Drops the database with all its collections; one that does not exist is no error. */
    public void drop() {
        core.execute(Administration.dropDatabase(name), context);
    }

    @Override
    public String toString() {
        return "MongoDatabase[" + name + "]";
    }
}
