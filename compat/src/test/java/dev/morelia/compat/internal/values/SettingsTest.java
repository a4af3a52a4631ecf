package dev.morelia.compat.internal.values;

import static com.mongodb.MongoCompressor.LEVEL;
import static com.mongodb.MongoCompressor.createSnappyCompressor;
import static com.mongodb.MongoCompressor.createZlibCompressor;
import static com.mongodb.MongoCompressor.createZstdCompressor;
import static com.mongodb.connection.ServerMonitoringMode.POLL;
import static java.util.concurrent.TimeUnit.MILLISECONDS;
import static java.util.concurrent.TimeUnit.SECONDS;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.mongodb.AutoEncryptionSettings;
import com.mongodb.ConnectionString;
import com.mongodb.MongoClientSettings;
import com.mongodb.MongoCredential;
import com.mongodb.MongoDriverInformation;
import com.mongodb.ReadConcern;
import com.mongodb.ReadPreference;
import com.mongodb.ServerAddress;
import com.mongodb.ServerApiVersion;
import com.mongodb.WriteConcern;
import com.mongodb.connection.ClusterConnectionMode;
import com.mongodb.connection.ClusterSettings;
import com.mongodb.connection.ClusterType;
import com.mongodb.connection.ProxySettings;
import com.mongodb.connection.TransportSettings;
import com.mongodb.observability.ObservabilitySettings;
import dev.morelia.settings.AuthMechanism;
import dev.morelia.settings.ClientSettings;
import dev.morelia.settings.Credential;
import dev.morelia.settings.MonitoringSettings;
import dev.morelia.settings.Secret;
import dev.morelia.settings.ServerApi;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;
import java.util.function.Function;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import javax.net.ssl.SSLContext;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

class SettingsTest {
    private static final Pattern DOCUMENTED = Pattern.compile("^\\| `([^`]+)` \\| (.+) \\|$", Pattern.MULTILINE);

    /** A change of the official settings, and what becomes of it. */
    record Row(
            String name,
            Consumer<MongoClientSettings.Builder> change,
            Function<ClientSettings, @Nullable Object> accessor,
            Object expected) {
        @Override
        public String toString() {
            return name;
        }
    }

    private static Row row(
            String name,
            Consumer<MongoClientSettings.Builder> change,
            Function<ClientSettings, @Nullable Object> accessor,
            Object expected) {
        return new Row(name, change, accessor, expected);
    }

    static List<Row> rows() {
        var rows = new ArrayList<Row>();
        rows.addAll(ofTheClient());
        rows.addAll(ofTheCluster());
        rows.addAll(ofConnections());
        return rows;
    }

    private static List<Row> ofTheClient() {
        return List.of(
                row("applicationName", it -> it.applicationName("app"), ClientSettings::applicationName, "app"),
                row("retryWrites", it -> it.retryWrites(false), it -> it.retry().retryWrites(), false),
                row("retryReads", it -> it.retryReads(false), it -> it.retry().retryReads(), false),
                row(
                        "readConcern",
                        it -> it.readConcern(ReadConcern.MAJORITY),
                        it -> it.readConcern().level(),
                        "majority"),
                row(
                        "writeConcern",
                        it -> it.writeConcern(WriteConcern.W2),
                        it -> it.writeConcern().w(),
                        2),
                row(
                        "readPreference",
                        it -> it.readPreference(ReadPreference.nearest()),
                        ClientSettings::readPreference,
                        dev.morelia.settings.ReadPreference.nearest()),
                row("timeout", it -> it.timeout(3, SECONDS), ClientSettings::timeout, Duration.ofSeconds(3)),
                row("timeout 0", it -> it.timeout(0, SECONDS), ClientSettings::timeout, Duration.ZERO),
                row(
                        "serverApi",
                        it -> it.serverApi(serverApi()),
                        ClientSettings::serverApi,
                        new ServerApi("1", true, null)),
                row(
                        "compressorList",
                        it -> it.compressorList(List.of(createZstdCompressor(), createSnappyCompressor())),
                        it -> it.compression().compressors(),
                        List.of("zstd", "snappy")),
                row(
                        "zlib level",
                        it -> it.compressorList(List.of(createZlibCompressor().withProperty(LEVEL, 7))),
                        it -> it.compression().zlibCompressionLevel(),
                        7),
                row(
                        "credential",
                        it -> it.credential(MongoCredential.createCredential("ada", "users", "pw".toCharArray())),
                        ClientSettings::credential,
                        Credential.of("ada", "pw").source("users")));
    }

    private static List<Row> ofTheCluster() {
        var hosts = List.of(new ServerAddress("a", 1), new ServerAddress("b", 2));
        return List.of(
                row(
                        "hosts",
                        it -> it.applyToClusterSettings(cluster -> cluster.hosts(hosts)),
                        it -> it.topology().hosts().toString(),
                        "[a:1, b:2]"),
                row(
                        "hosts are no direct connection",
                        it -> it.applyToClusterSettings(cluster -> cluster.hosts(hosts)),
                        it -> it.topology().directConnection(),
                        false),
                row(
                        "mode SINGLE",
                        it -> it.applyToClusterSettings(cluster -> cluster.mode(ClusterConnectionMode.SINGLE)),
                        it -> it.topology().directConnection(),
                        true),
                row(
                        "mode MULTIPLE",
                        it -> it.applyToClusterSettings(cluster -> cluster.mode(ClusterConnectionMode.MULTIPLE)),
                        it -> it.topology().directConnection(),
                        false),
                row(
                        "mode LOAD_BALANCED",
                        it -> it.applyToClusterSettings(cluster -> cluster.mode(ClusterConnectionMode.LOAD_BALANCED)),
                        it -> it.topology().loadBalanced(),
                        true),
                row(
                        "one host is a direct connection",
                        it -> it.applyConnectionString(new ConnectionString("mongodb://a")),
                        it -> it.topology().directConnection(),
                        true),
                row(
                        "requiredReplicaSetName",
                        it -> it.applyConnectionString(new ConnectionString("mongodb://a/?replicaSet=rs")),
                        it -> it.topology().replicaSet(),
                        "rs"),
                row(
                        "localThreshold",
                        it -> it.applyToClusterSettings(cluster -> cluster.localThreshold(7, MILLISECONDS)),
                        it -> it.topology().localThreshold(),
                        Duration.ofMillis(7)),
                row(
                        "serverSelectionTimeout",
                        it -> it.applyToClusterSettings(cluster -> cluster.serverSelectionTimeout(7, SECONDS)),
                        it -> it.topology().serverSelectionTimeout(),
                        Duration.ofSeconds(7)),
                row(
                        "serverSelectionTimeout without limit",
                        it -> it.applyToClusterSettings(cluster -> cluster.serverSelectionTimeout(-1, SECONDS)),
                        it -> it.topology().serverSelectionTimeout(),
                        Duration.ofDays(36_500)),
                row(
                        "srvHost",
                        it -> it.applyToClusterSettings(SettingsTest::srv),
                        it -> String.valueOf(it.topology().srv()),
                        "SrvSettings[host=db.example.org, serviceName=other, maxHosts=3, allowedHostsSuffix=null]"),
                row(
                        "srvHost without TLS",
                        it -> it.applyToClusterSettings(cluster -> cluster.srvHost("db.example.org")),
                        it -> it.tls().enabled(),
                        false),
                row(
                        "heartbeatFrequency",
                        it -> it.applyToServerSettings(server -> server.heartbeatFrequency(3, SECONDS)),
                        it -> it.monitoring().heartbeatFrequency(),
                        Duration.ofSeconds(3)),
                row(
                        "serverMonitoringMode",
                        it -> it.applyToServerSettings(server -> server.serverMonitoringMode(POLL)),
                        it -> it.monitoring().mode(),
                        MonitoringSettings.Mode.POLL));
    }

    private static List<Row> ofConnections() {
        SSLContext context = context();
        return List.of(
                row(
                        "maxSize",
                        it -> it.applyToConnectionPoolSettings(pool -> pool.maxSize(7)),
                        it -> it.pool().maxPoolSize(),
                        7),
                row(
                        "minSize",
                        it -> it.applyToConnectionPoolSettings(pool -> pool.minSize(7)),
                        it -> it.pool().minPoolSize(),
                        7),
                row(
                        "maxConnecting",
                        it -> it.applyToConnectionPoolSettings(pool -> pool.maxConnecting(7)),
                        it -> it.pool().maxConnecting(),
                        7),
                row("maxWaitTime by default", it -> {}, it -> it.pool().waitQueueTimeout(), Duration.ofMinutes(2)),
                row(
                        "maxWaitTime",
                        it -> it.applyToConnectionPoolSettings(pool -> pool.maxWaitTime(7, SECONDS)),
                        it -> it.pool().waitQueueTimeout(),
                        Duration.ofSeconds(7)),
                row(
                        "maxWaitTime without limit",
                        it -> it.applyToConnectionPoolSettings(pool -> pool.maxWaitTime(-1, SECONDS)),
                        it -> it.pool().waitQueueTimeout(),
                        Duration.ZERO),
                row(
                        "maxWaitTime 0",
                        it -> it.applyToConnectionPoolSettings(pool -> pool.maxWaitTime(0, SECONDS)),
                        it -> it.pool().waitQueueTimeout(),
                        Duration.ofMillis(1)),
                row(
                        "maxConnectionLifeTime",
                        it -> it.applyToConnectionPoolSettings(pool -> pool.maxConnectionLifeTime(7, SECONDS)),
                        it -> it.pool().maxLifeTime(),
                        Duration.ofSeconds(7)),
                row(
                        "maxConnectionIdleTime",
                        it -> it.applyToConnectionPoolSettings(pool -> pool.maxConnectionIdleTime(7, SECONDS)),
                        it -> it.pool().maxIdleTime(),
                        Duration.ofSeconds(7)),
                row(
                        "connectTimeout",
                        it -> it.applyToSocketSettings(socket -> socket.connectTimeout(7, SECONDS)),
                        it -> it.socket().connectTimeout(),
                        Duration.ofSeconds(7)),
                row(
                        "readTimeout",
                        it -> it.applyToSocketSettings(socket -> socket.readTimeout(7, SECONDS)),
                        it -> it.socket().socketTimeout(),
                        Duration.ofSeconds(7)),
                row(
                        "proxySettings",
                        it -> it.applyToSocketSettings(socket -> socket.applyToProxySettings(SettingsTest::proxy)),
                        it -> it.socket().proxy(),
                        new dev.morelia.settings.ProxySettings("p", 7, "u", Secret.of("x"))),
                row(
                        "SSL enabled",
                        it -> it.applyToSslSettings(ssl -> ssl.enabled(true)),
                        it -> it.tls().enabled(),
                        true),
                row(
                        "SSL with the JVM's context",
                        it -> it.applyToSslSettings(ssl -> ssl.enabled(true)),
                        it -> it.tls().context(),
                        context),
                row(
                        "SSL checks host names",
                        it -> it.applyToSslSettings(ssl -> ssl.enabled(true)),
                        it -> it.tls().allowInvalidHostnames(),
                        false),
                row(
                        "SSL invalidHostNameAllowed",
                        it -> it.applyToSslSettings(ssl -> ssl.enabled(true).invalidHostNameAllowed(true)),
                        it -> it.tls().allowInvalidHostnames(),
                        true),
                row(
                        "SSL context",
                        it -> it.applyToSslSettings(ssl -> ssl.enabled(true).context(context)),
                        it -> it.tls().context(),
                        context));
    }

    private static com.mongodb.ServerApi serverApi() {
        return com.mongodb.ServerApi.builder()
                .version(ServerApiVersion.V1)
                .strict(true)
                .build();
    }

    private static void srv(ClusterSettings.Builder cluster) {
        cluster.srvHost("db.example.org").srvMaxHosts(3).srvServiceName("other");
    }

    private static void proxy(ProxySettings.Builder proxy) {
        proxy.host("p").port(7).username("u").password("x");
    }

    private static AutoEncryptionSettings encryption() {
        return AutoEncryptionSettings.builder()
                .keyVaultNamespace("a.b")
                .kmsProviders(Map.of())
                .build();
    }

    private static SSLContext context() {
        try {
            return SSLContext.getDefault();
        } catch (java.security.NoSuchAlgorithmException e) {
            throw new AssertionError(e);
        }
    }

    private static ClientSettings ours(Consumer<MongoClientSettings.Builder> change) {
        return Settings.from(official(change));
    }

    private static MongoClientSettings official(Consumer<MongoClientSettings.Builder> change) {
        var builder = MongoClientSettings.builder();
        change.accept(builder);
        return builder.build();
    }

    @ParameterizedTest
    @MethodSource("rows")
    void settings(Row row) {
        assertThat(row.accessor().apply(ours(row.change()))).isEqualTo(row.expected());
    }

    @Test
    void defaultsAreThoseOfTheOfficialDriver() {
        ClientSettings ours = ours(it -> {});
        assertThat(ours.topology().hosts().toString()).isEqualTo("[127.0.0.1:27017]");
        assertThat(ours.topology().directConnection()).isTrue();
        assertThat(ours.tls().enabled()).isFalse();
        assertThat(ours.credential()).isNull();
        assertThat(ours.timeout()).isNull();
        assertThat(ours.retry()).isEqualTo(ClientSettings.defaults().retry());
        assertThat(ours.socket()).isEqualTo(ClientSettings.defaults().socket());
        assertThat(ours.monitoring()).isEqualTo(ClientSettings.defaults().monitoring());
        assertThat(ours.uuidRepresentation()).as("the codecs have it").isNull();
    }

    static Map<RejectedSetting, Consumer<MongoClientSettings.Builder>> rejected() {
        var gssapi = MongoCredential.createGSSAPICredential("ada")
                .withMechanismProperty(MongoCredential.JAVA_SASL_CLIENT_PROPERTIES_KEY, Map.of());
        return Map.ofEntries(
                Map.entry(RejectedSetting.AUTO_ENCRYPTION, it -> it.autoEncryptionSettings(encryption())),
                Map.entry(
                        RejectedSetting.OBSERVABILITY, it -> it.observabilitySettings(new ObservabilitySettings() {})),
                Map.entry(RejectedSetting.INET_ADDRESS_RESOLVER, it -> it.inetAddressResolver(host -> List.of())),
                Map.entry(RejectedSetting.NETTY_SSL_CONTEXT, it -> it.transportSettings(new WithSslContext("context"))),
                Map.entry(
                        RejectedSetting.LOGGED_LENGTH,
                        it -> it.applyToLoggerSettings(logger -> logger.maxDocumentLength(7))),
                Map.entry(
                        RejectedSetting.RECEIVE_BUFFER,
                        it -> it.applyToSocketSettings(socket -> socket.receiveBufferSize(7))),
                Map.entry(
                        RejectedSetting.SEND_BUFFER,
                        it -> it.applyToSocketSettings(socket -> socket.sendBufferSize(7))),
                Map.entry(
                        RejectedSetting.MINIMUM_HEARTBEAT,
                        it -> it.applyToServerSettings(server -> server.minHeartbeatFrequency(7, MILLISECONDS))),
                Map.entry(
                        RejectedSetting.MAINTENANCE_DELAY,
                        it -> it.applyToConnectionPoolSettings(pool -> pool.maintenanceInitialDelay(7, SECONDS))),
                Map.entry(
                        RejectedSetting.MAINTENANCE_FREQUENCY,
                        it -> it.applyToConnectionPoolSettings(pool -> pool.maintenanceFrequency(7, SECONDS))),
                Map.entry(
                        RejectedSetting.CLUSTER_TYPE,
                        it -> it.applyToClusterSettings(cluster -> cluster.requiredClusterType(ClusterType.SHARDED))),
                Map.entry(RejectedSetting.SASL_PROPERTIES, it -> it.credential(gssapi)));
    }

    /** As the settings for Netty have it, which need Netty. */
    public static final class WithSslContext extends TransportSettings {
        private final Object context;

        WithSslContext(Object context) {
            this.context = context;
        }

        /** Read by name. */
        public Object getSslContext() {
            return context;
        }
    }

    @Test
    void whatMoreliaCannotDoIsRejectedByItsName() {
        assertThat(rejected().keySet()).containsExactlyInAnyOrder(RejectedSetting.values());
        rejected().forEach((rejected, change) -> {
            var official = official(change);
            assertThatThrownBy(() -> Settings.from(official))
                    .isInstanceOf(IllegalArgumentException.class)
                    .hasMessageStartingWith(rejected.setting() + " is not supported")
                    .hasMessageEndingWith(rejected.reason());
            assertThatThrownBy(() -> Settings.client(official, null)).isInstanceOf(IllegalArgumentException.class);
        });
    }

    @Test
    void whatIsRejectedIsDocumented() throws Exception {
        String page = Files.readString(root().resolve("docs/spring.md"));
        String table = page.substring(page.indexOf("## What is rejected"));
        var rows = DOCUMENTED
                .matcher(table)
                .results()
                .map(row -> row.group(1) + ": " + row.group(2))
                .toList();
        assertThat(rows)
                .containsExactlyElementsOf(Stream.of(RejectedSetting.values())
                        .map(rejected -> rejected.setting() + ": " + rejected.reason())
                        .toList());
    }

    private static Path root() {
        return Stream.iterate(Path.of("").toAbsolutePath(), Path::getParent)
                .filter(folder -> Files.exists(folder.resolve("mvnw")))
                .findFirst()
                .orElseThrow();
    }

    @Test
    void otherTransportsHaveNoEffect() {
        assertThat(ours(it ->
                        it.transportSettings(TransportSettings.asyncBuilder().build())))
                .isEqualTo(ours(it -> {}));
    }

    /** The same settings in a version to come. */
    public static final class Later {
        private final int speed;

        Later(int speed) {
            this.speed = speed;
        }

        /** An accessor that this version does not know. */
        public int getSpeed() {
            return speed;
        }
    }

    @Test
    void settingsOfLaterVersionsAreRejectedUnlessTheyAreDefaults() {
        NewerSettings.check(Later.class, new Later(1), new Later(1));
        assertThatThrownBy(() -> NewerSettings.check(Later.class, new Later(2), new Later(1)))
                .hasMessageContaining("Later.getSpeed");
        assertThat(NewerSettings.value(new Later(2), "getSpeed")).isEqualTo(2);
        assertThat(NewerSettings.value(new Later(2), "getHeight")).isNull();
    }

    @Test
    void credentialsOfAllMechanisms() {
        assertThat(credential(MongoCredential.createScramSha1Credential("a", "db", "p".toCharArray())))
                .isEqualTo(Credential.of("a", "p")
                        .mechanism(AuthMechanism.SCRAM_SHA_1)
                        .source("db"));
        assertThat(credential(MongoCredential.createScramSha256Credential("a", "db", "p".toCharArray())))
                .isEqualTo(Credential.of("a", "p")
                        .mechanism(AuthMechanism.SCRAM_SHA_256)
                        .source("db"));
        assertThat(credential(MongoCredential.createPlainCredential("a", "$external", "p".toCharArray())))
                .isEqualTo(Credential.of("a", "p").mechanism(AuthMechanism.PLAIN));
        assertThat(credential(MongoCredential.createMongoX509Credential()))
                .isEqualTo(Credential.of(AuthMechanism.MONGODB_X509));
        assertThat(credential(MongoCredential.createMongoX509Credential("CN=a")).username())
                .isEqualTo("CN=a");
        var aws = credential(MongoCredential.createAwsCredential("id", "key".toCharArray())
                .withMechanismProperty(MongoCredential.AWS_SESSION_TOKEN_KEY, "token"));
        assertThat(aws.mechanism()).isEqualTo(AuthMechanism.MONGODB_AWS);
        assertThat(aws.properties()).containsExactly(Map.entry("AWS_SESSION_TOKEN", "token"));
        var gssapi = credential(MongoCredential.createGSSAPICredential("a@REALM")
                .withMechanismProperty(MongoCredential.SERVICE_NAME_KEY, "other")
                .withMechanismProperty(MongoCredential.CANONICALIZE_HOST_NAME_KEY, true));
        assertThat(gssapi.properties())
                .containsOnly(Map.entry("SERVICE_NAME", "other"), Map.entry("CANONICALIZE_HOST_NAME", "true"));
        var oidc = credential(MongoCredential.createOidcCredential(null)
                .withMechanismProperty(MongoCredential.ENVIRONMENT_KEY, "azure")
                .withMechanismProperty(MongoCredential.TOKEN_RESOURCE_KEY, "api://x"));
        assertThat(oidc.properties())
                .containsOnly(Map.entry("ENVIRONMENT", "azure"), Map.entry("TOKEN_RESOURCE", "api://x"));
    }

    private static Credential credential(MongoCredential official) {
        return Credentials.ours(official);
    }

    @Test
    void driverInformation() {
        var inner = MongoDriverInformation.builder()
                .driverName("spring")
                .driverVersion("1")
                .driverPlatform("boot")
                .build();
        var outer = MongoDriverInformation.builder(inner).driverName("mine").build();
        var appended = new ArrayList<List<String>>();
        Settings.append(outer, (name, version, platform) -> appended.add(Arrays.asList(name, version, platform)));
        assertThat(appended).containsExactly(Arrays.asList("spring", "1", "boot"), Arrays.asList("mine", null, null));
    }
}
