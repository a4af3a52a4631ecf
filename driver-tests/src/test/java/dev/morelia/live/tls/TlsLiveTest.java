package dev.morelia.live.tls;

import static org.assertj.core.api.Assertions.assertThat;

import dev.morelia.MongoClient;
import dev.morelia.bson.Document;
import dev.morelia.result.Verification.Action;
import dev.morelia.result.Verification.Step;
import dev.morelia.testkit.Mongod;
import dev.morelia.testkit.ReplicaSet;
import dev.morelia.testkit.tls.TestAuthority;
import java.time.Duration;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.condition.EnabledIf;

/** Operations over TLS on a real server. */
@Timeout(180)
@EnabledIf(value = "dev.morelia.testkit.Mongod#available", disabledReason = "no mongod")
class TlsLiveTest {
    private static final TestAuthority AUTHORITY = TestAuthority.create("Live CA");
    private static Mongod mongod;

    @BeforeAll
    static void start() {
        var certificate = AUTHORITY
                .certificate("server")
                .address("127.0.0.1")
                .host("localhost")
                .issue();
        mongod = Mongod.builder().tls(AUTHORITY, certificate).start();
    }

    @AfterAll
    static void stop() {
        mongod.close();
    }

    @Test
    void smallAndLargeMessagesPassInBothDirections() {
        try (var client = MongoClient.create(mongod.uri())) {
            var collection = client.database("tls").collection("messages");
            collection.drop();
            for (int size : new int[] {0, 1, 100, 16_000, 16_384, 17_000, 40_000, 1_000_000, 10_000_000}) {
                collection.insertOne(Document.of("_id", size, "text", "x".repeat(size)));
                var found = collection.find(Document.of("_id", size)).first().orElseThrow();
                assertThat(found.string("text")).hasSize(size);
            }
            collection.drop();
            collection.insertMany(IntStream.range(0, 20_000)
                    .mapToObj(number -> Document.of("_id", number, "text", "y".repeat(100)))
                    .toList());
            assertThat(collection.find().toList()).hasSize(20_000);
        }
    }

    @Test
    void verifyShowsTheTlsStep() {
        try (var client = MongoClient.create(mongod.uri())) {
            var verification = client.verify(Duration.ofSeconds(30));
            assertThat(verification.isUsable()).isTrue();
            assertThat(verification.hosts().getFirst().steps())
                    .extracting(Step::action)
                    .containsExactly(
                            Action.LOOK_UP, Action.CONNECT, Action.TLS, Action.HELLO, Action.PING, Action.ACCESS);
        }
    }

    @Test
    void aReplicaSetIsDiscoveredAndFailsOver() {
        var certificate = AUTHORITY.certificate("member").address("127.0.0.1").issue();
        try (var set = ReplicaSet.builder().tls(AUTHORITY, certificate).start();
                var client = MongoClient.create(set.uri())) {
            var collection = client.database("tls").collection("set");
            collection.insertOne(Document.of("_id", 1));
            set.stepDown();
            collection.insertOne(Document.of("_id", 2));
            assertThat(collection.find().toList()).hasSize(2);
            assertThat(client.description().servers()).hasSize(3);
        }
    }
}
