package dev.morelia.settings;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.morelia.bson.UuidRepresentation;
import dev.morelia.topology.ServerAddress;
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
                        true,
                        ProxySettings.of("p").port(8).user("u", "s")));
        assertThat(settings.monitoring())
                .isEqualTo(new MonitoringSettings(Duration.ofMillis(500), MonitoringSettings.Mode.POLL));
        assertThat(settings.pool())
                .isEqualTo(PoolSettings.defaults()
                        .maxPoolSize(60)
                        .minPoolSize(7)
                        .maxConnecting(3)
                        .maxIdleTime(Duration.ofMillis(4))
                        .maxLifeTime(Duration.ofMillis(5))
                        .waitQueueTimeout(Duration.ofMillis(13))
                        .waitQueueMultiple(12));
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
        assertThat(settings.topology().srv()).isEqualTo(new SrvSettings("cluster.example.org", "x", 3, null));
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
                "replicaSet=|Unsupported value for option replicaSet is ignored: \"\"; valid is any "
                        + "text but an empty one",
                "replicaSet=rs0%20|Option replicaSet is a name with the character U+0020 in it, which names seldom "
                        + "have; it is taken as it is",
                "replicaSet='rs0'|Option replicaSet is a name with the character ' in it, which names seldom have; it "
                        + "is taken as it is",
                "replicaSet=r\u200bs0|Option replicaSet is a name with the character U+200B in it, which names seldom "
                        + "have; it is taken as it is",
                "w=${W}|Option w is a name with the character $ in it, which names seldom have; it is taken as it is",
                "w=2.0|Option w is taken as the name of a custom write concern, and looks like a number: write w=1, "
                        + "or how many members it is",
                "w==1|Option w is taken as the name of a custom write concern, and looks like a number: write w=1, "
                        + "or how many members it is",
                "readPreferenceTags=dc|Unsupported value for option readPreferenceTags is ignored: \"dc\"; "
                        + "valid are pairs of the form name:value, separated by commas",
                "appname=a&appname=b|Option appname is given more than once; the last one counts",
                "compressors=lz4, zlib|Option compressors names \"lz4\", which is left out: "
                        + "MongoDB has snappy, zlib and zstd",
                "readPreference=any|Unsupported value for option readPreference is ignored: \"any\"; valid are "
                        + "primary, primaryPreferred, secondary, secondaryPreferred, nearest",
                "readPreference=secondry|Unsupported value for option readPreference is ignored: \"secondry\"; "
                        + "did you mean \"secondary\"? Valid are primary, primaryPreferred, secondary, "
                        + "secondaryPreferred, nearest",
                "tls=ture|Unsupported value for option tls is ignored: \"ture\"; did you mean \"true\"? "
                        + "Valid are true, false",
                "ssl=on|Unsupported value for option tls is ignored: \"on\"; valid are true, false",
                "tlsInsecure=flase|Unsupported value for option tlsInsecure is ignored: \"flase\"; "
                        + "did you mean \"false\"? Valid are true, false",
                "uuidRepresentation=javalegacy|Unsupported value for option uuidRepresentation is ignored: "
                        + "\"javalegacy\"; did you mean \"javaLegacy\"? Valid are csharpLegacy, javaLegacy, "
                        + "pythonLegacy, standard",
                "w=majorty|Option w has the value \"majorty\", which is taken as the name of a custom write concern; "
                        + "did you mean \"majority\"? Known: majority",
                "w=Majority|Option w has the value \"Majority\", which is taken as the name of a custom write "
                        + "concern; did you mean \"majority\"? Known: majority",
                "readConcernLevel=majorty|Option readConcernLevel has the value \"majorty\", which is sent to the "
                        + "server as it is; did you mean \"majority\"? Known: "
                        + "local, available, majority, linearizable, snapshot",
                "tsl=true|Unsupported option 'tsl' is ignored; did you mean 'tls'?",
                "journla=true|Unsupported option 'journla' is ignored; did you mean 'journal'?",
                "sll=true|Unsupported option 'sll' is ignored; did you mean 'ssl'?",
                "sslInvalidHostNameAllowed=true|Unsupported option 'sslInvalidHostNameAllowed' is ignored; did you "
                        + "mean 'tlsAllowInvalidHostnames'?",
                "sslCAFile=a|Unsupported option 'sslCAFile' is ignored; did you mean 'tlsCAFile'?",
                "slaveOk=true|Unsupported option 'slaveOk' is ignored; did you mean 'readPreference'?",
                "x=1|Unsupported option 'x' is ignored"
            })
    void warns(String options, String warning) {
        assertThat(ConnectionString.parse("mongodb://h/?" + options).warnings()).containsExactly(warning);
    }

    /** With the number to write, if there is one. */
    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "maxPoolSize=abc|is a whole number from 0 to 2147483647",
                "maxPoolSize=-1|is a whole number from 0 to 2147483647",
                "maxPoolSize=20.0|is a whole number from 0 to 2147483647: write 20",
                "maxPoolSize=20s|is a whole number from 0 to 2147483647",
                "maxPoolSize=99999999999|is a whole number from 0 to 2147483647",
                "maxConnecting=0|is a whole number from 1 to 2147483647",
                "proxyPort=abc&proxyHost=p|is a whole number from 1 to 65535",
                "connectTimeoutMS=10s|is a whole number of milliseconds from 0 to 2147483647: write 10000",
                "connectTimeoutMS=10 S|is a whole number of milliseconds from 0 to 2147483647: write 10000",
                "connectTimeoutMS=1.5s|is a whole number of milliseconds from 0 to 2147483647: write 1500",
                "connectTimeoutMS=500ms|is a whole number of milliseconds from 0 to 2147483647: write 500",
                "connectTimeoutMS=2min|is a whole number of milliseconds from 0 to 2147483647: write 120000",
                "connectTimeoutMS=0.5ms|is a whole number of milliseconds from 0 to 2147483647",
                "connectTimeoutMS=100d|is a whole number of milliseconds from 0 to 2147483647",
                "connectTimeoutMS=10x|is a whole number of milliseconds from 0 to 2147483647",
                "connectTimeoutMS=-10s|is a whole number of milliseconds from 0 to 2147483647",
                "heartbeatFrequencyMS=499|is a whole number of milliseconds from 500 to 2147483647",
                "heartbeatFrequencyMS=10s|is a whole number of milliseconds from 500 to 2147483647: write 10000",
                "heartbeatFrequencyMS=10ms|is a whole number of milliseconds from 500 to 2147483647",
                "wTimeoutMS=5s|is a whole number of milliseconds from 0 to 9223372036854775807: write 5000",
                "maxStalenessSeconds=89|is a whole number of seconds from 90 to 2147483647, or -1 for no limit",
                "maxStalenessSeconds=2m|is a whole number of seconds from 90 to 2147483647, or -1 for no limit: "
                        + "write 120",
                "maxStalenessSeconds=120s|is a whole number of seconds from 90 to 2147483647, or -1 for no limit: "
                        + "write 120",
                "zlibCompressionLevel=10|is a whole number from -1 to 9"
            })
    void aWrongNumberIsToldWhatIsValid(String options, String valid) {
        String name = options.substring(0, options.indexOf('='));
        String value = options.substring(options.indexOf('=') + 1).replaceFirst("&.*", "");
        assertThat(ConnectionString.parse("mongodb://h/?" + options).warnings())
                .containsExactly(
                        "Unsupported value for option " + name + " is ignored: \"" + value + "\"; valid " + valid);
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
                "authMechanism=KERBEROS|authMechanism must be one of SCRAM-SHA-1, SCRAM-SHA-256, MONGODB-X509, GSSAPI, "
                        + "PLAIN, MONGODB-AWS, MONGODB-OIDC, got 'KERBEROS'; did you mean GSSAPI?",
                "authMechanism=SCRAM-SHA256|authMechanism must be one of SCRAM-SHA-1, SCRAM-SHA-256, MONGODB-X509, "
                        + "GSSAPI, PLAIN, MONGODB-AWS, MONGODB-OIDC, got 'SCRAM-SHA256'; did you mean SCRAM-SHA-256?",
                "authMechanism=MONGODB-CR|authMechanism MONGODB-CR does not exist since MongoDB 4.0: leave",
                "proxyHost=p:1080|proxyHost must not contain a colon: it is a host alone, without",
                "proxyHost=socks5://p:1080|proxyHost must not contain a colon: it is a host alone, without scheme",
                "proxyHost=canary%40p|proxyHost must be a host name or an IP address",
                "authSource=|Option authSource must not be empty",
                "minPoolSize=2&maxPoolSize=1|minPoolSize must not be above maxPoolSize 1, got 2",
                "readPreferenceTags=dc:ny|read preference primary must not have tagSets",
                "readPreference=secondry&readPreferenceTags=dc:ny|Option readPreference has a value that it cannot",
                "readPreference=secondry&maxStalenessSeconds=100|Option readPreference has a value that it cannot have",
                "maxStalenessSeconds=100|read preference primary must not have tagSets, maxStaleness",
                "appname=%zz|The option appname of the connection string has a percent sign that is not followed",
                "appname=%ff|The option appname of the connection string is not percent-encoded UTF-8",
                "tls=true&ssl=false|Option tls (or ssl, which means the same)",
                "proxyHost=a&proxyHost=a|Option proxyHost must not be given more than once",
                "srvMaxHosts=1|Option srvMaxHosts needs a connection string that starts with mongodb+srv://",
                "directConnection=true&loadBalanced=true|loadBalanced=true must not be set with directConnection=true"
            })
    void refuses(String options, String message) {
        assertThatThrownBy(() -> ConnectionString.parse("mongodb://h/?" + options))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageStartingWith(message);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "mongodb://|The host of the connection string must not be empty: write it after "
                        + "mongodb://, as in mongodb://",
                "mongodb://a,,b|Host 2 of the 3 hosts of the connection string must not be empty",
                "mongodb://u:p@/app|The host of the connection string must not be empty",
                "mongodb:///tmp/m.sock|must not be empty: in the path of a Unix domain socket / is written %2F",
                "mongodb://:27017|The host of the connection string (':27017') must have a host before the colon",
                "mongodb://h:|('h:') must have a port after the colon",
                "mongodb://u:p@h:abc|('h:abc') must have a number as its port",
                "mongodb://http://localhost|has http:// before a host: after mongodb:// or mongodb+srv:// hosts have no",
                "mongodb://u:p@mongodb://a|has mongodb:// before a host",
                "mongodb+srv://https://a.b.c|has https:// before a host",
                "mongodb://h:0|('h:0') must have a port between 1 and 65535",
                "mongodb://h:65536|('h:65536') must have a port between 1 and 65535",
                "mongodb://h:-1|('h:-1') must have a port between 1 and 65535",
                "mongodb://u:p@a:1,b:65536|Host 2 of the 2 hosts of the connection string ('b:65536') must have a port",
                "mongodb://[::1|('[::1') must close the bracket around its IPv6 address",
                "mongodb://[::1]27017|('[::1]27017') must have nothing but a colon and a port after the bracket",
                "mongodb://u:p@[h]|('[h]') must have an IPv6 address in its brackets",
                "mongodb://::1|('::1') must have at most one colon, or an IPv6 address in brackets",
                "mongodb://u:p@h::27017|('h::27017') must have at most one colon",
                "mongodb://h 1|('h 1') must not contain a blank or an invisible character (U+0020)",
                "mongodb://h1, h2|Host 2 of the 2 hosts of the connection string (' h2') must not have a blank",
                "mongodb://%2Ftmp%2Fm|('%2Ftmp%2Fm') must end in .sock to be the path of a Unix domain socket",
                "mongodb://a%23b|('a%23b') must be a host name or an IP address",
                "mongodb://${HOST}|('${HOST}') must be a host name or an IP address",
                "mongodb://<host>|must be a host name or an IP address",
                "mongodb://*|must be a host name or an IP address",
                "mongodb://h\uff1a27017|must be a host name or an IP address",
                "mongodb://h..x|must not have an empty part between its dots",
                "mongodb://.|must not have an empty part between its dots",
                "mongodb://h%zz|The host of the connection string has a percent sign that is not followed",
                "mongodb+srv://|and this by one, got none",
                "mongodb+srv://a.b.c,d.e.f|and this by one, got 2",
                "mongodb+srv://a.b.c:1|and this by one without a port",
                "mongodb+srv://a b|The DNS name after mongodb+srv:// must not contain a blank"
            })
    void namesTheHostThatIsWrongAndTheReason(String uri, String message) {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> ConnectionString.parse(uri))
                .withMessageContaining(message);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "mongodb://joe@corp.com:canary",
                "mongodb://joe@corp.com:canary/app",
                "mongodb://a@b:canary,h",
                "mongodb://h/?authMechanism=MONGODB-OIDC"
                        + "&authMechanismProperties=ENVIRONMENT:test;AWS_SESSION_TOKEN:canary"
            })
    void neverShowsWhatMayBeASecret(String uri) {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> ConnectionString.parse(uri))
                .satisfies(e -> assertThat(e.toString()).doesNotContain("canary"));
    }

    @Test
    void aHostThatMayBeAPasswordIsNotShown() {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> ConnectionString.parse("mongodb://user:canary"))
                .withMessageContaining("The host of the connection string must have a number as its port")
                .withMessageContaining("not shown");
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
                "mongodb://user:1/canary@h",
                "mongodb://user:1?authMechanism=canary@h",
                "mongodb://user:canary,h 1",
                "mongodb://user:canary&w=1",
                "mongodb://user:1/x&canary=1@h",
                "mongodb://user:1?readPreference=canary@h",
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
                "mongodb://user:c%61nary@h",
                "mongodb://user:1?x=canary@h/db",
                "mongodb://user:1?canary@h/db",
                "mongodb://user:1?canary=y@h/db",
                "mongodb://user:1/?w=canary@h",
                "mongodb://user:1/app?appname=canary@h",
                "mongodb://user:can@h1?canary=1@h2/db",
                "mongodb://user:can@h1?canary@h2/db",
                "mongodb://user:can@h1/canary@h2/db",
                "mongodb://user:can#canary",
                "mongodb://user:can#canary/db",
                "mongodb://user:can@canary@h/db?w=1",
                "mongodb://user:can:canary@h/db?w=1",
                "mongodb://us/er:canary@h",
                "mongodb://us?er:canary@h",
                "mongodb://us:er:canary@h",
                "mongodb://user:canary%40h/db",
                "mongodb://user:1/canary%40h/db",
                "mongodb+srv://user:can/canary@a.b.c",
                "mongodb+srv://user:can?canary@a.b.c",
                "mongodb+srv://user:can@canary@a.b.c",
                "mongodb+srv://user:can:canary@a.b.c",
                "mongodb+srv://user:can#canary@a.b.c",
                "mongodb://h/?readPreference=primary,proxyPassword=canary",
                "mongodb://h/?readPreference=primary proxyPassword=canary",
                "mongodb://h/?readPreference=primary, proxyPassword =canary",
                "mongodb://h/?readPreference=primary|proxyPasword=canary",
                "mongodb://h/?readPreference=primaryproxyPassword=canary",
                "mongodb://h/?readPreference=proxyPassword=canary",
                "mongodb://h/?readPreference=primary%2CproxyPassword=canary",
                "mongodb://h/?readPreference=primary%2CproxyPassword%3Dcanary",
                "mongodb://h/?readPreference=primary,password=canary",
                "mongodb://h/?readPreference=primary,password:canary",
                "mongodb://h/?readPreference=primary%20proxyPassword=canary",
                "mongodb://h/?readPreference=primary\u00a0proxyPassword=canary",
                "mongodb://h/?retryReads=true,tlsCertificateKeyFilePassword=canary",
                "mongodb://h/?maxPoolSize=10,proxyPassword=canary",
                "mongodb://h/?appname=shop,proxyPassword=canary",
                "mongodb://h/?appname=shopproxyPassword=canary",
                "mongodb://h/?replicaSet=rs0,proxyPassword=canary",
                "mongodb://h/?w=majority,proxyPassword=canary",
                "mongodb://h/?authSource=admin authMechanismProperties=AWS_SESSION_TOKEN:canary",
                "mongodb://h/?authMechanism=PLAIN,password=canary",
                "mongodb://h/?authMechanism=PLAIN%2CproxyPassword%3Dcanary",
                "mongodb://h/?compressors=zlib,proxyPassword=canary",
                "mongodb://h/?compressors=zlib%2Cpassword%3Dcanary",
                "mongodb://h/?proxyPassword:canary",
                "mongodb://h/?proxyPassword canary",
                "mongodb://h/?proxyPassword:canary=1",
                "mongodb://h/?proxyHost=p&proxyPassword=can&canary",
                "mongodb://h/?proxyHost=p&proxyPassword=can&canary=1",
                "mongodb://h/?proxyHost=p&proxyPassword=can&x=1&canary=1",
                "mongodb://h/?proxyHost=p;proxyUsername=u;proxyPassword=can;canary=1",
                "mongodb://h/?w=1?proxyPassword=canary",
                "mongodb://h/?w=1;proxyPassword=canary&journal=true",
                "mongodb://h/app&proxyPassword=canary",
                "mongodb://h&proxyPassword=canary",
                "mongodb://user:canary@h1 h2",
                "mongodb://user:canary@h:99999/?readPreference=foo",
                "mongo://user:canary@h",
                "user:canary@h",
                "mongodb:/user:canary@h"
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
    @ValueSource(
            strings = {
                "directConnection",
                "enableOverloadRetargeting",
                "journal",
                "loadBalanced",
                "retryReads",
                "retryWrites",
                "serverSelectionTryOnce",
                "ssl",
                "tls",
                "tlsAllowInvalidCertificates",
                "tlsInsecure"
            })
    void booleansAreReadInAnyCaseAndWithoutBlanks(String option) {
        String name = option.equals("ssl") ? "tls" : option;
        for (String written :
                List.of("=True", "=TRUE", "=tRuE", "= true ", " = true\n", "=\u00a0true\u200b", "=true%20")) {
            var parsed = ConnectionString.parse("mongodb://h/?" + option + written);
            assertThat(parsed.options()).containsEntry(name, true);
            assertThat(parsed.warnings()).isEmpty();
        }
        for (String written : List.of("=False", "=FALSE", "= false\t")) {
            var parsed = ConnectionString.parse("mongodb://h/?" + option + written);
            assertThat(parsed.options()).containsEntry(name, false);
            assertThat(parsed.warnings()).isEmpty();
        }
    }

    /** Blank, tab, line break, no-break space, zero-width space, byte order mark. */
    @ParameterizedTest
    @ValueSource(strings = {" ", "\t", "\r\n", "\u00a0", "\u200b", "\ufeff"})
    void blanksAreDroppedAroundAndRejectedInsideOfNames(String blank) {
        var parsed = ConnectionString.parse("@mongodb://h/app?w=majority@&@replicaSet@=@rs0@&@".replace("@", blank));
        assertThat(parsed.options()).containsOnly(Map.entry("w", "majority"), Map.entry("replicaSet", "rs0"));
        assertThat(parsed.warnings()).isEmpty();

        for (String uri : List.of(
                "mongodb://h1,@h2/",
                "mongodb://h1@,h2/",
                "mongodb://h@1/",
                "mongodb://@h/",
                "mongodb://h@:1/",
                "mongodb://h/a@b",
                "mongodb://h/@a?w=1",
                "mongodb://h/a@?w=1")) {
            assertThatIllegalArgumentException()
                    .isThrownBy(() -> ConnectionString.parse(uri.replace("@", blank)))
                    .withMessageContaining("blank");
        }
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "mongodb://h/app&replicaSet=rs0",
                "mongodb://h/app;replicaSet=rs0",
                "mongodb://h/replicaSet=rs0",
                "mongodb://h/app&replicaset=rs0",
                "mongodb://h/app&foo=1&replicaSet=rs0",
                "mongodb://h/app& replicaSet =rs0",
                "mongodb://h/app&replicaSte=rs0",
                "mongodb://h&replicaSet=rs0",
                "mongodb://h;replicaSet=rs0",
                "mongodb://h:27017&replicaSet=rs0",
                "mongodb://u:p@h&replicaSet=rs0",
                "mongodb://h1,h2&replicaSet=rs0/app",
                "mongodb+srv://a.b.c&replicaSet=rs0"
            })
    void aLostQuestionMarkIsNamed(String uri) {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> ConnectionString.parse(uri))
                .withMessageContaining("no ? before its option replicaSet");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "mongodb://h/app&replicaSet=rs0?retryWrites=false",
                "mongodb://h/app;replicaSet=rs0?retryWrites=false",
                "mongodb://h&replicaSet=rs0?retryWrites=false",
                "mongodb://h&replicaSet=rs0/app?retryWrites=false"
            })
    void anOptionBeforeTheQuestionMarkIsNamed(String uri) {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> ConnectionString.parse(uri))
                .withMessageContaining("its option replicaSet before the ?");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "mongodb://h/?replicaSet=rs0?retryWrites=false",
                "mongodb://h?replicaSet=rs0?retryWrites=false",
                "mongodb://h/?w=1&replicaSet=rs0?x?retryWrites=false",
                "mongodb://h/?replicaSet=rs0?retryWrite=false"
            })
    void aSecondQuestionMarkIsNamed(String uri) {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> ConnectionString.parse(uri))
                .withMessageContaining("second ? before the option retryWrites");
    }

    @Test
    void aSemicolonAmongAmpersandsIsNamed() {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> ConnectionString.parse("mongodb://h/?w=majority;journal=true&replicaSet=rs0"))
                .withMessageContaining("; before the option journal");
    }

    @Test
    void whatLooksLikeOptionsInADatabaseMustBeEncoded() {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> ConnectionString.parse("mongodb://h/app&foo=1"))
                .withMessageContaining("& is written %26");
        assertThat(ConnectionString.parse("mongodb://h/app%26w=1").database()).isEqualTo("app&w=1");
        assertThatIllegalArgumentException()
                .isThrownBy(() -> ConnectionString.parse("mongodb://user:a@b/app@h"))
                .withMessageContaining("/ before its last @");
        assertThat(ConnectionString.parse("mongodb://h/a%40b").database()).isEqualTo("a@b");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "localhost|localhost:27017",
                " localhost |localhost:27017",
                "localhost:27018|localhost:27018",
                "mongodb:27017|mongodb:27017",
                "[::1]|[::1]:27017",
                "[::1]:27018|[::1]:27018",
                "a:1,b|a:1,b:27017"
            })
    void plainHostsAreAConnectionString(String text, String hosts) {
        assertThat(ConnectionString.parse(text)).hasToString("mongodb://" + hosts + "/");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                " ",
                "localhost/app",
                "localhost?w=1",
                "user:canary@localhost",
                "user:canary",
                "localhost:0",
                "::1",
                "a,,b",
                "/tmp/mongodb-27017.sock",
                "mongo://localhost",
                "mongodb:/localhost",
                "mongodb//localhost",
                "localhost&w=1"
            })
    void otherTextsWithoutSchemeAreRejected(String text) {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> ConnectionString.parse(text))
                .withMessageStartingWith("A connection string must start with mongodb:// or mongodb+srv://, as in"
                        + " mongodb://localhost, or be a plain host, as in localhost:27017");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '~',
            value = {
                "~~ | it is empty",
                "'mongodb://localhost' | it begins with a quotation mark, which is to be left out",
                "\"mongodb://localhost\" | it begins with a quotation mark, which is to be left out",
                "http://localhost | it begins with http://",
                "MONGODB://localhost | it begins with MONGODB:// instead of mongodb://",
                "MongoDB+srv://u:canary@localhost | it begins with MongoDB+srv:// instead of mongodb+srv://",
                "mongodb:/localhost | it begins with mongodb:/ instead of mongodb://",
                "mongodb//u:canary@localhost | it begins with mongodb// instead of mongodb://",
                "mongo://u:canary@localhost | it begins with mongo://"
            })
    void whatStandsInPlaceOfTheSchemeIsShown(String text, String told) {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> ConnectionString.parse(text))
                .withMessageEndingWith("as in localhost:27017; " + told);
    }

    @ParameterizedTest
    @ValueSource(strings = {"canary:secret@localhost", "canary://secret@localhost", "canary:/x@localhost"})
    void aUserWithoutASchemeIsNotShown(String text) {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> ConnectionString.parse(text))
                .withMessageEndingWith("as in localhost:27017");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "mongodb://user:12345?x=y@host/db",
                "mongodb://user:12345?w=1@host/db",
                "mongodb://user:12345?@host/db",
                "mongodb://user:12345/?w=1@host",
                "mongodb://user:12345/a?b=c@host",
                "mongodb://host/?appname=a@b",
                "mongodb://user:a@b?c=d@host/db",
                "mongodb://user:a@b?c@host/db"
            })
    void anAtSignThatMayEndAPasswordIsAnError(String uri) {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> ConnectionString.parse(uri))
                .withMessage("The connection string has an @ after its hosts. User name and password must be"
                        + " percent-encoded: write @ as %40, : as %3A, / as %2F, ? as %3F, # as %23 and % as %25."
                        + " An @ in the database or an option is written %40, too");
    }

    @Test
    void anAtSignInAnOptionBesidesAUserIsNone() {
        var parsed = ConnectionString.parse("mongodb://u:p@h/?replicaSet=a@b");
        assertThat(parsed.warnings()).isEmpty();
        assertThat(parsed.options()).containsEntry("replicaSet", "a@b");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "readPreference=primary,proxyPassword=x|proxyPassword|readPreference",
                "readPreference=primary proxyPassword=x|proxyPassword|readPreference",
                "readPreference=primary,proxyPasword=x|proxyPassword|readPreference",
                "appname=shop,w=1|w|appname",
                "w=majority,journal=true|journal|w",
                "replicaSet=rs0 tls=true|tls|replicaSet"
            })
    void anOptionInsideOfAValueIsNamed(String options, String inside, String option) {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> ConnectionString.parse("mongodb://h/?" + options))
                .withMessage("The connection string has the option " + inside + " inside the value of " + option
                        + ": options are separated by &, and a = that belongs to a value is written %3D");
    }

    @Test
    void anEqualsSignMayBelongToAValue() {
        var parsed = ConnectionString.parse("mongodb://h/?appname=a=b&replicaSet=w%3D1");
        assertThat(parsed.options()).containsOnly(Map.entry("appname", "a=b"), Map.entry("replicaSet", "w=1"));
        assertThat(parsed.warnings()).isEmpty();
        assertThat(ConnectionString.parse("mongodb://h/?readPreference=primary%3Dx")
                        .warnings())
                .singleElement()
                .asString()
                .startsWith("Unsupported value for option readPreference is ignored: \"primary...\"; did you mean");
    }

    @Test
    void ofSeveralTheHostsAreUnitedAndTheLastOfAllElseCounts() {
        var parsed = ConnectionString.parse(List.of(
                "a",
                "mongodb://ada:one@b:1/first?w=1&appname=x&replicaSet=rs",
                "mongodb://eve:two@a,c/second?w=2&replicaSet=rs",
                "mongodb://d/third"));
        assertThat(parsed.hosts()).hasToString("[a:27017, b:1, c:27017, d:27017]");
        assertThat(parsed.database()).isEqualTo("third");
        assertThat(parsed.username()).isEqualTo("eve");
        assertThat(parsed.password()).isEqualTo(Secret.of("two"));
        assertThat(parsed.options())
                .containsOnly(Map.entry("w", 2), Map.entry("appname", "x"), Map.entry("replicaSet", "rs"));
        assertThat(parsed.warnings()).isEmpty();
        var settings = ClientSettings.of(parsed);
        assertThat(settings.defaultDatabase()).isEqualTo("third");
        // The user lives in the database of the same string.
        assertThat(settings.credential())
                .isNotNull()
                .extracting(Credential::source)
                .isEqualTo("second");
    }

    @Test
    void severalMustNotContradictEachOther() {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> ConnectionString.parse(List.of("mongodb://a/?tls=true", "mongodb://b/?tls=false")))
                .withMessageContaining("must not be both true and false");
        assertThatIllegalArgumentException()
                .isThrownBy(() -> ConnectionString.parse(List.of("mongodb://a/?directConnection=true", "b")))
                .withMessageContaining("directConnection");
        assertThatIllegalArgumentException()
                .isThrownBy(() -> ConnectionString.parse(List.of("a", "mongodb+srv://b.c.d")))
                .withMessageContaining("must not be listed with others");
        assertThatIllegalArgumentException()
                .isThrownBy(() -> ConnectionString.parse(List.of()))
                .withMessageContaining("must not be empty");
    }

    @Test
    void strictMakesEveryWarningAnError() {
        var good = ConnectionString.parse("mongodb://h/?w=majority");
        assertThat(good.strict()).isSameAs(good);
        assertThatIllegalArgumentException()
                .isThrownBy(() -> ConnectionString.parse("mongodb://h/?retryWrite=false&w=majorty")
                        .strict())
                .withMessageStartingWith(
                        "The connection string is not accepted in strict mode. Without it there would be"
                                + " these warnings: Unsupported option 'retryWrite' is ignored")
                .withMessageContaining("did you mean 'retryWrites'?")
                .withMessageContaining("did you mean \"majority\"?");
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
