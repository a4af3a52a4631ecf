package dev.morelia.live.tls;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import dev.morelia.MongoClient;
import dev.morelia.bson.Document;
import dev.morelia.error.ServerSelectionException;
import dev.morelia.result.Problem;
import dev.morelia.result.Verification.Action;
import dev.morelia.result.Verification.Host;
import dev.morelia.testkit.Mongod;
import dev.morelia.testkit.ReplicaSet;
import dev.morelia.testkit.Socks5Proxy;
import dev.morelia.testkit.message.Acceptor;
import dev.morelia.testkit.tls.TestAuthority;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.HexFormat;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.condition.EnabledIf;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Connections through SOCKS5 proxies, honest and lying ones. */
@Timeout(120)
class Socks5Test {

    private static Host verified(String uri) {
        try (var client = MongoClient.create(uri)) {
            return client.verify(Duration.ofSeconds(20)).hosts().getFirst();
        }
    }

    private static String uri(int proxyPort, String more) {
        return "mongodb://db.test:27018/?directConnection=true&proxyHost=127.0.0.1&proxyPort=" + proxyPort + more;
    }

    private static void works(String uri) {
        try (var client = MongoClient.create(uri)) {
            var people = client.database("proxied").collection("people");
            people.drop();
            people.insertOne(Document.of("_id", 1, "text", "x".repeat(100_000)));
            assertThat(people.find().first().orElseThrow().string("text")).hasSize(100_000);
        }
    }

    @Test
    @EnabledIf(value = "dev.morelia.testkit.Mongod#available", disabledReason = "no mongod")
    void theProxyResolvesTheName() {
        try (var proxy = Socks5Proxy.start().host("db.test", Mongod.shared().address())) {
            works(uri(proxy.port(), ""));
            works(uri(proxy.port(), "&proxyUsername=ada&proxyPassword=s3cret"));
            assertThat(proxy.requested()).isNotEmpty().containsOnly("name db.test:27018");
            var host = verified(uri(proxy.port(), ""));
            assertThat(host.problem()).isEqualTo(Problem.NONE);
            assertThat(host.steps()).extracting(step -> step.action()).contains(Action.PROXY);
        }
    }

    @Test
    @EnabledIf(value = "dev.morelia.testkit.Mongod#available", disabledReason = "no mongod")
    void withUserNameAndPassword() {
        try (var proxy = Socks5Proxy.start("ada", "s3cret")
                .host("db.test", Mongod.shared().address())) {
            works(uri(proxy.port(), "&proxyUsername=ada&proxyPassword=s3cret"));
            var host = verified(uri(proxy.port(), "&proxyUsername=ada&proxyPassword=canary"));
            assertThat(host.problem()).isEqualTo(Problem.PROXY);
            assertThat(host.message())
                    .contains("does not accept proxyUsername and proxyPassword")
                    .doesNotContain("canary");
            host = verified(uri(proxy.port(), ""));
            assertThat(host.problem()).isEqualTo(Problem.PROXY);
            assertThat(host.message()).contains("does not accept a client without user name and password");
        }
    }

    @Test
    @EnabledIf(value = "dev.morelia.testkit.Mongod#available", disabledReason = "no mongod")
    void aReplicaSet() {
        var set = ReplicaSet.shared();
        for (boolean withUser : new boolean[] {false, true}) {
            try (var proxy = withUser ? Socks5Proxy.start("ada", "s3cret") : Socks5Proxy.start()) {
                works(set.uri() + "&proxyHost=127.0.0.1&proxyPort=" + proxy.port()
                        + (withUser ? "&proxyUsername=ada&proxyPassword=s3cret" : ""));
                assertThat(proxy.requested()).allMatch(asked -> asked.startsWith("address 127.0.0.1:"));
                assertThat(proxy.requested().stream().distinct()).hasSize(3);
            }
        }
    }

    @Test
    @EnabledIf(value = "dev.morelia.testkit.Mongod#available", disabledReason = "no mongod")
    void tlsInsideChecksTheHostOfTheServer(@TempDir Path folder) {
        var authority = TestAuthority.create("Proxied CA");
        var ca = authority.own().writeCertificateTo(folder.resolve("ca.pem"));
        var certificate = authority.certificate("server").host("db.test").issue();
        try (var mongod = Mongod.builder().tls(authority, certificate).start();
                var proxy =
                        Socks5Proxy.start().host("db.test", mongod.address()).host("other.test", mongod.address())) {
            works(uri(proxy.port(), "&tls=true&tlsCAFile=" + ca));
            var host = verified(uri(proxy.port(), "&tls=true&tlsCAFile=" + ca).replace("db.test", "other.test"));
            assertThat(host.problem()).isEqualTo(Problem.CERTIFICATE_HOST);
            assertThat(host.message()).contains("is for db.test, not for other.test");
        }
    }

    @Test
    void aServerThatTheProxyDoesNotReach() {
        try (var proxy = Socks5Proxy.start().host("db.test", new dev.morelia.topology.ServerAddress("127.0.0.1", 1))) {
            var host = verified(uri(proxy.port(), ""));
            assertThat(host.problem()).isEqualTo(Problem.PROXY);
            assertThat(host.message())
                    .contains("did not connect to db.test:27018: the connection was refused (code 5)");
        }
    }

    @Test
    void aProxyThatIsNotThere() {
        var host = verified(uri(1, ""));
        assertThat(host.problem()).isEqualTo(Problem.PROXY);
        assertThat(host.message()).contains("the proxy cannot be reached").contains("refused");
        try (var client = MongoClient.create(uri(1, "&serverSelectionTimeoutMS=300"))) {
            assertThat(catchThrowableOfType(
                            ServerSelectionException.class,
                            () -> client.database("a").runCommand(Document.of("ping", 1))))
                    .hasMessageContaining("the proxy cannot be reached");
        }
        host = verified("mongodb://db.test/?directConnection=true&proxyHost=no.such.host.invalid");
        assertThat(host.message()).contains("no address found for host no.such.host.invalid");
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', nullValues = "-", textBlock = """
            04 00 | does not speak SOCKS5: it replied with version 4
            48 54 54 50 | does not speak SOCKS5: it replied with version 72
            05 02 | asks for a user name and a password, and there are none
            05 01 | selected authentication method 1, which was not offered
            05 FF | does not accept a client without
            05 | closed the connection in the middle of the SOCKS5 handshake
            - | closed the connection in the middle of the SOCKS5 handshake
            05 00 | closed the connection in the middle of the SOCKS5 handshake
            05 00 05 00 00 | closed the connection in the middle of the SOCKS5 handshake
            05 00 05 00 00 01 7F 00 | closed the connection in the middle of the SOCKS5 handshake
            05 00 05 00 00 03 FF 61 62 63 | closed the connection in the middle of the SOCKS5 handshake
            05 00 05 00 00 07 00 | sent a reply with the unknown address type 7
            05 00 04 00 00 01 | does not speak SOCKS5: it replied with version 4
            05 00 05 01 00 01 | did not connect to db.test:27018: general failure (code 1)
            05 00 05 02 00 01 | its rules do not allow the connection (code 2)
            05 00 05 63 00 01 | unknown reason (code 99)
            """)
    void lyingProxies(String reply, String message) {
        byte[] bytes = reply == null ? new byte[0] : HexFormat.of().parseHex(reply.replace(" ", ""));
        try (var proxy = Acceptor.open(
                0,
                socket -> Thread.ofVirtual().start(() -> {
                    try (socket) {
                        socket.getInputStream().readNBytes(3);
                        socket.getOutputStream().write(bytes);
                        socket.shutdownOutput();
                        socket.getInputStream().readAllBytes();
                    } catch (IOException e) {
                        // The client has gone.
                    }
                }))) {
            var host = verified(uri(proxy.address().getPort(), ""));
            assertThat(host.problem()).isEqualTo(Problem.PROXY);
            assertThat(host.message()).contains(message);
            assertThat(host.steps().getLast().action()).isEqualTo(Action.PROXY);
        }
    }

    @Test
    void aSilentProxyEndsWithTheDeadline() {
        try (var proxy = Acceptor.open(0, socket -> {});
                var client = MongoClient.create(
                        uri(proxy.address().getPort(), "&connectTimeoutMS=300&serverSelectionTimeoutMS=1000"))) {
            long begin = System.nanoTime();
            var failure = catchThrowableOfType(
                    ServerSelectionException.class, () -> client.database("a").runCommand(Document.of("ping", 1)));
            assertThat(Duration.ofNanos(System.nanoTime() - begin)).isLessThan(Duration.ofMillis(1_500));
            assertThat(failure.getCause()).hasMessageContaining("proxy handshake failed after");
        }
    }

    @Test
    void namesAndPasswordsHaveOneByteForTheirLength() {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> MongoClient.create(uri(1, "&proxyUsername=" + "u".repeat(256) + "&proxyPassword=p")))
                .withMessageContaining("proxyUsername must have 1 to 255 bytes");
        assertThatIllegalArgumentException()
                .isThrownBy(() -> MongoClient.create(uri(1, "&proxyUsername=u&proxyPassword=" + "canary".repeat(50))))
                .withMessageContaining("proxyPassword must have 1 to 255 bytes")
                .withMessageNotContaining("canary");
    }
}
