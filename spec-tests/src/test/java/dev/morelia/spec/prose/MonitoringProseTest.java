package dev.morelia.spec.prose;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.morelia.bson.Document;
import dev.morelia.error.ServerSelectionException;
import dev.morelia.event.PoolEvent;
import dev.morelia.event.TopologyEvent;
import dev.morelia.event.TopologyListener;
import dev.morelia.spec.unified.event.Observed;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.time.Duration;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.TestFactory;

/** Server Discovery and Monitoring: the monitoring of servers. */
final class MonitoringProseTest {
    private static final Prose PLAN =
            new Prose("server-discovery-and-monitoring", "server-discovery-and-monitoring-tests.md");
    private static final Prose README = new Prose("server-discovery-and-monitoring", "tests/README.md");
    private static final Document PING = new Document("ping", 1);

    @TestFactory
    Stream<DynamicTest> tests() {
        var streaming = "Streaming protocol Tests: heartbeatFrequencyMS set to 500";
        var roundTrip = "RTT Tests: RTT is continuously updated";
        return Stream.of(
                PLAN.onStandalone(
                        "Monitors sleep at least minHeartbeatFrequencyMS between checks",
                        MonitoringProseTest::minimumPause),
                PLAN.onStandalone("Connection Pool Management", MonitoringProseTest::poolManagement),
                README.onStandalone(streaming, MonitoringProseTest::streaming),
                README.onReplicaSet(streaming, MonitoringProseTest::streaming),
                README.onFront(streaming, MonitoringProseTest::streaming),
                README.onStandalone(roundTrip, MonitoringProseTest::roundTripTime),
                README.test(
                        "Heartbeat Tests: ServerHeartbeatStartedEvent is emitted before the monitoring socket was"
                                + " created",
                        MonitoringProseTest::heartbeatBeforeSocket));
    }

    private static Document failingHello(String appName) {
        return Document.of("failCommands", List.of("hello", "isMaster"), "errorCode", 1234, "appName", appName);
    }

    /** Five failed checks with four pauses between them, and one before the check that succeeds. */
    private static void minimumPause(String uri) throws Throwable {
        var name = "SDAMMinHeartbeatFrequencyTest";
        var options = "directConnection=true&appName=" + name + "&serverSelectionTimeoutMS=30000";
        Prose.failing(uri, Prose.times(5), failingHello(name), () -> {
            long begun = System.nanoTime();
            try (var watched = Watched.open(Prose.with(uri, options))) {
                watched.client().database("admin").runCommand(PING);
                assertThat(Duration.ofNanos(System.nanoTime() - begun)).isGreaterThan(Duration.ofSeconds(2));
                assertThat(watched.events(TopologyEvent.HeartbeatFailed.class)).hasSize(5);
            }
        });
    }

    private static void poolManagement(String uri) throws Throwable {
        var name = "SDAMPoolManagementTest";
        var options = "directConnection=true&heartbeatFrequencyMS=500&appName=" + name;
        try (var watched = Watched.open(Prose.with(uri, options))) {
            watched.await(PoolEvent.PoolReady.class, 1);
            assertThat(watched.events().stream().map(Observed::name))
                    .containsSubsequence("serverHeartbeatSucceededEvent", "poolReadyEvent");
            assertThat(watched.events(PoolEvent.PoolCleared.class)).isEmpty();
            watched.forget();
            Prose.failing(uri, Prose.times(2), failingHello(name), () -> {
                watched.await(TopologyEvent.HeartbeatFailed.class, 1);
                watched.await(PoolEvent.PoolCleared.class, 1);
                watched.await(PoolEvent.PoolReady.class, 1);
                assertThat(watched.events().stream().map(Observed::name))
                        .containsSubsequence(
                                "serverHeartbeatFailedEvent",
                                "poolClearedEvent",
                                "serverHeartbeatSucceededEvent",
                                "poolReadyEvent");
            });
        }
    }

    /** With the default of ten seconds these would not come within the limit. */
    private static void streaming(String uri) throws InterruptedException {
        try (var watched = Watched.open(Prose.with(uri, "heartbeatFrequencyMS=500"))) {
            var server = watched.client().address();
            watched.await(
                    TopologyEvent.HeartbeatSucceeded.class,
                    6,
                    event -> event.connection().server().equals(server));
        }
    }

    private static void roundTripTime(String uri) throws Throwable {
        var name = "streamingRttTest";
        try (var watched = Watched.open(Prose.with(uri, "heartbeatFrequencyMS=500&appName=" + name))) {
            watched.client().database("prose").collection("c").findOne(new Document());
            watched.await(TopologyEvent.HeartbeatSucceeded.class, 4);
            assertThat(watched.events(TopologyEvent.ServerDescriptionChanged.class))
                    .allSatisfy(
                            event -> assertThat(event.current().roundTripTime()).isGreaterThan(Duration.ZERO));
            var slow = Document.of("failCommands", List.of("hello", "isMaster"), "blockConnection", true);
            slow.append("blockTimeMS", 500).append("appName", name);
            Prose.failing(uri, Prose.times(1000), slow, () -> {
                long end = System.nanoTime() + Watched.LIMIT.toNanos();
                while (roundTripTime(watched).compareTo(Duration.ofMillis(250)) <= 0) {
                    assertThat(System.nanoTime()).isLessThan(end);
                    Thread.sleep(20);
                }
            });
        }
    }

    private static Duration roundTripTime(Watched watched) {
        var server = watched.client().description().servers().getFirst();
        return Objects.requireNonNullElse(server.roundTripTime(), Duration.ZERO);
    }

    private static void heartbeatBeforeSocket() throws Exception {
        var events = new CopyOnWriteArrayList<String>();
        try (var listener = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            Thread.ofPlatform().daemon().start(() -> serve(listener, events));
            var heartbeats = new TopologyListener() {
                @Override
                public void heartbeatStarted(TopologyEvent.HeartbeatStarted event) {
                    events.add("serverHeartbeatStartedEvent");
                }

                @Override
                public void heartbeatFailed(TopologyEvent.HeartbeatFailed event) {
                    events.add("serverHeartbeatFailedEvent");
                }
            };
            var uri = "mongodb://127.0.0.1:" + listener.getLocalPort() + "/?serverSelectionTimeoutMS=2000";
            try (var watched = Watched.open(uri, builder -> builder.topologyListener(heartbeats))) {
                assertThatThrownBy(() -> watched.client().database("admin").runCommand(PING))
                        .isInstanceOf(ServerSelectionException.class);
            }
            assertThat(events)
                    .startsWith(
                            "serverHeartbeatStartedEvent",
                            "client connected",
                            "client hello received",
                            "serverHeartbeatFailedEvent");
        }
    }

    /** Receives a hello and closes the connection, until the listener is closed. */
    private static void serve(ServerSocket listener, List<String> events) {
        while (!listener.isClosed()) {
            try (var socket = listener.accept()) {
                // Listeners are called on a thread of their own, which takes a moment.
                Thread.sleep(200);
                events.add("client connected");
                if (socket.getInputStream().read() >= 0) {
                    events.add("client hello received");
                }
            } catch (IOException e) {
                // The client disconnected, or the test is over.
            } catch (InterruptedException e) {
                return;
            }
        }
    }
}
