package dev.morelia;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.morelia.bson.UuidRepresentation;
import dev.morelia.bson.codec.CodecRegistry;
import dev.morelia.internal.env.EnvOverride;
import dev.morelia.internal.net.StubEnv;
import dev.morelia.internal.net.StubLink;
import dev.morelia.result.Problem;
import dev.morelia.topology.ServerAddress;
import dev.morelia.topology.TopologyDescription;
import java.time.Duration;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** How clients are created, and the errors and warnings of creating one. */
@Timeout(20)
class ClientConstructionTest {
    private final StubEnv env = new StubEnv(address -> new StubLink());

    private MongoClient build(MongoClient.Builder builder) {
        return EnvOverride.with(env, builder::build);
    }

    @Test
    void aClientConnectsImmediatelyOrWithTheFirstOperation() {
        try (var eager = build(MongoClient.builder())) {
            assertThat(eager.description().servers()).isNotEmpty();
            assertThat(env.workers()).isNotEmpty();
        }
        var other = new StubEnv(address -> new StubLink());
        try (var late = EnvOverride.with(other, MongoClient.builder().connect(false)::build)) {
            assertThat(late.description()).isEqualTo(TopologyDescription.EMPTY);
            assertThat(late.nodes()).isEmpty();
            assertThat(late.poolUse()).isEmpty();
            late.database("app").collection("people").find();
            late.appendMetadata("kit", null, null);
            late.disconnect();
            assertThat(other.workers()).isEmpty();
            assertThat(other.keepAlives()).isEmpty();
        }
        assertThat(other.workers()).isEmpty();
    }

    @Test
    void verifyStartsAnUnconnectedClient() {
        try (var late = build(MongoClient.builder().connect(false))) {
            assertThat(late.verify(Duration.ofMillis(100)).isUsable()).isFalse();
            assertThat(env.workers()).isNotEmpty();
        }
    }

    @Test
    void verifyAndWarmUpNeedTime() {
        try (var late = build(MongoClient.builder().connect(false))) {
            assertThatThrownBy(() -> late.verify(Duration.ZERO))
                    .isInstanceOf(IllegalArgumentException.class)
                    .hasMessage("timeout must be positive, got PT0S");
            assertThatThrownBy(() -> late.verify(Duration.ofSeconds(-1)))
                    .isInstanceOf(IllegalArgumentException.class)
                    .hasMessageStartingWith("timeout must not be negative, got ");
            assertThatThrownBy(() -> late.warmUp(Duration.ZERO)).isInstanceOf(IllegalArgumentException.class);
        }
    }

    @ParameterizedTest
    @CsvSource({"localhost,localhost:27017", "localhost:27018,localhost:27018", "[::1],[::1]:27017"})
    void plainHosts(String uri, String address) {
        try (var client = build(MongoClient.builder().connect(false).uri(uri))) {
            assertThat(client.settings().topology().hosts()).hasToString("[" + address + "]");
        }
    }

    @Test
    void verifyReportsThatNoThreadCanBeStarted() {
        try (var client = build(MongoClient.builder().uri("mongodb://a,b").connect(false))) {
            env.failThreadStarts(true);
            var verification = client.verify(Duration.ofMillis(200));
            assertThat(verification.isUsable()).isFalse();
            assertThat(verification.problem()).isEqualTo(Problem.NO_THREAD);
            assertThat(verification.hosts()).hasSize(2).allSatisfy(host -> {
                assertThat(host.problem()).isEqualTo(Problem.NO_THREAD);
                assertThat(host.message()).contains("no thread could be started", "unable to create native thread");
                assertThat(host.steps()).isEmpty();
            });
            assertThat(verification.toString()).contains("starts no more threads for this program");
            env.failThreadStarts(false);
        }
    }

    @Test
    void hostAndPort() {
        try (var client = EnvOverride.with(env, () -> MongoClient.create("[::1]", 27018))) {
            assertThat(client.settings().topology().hosts()).containsExactly(new ServerAddress("::1", 27018));
        }
        assertThatIllegalArgumentException()
                .isThrownBy(() -> MongoClient.create("h", 0))
                .withMessageContaining("port must be between 1 and 65535, got 0");
        assertThatIllegalArgumentException()
                .isThrownBy(() -> MongoClient.create("localhost:27018", 27018))
                .withMessageContaining("host must not contain a colon");
    }

    @Test
    void severalConnectionStrings() {
        try (var client =
                EnvOverride.with(env, () -> MongoClient.create(List.of("a", "mongodb://b:1/x", "mongodb://c/y")))) {
            assertThat(client.settings().topology().hosts()).hasToString("[a:27017, b:1, c:27017]");
            assertThat(client.defaultDatabase().name()).isEqualTo("y");
        }
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "mongodb://%2Ftmp%2Fmongodb-27017.sock/?tls=true",
                "mongodb://a,%2Ftmp%2Fmongodb-27017.sock/?tlsInsecure=true",
                "mongodb://%2Ftmp%2Fmongodb-27017.sock/?tls=true&proxyHost=p"
            })
    void unixDomainSocketsAreNotUsedInPlainTextIfTlsIsEnabled(String uri) {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> build(MongoClient.builder().uri(uri)))
                .withMessage("host must not be a Unix domain socket if TLS is enabled: set tls=false, got"
                        + " '/tmp/mongodb-27017.sock'");
        assertThat(env.workers()).isEmpty();
        build(MongoClient.builder().connect(false).uri(uri.replaceAll("tls[A-Za-z]*=true", "tls=false")))
                .close();
    }

    @Test
    void keepAliveCanBeDisabled() {
        try (var client = build(MongoClient.builder().connect(false).socketKeepAlive(false))) {
            assertThat(client.settings().socket().socketKeepAlive()).isFalse();
        }
    }

    @Test
    void driverInfoIsCheckedImmediately() {
        var builder = MongoClient.builder().connect(false);
        assertThatIllegalArgumentException()
                .isThrownBy(() -> builder.driverInfo("a|b", null, null))
                .withMessageContaining("name must not contain |");
        builder.driverInfo("k".repeat(600), null, null);
        assertThatIllegalArgumentException()
                .isThrownBy(() -> build(builder))
                .withMessageContaining("driverInfo is too long");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "retryWrite=false",
                "w=majorty",
                "readConcernLevel=snapshto",
                "readPreference=secondry",
                "tls=ture",
                "journal=yes",
                "wtimeout=1",
                "compressors=foo"
            })
    void strictTurnsEveryWarningIntoAnError(String option) {
        var builder = MongoClient.builder().connect(false).uri("mongodb://h/?" + option);
        build(builder).close();
        assertThatIllegalArgumentException()
                .isThrownBy(() -> build(builder.strict()))
                .withMessageContaining("strict")
                .withMessageContaining(option.substring(0, option.indexOf('=')));
    }

    @Test
    void strictAcceptsValidOptions() {
        build(MongoClient.builder()
                        .connect(false)
                        .strict()
                        .uri("mongodb://h/?w=majority&retryWrites=FALSE&readConcernLevel=local"))
                .close();
    }

    @Test
    void aCollectionInTheConnectionStringIsAWarning() {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> build(MongoClient.builder().strict().uri("mongodb://h/a.b")))
                .withMessage("The settings are rejected in strict mode because of these warnings:"
                        + " The connection string names the collection 'a.b' instead of only a default database:"
                        + " the collection name has no effect, and the default database is 'a'");
    }

    @Test
    void unknownCompressorsAreLeftOutOfAConnectionStringWithAWarning() {
        build(MongoClient.builder().strict().uri("mongodb://h/?compressors=snappy,zlib,zstd&zlibCompressionLevel=3"))
                .close();
        assertThatIllegalArgumentException()
                .isThrownBy(() -> build(MongoClient.builder().strict().uri("mongodb://h/?compressors=foo,zlib")))
                .withMessageMatching(".*\"foo\".*left out.*");
    }

    @Test
    void unknownCompressorsInSettingsAreRejected() {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> build(MongoClient.builder()
                        .settings(settings -> settings.compression(it -> it.compressors(List.of("lz4"))))))
                .withMessageContaining("lz4")
                .withMessageContaining("must be snappy, zlib, zstd");
    }

    @ParameterizedTest
    @CsvSource({
        "STANDARD,javaLegacy",
        "JAVA_LEGACY,standard",
        "JAVA_LEGACY,pythonLegacy",
        "C_SHARP_LEGACY,javaLegacy",
    })
    void aUuidRepresentationThatContradictsTheCodecs(UuidRepresentation ofCodecs, String ofUri) {
        var codecs = CodecRegistry.builder().uuidRepresentation(ofCodecs).build();
        assertThatIllegalArgumentException()
                .isThrownBy(() -> build(MongoClient.builder()
                        .connect(false)
                        .uri("mongodb://h/?uuidRepresentation=" + ofUri)
                        .codecs(codecs)))
                .withMessageContaining("uuidRepresentation must not contradict")
                .withMessageContaining(ofCodecs.toString())
                .withMessageContaining("got");
    }

    @ParameterizedTest
    @CsvSource({
        "STANDARD,standard,STANDARD",
        "JAVA_LEGACY,javaLegacy,JAVA_LEGACY",
        "JAVA_LEGACY,,JAVA_LEGACY",
        ",javaLegacy,JAVA_LEGACY",
        ",standard,STANDARD",
        ",,STANDARD"
    })
    void representationsOfUuidsThatAgree(
            @Nullable UuidRepresentation ofCodecs, @Nullable String ofUri, UuidRepresentation expected) {
        var codecs = CodecRegistry.builder();
        if (ofCodecs != null) {
            codecs.uuidRepresentation(ofCodecs);
        }
        var builder = MongoClient.builder()
                .connect(false)
                .uri("mongodb://h/" + (ofUri == null ? "" : "?uuidRepresentation=" + ofUri))
                .codecs(codecs.build());
        try (var client = build(builder)) {
            var things = client.database("app").collection("things");
            assertThat(things.context().codecs().uuidRepresentation()).isEqualTo(expected);
            var view =
                    client.database("app").with(CodecRegistry.builder().build()).collection("things");
            assertThat(view.context().codecs().uuidRepresentation())
                    .as("other codecs keep it")
                    .isEqualTo(expected);
            var chosen = client.with(CodecRegistry.builder()
                            .uuidRepresentation(UuidRepresentation.PYTHON_LEGACY)
                            .build())
                    .database("app")
                    .collection("things");
            assertThat(chosen.context().codecs().uuidRepresentation())
                    .as("unless they have their own")
                    .isEqualTo(UuidRepresentation.PYTHON_LEGACY);
        }
    }
}
