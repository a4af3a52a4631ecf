package dev.morelia.live.cursor;

import static org.assertj.core.api.Assertions.assertThat;

import dev.morelia.MongoClient;
import dev.morelia.bson.Document;
import dev.morelia.builder.Aggregates;
import dev.morelia.settings.ReadPreference;
import dev.morelia.testkit.ReceivedRequest;
import dev.morelia.testkit.Script;
import dev.morelia.testkit.ScriptedServer;
import java.util.List;
import java.util.concurrent.atomic.AtomicReference;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/**
 * {@code $out} and {@code $merge} with a secondary read preference, on versions whose secondaries do not support it.
 */
@Timeout(60)
class OutputToOldServersTest {
    private static final int WIRE_VERSION_OF_4_4 = 9;
    private static final int WIRE_VERSION_OF_5_0 = 13;

    private static final Script EMPTY = exchange -> exchange.reply(
            Document.of("ok", 1, "cursor", Document.of("id", 0L, "ns", "app.people", "firstBatch", List.of())));

    private static Stream<ReceivedRequest> aggregates(ScriptedServer server) {
        return server.received().stream()
                .filter(request -> request.commandName().equals("aggregate"));
    }

    private static void output(MongoClient client) {
        var people = client.database("app").collection("people").with(ReadPreference.secondary());
        assertThat(people.aggregate(List.of(Aggregates.out("copies"))).toList()).isEmpty();
        assertThat(people.aggregate(List.of(Aggregates.merge("copies"))).toList())
                .isEmpty();
    }

    @Test
    void anOldRouterIsNotAskedToUseASecondary() {
        for (int wireVersion : List.of(WIRE_VERSION_OF_4_4, WIRE_VERSION_OF_5_0)) {
            try (var server = ScriptedServer.start(
                            hello -> hello.append("msg", "isdbgrid").append("maxWireVersion", wireVersion), EMPTY);
                    var client = MongoClient.create("mongodb://" + server.address())) {
                output(client);
                boolean old = wireVersion == WIRE_VERSION_OF_4_4;
                assertThat(aggregates(server))
                        .hasSize(2)
                        .allSatisfy(request -> assertThat(request.command().has("$readPreference"))
                                .isEqualTo(!old));
                assertThat(client.database("app")
                                .collection("people")
                                .with(ReadPreference.secondary())
                                .aggregate(List.of())
                                .toList())
                        .isEmpty();
                assertThat(aggregates(server).toList().getLast().command().has("$readPreference"))
                        .as("of a pipeline that only reads")
                        .isTrue();
            }
        }
    }

    /** The first operation, so the server versions are unknown until server selection. */
    @Test
    void inAnOldReplicaSetThePrimaryIsUsed() {
        var hosts = new AtomicReference<List<String>>(List.of());
        try (var primary = ScriptedServer.start(hello -> member(hello, hosts.get(), true), EMPTY);
                var secondary = ScriptedServer.start(hello -> member(hello, hosts.get(), false), EMPTY)) {
            hosts.set(List.of(primary.address().toString(), secondary.address().toString()));
            try (var client = MongoClient.create("mongodb://" + String.join(",", hosts.get()) + "/?replicaSet=rs")) {
                output(client);
                assertThat(aggregates(primary))
                        .hasSize(2)
                        .allSatisfy(request -> assertThat(request.command().has("$readPreference"))
                                .isFalse());
                assertThat(aggregates(secondary)).isEmpty();
            }
        }
    }

    private static Document member(Document hello, List<String> hosts, boolean isPrimary) {
        return hello.append("setName", "rs")
                .append("setVersion", 1)
                .append("hosts", hosts)
                .append("primary", hosts.getFirst())
                .append("me", hosts.get(isPrimary ? 0 : 1))
                .append("isWritablePrimary", isPrimary)
                .append("ismaster", isPrimary)
                .append("secondary", !isPrimary)
                .append("maxWireVersion", WIRE_VERSION_OF_4_4);
    }
}
