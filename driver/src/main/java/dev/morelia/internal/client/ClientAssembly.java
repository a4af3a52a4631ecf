package dev.morelia.internal.client;

import dev.morelia.bson.UuidRepresentation;
import dev.morelia.bson.codec.CodecRegistry;
import dev.morelia.event.CommandListener;
import dev.morelia.event.PoolListener;
import dev.morelia.event.TopologyListener;
import dev.morelia.internal.argument.Argument;
import dev.morelia.internal.background.Background;
import dev.morelia.internal.bridge.Bridge;
import dev.morelia.internal.compression.Compression;
import dev.morelia.internal.connection.Connection;
import dev.morelia.internal.connection.ConnectionFactory;
import dev.morelia.internal.connection.WrappingLibrary;
import dev.morelia.internal.cursor.AbandonedCursors;
import dev.morelia.internal.cursor.CursorResources;
import dev.morelia.internal.cursor.ReadAheadMemory;
import dev.morelia.internal.env.CancelToken;
import dev.morelia.internal.env.Deadline;
import dev.morelia.internal.env.Env;
import dev.morelia.internal.env.EnvOverride;
import dev.morelia.internal.exec.CommandEvents;
import dev.morelia.internal.exec.ExecutionContext;
import dev.morelia.internal.exec.Executor;
import dev.morelia.internal.identity.IdentityProviders;
import dev.morelia.internal.log.CommandLog;
import dev.morelia.internal.log.DocumentText;
import dev.morelia.internal.log.Log;
import dev.morelia.internal.log.PoolLog;
import dev.morelia.internal.log.StateLog;
import dev.morelia.internal.log.TopologyLog;
import dev.morelia.internal.monitor.MonitorContext;
import dev.morelia.internal.pool.ConnectionOpener;
import dev.morelia.internal.pool.ConnectionPool;
import dev.morelia.internal.seedlist.EffectiveSettings;
import dev.morelia.internal.topology.Topology;
import dev.morelia.internal.topology.TopologyEvents;
import dev.morelia.settings.ClientSettings;
import dev.morelia.settings.ConnectionString;
import dev.morelia.spi.AsyncExecutor;
import dev.morelia.spi.Compressor;
import dev.morelia.spi.ContextPropagation;
import dev.morelia.spi.CursorPolicy;
import dev.morelia.spi.DnsResolver;
import dev.morelia.topology.ServerAddress;
import java.lang.System.Logger.Level;
import java.util.ArrayList;
import java.util.List;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;

/** Collects the parts of a client for its builder and assembles them. Not thread-safe. */
public final class ClientAssembly {
    private final List<CommandListener> commandListeners = new ArrayList<>();
    private final List<PoolListener> poolListeners = new ArrayList<>();
    private final List<TopologyListener> topologyListeners = new ArrayList<>();
    private final List<WrappingLibrary> wrappingLibraries = new ArrayList<>();
    private final List<Compressor> compressors = new ArrayList<>();
    private Compression compression = Compression.NONE;
    private boolean connect = true;
    private CursorPolicy cursorPolicy = CursorPolicy.IMMEDIATE;
    private @Nullable DnsResolver dnsResolver;
    private @Nullable CodecRegistry codecs;
    private @Nullable AsyncExecutor asyncExecutor;
    private @Nullable ContextPropagation contextPropagation;
    private IdentityProviders identityProviders = IdentityProviders.NONE;

    /** Adds a command listener. */
    public void add(CommandListener listener) {
        commandListeners.add(Argument.notNull("listener", listener));
    }

    /** Adds a pool listener. */
    public void add(PoolListener listener) {
        poolListeners.add(Argument.notNull("listener", listener));
    }

    /** Adds a topology listener. */
    public void add(TopologyListener listener) {
        topologyListeners.add(Argument.notNull("listener", listener));
    }

    /** Adds a wrapping library to the client metadata. */
    public void add(WrappingLibrary library) {
        wrappingLibraries.add(library);
    }

    /** Adds a compressor of the program. */
    public void add(Compressor compressor) {
        compressors.add(Argument.notNull("compressor", compressor));
    }

    /**
     * Checks the settings, finds the compressors that they name, and returns what has no effect, one message each.
     *
     * @throws IllegalArgumentException if there is no compressor with such a name, or TLS is enabled for a Unix domain
     *     socket
     */
    public List<String> check(ConnectionString uri, ClientSettings settings) {
        if (settings.tls().enabled()) {
            settings.topology().hosts().forEach(ClientAssembly::checkTls);
        }
        var warnings = new ArrayList<String>();
        // The specification does not allow this warning while the connection string is parsed.
        if (uri.collection() != null) {
            warnings.add("The connection string names the collection '" + uri.database() + "." + uri.collection()
                    + "' instead of only a default database: the collection name has no effect, and"
                    + " the default database is '" + uri.database() + "'");
        }
        warnings.addAll(uri.warnings());
        compression = Compression.of(settings.compression(), compressors, warnings::add);
        return warnings;
    }

    /** Servers do not offer TLS there, and a connection in plain text must not go unnoticed. */
    private static void checkTls(ServerAddress host) {
        if (host.isUnixSocket()) {
            throw Argument.rejected(
                    "host", host.host(), "must not be a Unix domain socket if TLS is enabled: set tls=false");
        }
    }

    /** Whether the client starts to monitor the servers immediately. */
    public void connect(boolean atOnce) {
        connect = atOnce;
    }

    /** When cursors are closed in the background. */
    public void cursorPolicy(CursorPolicy policy) {
        cursorPolicy = Argument.notNull("policy", policy);
    }

    /** What looks up SRV and TXT records. */
    public void dnsResolver(DnsResolver resolver) {
        dnsResolver = Argument.notNull("resolver", resolver);
    }

    /** What provides the threads of the async API. */
    public void asyncExecutor(AsyncExecutor executor) {
        asyncExecutor = Argument.notNull("executor", executor);
    }

    /** What carries context to the threads of the async API. */
    public void contextPropagation(ContextPropagation propagation) {
        contextPropagation = Argument.notNull("propagation", propagation);
    }

    /** The codecs for values. */
    public void codecs(CodecRegistry registry) {
        codecs = Argument.notNull("codecs", registry);
    }

    /** Adds the program's own code that helps to authenticate. */
    public void identity(UnaryOperator<IdentityProviders> change) {
        identityProviders = change.apply(identityProviders);
    }

    /** The context that the views of the client start with. */
    public ExecutionContext context(ClientSettings settings) {
        return new ExecutionContext(
                codecsFor(settings),
                settings.readPreference(),
                settings.readConcern(),
                settings.writeConcern(),
                settings.timeout(),
                null,
                null,
                null);
    }

    /** Assembles the client. */
    public Core assemble(ClientSettings settings, ExecutionContext context) {
        addLogs();
        Env env = EnvOverride.current();
        var background = new Background(env);
        var connections = new ConnectionFactory(background, settings, identityProviders, compression);
        wrappingLibraries.forEach(connections::appendMetadata);
        var effective =
                new EffectiveSettings(env, settings, dnsResolver == null ? env.dns() : dnsResolver, connections::use);
        var topology = topology(background, connections, effective);
        var executor = new Executor(env, topology, new CommandEvents(env, commandListeners), settings);
        var abandoned = new AbandonedCursors(background, topology, executor, context, cursorPolicy);
        var cursors = new CursorResources(executor, abandoned, new ReadAheadMemory());
        var bridge = new Bridge(background, settings, asyncExecutor, contextPropagation);
        if (connect) {
            topology.open();
        }
        var cleanUps = new CleanUps(background.env());
        return new Core(effective, background, topology, connections, executor, cursors, bridge, cleanUps);
    }

    /**
     * Adds the logging listeners of those components whose logger is enabled now. They come first, so that the log
     * already has an event when a listener of the program receives it.
     */
    private void addLogs() {
        var texts = DocumentText.configured();
        if (Log.COMMAND.isOn(Level.DEBUG)) {
            commandListeners.add(0, new CommandLog(texts));
        }
        if (Log.CONNECTION.isOn(Level.DEBUG)) {
            poolListeners.add(0, new PoolLog(texts));
        }
        if (Log.TOPOLOGY.isOn(Level.DEBUG)) {
            topologyListeners.add(0, new TopologyLog(texts));
        }
        if (Log.TOPOLOGY.isOn(Level.WARNING)) {
            topologyListeners.add(new StateLog());
        }
    }

    private Topology topology(Background background, ConnectionFactory connections, EffectiveSettings effective) {
        ClientSettings settings = effective.current();
        List<PoolListener> listeners = List.copyOf(poolListeners);
        var events = new TopologyEvents(background, topologyListeners);
        return new Topology(
                effective,
                background,
                events,
                MonitorContext.of(background, connections, events, settings),
                (address, owner) -> new ConnectionPool(
                        background, address, settings.pool(), new Opener(connections, address), owner, listeners));
    }

    /** Opens the connections of the pool of one server. */
    private record Opener(ConnectionFactory connections, ServerAddress address) implements ConnectionOpener {
        @Override
        public Connection open(long driverConnectionId, Deadline deadline, CancelToken token) {
            return connections.open(address, driverConnectionId, deadline, token);
        }

        @Override
        public void authenticate(Connection connection, Deadline deadline, CancelToken token) {
            connections.authenticate(connection, deadline, token);
        }
    }

    /** The program's codecs, or the standard ones with the UUID representation of the settings. */
    private CodecRegistry codecsFor(ClientSettings settings) {
        UuidRepresentation representation = settings.uuidRepresentation();
        CodecRegistry given = codecs != null ? codecs : CodecRegistry.standard();
        if (representation == null || given.chosenUuidRepresentation() == representation) {
            return given;
        }
        if (given.chosenUuidRepresentation() != null) {
            throw Argument.rejected(
                    "uuidRepresentation",
                    representation,
                    "must not contradict the codecs' UUID representation " + given.chosenUuidRepresentation());
        }
        return given.with(representation);
    }
}
