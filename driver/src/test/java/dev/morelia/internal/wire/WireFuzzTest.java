package dev.morelia.internal.wire;

import static org.assertj.core.api.Assertions.assertThat;

import dev.morelia.bson.Document;
import dev.morelia.bson.RawDocument;
import dev.morelia.bson.io.BsonOutput;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;

/**
 * Runs for half of {@code morelia.fuzz.seconds} (3 by default): whatever the bytes, decoding throws only {@link
 * WireException}.
 */
class WireFuzzTest {

    private static final int[] INTERESTING = {
        Integer.MIN_VALUE, -1, 0, 1, 4, 5, 15, 16, 255, 48_000_000, Integer.MAX_VALUE
    };

    private static byte[] seedMessage(Random random) {
        var output = new BsonOutput();
        var document = RawDocument.encode(Document.of("insert", "c", "n", random.nextInt()));
        var sequence = new OpMsg.Sequence("documents", List.of(document, document));
        switch (random.nextInt(4)) {
            case 0 -> OpQuery.command("admin", document).encode(output, 1);
            case 1 -> OpReply.of(document).encode(output, 1, 1);
            case 2 -> new OpMsg(0, document, List.of()).encode(output, 1, 1);
            default -> new OpMsg(0, document, List.of(sequence)).encode(output, 1, 1);
        }
        return output.toByteArray();
    }

    private static byte[] mutated(Random random) {
        byte[] bytes = seedMessage(random);
        for (int i = random.nextInt(6); i > 0; i--) {
            int at = random.nextInt(bytes.length - 4);
            switch (random.nextInt(3)) {
                case 0 -> bytes[at] ^= (byte) (1 << random.nextInt(8));
                case 1 -> bytes[at] = (byte) random.nextInt();
                default -> {
                    var output = new BsonOutput();
                    output.writeBytes(bytes, 0, bytes.length);
                    output.setInt32(at, INTERESTING[random.nextInt(INTERESTING.length)]);
                    bytes = output.toByteArray();
                }
            }
        }
        return random.nextInt(4) == 0 ? Arrays.copyOf(bytes, random.nextInt(bytes.length + 20)) : bytes;
    }

    private static void decode(byte[] bytes) {
        var header = MessageHeader.decode(Arrays.copyOf(bytes, Math.max(bytes.length, 16)), 0, bytes.length);
        int length = Math.min(header.length(), bytes.length) - MessageHeader.BYTES;
        switch (header.opCode()) {
            case OpCode.QUERY -> OpQuery.decode(bytes, MessageHeader.BYTES, length);
            case OpCode.REPLY -> OpReply.decode(bytes, MessageHeader.BYTES, length);
            default -> OpMsg.decode(bytes, MessageHeader.BYTES, length).folded();
        }
    }

    @Test
    void throwsOnlyWireExceptions() {
        long seed = Long.getLong("morelia.fuzz.seed", 20_261_121L);
        double seconds = Double.parseDouble(System.getProperty("morelia.fuzz.seconds", "3")) / 2;
        long end = System.nanoTime() + (long) (seconds * 1e9);
        long accepted = 0;
        long rejected = 0;
        for (long input = seed; System.nanoTime() - end < 0; input++) {
            try {
                decode(mutated(new Random(input)));
                accepted++;
            } catch (WireException e) {
                rejected++;
            } catch (RuntimeException | Error e) {
                throw new AssertionError("input of seed " + input, e);
            }
        }
        assertThat(accepted).isPositive();
        assertThat(rejected).isPositive();
    }
}
