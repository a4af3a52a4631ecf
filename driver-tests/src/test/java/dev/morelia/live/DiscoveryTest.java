package dev.morelia.live;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import dev.morelia.MongoClient;
import dev.morelia.bson.Document;
import dev.morelia.error.ClientClosedException;
import dev.morelia.error.MongoException;
import dev.morelia.error.OperationTimeoutException;
import dev.morelia.error.ServerSelectionException;
import dev.morelia.event.CommandListener;
import dev.morelia.event.CommandStartedEvent;
import dev.morelia.event.TopologyEvent;
import dev.morelia.event.TopologyListener;
import dev.morelia.settings.Namespace;
import dev.morelia.settings.ReadPreference;
import dev.morelia.testkit.Exchange;
import dev.morelia.testkit.FaultProxy;
import dev.morelia.testkit.ReplicaSet;
import dev.morelia.testkit.ScriptedServer;
import dev.morelia.topology.ServerAddress;
import dev.morelia.topology.ServerDescription;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReference;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.condition.EnabledIf;

/** Deployments of scripted servers: which servers are found and selected, and the error if none is suitable. */
@Timeout(60)
class DiscoveryTest {
    private static final Document PING = new Document("ping", 1);
    private static final Namespace PEOPLE = new Namespace("app", "people");

    private static ScriptedServer mongos() {
        return ScriptedServer.start(hello -> hello.append("msg", "isdbgrid"), Exchange::replyOk);
    }

    private static ScriptedServer member(String setName, List<String> hosts) {
        return ScriptedServer.start(
                hello -> hello.append("setName", setName).append("hosts", hosts).append("setVersion", 1),
                Exchange::replyOk);
    }

    private static Document ping(MongoClient client) {
        return client.database("admin").runCommand(PING);
    }

    private static <E extends MongoException> E failure(Class<E> expected, String uri) {
        try (var client = MongoClient.create(uri)) {
            E failure = catchThrowableOfType(expected, () -> ping(client));
            assertThat(failure).as(uri).isNotNull();
            return failure;
        }
    }

    /** Two servers of equal latency are both used. */
    @Test
    void loadIsDistributedOverTheRouters() {
        try (var one = mongos();
                var other = mongos();
                var client = MongoClient.builder()
                        .uri("mongodb://" + one.address() + "," + other.address())
                        .settings(settings ->
                                settings.topology(topology -> topology.localThreshold(Duration.ofSeconds(30))))
                        .build()) {
            while (one.received().isEmpty() || other.received().isEmpty()) {
                assertThat(ping(client).int32("ok")).isEqualTo(1);
            }
        }
    }

    @Test
    void readPreferenceIsSentToRoutersAndNotToStandalones() {
        try (var mongos = mongos();
                var standalone = ScriptedServer.start(Exchange::replyOk)) {
            for (var server : List.of(mongos, standalone)) {
                try (var client = MongoClient.create("mongodb://" + server.address())) {
                    client.database("admin").runCommand(PING, ReadPreference.secondary());
                }
            }
            assertThat(mongos.received().getFirst().command().toDocument().get("$readPreference"))
                    .isEqualTo(new Document("mode", "secondary"));
            assertThat(standalone.received().getFirst().command().toDocument()).doesNotContainKey("$readPreference");
        }
    }

    @Test
    void aPrimaryIsFoundAndServersThatItDoesNotNameAreNotUsed() {
        var members = new ArrayList<String>();
        try (var primary = member("rs", members)) {
            members.add(primary.address().toString());
            try (var client = MongoClient.create("mongodb://" + primary.address() + "/?replicaSet=rs")) {
                assertThat(ping(client).int32("ok")).isEqualTo(1);
                assertThat(client.nodes()).containsExactly(primary.address());
                assertThat(client.isPrimary()).isTrue();
                assertThat(client.isMongos()).isFalse();
                assertThat(client.address()).isEqualTo(primary.address());
            }
        }
    }

    @Test
    void wrongSetNameIsReportedWithBothNames() {
        var members = new ArrayList<String>();
        try (var server = member("theirs", members)) {
            members.add(server.address().toString());
            var failure = failure(
                    ServerSelectionException.class,
                    "mongodb://" + server.address() + "/?replicaSet=ours&serverSelectionTimeoutMS=300");
            assertThat(failure)
                    .hasMessageContaining("belongs to replica set 'theirs'")
                    .hasMessageContaining("replicaSet=ours")
                    .hasMessageContaining("Next step: set replicaSet=theirs, or check the hosts");
        }
    }

    @Test
    void noServerListening() {
        ServerAddress gone;
        try (var server = ScriptedServer.start(Exchange::replyOk)) {
            gone = server.address();
        }
        assertThat(failure(ServerSelectionException.class, "mongodb://" + gone + "/?serverSelectionTimeoutMS=300"))
                .hasMessageContaining("Found no server for read preference primary within")
                .hasMessageContaining(gone.toString())
                .hasMessageMatching(".*has been unknown for [0-9.]+ s: Connection refused\\. Next step:.*")
                .hasMessageContaining("Next step: check that the server is running and that the port is correct");
        assertThat(failure(OperationTimeoutException.class, "mongodb://" + gone + "/?timeoutMS=300"))
                .hasMessageContaining("Connection refused");
    }

    @Test
    void tryOnceEndsAfterOneCheck() {
        assertThat(failure(
                        ServerSelectionException.class,
                        "mongodb://127.0.0.1:1/?serverSelectionTryOnce=true&serverSelectionTimeoutMS=60000"))
                .hasMessageContaining("127.0.0.1:1")
                .hasMessageContaining("serverSelectionTryOnce allows only one check of each server");
    }

    /** A member that streams its state is not checked in between. */
    @Test
    @EnabledIf(value = "dev.morelia.testkit.ReplicaSet#available", disabledReason = "no mongod")
    void tryOnceDoesNotWaitForAServerThatStreams() {
        var patience = Duration.ofSeconds(20);
        var uri = ReplicaSet.shared().uri() + "&serverSelectionTryOnce=true&heartbeatFrequencyMS=600000"
                + "&serverSelectionTimeoutMS=" + patience.toMillis()
                + "&readPreference=nearest&readPreferenceTags=dc:mars";
        try (var client = MongoClient.create(uri)) {
            var people = client.database("app").collection("people");
            ping(client);
            for (int i = 0; i < 2; i++) {
                long begun = System.nanoTime();
                assertThatThrownBy(people::estimatedDocumentCount).isInstanceOf(ServerSelectionException.class);
                assertThat(Duration.ofNanos(System.nanoTime() - begun)).isLessThan(patience);
            }
        }
    }

    @Test
    void failFastEndsWaitsThatCannotSucceed() {
        try (var client = MongoClient.builder()
                .uri("mongodb://no-such-host.invalid/?serverSelectionTimeoutMS=60000")
                .settings(settings -> settings.topology(topology -> topology.failFast(true)))
                .build()) {
            assertThat(catchThrowableOfType(ServerSelectionException.class, () -> ping(client)))
                    .hasMessageContaining("Waiting longer cannot help, and failFast is set")
                    .hasMessageContaining("DNS does not know no-such-host.invalid. Next step: check the spelling");
        }
    }

    @Test
    void tagsThatNoServerHasAreNamed() {
        var members = new ArrayList<String>();
        try (var primary = member("rs", members)) {
            members.add(primary.address().toString());
            try (var client = MongoClient.builder()
                    .uri("mongodb://" + primary.address() + "/?replicaSet=rs&serverSelectionTimeoutMS=60000"
                            + "&readPreference=nearest&readPreferenceTags=dc:mars")
                    .settings(settings -> settings.topology(topology -> topology.failFast(true)))
                    .build()) {
                var people = client.database("app").collection("people");
                assertThat(catchThrowableOfType(ServerSelectionException.class, people::estimatedDocumentCount))
                        .hasMessageContaining("dc=mars")
                        .hasMessageContaining("Next step: check the tags");
            }
        }
    }

    /** A reply that names thousands of hosts is not from a server; nothing is started for them. */
    @Test
    void forgedHelloStartsNoThreads() {
        var hosts = IntStream.range(0, 2000).mapToObj(i -> "h" + i + ":27017").toList();
        int before = Thread.activeCount();
        try (var server = member("rs", hosts);
                var client = MongoClient.create(
                        "mongodb://" + server.address() + "/?replicaSet=rs&serverSelectionTimeoutMS=500")) {
            assertThat(catchThrowableOfType(ServerSelectionException.class, () -> ping(client)))
                    .hasMessageContaining("reports 2000 members");
            assertThat(Thread.activeCount() - before).isLessThanOrEqualTo(60);
        }
    }

    @Test
    void theCustomSelectorRunsLast() {
        try (var one = mongos();
                var other = mongos();
                var client = MongoClient.builder()
                        .uri("mongodb://" + one.address() + "," + other.address())
                        .settings(settings ->
                                settings.topology(topology -> topology.serverSelector(servers -> servers.stream()
                                        .filter(server -> server.address().equals(other.address()))
                                        .toList())))
                        .build()) {
            for (int i = 0; i < 20; i++) {
                ping(client);
            }
            assertThat(one.received()).isEmpty();
            assertThat(other.received()).hasSize(20);
        }
    }

    @Test
    void aSelectorThatExcludesAllServersIsNamed() {
        try (var server = mongos();
                var client = MongoClient.builder()
                        .uri("mongodb://" + server.address() + "/?serverSelectionTimeoutMS=300")
                        .settings(settings ->
                                settings.topology(topology -> topology.serverSelector(servers -> List.of())))
                        .build()) {
            assertThatThrownBy(() -> ping(client))
                    .isInstanceOf(ServerSelectionException.class)
                    .hasMessageContaining("Next step: check the server selector of the settings");
        }
    }

    @Test
    void disconnectedClientsReconnectAndClosedOnesDoNot() {
        try (var server = ScriptedServer.start(Exchange::replyOk)) {
            var client = MongoClient.create("mongodb://" + server.address());
            ping(client);
            client.disconnect();
            while (server.connectionsOpen() > 0) {
                Thread.onSpinWait();
            }
            ping(client);
            client.close();
            client.close();
            client.disconnect();
            assertThat(catchThrowableOfType(ClientClosedException.class, () -> ping(client)))
                    .isNotNull();
        }
    }

    /** Ending the sessions calls the selector again; its exceptions must not prevent closing. */
    @Test
    void aThrowingSelectorDoesNotPreventClosing() {
        try (var server = mongos()) {
            var broken = new AtomicBoolean();
            var client = MongoClient.builder()
                    .uri("mongodb://" + server.address())
                    .settings(settings -> settings.topology(topology -> topology.serverSelector(servers -> {
                        if (broken.get()) {
                            throw new IllegalStateException("a broken selector");
                        }
                        return servers;
                    })))
                    .build();
            ping(client);
            broken.set(true);
            assertThatCode(client::close).doesNotThrowAnyException();
            while (server.connectionsOpen() > 0) {
                Thread.onSpinWait();
            }
        }
    }

    @Test
    void cursorsAreKilledByNamespaceAndServer() {
        try (var server = mongos();
                var client = MongoClient.create("mongodb://" + server.address())) {
            assertThatThrownBy(() -> client.killCursors(List.of(1L), nothing(), server.address()))
                    .isInstanceOf(IllegalArgumentException.class)
                    .hasMessageContaining("namespace");
        }
    }

    /** The server of a cursor is given before the servers are known. */
    @Test
    void killCursorsWaitsForAServerThatIsNotYetKnown() {
        var members = new ArrayList<String>();
        try (var primary = member("rs", members);
                var secondary = ScriptedServer.start(
                        hello -> hello.append("setName", "rs")
                                .append("hosts", members)
                                .append("isWritablePrimary", false)
                                .append("secondary", true),
                        exchange -> exchange.reply(Document.of("ok", 1, "cursorsKilled", List.of(7L))))) {
            members.add(primary.address().toString());
            members.add(secondary.address().toString());
            try (var client = MongoClient.create("mongodb://" + primary.address() + "/?replicaSet=rs")) {
                assertThat(client.killCursors(List.of(7L), PEOPLE, secondary.address()))
                        .isEqualTo(1);
                client.disconnect();
                assertThat(client.killCursors(List.of(7L), PEOPLE, secondary.address()))
                        .isEqualTo(1);
                assertThatThrownBy(() -> client.killCursors(List.of(7L), PEOPLE, ServerAddress.of("elsewhere")))
                        .isInstanceOf(ServerSelectionException.class)
                        .hasMessageContaining("is no longer part of the deployment");
            }
        }
    }

    /** The thread that closes abandoned cursors must not reconnect a client. */
    @Test
    void closingACursorDoesNotReconnectADisconnectedClient() {
        var batch = Document.of("id", 7L, "ns", "app.people").append("firstBatch", List.of());
        try (var server = ScriptedServer.start(exchange -> exchange.reply(Document.of("ok", 1, "cursor", batch)));
                var client = MongoClient.create(server.uri())) {
            try (var cursor = client.database("app").collection("people").find().cursor()) {
                client.disconnect();
                assertThat(cursor).isNotNull();
            }
            assertThat(client.description().servers()).isEmpty();
        }
    }

    @SuppressWarnings("NullAway") // possible for callers without a null checker
    private static Namespace nothing() {
        return null;
    }

    /** An operation waiting for a server when the client is disconnected restarts monitoring. */
    @Test
    void disconnectingDoesNotStrandWaitingOperations() throws InterruptedException {
        try (var server = ScriptedServer.start(Exchange::replyOk);
                var proxy = FaultProxy.start(server.address())) {
            proxy.refuse();
            try (var client = MongoClient.create("mongodb://" + proxy.address() + "/?serverSelectionTimeoutMS=50000")) {
                var answers = new ArrayList<Document>();
                var waiting = Thread.ofVirtual().start(() -> answers.add(ping(client)));
                while (waiting.getState() != Thread.State.TIMED_WAITING) {
                    Thread.onSpinWait();
                }
                client.disconnect();
                proxy.heal();
                waiting.join();
                assertThat(answers).hasSize(1);
            }
        }
    }

    /** The selector may use the client, also from another thread. */
    @Test
    void theCustomSelectorIsCalledWithoutALock() {
        try (var server = mongos()) {
            var seen = new ArrayList<Integer>();
            var holder = new AtomicReference<@Nullable MongoClient>();
            try (var client = MongoClient.builder()
                    .uri("mongodb://" + server.address())
                    .settings(settings -> settings.topology(topology -> topology.serverSelector(servers -> {
                        MongoClient self = holder.get();
                        if (self != null && seen.isEmpty()) {
                            seen.add(0);
                            var other = Thread.ofPlatform().start(() -> self.poolUse());
                            assertThatCode(other::join).doesNotThrowAnyException();
                        }
                        return servers;
                    })))
                    .build()) {
                holder.set(client);
                assertThat(ping(client).int32("ok")).isEqualTo(1);
                assertThat(seen).hasSize(1);
            }
        }
    }

    @Test
    void closingUnblocksOperationsThatWaitForAServer() throws InterruptedException {
        var client = MongoClient.create("mongodb://127.0.0.1:1/?serverSelectionTimeoutMS=600000");
        var failures = new ArrayList<Throwable>();
        var waiting = Thread.ofVirtual().start(() -> {
            try {
                ping(client);
            } catch (MongoException e) {
                failures.add(e);
            }
        });
        while (waiting.getState() != Thread.State.TIMED_WAITING && waiting.getState() != Thread.State.WAITING) {
            Thread.onSpinWait();
        }
        client.close();
        waiting.join();
        assertThat(failures).singleElement().isInstanceOf(ClientClosedException.class);
    }

    /** A monitor may be publishing events when another thread closes the client. */
    @Test
    void closedClientsHavePublishedTheirLastEvent() throws InterruptedException {
        var closing = Thread.currentThread();
        var published = new CountDownLatch(1);
        var last = new AtomicBoolean();
        try (var server = ScriptedServer.start(Exchange::replyOk)) {
            var client = MongoClient.builder()
                    .uri("mongodb://" + server.address())
                    .topologyListener(new TopologyListener() {
                        @Override
                        public void serverDescriptionChanged(TopologyEvent.ServerDescriptionChanged event) {
                            if (event.current().isKnown()) {
                                published.countDown();
                                // The thread that creates the client publishes events that occur while it publishes its
                                // own.
                                while (!Thread.currentThread().equals(closing)
                                        && closing.getState() != Thread.State.TIMED_WAITING) {
                                    Thread.onSpinWait();
                                }
                            }
                        }

                        @Override
                        public void topologyClosed(TopologyEvent.TopologyClosed event) {
                            last.set(true);
                        }
                    })
                    .build();
            published.await();
            client.close();
            assertThat(last).isTrue();
        }
    }

    @Test
    void listenersSeeTheStateOfTheEvent() throws InterruptedException {
        var own = new AtomicReference<@Nullable MongoClient>();
        var known = new Semaphore(0);
        var unseen = new AtomicInteger();
        var listener = new TopologyListener() {
            @Override
            public void serverDescriptionChanged(TopologyEvent.ServerDescriptionChanged event) {
                MongoClient client = own.get();
                if (client != null && event.current().isKnown()) {
                    boolean seen = client.description().servers().stream().allMatch(ServerDescription::isKnown);
                    unseen.addAndGet(seen ? 0 : 1);
                    known.release();
                }
            }
        };
        try (var server = ScriptedServer.start(Exchange::replyOk);
                var client = MongoClient.builder()
                        .uri(server.uri())
                        .connect(false)
                        .topologyListener(listener)
                        .build()) {
            own.set(client);
            for (int i = 0; i < 100; i++) {
                ping(client);
                assertThat(known.tryAcquire(20, TimeUnit.SECONDS)).isTrue();
                client.disconnect();
            }
            assertThat(unseen).hasValue(0);
        }
    }

    /** Like a failed assertion in a listener of a test. */
    @Test
    void listenersThatThrowAnErrorDoNotAffectOthers() {
        try (var server = ScriptedServer.start(Exchange::replyOk);
                var client = MongoClient.builder()
                        .uri(server.uri())
                        .topologyListener(new TopologyListener() {
                            @Override
                            public void serverDescriptionChanged(TopologyEvent.ServerDescriptionChanged event) {
                                throw new AssertionError("not what the test expected");
                            }
                        })
                        .commandListener(new CommandListener() {
                            @Override
                            public void started(CommandStartedEvent event) {
                                throw new AssertionError("not what the test expected");
                            }
                        })
                        .build()) {
            assertThat(ping(client).int32("ok")).isEqualTo(1);
            client.disconnect();
            assertThat(ping(client).int32("ok")).isEqualTo(1);
        }
    }
}
