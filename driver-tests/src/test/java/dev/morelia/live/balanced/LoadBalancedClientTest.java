package dev.morelia.live.balanced;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.morelia.MongoClient;
import dev.morelia.bson.Document;
import dev.morelia.error.MongoException;
import dev.morelia.error.UnsupportedFeatureException;
import dev.morelia.event.TopologyEvent;
import dev.morelia.result.Problem;
import dev.morelia.settings.ReadPreference;
import dev.morelia.testkit.Mongod;
import dev.morelia.topology.ServerType;
import dev.morelia.topology.TopologyType;
import java.time.Duration;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledIf;

/** A client behind a load balancer: no monitoring, errors that concern one service, facts from the connection. */
@EnabledIf(value = "dev.morelia.testkit.Mongod#available", disabledReason = "no mongod")
class LoadBalancedClientTest {
    @Test
    void thereIsNoMonitoringAndTheSpecifiedEventsAreAllThereAre() {
        List<TopologyEvent> events;
        try (var balanced = Balanced.open("&heartbeatFrequencyMS=500")) {
            balanced.numbers().countDocuments();
            assertThat(balanced.client.description().type()).isEqualTo(TopologyType.LOAD_BALANCED);
            assertThat(balanced.client.description().servers()).singleElement().satisfies(server -> {
                assertThat(server.type()).isEqualTo(ServerType.LOAD_BALANCER);
                assertThat(server.address()).isEqualTo(balanced.balancer.address());
                assertThat(server.maxWireVersion()).isZero();
            });
            assertThat(balanced.balancer.connectionsAccepted()).isEqualTo(1);
            events = balanced.topologyEvents;
        }
        assertThat(events.stream().map(event -> event.getClass().getSimpleName()))
                .containsExactly(
                        "TopologyOpening",
                        "TopologyDescriptionChanged",
                        "ServerOpening",
                        "ServerDescriptionChanged",
                        "TopologyDescriptionChanged",
                        "ServerClosed",
                        "TopologyDescriptionChanged",
                        "TopologyClosed");
        var opened = (TopologyEvent.TopologyDescriptionChanged) events.get(1);
        assertThat(opened.previous().type()).isEqualTo(TopologyType.UNKNOWN);
        assertThat(opened.current().type()).isEqualTo(TopologyType.LOAD_BALANCED);
        assertThat(opened.current().servers().getFirst().type()).isEqualTo(ServerType.UNKNOWN);
        var closed = (TopologyEvent.TopologyDescriptionChanged) events.get(6);
        assertThat(closed.previous().type()).isEqualTo(TopologyType.LOAD_BALANCED);
        assertThat(closed.current().servers()).isEmpty();
    }

    @Test
    void aServerThatIsNotBehindALoadBalancerIsRejected() {
        try (var client = MongoClient.create("mongodb://" + Mongod.shared().address() + "/?loadBalanced=true")) {
            assertThatThrownBy(() -> client.database("app").runCommand(Document.of("ping", 1)))
                    .isInstanceOf(UnsupportedFeatureException.class)
                    .hasMessageContaining("Driver attempted to initialize in load balancing mode, but the server does"
                            + " not support this mode.")
                    .hasMessageContaining("is not behind a load balancer")
                    .hasMessageContaining("remove loadBalanced=true");
            assertThat(client.poolUse().values())
                    .allSatisfy(use -> assertThat(use.inUse()).isZero());
            assertThat(client.verify(Duration.ofSeconds(10)).problem()).isEqualTo(Problem.NOT_BEHIND_LOAD_BALANCER);
        }
    }

    @Test
    void verifyFindsNothingWrong() {
        try (var balanced = Balanced.open("")) {
            var verification = balanced.client.verify(Duration.ofSeconds(10));
            assertThat(verification.problem()).as(verification::toString).isEqualTo(Problem.NONE);
            assertThat(verification.type()).isEqualTo(TopologyType.LOAD_BALANCED);
        }
    }

    /** Service ids mean nothing to a client that does not know of a load balancer. */
    @Test
    void withoutTheOptionServicesAreIgnored() {
        try (var balanced = Balanced.open("");
                var client = MongoClient.create(balanced.first.uri())) {
            client.database("app").runCommand(Document.of("ping", 1));
            assertThat(client.description().type()).isEqualTo(TopologyType.SHARDED);
        }
    }

    @Test
    void retryableWritesSessionsAndReadPreferencesAreThoseOfTheConnection() {
        try (var balanced = Balanced.open("").filled()) {
            balanced.first.failCommand(Document.of("failCommands", List.of("insert"), "closeConnection", true), 1);
            for (int i = 100; i < 104; i++) {
                balanced.numbers().insertOne(Document.of("_id", i));
            }
            var inserts = balanced.commands.stream()
                    .filter(event -> event.commandName().equals("insert"))
                    .map(event -> event.command().toDocument())
                    .toList();
            assertThat(inserts)
                    .hasSizeGreaterThanOrEqualTo(4)
                    .allSatisfy(command -> assertThat(command).containsKeys("lsid", "txnNumber"));
            assertThat(balanced.cleared)
                    .allSatisfy(event -> assertThat(event.serviceId()).isEqualTo(balanced.first.serviceId()));
            var secondary = balanced.numbers().with(ReadPreference.secondaryPreferred());
            assertThat(secondary.countDocuments()).isPositive();
            var read = balanced.commands.getLast().command().toDocument();
            assertThat(read.document("$readPreference")).containsEntry("mode", "secondaryPreferred");
            assertThat(balanced.numbers().countDocuments()).isEqualTo(14);
        }
    }

    /** Errors until the handshake is complete mean nothing; the load balancer may have chosen a bad moment. */
    @Test
    void failedHandshakesClearNothing() {
        try (var balanced = Balanced.open("&retryReads=false").filled()) {
            balanced.client.disconnect();
            for (var front : List.of(balanced.first, balanced.second)) {
                front.failCommand(
                        Document.of("failCommands", List.of("hello", "isMaster"), "closeConnection", true), 1);
            }
            for (int i = 0; i < 2; i++) {
                assertThatThrownBy(() -> balanced.numbers().countDocuments()).isInstanceOf(MongoException.class);
            }
            assertThat(balanced.numbers().countDocuments()).isEqualTo(10);
            assertThat(balanced.cleared).isEmpty();
        }
    }

    @Test
    void aServiceThatShutsDownIsClearedAlone() {
        try (var balanced = Balanced.open("&retryReads=false").filled()) {
            for (int i = 0; i < 3; i++) {
                fillPool(balanced);
            }
            balanced.first.failCommand(
                    Document.of("failCommands", List.of("find", "aggregate"), "errorCode", 11600), 1);
            int failed = 0;
            for (int i = 0; i < 8 && failed == 0; i++) {
                try (var cursor = balanced.numbers().find().batchSize(2).cursor()) {
                    assertThat(cursor.next()).isNotNull();
                    balanced.numbers().countDocuments();
                } catch (MongoException shutDown) {
                    failed++;
                }
            }
            assertThat(failed).isEqualTo(1);
            Balanced.await(() -> !balanced.cleared.isEmpty());
            assertThat(balanced.cleared)
                    .singleElement()
                    .satisfies(event -> assertThat(event.serviceId()).isEqualTo(balanced.first.serviceId()));
            // The connections to the other one are still open.
            Balanced.await(() -> balanced.first.connectionsOpen() == 0);
            assertThat(balanced.second.connectionsOpen()).isPositive();
        }
    }

    /** Two connections, one to each front. */
    private static void fillPool(Balanced balanced) {
        try (var cursor = balanced.numbers().find().batchSize(2).cursor()) {
            assertThat(cursor.next()).isNotNull();
            assertThat(balanced.numbers().countDocuments()).isEqualTo(10);
        }
        Set<Object> services = balanced.commands.stream()
                .map(event -> (Object) Objects.requireNonNull(event.connection().serviceId()))
                .collect(Collectors.toSet());
        assertThat(services).hasSize(2);
    }
}
