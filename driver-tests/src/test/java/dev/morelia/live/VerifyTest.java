package dev.morelia.live;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.morelia.MongoClient;
import dev.morelia.error.ClientClosedException;
import dev.morelia.error.InterruptedOperationException;
import dev.morelia.error.ServerSelectionException;
import dev.morelia.event.PoolEvent;
import dev.morelia.event.PoolListener;
import dev.morelia.result.Problem;
import dev.morelia.result.Verification;
import dev.morelia.result.Verification.Action;
import dev.morelia.result.Verification.Step;
import dev.morelia.testkit.Exchange;
import dev.morelia.testkit.FaultProxy;
import dev.morelia.testkit.ReplicaSet;
import dev.morelia.testkit.ScriptedServer;
import dev.morelia.topology.ServerType;
import dev.morelia.topology.TopologyType;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.condition.EnabledIf;

/** The results of verify, and the effect of warming up. */
@Timeout(120)
class VerifyTest {
    private static final Duration PATIENCE = Duration.ofSeconds(30);

    private static Verification verify(String uri) {
        return verify(uri, PATIENCE);
    }

    private static Verification verify(String uri, Duration timeout) {
        try (var client = MongoClient.create(uri)) {
            return client.verify(timeout);
        }
    }

    private static ScriptedServer member(String setName, List<String> hosts) {
        return ScriptedServer.start(
                hello -> hello.append("setName", setName).append("hosts", hosts).append("setVersion", 1),
                Exchange::replyOk);
    }

    @Test
    void aHealthyServer() {
        try (var server = ScriptedServer.start(Exchange::replyOk)) {
            var verification = verify(server.uri());
            assertThat(verification.isUsable()).isTrue();
            assertThat(verification.problem()).isEqualTo(Problem.NONE);
            assertThat(verification.type()).isEqualTo(TopologyType.SINGLE);
            var host = verification.hosts().getFirst();
            assertThat(host.type()).isEqualTo(ServerType.STANDALONE);
            assertThat(host.unknownFor()).isNull();
            assertThat(host.steps())
                    .extracting(Step::action)
                    .containsExactly(Action.LOOK_UP, Action.CONNECT, Action.HELLO, Action.PING, Action.ACCESS);
            assertThat(host.steps()).allMatch(Step::succeeded);
            assertThat(verification.toString())
                    .contains(
                            "Single: can be read and written", server.address().toString(), "look-up        ok", "ping")
                    .doesNotContain("Next step");
        }
    }

    @Test
    void noServerListens() {
        String gone;
        try (var server = ScriptedServer.start(Exchange::replyOk)) {
            gone = server.uri();
        }
        var verification = verify(gone);
        assertThat(verification.isUsable()).isFalse();
        assertThat(verification.problem()).isEqualTo(Problem.REFUSED);
        var host = verification.hosts().getFirst();
        assertThat(host.unknownFor()).isNotNull();
        assertThat(host.steps()).extracting(Step::action).containsExactly(Action.LOOK_UP, Action.CONNECT);
        assertThat(verification.toString())
                .contains("connect        FAILED", "REFUSED: connect failed: Connection refused")
                .containsOnlyOnce("Connection refused")
                .contains("Next step: check that the server is running and that the port is correct");
    }

    @Test
    void unknownHostName() {
        var verification = verify("mongodb://no-such-host.invalid");
        assertThat(verification.problem()).isEqualTo(Problem.DNS);
        assertThat(verification.hosts().getFirst().steps())
                .extracting(Step::action)
                .containsExactly(Action.LOOK_UP);
        assertThat(verification.toString()).contains("check the spelling of the host name and the DNS configuration");
    }

    @Test
    void wrongSetName() {
        var members = new ArrayList<String>();
        try (var server = member("theirs", members)) {
            members.add(server.address().toString());
            var verification = verify("mongodb://" + server.address() + "/?replicaSet=ours");
            assertThat(verification.isUsable()).isFalse();
            assertThat(verification.problem()).isEqualTo(Problem.WRONG_SET_NAME);
            assertThat(verification.toString())
                    .contains("it belongs to replica set 'theirs', but the settings say replicaSet=ours")
                    .contains("Next step: set replicaSet=theirs, or check the hosts");
        }
    }

    /** A web server replies at once, in its own protocol. */
    @Test
    void anotherProgramReplies() throws IOException {
        try (var web = new ServerSocket(0, 50, InetAddress.getLoopbackAddress())) {
            Thread.ofVirtual().start(() -> serveWeb(web));
            var verification = verify("mongodb://127.0.0.1:" + web.getLocalPort());
            assertThat(verification.problem()).isEqualTo(Problem.NOT_MONGODB);
            assertThat(verification.hosts().getFirst().steps().getLast().action())
                    .isEqualTo(Action.HELLO);
            assertThat(verification.toString()).contains("another program listens there");
        }
    }

    private static void serveWeb(ServerSocket web) {
        try {
            while (true) {
                try (var socket = web.accept()) {
                    assertThat(socket.getInputStream().read()).isNotNegative();
                    socket.getOutputStream()
                            .write("HTTP/1.1 400 Bad Request\r\nContent-Length: 0\r\n\r\n"
                                    .getBytes(StandardCharsets.US_ASCII));
                    socket.getOutputStream().flush();
                    // Closing with unread bytes would reset the connection and lose the reply.
                    while (socket.getInputStream().read() >= 0) {}
                }
            }
        } catch (IOException closed) {
            // The test is over.
        }
    }

    @Test
    void aSilentHostDoesNotHideTheOthers() throws IOException {
        var members = new ArrayList<String>();
        try (var server = member("rs", members);
                var proxy = FaultProxy.start(server.address())) {
            members.add(server.address().toString());
            members.add(proxy.address().toString());
            proxy.blackHole(FaultProxy.Direction.values());
            var verification = verify("mongodb://" + server.address() + "/?replicaSet=rs", Duration.ofMillis(1500));
            assertThat(verification.isUsable()).isTrue();
            assertThat(verification.hosts())
                    .extracting(Verification.Host::problem)
                    .containsExactly(Problem.NONE, Problem.TIMED_OUT);
            assertThat(verification.toString()).contains("TIMED_OUT: ");
        }
    }

    @Test
    void tagsThatNoServerHas() {
        var members = new ArrayList<String>();
        try (var server = member("rs", members)) {
            members.add(server.address().toString());
            var verification = verify("mongodb://" + server.address()
                    + "/?replicaSet=rs&readPreference=nearest&readPreferenceTags=dc:mars");
            assertThat(verification.isWritable()).isTrue();
            assertThat(verification.isReadable()).isFalse();
            assertThat(verification.problem()).isEqualTo(Problem.TAGS);
            assertThat(verification.toString()).contains("can be written, but not read");
        }
    }

    @Test
    void aMemberIsOnlyUsedByItsConfiguredName() {
        try (var server = member("rs", List.of("other.invalid:27017"))) {
            var verification = verify("mongodb://" + server.address() + "/?replicaSet=rs");
            assertThat(verification.isUsable()).isFalse();
            assertThat(verification.hosts().getFirst().problem()).isEqualTo(Problem.NOT_A_MEMBER);
            assertThat(verification.hosts().getLast().problem()).isEqualTo(Problem.DNS);
        }
    }

    @Test
    void attemptsEndWhenTheCallerIsInterrupted() throws InterruptedException {
        try (var server = ScriptedServer.start(Exchange::replyOk);
                var proxy = FaultProxy.start(server.address())) {
            proxy.blackHole(FaultProxy.Direction.values());
            try (var client = MongoClient.create(proxy.uri() + "&connectTimeoutMS=600000")) {
                var waiting = Thread.ofPlatform()
                        .start(() -> assertThatThrownBy(() -> client.verify(Duration.ofMinutes(10)))
                                .isInstanceOf(InterruptedOperationException.class));
                while (!isTried(proxy)) {
                    Thread.onSpinWait();
                }
                waiting.interrupt();
                waiting.join();
                while (isTried(proxy)) {
                    Thread.onSpinWait();
                }
            }
        }
    }

    private static boolean isTried(FaultProxy proxy) {
        return Thread.getAllStackTraces().keySet().stream()
                .anyMatch(thread -> thread.getName().equals("morelia-verify-" + proxy.address()));
    }

    @Test
    void closedClientsVerifyNothing() {
        var client = MongoClient.create("mongodb://127.0.0.1:1");
        client.close();
        assertThatThrownBy(() -> client.verify(PATIENCE)).isInstanceOf(ClientClosedException.class);
    }

    @Test
    @EnabledIf(value = "dev.morelia.testkit.ReplicaSet#available", disabledReason = "no mongod")
    void aRealReplicaSet() {
        var set = ReplicaSet.shared();
        set.waitForMembers(PATIENCE);
        var verification = verify(set.uri());
        assertThat(verification.isUsable()).as(verification.toString()).isTrue();
        assertThat(verification.setName()).isEqualTo(set.name());
        assertThat(verification.hosts()).hasSameSizeAs(set.members()).allMatch(host -> host.problem() == Problem.NONE);
    }

    /** As long as nothing changes, a member does not reply again to an awaitable hello. */
    @Test
    @EnabledIf(value = "dev.morelia.testkit.ReplicaSet#available", disabledReason = "no mongod")
    void aRealMemberOfAnotherSetByADirectConnection() {
        var member = ReplicaSet.shared().primary().address();
        var uri = "mongodb://" + member + "/?directConnection=true&replicaSet=other&serverSelectionTimeoutMS=100"
                + "&heartbeatFrequencyMS=600000";
        try (var client = MongoClient.create(uri)) {
            for (int i = 0; i < 2; i++) {
                var verification = client.verify(PATIENCE);
                assertThat(verification.problem()).isEqualTo(Problem.WRONG_SET_NAME);
                assertThat(verification.duration()).isLessThan(PATIENCE);
            }
            assertThatThrownBy(client::address)
                    .isInstanceOf(ServerSelectionException.class)
                    .hasMessageContaining(
                            "it belongs to replica set '" + ReplicaSet.shared().name() + "'")
                    .hasMessageContaining(
                            "Next step: set replicaSet=" + ReplicaSet.shared().name() + ", or check the hosts");
        }
    }

    @Test
    void aDirectConnectionWritesOnlyToAPrimary() {
        var members = new ArrayList<String>();
        try (var secondary = ScriptedServer.start(
                        hello -> hello.append("setName", "rs")
                                .append("hosts", members)
                                .append("isWritablePrimary", false)
                                .append("secondary", true),
                        Exchange::replyOk);
                var ghost = ScriptedServer.start(
                        hello -> hello.append("isreplicaset", true).append("isWritablePrimary", false),
                        Exchange::replyOk)) {
            members.add(secondary.address().toString());
            var verification = verify("mongodb://" + secondary.address() + "/?directConnection=true");
            assertThat(verification.isReadable()).isTrue();
            assertThat(verification.isWritable()).isFalse();
            assertThat(verification.problem()).isEqualTo(Problem.NOT_PRIMARY);
            assertThat(verification.toString())
                    .contains("can be read, but not written, NOT_PRIMARY")
                    .contains("Next step: only the primary accepts writes");
            var uninitiated = verify("mongodb://" + ghost.address() + "/?directConnection=true");
            assertThat(uninitiated.isReadable() || uninitiated.isWritable()).isFalse();
            assertThat(uninitiated.problem()).isEqualTo(Problem.NOT_INITIATED);
        }
    }

    @Test
    void warmingUpOpensTheMinimumOfConnections() {
        var opened = new AtomicInteger();
        var members = new ArrayList<String>();
        try (var one = member("rs", members)) {
            members.add(one.address().toString());
            members.add("127.0.0.1:1");
            try (var client = MongoClient.builder()
                    .uri("mongodb://" + one.address() + "/?replicaSet=rs&minPoolSize=3")
                    .poolListener(new PoolListener() {
                        @Override
                        public void connectionReady(PoolEvent.ConnectionReady event) {
                            opened.incrementAndGet();
                        }
                    })
                    .build()) {
                client.warmUp(PATIENCE);
            }
            // The events of background threads have been published by the time the client is closed.
            assertThat(opened).hasValue(3);
        }
    }

    @Test
    void nothingToWarmUp() {
        try (var client = MongoClient.create("mongodb://127.0.0.1:1")) {
            assertThatThrownBy(() -> client.warmUp(Duration.ofMillis(200)))
                    .hasRootCauseMessage("Connection refused")
                    .satisfies(failure -> assertThat(failure.toString() + failure.getCause())
                            .contains(ServerSelectionException.class.getSimpleName()));
        }
    }
}
