package dev.morelia;

import dev.morelia.bson.Document;
import dev.morelia.bson.RawDocument;
import dev.morelia.bson.codec.CodecRegistry;
import dev.morelia.event.CommandListener;
import dev.morelia.event.PoolListener;
import dev.morelia.event.PoolUse;
import dev.morelia.event.TopologyListener;
import dev.morelia.internal.argument.Argument;
import dev.morelia.internal.argument.OptionFields;
import dev.morelia.internal.background.BackgroundThread;
import dev.morelia.internal.client.ClientAssembly;
import dev.morelia.internal.client.Core;
import dev.morelia.internal.client.PlannedFeatures;
import dev.morelia.internal.command.Limits;
import dev.morelia.internal.connection.WrappingLibrary;
import dev.morelia.internal.env.Deadline;
import dev.morelia.internal.exec.Call;
import dev.morelia.internal.exec.ExecutionContext;
import dev.morelia.internal.log.Log;
import dev.morelia.internal.operation.Administration;
import dev.morelia.internal.operation.KillCursors;
import dev.morelia.internal.operation.ServerCursor;
import dev.morelia.internal.pool.PoolStatistics;
import dev.morelia.internal.topology.Server;
import dev.morelia.internal.verify.Verifier;
import dev.morelia.options.admin.ListDatabasesOptions;
import dev.morelia.result.Verification;
import dev.morelia.settings.ClientSettings;
import dev.morelia.settings.ConnectionString;
import dev.morelia.settings.Namespace;
import dev.morelia.settings.ReadConcern;
import dev.morelia.settings.ReadPreference;
import dev.morelia.settings.WriteConcern;
import dev.morelia.spi.CursorPolicy;
import dev.morelia.topology.ServerAddress;
import dev.morelia.topology.ServerDescription;
import dev.morelia.topology.ServerType;
import dev.morelia.topology.TopologyDescription;
import java.lang.System.Logger.Level;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Function;
import java.util.function.UnaryOperator;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * The way into a MongoDB deployment: create one per program, share it among all threads, close it at the end.
 *
 * <pre>{@code
 * try (var client = MongoClient.create("mongodb://localhost")) {
 *     var people = client.database("app").collection("people", Person.class);
 *     people.insertOne(new Person("Ada", 36));
 * }
 * }</pre>
 *
 * <p>Creating a client returns at once; it looks for its servers in the background, and operations wait for those they
 * need. Each {@code with}
 * gives a view of the same client: it shares everything, and closing any of them closes all. Thread-safe.
 */
public final class MongoClient implements AutoCloseable {
    private static final Duration END_SESSIONS_TIMEOUT = Duration.ofMillis(200);
    private static final int MAXIMUM_SESSIONS = 10_000;

    private final Core core;
    private final ExecutionContext context;

    MongoClient(Core core, ExecutionContext context) {
        this.core = core;
        this.context = context;
    }

    /** A client of the server on this machine: {@code mongodb://localhost:27017}. */
    public static MongoClient create() {
        return create("mongodb://localhost");
    }

    /**
     * A client of the deployment that the connection string names.
     *
     * @param uri {@code mongodb://host[:port][,...]/[defaultDatabase][?options]}, or plain {@code host[:port][,...]}
     * @throws IllegalArgumentException when the connection string is not valid; names the option and its value
     * @see <a href="https://www.mongodb.com/docs/manual/reference/connection-string/">Connection strings</a>
     */
    public static MongoClient create(String uri) {
        return builder().uri(uri).build();
    }

    /**
     * A client of the deployment that several connection strings or hosts name together; see {@link
     * ConnectionString#parse(List)} for what counts where they differ.
     *
     * @throws IllegalArgumentException when one is not valid or they contradict each other
     */
    public static MongoClient create(List<String> uris) {
        return builder().uris(uris).build();
    }

    /**
     * A client of the server at this host, or of the deployment that it belongs to.
     *
     * @param host a name, an IPv4 or IPv6 address, or the path of a Unix domain socket
     * @param port of the server, from 1 to 65535; of no meaning for a Unix domain socket
     * @throws IllegalArgumentException when the host is malformed or the port out of range
     */
    public static MongoClient create(String host, int port) {
        var address = new ServerAddress(host, port);
        return builder()
                .settings(settings -> settings.topology(topology -> topology.hosts(List.of(address))))
                .build();
    }

    /** A client with these settings. */
    public static MongoClient create(ClientSettings settings) {
        return builder().settings(ignored -> settings).build();
    }

    /** Builds a client out of a connection string, changes to its settings, listeners and codecs. */
    public static Builder builder() {
        return new Builder();
    }

    /** A database; it need not exist yet. */
    public MongoDatabase database(String name) {
        return new MongoDatabase(core, context, name);
    }

    /** The settings this client was created with. */
    public ClientSettings settings() {
        return core.settings();
    }

    /** The databases, as the server describes them. */
    public List<Document> listDatabases() {
        return listDatabases(new ListDatabasesOptions());
    }

    /** The databases, as the server describes them. */
    public List<Document> listDatabases(ListDatabasesOptions options) {
        var databases = core.execute(Administration.listDatabases(OptionFields.of(options)), context);
        return databases.stream().map(database -> database.toDocument()).toList();
    }

    /** The names of the databases. */
    public List<String> listDatabaseNames() {
        return listDatabaseNames(new ListDatabasesOptions());
    }

    /** The names of the databases that the options' filter selects. */
    public List<String> listDatabaseNames(ListDatabasesOptions options) {
        Document fields = OptionFields.of(options);
        return core.execute(Administration.listDatabaseNames(fields), context);
    }

    /** The database that the connection string names. */
    public MongoDatabase defaultDatabase() {
        String name = core.settings().defaultDatabase();
        if (name == null) {
            throw new IllegalArgumentException("the connection string names no default database: put one after the"
                    + " hosts, as in mongodb://localhost/app, or use database(name)");
        }
        return database(name);
    }

    /** Drops a database with all its collections; one that does not exist is no error. */
    public void dropDatabase(String name) {
        database(name).drop();
    }

    /** Drops a database with all its collections, as {@link #dropDatabase(String)} does with its name. */
    public void dropDatabase(MongoDatabase database) {
        dropDatabase(Argument.notNull("database", database).name());
    }

    /**
     * Adds to what servers learn of this client when it connects; for libraries that wrap this driver. Holds for
     * connections opened from now on, and for all views of this client. The same information is added only once.
     *
     * @param name the library's name
     * @param version its version; null for none
     * @param platform what it runs on; null for nothing. Where there is no room for all, its end is left out
     * @throws IllegalArgumentException when the name is null or empty, a value contains {@code |}, or the handshake has
     *     no room for it
     * @see <a href="https://github.com/mongodb/specifications/blob/master/source/mongodb-handshake/handshake.md#supporting-wrapping-libraries">MongoDB Handshake</a>
     */
    public void appendMetadata(String name, @Nullable String version, @Nullable String platform) {
        core.connections().appendMetadata(new WrappingLibrary(name, version, platform));
    }

    /** What is known of the deployment now: its kind, its servers, their state. Never waits. */
    public TopologyDescription description() {
        return core.topology().description();
    }

    /** How the connection pool of each server is used now. Never waits. */
    public Map<ServerAddress, PoolUse> poolUse() {
        var use = new LinkedHashMap<ServerAddress, PoolUse>();
        core.topology().pools().forEach((server, pool) -> {
            PoolStatistics now = pool.statistics();
            use.put(server, new PoolUse(now.size(), now.idle(), now.inUse(), now.pending(), now.waiting()));
        });
        return use;
    }

    /** The servers whose state is known now. Never waits; empty until the first has answered. */
    public Set<ServerAddress> nodes() {
        return core.topology().description().servers().stream()
                .filter(ServerDescription::isKnown)
                .map(ServerDescription::address)
                .collect(Collectors.toCollection(LinkedHashSet::new));
    }

    /**
     * The server that takes writes: the primary, the standalone server, or one of the mongos servers. Waits for one as
     * an operation does.
     *
     * @throws dev.morelia.error.ServerSelectionException when there was none in time
     */
    public ServerAddress address() {
        return writable().address();
    }

    /** Whether the server that {@link #address} tells is the primary of a replica set. Waits as that does. */
    public boolean isPrimary() {
        return writable().description().type() == ServerType.RS_PRIMARY;
    }

    /** Whether the server that {@link #address} tells is a mongos. Waits as that does. */
    public boolean isMongos() {
        return writable().description().type() == ServerType.MONGOS;
    }

    private Server writable() {
        return core.topology().select(null, Set.of(), Deadline.NONE);
    }

    /** Most connections to each server, in use or not; 0 for no limit, 100 unless set. */
    public int maxPoolSize() {
        return core.settings().pool().maxPoolSize();
    }

    /** How much slower than the fastest a server may answer and still be chosen; 15 milliseconds unless set. */
    public Duration localThreshold() {
        return core.settings().topology().localThreshold();
    }

    /** The longest document that the server stores, in bytes. */
    public int maxBsonSize() {
        return hello("maxBsonObjectSize", Limits.DEFAULT.maxBsonObjectSize());
    }

    /** The longest message that the server takes, in bytes. */
    public int maxMessageSize() {
        return hello("maxMessageSizeBytes", Limits.DEFAULT.maxMessageSizeBytes());
    }

    private int hello(String limit, int absent) {
        return admin(new Document("hello", 1), reply -> reply.int32(limit, absent));
    }

    /** The server's version and how it was built: its reply to {@code buildInfo}. */
    public Document serverInfo() {
        return admin(new Document("buildInfo", 1));
    }

    /**
     * Has the server write all data to its disks.
     *
     * @param lock whether it shall refuse writes from then on, until {@link #unlock}
     * @return the server's reply
     * @throws dev.morelia.error.CommandException when the server refused it
     */
    public Document fsync(boolean lock) {
        return admin(Document.of("fsync", 1, "lock", lock));
    }

    /**
     * Takes back one {@code fsync(true)}.
     *
     * @return the server's reply
     * @throws dev.morelia.error.CommandException when the server refused it, as it does when it is not locked
     */
    public Document unlock() {
        return admin(new Document("fsyncUnlock", 1));
    }

    /** Whether {@code fsync(true)} keeps the server from writing. */
    public boolean isLocked() {
        return admin(Document.of("currentOp", 1, "$ownOps", true), reply -> reply.bool("fsyncLock", false));
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
     * Closes cursors on their server.
     *
     * @param ids their numbers
     * @param namespace what they read
     * @param server where they are
     * @return how many were there to be closed
     * @throws IllegalArgumentException when an argument is null or there are no ids
     * @throws dev.morelia.error.ServerSelectionException when the server does not belong to the deployment
     * @throws dev.morelia.error.MongoException when the server could not be asked or refused
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
     * Has a cursor closed on its server, in the background and when the {@link Builder#cursorPolicy} says; returns at
     * once. A failure to close it is of no interest: the server drops idle cursors after ten minutes.
     *
     * @param id its number; not 0
     * @param namespace what it reads
     * @param server where it is
     */
    public void closeCursor(long id, Namespace namespace, ServerAddress server) {
        if (id == 0) {
            throw Argument.rejected("id", id, "is no cursor's: the server has closed it");
        }
        var cursor = new ServerCursor(
                id, Argument.notNull("namespace", namespace).toString(), Argument.notNull("server", server));
        // Else it would be left open by a client that has not begun yet, as by one that nobody needs any more.
        core.topology().open();
        core.abandonedCursors().add(cursor);
    }

    /**
     * Closes the connections and stops watching the servers; operations under way fail. The next operation opens them
     * again. Sessions are given up, too, so that a process whose image is taken and cloned afterwards (CRaC, snapshots
     * of functions) does not share the numbers of its writes with its clone. Never throws, may be repeated, has no
     * effect once the client is closed.
     */
    public void disconnect() {
        endSessions();
        core.topology().disconnect();
        // The one that told the servers of the end among them.
        core.executor().sessions().drain();
    }

    /**
     * Waits until every server that holds data has {@code minPoolSize} connections, so that the first operations need
     * not wait for any. Servers that cannot be reached are not waited for, as long as there is another one.
     *
     * @param timeout how long at most
     * @throws dev.morelia.error.ServerSelectionException when no server was found in time
     * @throws dev.morelia.error.OperationTimeoutException when the time is up
     * @throws dev.morelia.error.MongoException what opening a connection met, if its server became unusable meanwhile
     */
    public void warmUp(Duration timeout) {
        core.topology().warmUp(core.deadline(Argument.duration("timeout", timeout)));
    }

    /**
     * Finds out whether the deployment can be used with these settings, and if not, why: looks at every server once,
     * and tries each host step by step over a connection of its own. Problems are told in the result, never thrown.
     *
     * @param timeout how long at most; most problems are found much sooner
     * @throws dev.morelia.error.ClientClosedException after {@link #close}
     * @throws dev.morelia.error.InterruptedOperationException when the thread is interrupted
     */
    public Verification verify(Duration timeout) {
        return new Verifier(core.env(), core.topology(), core.connections(), core.settings())
                .verify(context.readPreference(), Argument.duration("timeout", timeout));
    }

    /** The same client with another write concern for all its databases. */
    public MongoClient with(WriteConcern writeConcern) {
        return with(context.with(Argument.notNull("writeConcern", writeConcern)));
    }

    /** The same client with another read concern for all its databases. */
    public MongoClient with(ReadConcern readConcern) {
        return with(context.with(Argument.notNull("readConcern", readConcern)));
    }

    /** The same client with another read preference for all its databases. */
    public MongoClient with(ReadPreference readPreference) {
        return with(context.with(Argument.notNull("readPreference", readPreference)));
    }

    /**
     * The same client with another limit for how long an operation may take with all it entails, for a query
     * with all batches of its cursor; zero for none. The server is told what is left of it. An operation that takes
     * longer ends with an {@link dev.morelia.error.OperationTimeoutException}.
     *
     * @see <a href="https://github.com/mongodb/specifications/blob/master/source/client-side-operations-timeout/client-side-operations-timeout.md">Client Side Operations Timeout</a>
     */
    public MongoClient with(Duration timeout) {
        return with(context.with(Argument.duration("timeout", timeout)));
    }

    /**
     * The same client with other codecs for all its databases. Unless they were built with a UUID representation, that
     * of this view holds.
     */
    public MongoClient with(CodecRegistry codecs) {
        return with(context.with(Argument.notNull("codecs", codecs)));
    }

    private MongoClient with(ExecutionContext changed) {
        return new MongoClient(core, changed);
    }

    /** Closes all connections; operations under way fail, later ones are refused. Never throws, may be repeated. */
    @Override
    public void close() {
        try {
            endSessions();
        } catch (Throwable unexpected) {
            // Little memory, or no thread: the servers end the sessions by themselves.
            if (core.env().isOver()) {
                throw unexpected;
            }
        } finally {
            core.close();
        }
    }

    /** Tells the servers, if one is there and answers soon; otherwise they notice by themselves, after half an hour. */
    private void endSessions() {
        List<RawDocument> sessions = core.executor().sessions().drain();
        if (sessions.isEmpty() || nodes().isEmpty()) {
            return;
        }
        // Listeners and selectors of the program are asked on the way, and may hang.
        BackgroundThread ending = core.background().thread("morelia-end-sessions", () -> {
            endSessions(sessions);
            return false;
        });
        ending.ensureRunning();
        try {
            ending.join(END_SESSIONS_TIMEOUT.toNanos());
        } catch (InterruptedException interrupted) {
            core.env().interruptSelf();
        }
    }

    private void endSessions(List<RawDocument> sessions) {
        Call soon = core.executor()
                .callOfSeveral(context.with(ReadPreference.primaryPreferred()).with(END_SESSIONS_TIMEOUT));
        try {
            for (int from = 0; from < sessions.size(); from += MAXIMUM_SESSIONS) {
                List<RawDocument> some = sessions.subList(from, Math.min(sessions.size(), from + MAXIMUM_SESSIONS));
                core.executor().execute(Administration.command("admin", new Document("endSessions", some)), soon);
            }
        } catch (Throwable failed) {
            // Not only a server may fail: the application's own server selector is asked, too, and closing goes on.
            Log.CLIENT.text(Level.DEBUG, "sessions were not ended", failed);
        }
    }

    @Override
    public String toString() {
        return "MongoClient" + core.settings().topology().hosts();
    }

    /** Builds a client. Not thread-safe. */
    public static final class Builder {
        private List<String> uris = List.of("mongodb://localhost");
        private boolean strict;
        private UnaryOperator<ClientSettings> change = UnaryOperator.identity();
        private final ClientAssembly assembly = new ClientAssembly();

        private Builder() {}

        /** The connection string, or plain hosts; {@code mongodb://localhost} by default. */
        public Builder uri(String uri) {
            this.uris = List.of(Argument.notNull("uri", uri));
            return this;
        }

        /**
         * Several connection strings or hosts that name one deployment together, in place of {@link #uri}; see {@link
         * ConnectionString#parse(List)} for what counts where they differ.
         */
        public Builder uris(List<String> uris) {
            this.uris = Argument.notEmpty("uris", uris);
            return this;
        }

        /**
         * Makes an error of everything that {@link #build} only warns of in the log otherwise: unknown options, values
         * that are ignored or most likely misspelt, what is deprecated, and what this version does not carry out.
         */
        public Builder strict() {
            strict = true;
            return this;
        }

        /**
         * Whether the client begins to look for its servers as soon as it is built; true unless set. If not, no thread
         * is started and no socket opened before the first operation.
         */
        public Builder connect(boolean connect) {
            assembly.connect(connect);
            return this;
        }

        /** Whether the system asks silent servers whether they are still there; true unless set. */
        public Builder socketKeepAlive(boolean socketKeepAlive) {
            return settings(settings -> settings.socket(socket -> socket.socketKeepAlive(socketKeepAlive)));
        }

        /**
         * Adds to what servers learn of this client when it connects; for libraries that wrap this driver. May be
         * called several times, the innermost library first.
         *
         * @param name the library's name
         * @param version its version; null for none
         * @param platform what it runs on; null for nothing. Where there is no room for all, its end is left out
         * @throws IllegalArgumentException when the name is null or empty or a value contains {@code |}
         */
        public Builder driverInfo(String name, @Nullable String version, @Nullable String platform) {
            assembly.add(new WrappingLibrary(name, version, platform));
            return this;
        }

        /** Changes the settings that the connection string gave; may be called several times. */
        public Builder settings(UnaryOperator<ClientSettings> change) {
            Argument.notNull("change", change);
            UnaryOperator<ClientSettings> before = this.change;
            this.change = settings -> change.apply(before.apply(settings));
            return this;
        }

        /** Is told of every command; may be called several times. */
        public Builder commandListener(CommandListener listener) {
            assembly.add(listener);
            return this;
        }

        /** Is told of every change of a connection pool; may be called several times. */
        public Builder poolListener(PoolListener listener) {
            assembly.add(listener);
            return this;
        }

        /** Is told how servers are watched and what is learned of them; may be called several times. */
        public Builder topologyListener(TopologyListener listener) {
            assembly.add(listener);
            return this;
        }

        /** When cursors are closed that wait for it in the background; {@link CursorPolicy#AT_ONCE} by default. */
        public Builder cursorPolicy(CursorPolicy policy) {
            assembly.cursorPolicy(policy);
            return this;
        }

        /**
         * How values are encoded and decoded; {@link CodecRegistry#standard()} by default, with the UUID representation
         * of the settings.
         */
        public Builder codecs(CodecRegistry codecs) {
            assembly.codecs(codecs);
            return this;
        }

        /**
         * The client; does no I/O.
         *
         * @throws IllegalArgumentException when the connection string is not valid; names the option and its value.
         *     Also when there is something to warn of and it must be {@link #strict}, and when the handshake has no
         *     room for the {@link #driverInfo}
         * @throws dev.morelia.error.UnsupportedFeatureException when the settings ask for what this version cannot do:
         *     authentication, TLS, a proxy, {@code mongodb+srv}, a load balancer
         */
        public MongoClient build() {
            PlannedFeatures.refuseScheme(uris);
            var connectionString = ConnectionString.parse(uris);
            var settings = Argument.notNull("settings", change.apply(ClientSettings.of(connectionString)));
            PlannedFeatures.refuse(settings);
            var warnings = new ArrayList<>(PlannedFeatures.warnings(connectionString, settings));
            warnings.addAll(connectionString.warnings());
            if (strict && !warnings.isEmpty()) {
                throw new IllegalArgumentException(
                        "The settings are not accepted in strict mode. Without it there would be these warnings: "
                                + String.join("; ", warnings));
            }
            warnings.forEach(warning -> Log.CLIENT.text(Level.WARNING, warning, null));
            var context = assembly.context(settings);
            return new MongoClient(assembly.assemble(settings, context), context);
        }
    }
}
