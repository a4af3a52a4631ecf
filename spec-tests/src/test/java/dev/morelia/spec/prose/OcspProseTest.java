package dev.morelia.spec.prose;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.catchThrowable;

import com.sun.net.httpserver.HttpServer;
import dev.morelia.MongoClient;
import dev.morelia.bson.Document;
import dev.morelia.error.ServerSelectionException;
import dev.morelia.spec.report.SkipReason;
import dev.morelia.testkit.Mongod;
import dev.morelia.testkit.tls.TestAuthority;
import dev.morelia.testkit.tls.TestCertificate;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.time.Instant;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.TestFactory;

/**
 * OCSP Support: the table of tests, each with a mongod of its own and with the three lines of options. The OCSP service
 * is ours; the server's key is RSA or ECDSA, while that of the authority is always ECDSA.
 */
final class OcspProseTest {
    private static final Prose PROSE = new Prose("ocsp-support", "tests/README.md");
    private static final TestAuthority AUTHORITY = TestAuthority.create("OCSP CA");
    private static final List<String> INSECURE = List.of("tlsInsecure=true", "tlsAllowInvalidCertificates=true");

    /** Nothing listens there. */
    private static final String NO_RESPONDER = "http://127.0.0.1:1/";

    /** A column of the table. */
    private enum Column {
        TEST_1("Test 1: Valid cert + server that staples", true, false, true, true, null),
        TEST_2("Test 2: Revoked cert + server that staples", true, true, true, true, "was revoked on"),
        TEST_3("Test 3: Valid cert + server that does not staple", true, false, false, false, null),
        TEST_4("Test 4: Revoked cert + server that does not staple", true, true, false, false, "was revoked on"),
        SOFT_FAIL("Soft Fail Test: No OCSP Responder + server that does not staple", false, false, false, false, null),
        MALICIOUS_1(
                "Malicious Server Test 1: Revoked cert + server w/ Must-Staple cert that does not staple",
                true,
                true,
                true,
                false,
                "demands a stapled OCSP response"),
        MALICIOUS_2(
                "Malicious Server Test 2: No OCSP Responder + server w/ Must-Staple cert that does not staple",
                false,
                false,
                true,
                false,
                "demands a stapled OCSP response");

        private final String title;
        private final boolean responder;
        private final boolean revoked;
        private final boolean mustStaple;
        private final boolean staples;
        private final @Nullable String failure;

        Column(
                String title,
                boolean responder,
                boolean revoked,
                boolean mustStaple,
                boolean staples,
                @Nullable String failure) {
            this.title = title;
            this.responder = responder;
            this.revoked = revoked;
            this.mustStaple = mustStaple;
            this.staples = staples;
            this.failure = failure;
        }
    }

    @TestFactory
    Stream<DynamicTest> permutations() {
        return Stream.of(Column.values())
                .flatMap(column -> Stream.of(false, true)
                        .flatMap(rsa -> (column.responder ? Stream.of(false, true) : Stream.of(false))
                                .map(delegate -> test(column, rsa, delegate))));
    }

    private static DynamicTest test(Column column, boolean rsa, boolean delegate) {
        String title = column.title + (rsa ? ", RSA" : ", ECDSA") + (delegate ? ", delegate" : "");
        return Mongod.available()
                ? PROSE.test(title, () -> run(column, rsa, delegate))
                : PROSE.skipped(title, SkipReason.NO_SERVER, Mongod.absence().orElse(""));
    }

    private static void run(Column column, boolean rsa, boolean delegate) throws IOException {
        var questions = new AtomicInteger();
        var http = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        try {
            var certificate = certificate(
                    column,
                    rsa,
                    column.responder ? "http://127.0.0.1:" + http.getAddress().getPort() + "/" : NO_RESPONDER);
            byte[] response = response(column, certificate, delegate);
            http.createContext("/", exchange -> {
                questions.incrementAndGet();
                exchange.getRequestBody().readAllBytes();
                exchange.getResponseHeaders().add("Content-Type", "application/ocsp-response");
                exchange.sendResponseHeaders(200, response.length);
                exchange.getResponseBody().write(response);
                exchange.close();
            });
            http.start();
            var server = Mongod.builder()
                    .tls(AUTHORITY, certificate)
                    .arguments("--setParameter", "ocspEnabled=" + column.staples);
            try (var mongod = server.start()) {
                check(column, mongod.uri(), questions);
            }
        } finally {
            http.stop(0);
        }
    }

    private static TestCertificate certificate(Column column, boolean rsa, String service) {
        var request = AUTHORITY.certificate("server").address("127.0.0.1").ocspService(service);
        if (rsa) {
            request.rsa();
        }
        if (column.mustStaple) {
            request.mustStaple();
        }
        return request.issue();
    }

    private static byte[] response(Column column, TestCertificate certificate, boolean delegate) {
        var revokedAt = column.revoked ? Instant.now().minusSeconds(3600) : null;
        return delegate
                ? AUTHORITY.ocspResponse(
                        certificate.certificate(),
                        revokedAt,
                        AUTHORITY.certificate("delegate").ocspSigning().issue())
                : AUTHORITY.ocspResponse(certificate.certificate(), revokedAt);
    }

    private static void check(Column column, String uri, AtomicInteger questions) {
        int before = questions.get();
        var failure = catchThrowable(() -> ping(uri));
        if (column.failure == null) {
            assertThat(failure).isNull();
        } else {
            assertThat(failure).isInstanceOf(ServerSelectionException.class).hasMessageContaining(column.failure);
        }
        boolean asks = column.responder && !column.mustStaple;
        assertThat(questions.get() > before).as("asks the OCSP service itself").isEqualTo(asks);
        for (var options : INSECURE) {
            ping(uri + "&" + options);
        }
    }

    private static void ping(String uri) {
        var builder = MongoClient.builder()
                .uri(uri)
                .settings(settings -> settings.topology(topology -> topology.failFast(true)));
        try (var client = builder.build()) {
            client.database("admin").runCommand(new Document("ping", 1));
        }
    }

    @TestFactory
    Stream<DynamicTest> invalidConfigurations() {
        return INSECURE.stream()
                .map(insecure -> PROSE.test(
                        "Testing Invalid Configurations: revocation checking with " + insecure,
                        () -> assertThatIllegalArgumentException()
                                .isThrownBy(() -> MongoClient.builder()
                                        .uri("mongodb://127.0.0.1/?tls=true&tlsDisableCertificateRevocationCheck=false&"
                                                + insecure)
                                        .connect(false)
                                        .build())
                                .withMessageContaining("tlsDisableCertificateRevocationCheck")));
    }
}
