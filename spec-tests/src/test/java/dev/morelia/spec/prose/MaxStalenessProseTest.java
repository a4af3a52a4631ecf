package dev.morelia.spec.prose;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.morelia.MongoClient;
import dev.morelia.bson.Document;
import dev.morelia.event.CommandStartedEvent;
import dev.morelia.event.TopologyEvent;
import dev.morelia.settings.ClientSettings;
import dev.morelia.settings.ConnectionString;
import dev.morelia.settings.ReadPreference;
import java.time.Duration;
import java.time.Instant;
import java.util.Objects;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.TestFactory;

/** Max Staleness: connection strings, and the inputs of the staleness estimate. */
final class MaxStalenessProseTest {
    private static final Prose PROSE = new Prose("max-staleness", "max-staleness-tests.md");

    @TestFactory
    Stream<DynamicTest> tests() {
        return Stream.of(
                PROSE.test(
                        "Connection string: Basic",
                        () -> assertThat(readPreference("readPreference=secondary&maxStalenessSeconds=120")
                                        .maxStaleness())
                                .isEqualTo(Duration.ofMinutes(2))),
                PROSE.test(
                        "Connection string: No maxStalenessSeconds with mode \"primary\"",
                        MaxStalenessProseTest::notWithPrimary),
                PROSE.test(
                        "Connection string: Specifying \"no max staleness\" with \"-1\"",
                        MaxStalenessProseTest::minusOne),
                PROSE.test(
                        "Connection string: No validation",
                        () -> MongoClient.create(
                                        "mongodb://127.0.0.1:1/?readPreference=secondary&maxStalenessSeconds=1")
                                .close()),
                PROSE.onStandalone("heartbeatFrequencyMS is configurable", MaxStalenessProseTest::heartbeats),
                PROSE.onReplicaSet("Parse lastWriteDate", MaxStalenessProseTest::lastWriteDate),
                PROSE.onFront("Direct connection to mongos", MaxStalenessProseTest::directToRouter));
    }

    private static ReadPreference readPreference(String options) {
        return ClientSettings.of(ConnectionString.parse("mongodb://host/?" + options))
                .readPreference();
    }

    private static void notWithPrimary() {
        assertThatThrownBy(() -> readPreference("maxStalenessSeconds=120"))
                .isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> readPreference("readPreference=primary&maxStalenessSeconds=120"))
                .isInstanceOf(IllegalArgumentException.class);
    }

    private static void minusOne() {
        assertThat(readPreference("readPreference=secondary&maxStalenessSeconds=-1"))
                .isEqualTo(readPreference("readPreference=secondary"));
        assertThat(readPreference("readPreference=primary&maxStalenessSeconds=-1"))
                .isEqualTo(ReadPreference.primary());
    }

    /** Ten checks would take a hundred seconds with the default. */
    private static void heartbeats(String uri) throws InterruptedException {
        try (var watched = Watched.open(Prose.with(uri, "heartbeatFrequencyMS=500"))) {
            watched.await(TopologyEvent.HeartbeatSucceeded.class, 10);
        }
    }

    /**
     * The specification waits seconds; here each wait is for the description of a later write, however long it takes.
     */
    private static void lastWriteDate(String uri) throws InterruptedException {
        try (var watched = Watched.open(Prose.with(uri, "heartbeatFrequencyMS=500"))) {
            var first = writtenAfter(watched, Instant.EPOCH);
            var second = writtenAfter(watched, first);
            assertThat(second).isAfter(first);
            assertThat(Duration.between(first, second)).isLessThan(Duration.ofMinutes(1));
        }
    }

    private static Instant writtenAfter(Watched watched, Instant before) throws InterruptedException {
        var client = watched.client();
        long end = System.nanoTime() + Watched.LIMIT.toNanos();
        while (true) {
            client.database("prose").collection("staleness").insertOne(new Document("x", 1));
            watched.forget();
            watched.await(TopologyEvent.HeartbeatSucceeded.class, 1);
            var primary = Objects.requireNonNull(client.description().primary());
            var written = primary.lastWriteDate();
            if (written != null && written.isAfter(before)) {
                return written;
            }
            assertThat(System.nanoTime()).isLessThan(end);
        }
    }

    private static void directToRouter(String uri) {
        var sent = sentReadPreference(uri, "readPreference=secondary&maxStalenessSeconds=120");
        assertThat(sent.keySet()).containsExactly("mode", "maxStalenessSeconds");
        assertThat(sent.string("mode")).isEqualTo("secondary");
        assertThat(sent.get("maxStalenessSeconds")).isIn(120, 120L);
        assertThat(sentReadPreference(uri, "readPreference=secondary")).isEqualTo(Document.of("mode", "secondary"));
    }

    private static Document sentReadPreference(String uri, String options) {
        try (var watched = Watched.open(Prose.with(uri, options))) {
            watched.client().database("prose").collection("staleness").findOne(new Document());
            return watched.events(CommandStartedEvent.class)
                    .getFirst()
                    .command()
                    .toDocument()
                    .document("$readPreference");
        }
    }
}
