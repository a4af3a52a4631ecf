package dev.morelia;

import dev.morelia.async.AsyncMongoClient;
import dev.morelia.bson.Document;
import dev.morelia.bson.RawDocument;
import dev.morelia.bson.codec.CodecRegistry;
import dev.morelia.event.AsyncUse;
import dev.morelia.event.CommandListener;
import dev.morelia.event.PoolListener;
import dev.morelia.event.PoolUse;
import dev.morelia.event.TopologyListener;
import dev.morelia.internal.argument.Argument;
import dev.morelia.internal.argument.OptionFields;
import dev.morelia.internal.changestream.ChangeStreamCommand;
import dev.morelia.internal.client.ClientAssembly;
import dev.morelia.internal.client.ClientWrites;
import dev.morelia.internal.client.Core;
import dev.morelia.internal.client.Transactions;
import dev.morelia.internal.command.Limits;
import dev.morelia.internal.connection.WrappingLibrary;
import dev.morelia.internal.copy.DatabaseCopy;
import dev.morelia.internal.env.Deadline;
import dev.morelia.internal.exec.ExecutionContext;
import dev.morelia.internal.identity.IdentityProviders;
import dev.morelia.internal.log.Log;
import dev.morelia.internal.operation.Administration;
import dev.morelia.internal.operation.KillCursors;
import dev.morelia.internal.operation.ServerCursor;
import dev.morelia.internal.pool.PoolStatistics;
import dev.morelia.internal.topology.Server;
import dev.morelia.internal.verify.Verifier;
import dev.morelia.options.ChangeStreamOptions;
import dev.morelia.options.ClientBulkWriteOptions;
import dev.morelia.options.NamespacedWrite;
import dev.morelia.options.SessionOptions;
import dev.morelia.options.TransactionOptions;
import dev.morelia.options.admin.CopyDatabaseOptions;
import dev.morelia.options.admin.ListDatabasesOptions;
import dev.morelia.result.ChangeEvent;
import dev.morelia.result.ClientBulkWriteResult;
import dev.morelia.result.CopyDatabaseResult;
import dev.morelia.result.DatabaseDescription;
import dev.morelia.result.Verification;
import dev.morelia.settings.ClientSettings;
import dev.morelia.settings.CompressionSettings;
import dev.morelia.settings.ConnectionString;
import dev.morelia.settings.Namespace;
import dev.morelia.settings.ReadConcern;
import dev.morelia.settings.ReadPreference;
import dev.morelia.settings.WriteConcern;
import dev.morelia.spi.AsyncExecutor;
import dev.morelia.spi.AwsCredentialProvider;
import dev.morelia.spi.Compressor;
import dev.morelia.spi.ContextPropagation;
import dev.morelia.spi.CursorPolicy;
import dev.morelia.spi.DnsResolver;
import dev.morelia.spi.HttpTransport;
import dev.morelia.spi.OidcCallback;
import dev.morelia.topology.ServerAddress;
import dev.morelia.topology.ServerDescription;
import dev.morelia.topology.ServerType;
import dev.morelia.topology.TopologyDescription;
import java.lang.System.Logger.Level;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Function;
import java.util.function.Supplier;
import java.util.function.UnaryOperator;
import java.util.stream.Collectors;
import javax.security.auth.Subject;
import org.jspecify.annotations.Nullable;

/**
 * A client for a MongoDB deployment. Create one per application, share it between threads, and close it on shutdown.
 *
 * <pre>{@code
 * try (var client = MongoClient.create("mongodb://localhost")) {
 *     var people = client.database("app").collection("people", Person.class);
 *     people.insertOne(new Person("Ada", 36));
 * }
 * }</pre>
 *
 * <p>Creating a client returns immediately; the client discovers its servers in the background, and operations wait
 * until a suitable server is available. Each {@code with} method returns a view of the same client: views share all
 * resources, and closing one of them closes all. Thread-safe.
 */
public final class MongoClient implements AutoCloseable {

    private final Core core;
    private final ExecutionContext context;

    MongoClient(Core core, ExecutionContext context) {
        this.core = core;
        this.context = context;
    }

    /** Creates a client for the server on this machine: {@code mongodb://localhost:27017}. */
    public static MongoClient create() {
        return create("mongodb://localhost");
    }

    /**
     * Creates a client for the deployment in the connection string.
     *
     * @param uri {@code mongodb://host[:port][,...]/[defaultDatabase][?options]}, or plain {@code host[:port][,...]}
     * @throws IllegalArgumentException if the connection string is invalid, naming the option and its value. Unknown
     *     options and unsupported values are ignored with a warning; see {@link Builder#strict}
     * @see <a href="https://www.mongodb.com/docs/manual/reference/connection-string/">Connection strings</a>
     */
    public static MongoClient create(String uri) {
        return builder().uri(uri).build();
    }

    /**
     * Creates a client for the deployment that several connection strings or hosts name together; see {@link
     * ConnectionString#parse(List)} for which takes precedence where they differ.
     *
     * @throws IllegalArgumentException if one of them is invalid or they contradict each other
     */
    public static MongoClient create(List<String> uris) {
        return builder().uris(uris).build();
    }

    /**
     * Creates a client for the server at this host, or the deployment that it belongs to.
     *
     * @param host a name, an IPv4 or IPv6 address, or the path of a Unix domain socket
     * @param port the port of the server, from 1 to 65535; ignored for a Unix domain socket
     * @throws IllegalArgumentException if the host is malformed or the port is out of range
     */
    public static MongoClient create(String host, int port) {
        var address = new ServerAddress(host, port);
        return builder()
                .settings(settings -> settings.topology(topology -> topology.hosts(List.of(address))))
                .build();
    }

    /** Creates a client with the given settings. */
    public static MongoClient create(ClientSettings settings) {
        return builder().settings(ignored -> settings).build();
    }

    /** Returns a builder for a client with a connection string, further settings, listeners and codecs. */
    public static Builder builder() {
        return new Builder();
    }

    /** The same client with the async API; both share all resources. */
    public AsyncMongoClient async() {
        return new AsyncMongoClient(this, core.bridge(context));
    }

    /** Returns the database with the given name; it need not exist yet. */
    public MongoDatabase database(String name) {
        return new MongoDatabase(core, context, name);
    }

    /**
     * The settings that this client was created with; with {@code mongodb+srv}, once DNS has provided the hosts,
     * completed by these and by the options of the TXT record.
     */
    public ClientSettings settings() {
        return core.settings();
    }

    /** Lists the databases as the server describes them. */
    public List<Document> listDatabases() {
        return listDatabases(new ListDatabasesOptions());
    }

    /** Lists the databases as the server describes them. */
    public List<Document> listDatabases(ListDatabasesOptions options) {
        var databases = core.execute(Administration.listDatabases(OptionFields.of(options)), context);
        return databases.stream().map(database -> database.toDocument()).toList();
    }

    /** Lists the names of the databases. */
    public List<String> listDatabaseNames() {
        return listDatabaseNames(new ListDatabasesOptions());
    }

    /** Lists the names of the databases that match the filter in the options. */
    public List<String> listDatabaseNames(ListDatabasesOptions options) {
        Document fields = OptionFields.of(options);
        return core.execute(Administration.listDatabaseNames(fields), context);
    }

    /**
     * Returns what the server says of the databases: names and sizes.
     *
     * @throws dev.morelia.error.MongoException if no server could be reached or the server returned an error
     */
    public List<DatabaseDescription> databaseDescriptions() {
        return databaseDescriptions(new ListDatabasesOptions());
    }

    /**
     * Returns what the server says of the databases that match the filter in the options.
     *
     * @throws dev.morelia.error.MongoException if no server could be reached or the server returned an error
     */
    public List<DatabaseDescription> databaseDescriptions(ListDatabasesOptions options) {
        return core.execute(Administration.listDatabases(OptionFields.of(options)), context).stream()
                .map(database -> new DatabaseDescription(database.compact()))
                .toList();
    }

    /**
     * Lists all databases, as those of {@link #database(String)}.
     *
     * @throws dev.morelia.error.MongoException if no server could be reached or the server returned an error
     */
    public List<MongoDatabase> databases() {
        return listDatabaseNames().stream().map(this::database).toList();
    }

    /**
     * Executes many writes, to any collections, in order and in as few messages as possible. Stops at the first write
     * that fails: one that the server rejects, that cannot be encoded, or that is too large.
     *
     * <pre>{@code
     * client.bulkWrite(List.of(
     *         WriteModel.insertOne(order).in(orders.namespace()),
     *         WriteModel.updateOne(eq("_id", customer), inc("orders", 1)).in(customers.namespace())));
     * }</pre>
     *
     * <p>A document is encoded with the codec of its class. Servers since 8.0 execute all writes of a message with one
     * command; for older ones they are sent as insert, update and delete commands for each collection, with the same
     * results, and {@link ClientBulkWriteResult#throughOlderCommands} says so. The writes are not atomic as a whole
     * unless they are executed in a transaction.
     *
     * @param writes not empty
     * @throws dev.morelia.error.ClientBulkWriteException if any write failed, or an error ended the bulk write after
     *     some writes had been executed; it reports what was done
     * @throws dev.morelia.error.OperationTimeoutException if the timeout passed, also where the server has stopped one
     *     of the writes; its cause then is the {@code ClientBulkWriteException}
     * @throws IllegalArgumentException if the list is empty, or the write concern of this view is unacknowledged: those
     *     writes must not be ordered
     * @see <a href="https://github.com/mongodb/specifications/blob/master/source/crud/bulk-write.md">Bulk Write</a>
     */
    public ClientBulkWriteResult bulkWrite(List<NamespacedWrite> writes) {
        return bulkWrite(writes, new ClientBulkWriteOptions());
    }

    /** Executes many writes, to any collections; see {@link #bulkWrite(List)}. */
    public ClientBulkWriteResult bulkWrite(List<NamespacedWrite> writes, ClientBulkWriteOptions options) {
        return ClientWrites.execute(core.executor(), context, writes, Argument.notNull("options", options));
    }

    /** Starts a causally consistent session; see {@link #startSession(SessionOptions)}. */
    public ClientSession startSession() {
        return startSession(new SessionOptions());
    }

    /**
     * Starts a session. Nothing is sent: the server learns of it with its first operation.
     *
     * @param options the options; their defaults for transactions are completed by the read concern, write concern and
     *     read preference of this view
     * @throws dev.morelia.error.ClientClosedException after {@link #close}
     * @see <a href="https://github.com/mongodb/specifications/blob/master/source/sessions/driver-sessions.md#startsession">Driver Sessions: startSession</a>
     */
    public ClientSession startSession(SessionOptions options) {
        var session = core.startSession(Argument.notNull("options", options), context);
        return new ClientSession(this, session, new Transactions(core, context, session), core.bridge(context));
    }

    /**
     * Runs a transaction in a session of its own, and tries it again where that may help; see {@link
     * ClientSession#inTransaction(TransactionOptions, TransactionBody)}.
     *
     * <pre>{@code
     * client.inTransaction(session -> {
     *     accounts.with(session).updateOne(eq("_id", from), inc("balance", -amount));
     *     accounts.with(session).updateOne(eq("_id", to), inc("balance", amount));
     * });
     * }</pre>
     *
     * @param body called again for each try
     * @throws X what the body has thrown
     * @throws dev.morelia.error.MongoException if the transaction could not be committed, or the body has thrown it
     */
    public <X extends Exception> void inTransaction(TransactionBody<X> body) throws X {
        inTransaction(new TransactionOptions(), body);
    }

    /** As {@link #inTransaction(TransactionBody)}, with options. */
    public <X extends Exception> void inTransaction(TransactionOptions options, TransactionBody<X> body) throws X {
        try (var session = startSession()) {
            session.inTransaction(options, body);
        }
    }

    /** As {@link #inTransaction(TransactionBody)}, with a result. */
    public <R extends @Nullable Object, X extends Exception> R callInTransaction(TransactionBody.WithResult<R, X> body)
            throws X {
        return callInTransaction(new TransactionOptions(), body);
    }

    /** As {@link #inTransaction(TransactionOptions, TransactionBody)}, with a result. */
    public <R extends @Nullable Object, X extends Exception> R callInTransaction(
            TransactionOptions options, TransactionBody.WithResult<R, X> body) throws X {
        try (var session = startSession()) {
            return session.callInTransaction(options, body);
        }
    }

    /** Returns the database that the connection string names. */
    public MongoDatabase defaultDatabase() {
        String name = core.settings().defaultDatabase();
        if (name == null) {
            throw new IllegalArgumentException("the connection string does not name a default database: add one after"
                    + " the hosts, as in mongodb://localhost/app, or use database(name)");
        }
        return database(name);
    }

    /**
     * Watches the changes of all databases but {@code admin}, {@code config} and {@code local}; nothing is sent until
     * the query is opened. See {@link MongoCollection#watch()}.
     */
    public ChangeStreamQuery<ChangeEvent<Document>> watch() {
        return watch(List.of());
    }

    /** Watches the changes of all databases, with further stages; see {@link MongoCollection#watch(List)}. */
    public ChangeStreamQuery<ChangeEvent<Document>> watch(List<Document> pipeline) {
        return watch(pipeline, new ChangeStreamOptions());
    }

    /** Watches the changes of all databases, with further stages; see {@link MongoCollection#watch(List)}. */
    public ChangeStreamQuery<ChangeEvent<Document>> watch(List<Document> pipeline, ChangeStreamOptions options) {
        var command = ChangeStreamCommand.ofCluster(Argument.list("pipeline", pipeline), OptionFields.of(options));
        return ChangeStreamQuery.of(
                core, context, command, options, context.codecs().codec(Document.class));
    }

    /** Copies a database; see {@link #copyDatabase(MongoDatabase, String, CopyDatabaseOptions)}. */
    public CopyDatabaseResult copyDatabase(String from, String to) {
        return copyDatabase(from, to, new CopyDatabaseOptions());
    }

    /** Copies a database; see {@link #copyDatabase(MongoDatabase, String, CopyDatabaseOptions)}. */
    public CopyDatabaseResult copyDatabase(String from, String to, CopyDatabaseOptions options) {
        return copyDatabase(database(from), to, options);
    }

    /**
     * Copies a database, also that of another client, and so between servers with different credentials:
     *
     * <pre>{@code
     * try (var old = MongoClient.create("mongodb://reader:...@old.example.org");
     *         var client = MongoClient.create("mongodb://writer:...@new.example.org")) {
     *     client.copyDatabase(old.database("shop"), "shop", new CopyDatabaseOptions());
     * }
     * }</pre>
     *
     * <p>Collections are created with their options, documents copied as the bytes that they are stored as, then
     * indexes built, and views created last. Collections of the system, whose names begin with {@code system.}, are
     * not copied, but time series collections are, bucket by bucket: that needs the roles {@code backup} and {@code
     * restore}, too. Documents that the validator of their collection rejects are copied nevertheless. Several threads
     * copy; a large collection is divided among them by ranges of {@code _id}, unless it is capped: such collections
     * and small ones keep the order in which their documents are stored.
     *
     * <p>Unless the options say otherwise, nothing is written if a collection to be copied exists in the target. Until
     * all is copied, the target has a collection {@code morelia.copy}. If the copy ends early, because of an exception
     * or with the process, the same call with {@link CopyDatabaseOptions.IfExists#RESUME} continues: ranges of
     * documents that were finished are skipped, others are read again.
     *
     * <p>This is no snapshot: a write to the source while it is copied may be in the copy or not. The copy has the
     * write concern of this client, and the read concern and read preference of the database to copy. A timeout is that
     * of each command, not of the whole. Each thread takes a connection of either client. Sessions do not apply.
     *
     * @param from the database to copy
     * @param to the name of the new one
     * @return the exact numbers of what was copied
     * @throws dev.morelia.error.DatabaseCopyException if collections exist in the target, an interrupted copy cannot be
     *     resumed, or there is nothing to copy; nothing was written then
     * @throws dev.morelia.error.MongoException if a server could not be reached or returned an error, or the thread was
     *     interrupted; what was copied remains
     * @throws IllegalArgumentException if source and target are the same, the target is {@code admin}, {@code config}
     *     or {@code local}, or the write concern of this client is unacknowledged
     * @see <a href="https://pymongo.readthedocs.io/en/4.10.1/examples/copydb.html">PyMongo: copying a database, once by
     *     {@code copy_database}</a>
     */
    public CopyDatabaseResult copyDatabase(MongoDatabase from, String to, CopyDatabaseOptions options) {
        return DatabaseCopy.run(
                Argument.notNull("from", from).copySide(), database(to).copySide(), options);
    }

    /** Drops a database with all its collections. Does nothing if it does not exist. */
    public void dropDatabase(String name) {
        database(name).drop();
    }

    /** Drops a database with all its collections; see {@link #dropDatabase(String)}. */
    public void dropDatabase(MongoDatabase database) {
        dropDatabase(Argument.notNull("database", database).name());
    }

    /**
     * Appends to the client metadata sent in the handshake, for libraries that wrap this driver. Applies to all
     * connections established from now on, for all views of this client. The same metadata is added only once.
     *
     * @param name the library's name
     * @param version its version, or null
     * @param platform the platform it runs on, or null; truncated if the metadata would become too large
     * @throws IllegalArgumentException if the name is null or empty, a value contains {@code |}, or the metadata would
     *     become too large
     * @see <a href="https://github.com/mongodb/specifications/blob/master/source/mongodb-handshake/handshake.md#supporting-wrapping-libraries">MongoDB Handshake</a>
     */
    public void appendMetadata(String name, @Nullable String version, @Nullable String platform) {
        core.connections().appendMetadata(new WrappingLibrary(name, version, platform));
    }

    /** The current description of the deployment: its type, its servers and their state. Never blocks. */
    public TopologyDescription description() {
        return core.topology().description();
    }

    /** The current usage of each server's connection pool. Never blocks. */
    public Map<ServerAddress, PoolUse> poolUse() {
        var use = new LinkedHashMap<ServerAddress, PoolUse>();
        core.topology().pools().forEach((server, pool) -> {
            PoolStatistics now = pool.statistics();
            use.put(server, new PoolUse(now.size(), now.idle(), now.inUse(), now.pending(), now.waiting()));
        });
        return use;
    }

    /** The current usage of the async API: operations in flight and in the queue. Never blocks. */
    public AsyncUse asyncUse() {
        return core.bridge().use();
    }

    /** The servers whose state is currently known. Never blocks; empty until the first server has replied. */
    public Set<ServerAddress> nodes() {
        return core.topology().description().servers().stream()
                .filter(ServerDescription::isKnown)
                .map(ServerDescription::address)
                .collect(Collectors.toCollection(LinkedHashSet::new));
    }

    /**
     * The address of a server that accepts writes: the primary, the standalone server, or one of the mongos servers.
     * Waits for such a server like an operation does.
     *
     * @throws dev.morelia.error.ServerSelectionException if none became available in time
     */
    public ServerAddress address() {
        return writable().address();
    }

    /** Whether the server at {@link #address} is the primary of a replica set. Waits for it as an operation does. */
    public boolean isPrimary() {
        return writable().description().type() == ServerType.RS_PRIMARY;
    }

    /** Whether the server at {@link #address} is a mongos. Waits for it as an operation does. */
    public boolean isMongos() {
        return writable().description().type() == ServerType.MONGOS;
    }

    private Server writable() {
        return core.topology().select(null, Set.of(), Deadline.NONE);
    }

    /** The maximum number of connections to each server, idle and in use; 0 for no limit, 100 by default. */
    public int maxPoolSize() {
        return core.settings().pool().maxPoolSize();
    }

    /**
     * How much longer a server's round-trip time may be than the fastest server's for it to be selected; 15 ms by
     * default.
     */
    public Duration localThreshold() {
        return core.settings().topology().localThreshold();
    }

    /** The maximum size in bytes of a document that the server stores. */
    public int maxBsonSize() {
        return hello("maxBsonObjectSize", Limits.DEFAULT.maxBsonObjectSize());
    }

    /** The maximum size in bytes of a message that the server accepts. */
    public int maxMessageSize() {
        return hello("maxMessageSizeBytes", Limits.DEFAULT.maxMessageSizeBytes());
    }

    private int hello(String limit, int absent) {
        return admin(new Document("hello", 1), reply -> reply.int32(limit, absent));
    }

    /** The server's version and build: its reply to {@code buildInfo}. */
    public Document serverInfo() {
        return admin(new Document("buildInfo", 1));
    }

    /**
     * Makes the server flush all pending writes to disk.
     *
     * @param lock whether the server blocks writes afterwards, until {@link #unlock}
     * @return the server's reply
     * @throws dev.morelia.error.CommandException if the server returned an error
     */
    public Document fsync(boolean lock) {
        return admin(Document.of("fsync", 1, "lock", lock));
    }

    /**
     * Undoes one {@code fsync(true)}.
     *
     * @return the server's reply
     * @throws dev.morelia.error.CommandException if the server returned an error, as it does when it is not locked
     */
    public Document unlock() {
        return admin(new Document("fsyncUnlock", 1));
    }

    /** Whether the server blocks writes because of {@code fsync(true)}. */
    public boolean isLocked() {
        return admin(Document.of("currentOp", 1, "$ownOps", true), reply -> reply.bool("fsyncLock", false));
    }

    /**
     * What the primary is doing for all users, an operation each; needs the privilege {@code inprog}. Through a router,
     * what the primaries of all shards are doing.
     *
     * @param idle also connections, cursors and sessions that wait for the program
     * @throws dev.morelia.error.MongoException if no server could be reached or the server returned an error
     */
    public List<Document> currentOperations(boolean idle) {
        var stage = Document.of("allUsers", true, "idleConnections", idle, "idleCursors", idle, "idleSessions", idle);
        return database("admin")
                .with(ReadPreference.primary())
                .aggregate(List.of(new Document("$currentOp", stage)))
                .toList();
    }

    private Document admin(Document command) {
        return admin(command, RawDocument::toDocument);
    }

    private <R> R admin(Document command, Function<RawDocument, R> meaning) {
        return core.execute(
                Administration.command("admin", command, meaning),
                context.with(CodecRegistry.standard()).with(ReadPreference.primary()));
    }

    /**
     * Closes cursors on the given server.
     *
     * @param ids the ids of the cursors
     * @param namespace the namespace that they read
     * @param server the server that holds them
     * @return how many cursors were closed
     * @throws IllegalArgumentException if an argument is null or there are no ids
     * @throws dev.morelia.error.ServerSelectionException if the server is not part of the deployment
     * @throws dev.morelia.error.MongoException if the server could not be reached or returned an error
     */
    public int killCursors(List<Long> ids, Namespace namespace, ServerAddress server) {
        List<Long> cursors = List.copyOf(Argument.notEmpty("ids", ids));
        Argument.notNull("namespace", namespace);
        var first = new ServerCursor(cursors.getFirst(), namespace.toString(), Argument.notNull("server", server));
        return core.executor()
                .execute(
                        new KillCursors(first, cursors),
                        core.executor().call(context).pinnedTo(server));
    }

    /**
     * Closes a cursor on its server in the background, when the {@link Builder#cursorPolicy} decides; returns
     * immediately. Failures are ignored: the server closes idle cursors after ten minutes.
     *
     * @param id the cursor's id; not 0
     * @param namespace the namespace that it reads
     * @param server the server that holds it
     */
    public void closeCursor(long id, Namespace namespace, ServerAddress server) {
        if (id == 0) {
            throw Argument.rejected("id", id, "is not the id of an open cursor");
        }
        var cursor = new ServerCursor(
                id, Argument.notNull("namespace", namespace).toString(), Argument.notNull("server", server));
        // A client that has not connected yet, or is unused otherwise, would leave the cursor open.
        core.topology().open();
        core.cursors().abandoned().add(cursor);
    }

    /**
     * Closes all connections and stops monitoring the servers; operations in progress fail. The next operation connects
     * again. Sessions are discarded too, so that a process whose image is taken and cloned afterwards (CRaC, function
     * snapshots) does not share transaction numbers with its clone. Never throws; may be called repeatedly; has no
     * effect once the client is closed.
     */
    public void disconnect() {
        core.endSessions(context);
        core.topology().disconnect();
        // Includes the session that ended the others.
        core.executor().sessions().drain();
    }

    /**
     * Waits until every data-bearing server has {@code minPoolSize} connections, so that the first operations need not
     * wait for one. Does not wait for servers that cannot be reached, as long as another server is available.
     *
     * @param timeout the maximum time to wait
     * @throws IllegalArgumentException if it is not positive
     * @throws dev.morelia.error.ServerSelectionException if no server became available in time
     * @throws dev.morelia.error.OperationTimeoutException if the timeout expired
     * @throws dev.morelia.error.MongoException the error from establishing a connection, if it made its server unusable
     */
    public void warmUp(Duration timeout) {
        core.topology().warmUp(core.deadline(Argument.positive("timeout", timeout)));
    }

    /**
     * Checks whether the deployment can be used with these settings, and if not, why: checks every server once, and
     * probes each host step by step over a separate connection, up to what the user may do there. Nothing is read or
     * written. Problems are reported in the result, never thrown.
     *
     * @param timeout the maximum time to wait; most problems are found much sooner
     * @throws IllegalArgumentException if it is not positive
     * @throws dev.morelia.error.ClientClosedException after {@link #close}
     * @throws dev.morelia.error.InterruptedOperationException if the thread is interrupted
     */
    public Verification verify(Duration timeout) {
        return new Verifier(core.env(), core.topology(), core.connections())
                .verify(context.readPreference(), Argument.positive("timeout", timeout));
    }

    /** Returns a view of this client whose databases use the given write concern. */
    public MongoClient with(WriteConcern writeConcern) {
        return with(context.with(Argument.notNull("writeConcern", writeConcern)));
    }

    /** Returns a view of this client whose databases use the given read concern. */
    public MongoClient with(ReadConcern readConcern) {
        return with(context.with(Argument.notNull("readConcern", readConcern)));
    }

    /** Returns a view of this client whose databases use the given read preference. */
    public MongoClient with(ReadPreference readPreference) {
        return with(context.with(Argument.notNull("readPreference", readPreference)));
    }

    /**
     * Returns a view of this client with the given timeout for a whole operation; zero for no limit. It includes
     * retries and, for queries, all batches of the cursor unless its {@link dev.morelia.options.TimeoutMode} says
     * otherwise. It applies as {@link dev.morelia.settings.ClientSettings#timeout} says, and cannot be unset again. An
     * operation that exceeds it fails with an {@link dev.morelia.error.OperationTimeoutException}.
     *
     * @throws IllegalArgumentException if it is negative
     * @see <a href="https://github.com/mongodb/specifications/blob/master/source/client-side-operations-timeout/client-side-operations-timeout.md">Client Side Operations Timeout</a>
     */
    public MongoClient with(Duration timeout) {
        return with(context.with(Argument.duration("timeout", timeout)));
    }

    /**
     * Returns a view of this client whose operations, and those of its databases, run in the given session.
     *
     * @throws IllegalArgumentException if it is the session of another client
     */
    public MongoClient with(ClientSession session) {
        return with(
                context.with(core.checked(Argument.notNull("session", session).session())));
    }

    /**
     * Returns a view of this client whose databases use the given codecs. Unless the registry was built with a UUID
     * representation, that of this view applies.
     */
    public MongoClient with(CodecRegistry codecs) {
        return with(context.with(Argument.notNull("codecs", codecs)));
    }

    /**
     * Returns a view of this client that attaches an object to the events of its commands, and of those of its
     * databases: {@link dev.morelia.event.CommandStartedEvent#context}. For tracing.
     */
    public MongoClient withContext(Object object) {
        return with(context.withEventContext(Argument.notNull("context", object)));
    }

    private MongoClient with(ExecutionContext changed) {
        return new MongoClient(core, changed);
    }

    /**
     * Closes all connections; operations in progress and later ones fail. Open transactions of which no
     * operation is running are aborted, as far as the servers reply soon. Never throws; may be called repeatedly.
     */
    @Override
    public void close() {
        core.close(context);
    }

    @Override
    public String toString() {
        var topology = core.settings().topology();
        return "MongoClient"
                + (topology.srv() == null
                        ? topology.hosts()
                        : "[mongodb+srv://" + topology.srv().host() + "]");
    }

    /** Builds a client. Not thread-safe. */
    public static final class Builder {
        private List<String> uris = List.of("mongodb://localhost");
        private boolean strict;
        private UnaryOperator<ClientSettings> change = UnaryOperator.identity();
        private final ClientAssembly assembly = new ClientAssembly();

        private Builder() {}

        /** The connection string, or a comma-separated list of hosts; {@code mongodb://localhost} by default. */
        public Builder uri(String uri) {
            this.uris = List.of(Argument.notNull("uri", uri));
            return this;
        }

        /**
         * Several connection strings or hosts that name one deployment together, instead of {@link #uri}; see {@link
         * ConnectionString#parse(List)} for which takes precedence where they differ.
         */
        public Builder uris(List<String> uris) {
            this.uris = Argument.notEmpty("uris", uris);
            return this;
        }

        /**
         * Makes {@link #build} throw where it would otherwise only log a warning: for unknown options, values that are
         * ignored or probably misspelled, deprecated options, and features that this version does not support.
         */
        public Builder strict() {
            strict = true;
            return this;
        }

        /**
         * Whether the client starts to discover its servers as soon as it is built; true by default. If false, no
         * thread is started and no socket is opened before the first operation.
         */
        public Builder connect(boolean connect) {
            assembly.connect(connect);
            return this;
        }

        /** Whether sockets use TCP keep-alive; true by default. */
        public Builder socketKeepAlive(boolean socketKeepAlive) {
            return settings(settings -> settings.socket(socket -> socket.socketKeepAlive(socketKeepAlive)));
        }

        /**
         * Appends to the client metadata sent in the handshake, for libraries that wrap this driver. May be called
         * several times, innermost library first.
         *
         * @param name the library's name
         * @param version its version, or null
         * @param platform the platform it runs on, or null; truncated if the metadata would become too large
         * @throws IllegalArgumentException if the name is null or empty or a value contains {@code |}
         */
        public Builder driverInfo(String name, @Nullable String version, @Nullable String platform) {
            assembly.add(new WrappingLibrary(name, version, platform));
            return this;
        }

        /** Changes the settings from the connection string; may be called several times. */
        public Builder settings(UnaryOperator<ClientSettings> change) {
            Argument.notNull("change", change);
            UnaryOperator<ClientSettings> before = this.change;
            this.change = settings -> change.apply(before.apply(settings));
            return this;
        }

        /** Adds a listener for command events; may be called several times. */
        public Builder commandListener(CommandListener listener) {
            assembly.add(listener);
            return this;
        }

        /** Adds a listener for connection pool events; may be called several times. */
        public Builder poolListener(PoolListener listener) {
            assembly.add(listener);
            return this;
        }

        /** Adds a listener for server discovery and monitoring events; may be called several times. */
        public Builder topologyListener(TopologyListener listener) {
            assembly.add(listener);
            return this;
        }

        /**
         * Decides when cursors that wait to be closed in the background are closed; {@link CursorPolicy#IMMEDIATE} by
         * default.
         */
        public Builder cursorPolicy(CursorPolicy policy) {
            assembly.cursorPolicy(policy);
            return this;
        }

        /**
         * Provides the threads that the operations of the async API block, for frameworks that own their threads; by
         * default each has a virtual thread of its own.
         */
        public Builder asyncExecutor(AsyncExecutor executor) {
            assembly.asyncExecutor(executor);
            return this;
        }

        /**
         * Carries context from the callers of the async API to the threads of their operations, such as a logging
         * context or a trace; none by default.
         */
        public Builder contextPropagation(ContextPropagation propagation) {
            assembly.contextPropagation(propagation);
            return this;
        }

        /**
         * Looks up the SRV and TXT records of a {@code mongodb+srv} connection string; by default the JDK's DNS client
         * asks the name servers of the operating system. Host names are not looked up by it.
         */
        public Builder dnsResolver(DnsResolver resolver) {
            assembly.dnsResolver(resolver);
            return this;
        }

        /**
         * Adds a compressor for messages; may be called several times, for compressors of different names. It replaces
         * the driver's own of the same name. A compressor that the settings do not name is offered to servers too,
         * after those that they name.
         *
         * @see CompressionSettings
         */
        public Builder compressor(Compressor compressor) {
            assembly.add(compressor);
            return this;
        }

        /**
         * The codecs for values; {@link CodecRegistry#standard()} with the UUID representation of the settings by
         * default.
         */
        public Builder codecs(CodecRegistry codecs) {
            assembly.codecs(codecs);
            return this;
        }

        /**
         * Obtains the access tokens for {@code authMechanism=MONGODB-OIDC} without a human, instead of one of the
         * built-in environments; none by default.
         */
        public Builder oidcCallback(OidcCallback callback) {
            Argument.notNull("callback", callback);
            assembly.identity(providers -> providers.oidcCallback(callback));
            return this;
        }

        /**
         * Obtains the access tokens for {@code authMechanism=MONGODB-OIDC} with the help of a human, who has five
         * minutes; none by default. Tokens are only sent to {@code localhost}, {@code 127.0.0.1}, {@code ::1} and the
         * hosts of MongoDB's cloud: those below {@code mongodb.net}, {@code mongodb-qa.net}, {@code mongodb-dev.net},
         * {@code mongodbgov.net} and {@code mongo.com}.
         */
        public Builder oidcHumanCallback(OidcCallback callback) {
            return oidcHumanCallback(callback, IdentityProviders.ALLOWED_HOSTS);
        }

        /**
         * Like {@link #oidcHumanCallback(OidcCallback)}, with other hosts to which tokens may be sent.
         *
         * @param allowedHosts names or addresses of hosts without port; {@code *.example.com} stands for all hosts
         *     below {@code example.com}
         */
        public Builder oidcHumanCallback(OidcCallback callback, List<String> allowedHosts) {
            Argument.notNull("callback", callback);
            List<String> hosts = Argument.list("allowedHosts", allowedHosts);
            assembly.identity(providers -> providers.oidcHumanCallback(callback, hosts));
            return this;
        }

        /**
         * Provides the credentials for {@code authMechanism=MONGODB-AWS}; by default they come from the connection
         * string, the environment, or the endpoints of Amazon Web Services.
         */
        public Builder awsCredentialProvider(AwsCredentialProvider provider) {
            Argument.notNull("provider", provider);
            assembly.identity(providers -> providers.awsCredentialProvider(provider));
            return this;
        }

        /**
         * Provides the subject for {@code authMechanism=GSSAPI}, logged in to Kerberos as the user of the credential;
         * by default the driver logs in with the password or the ticket cache. Called for every connection on a thread
         * of its own.
         */
        public Builder kerberosSubject(Supplier<Subject> subject) {
            Argument.notNull("subject", subject);
            assembly.identity(providers -> providers.kerberosSubject(subject));
            return this;
        }

        /**
         * Sends the requests for tokens and temporary credentials to metadata endpoints; {@link HttpTransport#standard}
         * by default.
         */
        public Builder httpTransport(HttpTransport transport) {
            Argument.notNull("transport", transport);
            assembly.identity(providers -> providers.httpTransport(transport));
            return this;
        }

        /**
         * Builds the client; does no I/O.
         *
         * @throws IllegalArgumentException if the connection string is invalid, naming the option and its value; if
         *     {@link #strict} turned a warning into an error; if a credential lacks the password that its mechanism
         *     needs; or if the {@link #driverInfo} makes the client metadata too large
         */
        public MongoClient build() {
            var connectionString = ConnectionString.parse(uris);
            var settings = Argument.notNull("settings", change.apply(ClientSettings.of(connectionString)));
            var warnings = assembly.check(connectionString, settings);
            if (strict && !warnings.isEmpty()) {
                throw new IllegalArgumentException(
                        "The settings are rejected in strict mode because of these warnings: "
                                + String.join("; ", warnings));
            }
            warnings.forEach(warning -> Log.CLIENT.text(Level.WARNING, warning, null));
            var context = assembly.context(settings);
            return new MongoClient(assembly.assemble(settings, context), context);
        }
    }
}
