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
        Integer timeout = options.integer(UriOption.TIMEOUT);
        return new ClientSettings(
                topology(hosts, srvHost),
                monitoring(),
                pool(),
                socket(),
                tls(srvHost != null),
                compression(),
                credential(),
                null,
                readConcern(),
                writeConcern(),
                readPreference(),
                retry(),
                timeout == null ? null : Duration.ofMillis(timeout),
                options.text(UriOption.APP_NAME),
                database,
                uuidRepresentation());
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
        var defaults = TopologySettings.defaults();
        return new TopologySettings(
                hosts,
                srv(srvHost),
                options.text(UriOption.REPLICA_SET),
                options.bool(UriOption.DIRECT_CONNECTION, false),
                options.bool(UriOption.LOAD_BALANCED, false),
                millis(UriOption.LOCAL_THRESHOLD, defaults.localThreshold()),
                millis(UriOption.SERVER_SELECTION_TIMEOUT, defaults.serverSelectionTimeout()),
                options.bool(UriOption.SERVER_SELECTION_TRY_ONCE, false),
                defaults.failFast(),
                defaults.serverSelector());
    }

    private @Nullable SrvSettings srv(@Nullable String srvHost) {
        if (srvHost != null) {
            String serviceName = options.text(UriOption.SRV_SERVICE_NAME);
            return new SrvSettings(
                    srvHost,
                    serviceName == null ? SrvSettings.DEFAULT_SERVICE_NAME : serviceName,
                    options.integer(UriOption.SRV_MAX_HOSTS, 0));
        }
        for (UriOption option : List.of(UriOption.SRV_SERVICE_NAME, UriOption.SRV_MAX_HOSTS)) {
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
        var defaults = PoolSettings.defaults();
        return new PoolSettings(
                options.integer(UriOption.MAX_POOL_SIZE, defaults.maxPoolSize()),
                options.integer(UriOption.MIN_POOL_SIZE, defaults.minPoolSize()),
                options.integer(UriOption.MAX_CONNECTING, defaults.maxConnecting()),
                millis(UriOption.MAX_IDLE_TIME, defaults.maxIdleTime()),
                millis(UriOption.MAX_LIFE_TIME, defaults.maxLifeTime()),
                millis(UriOption.WAIT_QUEUE_TIMEOUT, defaults.waitQueueTimeout()),
                options.integer(UriOption.WAIT_QUEUE_MULTIPLE, defaults.waitQueueMultiple()),
                defaults.checkOutTracing());
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
        return new TlsSettings(
                options.bool(UriOption.TLS, srv || asksForTls()),
                insecure || options.bool(UriOption.TLS_ALLOW_INVALID_CERTIFICATES, false),
                insecure || options.bool(UriOption.TLS_ALLOW_INVALID_HOSTNAMES, false),
                options.bool(UriOption.TLS_DISABLE_OCSP_ENDPOINT_CHECK, false),
                options.bool(UriOption.TLS_DISABLE_CERTIFICATE_REVOCATION_CHECK, false),
                path(UriOption.TLS_CA_FILE),
                path(UriOption.TLS_CERTIFICATE_KEY_FILE),
                (Secret) options.values().get(UriOption.TLS_CERTIFICATE_KEY_FILE_PASSWORD),
                null);
    }

    /** Whoever names a certificate or relaxes a check means TLS, even without saying {@code tls=true}. */
    private boolean asksForTls() {
        return options.values().entrySet().stream()
                .anyMatch(option -> option.getKey().optionName().startsWith("tls")
                        && option.getKey() != UriOption.TLS
                        && !Boolean.FALSE.equals(option.getValue()));
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
        boolean usersLiveInDatabases = mechanism == null || mechanism.isScram() || mechanism == AuthMechanism.PLAIN;
        return new Credential(
                username,
                password,
                source == null && usersLiveInDatabases ? database : source,
                mechanism,
                map(options.values().getOrDefault(UriOption.AUTH_MECHANISM_PROPERTIES, Map.of())));
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

    private WriteConcern writeConcern() {
        Object timeout = options.values().get(UriOption.W_TIMEOUT);
        return new WriteConcern(
                options.values().get(UriOption.W),
                options.bool(UriOption.JOURNAL),
                timeout instanceof Long millis ? Duration.ofMillis(millis) : null,
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
