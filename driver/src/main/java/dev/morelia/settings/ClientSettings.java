package dev.morelia.settings;

import dev.morelia.bson.UuidRepresentation;
import dev.morelia.internal.argument.Argument;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.function.Consumer;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;

/**
 * Everything a client is told before it starts. Immutable and thread-safe; prints without secrets.
 *
 * <p>Change one thing at a time:
 * {@code settings.pool(pool -> pool.maxPoolSize(5)).writeConcern(WriteConcern.MAJORITY)}. What is changed in code wins
 * over what the connection string said.
 *
 * @param topology which deployment, and how to choose among its servers
 * @param monitoring how servers are watched
 * @param pool limits of the connection pools
 * @param socket times of sockets, and a proxy
 * @param tls encryption
 * @param compression compression of messages
 * @param credential who the client acts for; null for nobody
 * @param serverApi version of the stable API that commands declare; null for none
 * @param readConcern of reads that say nothing else; the server's default unless set
 * @param writeConcern of writes that say nothing else; the server's default unless set
 * @param readPreference of reads that say nothing else; primary unless set
 * @param retry what is tried again by itself
 * @param timeout how long a whole operation may take with all its steps; zero for ever; null for no such limit, which
 *     lets the older single timeouts apply
 * @param applicationName name that the servers' logs show for this client, at most 128 bytes; null for none
 * @param defaultDatabase database named by the connection string; null for none
 * @param uuidRepresentation how UUIDs are written, and which binaries are read back as UUIDs; must not contradict the
 *     representation that the client's codecs were built with; null for theirs, which is standard unless set
 */
public record ClientSettings(
        TopologySettings topology,
        MonitoringSettings monitoring,
        PoolSettings pool,
        SocketSettings socket,
        TlsSettings tls,
        CompressionSettings compression,
        @Nullable Credential credential,
        @Nullable ServerApi serverApi,
        ReadConcern readConcern,
        WriteConcern writeConcern,
        ReadPreference readPreference,
        RetrySettings retry,
        @Nullable Duration timeout,
        @Nullable String applicationName,
        @Nullable String defaultDatabase,
        @Nullable UuidRepresentation uuidRepresentation) {
    private static final int LONGEST_APPLICATION_NAME_BYTES = 128;

    private static final ClientSettings DEFAULTS = new ClientSettings(
            TopologySettings.defaults(),
            MonitoringSettings.defaults(),
            PoolSettings.defaults(),
            SocketSettings.defaults(),
            TlsSettings.disabled(),
            CompressionSettings.defaults(),
            null,
            null,
            ReadConcern.DEFAULT,
            WriteConcern.ACKNOWLEDGED,
            ReadPreference.primary(),
            RetrySettings.defaults(),
            null,
            null,
            null,
            null);

    /**
     * Settings.
     *
     * @throws IllegalArgumentException if a component is null that must not be, or the application name is too long
     */
    public ClientSettings {
        Argument.notNull("topology", topology);
        Argument.notNull("monitoring", monitoring);
        Argument.notNull("pool", pool);
        Argument.notNull("socket", socket);
        Argument.notNull("tls", tls);
        Argument.notNull("compression", compression);
        Argument.notNull("readConcern", readConcern);
        Argument.notNull("writeConcern", writeConcern);
        Argument.notNull("readPreference", readPreference);
        Argument.notNull("retry", retry);
        if (timeout != null) {
            Argument.duration("timeout", timeout);
        }
        if (applicationName != null && !fitsApplicationName(applicationName)) {
            throw Argument.rejected("applicationName", applicationName, "must not be longer than 128 bytes");
        }
    }

    static boolean fitsApplicationName(String name) {
        return name.getBytes(StandardCharsets.UTF_8).length <= LONGEST_APPLICATION_NAME_BYTES;
    }

    /** What holds where nothing was said: one server on this machine at the default port, no TLS, no user. */
    public static ClientSettings defaults() {
        return DEFAULTS;
    }

    /**
     * What a connection string says, and the defaults for the rest. Whoever wants to see what is ignored or deprecated
     * in it parses it first, for its {@link ConnectionString#warnings}.
     *
     * @throws IllegalArgumentException if the text is no connection string or contradicts itself
     */
    public static ClientSettings of(String connectionString) {
        return of(ConnectionString.parse(connectionString));
    }

    /**
     * What a connection string says, and the defaults for the rest.
     *
     * @throws IllegalArgumentException if the connection string contradicts itself
     */
    public static ClientSettings of(ConnectionString connectionString) {
        return Argument.notNull("connectionString", connectionString).settings();
    }

    /** The same with the topology settings that the change makes of the present ones. */
    public ClientSettings topology(UnaryOperator<TopologySettings> change) {
        return with(draft -> draft.topology = Argument.notNull("change", change).apply(topology));
    }

    /** The same with the monitoring settings that the change makes of the present ones. */
    public ClientSettings monitoring(UnaryOperator<MonitoringSettings> change) {
        return with(
                draft -> draft.monitoring = Argument.notNull("change", change).apply(monitoring));
    }

    /** The same with the pool settings that the change makes of the present ones. */
    public ClientSettings pool(UnaryOperator<PoolSettings> change) {
        return with(draft -> draft.pool = Argument.notNull("change", change).apply(pool));
    }

    /** The same with the socket settings that the change makes of the present ones. */
    public ClientSettings socket(UnaryOperator<SocketSettings> change) {
        return with(draft -> draft.socket = Argument.notNull("change", change).apply(socket));
    }

    /** The same with the TLS settings that the change makes of the present ones. */
    public ClientSettings tls(UnaryOperator<TlsSettings> change) {
        return with(draft -> draft.tls = Argument.notNull("change", change).apply(tls));
    }

    /** The same with the compression settings that the change makes of the present ones. */
    public ClientSettings compression(UnaryOperator<CompressionSettings> change) {
        return with(
                draft -> draft.compression = Argument.notNull("change", change).apply(compression));
    }

    /** The same with the retry settings that the change makes of the present ones. */
    public ClientSettings retry(UnaryOperator<RetrySettings> change) {
        return with(draft -> draft.retry = Argument.notNull("change", change).apply(retry));
    }

    /** The same acting for another user, or for nobody if null. */
    public ClientSettings credential(@Nullable Credential value) {
        return with(draft -> draft.credential = value);
    }

    /** The same declaring another version of the stable API, or none if null. */
    public ClientSettings serverApi(@Nullable ServerApi value) {
        return with(draft -> draft.serverApi = value);
    }

    /** The same with another {@code readConcern}. */
    public ClientSettings readConcern(ReadConcern value) {
        return with(draft -> draft.readConcern = value);
    }

    /** The same with another {@code writeConcern}. */
    public ClientSettings writeConcern(WriteConcern value) {
        return with(draft -> draft.writeConcern = value);
    }

    /** The same with another {@code readPreference}. */
    public ClientSettings readPreference(ReadPreference value) {
        return with(draft -> draft.readPreference = value);
    }

    /** The same with another {@code timeout}; zero for ever, null for no such limit. */
    public ClientSettings timeout(@Nullable Duration value) {
        return with(draft -> draft.timeout = value);
    }

    /** The same with another {@code applicationName}, at most 128 bytes; null for none. */
    public ClientSettings applicationName(@Nullable String value) {
        return with(draft -> draft.applicationName = value);
    }

    /** The same with another {@code defaultDatabase}; null for none. */
    public ClientSettings defaultDatabase(@Nullable String value) {
        return with(draft -> draft.defaultDatabase = value);
    }

    /** The same with another {@code uuidRepresentation}. */
    public ClientSettings uuidRepresentation(UuidRepresentation value) {
        Argument.notNull("uuidRepresentation", value);
        return with(draft -> draft.uuidRepresentation = value);
    }

    private ClientSettings with(Consumer<Draft> change) {
        var draft = new Draft(this);
        change.accept(draft);
        return draft.build();
    }

    /** The components while one of them changes. */
    private static final class Draft {
        private TopologySettings topology;
        private MonitoringSettings monitoring;
        private PoolSettings pool;
        private SocketSettings socket;
        private TlsSettings tls;
        private CompressionSettings compression;
        private @Nullable Credential credential;
        private @Nullable ServerApi serverApi;
        private ReadConcern readConcern;
        private WriteConcern writeConcern;
        private ReadPreference readPreference;
        private RetrySettings retry;
        private @Nullable Duration timeout;
        private @Nullable String applicationName;
        private @Nullable String defaultDatabase;
        private @Nullable UuidRepresentation uuidRepresentation;

        Draft(ClientSettings settings) {
            topology = settings.topology;
            monitoring = settings.monitoring;
            pool = settings.pool;
            socket = settings.socket;
            tls = settings.tls;
            compression = settings.compression;
            credential = settings.credential;
            serverApi = settings.serverApi;
            readConcern = settings.readConcern;
            writeConcern = settings.writeConcern;
            readPreference = settings.readPreference;
            retry = settings.retry;
            timeout = settings.timeout;
            applicationName = settings.applicationName;
            defaultDatabase = settings.defaultDatabase;
            uuidRepresentation = settings.uuidRepresentation;
        }

        ClientSettings build() {
            return new ClientSettings(
                    topology,
                    monitoring,
                    pool,
                    socket,
                    tls,
                    compression,
                    credential,
                    serverApi,
                    readConcern,
                    writeConcern,
                    readPreference,
                    retry,
                    timeout,
                    applicationName,
                    defaultDatabase,
                    uuidRepresentation);
        }
    }
}
