package dev.morelia.live.compression;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.morelia.MongoClient;
import dev.morelia.bson.Binary;
import dev.morelia.bson.Document;
import dev.morelia.error.ConnectionLostException;
import dev.morelia.error.MongoException;
import dev.morelia.error.OperationTimeoutException;
import dev.morelia.error.ProtocolException;
import dev.morelia.testkit.Exchange;
import dev.morelia.testkit.ReceivedRequest;
import dev.morelia.testkit.Script;
import dev.morelia.testkit.ScriptedServer;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.time.Duration;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Random;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.IntSupplier;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.EnumSource.Mode;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * Servers that compress wrongly: each call ends in our own exception within its deadline, and the client is usable once
 * the server behaves.
 */
@Timeout(60)
class HostileCompressionTest {
    private static final Duration LIMIT = Duration.ofSeconds(1);
    private static final Duration TOLERANCE = Duration.ofMillis(250);
    private static final int RESPONSE_TO_AT = 8;
    private static final int ORIGINAL_AT = 16;
    private static final int SIZE_AT = 20;
    private static final int ID_AT = 24;
    private static final int DATA_AT = 25;
    private static final int OP_COMPRESSED = 2012;
    private static final int OP_MSG = 2013;

    /** Two blocks of zlib data with a Huffman code each and nothing else. */
    private static final byte[] TWO_EMPTY_BLOCKS =
            HexFormat.of().parseHex("04c0810800000000207feb43001c880000000000f2b73e");

    private static final byte[] SLOW_ZLIB = slowZlib();

    /** Compressing them takes a while, which is not to be measured. */
    private final Map<String, byte[]> bombs = new ConcurrentHashMap<>();

    private static byte[] slowZlib() {
        var message = ByteBuffer.allocate(48_000_000).order(ByteOrder.LITTLE_ENDIAN);
        message.putInt(message.capacity()).putInt(1).putInt(0).putInt(OP_COMPRESSED);
        message.putInt(OP_MSG).putInt(1000).put((byte) 2).put(new byte[] {0x78, (byte) 0x9C});
        while (message.remaining() >= TWO_EMPTY_BLOCKS.length) {
            message.put(TWO_EMPTY_BLOCKS);
        }
        return message.array();
    }

    /** What is wrong with a compressed reply. */
    enum Wrong {
        NESTED,
        NOT_AN_OP_MSG,
        SIZE_NEGATIVE,
        SIZE_ZERO,
        SIZE_TOO_SMALL,
        SIZE_TOO_LARGE,
        SIZE_OF_THE_MAXIMUM,
        SIZE_BEYOND_THE_MAXIMUM,
        /** Takes some seconds, without any content. */
        SLOW,
        BOMB,
        BOMB_OF_THE_MAXIMUM,
        ID_NOT_OFFERED,
        ID_UNKNOWN,
        ID_NOOP,
        OTHER_ID,
        NO_DATA,
        TRUNCATED,
        EXTENDED,
        GARBAGE,
        BODY_MALFORMED,
        TO_ANOTHER_REQUEST,
        ENDS_IN_DATA,
        STALLS_IN_DATA,
        ONE_BYTE_AT_A_TIME
    }

    private static byte[] int32(byte[] message, int at, int value) {
        byte[] changed = message.clone();
        ByteBuffer.wrap(changed).order(ByteOrder.LITTLE_ENDIAN).putInt(at, value);
        return changed;
    }

    private static byte[] resized(byte[] message, int length) {
        return int32(Arrays.copyOf(message, length), 0, length);
    }

    /** Contains a document of this many zeros. */
    private static byte[] bomb(Exchange exchange, String name, int zeros) {
        return exchange.compress(exchange.encode(Document.of("ok", 1, "zeros", new Binary(new byte[zeros]))), name);
    }

    private static void writePart(Exchange exchange, byte[] message, boolean ends)
            throws IOException, InterruptedException {
        exchange.write(message, 0, DATA_AT + 3);
        if (ends) {
            exchange.close();
        } else {
            exchange.pause(LIMIT.multipliedBy(3));
        }
    }

    private void reply(Exchange exchange, String name, Wrong wrong) throws IOException, InterruptedException {
        byte[] plain = exchange.encode(Document.of("ok", 1, "text", "abc ".repeat(5000)));
        byte[] good = exchange.compress(plain, name);
        switch (wrong) {
            case NESTED -> exchange.write(exchange.compress(good, name));
            case NOT_AN_OP_MSG -> exchange.write(int32(good, ORIGINAL_AT, 1));
            case SIZE_NEGATIVE -> exchange.write(int32(good, SIZE_AT, -1));
            case SIZE_ZERO -> exchange.write(int32(good, SIZE_AT, 0));
            case SIZE_TOO_SMALL -> exchange.write(int32(good, SIZE_AT, plain.length - 17));
            case SIZE_TOO_LARGE -> exchange.write(int32(good, SIZE_AT, plain.length - 15));
            case SIZE_OF_THE_MAXIMUM -> exchange.write(int32(good, SIZE_AT, 48_000_000));
            case SIZE_BEYOND_THE_MAXIMUM -> exchange.write(int32(good, SIZE_AT, 48_100_000));
            case SLOW -> exchange.write(answering(exchange, SLOW_ZLIB));
            case BOMB ->
                exchange.write(int32(answering(exchange, Objects.requireNonNull(bombs.get(name))), SIZE_AT, 1000));
            case BOMB_OF_THE_MAXIMUM -> exchange.write(answering(exchange, Objects.requireNonNull(bombs.get(name))));
            case ID_NOT_OFFERED -> exchange.write(exchange.compress(plain, name.equals("zlib") ? "zstd" : "zlib"));
            case ID_UNKNOWN -> exchange.write(withId(good, 255));
            case ID_NOOP -> exchange.write(withId(good, 0));
            case OTHER_ID -> exchange.write(withId(good, 1 + good[ID_AT] % 3));
            case NO_DATA -> exchange.write(resized(good, DATA_AT));
            case TRUNCATED -> exchange.write(resized(good, good.length - 5));
            case EXTENDED -> exchange.write(resized(good, good.length + 3));
            case GARBAGE -> exchange.write(garbage(good));
            case BODY_MALFORMED -> exchange.write(exchange.compress(int32(plain, 21, 1 << 30), name));
            case TO_ANOTHER_REQUEST -> exchange.write(int32(good, 8, -7));
            case ENDS_IN_DATA, STALLS_IN_DATA -> writePart(exchange, good, wrong == Wrong.ENDS_IN_DATA);
            case ONE_BYTE_AT_A_TIME -> exchange.drip(good, 1, Duration.ofMillis(500));
        }
    }

    private static byte[] answering(Exchange exchange, byte[] message) {
        return int32(message, RESPONSE_TO_AT, exchange.request().requestId());
    }

    private static byte[] withId(byte[] message, int id) {
        byte[] changed = message.clone();
        changed[ID_AT] = (byte) id;
        return changed;
    }

    private static byte[] garbage(byte[] message) {
        byte[] changed = message.clone();
        byte[] noise = new byte[message.length - DATA_AT];
        new Random(7).nextBytes(noise);
        System.arraycopy(noise, 0, changed, DATA_AT, noise.length);
        return changed;
    }

    private static ScriptedServer server(String name, Script script) {
        return ScriptedServer.start(hello -> hello.append("compression", List.of(name)), script);
    }

    private void assertFailsAndRecovers(String name, Wrong wrong) {
        Script script = exchange -> {
            if (exchange.commandName().equals("bad")) {
                reply(exchange, name, wrong);
            } else {
                if (wrong == Wrong.BOMB || wrong == Wrong.BOMB_OF_THE_MAXIMUM) {
                    bombs.computeIfAbsent(name, it -> bomb(exchange, it, 200_000_000));
                }
                exchange.replyOk();
            }
        };
        try (var server = server(name, script);
                var client = MongoClient.create(server.uri() + "&compressors=" + name)) {
            var database = client.database("app");
            database.runCommand(Document.of("ping", 1));
            long begun = System.nanoTime();
            assertThatThrownBy(() -> database.with(LIMIT).runCommand(Document.of("bad", 1)))
                    .isInstanceOf(expected(wrong));
            var elapsed = Duration.ofNanos(System.nanoTime() - begun);
            assertThat(elapsed).isLessThan(LIMIT.plus(TOLERANCE));
            assertThat(database.runCommand(Document.of("ping", 1)).int32("ok")).isOne();
            assertThat(server.received())
                    .extracting(ReceivedRequest::compressor)
                    .containsOnly(name);
            assertThat(client.poolUse().values()).allMatch(use -> use.inUse() == 0);
        }
    }

    private static Class<? extends MongoException> expected(Wrong wrong) {
        return switch (wrong) {
            case ENDS_IN_DATA -> ConnectionLostException.class;
            case SLOW, STALLS_IN_DATA, ONE_BYTE_AT_A_TIME -> OperationTimeoutException.class;
            default -> ProtocolException.class;
        };
    }

    @ParameterizedTest
    @EnumSource(Wrong.class)
    void zlib(Wrong wrong) {
        assertFailsAndRecovers("zlib", wrong);
    }

    @ParameterizedTest
    @EnumSource(value = Wrong.class, mode = Mode.EXCLUDE, names = "SLOW")
    void snappy(Wrong wrong) {
        assertFailsAndRecovers("snappy", wrong);
    }

    @ParameterizedTest
    @EnumSource(value = Wrong.class, mode = Mode.EXCLUDE, names = "SLOW")
    void zstd(Wrong wrong) {
        assertFailsAndRecovers("zstd", wrong);
    }

    @Test
    void aServerThatWasNotOfferedCompressionMustNotUseIt() {
        Script script = exchange -> exchange.write(exchange.compress(exchange.encode(Document.of("ok", 1)), "zlib"));
        try (var server = server("zlib", script);
                var client = MongoClient.create(server.uri())) {
            assertThatThrownBy(() -> client.database("app").runCommand(Document.of("ping", 1)))
                    .isInstanceOf(ProtocolException.class)
                    .hasMessageContaining("not offered");
            assertThat(server.hellos())
                    .allSatisfy(it -> assertThat(it.command().list("compression", Object.class))
                            .isEmpty());
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"snappy", "zlib", "zstd"})
    void aLateReplyIsReadAndDiscarded(String name) {
        Script script = exchange -> {
            int value = exchange.request().command().int32("echo", 0);
            if (value < 0) {
                exchange.pause(Duration.ofMillis(400));
            }
            exchange.reply(Document.of("ok", 1, "value", value));
        };
        try (var server = server(name, script);
                var client = MongoClient.create(
                        server.uri() + "&maxPoolSize=8&heartbeatFrequencyMS=100000&compressors=" + name)) {
            var database = client.database("app");
            for (int i = 1; i <= 20; i++) {
                assertThatThrownBy(() -> database.with(Duration.ofMillis(100)).runCommand(Document.of("echo", -1)))
                        .isInstanceOf(OperationTimeoutException.class);
                assertThat(database.runCommand(Document.of("echo", i)).int32("value"))
                        .isEqualTo(i);
            }
            // The first connection, those of the pool, and one or two of the monitors.
            assertThat(server.connectionsOpened()).isLessThanOrEqualTo(1 + 8 + 2);
        }
    }

    /** The handshake's reply may be compressed; a wrong one is an error like any other of the handshake. */
    @ParameterizedTest
    @EnumSource(
            value = Wrong.class,
            names = {"NESTED", "SIZE_TOO_SMALL", "ID_UNKNOWN", "GARBAGE", "TRUNCATED"})
    void theHandshakeIsNoException(Wrong wrong) {
        var behaves = new AtomicInteger();
        var script = new Script() {
            @Override
            public void handle(Exchange exchange) throws IOException {
                exchange.replyOk();
            }

            @Override
            public void hello(Exchange exchange) throws IOException, InterruptedException {
                if (behaves.get() == 1) {
                    byte[] hello =
                            exchange.encode(ScriptedServer.defaultHello().append("compression", List.of("zlib")));
                    exchange.write(exchange.compress(hello, "zlib"));
                } else {
                    reply(exchange, "zlib", wrong);
                }
            }
        };
        try (var server = ScriptedServer.start(script);
                var client = MongoClient.create(
                        server.uri() + "&compressors=zlib&serverSelectionTimeoutMS=500&heartbeatFrequencyMS=500")) {
            var database = client.database("app");
            assertThatThrownBy(() -> database.runCommand(Document.of("ping", 1)))
                    .isInstanceOf(MongoException.class)
                    .hasMessageContaining("OP_COMPRESSED");
            behaves.set(1);
            var patient = database.with(Duration.ofSeconds(10));
            assertThat(eventually(
                            () -> patient.runCommand(Document.of("ping", 1)).int32("ok")))
                    .isOne();
        }
    }

    private static int eventually(IntSupplier call) {
        for (int i = 0; ; i++) {
            try {
                return call.getAsInt();
            } catch (MongoException e) {
                if (i == 20) {
                    throw e;
                }
            }
        }
    }
}
