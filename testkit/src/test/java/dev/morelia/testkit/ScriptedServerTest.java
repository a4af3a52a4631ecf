package dev.morelia.testkit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.morelia.bson.Document;
import dev.morelia.bson.RawDocument;
import dev.morelia.bson.io.BsonOutput;
import dev.morelia.internal.wire.MessageHeader;
import dev.morelia.internal.wire.OpMsg;
import dev.morelia.internal.wire.OpQuery;
import dev.morelia.internal.wire.OpReply;
import java.io.IOException;
import java.net.Socket;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Uses the server over plain sockets, like any client. */
@Timeout(20)
class ScriptedServerTest {

    private static byte[] request(int id, Document command) {
        var output = new BsonOutput();
        new OpMsg(0, RawDocument.encode(command), List.of()).encode(output, id, 0);
        return output.toByteArray();
    }

    private static Socket connect(ScriptedServer server) throws IOException {
        return new Socket(server.address().host(), server.address().port());
    }

    private static byte[] message(Socket socket) throws IOException {
        byte[] header = socket.getInputStream().readNBytes(MessageHeader.BYTES);
        int length = MessageHeader.decode(header, 0, MessageHeader.MAXIMUM_MESSAGE_BYTES)
                .length();
        byte[] rest = socket.getInputStream().readNBytes(length - MessageHeader.BYTES);
        var output = new BsonOutput();
        output.writeBytes(header, 0, header.length);
        output.writeBytes(rest, 0, rest.length);
        return output.toByteArray();
    }

    private static Document exchange(Socket socket, int id, Document command) throws IOException {
        socket.getOutputStream().write(request(id, command));
        byte[] message = message(socket);
        assertThat(MessageHeader.decode(message, 0, message.length).responseTo())
                .isEqualTo(id);
        return OpMsg.decode(message, MessageHeader.BYTES, message.length - MessageHeader.BYTES)
                .body()
                .toDocument();
    }

    @Test
    void repliesToHellosByItselfAndTheRestByTheScript() throws Exception {
        try (var server = ScriptedServer.start(exchange -> exchange.replyError(59, "CommandNotFound", "no"));
                var socket = connect(server)) {
            assertThat(server.uri()).startsWith("mongodb://127.0.0.1:");
            assertThat(exchange(socket, 1, Document.of("hello", 1))).isEqualTo(ScriptedServer.defaultHello());
            assertThat(exchange(socket, 2, Document.of("find", "c")).int32("code"))
                    .isEqualTo(59);
            assertThat(server.hellos()).hasSize(1);
            assertThat(server.received().getFirst().commandName()).isEqualTo("find");
            assertThat(server.received().getFirst().connection()).isEqualTo(1);
            assertThat(server.received().getFirst().length()).isGreaterThan(16);
            assertThat(server.connectionsOpen()).isEqualTo(1);
        }
    }

    @Test
    void repliesToLegacyQueries() throws Exception {
        try (var server = ScriptedServer.start(hello -> hello.append("setName", "rs"), Exchange::replyOk);
                var socket = connect(server)) {
            var output = new BsonOutput();
            OpQuery.command("admin", RawDocument.encode(Document.of("isMaster", 1)))
                    .encode(output, 7);
            socket.getOutputStream().write(output.toByteArray());
            byte[] message = message(socket);
            var reply = OpReply.decode(message, MessageHeader.BYTES, message.length - MessageHeader.BYTES);
            assertThat(reply.documents().getFirst().stringOrNull("setName")).isEqualTo("rs");
        }
    }

    @Test
    void dropsAConnectionThatSendsGarbageAndServesTheOthers() throws Exception {
        try (var server = ScriptedServer.start(Exchange::replyOk);
                var good = connect(server);
                var bad = connect(server)) {
            bad.getOutputStream().write(new byte[100]);
            assertThat(bad.getInputStream().read()).isEqualTo(-1);
            assertThat(exchange(good, 1, Document.of("ping", 1))).isEqualTo(Document.of("ok", 1));
        }
    }

    @Test
    void cannedRepliesMatchByCommandName() throws Exception {
        var reply = Document.of("ok", 1, "n", 5);
        try (var server = ScriptedServer.canned(Map.of("insert", reply));
                var socket = connect(server)) {
            for (int id = 5; id < 300; id++) {
                assertThat(exchange(socket, id, Document.of("insert", "c"))).isEqualTo(reply);
            }
            assertThat(exchange(socket, 1, Document.of("insert", "x".repeat(1_000_000))))
                    .isEqualTo(reply);
            assertThat(exchange(socket, 1, Document.of("inserts", 1))).isEqualTo(Document.of("ok", 1));
            assertThat(server.received()).hasSize(1);
        }
    }

    @Test
    void closingEndsEverything() throws Exception {
        Socket socket;
        try (var server = ScriptedServer.start(exchange -> exchange.pause(Duration.ofDays(1)))) {
            socket = connect(server);
            socket.getOutputStream().write(request(1, Document.of("ping", 1)));
            server.awaitReceived(1, Duration.ofSeconds(10));
            assertThatThrownBy(() -> server.awaitReceived(2, Duration.ofMillis(1)))
                    .isInstanceOf(AssertionError.class);
        }
        try (socket) {
            assertThat(socket.getInputStream().read()).isEqualTo(-1);
        }
    }
}
