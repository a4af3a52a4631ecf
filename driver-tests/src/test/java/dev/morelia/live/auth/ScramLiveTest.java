package dev.morelia.live.auth;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import dev.morelia.MongoClient;
import dev.morelia.bson.Document;
import dev.morelia.error.AuthenticationException;
import dev.morelia.error.MongoException.RetryAdvice;
import dev.morelia.settings.AuthMechanism;
import dev.morelia.settings.Credential;
import dev.morelia.settings.Secret;
import dev.morelia.testkit.Mongod;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.condition.EnabledIf;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * SCRAM, against a server with a user for each mechanism and for both: the prose tests of the specification.
 *
 * @see <a href="https://github.com/mongodb/specifications/blob/master/source/auth/auth.md#scram-sha-256-and-mechanism-negotiation">Authentication:
 *     SCRAM-SHA-256 and mechanism negotiation</a>
 */
@EnabledIf(value = "dev.morelia.testkit.Mongod#available", disabledReason = "no mongod")
@Timeout(120)
class ScramLiveTest {
    private static Mongod server;

    @BeforeAll
    static void start() {
        server = Mongod.builder()
                .testCommands(true)
                .authentication(true)
                .arguments("--setParameter", "authenticationMechanisms=SCRAM-SHA-1,SCRAM-SHA-256")
                .start();
        try (var root = MongoClient.create(server.uri())) {
            create(root, "admin", "sha1", "sha1", "SCRAM-SHA-1");
            create(root, "admin", "sha256", "sha256", "SCRAM-SHA-256");
            create(root, "admin", "both", "both", "SCRAM-SHA-1", "SCRAM-SHA-256");
            create(root, "admin", "IX", "IX", "SCRAM-SHA-256");
            create(root, "admin", "\u2168", "\u2163", "SCRAM-SHA-256");
            create(root, "admin", "a=b,c", "p:%@/=,", "SCRAM-SHA-1", "SCRAM-SHA-256");
            create(root, "app", "ofApp", "secret", "SCRAM-SHA-256");
        }
    }

    @AfterAll
    static void stop() {
        server.close();
    }

    private static void create(MongoClient root, String database, String name, String password, String... mechanisms) {
        root.database(database)
                .runCommand(Document.of("createUser", name, "pwd", password)
                        .append("roles", List.of(Document.of("role", "root", "db", "admin")))
                        .append("mechanisms", List.of(mechanisms)));
    }

    private static String uri(String user, String password, String options) {
        return "mongodb://" + encoded(user) + ":" + encoded(password) + "@" + server.address() + "/?" + options;
    }

    private static String encoded(String text) {
        return URLEncoder.encode(text, StandardCharsets.UTF_8).replace("+", "%20");
    }

    private static void requireAccess(MongoClient client) {
        assertThat(client.database("admin").runCommand(new Document("dbstats", 1)))
                .containsEntry("ok", 1.0);
    }

    private static AuthenticationException rejection(MongoClient client) {
        return catchThrowableOfType(
                AuthenticationException.class, () -> client.database("app").runCommand(new Document("dbstats", 1)));
    }

    /** Step 2: explicit and negotiated mechanisms. */
    @ParameterizedTest
    @CsvSource({
        "sha1, SCRAM-SHA-1",
        "sha1, ",
        "sha256, SCRAM-SHA-256",
        "sha256, ",
        "both, SCRAM-SHA-1",
        "both, SCRAM-SHA-256",
        "both, "
    })
    void usersAuthenticate(String user, String mechanism) {
        try (var client = MongoClient.create(uri(user, user, mechanism == null ? "" : "authMechanism=" + mechanism))) {
            requireAccess(client);
        }
    }

    /** Step 3: a mechanism that the user does not have. */
    @ParameterizedTest
    @CsvSource({"sha1, SCRAM-SHA-256", "sha256, SCRAM-SHA-1"})
    void aMechanismThatTheUserLacksIsRejected(String user, String mechanism) {
        try (var client = MongoClient.create(uri(user, user, "authMechanism=" + mechanism))) {
            var failure = rejection(client);
            assertThat(failure).hasMessageContaining(mechanism).hasMessageContaining("'" + user + "'");
        }
    }

    /** Step 4: the user name is sent as it is, the password after SASLprep, of which these are different spellings. */
    @ParameterizedTest
    @CsvSource({"IX, IX", "IX, I\u00ADX", "\u2168, IV", "\u2168, I\u00ADV"})
    void passwordsArePreparedAndUserNamesAreNot(String user, String password) {
        for (String options : List.of("", "authMechanism=SCRAM-SHA-256")) {
            try (var client = MongoClient.create(uri(user, password, options))) {
                requireAccess(client);
            }
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "authMechanism=SCRAM-SHA-1", "authMechanism=SCRAM-SHA-256"})
    void specialCharactersAreEscaped(String options) {
        try (var client = MongoClient.create(uri("a=b,c", "p:%@/=,", options))) {
            requireAccess(client);
        }
    }

    @Test
    void theSourceMayBeAnotherDatabase() {
        try (var client = MongoClient.create(uri("ofApp", "secret", "authSource=app"))) {
            requireAccess(client);
        }
        try (var client =
                MongoClient.create("mongodb://ofApp:secret@" + server.address() + "/app?authMechanism=SCRAM-SHA-256")) {
            requireAccess(client);
        }
        try (var client = MongoClient.create(uri("ofApp", "secret", ""))) {
            var failure = rejection(client);
            assertThat(failure).hasMessageContaining("the source admin");
        }
    }

    @Test
    void aWrongPasswordIsReportedWithoutIt() {
        try (var client = MongoClient.create(uri("both", "canary", ""))) {
            var failure = rejection(client);
            assertThat(failure)
                    .hasMessageContaining("'both'")
                    .hasMessageContaining("SCRAM-SHA-256")
                    .hasMessageContaining("the source admin")
                    .hasMessageContaining(server.address().toString())
                    .hasMessageContaining("(code 18, AuthenticationFailed)")
                    .hasMessageNotContaining("canary");
            assertThat(failure.retryAdvice()).isEqualTo(RetryAdvice.UNSAFE);
        }
    }

    @Test
    void anUnknownUserIsRejected() {
        try (var client = MongoClient.create(uri("nobody", "canary", ""))) {
            var failure = rejection(client);
            assertThat(failure).hasMessageContaining("'nobody'");
        }
    }

    @Test
    void aSuppliedPasswordIsAskedForWithEachConnection() {
        var asked = new AtomicInteger();
        var password = Secret.from(() -> {
            asked.incrementAndGet();
            return "sha256".toCharArray();
        });
        var credential = new Credential("sha256", password, null, AuthMechanism.SCRAM_SHA_256, Map.of());
        try (var client = MongoClient.builder()
                .uri("mongodb://" + server.address())
                .settings(settings -> settings.credential(credential))
                .build()) {
            requireAccess(client);
            assertThat(asked).hasValue(1);
        }
    }
}
