package dev.morelia.live.compression;

import dev.morelia.MongoClient;
import dev.morelia.bson.Document;
import dev.morelia.error.ConnectionLostException;
import dev.morelia.error.MongoException;
import dev.morelia.error.OperationTimeoutException;
import dev.morelia.error.ProtocolException;
import dev.morelia.live.scenario.Peer;
import dev.morelia.live.scenario.Scenario;
import dev.morelia.testkit.Exchange;
import dev.morelia.testkit.Script;
import dev.morelia.testkit.ScriptedServer;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** Servers that compress wrongly. */
public final class WrongCompression {
    private static final int RESPONSE_TO_AT = 8;
    private static final int ORIGINAL_AT = 16;
    private static final int SIZE_AT = 20;
    private static final int ID_AT = 24;
    private static final int DATA_AT = 25;
    /** Without the header, which is not compressed. */
    private static final int MAXIMUM = 48_000_000 - 16;

    private WrongCompression() {}

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
        BOMB_BEYOND_THE_MAXIMUM,
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

    /** All of them. */
    public static List<Scenario> all() {
        var all = new ArrayList<Scenario>();
        for (String name : List.of("zlib", "snappy", "zstd")) {
            for (Wrong wrong : Wrong.values()) {
                if (wrong != Wrong.SLOW || name.equals("zlib")) {
                    all.add(ofReply(name, wrong));
                }
            }
        }
        Stream.of(Wrong.NESTED, Wrong.SIZE_TOO_SMALL, Wrong.ID_UNKNOWN, Wrong.GARBAGE, Wrong.TRUNCATED)
                .map(WrongCompression::ofHandshake)
                .forEach(all::add);
        return all;
    }

    private static Scenario ofReply(String name, Wrong wrong) {
        var scenario = Scenario.call(name + ": " + wrong, expected(wrong), "", () -> replying(name, wrong));
        return switch (wrong) {
            case SLOW, BOMB, BOMB_OF_THE_MAXIMUM, BOMB_BEYOND_THE_MAXIMUM, SIZE_OF_THE_MAXIMUM -> scenario.alone();
            default -> scenario;
        };
    }

    private static Peer replying(String name, Wrong wrong) {
        byte[] prepared = prepared(name, wrong);
        Script script = exchange -> {
            if (!exchange.commandName().equals(Scenario.COMMAND)) {
                exchange.replyOk();
            } else if (prepared != null) {
                exchange.write(
                        int32(prepared, RESPONSE_TO_AT, exchange.request().requestId()));
            } else {
                reply(exchange, name, wrong);
            }
        };
        var server = ScriptedServer.start(hello -> hello.append("compression", List.of(name)), script);
        return Peer.of(() -> MongoClient.create(server.uri() + "&compressors=" + name), () -> {}, server);
    }

    /** Compressing them takes a while, which is not to be measured; null for those that do not. */
    private static byte @Nullable [] prepared(String name, Wrong wrong) {
        return switch (wrong) {
            case SLOW -> Bombs.slow();
            case BOMB -> Bombs.bomb(name, 200_000_000, 1000);
            case BOMB_OF_THE_MAXIMUM -> Bombs.bomb(name, MAXIMUM, MAXIMUM);
            case BOMB_BEYOND_THE_MAXIMUM -> Bombs.bomb(name, 200_000_000, 200_000_000);
            default -> null;
        };
    }

    /** The handshake's reply may be compressed; a wrong one is an error like any other of the handshake. */
    private static Scenario ofHandshake(Wrong wrong) {
        return Scenario.selection("compressed hello: " + wrong, "OP_COMPRESSED", () -> {
            var behaves = new AtomicBoolean();
            var server = ScriptedServer.start(handshaking(wrong, behaves));
            return Peer.of(
                    () -> MongoClient.create(server.uri() + "&compressors=zlib" + Scenario.SELECTION_OPTIONS),
                    () -> behaves.set(true),
                    server);
        });
    }

    private static Script handshaking(Wrong wrong, AtomicBoolean behaves) {
        return new Script() {
            @Override
            public void handle(Exchange exchange) throws IOException {
                exchange.replyOk();
            }

            @Override
            public void hello(Exchange exchange) throws IOException, InterruptedException {
                if (behaves.get()) {
                    byte[] hello =
                            exchange.encode(ScriptedServer.defaultHello().append("compression", List.of("zlib")));
                    exchange.write(exchange.compress(hello, "zlib"));
                } else {
                    reply(exchange, "zlib", wrong);
                }
            }
        };
    }

    private static Class<? extends MongoException> expected(Wrong wrong) {
        return switch (wrong) {
            case ENDS_IN_DATA -> ConnectionLostException.class;
            case SLOW, STALLS_IN_DATA, ONE_BYTE_AT_A_TIME -> OperationTimeoutException.class;
            default -> ProtocolException.class;
        };
    }

    private static byte[] int32(byte[] message, int at, int value) {
        byte[] changed = message.clone();
        ByteBuffer.wrap(changed).order(ByteOrder.LITTLE_ENDIAN).putInt(at, value);
        return changed;
    }

    private static byte[] resized(byte[] message, int length) {
        return int32(Arrays.copyOf(message, length), 0, length);
    }

    private static void writePart(Exchange exchange, byte[] message, boolean ends)
            throws IOException, InterruptedException {
        exchange.write(message, 0, DATA_AT + 3);
        if (ends) {
            exchange.close();
        } else {
            exchange.pause(Duration.ofHours(1));
        }
    }

    private static void reply(Exchange exchange, String name, Wrong wrong) throws IOException, InterruptedException {
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
            case SLOW, BOMB, BOMB_OF_THE_MAXIMUM, BOMB_BEYOND_THE_MAXIMUM -> throw new AssertionError("prepared");
        }
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
}
