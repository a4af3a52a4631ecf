package dev.morelia.embedded;

import static org.assertj.core.api.Assertions.assertThat;

import dev.morelia.bson.Document;
import dev.morelia.bson.RawDocument;
import dev.morelia.bson.io.BsonOutput;
import dev.morelia.internal.wire.MessageHeader;
import dev.morelia.internal.wire.OpCode;
import dev.morelia.internal.wire.OpMsg;
import dev.morelia.internal.wire.OpQuery;
import dev.morelia.internal.wire.OpReply;
import dev.morelia.testkit.message.BareConnection;
import java.io.File;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import java.util.concurrent.Callable;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The embedded server's side of the protocol. */
@Timeout(60)
class EmbeddedServerWireTest {
    private static final Duration TIMEOUT = Duration.ofSeconds(20);

    private final EmbeddedServer server = EmbeddedServer.start();
    private BareConnection client;

    @BeforeEach
    void connect() throws IOException {
        client = BareConnection.open(server.address(), TIMEOUT);
    }

    @AfterEach
    void close() throws IOException {
        client.close();
        server.close();
    }

    private Document run(Document command) throws IOException {
        return client.command("app", command);
    }

    private int count(String collection) throws IOException {
        return run(Document.of("count", collection)).int32("n");
    }

    @Test
    void handshakesAsAStandalone() throws IOException {
        var hello = client.command("admin", Document.of("hello", 1, "helloOk", true));

        assertThat(hello.bool("helloOk")).isTrue();
        assertThat(hello.bool("isWritablePrimary")).isTrue();
        assertThat(hello.int32("maxWireVersion")).isEqualTo(17);
        assertThat(hello.int32("minWireVersion")).isZero();
        assertThat(hello.int32("maxBsonObjectSize")).isEqualTo(16_777_216);
        assertThat(hello.int32("maxMessageSizeBytes")).isEqualTo(48_000_000);
        assertThat(hello.int32("maxWriteBatchSize")).isEqualTo(100_000);
        assertThat(hello.int32("logicalSessionTimeoutMinutes")).isEqualTo(30);
        assertThat(hello.int32("connectionId")).isPositive();
        assertThat(hello).doesNotContainKeys("setName", "msg", "topologyVersion");
        assertThat(server.uri()).isEqualTo("mongodb://" + server.address());
    }

    @Test
    void acceptsOnlyTheHandshakeAsALegacyQuery() throws IOException {
        var legacy = new BsonOutput();
        OpQuery.command("admin", RawDocument.encode(Document.of("isMaster", 1))).encode(legacy, 7);
        client.send(legacy);
        assertThat(legacyReply().bool("ismaster")).isTrue();

        legacy.reset();
        OpQuery.command("app", RawDocument.encode(Document.of("find", "people")))
                .encode(legacy, 8);
        client.send(legacy);
        assertThat(legacyReply().int32("code")).isEqualTo(352);
    }

    private Document legacyReply() throws IOException {
        byte[] reply = client.receive();
        assertThat(MessageHeader.decode(reply, 0, reply.length).opCode()).isEqualTo(OpCode.REPLY);
        return OpReply.decode(reply, MessageHeader.BYTES, reply.length - MessageHeader.BYTES)
                .documents()
                .getFirst()
                .toDocument();
    }

    @Test
    void anUnacknowledgedWriteIsExecutedWithoutAReply() throws IOException {
        var insert = Document.of("insert", "people", "documents", List.of(Document.of("_id", 1)));
        insert.append("writeConcern", Document.of("w", 0));
        client.send("app", insert, OpMsg.MORE_TO_COME, List.of());
        client.send("app", insert, OpMsg.MORE_TO_COME, List.of());

        // The next reply on this connection is for the next request.
        assertThat(count("people")).isEqualTo(1);
    }

    @Test
    void documentSequencesAreArraysOfTheCommand() throws IOException {
        var documents = Stream.of(1, 2, 3)
                .map(id -> RawDocument.encode(Document.of("_id", id)))
                .toList();
        var reply = client.command(
                "app", Document.of("insert", "people"), 0, List.of(new OpMsg.Sequence("documents", documents)));

        assertThat(reply.toDocument().int32("n")).isEqualTo(3);
        assertThat(count("people")).isEqualTo(3);
    }

    @Test
    void sessionsAndOtherCommonFieldsAreIgnored() throws IOException {
        var insert = Document.of("insert", "people", "documents", List.of(Document.of("_id", 1)))
                .append("comment", "c")
                .append("lsid", Document.of("id", new java.util.UUID(1, 2)))
                .append("txnNumber", 1L)
                .append("$clusterTime", Document.of("clusterTime", 1))
                .append("apiVersion", "1")
                .append("maxTimeMS", 1000);

        assertThat(client.command("app", insert, OpMsg.EXHAUST_ALLOWED, List.of())
                        .toDocument())
                .isEqualTo(Document.of("n", 1, "ok", 1.0));
        assertThat(client.command("admin", Document.of("endSessions", List.of())))
                .isEqualTo(Document.of("ok", 1.0));
    }

    @Test
    void transactionsAreRejectedAsOnAStandalone() throws IOException {
        var reply = run(Document.of("find", "people", "txnNumber", 1L)
                .append("startTransaction", true)
                .append("autocommit", false));

        assertThat(reply.int32("code")).isEqualTo(20);
        assertThat(reply.string("errmsg")).contains("replica set member or mongos");
        assertThat(run(Document.of("commitTransaction", 1)).int32("code")).isEqualTo(20);
    }

    @Test
    void unknownCommandsSayWhatToDo() throws IOException {
        var reply = run(Document.of("mapReduce", "people"));

        assertThat(reply.float64("ok")).isZero();
        assertThat(reply.int32("code")).isEqualTo(59);
        assertThat(reply.string("codeName")).isEqualTo("CommandNotFound");
        assertThat(reply.string("errmsg"))
                .isEqualTo("EmbeddedServer does not support 'mapReduce'; use a real mongod (dev/mongod) for it");
        assertThat(client.command("admin", Document.of("listCommands", 1)).document("commands"))
                .containsKeys("find", "insert", "hello", "listCommands")
                .doesNotContainKey("mapReduce");
    }

    @Test
    void malformedMessagesEndTheConnectionAndNothingElse() throws IOException {
        var wellFormed = new BsonOutput();
        new OpMsg(0, RawDocument.encode(Document.of("ping", 1, "$db", "admin")), List.of()).encode(wellFormed, 1, 0);
        byte[] good = wellFormed.toByteArray();

        assertEndsConnection(altered(good, 0, 15)); // shorter than a header
        assertEndsConnection(altered(good, 0, -1));
        assertEndsConnection(altered(good, 0, Integer.MAX_VALUE));
        assertEndsConnection(altered(good, 12, 4711)); // unknown op code
        assertEndsConnection(altered(good, 12, OpCode.COMPRESSED));
        assertEndsConnection(altered(good, 16, 4)); // unknown required flag
        assertEndsConnection(altered(good, 21, 1 << 30)); // body longer than the message
        assertEndsConnection(altered(good, 21, 3));
        byte[] badType = good.clone();
        badType[25] = 0x55;
        assertEndsConnection(badType);
        var noDatabase = new BsonOutput();
        new OpMsg(0, RawDocument.encode(Document.of("ping", 1)), List.of()).encode(noDatabase, 1, 0);
        assertEndsConnection(noDatabase.toByteArray());

        assertThat(run(Document.of("ping", 1)).float64("ok")).isEqualTo(1.0);
    }

    private static byte[] altered(byte[] message, int at, int int32) {
        byte[] copy = message.clone();
        for (int i = 0; i < 4; i++) {
            copy[at + i] = (byte) (int32 >>> (8 * i));
        }
        return copy;
    }

    private void assertEndsConnection(byte[] message) throws IOException {
        try (var other = BareConnection.open(server.address(), TIMEOUT)) {
            var output = new BsonOutput();
            output.writeBytes(message, 0, message.length);
            other.send(output);
            assertThat(other.isClosedByServer())
                    .as("closed after %s", Arrays.toString(message))
                    .isTrue();
        }
    }

    @ParameterizedTest
    @ValueSource(longs = {1, 2, 3, 4, 5, 6, 7, 8})
    void randomCorruptionNeverAffectsOtherClients(long seed) throws IOException {
        var message = new BsonOutput();
        var command = Document.of(
                        "insert", "people", "documents", List.of(Document.of("_id", 1, "a", List.of(1, "x", 2.5))))
                .append("$db", "app");
        new OpMsg(0, RawDocument.encode(command), List.of()).encode(message, 1, 0);
        var random = new Random(seed);
        for (int round = 0; round < 20; round++) {
            byte[] damaged = message.toByteArray();
            for (int i = 0; i < 3; i++) {
                // The length in the header is kept: otherwise the server would wait for more bytes.
                damaged[4 + random.nextInt(damaged.length - 4)] = (byte) random.nextInt();
            }
            try (var other = BareConnection.open(server.address(), TIMEOUT)) {
                var output = new BsonOutput();
                output.writeBytes(damaged, 0, damaged.length);
                other.send(output);
            }
        }

        assertThat(run(Document.of("ping", 1)).float64("ok")).isEqualTo(1.0);
    }

    @Test
    void manyClientsAtOnceLoseNoUpdate() throws Exception {
        run(Document.of("insert", "people", "documents", List.of(Document.of("_id", 1, "n", 0))));
        Callable<Void> work = () -> {
            try (var own = BareConnection.open(server.address(), TIMEOUT)) {
                for (int i = 0; i < 50; i++) {
                    var update = Document.of("q", Document.of("_id", 1), "u", Document.of("$inc", Document.of("n", 1)));
                    own.command("app", Document.of("update", "people", "updates", List.of(update)));
                }
            }
            return null;
        };
        List<Future<Void>> workers = new ArrayList<>();
        try (var threads = Executors.newVirtualThreadPerTaskExecutor()) {
            for (int i = 0; i < 20; i++) {
                workers.add(threads.submit(work));
            }
        }
        for (var worker : workers) {
            worker.get();
        }

        var found = run(Document.of("find", "people")).document("cursor").list("firstBatch", Document.class);
        assertThat(found.getFirst().int32("n")).isEqualTo(1000);
    }

    @Test
    void closeReleasesClientsAndPort() throws IOException {
        run(Document.of("ping", 1));
        server.close();
        server.close();

        assertThat(client.isClosedByServer()).isTrue();
        // Not checked by a refused connection: a client that connects to a free ephemeral port may reach itself.
        try (var next = new ServerSocket()) {
            next.bind(new InetSocketAddress(
                    InetAddress.getLoopbackAddress(), server.address().port()));
            assertThat(next.isBound()).isTrue();
        }
    }

    @Test
    void leavesNoPlatformThreadBehind() throws IOException {
        run(Document.of("ping", 1));

        assertThat(Thread.getAllStackTraces().keySet())
                .filteredOn(thread -> thread.getName().startsWith("embedded-server"))
                .isEmpty();
    }

    /** Program for {@link #needsNoNetty}. */
    static final class WithoutNetty {

        private WithoutNetty() {}

        public static void main(String[] arguments) throws Exception {
            try (var server = EmbeddedServer.start();
                    var client = BareConnection.open(server.address(), TIMEOUT)) {
                var documents = List.of(Document.of("_id", 1, "n", 1), Document.of("_id", 2));
                client.command("app", Document.of("insert", "c", "documents", documents));
                var update = Document.of("q", Document.of("_id", 1), "u", Document.of("$inc", Document.of("n", 1)));
                client.command("app", Document.of("update", "c", "updates", List.of(update)));
                var pipeline = List.of(
                        Document.of("$match", Document.of("n", Document.of("$gt", 1))),
                        Document.of("$project", Document.of("n", Document.of("$add", List.of("$n", 1)))));
                System.out.println(client.command(
                        "app",
                        Document.of("aggregate", "c", "pipeline", pipeline).append("cursor", new Document())));
            }
        }
    }

    /** The library depends on Netty, which is excluded, so no class used here may load it. */
    @Test
    void needsNoNetty() throws Exception {
        var path = Stream.of("java.class.path", "jdk.module.path")
                .map(System::getProperty)
                .filter(value -> value != null && !value.isEmpty())
                .flatMap(value -> Stream.of(value.split(File.pathSeparator)))
                .filter(entry -> !entry.contains("netty"))
                .collect(Collectors.joining(File.pathSeparator));
        var process = new ProcessBuilder(
                        ProcessHandle.current().info().command().orElseThrow(),
                        "-cp",
                        path,
                        WithoutNetty.class.getName())
                .redirectErrorStream(true)
                .start();
        var output = new String(process.getInputStream().readAllBytes(), java.nio.charset.StandardCharsets.UTF_8);

        assertThat(process.waitFor()).as(output).isZero();
        assertThat(output).contains("\"firstBatch\": [{\"_id\": 1, \"n\": 3}]");
    }
}
