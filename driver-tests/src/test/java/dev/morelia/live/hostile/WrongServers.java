package dev.morelia.live.hostile;

import static java.nio.charset.StandardCharsets.US_ASCII;

import dev.morelia.MongoClient;
import dev.morelia.bson.Document;
import dev.morelia.error.ConnectionLostException;
import dev.morelia.error.MongoException;
import dev.morelia.error.OperationTimeoutException;
import dev.morelia.error.ProtocolException;
import dev.morelia.live.scenario.Doorway;
import dev.morelia.live.scenario.Doorway.Conversation;
import dev.morelia.live.scenario.Peer;
import dev.morelia.live.scenario.Scenario;
import dev.morelia.testkit.Exchange;
import dev.morelia.testkit.ScriptedServer;
import java.io.IOException;
import java.net.Socket;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.stream.Stream;

/** Servers whose messages are wrong, without TLS, compression or authentication. */
final class WrongServers {
    private static final Duration DRIP = Duration.ofMillis(500);
    private static final int REPLY = 1;

    private WrongServers() {}

    static List<Scenario> all() {
        return Stream.concat(handshakes(), replies()).toList();
    }

    private static Stream<Scenario> handshakes() {
        return Stream.of(
                handshake("silence", Doorway::awaitEnd),
                handshake("closes at once", Socket::close),
                handshake("garbage", socket -> send(socket, new byte[1000])),
                handshake("plain text", socket -> send(socket, "HTTP/1.1 400 Bad Request\r\n\r\n".getBytes(US_ASCII))),
                handshake("length of 2 GB", socket -> send(socket, header(Integer.MAX_VALUE))),
                handshake("negative length", socket -> send(socket, header(-1))),
                handshake("length of a header that never ends", socket -> send(socket, header(47_000_000))),
                handshake("one byte each half second", socket -> {
                    for (byte each : header(200)) {
                        socket.getOutputStream().write(each);
                        Thread.sleep(DRIP);
                    }
                }),
                handshake("endless zeros", socket -> {
                            while (true) {
                                socket.getOutputStream().write(new byte[10_000]);
                            }
                        })
                        .alone());
    }

    private interface Answer {
        void to(Exchange exchange) throws IOException, InterruptedException;
    }

    private static Stream<Scenario> replies() {
        return Stream.of(
                reply("silence", OperationTimeoutException.class, exchange -> exchange.pause(Duration.ofHours(1))),
                reply("closes", ConnectionLostException.class, Exchange::close),
                reply("resets", ConnectionLostException.class, Exchange::reset),
                reply(
                        "length of 2 GB",
                        ProtocolException.class,
                        exchange -> exchange.write(header(exchange, Integer.MAX_VALUE))),
                reply("length of 48 MB that never comes", OperationTimeoutException.class, exchange -> {
                    exchange.write(header(exchange, 47_000_000));
                    exchange.pause(Duration.ofHours(1));
                }),
                reply(
                        "one byte each half second",
                        OperationTimeoutException.class,
                        exchange -> exchange.drip(exchange.encode(Document.of("ok", 1)), 1, DRIP)));
    }

    private static void send(Socket socket, byte[] bytes) throws IOException {
        socket.getOutputStream().write(bytes);
        Doorway.awaitEnd(socket);
    }

    /** The header of a reply in the legacy format, of the given length. */
    private static byte[] header(int length) {
        return ByteBuffer.allocate(16)
                .order(ByteOrder.LITTLE_ENDIAN)
                .putInt(length)
                .putInt(1)
                .putInt(1)
                .putInt(REPLY)
                .array();
    }

    /** The header of a proper reply, but for its length. */
    private static byte[] header(Exchange exchange, int length) {
        byte[] header = Arrays.copyOf(exchange.encode(Document.of("ok", 1)), 16);
        ByteBuffer.wrap(header).order(ByteOrder.LITTLE_ENDIAN).putInt(0, length);
        return header;
    }

    private static Scenario handshake(String name, Conversation conversation) {
        return Scenario.selection("hello: " + name, "hello failed", () -> {
            var server = ScriptedServer.start(Exchange::replyOk);
            var door = Doorway.to(server.address(), conversation);
            String uri = "mongodb://" + door.address() + "/?directConnection=true" + Scenario.SELECTION_OPTIONS;
            return Peer.of(() -> MongoClient.create(uri), door::open, door, server);
        });
    }

    private static Scenario reply(String name, Class<? extends MongoException> type, Answer answer) {
        return Scenario.call("reply: " + name, type, "", () -> {
            var behaves = new AtomicBoolean();
            var server = ScriptedServer.start(exchange -> {
                if (exchange.commandName().equals(Scenario.COMMAND) && !behaves.get()) {
                    answer.to(exchange);
                } else {
                    exchange.replyOk();
                }
            });
            return Peer.of(() -> MongoClient.create(server.uri()), () -> behaves.set(true), server);
        });
    }
}
