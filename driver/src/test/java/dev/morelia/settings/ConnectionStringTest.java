package dev.morelia.settings;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.morelia.bson.UuidRepresentation;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** What the files of the specification do not cover. */
final class ConnectionStringTest {

    private static ClientSettings settings(String options) {
        return ClientSettings.of("mongodb://h/?" + options);
    }

    @Test
    void defaultsWhereNothingIsSaid() {
        assertThat(ClientSettings.of("mongodb://localhost")).isEqualTo(ClientSettings.defaults());
    }

    @Test
    void everyOptionReachesTheSettings() {
        var settings = settings("maxAdaptiveRetries=5&enableOverloadRetargeting=true&appname=app&compressors=zstd,zlib"
                + "&connectTimeoutMS=1&heartbeatFrequencyMS=500&journal=true&localThresholdMS=2&maxConnecting=3"
                + "&maxIdleTimeMS=4&maxLifeTimeMS=5&maxPoolSize=60&minPoolSize=7&proxyHost=p&proxyPort=8"
                + "&proxyUsername=u&proxyPassword=s&readConcernLevel=majority&readPreference=secondary"
                + "&readPreferenceTags=dc:ny,rack:1&readPreferenceTags=&maxStalenessSeconds=90&replicaSet=rs"
                + "&retryReads=false&retryWrites=false&serverMonitoringMode=poll&serverSelectionTimeoutMS=9"
                + "&serverSelectionTryOnce=true&socketTimeoutMS=10&timeoutMS=11&waitQueueMultiple=12"
                + "&waitQueueTimeoutMS=13&w=2&wTimeoutMS=14&zlibCompressionLevel=9");

        assertThat(settings.retry()).isEqualTo(new RetrySettings(false, false, 5, true));
        assertThat(settings.applicationName()).isEqualTo("app");
        assertThat(settings.compression()).isEqualTo(new CompressionSettings(List.of("zstd", "zlib"), 9));
        assertThat(settings.socket())
                .isEqualTo(new SocketSettings(
                        Duration.ofMillis(1),
                        Duration.ofMillis(10),
                        ProxySettings.of("p").port(8).user("u", "s")));
        assertThat(settings.monitoring())
                .isEqualTo(new MonitoringSettings(Duration.ofMillis(500), MonitoringSettings.Mode.POLL));
        assertThat(settings.pool())
                .isEqualTo(new PoolSettings(
                        60, 7, 3, Duration.ofMillis(4), Duration.ofMillis(5), Duration.ofMillis(13), 12, 0));
        assertThat(settings.readConcern()).isEqualTo(ReadConcern.MAJORITY);
        assertThat(settings.writeConcern())
                .isEqualTo(WriteConcern.of(2).journal(true).wtimeout(Duration.ofMillis(14)));
        assertThat(settings.readPreference())
                .isEqualTo(ReadPreference.secondary()
                        .tagSets(List.of(Map.of("dc", "ny", "rack", "1"), Map.of()))
                        .maxStaleness(Duration.ofSeconds(90)));
        assertThat(settings.topology())
                .isEqualTo(TopologySettings.defaults()
                        .hosts(List.of(ServerAddress.of("h")))
                        .replicaSet("rs")
                        .localThreshold(Duration.ofMillis(2))
                        .serverSelectionTimeout(Duration.ofMillis(9))
                        .serverSelectionTryOnce(true));
        assertThat(settings.timeout()).isEqualTo(Duration.ofMillis(11));
    }

    @Test
    void uuidRepresentations() {
        assertThat(settings("uuidRepresentation=javaLegacy").uuidRepresentation())
                .isEqualTo(UuidRepresentation.JAVA_LEGACY);
        assertThat(ConnectionString.parse("mongodb://h/?uuidRepresentation=unspecified")
                        .warnings())
                .hasSize(1);
    }

    @Test
    void tlsOptions() {
        assertThat(settings("tls=true").tls()).isEqualTo(TlsSettings.disabled().enabled(true));
        assertThat(settings("ssl=true").tls().enabled()).isTrue();
        assertThat(settings("tlsCAFile=ca.pem").tls())
                .isEqualTo(TlsSettings.disabled().enabled(true).caFile(Path.of("ca.pem")));
        assertThat(settings("tlsCertificateKeyFile=k.pem&tlsCertificateKeyFilePassword=s")
                        .tls())
                .isEqualTo(TlsSettings.disabled().enabled(true).certificateKeyFile(Path.of("k.pem"), Secret.of("s")));
        assertThat(settings("tlsInsecure=true").tls())
                .isEqualTo(TlsSettings.disabled()
                        .enabled(true)
                        .allowInvalidCertificates(true)
                        .allowInvalidHostnames(true));
        assertThat(settings("tlsAllowInvalidHostnames=false").tls().enabled()).isFalse();
        assertThat(settings("tlsAllowInvalidHostnames=true&tls=false").tls().enabled())
                .isFalse();
    }

    @Test
    void srv() {
        var uri = ConnectionString.parse("mongodb+srv://u:p@Cluster.example.org/app?srvServiceName=x&srvMaxHosts=3");
        var settings = ClientSettings.of(uri);

        assertThat(uri.isSrv()).isTrue();
        assertThat(uri.hosts()).isEmpty();
        assertThat(settings.topology().srv()).isEqualTo(new SrvSettings("cluster.example.org", "x", 3));
        assertThat(settings.tls().enabled()).isTrue();
        assertThat(ClientSettings.of("mongodb+srv://a.b.c/?tls=false").tls().enabled())
                .isFalse();
        assertThat(settings.defaultDatabase()).isEqualTo("app");
    }

    @Test
    void aNamespaceIsDatabaseAndCollection() {
        var uri = ConnectionString.parse("mongodb://h/app.people.old");
        assertThat(uri.database()).isEqualTo("app");
        assertThat(uri.collection()).isEqualTo("people.old");
        assertThat(ConnectionString.parse("mongodb://h/admin%3F?w=1").database())
                .isEqualTo("admin?");
        assertThat(ConnectionString.parse("mongodb://h/?w=1").database()).isNull();
    }

    @Test
    void decodesUtf8AndLeavesPlusSignsAlone() {
        var uri = ConnectionString.parse("mongodb://J%C3%BCrgen:a+b%25@h/d?appname=%E2%82%AC+1");
        assertThat(uri.username()).isEqualTo("Jürgen");
        assertThat(uri.password()).isEqualTo(Secret.of("a+b%"));
        assertThat(uri.options()).containsEntry("appname", "€+1");
    }

    @Test
    void semicolonsSeparateWhereThereIsNoAmpersand() {
        assertThat(settings("w=1;journal=true").writeConcern())
                .isEqualTo(WriteConcern.of(1).journal(true));
    }

    @Test
    void emptyPairsAreNothing() {
        assertThat(ConnectionString.parse("mongodb://h/?&w=1&").options()).containsOnly(Map.entry("w", 1));
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "foo=1|Unsupported option 'foo' is ignored",
                "wtimeout=1|Deprecated option 'wtimeout' has been replaced with wTimeoutMS",
                "j=true|Deprecated option 'j' has been replaced with journal",
                "j=true&journal=true|Deprecated option 'j' is ignored as its replacement is there too: journal",
                "tls=yes|Option tls has the deprecated boolean value \"yes\"; write true instead",
                "maxPoolSize=x|Unsupported value for option maxPoolSize is ignored: \"x\"",
                "maxPoolSize=99999999999|Unsupported value for option maxPoolSize is ignored: \"99999999999\"",
                "maxStalenessSeconds=89|Unsupported value for option maxStalenessSeconds is ignored: \"89\"",
                "heartbeatFrequencyMS=499|Unsupported value for option heartbeatFrequencyMS is ignored: \"499\"",
                "replicaSet=|Unsupported value for option replicaSet is ignored: \"\"",
                "appname=a&appname=b|Option appname is given more than once; the last one counts",
                "compressors=lz4,zlib|Option compressors names the unknown compressor \"lz4\"; "
                        + "known are snappy, zlib and zstd",
                "readPreference=any|Unsupported value for option readPreference is ignored: \"any\""
            })
    void warns(String options, String warning) {
        assertThat(ConnectionString.parse("mongodb://h/?" + options).warnings()).containsExactly(warning);
    }

    @Test
    void unknownCompressorsAreLeftOut() {
        assertThat(settings("compressors=lz4,zlib").compression().compressors()).containsExactly("zlib");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "w=-1|w must be a number of members from 0 on or a tag, got -1",
                "w=0&journal=true|w must not be 0 when journal or fsync is true",
                "w|Connection string option 'w' is incomplete",
                "authMechanism=KERBEROS|authMechanism must be one of",
                "authSource=|Option authSource must not be empty",
                "minPoolSize=2&maxPoolSize=1|minPoolSize must not be above maxPoolSize 1, got 2",
                "readPreferenceTags=dc:ny|read preference primary must not have tagSets",
                "maxStalenessSeconds=100|read preference primary must not have tagSets, maxStaleness",
                "appname=%zz|The option appname of the connection string has a percent sign that is not followed",
                "appname=%ff|The option appname of the connection string is not percent-encoded UTF-8",
                "tls=true&ssl=false|Options tls and ssl mean the same",
                "proxyHost=a&proxyHost=a|Option proxyHost must not be given more than once",
                "srvMaxHosts=1|Option srvMaxHosts needs a connection string that starts with mongodb+srv://",
                "directConnection=true&loadBalanced=true|loadBalanced=true must not be set with directConnection=true"
            })
    void refuses(String options, String message) {
        assertThatThrownBy(() -> ConnectionString.parse("mongodb://h/?" + options))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageStartingWith(message);
    }

    @Test
    void namesTheHostThatIsMalformed() {
        assertThatThrownBy(() -> ConnectionString.parse("mongodb://u:p@a:1,b:65536"))
                .hasMessageContaining("Host number 2")
                .hasMessageContaining("'b:65536'");
    }

    /** The word "canary" stands where a password or another secret stands, or may stand. */
    @ParameterizedTest
    @ValueSource(
            strings = {
                "mongodb://user:canary@h",
                "mongodb://user:canary",
                "mongodb://user:canary/",
                "mongodb://user:can/canary@h",
                "mongodb://user:can?canary@h",
                "mongodb://user:1?canary@h",
                "mongodb://user:1?x&canary@h",
                "mongodb://user:1?canary=1&y@h",
                "mongodb://user:1?retryReads=canary@h",
                "mongodb://user:1/canary$@h",
                "mongodb://user:can#canary@h",
                "mongodb://user:can@canary@h",
                "mongodb://user:can:canary@h",
                "mongodb://user:can%canary@h",
                "mongodb://user:canary%@h",
                "mongodb://user:can,canary@h",
                "mongodb://user:canary@h:0",
                "mongodb://user:canary@h:x/?foo",
                "mongodb://user:canary@h/?authMechanism=MONGODB-X509",
                "mongodb://user:canary@h/?authMechanism=MONGODB-OIDC",
                "mongodb://user:canary@h/?authMechanism=NONE",
                "mongodb://user:canary@h,i/?directConnection=true&foo=bar&retryReads=maybe",
                "mongodb://h/?tlsCertificateKeyFilePassword=canary&tls=maybe",
                "mongodb://h/?tlsCertificateKeyFilePassword=canary%zz",
                "mongodb://h/?proxyHost=p&proxyUsername=u&proxyPassword=canary",
                "mongodb://h/?proxyPassword=canary",
                "mongodb://h/?proxyHost=p&proxyUsername=u&proxyPassword=canary&proxyPassword=canary",
                "mongodb://h/?proxyHost=p&proxyUsername=canary&proxyPassword=x",
                "mongodb://u:p@h/?authMechanism=MONGODB-AWS&authMechanismProperties=AWS_SESSION_TOKEN:canary",
                "mongodb://u:p@h/?authMechanism=MONGODB-AWS&authMechanismProperties=AWS_SESSION_TOKEN:can,canary",
                "mongodb://h/?authMechanism=MONGODB-AWS&authMechanismProperties=AWS_SESSION_TOKEN:canary",
                "mongodb+srv://user:canary@a.b.c",
                "mongodb+srv://user:canary@a.b.c:1",
                "mongodb+srv://user:canary",
                "mongodb+srv://user:canary@a,b",
                "canary://user:canary@h",
                "mongodb://user:c%61nary@h"
            })
    void noSecretIsEverShown(String uri) {
        String shown;
        try {
            var parsed = ConnectionString.parse(uri);
            var settings = ClientSettings.of(parsed);
            shown = parsed + " " + parsed.warnings() + " " + parsed.options() + " " + parsed.password() + " " + settings
                    + " " + settings.credential();
            if (uri.contains("proxyUsername=canary")) {
                // A user's name may show in the settings, as in those of the credential, but not in texts about the
                // URI.
                shown = parsed + " " + parsed.warnings();
            }
        } catch (IllegalArgumentException refused) {
            shown = refused.toString() + " " + refused.getCause();
        }
        assertThat(shown).doesNotContain("canary").doesNotContain("can@").doesNotContain("user:c");
    }

    @Test
    void printsItselfWithoutUser() {
        assertThat(ConnectionString.parse("mongodb://user:secret@B:2,[::1]/app?replicaSet=rs&w=1&proxyHost=p"
                        + "&proxyUsername=u&proxyPassword=s"))
                .hasToString("mongodb://***@b:2,[::1]:27017/app?proxyHost=p&proxyPassword=***&proxyUsername=***"
                        + "&replicaSet=rs&w=1");
    }

    @Test
    void refusesNull() {
        assertThatThrownBy(() -> ConnectionString.parse(Nulls.of(String.class)))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage("connectionString must not be null");
    }

    @ParameterizedTest
    @ValueSource(strings = {"ssl=True", "tls=TRUE", "tls= true ", " ssl = true\n"})
    void booleansAreReadInAnyCaseAndWithoutBlanks(String option) {
        var parsed = ConnectionString.parse("mongodb://h/?" + option);
        assertThat(parsed.options()).containsEntry("tls", true);
        assertThat(parsed.warnings()).isEmpty();
    }

    @Test
    void blanksAroundNamesAndValuesAreDropped() {
        assertThat(ConnectionString.parse("  mongodb://h/app?w=majority & replicaSet=rs0 \r\n")
                        .options())
                .containsEntry("w", "majority")
                .containsEntry("replicaSet", "rs0");
    }

    @ParameterizedTest
    @ValueSource(strings = {"mongodb://h1, h2/", "mongodb://h 1/", "mongodb://h/a\tb", "mongodb://h1,\nh2/"})
    void blanksInsideOfHostsAndDatabasesAreRejected(String text) {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> ConnectionString.parse(text))
                .withMessageContaining("blank");
    }

    @Test
    void aLostOrASecondQuestionMarkIsNamed() {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> ConnectionString.parse("mongodb://h/app&replicaSet=rs0"))
                .withMessageContaining("no ? before its option replicaSet");
        assertThatIllegalArgumentException()
                .isThrownBy(() -> ConnectionString.parse("mongodb://h/?replicaSet=rs0?retryWrites=false"))
                .withMessageContaining("second ? before the option retryWrites");
    }

    @Test
    void anUnknownOptionNamesTheNearestOne() {
        assertThat(ConnectionString.parse("mongodb://h/?replicaset=a&retryWrite=false")
                        .warnings())
                .singleElement()
                .asString()
                .contains("'retryWrite'")
                .contains("did you mean 'retryWrites'?");
        assertThat(ConnectionString.parse("mongodb://h/?somethingElse=1").warnings())
                .singleElement()
                .asString()
                .doesNotContain("did you mean");
    }
}
