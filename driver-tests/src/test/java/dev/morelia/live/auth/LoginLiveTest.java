package dev.morelia.live.auth;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowable;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import dev.morelia.MongoClient;
import dev.morelia.bson.Document;
import dev.morelia.error.AuthenticationException;
import dev.morelia.event.PoolEvent;
import dev.morelia.event.PoolListener;
import dev.morelia.result.Problem;
import dev.morelia.result.Verification.Action;
import dev.morelia.settings.Credential;
import dev.morelia.testkit.Mongod;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Consumer;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.condition.EnabledIf;

/** What surrounds the mechanisms: which connections authenticate and when, and what becomes of failures. */
@EnabledIf(value = "dev.morelia.testkit.Mongod#available", disabledReason = "no mongod")
@Timeout(120)
class LoginLiveTest {
    private static Mongod server;

    @BeforeAll
    static void start() {
        server = Mongod.builder().testCommands(true).authentication(true).start();
    }

    @AfterAll
    static void stop() {
        server.close();
    }

    private static String wrong(String options) {
        return server.uri("root", "canary") + "/?" + options;
    }

    private static void failCommand(int times, Document data) {
        server.command(
                "admin",
                Document.of("configureFailPoint", "failCommand")
                        .append("mode", Document.of("times", times))
                        .append("data", data));
    }

    private static void failNothing() {
        server.command("admin", Document.of("configureFailPoint", "failCommand").append("mode", "off"));
    }

    /** The first message goes with the handshake, so saslStart is never sent. */
    @Test
    void authenticationBeginsInTheHandshake() {
        failCommand(1, Document.of("failCommands", List.of("saslStart"), "errorCode", 18, "appName", "speculative"));
        for (String mechanism : List.of("", "&authMechanism=SCRAM-SHA-1", "&authMechanism=SCRAM-SHA-256")) {
            try (var client = MongoClient.create(server.uri() + "/?appName=speculative" + mechanism)) {
                assertThat(client.database("app").runCommand(new Document("ping", 1)))
                        .containsEntry("ok", 1.0);
            }
        }
        failNothing();
    }

    /** The server ends the login of a dropped user on all connections, which stay in the pool. */
    @Test
    void aUserThatIsCreatedAgainIsLoggedInAgain() {
        var user = Document.of("createUser", "again", "pwd", "secret", "roles", List.of("root"));
        server.command("admin", user);
        try (var client = MongoClient.create(server.uri("again", "secret"))) {
            var people = client.database("app").collection("people");
            people.countDocuments();
            server.command("admin", Document.of("dropUser", "again"));
            assertThatThrownBy(people::countDocuments)
                    .isInstanceOf(AuthenticationException.class)
                    .hasMessageContaining("'again'");

            server.command("admin", user);
            people.countDocuments();
            server.command("admin", Document.of("dropUser", "again"));
            server.command("admin", user);
            people.countDocuments();
        }
        server.command("admin", Document.of("dropUser", "again"));
    }

    /** The server must not see a login on the connections of monitors: with a wrong password they work. */
    @Test
    void monitorsDoNotAuthenticate() {
        try (var client = MongoClient.create(wrong(""))) {
            assertThatThrownBy(() -> client.database("app").runCommand(new Document("dbstats", 1)))
                    .isInstanceOf(AuthenticationException.class);
            var verification = client.verify(Duration.ofSeconds(20));
            assertThat(verification.hosts().getFirst().type().specName()).isEqualTo("Standalone");
        }
    }

    @Test
    void everyWayToTheServerReportsTheWrongPassword() {
        List<Consumer<MongoClient>> ways = List.of(
                client -> client.database("app").runCommand(new Document("ping", 1)),
                client -> client.database("app").collection("things").insertOne(new Document()),
                client ->
                        client.database("app").collection("things").insertMany(List.of(new Document(), new Document())),
                client -> client.database("app")
                        .collection("things")
                        .find(new Document())
                        .first(),
                client -> client.database("app")
                        .collection("things")
                        .find(new Document())
                        .toList(),
                client -> client.database("app").collection("things").countDocuments(new Document()),
                client -> client.database("app")
                        .collection("things")
                        .aggregate(List.of())
                        .toList(),
                client -> client.database("app").collection("things").deleteOne(new Document()),
                client -> client.database("app").collection("things").drop());
        for (var way : ways) {
            try (var client = MongoClient.create(wrong(""))) {
                assertThat(catchThrowable(() -> way.accept(client)))
                        .isInstanceOf(AuthenticationException.class)
                        .hasMessageContaining("Authentication of user 'root'")
                        .hasMessageNotContaining("canary");
            }
        }
    }

    @Test
    void aWrongPasswordDoesNotStormTheServer() throws InterruptedException {
        var attempts = new AtomicInteger();
        try (var client = MongoClient.builder()
                .uri(wrong("minPoolSize=10&heartbeatFrequencyMS=500"))
                .poolListener(new PoolListener() {
                    @Override
                    public void connectionCreated(PoolEvent.ConnectionCreated event) {
                        attempts.incrementAndGet();
                    }
                })
                .build()) {
            Thread.sleep(4_000);
            assertThat(attempts).hasValueBetween(1, 5);
            assertThatThrownBy(() -> client.database("app").runCommand(new Document("ping", 1)))
                    .isInstanceOf(AuthenticationException.class);
        }
    }

    @Test
    void warmingUpReportsTheWrongPassword() {
        try (var client = MongoClient.create(wrong("minPoolSize=3"))) {
            assertThatThrownBy(() -> client.warmUp(Duration.ofSeconds(20))).isInstanceOf(AuthenticationException.class);
        }
        try (var client = MongoClient.create(server.uri() + "/?minPoolSize=3")) {
            client.warmUp(Duration.ofSeconds(20));
        }
    }

    @Test
    void verifyShowsTheStep() {
        try (var client = MongoClient.create(server.uri())) {
            var verification = client.verify(Duration.ofSeconds(20));
            assertThat(verification.isUsable()).isTrue();
            assertThat(verification.toString())
                    .contains("authentication ok")
                    .contains("root of admin with SCRAM-SHA-256");
        }
        try (var client = MongoClient.create(wrong(""))) {
            var verification = client.verify(Duration.ofSeconds(20));
            assertThat(verification.isReadable() || verification.isWritable()).isFalse();
            assertThat(verification.problem()).isEqualTo(Problem.PASSWORD);
            assertThat(verification.hosts().getFirst().steps().getLast().action())
                    .isEqualTo(Action.AUTHENTICATE);
            assertThat(verification.toString())
                    .contains("authentication FAILED")
                    .containsOnlyOnce("(code 18, AuthenticationFailed)")
                    .containsOnlyOnce("check the password")
                    .doesNotContain("canary");
        }
        try (var client =
                MongoClient.create(server.uri("root", "canary") + "/?authMechanism=PLAIN&authSource=$external")) {
            var verification = client.verify(Duration.ofSeconds(20));
            assertThat(verification.problem()).isEqualTo(Problem.MECHANISM);
            assertThat(verification.toString()).contains("PLAIN").doesNotContain("canary");
        }
    }

    private static AuthenticationException rejection(String uri) {
        try (var client = MongoClient.create(uri)) {
            return catchThrowableOfType(
                    AuthenticationException.class, () -> client.database("app").runCommand(new Document("dbstats", 1)));
        }
    }

    /** The server says the same of both, but lists no mechanisms for a user that it does not know. */
    @Test
    void anUnknownUserAndAWrongPasswordAreToldApart() {
        AuthenticationException wrong = rejection(wrong(""));
        assertThat(wrong.problem()).isEqualTo(Problem.PASSWORD);
        assertThat(wrong).hasMessageContaining("check the password").hasMessageContaining("with SCRAM-SHA-256");
        for (String uri : List.of(server.uri("nobody", "canary"), server.uri("root", "canary") + "/?authSource=app")) {
            AuthenticationException unknown = rejection(uri);
            assertThat(unknown.problem()).as(uri).isEqualTo(Problem.UNKNOWN_USER);
            assertThat(unknown)
                    .hasMessageContaining("with the default mechanism")
                    .hasMessageContaining("The server lists no mechanisms for this user")
                    .hasMessageContaining("authSource is the database in which the user was created");
        }
        assertThat(rejection(wrong("authMechanism=SCRAM-SHA-256")).problem()).isEqualTo(Problem.AUTHENTICATION);
    }

    @Test
    void aCredentialInCodeHasTheSourceOfTheConnectionString() {
        server.command("app", Document.of("createUser", "ofApp", "pwd", "secret", "roles", List.of("read")));
        try (var client = MongoClient.builder()
                .uri("mongodb://" + server.address() + "/?authSource=app")
                .settings(settings -> settings.credential(Credential.of("ofApp", "secret")))
                .build()) {
            assertThat(client.database("app").collection("things").countDocuments())
                    .isZero();
        }
    }

    @Test
    void verifyTellsWhatTheUserMayDo() {
        requireAccess("none", List.of(), "the user may neither read nor write", false, false);
        requireAccess("reader", List.of("read"), "the user may read, but not write", true, false);
        requireAccess("writer", List.of("readWrite"), "can be read and written", true, true);
    }

    private static void requireAccess(String user, List<String> roles, String text, boolean reads, boolean writes) {
        server.command("app", Document.of("createUser", user, "pwd", "secret", "roles", roles));
        try (var client = MongoClient.create(server.uri(user, "secret") + "/?authSource=app")) {
            var verification = client.verify(Duration.ofSeconds(20));
            assertThat(verification.isReadable()).as(verification.toString()).isEqualTo(reads);
            assertThat(verification.isWritable()).as(verification.toString()).isEqualTo(writes);
            assertThat(verification.problem()).isEqualTo(writes ? Problem.NONE : Problem.PRIVILEGES);
            assertThat(verification.toString()).contains(text, writes ? "" : "grant the user a role");
            assertThat(verification.hosts().getFirst().steps().getLast().action())
                    .isEqualTo(Action.ACCESS);
        }
    }

    @Test
    void aMechanismThatTheServerDoesNotOffer() {
        for (String options : List.of("authMechanism=PLAIN&authSource=$external", "authMechanism=MONGODB-X509")) {
            String uri = options.contains("X509") ? "mongodb://" + server.address() : server.uri("root", "canary");
            try (var client = MongoClient.create(uri + "/?" + options)) {
                assertThatThrownBy(() -> client.database("app").runCommand(new Document("ping", 1)))
                        .isInstanceOf(AuthenticationException.class)
                        .hasMessageContaining("the source $external")
                        .hasMessageNotContaining("canary");
            }
        }
    }

    /** An error on saslContinue, after which the client must be usable at once. */
    @Test
    void theClientIsUsableAfterAFailedLogin() {
        failCommand(1, Document.of("failCommands", List.of("saslContinue"), "errorCode", 18, "appName", "once"));
        try (var client = MongoClient.create(server.uri() + "/?appName=once&retryReads=false")) {
            assertThatThrownBy(() -> client.database("app").runCommand(new Document("ping", 1)))
                    .isInstanceOf(AuthenticationException.class);
            assertThat(client.database("app").runCommand(new Document("ping", 1)))
                    .containsEntry("ok", 1.0);
        } finally {
            failNothing();
        }
    }
}
