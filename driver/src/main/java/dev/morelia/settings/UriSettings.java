package dev.morelia.settings;

import dev.morelia.bson.UuidRepresentation;
import dev.morelia.topology.ServerAddress;
import java.nio.file.Path;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Turns the options of a connection string into settings; contradictions come out as errors of the settings. */
final class UriSettings {
    private final UriOptions options;
    private final @Nullable String username;
    private final @Nullable Secret password;
    private final @Nullable String database;

    UriSettings(UriOptions options, @Nullable String username, @Nullable Secret password, @Nullable String database) {
        this.options = options;
        this.username = username;
        this.password = password;
        this.database = database;
    }

    ClientSettings settings(List<ServerAddress> hosts, @Nullable String srvHost) {
        return ClientSettings.defaults().with(changed -> {
            changed.topology = topology(hosts, srvHost);
            changed.monitoring = monitoring();
            changed.pool = pool();
            changed.socket = socket();
            changed.tls = tls(srvHost != null);
            changed.compression = compression();
            changed.credential = credential();
            changed.authSource = options.text(UriOption.AUTH_SOURCE);
            changed.authSourceGiven = options.isGiven(UriOption.AUTH_SOURCE);
            changed.readConcern = readConcern();
            changed.writeConcern = writeConcern();
            changed.readPreference = readPreference();
            changed.retry = retry();
            changed.timeout = longMillis(UriOption.TIMEOUT);
            changed.applicationName = options.text(UriOption.APP_NAME);
            changed.defaultDatabase = database;
            changed.uuidRepresentation = uuidRepresentation();
        });
    }

    private @Nullable UuidRepresentation uuidRepresentation() {
        String name = options.text(UriOption.UUID_REPRESENTATION);
        return name == null ? null : UriOption.UUID_REPRESENTATIONS.get(name);
    }

    private Duration millis(UriOption option, Duration otherwise) {
        Integer value = options.integer(option);
        return value == null ? otherwise : Duration.ofMillis(value);
    }

    private TopologySettings topology(List<ServerAddress> hosts, @Nullable String srvHost) {
        return TopologySettings.defaults().with(changed -> {
            changed.hosts = hosts;
            changed.srv = srv(srvHost);
            changed.replicaSet = options.text(UriOption.REPLICA_SET);
            changed.directConnection = options.bool(UriOption.DIRECT_CONNECTION, false);
            changed.loadBalanced = options.bool(UriOption.LOAD_BALANCED);
            changed.localThreshold = millis(UriOption.LOCAL_THRESHOLD, changed.localThreshold);
            changed.serverSelectionTimeout = millis(UriOption.SERVER_SELECTION_TIMEOUT, changed.serverSelectionTimeout);
            changed.serverSelectionTryOnce = options.bool(UriOption.SERVER_SELECTION_TRY_ONCE, false);
        });
    }

    private @Nullable SrvSettings srv(@Nullable String srvHost) {
        if (srvHost != null) {
            String serviceName = options.text(UriOption.SRV_SERVICE_NAME);
            return new SrvSettings(
                    srvHost,
                    serviceName == null ? SrvSettings.DEFAULT_SERVICE_NAME : serviceName,
                    options.integer(UriOption.SRV_MAX_HOSTS, 0),
                    options.text(UriOption.SRV_ALLOWED_HOSTS_SUFFIX));
        }
        for (UriOption option :
                List.of(UriOption.SRV_SERVICE_NAME, UriOption.SRV_MAX_HOSTS, UriOption.SRV_ALLOWED_HOSTS_SUFFIX)) {
            if (options.isGiven(option)) {
                throw new IllegalArgumentException(
                        "Option " + option.optionName() + " needs a connection string that starts with mongodb+srv://");
            }
        }
        return null;
    }

    private MonitoringSettings monitoring() {
        var defaults = MonitoringSettings.defaults();
        String mode = options.text(UriOption.SERVER_MONITORING_MODE);
        return new MonitoringSettings(
                millis(UriOption.HEARTBEAT_FREQUENCY, defaults.heartbeatFrequency()),
                mode == null ? defaults.mode() : MonitoringSettings.Mode.valueOf(mode.toUpperCase(Locale.ROOT)));
    }

    private PoolSettings pool() {
        return PoolSettings.defaults().with(changed -> {
            changed.maxPoolSize = options.integer(UriOption.MAX_POOL_SIZE, changed.maxPoolSize);
            changed.minPoolSize = options.integer(UriOption.MIN_POOL_SIZE, changed.minPoolSize);
            changed.maxConnecting = options.integer(UriOption.MAX_CONNECTING, changed.maxConnecting);
            changed.maxIdleTime = millis(UriOption.MAX_IDLE_TIME, changed.maxIdleTime);
            changed.maxLifeTime = millis(UriOption.MAX_LIFE_TIME, changed.maxLifeTime);
            changed.waitQueueTimeout = millis(UriOption.WAIT_QUEUE_TIMEOUT, changed.waitQueueTimeout);
            changed.waitQueueMultiple = options.integer(UriOption.WAIT_QUEUE_MULTIPLE, changed.waitQueueMultiple);
        });
    }

    private SocketSettings socket() {
        var defaults = SocketSettings.defaults();
        return new SocketSettings(
                millis(UriOption.CONNECT_TIMEOUT, defaults.connectTimeout()),
                millis(UriOption.SOCKET_TIMEOUT, defaults.socketTimeout()),
                defaults.socketKeepAlive(),
                proxy());
    }

    private @Nullable ProxySettings proxy() {
        String host = options.text(UriOption.PROXY_HOST);
        String user = options.text(UriOption.PROXY_USERNAME);
        var secret = (Secret) options.values().get(UriOption.PROXY_PASSWORD);
        if (host == null) {
            if (options.integer(UriOption.PROXY_PORT) != null || user != null || secret != null) {
                throw new IllegalArgumentException(
                        "Options proxyPort, proxyUsername and proxyPassword need the option proxyHost");
            }
            return null;
        }
        return new ProxySettings(host, options.integer(UriOption.PROXY_PORT, ProxySettings.DEFAULT_PORT), user, secret);
    }

    private TlsSettings tls(boolean srv) {
        boolean insecure = options.bool(UriOption.TLS_INSECURE, false);
        boolean acceptsAll = insecure || "CERT_NONE".equals(options.text(UriOption.SSL_CERT_REQS));
        boolean acceptsAnyHost = insecure || !options.bool(UriOption.SSL_MATCH_HOSTNAME, true);
        if (options.text(UriOption.SSL_KEYFILE) != null && options.text(UriOption.TLS_CERTIFICATE_KEY_FILE) == null) {
            throw new IllegalArgumentException("Option ssl_keyfile needs the option ssl_certfile");
        }
        return TlsSettings.disabled().with(changed -> {
            changed.enabled = options.bool(UriOption.TLS, srv || asksForTls());
            changed.allowInvalidCertificates =
                    acceptsAll || options.bool(UriOption.TLS_ALLOW_INVALID_CERTIFICATES, false);
            changed.allowInvalidHostnames =
                    acceptsAnyHost || options.bool(UriOption.TLS_ALLOW_INVALID_HOSTNAMES, false);
            changed.disableOcspEndpointCheck = options.bool(UriOption.TLS_DISABLE_OCSP_ENDPOINT_CHECK, false);
            changed.disableCertificateRevocationCheck =
                    options.bool(UriOption.TLS_DISABLE_CERTIFICATE_REVOCATION_CHECK, false);
            changed.caFile = path(UriOption.TLS_CA_FILE);
            changed.certificateKeyFile = path(UriOption.TLS_CERTIFICATE_KEY_FILE);
            changed.privateKeyFile = path(UriOption.SSL_KEYFILE);
            changed.certificateKeyFilePassword =
                    (Secret) options.values().get(UriOption.TLS_CERTIFICATE_KEY_FILE_PASSWORD);
        });
    }

    /** Naming a certificate or relaxing a check implies TLS, even without {@code tls=true}. */
    private boolean asksForTls() {
        return options.values().entrySet().stream()
                .anyMatch(option -> option.getKey().optionName().startsWith("ssl_")
                        || (option.getKey().optionName().startsWith("tls")
                                && option.getKey() != UriOption.TLS
                                && !Boolean.FALSE.equals(option.getValue())));
    }

    private @Nullable Path path(UriOption option) {
        String text = options.text(option);
        return text == null ? null : Path.of(text);
    }

    private CompressionSettings compression() {
        var defaults = CompressionSettings.defaults();
        List<String> compressors = options.values().get(UriOption.COMPRESSORS) instanceof List<?> names
                ? names.stream().map(String.class::cast).toList()
                : defaults.compressors();
        return new CompressionSettings(
                compressors, options.integer(UriOption.ZLIB_COMPRESSION_LEVEL, defaults.zlibCompressionLevel()));
    }

    private @Nullable Credential credential() {
        String mechanismName = options.text(UriOption.AUTH_MECHANISM);
        AuthMechanism mechanism = mechanismName == null ? null : AuthMechanism.of(mechanismName);
        String source = options.text(UriOption.AUTH_SOURCE);
        if (source != null && source.isEmpty()) {
            throw new IllegalArgumentException("Option authSource must not be empty");
        }
        if (mechanism == null && username == null) {
            return null;
        }
        return new Credential(
                username,
                password,
                source == null && usersLiveInDatabases(mechanism) ? database : source,
                mechanism,
                map(options.values().getOrDefault(UriOption.AUTH_MECHANISM_PROPERTIES, Map.of())));
    }

    /** Whether the source of a mechanism is a database, and not always {@code $external}. */
    static boolean usersLiveInDatabases(@Nullable AuthMechanism mechanism) {
        return mechanism == null || mechanism.isScram() || mechanism == AuthMechanism.PLAIN;
    }

    private static Map<String, String> map(Object value) {
        var map = new LinkedHashMap<String, String>();
        ((Map<?, ?>) value)
                .forEach((key, text) ->
                        map.put((String) key, text instanceof Secret secret ? secret.reveal() : (String) text));
        return map;
    }

    private ReadConcern readConcern() {
        return new ReadConcern(options.text(UriOption.READ_CONCERN_LEVEL));
    }

    private @Nullable Duration longMillis(UriOption option) {
        return options.values().get(option) instanceof Long millis ? Duration.ofMillis(millis) : null;
    }

    private WriteConcern writeConcern() {
        return new WriteConcern(
                options.values().get(UriOption.W),
                options.bool(UriOption.JOURNAL),
                longMillis(UriOption.W_TIMEOUT),
                options.bool(UriOption.FSYNC));
    }

    private ReadPreference readPreference() {
        String mode = options.text(UriOption.READ_PREFERENCE);
        int maxStaleness = options.integer(UriOption.MAX_STALENESS, -1);
        List<Map<String, String>> tagSets = options.values().get(UriOption.READ_PREFERENCE_TAGS) instanceof List<?> sets
                ? sets.stream().map(UriSettings::map).toList()
                : List.of();
        if (mode == null && options.isGiven(UriOption.READ_PREFERENCE) && (maxStaleness != -1 || !tagSets.isEmpty())) {
            throw new IllegalArgumentException("Option readPreference has a value that it cannot have, so"
                    + " readPreferenceTags and maxStalenessSeconds cannot count; valid are "
                    + String.join(", ", UriOption.READ_PREFERENCE.validValues()));
        }
        return new ReadPreference(
                mode == null ? ReadPreference.Mode.PRIMARY : ReadPreference.Mode.of(mode),
                tagSets,
                maxStaleness == -1 ? null : Duration.ofSeconds(maxStaleness),
                null);
    }

    private RetrySettings retry() {
        var defaults = RetrySettings.defaults();
        return new RetrySettings(
                options.bool(UriOption.RETRY_READS, defaults.retryReads()),
                options.bool(UriOption.RETRY_WRITES, defaults.retryWrites()),
                options.integer(UriOption.MAX_ADAPTIVE_RETRIES, defaults.maxAdaptiveRetries()),
                options.bool(UriOption.ENABLE_OVERLOAD_RETARGETING, defaults.enableOverloadRetargeting()));
    }
}
