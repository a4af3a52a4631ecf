package dev.morelia.settings;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.morelia.bson.Document;
import dev.morelia.bson.UuidRepresentation;
import dev.morelia.topology.ServerAddress;
import java.lang.reflect.Field;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

final class ClientSettingsTest {

    @Test
    void eachWitherChangesOneThing() {
        var defaults = ClientSettings.defaults();
        var credential = Credential.of("ada", "secret");
        var changed = defaults.topology(topology -> topology.replicaSet("rs"))
                .monitoring(monitoring -> monitoring.heartbeatFrequency(Duration.ofSeconds(1)))
                .pool(pool -> pool.maxPoolSize(5))
                .socket(socket -> socket.connectTimeout(Duration.ofSeconds(2)))
                .tls(tls -> tls.enabled(true))
                .compression(compression -> compression.compressors(List.of("zlib")))
                .retry(retry -> retry.retryReads(false))
                .credential(credential)
                .serverApi(ServerApi.V1.strict(true))
                .readConcern(ReadConcern.LOCAL)
                .writeConcern(WriteConcern.MAJORITY)
                .readPreference(ReadPreference.nearest())
                .async(async -> async.maxInFlight(10).maxQueued(20).callTracing(1))
                .timeout(Duration.ofSeconds(3))
                .applicationName("app")
                .defaultDatabase("db")
                .uuidRepresentation(UuidRepresentation.PYTHON_LEGACY);

        assertThat(changed.topology().replicaSet()).isEqualTo("rs");
        assertThat(changed.monitoring().heartbeatFrequency()).isEqualTo(Duration.ofSeconds(1));
        assertThat(changed.pool()).isEqualTo(PoolSettings.defaults().maxPoolSize(5));
        assertThat(changed.async()).isEqualTo(new AsyncSettings(10, 20, 1));
        assertThat(changed.socket().connectTimeout()).isEqualTo(Duration.ofSeconds(2));
        assertThat(changed.tls().enabled()).isTrue();
        assertThat(changed.compression().compressors()).containsExactly("zlib");
        assertThat(changed.retry()).isEqualTo(RetrySettings.defaults().retryReads(false));
        assertThat(changed.credential()).isEqualTo(credential);
        assertThat(changed.serverApi()).isEqualTo(new ServerApi("1", true, null));
        assertThat(changed.readConcern()).isEqualTo(ReadConcern.LOCAL);
        assertThat(changed.writeConcern()).isEqualTo(WriteConcern.MAJORITY);
        assertThat(changed.readPreference()).isEqualTo(ReadPreference.nearest());
        assertThat(changed.timeout()).isEqualTo(Duration.ofSeconds(3));
        assertThat(changed.applicationName()).isEqualTo("app");
        assertThat(changed.defaultDatabase()).isEqualTo("db");
        assertThat(changed.uuidRepresentation()).isEqualTo(UuidRepresentation.PYTHON_LEGACY);
        assertThat(changed.credential(null).credential()).isNull();
        assertThat(defaults).isEqualTo(ClientSettings.of("mongodb://localhost"));
    }

    @Test
    void printsWithoutSecrets() {
        var settings = ClientSettings.defaults()
                .credential(Credential.of("ada", "canary").property("TOKEN", "canary"))
                .tls(tls -> tls.certificateKeyFile(null, Secret.of("canary")))
                .socket(socket -> socket.proxy(ProxySettings.of("p").user("u", "canary")));

        assertThat(settings.toString()).contains("ada").doesNotContain("canary");
    }

    @Test
    void poolLimits() {
        var pool = PoolSettings.defaults();
        assertThat(pool)
                .hasToString("PoolSettings{maxPoolSize=100, minPoolSize=0, maxConnecting=2, maxIdleTime=PT0S,"
                        + " maxLifeTime=PT0S, waitQueueTimeout=PT0S, waitQueueMultiple=0, checkOutTracing=0}");
        assertThat(pool.maxPoolSize(0).minPoolSize(1000).minPoolSize()).isEqualTo(1000);
        assertThatThrownBy(() -> pool.minPoolSize(101))
                .hasMessage("minPoolSize must not be above maxPoolSize 100, got 101");
        assertThatThrownBy(() -> pool.maxConnecting(0)).hasMessage("maxConnecting must be at least 1, got 0");
        assertThatThrownBy(() -> pool.maxIdleTime(Duration.ofMillis(-1)))
                .hasMessage("maxIdleTime must not be negative, got PT-0.001S");
        assertThatThrownBy(() -> pool.maxLifeTime(Duration.ofDays(200_000)))
                .hasMessageStartingWith("maxLifeTime must not be longer than 292 years");
    }

    @Test
    void limitsOfTheAsyncApi() {
        var async = AsyncSettings.defaults();
        assertThat(async).isEqualTo(new AsyncSettings(0, 100_000, 100));
        assertThatThrownBy(() -> async.maxInFlight(-1)).hasMessage("maxInFlight must be at least 0, got -1");
        assertThatThrownBy(() -> async.maxQueued(-1)).hasMessage("maxQueued must be at least 0, got -1");
        assertThatThrownBy(() -> async.callTracing(-1)).hasMessage("callTracing must be at least 0, got -1");
    }

    @Test
    void settingsCompareByTheirValues() {
        var pool = PoolSettings.defaults().maxPoolSize(5);
        assertThat(pool.maxPoolSize(100)).isEqualTo(PoolSettings.defaults()).hasSameHashCodeAs(PoolSettings.defaults());
        assertThat(pool).isNotEqualTo(PoolSettings.defaults());
        assertThat(ClientSettings.defaults().pool(it -> pool))
                .isEqualTo(ClientSettings.defaults().pool(it -> it.maxPoolSize(5)))
                .isNotEqualTo(ClientSettings.defaults());
        assertThat(TopologySettings.defaults().failFast(true))
                .isNotEqualTo(TopologySettings.defaults())
                .isEqualTo(TopologySettings.defaults().failFast(true));
    }

    @Test
    void everyValueCountsWhenSettingsAreCompared() {
        for (var values : List.of(
                new ClientSettings.Fields(),
                new PoolSettings.Fields(),
                new TopologySettings.Fields(),
                new TlsSettings.Fields())) {
            assertThat(values.all().keySet())
                    .containsExactly(Arrays.stream(values.getClass().getDeclaredFields())
                            .filter(field -> !field.isSynthetic())
                            .map(Field::getName)
                            .toArray(String[]::new));
        }
    }

    @Test
    void topologiesThatContradictThemselves() {
        var two = TopologySettings.defaults().hosts(List.of(ServerAddress.of("a"), ServerAddress.of("b")));
        assertThatThrownBy(() -> two.directConnection(true)).hasMessageContaining("[a:27017, b:27017]");
        assertThatThrownBy(() -> two.loadBalanced(true)).hasMessageContaining("exactly one host");
        assertThatThrownBy(() -> two.hosts(List.of())).hasMessage("hosts must not be empty");
        assertThatThrownBy(() -> TopologySettings.defaults().replicaSet("rs").loadBalanced(true))
                .hasMessageContaining("replicaSet=rs");
    }

    @Test
    void applicationNamesAreLimitedInBytes() {
        var settings = ClientSettings.defaults();
        assertThat(settings.applicationName("é".repeat(64)).applicationName()).hasSize(64);
        assertThatThrownBy(() -> settings.applicationName("é".repeat(65)))
                .hasMessageStartingWith("applicationName must not be longer than 128 bytes");
    }

    @Test
    void writeConcerns() {
        assertThat(WriteConcern.of(2)
                        .journal(true)
                        .wtimeout(Duration.ofNanos(1))
                        .toDocument())
                .isEqualTo(new Document("w", 2).append("wtimeout", 1L).append("j", true));
        assertThat(WriteConcern.of("dc").fsync(true).toDocument()).isEqualTo(Document.of("w", "dc", "fsync", true));
        assertThat(WriteConcern.ACKNOWLEDGED.isServerDefault()).isTrue();
        assertThat(WriteConcern.UNACKNOWLEDGED.isAcknowledged()).isFalse();
        assertThat(WriteConcern.of(0).journal(false).isAcknowledged()).isFalse();
        assertThatThrownBy(() -> WriteConcern.UNACKNOWLEDGED.fsync(true)).hasMessageStartingWith("w must not be 0");
        assertThatThrownBy(() -> new WriteConcern(1L, null, null, null))
                .hasMessage("w must be an Integer or a String, got 1");
    }

    @Test
    void readPreferences() {
        assertThat(ReadPreference.primary().toDocument()).isEqualTo(new Document("mode", "primary"));
        assertThat(ReadPreference.secondaryPreferred()
                        .tagSets(List.of(Map.of("dc", "ny"), Map.of()))
                        .maxStaleness(Duration.ofMinutes(2))
                        .hedge(true)
                        .toDocument())
                .isEqualTo(new Document("mode", "secondaryPreferred")
                        .append("tags", List.of(new Document("dc", "ny"), new Document()))
                        .append("maxStalenessSeconds", 120)
                        .append("hedge", new Document("enabled", true)));
        assertThat(ReadPreference.Mode.of("NEAREST")).isEqualTo(ReadPreference.Mode.NEAREST);
        assertThat(ReadPreference.primary().tagSets(List.of(Map.of()))).isNotNull();
        assertThatThrownBy(() -> ReadPreference.primary().hedge(true)).hasMessageContaining("only one primary");
        assertThatThrownBy(() -> ReadPreference.Mode.of("any")).hasMessageContaining("got 'any'");
    }

    @Test
    void tagSetsAreCopied() {
        var tags = new java.util.HashMap<>(Map.of("dc", "ny"));
        var preference = ReadPreference.nearest().tagSets(List.of(tags));
        tags.put("dc", "sf");
        assertThat(preference.tagSets()).containsExactly(Map.of("dc", "ny"));
    }

    @Test
    void collations() {
        var collation = Collation.of("de")
                .caseLevel(true)
                .caseFirst("upper")
                .strength(2)
                .numericOrdering(true)
                .alternate("shifted")
                .maxVariable("punct")
                .normalization(true)
                .backwards(false);
        assertThat(collation.toDocument().keySet())
                .containsExactly(
                        "locale",
                        "caseLevel",
                        "caseFirst",
                        "strength",
                        "numericOrdering",
                        "alternate",
                        "maxVariable",
                        "normalization",
                        "backwards");
        collation.toDocument().clear();
        assertThat(collation.fields()).hasSize(9);
        assertThatThrownBy(() -> Collation.of("de").strength(6)).hasMessage("strength must be between 1 and 5, got 6");
        assertThatThrownBy(() -> new Collation(new Document())).hasMessageContaining("must have a locale");
    }

    @Test
    void credentials() {
        var ada = Credential.of("ada", "secret");
        assertThat(ada.source()).isEqualTo("admin");
        assertThat(ada.mechanism(AuthMechanism.PLAIN).source()).isEqualTo("$external");
        assertThat(ada.source("app").mechanism(AuthMechanism.SCRAM_SHA_256).source())
                .isEqualTo("app");
        assertThat(ada)
                .hasToString("Credential[username=ada, password=***, source=admin, mechanism=default, properties=[]]");
        assertThatThrownBy(() -> ada.mechanism(AuthMechanism.MONGODB_X509))
                .hasMessage("authMechanism MONGODB-X509 takes no password: the certificate is the proof");
        assertThatThrownBy(() -> Credential.of(AuthMechanism.GSSAPI))
                .hasMessage("authMechanism GSSAPI needs a user name that is not empty");
        assertThat(Credential.of(AuthMechanism.MONGODB_X509).username()).isNull();
        assertThat(ada).isNotEqualTo(ada.source("app")).isEqualTo(ada.source("admin"));
        assertThat(ada).hasSameHashCodeAs(ada.source("admin"));
    }

    @Test
    void aCredentialWithoutSourceHasThatOfTheConnectionString() {
        var ada = Credential.of("ada", "secret");
        var shop = ClientSettings.of("mongodb://localhost/db?authSource=shop");
        assertThat(shop.credential(ada).credential()).isEqualTo(ada.source("shop"));
        assertThat(shop.credential(ada.source("admin")).credential()).isEqualTo(ada.source("admin"));
        assertThat(ClientSettings.of("mongodb://localhost/db").credential(ada).credential())
                .isEqualTo(ada.source("admin"));
        assertThatThrownBy(() -> shop.credential(Credential.of(AuthMechanism.MONGODB_X509)))
                .hasMessage("authMechanism MONGODB-X509 needs authSource $external, got 'shop'");
    }
}
