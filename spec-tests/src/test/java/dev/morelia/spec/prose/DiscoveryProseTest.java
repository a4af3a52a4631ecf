package dev.morelia.spec.prose;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import dev.morelia.MongoClient;
import dev.morelia.bson.Document;
import dev.morelia.error.ConnectionLostException;
import dev.morelia.error.NotPrimaryException;
import dev.morelia.error.WriteConcernException;
import dev.morelia.event.TopologyEvent;
import dev.morelia.spec.report.SkipReason;
import dev.morelia.testkit.Exchange;
import dev.morelia.testkit.ReplicaSet;
import dev.morelia.testkit.Script;
import dev.morelia.testkit.ScriptedServer;
import dev.morelia.topology.ServerAddress;
import dev.morelia.topology.ServerType;
import dev.morelia.topology.TopologyType;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.TestFactory;

/**
 * The test plan of Server Discovery and Monitoring: the effect of errors and connection strings on the topology
 * description.
 */
final class DiscoveryProseTest {
    private static final Prose PROSE =
            new Prose("server-discovery-and-monitoring", "server-discovery-and-monitoring-tests.md");

    @TestFactory
    Stream<DynamicTest> tests() {
        return Stream.of(
                PROSE.test("All servers unavailable", DiscoveryProseTest::allServersUnavailable),
                PROSE.onReplicaSet("Network error writing to primary", DiscoveryProseTest::networkErrorWriting),
                PROSE.test(
                        "\"Not writable primary\" error when reading without SecondaryOk bit",
                        () -> primaryError(
                                Document.of("ok", 0, "code", 10107, "errmsg", "not writable primary"),
                                "not writable primary")),
                PROSE.test("\"Node is recovering\" error reading with SecondaryOk bit", () -> secondaryError()),
                PROSE.test("\"Node is recovering\" error from a write concern error", () -> writeConcernError()),
                PROSE.test(
                        "Parsing \"not writable primary\" and \"node is recovering\" errors",
                        DiscoveryProseTest::parsing),
                PROSE.onReplicaSet(
                        "Topology discovery",
                        uri -> assertThat(isWritten("/?directConnection=false")).isTrue()),
                PROSE.onReplicaSet(
                        "Direct connection",
                        uri -> assertThat(isWritten("/?directConnection=true")).isFalse()),
                PROSE.onReplicaSet(
                        "Existing behavior", uri -> assertThat(isWritten("/")).isTrue()),
                PROSE.skipped("Connection Pool Backpressure", SkipReason.SERVER_REQUIREMENT, "at least 7.0"));
    }

    private static void allServersUnavailable() {
        MongoClient.create("mongodb://127.0.0.1:1,127.0.0.1:2/?replicaSet=rs0").close();
    }

    private static void networkErrorWriting(String uri) throws Throwable {
        var data = Document.of("failCommands", List.of("insert"), "closeConnection", true, "appName", "proseNetwork");
        try (var watched = Watched.open(Prose.with(uri, "appName=proseNetwork&retryWrites=false"))) {
            var primary = watched.client().address();
            Prose.failing(
                    uri,
                    Prose.times(1),
                    data,
                    () -> assertThatThrownBy(() -> insert(watched.client()))
                            .isInstanceOf(ConnectionLostException.class));
            awaitUnknown(watched, primary, "");
            awaitType(watched, TopologyType.REPLICA_SET_NO_PRIMARY);
            insert(watched.client());
        }
    }

    private static void primaryError(Document reply, String message) throws Exception {
        try (var server = primary(exchange -> exchange.reply(reply));
                var watched = Watched.open("mongodb://" + server.address() + "/?replicaSet=rs0")) {
            assertThatThrownBy(() -> watched.client().database("test").runCommand(new Document("count", "c")))
                    .hasMessageContaining(message);
            awaitUnknown(watched, server.address(), message);
            awaitType(watched, TopologyType.REPLICA_SET_NO_PRIMARY);
        }
    }

    /** The primary is kept; the secondary is checked again at once, not only after a minute. */
    private static void secondaryError() throws Exception {
        var recovering = Document.of("ok", 0, "code", 13436, "errmsg", "node is recovering");
        var hosts = new CopyOnWriteArrayList<String>();
        try (var primary = member(hosts, "isWritablePrimary", Exchange::replyOk);
                var secondary = member(hosts, "secondary", exchange -> exchange.reply(recovering));
                var watched = Watched.open("mongodb://" + primary.address() + "," + secondary.address()
                        + "/?replicaSet=rs0&readPreference=secondary&heartbeatFrequencyMS=60000&retryReads=false")) {
            var count = new Document("count", "c");
            assertThatThrownBy(() -> watched.client()
                            .database("test")
                            .runCommand(count, watched.client().settings().readPreference()))
                    .hasMessageContaining("node is recovering");
            awaitUnknown(watched, secondary.address(), "node is recovering");
            watched.await(
                    TopologyEvent.HeartbeatStarted.class,
                    2,
                    event -> event.connection().server().equals(secondary.address()));
            assertThat(watched.events(TopologyEvent.TopologyDescriptionChanged.class).stream()
                            .filter(event -> event.previous().type() == TopologyType.REPLICA_SET_WITH_PRIMARY))
                    .allMatch(event -> event.current().type() == TopologyType.REPLICA_SET_WITH_PRIMARY);
        }
    }

    private static void writeConcernError() throws Exception {
        var error = Document.of("code", 91, "errmsg", "Replication is being shut down");
        var reply = Document.of("ok", 1, "n", 1, "writeConcernError", error);
        try (var server = primary(exchange -> exchange.reply(reply));
                var watched = Watched.open("mongodb://" + server.address()
                        + "/?replicaSet=rs0&heartbeatFrequencyMS=60000&retryWrites=false")) {
            assertThat(catchThrowableOfType(WriteConcernException.class, () -> insert(watched.client())))
                    .isNotNull();
            awaitUnknown(watched, server.address(), "Replication is being shut down");
            awaitType(watched, TopologyType.REPLICA_SET_NO_PRIMARY);
            watched.await(TopologyEvent.HeartbeatSucceeded.class, 2);
        }
    }

    /** Without a code only the legacy messages count; servers that say "not writable primary" also send a code. */
    private static void parsing() throws Exception {
        primaryError(Document.of("ok", 0, "errmsg", "not writable primary", "code", 10107), "not writable primary");
        primaryError(Document.of("errmsg", "not master", "ok", 0), "not master");
        primaryError(Document.of("ok", 0, "errmsg", "node is recovering"), "node is recovering");
        primaryError(
                Document.of("code", 13435, "errmsg", "not primary and SecondaryOk=false", "ok", 0),
                "SecondaryOk=false");
        primaryError(
                Document.of("errmsg", "not primary or secondary; cannot read", "code", 13436, "ok", 0),
                "not primary or secondary");
    }

    /** Whether a write succeeds of a client whose only seed is a secondary; if not, it fails as on a secondary. */
    private static boolean isWritten(String options) {
        var secondary = ReplicaSet.shared().secondaries().getFirst();
        try (var client = MongoClient.create(secondary.uri() + options)) {
            insert(client);
            return true;
        } catch (NotPrimaryException e) {
            assertThat(e.code()).isEqualTo(10107);
            return false;
        }
    }

    private static void insert(MongoClient client) {
        client.database("prose").collection("discovery").insertOne(new Document("x", 1));
    }

    /** A member of a set with the addresses in the list, to which its own is added. */
    private static ScriptedServer member(List<String> hosts, String state, Script script) {
        var server = ScriptedServer.start(
                hello -> {
                    hello.remove("isWritablePrimary");
                    hello.remove("ismaster");
                    return hello.append(state, true)
                            .append("setName", "rs0")
                            .append("setVersion", 1)
                            .append("hosts", List.copyOf(hosts));
                },
                script);
        hosts.add(server.address().toString());
        return server;
    }

    private static ScriptedServer primary(Script script) {
        return member(new CopyOnWriteArrayList<>(), "isWritablePrimary", script);
    }

    private static void awaitUnknown(Watched watched, ServerAddress server, String error) throws InterruptedException {
        watched.await(
                TopologyEvent.ServerDescriptionChanged.class,
                1,
                event -> event.server().equals(server)
                        && event.previous().type() != ServerType.UNKNOWN
                        && event.current().type() == ServerType.UNKNOWN
                        && String.valueOf(event.current().error()).contains(error));
    }

    private static void awaitType(Watched watched, TopologyType type) throws InterruptedException {
        watched.await(
                TopologyEvent.TopologyDescriptionChanged.class,
                1,
                event -> event.previous().type() == TopologyType.REPLICA_SET_WITH_PRIMARY
                        && event.current().type() == type);
    }
}
