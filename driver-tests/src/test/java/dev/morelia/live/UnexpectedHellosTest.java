package dev.morelia.live;

import static org.assertj.core.api.Assertions.assertThat;

import dev.morelia.MongoClient;
import dev.morelia.bson.Document;
import dev.morelia.bson.ObjectId;
import dev.morelia.event.TopologyEvent;
import dev.morelia.event.TopologyListener;
import dev.morelia.settings.MonitoringSettings;
import dev.morelia.testkit.Exchange;
import dev.morelia.testkit.Script;
import dev.morelia.testkit.ScriptedServer;
import dev.morelia.topology.ServerAddress;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** Servers that send unexpected replies to hello. */
@Timeout(60)
class UnexpectedHellosTest {
    private static final Document PING = new Document("ping", 1);
    private static final int MORE_TO_COME = 2;
    /**
     * How long heartbeats are counted, and how many are expected at an interval of half a second, plus some at the
     * start.
     */
    private static final Duration WATCHED = Duration.ofMillis(1500);

    private static final int MAXIMUM = 12;

    /** Replies to an awaitable hello. */
    private interface Awaited {
        void reply(Exchange exchange, Document hello) throws IOException;
    }

    private static Document hello(ObjectId processId) {
        return ScriptedServer.defaultHello()
                .append("topologyVersion", Document.of("processId", processId, "counter", 4L));
    }

    private static int heartbeats(Awaited awaited) throws InterruptedException {
        var hello = hello(new ObjectId());
        var script = new Script() {
            @Override
            public void handle(Exchange exchange) throws IOException {
                exchange.replyOk();
            }

            @Override
            public void hello(Exchange exchange) throws IOException {
                if (exchange.request().command().has("topologyVersion")) {
                    awaited.reply(exchange, hello);
                } else {
                    exchange.reply(hello);
                }
            }
        };
        var heartbeats = new AtomicInteger();
        var listener = new TopologyListener() {
            @Override
            public void heartbeatStarted(TopologyEvent.HeartbeatStarted event) {
                heartbeats.incrementAndGet();
            }
        };
        try (var server = ScriptedServer.start(script);
                var client = MongoClient.builder()
                        .uri(server.uri() + "&serverMonitoringMode=stream")
                        .topologyListener(listener)
                        .build()) {
            assertThat(client.settings().monitoring().mode()).isEqualTo(MonitoringSettings.Mode.STREAM);
            Thread.sleep(WATCHED);
        }
        return heartbeats.get();
    }

    @Test
    void anAwaitableHelloWithAnImmediateReplyIsNotRepeatedAtOnce() throws InterruptedException {
        assertThat(heartbeats(Exchange::reply)).isBetween(2, MAXIMUM);
    }

    @Test
    void aServerThatChangesContinuouslyIsCheckedSlowly() throws InterruptedException {
        var counter = new AtomicLong(4);
        assertThat(heartbeats((exchange, hello) -> {
                    var version = Document.copyOf(hello.document("topologyVersion"));
                    exchange.reply(Document.copyOf(hello)
                            .append("topologyVersion", version.append("counter", counter.incrementAndGet())));
                }))
                .isBetween(MAXIMUM, 5 * MAXIMUM);
    }

    @Test
    void versionsOfOtherProcessesAreNotChanges() throws InterruptedException {
        assertThat(heartbeats((exchange, hello) -> exchange.reply(hello(new ObjectId()))))
                .isBetween(2, MAXIMUM);
    }

    @Test
    void anEndlessStreamOfRepliesIsReadSlowly() throws InterruptedException {
        assertThat(heartbeats((exchange, hello) -> {
                    // Each is a reply to the previous one.
                    int answered = exchange.request().requestId();
                    for (int i = 0; i < 100; i++) {
                        byte[] reply = exchange.encode(hello, MORE_TO_COME, answered);
                        exchange.write(reply);
                        answered = requestId(reply);
                    }
                }))
                .isBetween(2, MAXIMUM);
    }

    private static int requestId(byte[] message) {
        return (message[4] & 0xFF)
                | ((message[5] & 0xFF) << 8)
                | ((message[6] & 0xFF) << 16)
                | ((message[7] & 0xFF) << 24);
    }

    @Test
    void aServerThatClosesOnEachAwaitableHelloIsNotCheckedInATightLoop() throws InterruptedException {
        assertThat(heartbeats((exchange, hello) -> exchange.close())).isBetween(2, 2 * MAXIMUM);
    }

    /** They are in the file system of another machine. */
    @Test
    void unixSocketsNamedByARemoteServerAreIgnored(@TempDir Path folder) throws Exception {
        String socket = folder.resolve("mongodb-27017.sock").toString();
        var asked = new CopyOnWriteArrayList<ServerAddress>();
        var listener = new TopologyListener() {
            @Override
            public void serverOpening(TopologyEvent.ServerOpening event) {
                asked.add(event.server());
            }
        };
        var members = new ArrayList<String>();
        try (var server = ScriptedServer.start(
                        hello -> hello.append("setName", "rs").append("hosts", List.copyOf(members)),
                        Exchange::replyOk);
                var client = MongoClient.builder()
                        .uri("mongodb://" + server.address() + "/?replicaSet=rs&heartbeatFrequencyMS=500")
                        .topologyListener(listener)
                        .connect(false)
                        .build()) {
            members.addAll(List.of(server.address().toString(), socket));
            assertThat(client.database("admin").runCommand(PING).int32("ok")).isOne();
            while (server.hellos().size() < 4) {
                Thread.sleep(20);
            }
            assertThat(client.nodes()).containsExactly(server.address());
            assertThat(asked).containsExactly(server.address());
        }
    }
}
