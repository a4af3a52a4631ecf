package dev.morelia.live.tls;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import com.sun.net.httpserver.HttpServer;
import dev.morelia.MongoClient;
import dev.morelia.bson.Document;
import dev.morelia.error.ConnectionOpenException;
import dev.morelia.error.ServerSelectionException;
import dev.morelia.result.Problem;
import dev.morelia.result.Verification.Action;
import dev.morelia.result.Verification.Host;
import dev.morelia.settings.TlsSettings;
import dev.morelia.testkit.Mongod;
import dev.morelia.testkit.tls.TestAuthority;
import dev.morelia.testkit.tls.TestCertificate;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.cert.X509Certificate;
import java.time.Duration;
import java.time.Instant;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReference;
import java.util.stream.Stream;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLEngine;
import javax.net.ssl.TrustManager;
import javax.net.ssl.X509ExtendedTrustManager;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.condition.EnabledIf;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/** What can be wrong with TLS on either side, as {@code verify} and the errors say it. */
@Timeout(120)
class TlsFailuresTest {
    private static final TestAuthority AUTHORITY = TestAuthority.create("Failures CA");
    private static final TestAuthority OTHER = TestAuthority.create("Other CA");

    @TempDir
    private Path folder;

    private Path authorityFile;

    @BeforeEach
    void writeAuthority() {
        authorityFile = AUTHORITY.own().writeCertificateTo(folder.resolve("ca.pem"));
    }

    private static TestCertificate good() {
        return AUTHORITY.certificate("server").address("127.0.0.1").issue();
    }

    private String uri(int port) {
        return "mongodb://127.0.0.1:" + port + "/?directConnection=true&tls=true&tlsCAFile=" + authorityFile;
    }

    private static Host verified(String uri) {
        try (var client = MongoClient.create(uri)) {
            return client.verify(Duration.ofSeconds(20)).hosts().getFirst();
        }
    }

    private Host verified(TestCertificate server, String options) {
        try (var listener = new TlsListener(AUTHORITY.context(server), false)) {
            return verified(uri(listener.port()) + options);
        }
    }

    private static boolean passesTls(Host host) {
        return host.steps().stream().anyMatch(step -> step.action() == Action.TLS && step.succeeded());
    }

    private void rejects(TestCertificate server, Problem problem, String message) {
        var host = verified(server, "");
        assertThat(host.steps().getLast().action()).isEqualTo(Action.TLS);
        assertThat(host.problem()).isEqualTo(problem);
        assertThat(host.message()).contains(message);
        assertThat(passesTls(verified(server, "&tlsInsecure=true"))).isTrue();
    }

    @Test
    void expired() {
        var until = Instant.parse("2020-01-02T03:04:05Z");
        var server = AUTHORITY
                .certificate("server")
                .address("127.0.0.1")
                .validFrom(until.minusSeconds(1_000))
                .validUntil(until)
                .issue();
        rejects(
                server,
                Problem.CERTIFICATE_EXPIRED,
                "the certificate 'CN=server, O=Morelia tests' expired on " + until);
    }

    @Test
    void notYetValid() {
        var from = Instant.now().plusSeconds(100_000);
        var server = AUTHORITY
                .certificate("server")
                .address("127.0.0.1")
                .validFrom(from)
                .validUntil(from.plusSeconds(10))
                .issue();
        rejects(server, Problem.CERTIFICATE_EXPIRED, "is not valid before");
    }

    @Test
    void unknownAuthority() {
        var server = OTHER.certificate("server").address("127.0.0.1").issue();
        rejects(
                server,
                Problem.SERVER_CERTIFICATE,
                "was issued by 'CN=Other CA, O=Morelia tests' and leads to none of" + " the authorities in tlsCAFile "
                        + authorityFile);
        rejects(OTHER.own(), Problem.SERVER_CERTIFICATE, "is self-signed");
    }

    @Test
    void wrongHost() {
        var server = AUTHORITY
                .certificate("server")
                .host("db.example.com")
                .address("10.0.0.1")
                .issue();
        rejects(
                server,
                Problem.CERTIFICATE_HOST,
                "the server's certificate is for db.example.com, 10.0.0.1, not for 127.0.0.1");
        rejects(AUTHORITY.certificate("server").issue(), Problem.CERTIFICATE_HOST, "is for 'CN=server");
        assertThat(passesTls(verified(server, "&tlsAllowInvalidHostnames=true")))
                .isTrue();
    }

    /** An OCSP service; counts the questions. */
    private record Responder(HttpServer http, AtomicReference<byte[]> response, AtomicInteger questions)
            implements AutoCloseable {
        static Responder start() throws IOException {
            var http = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
            var responder = new Responder(http, new AtomicReference<>(new byte[0]), new AtomicInteger());
            http.createContext("/", exchange -> {
                responder.questions.incrementAndGet();
                exchange.getRequestBody().readAllBytes();
                byte[] body = responder.response.get();
                exchange.getResponseHeaders().add("Content-Type", "application/ocsp-response");
                exchange.sendResponseHeaders(200, body.length);
                exchange.getResponseBody().write(body);
                exchange.close();
            });
            http.start();
            return responder;
        }

        TestCertificate certificate() {
            String uri = "http://127.0.0.1:" + http.getAddress().getPort() + "/";
            return AUTHORITY
                    .certificate("server")
                    .address("127.0.0.1")
                    .ocspService(uri)
                    .issue();
        }

        void answer(TestCertificate asked, @Nullable Instant revokedAt) {
            response.set(AUTHORITY.ocspResponse(asked.certificate(), revokedAt));
        }

        @Override
        public void close() {
            http.stop(0);
        }
    }

    @Test
    void revoked() throws IOException {
        try (var responder = Responder.start()) {
            var server = responder.certificate();
            responder.answer(server, null);
            assertThat(passesTls(verified(server, ""))).isTrue();
            assertThat(responder.questions().get()).isPositive();
            var revoked = responder.certificate();
            responder.answer(revoked, Instant.parse("2024-05-06T07:08:09Z"));
            rejects(revoked, Problem.CERTIFICATE_REVOKED, "was revoked on 2024-05-06T07:08:09Z");
            int before = responder.questions().get();
            assertThat(passesTls(verified(revoked, "&tlsDisableOCSPEndpointCheck=true")))
                    .isTrue();
            assertThat(passesTls(verified(revoked, "&tlsDisableCertificateRevocationCheck=true")))
                    .isTrue();
            assertThat(responder.questions().get()).isEqualTo(before);
        }
    }

    @Test
    void aRevocationServiceThatIsDownOrBrokenOrSilentIsNoReason() throws IOException {
        TestCertificate server;
        try (var responder = Responder.start()) {
            server = responder.certificate();
            assertThat(passesTls(verified(server, ""))).as("empty response").isTrue();
        }
        assertThat(passesTls(verified(server, ""))).as("no service").isTrue();
        try (var silent = new java.net.ServerSocket(0, 50, InetAddress.getLoopbackAddress())) {
            var hanging = AUTHORITY
                    .certificate("server")
                    .address("127.0.0.1")
                    .ocspService("http://127.0.0.1:" + silent.getLocalPort() + "/")
                    .issue();
            assertThat(passesTls(verified(hanging, ""))).as("no response").isTrue();
        }
    }

    /** A trust manager of the application. */
    private static final class Throwing extends X509ExtendedTrustManager {
        private final Throwable thrown;

        Throwing(Throwable thrown) {
            this.thrown = thrown;
        }

        private void fail() {
            switch (thrown) {
                case RuntimeException unchecked -> throw unchecked;
                case Error error -> throw error;
                default -> throw new IllegalStateException(thrown);
            }
        }

        @Override
        public void checkServerTrusted(X509Certificate[] chain, String authType, SSLEngine engine) {
            fail();
        }

        @Override
        public void checkServerTrusted(X509Certificate[] chain, String authType, Socket socket) {
            fail();
        }

        @Override
        public void checkServerTrusted(X509Certificate[] chain, String authType) {
            fail();
        }

        @Override
        public void checkClientTrusted(X509Certificate[] chain, String authType, SSLEngine engine) {}

        @Override
        public void checkClientTrusted(X509Certificate[] chain, String authType, Socket socket) {}

        @Override
        public void checkClientTrusted(X509Certificate[] chain, String authType) {}

        @Override
        public X509Certificate[] getAcceptedIssuers() {
            return new X509Certificate[0];
        }
    }

    static Stream<Throwable> thrown() {
        return Stream.of(new IllegalStateException("mine"), new AssertionError("mine"), new StackOverflowError("mine"));
    }

    @ParameterizedTest
    @MethodSource("thrown")
    void aTrustManagerThatThrowsIsNamed(Throwable thrown) throws GeneralSecurityException {
        var context = SSLContext.getInstance("TLS");
        context.init(null, new TrustManager[] {new Throwing(thrown)}, null);
        try (var listener = new TlsListener(AUTHORITY.context(good()), false);
                var client = MongoClient.builder()
                        .uri("mongodb://127.0.0.1:" + listener.port()
                                + "/?directConnection=true&serverSelectionTimeoutMS=500")
                        .settings(settings -> settings.tls(
                                ignored -> TlsSettings.disabled().enabled(true).context(context)))
                        .build()) {
            var failure = catchThrowableOfType(
                    ServerSelectionException.class, () -> client.database("a").runCommand(Document.of("ping", 1)));
            assertThat(failure).hasMessageContaining(thrown.toString());
            assertThat(failure.getCause())
                    .isInstanceOf(ConnectionOpenException.class)
                    .hasMessageContaining("TLS handshake failed after");
            var host = client.verify(Duration.ofSeconds(20)).hosts().getFirst();
            assertThat(host.problem()).isEqualTo(Problem.TLS);
            assertThat(host.message()).contains(thrown.toString());
        }
    }

    @Test
    void aCertificateThatDemandsStaplingNeedsIt() {
        var server = AUTHORITY
                .certificate("server")
                .address("127.0.0.1")
                .mustStaple()
                .issue();
        rejects(server, Problem.SERVER_CERTIFICATE, "demands a stapled OCSP response");
    }

    @ParameterizedTest
    @ValueSource(strings = {"TLSv1.2", "TLSv1.3"})
    void aServerThatRequiresAClientCertificate(String protocol) {
        try (var listener = new TlsListener(AUTHORITY.context(good()), true, protocol)) {
            var host = verified(uri(listener.port()));
            assertThat(host.problem()).isEqualTo(Problem.CLIENT_CERTIFICATE);
            assertThat(host.message()).contains("client certificate");
            var unknown = OTHER.certificate("client").issue().writeTo(folder.resolve("other.pem"));
            host = verified(uri(listener.port()) + "&tlsCertificateKeyFile=" + unknown);
            assertThat(host.problem()).isEqualTo(Problem.CLIENT_CERTIFICATE);
            assertThat(host.message()).contains("does not accept the client's certificate");
            for (var known : new TestCertificate[] {
                AUTHORITY.certificate("client").issue(),
                AUTHORITY.certificate("client").rsa().issue()
            }) {
                var file = known.writeTo(folder.resolve("client.pem"));
                assertThat(passesTls(verified(uri(listener.port()) + "&tlsCertificateKeyFile=" + file)))
                        .isTrue();
            }
        }
    }

    @Test
    void withoutTlsOnATlsPort() {
        try (var listener = new TlsListener(AUTHORITY.context(good()), false)) {
            var host = verified("mongodb://127.0.0.1:" + listener.port() + "/?directConnection=true");
            assertThat(host.problem()).isEqualTo(Problem.TLS_EXPECTED);
            assertThat(host.nextStep()).contains("set tls=true");
        }
    }

    @Test
    @EnabledIf(value = "dev.morelia.testkit.Mongod#available", disabledReason = "no mongod")
    void tlsOnAPortWithoutTls() {
        var address = Mongod.shared().address();
        var host = verified(uri(address.port()));
        assertThat(host.steps().getLast().action()).isEqualTo(Action.TLS);
        assertThat(host.problem()).isEqualTo(Problem.TLS_NOT_SPOKEN);
        try (var client = MongoClient.create(uri(address.port()) + "&serverSelectionTimeoutMS=500")) {
            var failure = catchThrowableOfType(
                    ServerSelectionException.class, () -> client.database("a").runCommand(Document.of("ping", 1)));
            assertThat(failure.getCause())
                    .hasMessageContaining("TLS handshake failed after")
                    .hasMessageContaining("if it is not, leave tls=true out");
        }
    }

    @Test
    @EnabledIf(value = "dev.morelia.testkit.Mongod#available", disabledReason = "no mongod")
    void mongodThatRequiresClientCertificates() {
        try (var mongod =
                Mongod.builder().tlsWithClientCertificates(AUTHORITY, good()).start()) {
            var host = verified(mongod.uri());
            assertThat(host.problem()).isEqualTo(Problem.CLIENT_CERTIFICATE);
            var unknown = OTHER.certificate("client").issue().writeTo(folder.resolve("other.pem"));
            host = verified(mongod.uri() + "&tlsCertificateKeyFile=" + unknown);
            assertThat(host.problem()).isEqualTo(Problem.CLIENT_CERTIFICATE);
            assertThat(host.message())
                    .contains("does not accept the client's certificate 'CN=client, O=Morelia tests'");
            host = verified(mongod.directUri().replaceAll("tls=.*&", ""));
            assertThat(host.problem()).isIn(Problem.CONNECTION_LOST, Problem.TLS_EXPECTED);
            var file = AUTHORITY.certificate("client").issue().writeTo(folder.resolve("client.pem"));
            host = verified(mongod.uri() + "&tlsCertificateKeyFile=" + file);
            assertThat(host.problem()).isEqualTo(Problem.NONE);
            var context = AUTHORITY.context(AUTHORITY.certificate("client").issue());
            try (var client = MongoClient.builder()
                    .uri(mongod.directUri().replaceAll("tls=.*&", ""))
                    .settings(settings -> settings.tls(
                            ignored -> TlsSettings.disabled().enabled(true).context(context)))
                    .build()) {
                assertThat(client.database("a").runCommand(Document.of("ping", 1)))
                        .containsEntry("ok", 1.0);
            }
        }
    }
}
