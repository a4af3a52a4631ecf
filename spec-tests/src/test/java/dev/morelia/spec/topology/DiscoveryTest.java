package dev.morelia.spec.topology;

import static org.assertj.core.api.Assertions.assertThat;

import dev.morelia.bson.Document;
import dev.morelia.bson.ObjectId;
import dev.morelia.bson.RawDocument;
import dev.morelia.internal.sdam.ApplicationError;
import dev.morelia.topology.ServerAddress;
import dev.morelia.topology.ServerDescription;
import dev.morelia.topology.TopologyVersion;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.DynamicNode;
import org.junit.jupiter.api.TestFactory;

/** The files of Server Discovery and Monitoring that are not in the unified format, run against the pure functions. */
final class DiscoveryTest {
    private static final String TESTS = "server-discovery-and-monitoring/tests/";

    @TestFactory
    Stream<DynamicNode> replicaSet() {
        return PureCases.below(TESTS + "rs", DiscoveryTest::check);
    }

    @TestFactory
    Stream<DynamicNode> sharded() {
        return PureCases.below(TESTS + "sharded", DiscoveryTest::check);
    }

    @TestFactory
    Stream<DynamicNode> single() {
        return PureCases.below(TESTS + "single", DiscoveryTest::check);
    }

    @TestFactory
    Stream<DynamicNode> loadBalanced() {
        return PureCases.below(TESTS + "load-balanced", DiscoveryTest::check);
    }

    @TestFactory
    Stream<DynamicNode> errors() {
        return PureCases.below(TESTS + "errors", DiscoveryTest::check);
    }

    @TestFactory
    Stream<DynamicNode> monitoring() {
        return PureCases.below(TESTS + "monitoring", DiscoveryTest::check);
    }

    private static void check(Document test) {
        var client = new PlayedClient(test.string("uri"));
        for (Document phase : test.list("phases", Document.class)) {
            if (phase.get("responses") instanceof List<?> responses) {
                responses.forEach(response -> play(client, (List<?>) response));
            }
            if (phase.containsKey("applicationErrors")) {
                phase.list("applicationErrors", Document.class).forEach(error -> play(client, error));
            }
            checkOutcome(client, phase.document("outcome"));
        }
    }

    private static void play(PlayedClient client, List<?> response) {
        var server = ServerAddress.parse((String) response.get(0));
        var reply = (Document) response.get(1);
        if (reply.isEmpty()) {
            client.applyFailedHello(server);
        } else {
            client.applyHello(server, RawDocument.encode(reply));
        }
    }

    private static void play(PlayedClient client, Document error) {
        var server = ServerAddress.parse(error.string("address"));
        var kind = switch (error.string("type")) {
            case "command" -> ApplicationError.Kind.REPLY;
            case "network" -> ApplicationError.Kind.NETWORK;
            case "timeout" -> ApplicationError.Kind.TIMEOUT;
            default -> throw new AssertionError("type " + error.string("type"));
        };
        var phase = switch (error.string("when")) {
            case "beforeHandshakeCompletes" -> ApplicationError.Phase.OPENING;
            case "afterHandshakeCompletes" -> ApplicationError.Phase.IN_USE;
            default -> throw new AssertionError("when " + error.string("when"));
        };
        RawDocument reply = error.get("response") instanceof Document response ? RawDocument.encode(response) : null;
        long generation = error.containsKey("generation") ? error.int64("generation") : client.poolGeneration(server);
        client.meet(server, phase, kind, generation, reply);
    }

    private static void checkOutcome(PlayedClient client, Document outcome) {
        for (String key : outcome.keySet()) {
            Object expected = outcome.get(key);
            switch (key) {
                case "topologyType" ->
                    assertThat(client.topology().type().specName()).isEqualTo(expected);
                case "setName" -> assertThat(client.topology().setName()).isEqualTo(expected);
                case "logicalSessionTimeoutMinutes" ->
                    assertThat(client.topology().logicalSessionTimeoutMinutes()).isEqualTo(expected);
                case "maxElectionId" ->
                    assertThat(client.topology().maxElectionId()).isEqualTo(expected);
                case "maxSetVersion" ->
                    assertThat(client.topology().maxSetVersion()).isEqualTo(longOrNull(expected));
                case "compatible" ->
                    assertThat(client.topology().isCompatible()).isEqualTo(expected);
                case "servers" -> checkServers(client, outcome.document("servers"));
                case "events" ->
                    assertThat(client.takeEvents().stream().map(SpecEvents::toDocument))
                            .containsExactlyElementsOf(outcome.list("events", Document.class).stream()
                                    .map(SpecEvents::normalized)
                                    .toList());
                default -> throw new AssertionError("outcome " + key);
            }
        }
    }

    private static void checkServers(PlayedClient client, Document expected) {
        assertThat(client.topology().servers().stream()
                        .map(server -> server.address().toString()))
                .containsExactlyInAnyOrderElementsOf(expected.keySet().stream()
                        .map(address -> ServerAddress.parse(address).toString())
                        .toList());
        for (Map.Entry<String, @Nullable Object> entry : expected.entrySet()) {
            var server = Objects.requireNonNull(client.topology().server(ServerAddress.parse(entry.getKey())));
            checkServer(client, server, expected.document(entry.getKey()));
        }
    }

    private static void checkServer(PlayedClient client, ServerDescription server, Document expected) {
        for (String key : expected.keySet()) {
            Object value = expected.get(key);
            switch (key) {
                // The specification: a client that checks servers in parallel has Unknown for PossiblePrimary.
                case "type" ->
                    assertThat(server.type().specName())
                            .as(key)
                            .isEqualTo("PossiblePrimary".equals(value) ? "Unknown" : value);
                case "error" -> assertThat(server.error()).as(key).contains((String) Objects.requireNonNull(value));
                case "setName" -> assertThat(server.member().setName()).as(key).isEqualTo(value);
                case "setVersion" ->
                    assertThat(server.member().setVersion()).as(key).isEqualTo(longOrNull(value));
                case "electionId" ->
                    assertThat(server.member().electionId()).as(key).isEqualTo(value);
                case "logicalSessionTimeoutMinutes" ->
                    assertThat(server.logicalSessionTimeoutMinutes()).as(key).isEqualTo(value);
                case "minWireVersion" ->
                    assertThat(server.minWireVersion()).as(key).isEqualTo(value == null ? 0 : value);
                case "maxWireVersion" ->
                    assertThat(server.maxWireVersion()).as(key).isEqualTo(value == null ? 0 : value);
                case "topologyVersion" ->
                    assertThat(server.topologyVersion()).as(key).isEqualTo(topologyVersion((Document) value));
                case "pool" ->
                    assertThat(client.poolGeneration(server.address()))
                            .as("generation")
                            .isEqualTo(expected.document("pool").int64("generation"));
                default -> throw new AssertionError("server " + key);
            }
        }
    }

    private static @Nullable TopologyVersion topologyVersion(@Nullable Document document) {
        return document == null
                ? null
                : new TopologyVersion(document.value("processId", ObjectId.class), document.int64("counter"));
    }

    private static @Nullable Long longOrNull(@Nullable Object number) {
        return number == null ? null : ((Number) number).longValue();
    }
}
