package dev.morelia.settings;

import dev.morelia.bson.UuidRepresentation;
import dev.morelia.internal.argument.Argument;
import dev.morelia.topology.ServerAddress;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;

/**
 * All settings of a client. Immutable and thread-safe; prints without secrets.
 *
 * <p>Change one thing at a time:
 * {@code settings.pool(pool -> pool.maxPoolSize(5)).writeConcern(WriteConcern.MAJORITY)}. What is set in code
 * overrides the connection string.
 */
public final class ClientSettings {
    private static final int MAXIMUM_APPLICATION_NAME_BYTES = 128;
    private static final ClientSettings DEFAULTS = new ClientSettings(new Fields());

    private final Fields fields;

    private ClientSettings(Fields fields) {
        this.fields = fields;
    }

    static boolean fitsApplicationName(String name) {
        return name.getBytes(StandardCharsets.UTF_8).length <= MAXIMUM_APPLICATION_NAME_BYTES;
    }

    /** The defaults: localhost at the default port, without TLS or a credential. */
    public static ClientSettings defaults() {
        return DEFAULTS;
    }

    /**
     * The settings of a connection string, with defaults for the rest. To see its ignored or deprecated options, parse
     * it first and look at {@link ConnectionString#warnings}.
     *
     * @throws IllegalArgumentException if the text is not a valid connection string or its options conflict
     */
    public static ClientSettings of(String connectionString) {
        return of(ConnectionString.parse(connectionString));
    }

    /**
     * The settings of a connection string, with defaults for the rest.
     *
     * @throws IllegalArgumentException if the options of the connection string conflict
     */
    public static ClientSettings of(ConnectionString connectionString) {
        return Argument.notNull("connectionString", connectionString).settings();
    }

    /**
     * Returns a copy as DNS completes it, with {@link TopologySettings#srv}: with the given hosts, and with those
     * options of a TXT record that neither the connection string nor the program has set. An {@code authSource}
     * replaces the default one of a credential, but none that was named.
     *
     * @param hosts the hosts of the SRV records
     * @param txt the text of the TXT record, such as {@code replicaSet=rs0&authSource=admin}; empty for none
     * @throws IllegalArgumentException if the TXT record is malformed or has another option than {@code authSource},
     *     {@code replicaSet} and {@code loadBalanced}, or if the result contradicts itself
     */
    public ClientSettings resolved(List<ServerAddress> hosts, String txt) {
        List<ServerAddress> found = Argument.list("hosts", hosts);
        UriOptions options = UriOptions.ofTxtRecord(Argument.notNull("txt", txt));
        return with(changed -> {
            changed.topology = fields.topology.resolved(found, options);
            Credential credential = fields.credential;
            String source = options.text(UriOption.AUTH_SOURCE);
            if (credential != null
                    && source != null
                    && !fields.authSourceGiven
                    && UriSettings.usersLiveInDatabases(credential.mechanism())) {
                changed.credential = credential.source(source);
            }
        });
    }

    /** The deployment, and server selection. */
    public TopologySettings topology() {
        return fields.topology;
    }

    /** Returns a copy with changed topology settings. */
    public ClientSettings topology(UnaryOperator<TopologySettings> change) {
        return with(
                changed -> changed.topology = Argument.notNull("change", change).apply(fields.topology));
    }

    /** Server monitoring. */
    public MonitoringSettings monitoring() {
        return fields.monitoring;
    }

    /** Returns a copy with changed monitoring settings. */
    public ClientSettings monitoring(UnaryOperator<MonitoringSettings> change) {
        return with(changed ->
                changed.monitoring = Argument.notNull("change", change).apply(fields.monitoring));
    }

    /** Limits of the connection pools. */
    public PoolSettings pool() {
        return fields.pool;
    }

    /** Returns a copy with changed pool settings. */
    public ClientSettings pool(UnaryOperator<PoolSettings> change) {
        return with(changed -> changed.pool = Argument.notNull("change", change).apply(fields.pool));
    }

    /** Limits of the async API. */
    public AsyncSettings async() {
        return fields.async;
    }

    /** Returns a copy with changed settings of the async API. */
    public ClientSettings async(UnaryOperator<AsyncSettings> change) {
        return with(
                changed -> changed.async = Argument.notNull("change", change).apply(fields.async));
    }

    /** Socket timeouts and the proxy. */
    public SocketSettings socket() {
        return fields.socket;
    }

    /** Returns a copy with changed socket settings. */
    public ClientSettings socket(UnaryOperator<SocketSettings> change) {
        return with(
                changed -> changed.socket = Argument.notNull("change", change).apply(fields.socket));
    }

    /** Encryption of connections. */
    public TlsSettings tls() {
        return fields.tls;
    }

    /** Returns a copy with changed TLS settings. */
    public ClientSettings tls(UnaryOperator<TlsSettings> change) {
        return with(changed -> changed.tls = Argument.notNull("change", change).apply(fields.tls));
    }

    /** Compression of messages. */
    public CompressionSettings compression() {
        return fields.compression;
    }

    /** Returns a copy with changed compression settings. */
    public ClientSettings compression(UnaryOperator<CompressionSettings> change) {
        return with(changed ->
                changed.compression = Argument.notNull("change", change).apply(fields.compression));
    }

    /** The credential that connections authenticate with; null for none. */
    public @Nullable Credential credential() {
        return fields.credential;
    }

    /**
     * Returns a copy with the given credential, or without one if null. One that names no source has the {@code
     * authSource} of the connection string, if that says one.
     *
     * @throws IllegalArgumentException if the credential's mechanism does not accept this source
     */
    public ClientSettings credential(@Nullable Credential value) {
        return with(changed -> {
            String source = fields.authSource;
            boolean named = value != null && value.namesSource();
            changed.credential = value == null || named || source == null ? value : value.source(source);
            changed.authSourceGiven = named || source != null;
        });
    }

    /** Version of the stable API that commands declare; null for none. */
    public @Nullable ServerApi serverApi() {
        return fields.serverApi;
    }

    /** Returns a copy that declares the given version of the stable API, or none if null. */
    public ClientSettings serverApi(@Nullable ServerApi value) {
        return with(changed -> changed.serverApi = value);
    }

    /** The default read concern; the server's default unless set. */
    public ReadConcern readConcern() {
        return fields.readConcern;
    }

    /** Returns a copy with the given {@code readConcern}. */
    public ClientSettings readConcern(ReadConcern value) {
        return with(changed -> changed.readConcern = value);
    }

    /** The default write concern; the server's default unless set. */
    public WriteConcern writeConcern() {
        return fields.writeConcern;
    }

    /** Returns a copy with the given {@code writeConcern}. */
    public ClientSettings writeConcern(WriteConcern value) {
        return with(changed -> changed.writeConcern = value);
    }

    /** The default read preference; primary unless set. */
    public ReadPreference readPreference() {
        return fields.readPreference;
    }

    /** Returns a copy with the given {@code readPreference}. */
    public ClientSettings readPreference(ReadPreference value) {
        return with(changed -> changed.readPreference = value);
    }

    /** Which operations are retried. */
    public RetrySettings retry() {
        return fields.retry;
    }

    /** Returns a copy with changed retry settings. */
    public ClientSettings retry(UnaryOperator<RetrySettings> change) {
        return with(
                changed -> changed.retry = Argument.notNull("change", change).apply(fields.retry));
    }

    /**
     * The timeout of a whole operation ({@code timeoutMS}): selecting a server, waiting for a connection and
     * establishing it with TLS and authentication, all messages, and all attempts. Views of clients, databases and
     * collections, and queries, may have another one. The server is told how much of it is left.
     *
     * <p>With a timeout, retryable reads and writes are attempted until it expires instead of twice. It replaces {@code
     * socketTimeoutMS}, {@code waitQueueTimeoutMS}, {@code wTimeoutMS} and the {@code maxTime} of operations; {@code
     * serverSelectionTimeoutMS} applies besides to selecting a server and getting a connection, and {@code
     * connectTimeoutMS} to each step of establishing it. Zero means no limit, but replaces those options all the same.
     * Null, the default, means that it is not set and those options apply. It does not apply to monitoring.
     *
     * @see <a href="https://github.com/mongodb/specifications/blob/master/source/client-side-operations-timeout/client-side-operations-timeout.md">Client Side Operations Timeout</a>
     */
    public @Nullable Duration timeout() {
        return fields.timeout;
    }

    /** Returns a copy with the given {@code timeout}; zero for no limit, null to unset it. */
    public ClientSettings timeout(@Nullable Duration value) {
        return with(changed -> changed.timeout = value);
    }

    /** Name that the servers' logs show for this client, at most 128 bytes; null for none. */
    public @Nullable String applicationName() {
        return fields.applicationName;
    }

    /** Returns a copy with the given {@code applicationName}, at most 128 bytes; null for none. */
    public ClientSettings applicationName(@Nullable String value) {
        return with(changed -> changed.applicationName = value);
    }

    /** Database named by the connection string; null for none. */
    public @Nullable String defaultDatabase() {
        return fields.defaultDatabase;
    }

    /** Returns a copy with the given {@code defaultDatabase}; null for none. */
    public ClientSettings defaultDatabase(@Nullable String value) {
        return with(changed -> changed.defaultDatabase = value);
    }

    /**
     * How UUIDs are written, and which binaries are read back as UUIDs; must not contradict the representation that the
     * client's codecs were built with; null means that of the codecs, by default {@code STANDARD}.
     */
    public @Nullable UuidRepresentation uuidRepresentation() {
        return fields.uuidRepresentation;
    }

    /** Returns a copy with the given {@code uuidRepresentation}. */
    public ClientSettings uuidRepresentation(UuidRepresentation value) {
        Argument.notNull("uuidRepresentation", value);
        return with(changed -> changed.uuidRepresentation = value);
    }

    ClientSettings with(Consumer<Fields> change) {
        return new ClientSettings(fields.with(change));
    }

    @Override
    public boolean equals(@Nullable Object other) {
        return other instanceof ClientSettings settings && settings.fields.equals(fields);
    }

    @Override
    public int hashCode() {
        return fields.hashCode();
    }

    @Override
    public String toString() {
        return "ClientSettings" + fields;
    }

    /** The values and their defaults. */
    static final class Fields extends Values<Fields> {
        TopologySettings topology = TopologySettings.defaults();
        MonitoringSettings monitoring = MonitoringSettings.defaults();
        PoolSettings pool = PoolSettings.defaults();
        AsyncSettings async = AsyncSettings.defaults();
        SocketSettings socket = SocketSettings.defaults();
        TlsSettings tls = TlsSettings.disabled();
        CompressionSettings compression = CompressionSettings.defaults();

        @Nullable
        Credential credential;

        /** The source that the connection string names, for credentials that name none. */
        @Nullable
        String authSource;

        /** Whether the source of the credential is not the default one, which a TXT record may replace. */
        boolean authSourceGiven;

        @Nullable
        ServerApi serverApi;

        ReadConcern readConcern = ReadConcern.DEFAULT;
        WriteConcern writeConcern = WriteConcern.ACKNOWLEDGED;
        ReadPreference readPreference = ReadPreference.primary();
        RetrySettings retry = RetrySettings.defaults();

        @Nullable
        Duration timeout;

        @Nullable
        String applicationName;

        @Nullable
        String defaultDatabase;

        @Nullable
        UuidRepresentation uuidRepresentation;

        @Override
        void check() {
            Argument.notNull("topology", topology);
            Argument.notNull("monitoring", monitoring);
            Argument.notNull("pool", pool);
            Argument.notNull("async", async);
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

        @Override
        Map<String, @Nullable Object> all() {
            var all = new LinkedHashMap<String, @Nullable Object>();
            all.put("topology", topology);
            all.put("monitoring", monitoring);
            all.put("pool", pool);
            all.put("async", async);
            all.put("socket", socket);
            all.put("tls", tls);
            all.put("compression", compression);
            all.put("credential", credential);
            all.put("authSource", authSource);
            all.put("authSourceGiven", authSourceGiven);
            all.put("serverApi", serverApi);
            all.put("readConcern", readConcern);
            all.put("writeConcern", writeConcern);
            all.put("readPreference", readPreference);
            all.put("retry", retry);
            all.put("timeout", timeout);
            all.put("applicationName", applicationName);
            all.put("defaultDatabase", defaultDatabase);
            all.put("uuidRepresentation", uuidRepresentation);
            return all;
        }
    }
}
