package dev.morelia.settings;

import dev.morelia.bson.UuidRepresentation;
import dev.morelia.internal.argument.Argument;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.function.Consumer;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;

/**
 * Everything a client is told before it starts. Immutable and thread-safe; prints without secrets.
 *
 * <p>Change one thing at a time:
 * {@code settings.pool(pool -> pool.maxPoolSize(5)).writeConcern(WriteConcern.MAJORITY)}. What is changed in code wins
 * over what the connection string said.
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

    /** Which deployment, and how to choose among its servers. */
    public TopologySettings topology() {
        return fields.topology;
    }

    /** The same with the topology settings that the change makes of the present ones. */
    public ClientSettings topology(UnaryOperator<TopologySettings> change) {
        return with(
                changed -> changed.topology = Argument.notNull("change", change).apply(fields.topology));
    }

    /** How servers are watched. */
    public MonitoringSettings monitoring() {
        return fields.monitoring;
    }

    /** The same with the monitoring settings that the change makes of the present ones. */
    public ClientSettings monitoring(UnaryOperator<MonitoringSettings> change) {
        return with(changed ->
                changed.monitoring = Argument.notNull("change", change).apply(fields.monitoring));
    }

    /** Limits of the connection pools. */
    public PoolSettings pool() {
        return fields.pool;
    }

    /** The same with the pool settings that the change makes of the present ones. */
    public ClientSettings pool(UnaryOperator<PoolSettings> change) {
        return with(changed -> changed.pool = Argument.notNull("change", change).apply(fields.pool));
    }

    /** Times of sockets, and a proxy. */
    public SocketSettings socket() {
        return fields.socket;
    }

    /** The same with the socket settings that the change makes of the present ones. */
    public ClientSettings socket(UnaryOperator<SocketSettings> change) {
        return with(
                changed -> changed.socket = Argument.notNull("change", change).apply(fields.socket));
    }

    /** Encryption of connections. */
    public TlsSettings tls() {
        return fields.tls;
    }

    /** The same with the TLS settings that the change makes of the present ones. */
    public ClientSettings tls(UnaryOperator<TlsSettings> change) {
        return with(changed -> changed.tls = Argument.notNull("change", change).apply(fields.tls));
    }

    /** Compression of messages. */
    public CompressionSettings compression() {
        return fields.compression;
    }

    /** The same with the compression settings that the change makes of the present ones. */
    public ClientSettings compression(UnaryOperator<CompressionSettings> change) {
        return with(changed ->
                changed.compression = Argument.notNull("change", change).apply(fields.compression));
    }

    /** Who the client acts for; null for nobody. */
    public @Nullable Credential credential() {
        return fields.credential;
    }

    /** The same acting for another user, or for nobody if null. */
    public ClientSettings credential(@Nullable Credential value) {
        return with(changed -> changed.credential = value);
    }

    /** Version of the stable API that commands declare; null for none. */
    public @Nullable ServerApi serverApi() {
        return fields.serverApi;
    }

    /** The same declaring another version of the stable API, or none if null. */
    public ClientSettings serverApi(@Nullable ServerApi value) {
        return with(changed -> changed.serverApi = value);
    }

    /** The read concern of reads that say nothing else; the server's default unless set. */
    public ReadConcern readConcern() {
        return fields.readConcern;
    }

    /** The same with another {@code readConcern}. */
    public ClientSettings readConcern(ReadConcern value) {
        return with(changed -> changed.readConcern = value);
    }

    /** The write concern of writes that say nothing else; the server's default unless set. */
    public WriteConcern writeConcern() {
        return fields.writeConcern;
    }

    /** The same with another {@code writeConcern}. */
    public ClientSettings writeConcern(WriteConcern value) {
        return with(changed -> changed.writeConcern = value);
    }

    /** The read preference of reads that say nothing else; primary unless set. */
    public ReadPreference readPreference() {
        return fields.readPreference;
    }

    /** The same with another {@code readPreference}. */
    public ClientSettings readPreference(ReadPreference value) {
        return with(changed -> changed.readPreference = value);
    }

    /** What is tried again by itself. */
    public RetrySettings retry() {
        return fields.retry;
    }

    /** The same with the retry settings that the change makes of the present ones. */
    public ClientSettings retry(UnaryOperator<RetrySettings> change) {
        return with(
                changed -> changed.retry = Argument.notNull("change", change).apply(fields.retry));
    }

    /**
     * How long a whole operation may take with all its steps; zero for ever; null for no such limit, which lets the
     * older single timeouts apply.
     */
    public @Nullable Duration timeout() {
        return fields.timeout;
    }

    /** The same with another {@code timeout}; zero for ever, null for no such limit. */
    public ClientSettings timeout(@Nullable Duration value) {
        return with(changed -> changed.timeout = value);
    }

    /** Name that the servers' logs show for this client, at most 128 bytes; null for none. */
    public @Nullable String applicationName() {
        return fields.applicationName;
    }

    /** The same with another {@code applicationName}, at most 128 bytes; null for none. */
    public ClientSettings applicationName(@Nullable String value) {
        return with(changed -> changed.applicationName = value);
    }

    /** Database named by the connection string; null for none. */
    public @Nullable String defaultDatabase() {
        return fields.defaultDatabase;
    }

    /** The same with another {@code defaultDatabase}; null for none. */
    public ClientSettings defaultDatabase(@Nullable String value) {
        return with(changed -> changed.defaultDatabase = value);
    }

    /**
     * How UUIDs are written, and which binaries are read back as UUIDs; must not contradict the representation that the
     * client's codecs were built with; null for theirs, which is standard unless set.
     */
    public @Nullable UuidRepresentation uuidRepresentation() {
        return fields.uuidRepresentation;
    }

    /** The same with another {@code uuidRepresentation}. */
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
        SocketSettings socket = SocketSettings.defaults();
        TlsSettings tls = TlsSettings.disabled();
        CompressionSettings compression = CompressionSettings.defaults();

        @Nullable
        Credential credential;

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
            all.put("socket", socket);
            all.put("tls", tls);
            all.put("compression", compression);
            all.put("credential", credential);
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
