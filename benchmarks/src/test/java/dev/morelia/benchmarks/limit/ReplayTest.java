package dev.morelia.benchmarks.limit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.morelia.benchmarks.harness.Side;
import dev.morelia.bson.Document;
import dev.morelia.bson.RawDocument;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.List;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** The recorder and the replay, with a server that sends given replies. */
final class ReplayTest {
    private static final Side NOTHING = operations -> {};

    private final BlockingQueue<byte[]> received = new LinkedBlockingQueue<>();
    private final BlockingQueue<byte[]> replies = new LinkedBlockingQueue<>();
    private ServerSocket server = new ServerSocket();

    ReplayTest() throws IOException {}

    @BeforeEach
    void start() throws IOException {
        server = new ServerSocket(0, 10, InetAddress.getLoopbackAddress());
        Thread.ofVirtual().start(() -> {
            try (var socket = new BareSocket(server.accept())) {
                while (true) {
                    int length = socket.readMessage();
                    received.add(java.util.Arrays.copyOf(socket.buffer(), length));
                    byte[] reply = replies.take();
                    int32(
                            reply,
                            8,
                            ByteBuffer.wrap(socket.buffer())
                                    .order(ByteOrder.LITTLE_ENDIAN)
                                    .getInt(4));
                    socket.write(reply, reply.length);
                }
            } catch (IOException | InterruptedException closed) {
                // the test is over
            }
        });
    }

    @AfterEach
    void stop() throws IOException {
        server.close();
    }

    @Test
    void recordsOnlyMessagesToTheDatabase() throws IOException {
        replies.add(message(1, new Document("ok", 1.0)));
        replies.add(message(2, new Document("ok", 1.0)));
        try (var recorder = new Recorder("127.0.0.1", server.getLocalPort(), "perftest");
                var client = new BareSocket("127.0.0.1", recorder.port())) {
            for (var command :
                    List.of(Document.of("ping", 1, "$db", "admin"), Document.of("ping", 1, "$db", "perftest"))) {
                byte[] request = message(7, command);
                client.write(request, request.length);
                client.readMessage();
            }
            assertThat(recorder.exchanges()).hasSize(1);
            var exchange = recorder.exchanges().get(0);
            assertThat(body(exchange.request()).string("$db")).isEqualTo("perftest");
            assertThat(body(exchange.reply()).float64("ok", 0)).isEqualTo(1.0);
        }
    }

    @Test
    void patchesRequestIdAndCursorId() throws IOException {
        var find = new Exchange(message(1, Document.of("find", "c", "$db", "perftest")), message(1, opened(11)));
        var getMore = new Exchange(
                message(2, Document.of("getMore", 11L, "$db", "perftest")), message(2, new Document("ok", 1.0)));
        replies.add(message(1, opened(99)));
        replies.add(message(2, new Document("ok", 1.0)));
        try (var socket = new BareSocket("127.0.0.1", server.getLocalPort())) {
            new Replay(socket, List.of(find, getMore), (exchange, operation) -> {}, NOTHING).run(1);
        }
        assertThat(requestId(received.remove())).isEqualTo(1);
        byte[] second = received.remove();
        assertThat(requestId(second)).isEqualTo(2);
        assertThat(body(second).int64("getMore", 0)).isEqualTo(99L);
    }

    @Test
    void appliesThePatchOfTheRow() throws IOException {
        var find = new Exchange(
                message(1, Document.of("filter", new Document("_id", 1), "$db", "perftest")),
                message(1, new Document("ok", 1.0)));
        int at = find.int32IdInRequest();
        for (int count = 0; count < 3; count++) {
            replies.add(message(1, new Document("ok", 1.0)));
        }
        try (var socket = new BareSocket("127.0.0.1", server.getLocalPort())) {
            new Replay(socket, List.of(find), (exchange, operation) -> exchange.patchInt32(at, 1 + operation), NOTHING)
                    .run(3);
        }
        assertThat(received)
                .extracting(
                        request -> body(request).toDocument().document("filter").int32("_id"))
                .containsExactly(1, 2, 3);
    }

    @Test
    void replyOfAnotherLengthIsAnError() throws IOException {
        var ping = new Exchange(
                message(1, Document.of("ping", 1, "$db", "perftest")), message(1, new Document("ok", 1.0)));
        replies.add(message(1, Document.of("ok", 0.0, "errmsg", "no")));
        try (var socket = new BareSocket("127.0.0.1", server.getLocalPort())) {
            assertThatThrownBy(() -> new Replay(socket, List.of(ping), (exchange, operation) -> {}, NOTHING).run(1))
                    .isInstanceOf(IOException.class)
                    .hasMessageContaining("not the same work");
        }
    }

    /** The reply to a find; the document has a number named id before the cursor's own. */
    private static Document opened(long cursorId) {
        return new Document("cursor", Document.of("firstBatch", List.of(new Document("id", 5L)), "id", cursorId));
    }

    private static byte[] message(int requestId, Document body) {
        byte[] document = RawDocument.encode(body).toByteArray();
        var message = ByteBuffer.allocate(16 + 4 + 1 + document.length).order(ByteOrder.LITTLE_ENDIAN);
        message.putInt(message.capacity()).putInt(requestId).putInt(0).putInt(2013);
        message.putInt(0).put((byte) 0).put(document);
        return message.array();
    }

    private static RawDocument body(byte[] message) {
        return RawDocument.of(message, 21, message.length - 21);
    }

    private static int requestId(byte[] message) {
        return ByteBuffer.wrap(message).order(ByteOrder.LITTLE_ENDIAN).getInt(4);
    }

    private static void int32(byte[] message, int offset, int value) {
        ByteBuffer.wrap(message).order(ByteOrder.LITTLE_ENDIAN).putInt(offset, value);
    }
}
