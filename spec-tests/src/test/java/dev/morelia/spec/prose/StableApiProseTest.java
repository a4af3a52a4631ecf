package dev.morelia.spec.prose;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.morelia.MongoClient;
import dev.morelia.bson.Document;
import dev.morelia.error.CommandException;
import dev.morelia.error.ServerSelectionException;
import dev.morelia.settings.ServerApi;
import dev.morelia.testkit.Mongod;
import java.time.Duration;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.TestFactory;

/** Stable API: a server that requires a version, and what its errors mean. */
final class StableApiProseTest {
    private static final Prose PROSE = new Prose("versioned-api", "tests/README.md");

    @TestFactory
    Stream<DynamicTest> tests() {
        return Stream.of(
                PROSE.onStandalone("Testing with required API version", StableApiProseTest::required),
                PROSE.onStandalone("Errors of the stable API", StableApiProseTest::errors));
    }

    private static MongoClient client(String uri, ServerApi serverApi) {
        return MongoClient.builder()
                .uri(uri)
                .settings(settings -> settings.serverApi(serverApi))
                .build();
    }

    /** Monitoring, sessions, cursors, writes of all kinds: nothing may forget to declare the version. */
    private static void required(String unused) {
        try (var mongod = Mongod.builder().testCommands(true).start()) {
            mongod.command("admin", Document.of("setParameter", 1, "requireApiVersion", true));
            try (var client = client(mongod.directUri(), ServerApi.V1.strict(true))) {
                var numbers = client.database("stable").collection("numbers");
                for (int i = 0; i < 5; i++) {
                    numbers.insertOne(Document.of("_id", i));
                }
                assertThat(numbers.find().batchSize(2)).hasSize(5);
                try (var cursor = numbers.find().batchSize(2).cursor()) {
                    assertThat(cursor.next()).isNotNull();
                }
                assertThat(numbers.countDocuments()).isEqualTo(5);
                assertThat(client.verify(Duration.ofSeconds(20)).isWritable()).isTrue();
                client.disconnect();
                assertThat(numbers.countDocuments()).isEqualTo(5);
            }
            // Without a version not even the handshake succeeds.
            try (var client = MongoClient.create(mongod.directUri() + "&serverSelectionTimeoutMS=1000")) {
                var numbers = client.database("stable").collection("numbers");
                assertThatThrownBy(numbers::countDocuments)
                        .isInstanceOf(ServerSelectionException.class)
                        .hasMessageContaining("please configure your MongoClient's API version");
            }
        }
    }

    private static void errors(String uri) {
        try (var client = client(uri, ServerApi.V1.strict(true).deprecationErrors(true))) {
            var admin = client.database("admin");
            assertThatThrownBy(() -> admin.runCommand(Document.of("testVersion2", 1)))
                    .isInstanceOfSatisfying(
                            CommandException.class,
                            failure -> assertThat(failure.code()).isEqualTo(323))
                    .hasMessageContaining("a client without strict");
            assertThatThrownBy(() -> admin.runCommand(Document.of("testDeprecation", 1)))
                    .isInstanceOfSatisfying(
                            CommandException.class,
                            failure -> assertThat(failure.code()).isEqualTo(324))
                    .hasMessageContaining("a client without deprecationErrors");
        }
        try (var client = MongoClient.create(uri)) {
            var admin = client.database("admin");
            for (Document command : List.of(Document.of("ping", 1, "apiVersion", "77"))) {
                assertThatThrownBy(() -> admin.runCommand(command))
                        .isInstanceOfSatisfying(
                                CommandException.class,
                                failure -> assertThat(failure.code()).isEqualTo(322))
                        .hasMessageContaining("that this server supports, or none");
            }
        }
    }
}
