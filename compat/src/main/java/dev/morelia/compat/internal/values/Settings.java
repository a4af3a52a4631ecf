package dev.morelia.compat.internal.values;

import com.mongodb.LoggerSettings;
import com.mongodb.MongoClientException;
import com.mongodb.MongoClientSettings;
import com.mongodb.MongoCompressor;
import com.mongodb.MongoCredential;
import com.mongodb.MongoDriverInformation;
import com.mongodb.connection.ClusterConnectionMode;
import com.mongodb.connection.ClusterType;
import com.mongodb.connection.ConnectionPoolSettings;
import com.mongodb.connection.ServerSettings;
import com.mongodb.connection.SslSettings;
import com.mongodb.connection.TransportSettings;
import dev.morelia.MongoClient;
import dev.morelia.settings.ClientSettings;
import dev.morelia.settings.CompressionSettings;
import dev.morelia.settings.MonitoringSettings;
import dev.morelia.settings.PoolSettings;
import dev.morelia.settings.ProxySettings;
import dev.morelia.settings.RetrySettings;
import dev.morelia.settings.Secret;
import dev.morelia.settings.ServerApi;
import dev.morelia.settings.SocketSettings;
import dev.morelia.settings.TlsSettings;
import java.security.NoSuchAlgorithmException;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.TimeUnit;
import javax.net.ssl.SSLContext;
import org.jspecify.annotations.Nullable;

/**
 * Settings of the official driver as settings of Morelia. What Morelia cannot do is rejected by its name: see
 * {@link RejectedSetting}. Codecs and the UUID representation stay with the official driver's codec registry, the
 * context provider with the operations; Morelia has its own transport, so that the choice of one has no effect.
 */
public final class Settings {
    private static final long MINIMUM_HEARTBEAT_MILLIS = 500;
    private static final long MAINTENANCE_FREQUENCY_MILLIS = 60_000;

    private Settings() {}

    /**
     * Creates a client of Morelia with these settings and their listeners; it begins to monitor its servers.
     *
     * @param information what is appended to the metadata of the handshake, or null
     * @throws IllegalArgumentException if Morelia cannot follow one of the settings, with its name
     */
    public static MongoClient client(MongoClientSettings settings, @Nullable MongoDriverInformation information) {
        NewerSettings.check(settings);
        checkRejected(settings);
        var origin = new EventOrigin(settings);
        ClientSettings ours = from(settings, origin);
        MongoClient.Builder builder = MongoClient.builder().settings(defaults -> ours);
        if (information != null) {
            append(information, builder::driverInfo);
        }
        if (settings.getDnsClient() != null) {
            builder.dnsResolver(new DnsRecords(settings.getDnsClient()));
        }
        MongoCredential credential = settings.getCredential();
        if (credential != null) {
            Credentials.addProviders(credential, builder);
        }
        Listeners.add(settings, origin, builder);
        MongoClient client = builder.build();
        origin.descriptions(client::description);
        return client;
    }

    /** What takes the names and versions of libraries that wrap the driver. */
    @FunctionalInterface
    public interface Metadata {
        /** Appends one library; see {@link MongoClient#appendMetadata}. */
        void append(String name, @Nullable String version, @Nullable String platform);
    }

    /** Appends each library of the information, innermost first. */
    public static void append(MongoDriverInformation information, Metadata metadata) {
        List<String> names = information.getDriverNames();
        for (int i = 0; i < names.size(); i++) {
            metadata.append(
                    names.get(i), at(information.getDriverVersions(), i), at(information.getDriverPlatforms(), i));
        }
    }

    private static @Nullable String at(List<String> values, int index) {
        return index < values.size() ? values.get(index) : null;
    }

    /**
     * The settings alone, without listeners and providers.
     *
     * @throws IllegalArgumentException if Morelia cannot follow one of the settings, with its name
     */
    public static ClientSettings from(MongoClientSettings settings) {
        NewerSettings.check(settings);
        checkRejected(settings);
        return from(settings, new EventOrigin(settings));
    }

    private static ClientSettings from(MongoClientSettings settings, EventOrigin origin) {
        MongoCredential credential = settings.getCredential();
        return Clusters.ours(settings.getClusterSettings(), origin)
                .monitoring(defaults -> monitoring(settings.getServerSettings()))
                .pool(pool -> pool(settings.getConnectionPoolSettings(), pool))
                .socket(defaults -> socket(settings.getSocketSettings()))
                .tls(defaults -> tls(settings.getSslSettings()))
                .compression(compression -> compression(settings.getCompressorList(), compression))
                .credential(credential == null ? null : Credentials.ours(credential))
                .serverApi(serverApi(settings.getServerApi()))
                .readConcern(Concerns.ours(settings.getReadConcern()))
                .writeConcern(Concerns.ours(settings.getWriteConcern()))
                .readPreference(Concerns.ours(settings.getReadPreference()))
                .retry(defaults -> retry(settings, defaults))
                .timeout(millisOrNull(settings.getTimeout(TimeUnit.MILLISECONDS)))
                .applicationName(settings.getApplicationName());
    }

    private static void checkRejected(MongoClientSettings settings) {
        RejectedSetting.AUTO_ENCRYPTION.unless(settings.getAutoEncryptionSettings() == null);
        RejectedSetting.OBSERVABILITY.unless(settings.getObservabilitySettings() == null);
        RejectedSetting.INET_ADDRESS_RESOLVER.unless(settings.getInetAddressResolver() == null);
        RejectedSetting.LOGGED_LENGTH.unless(settings.getLoggerSettings().getMaxDocumentLength()
                == LoggerSettings.builder().build().getMaxDocumentLength());
        RejectedSetting.RECEIVE_BUFFER.unless(settings.getSocketSettings().getReceiveBufferSize() == 0);
        RejectedSetting.SEND_BUFFER.unless(settings.getSocketSettings().getSendBufferSize() == 0);
        TransportSettings transport = settings.getTransportSettings();
        // Read by name, because Netty need not be there.
        RejectedSetting.NETTY_SSL_CONTEXT.unless(
                transport == null || NewerSettings.value(transport, "getSslContext") == null);
        checkServers(settings.getServerSettings(), settings.getConnectionPoolSettings());
        ClusterType type = settings.getClusterSettings().getRequiredClusterType();
        RejectedSetting.CLUSTER_TYPE.unless(type == ClusterType.UNKNOWN
                || (type == ClusterType.REPLICA_SET
                        && settings.getClusterSettings().getRequiredReplicaSetName() != null)
                || (type == ClusterType.LOAD_BALANCED
                        && settings.getClusterSettings().getMode() == ClusterConnectionMode.LOAD_BALANCED));
    }

    private static void checkServers(ServerSettings server, ConnectionPoolSettings pool) {
        RejectedSetting.MINIMUM_HEARTBEAT.unless(
                server.getMinHeartbeatFrequency(TimeUnit.MILLISECONDS) == MINIMUM_HEARTBEAT_MILLIS);
        RejectedSetting.MAINTENANCE_DELAY.unless(pool.getMaintenanceInitialDelay(TimeUnit.MILLISECONDS) == 0);
        RejectedSetting.MAINTENANCE_FREQUENCY.unless(
                pool.getMaintenanceFrequency(TimeUnit.MILLISECONDS) == MAINTENANCE_FREQUENCY_MILLIS);
    }

    private static MonitoringSettings monitoring(ServerSettings official) {
        var mode = switch (official.getServerMonitoringMode()) {
            case STREAM -> MonitoringSettings.Mode.STREAM;
            case POLL -> MonitoringSettings.Mode.POLL;
            case AUTO -> MonitoringSettings.Mode.AUTO;
        };
        return new MonitoringSettings(Duration.ofMillis(official.getHeartbeatFrequency(TimeUnit.MILLISECONDS)), mode);
    }

    private static PoolSettings pool(ConnectionPoolSettings official, PoolSettings defaults) {
        return defaults.maxPoolSize(official.getMaxSize())
                .minPoolSize(official.getMinSize())
                .maxConnecting(official.getMaxConnecting())
                .maxLifeTime(Duration.ofMillis(official.getMaxConnectionLifeTime(TimeUnit.MILLISECONDS)))
                .maxIdleTime(Duration.ofMillis(official.getMaxConnectionIdleTime(TimeUnit.MILLISECONDS)))
                .waitQueueTimeout(waitQueueTimeout(official.getMaxWaitTime(TimeUnit.MILLISECONDS)));
    }

    /** The official driver does not wait at all with 0, and has no limit with a negative time; here 0 is no limit. */
    private static Duration waitQueueTimeout(long millis) {
        return millis < 0 ? Duration.ZERO : Duration.ofMillis(Math.max(1, millis));
    }

    private static SocketSettings socket(com.mongodb.connection.SocketSettings official) {
        return SocketSettings.defaults()
                .connectTimeout(Duration.ofMillis(official.getConnectTimeout(TimeUnit.MILLISECONDS)))
                .socketTimeout(Duration.ofMillis(official.getReadTimeout(TimeUnit.MILLISECONDS)))
                .proxy(proxy(official.getProxySettings()));
    }

    private static @Nullable ProxySettings proxy(com.mongodb.connection.ProxySettings official) {
        String host = official.getHost();
        if (host == null) {
            return null;
        }
        String password = official.getPassword();
        return new ProxySettings(
                host, official.getPort(), official.getUsername(), password == null ? null : Secret.of(password));
    }

    private static TlsSettings tls(SslSettings official) {
        if (!official.isEnabled()) {
            return TlsSettings.disabled();
        }
        SSLContext context = official.getContext();
        return TlsSettings.disabled()
                .enabled(true)
                .allowInvalidHostnames(official.isInvalidHostNameAllowed())
                .context(context == null ? defaultContext() : context);
    }

    /** That of the JVM, as the official driver takes it: system properties may name key and trust stores. */
    private static SSLContext defaultContext() {
        try {
            return SSLContext.getDefault();
        } catch (NoSuchAlgorithmException e) {
            throw new MongoClientException("The default SSLContext of the JVM cannot be created", e);
        }
    }

    private static CompressionSettings compression(List<MongoCompressor> official, CompressionSettings defaults) {
        int level = official.stream()
                .filter(compressor -> compressor.getName().equals("zlib"))
                .mapToInt(compressor ->
                        compressor.getPropertyNonNull(MongoCompressor.LEVEL, defaults.zlibCompressionLevel()))
                .findFirst()
                .orElse(defaults.zlibCompressionLevel());
        return defaults.compressors(
                        official.stream().map(MongoCompressor::getName).toList())
                .zlibCompressionLevel(level);
    }

    private static @Nullable ServerApi serverApi(com.mongodb.@Nullable ServerApi official) {
        if (official == null) {
            return null;
        }
        return new ServerApi(
                official.getVersion().getValue(),
                official.getStrict().orElse(null),
                official.getDeprecationErrors().orElse(null));
    }

    private static RetrySettings retry(MongoClientSettings official, RetrySettings defaults) {
        RetrySettings retry = defaults.retryReads(official.getRetryReads()).retryWrites(official.getRetryWrites());
        if (NewerSettings.value(official, NewerSettings.MAX_ADAPTIVE_RETRIES) instanceof Integer retries) {
            retry = retry.maxAdaptiveRetries(retries);
        }
        return retry.enableOverloadRetargeting(
                Boolean.TRUE.equals(NewerSettings.value(official, NewerSettings.OVERLOAD_RETARGETING)));
    }

    private static @Nullable Duration millisOrNull(@Nullable Long millis) {
        return millis == null ? null : Duration.ofMillis(millis);
    }
}
