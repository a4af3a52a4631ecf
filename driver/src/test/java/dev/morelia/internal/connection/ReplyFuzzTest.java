package dev.morelia.internal.connection;

import static org.assertj.core.api.Assertions.assertThat;

import dev.morelia.bson.Document;
import dev.morelia.bson.io.BsonOutput;
import dev.morelia.error.ConnectionLostException;
import dev.morelia.error.ProtocolException;
import dev.morelia.internal.command.Command;
import dev.morelia.internal.env.CancelToken;
import dev.morelia.internal.env.Deadline;
import dev.morelia.internal.net.StubLink;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;

/**
 * Runs for half of {@code morelia.fuzz.seconds} (3 by default): whatever bytes a server sends in whatever pieces, the
 * connection returns a reply or throws one of our exceptions, quickly, and is closed after an exception.
 */
class ReplyFuzzTest {

    private static final int[] INTERESTING = {
        Integer.MIN_VALUE, -1, 0, 1, 5, 16, 26, 2013, 47_000_000, Integer.MAX_VALUE
    };
    private static final long SLOW_NANOS = 10_000_000;
    private static final Command PING = Command.of("ping", "admin", output -> output.int32("ping", 1));

    private int replies;
    private int exceptions;

    private static byte[] mutated(Random random) {
        var document = Document.of("ok", 1, "text", "x".repeat(random.nextInt(8) == 0 ? random.nextInt(40_000) : 20));
        var output = new BsonOutput();
        byte[] reply = ServerReplies.message(ServerReplies.FIRST, random.nextInt(3) << 16, document);
        output.writeBytes(reply, 0, reply.length);
        for (int i = random.nextInt(4); i > 0; i--) {
            int at = random.nextInt(Math.min(output.position() - 4, 40));
            switch (random.nextInt(3)) {
                case 0 -> output.buffer()[at] ^= (byte) (1 << random.nextInt(8));
                case 1 -> output.buffer()[at] = (byte) random.nextInt();
                default -> output.setInt32(at, INTERESTING[random.nextInt(INTERESTING.length)]);
            }
        }
        byte[] bytes = output.toByteArray();
        return random.nextInt(4) == 0 ? Arrays.copyOf(bytes, random.nextInt(bytes.length + 40)) : bytes;
    }

    private static byte[][] pieces(Random random, byte[] bytes) {
        List<byte[]> pieces = new ArrayList<>();
        for (int at = 0; at < bytes.length; ) {
            int end = random.nextBoolean() ? bytes.length : Math.min(bytes.length, at + 1 + random.nextInt(200));
            pieces.add(Arrays.copyOfRange(bytes, at, end));
            at = end;
        }
        return pieces.toArray(byte[][]::new);
    }

    /** Returns how long the connection took for the input of this seed. */
    private long run(long seed) {
        var random = new Random(seed);
        var connection = ServerReplies.connected(new StubLink(), pieces(random, mutated(random)));
        connection.encode(PING, null);
        long before = System.nanoTime();
        try {
            connection.roundTrip(Deadline.NONE, CancelToken.NONE);
            replies++;
        } catch (ProtocolException | ConnectionLostException e) {
            exceptions++;
            assertThat(connection.usable()).isFalse();
        } catch (RuntimeException | Error e) {
            throw new AssertionError("input of seed " + seed, e);
        }
        return System.nanoTime() - before;
    }

    @Test
    void throwsOnlyOurExceptionsAndQuickly() {
        long seed = Long.getLong("morelia.fuzz.seed", 20_261_121L);
        double seconds = Double.parseDouble(System.getProperty("morelia.fuzz.seconds", "3")) / 2;
        long end = System.nanoTime() + (long) (seconds * 1e9);
        for (; System.nanoTime() - end < 0; seed++) {
            long nanos = run(seed);
            for (int again = 0; nanos > SLOW_NANOS && again < 100; again++) {
                // An input that is not slow every time was slow because of the machine or the compiler.
                nanos = Math.min(nanos, run(seed));
            }
            assertThat(nanos).as("nanoseconds for seed %d", seed).isLessThanOrEqualTo(SLOW_NANOS);
        }
        assertThat(replies).isPositive();
        assertThat(exceptions).isPositive();
    }
}
