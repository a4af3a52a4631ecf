package dev.morelia.spec.prose;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.morelia.bson.Document;
import dev.morelia.error.MongoException;
import dev.morelia.event.PoolEvent;
import dev.morelia.event.PoolEvent.CheckOutFailure;
import dev.morelia.settings.ClientSettings;
import dev.morelia.settings.ConnectionString;
import dev.morelia.settings.PoolSettings;
import dev.morelia.testkit.FaultProxy;
import dev.morelia.topology.ServerAddress;
import java.time.Duration;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.TestFactory;

/** Connection Monitoring and Pooling: the settings of the client, and the events. */
final class PoolProseTest {
    private static final Prose PROSE = new Prose("connection-monitoring-and-pooling", "tests/README.md");
    private static final String OPTIONS = "maxPoolSize=7&minPoolSize=1&maxConnecting=3&maxIdleTimeMS=60000"
            + "&waitQueueTimeoutMS=5000&waitQueueMultiple=9";

    @TestFactory
    Stream<DynamicTest> tests() {
        return Stream.of(
                PROSE.onReplicaSet(
                        "1. All ConnectionPoolOptions MUST be specified at the MongoClient level",
                        PoolProseTest::specifiedOnce),
                PROSE.onReplicaSet(
                        "2. All ConnectionPoolOptions MUST be the same for all pools created by a MongoClient",
                        PoolProseTest::sameForAll),
                PROSE.test(
                        "3. A user MUST be able to specify all ConnectionPoolOptions via a URI string",
                        PoolProseTest::inUri),
                PROSE.onStandalone(
                        "4. A user MUST be able to subscribe to Connection Monitoring Events",
                        PoolProseTest::subscribed),
                PROSE.onStandalone(
                        "5. ConnectionCheckOutFailedEvent with reason=\"connectionError\"",
                        PoolProseTest::checkOutFails));
    }

    private static void specifiedOnce(String uri) throws InterruptedException {
        var chosen = PoolSettings.defaults().maxPoolSize(5).minPoolSize(1);
        try (var watched = Watched.open(uri, builder -> builder.settings(settings -> settings.pool(pool -> chosen)))) {
            watched.await(
                    PoolEvent.PoolCreated.class, 3, event -> event.settings().equals(chosen));
        }
    }

    private static void sameForAll(String uri) throws InterruptedException {
        try (var watched = Watched.open(Prose.with(uri, OPTIONS))) {
            watched.await(PoolEvent.PoolCreated.class, 3);
            assertThat(watched.events(PoolEvent.PoolCreated.class))
                    .hasSize(3)
                    .allMatch(event ->
                            event.settings().equals(watched.client().settings().pool()));
        }
    }

    private static void inUri() {
        var pool = ClientSettings.of(ConnectionString.parse("mongodb://host/?" + OPTIONS))
                .pool();
        assertThat(pool)
                .isEqualTo(PoolSettings.defaults()
                        .maxPoolSize(7)
                        .minPoolSize(1)
                        .maxConnecting(3)
                        .maxIdleTime(Duration.ofMinutes(1))
                        .waitQueueTimeout(Duration.ofSeconds(5))
                        .waitQueueMultiple(9));
    }

    private static void subscribed(String uri) throws InterruptedException {
        try (var watched = Watched.open(uri)) {
            watched.client().database("admin").runCommand(new Document("ping", 1));
            watched.await(PoolEvent.PoolCreated.class, 1);
            watched.await(PoolEvent.PoolReady.class, 1);
            watched.await(PoolEvent.ConnectionReady.class, 1);
            watched.await(PoolEvent.CheckedOut.class, 1);
        }
    }

    /** The monitor is connected when new connections start to be refused. */
    private static void checkOutFails(String uri) throws InterruptedException {
        var server = ServerAddress.parse(uri.replace("mongodb://", "").replace("/", ""));
        try (var proxy = FaultProxy.start(server);
                var watched = Watched.open("mongodb://" + proxy.address()
                        + "/?directConnection=true&heartbeatFrequencyMS=60000&serverSelectionTimeoutMS=500")) {
            watched.await(PoolEvent.PoolReady.class, 1);
            proxy.refuse();
            assertThatThrownBy(() -> watched.client().database("admin").runCommand(new Document("ping", 1)))
                    .isInstanceOf(MongoException.class);
            watched.await(
                    PoolEvent.CheckOutFailed.class, 1, event -> event.reason() == CheckOutFailure.CONNECTION_ERROR);
        }
    }
}
