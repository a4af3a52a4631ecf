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
import dev.morelia.testkit.tls.TestAuthority;
import java.nio.file.Path;
import java.time.Duration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.condition.EnabledIf;
import org.junit.jupiter.api.io.TempDir;

/** Connections through SOCKS5 proxies; {@link LyingProxies} has those that lie. */
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
