package dev.morelia.bson;

import static org.assertj.core.api.Assertions.assertThat;

import dev.morelia.bson.codec.CodecRegistry;
import dev.morelia.bson.io.BsonInput;
import dev.morelia.bson.io.BsonOutput;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import java.util.UUID;
import org.junit.jupiter.api.Test;

/**
 * Foreign bytes must end in a document or in a {@link BsonException}, whoever reads them, and soon. The seed of a failed
 * run stands in its message; {@code -Dmorelia.fuzz.seed} repeats it and {@code -Dmorelia.fuzz.seconds} makes it longer.
 */
class BsonFuzzTest {
    private static final int SECONDS = Integer.getInteger("morelia.fuzz.seconds", 3);
    private static final long SEED = Long.getLong("morelia.fuzz.seed", 20_261_121L);

    @Test
    void mutatedDocumentsEndInADocumentOrABsonException() {
        var random = new Random(SEED);
        long until = System.nanoTime() + Duration.ofSeconds(SECONDS).toNanos();
        long runs = 0;
        while (System.nanoTime() < until) {
            Document valid = document(random, 0);
            byte[] bytes = RawDocument.encode(valid).toByteArray();
            assertThat(RawDocument.of(bytes).toDocument()).isEqualTo(valid);
            for (int i = 0; i < 50; i++) {
                byte[] mutated = mutate(bytes, random);
                try {
                    readEveryWay(mutated);
                } catch (RuntimeException | Error escaped) {
                    throw new AssertionError("seed " + SEED + ", run " + runs + ": " + hex(mutated), escaped);
                }
                runs++;
            }
        }
        assertThat(runs).isPositive();
    }

    private static void readEveryWay(byte[] bytes) {
        Document decoded = null;
        try {
            var input = new BsonInput(bytes);
            decoded = input.document();
        } catch (BsonException refused) {
            assertThat(refused.getMessage()).isNotBlank();
        }
        try {
            CodecRegistry.standard().codec(Document.class).decode(new BsonInput(bytes));
        } catch (BsonException refused) {
            assertThat(decoded).as("both ways of reading agree").isNull();
        }
        walk(bytes);
        try {
            var raw = RawDocument.of(bytes);
            raw.field("b");
            raw.document("d");
            raw.documents("l");
            raw.int64("i", 0);
            raw.string("s");
            assertThat(raw.toString()).isNotEmpty();
        } catch (BsonException refused) {
            assertThat(refused.getMessage()).isNotBlank();
        }
        if (decoded != null) {
            // What could be read can be written again, and reads the same.
            var output = new BsonOutput();
            output.document(decoded);
            assertThat(new BsonInput(output.toByteArray()).document()).isEqualTo(decoded);
        }
    }

    private static void walk(byte[] bytes) {
        try {
            var input = new BsonInput(bytes);
            input.startDocument();
            while (input.next() != null) {
                input.name();
                input.skip();
            }
            input.endDocument();
        } catch (BsonException refused) {
            assertThat(refused.getMessage()).isNotBlank();
        }
    }

    private static byte[] mutate(byte[] source, Random random) {
        byte[] bytes = source.clone();
        int changes = 1 + random.nextInt(3);
        for (int i = 0; i < changes; i++) {
            int at = random.nextInt(bytes.length);
            switch (random.nextInt(6)) {
                case 0 -> bytes[at] = (byte) random.nextInt(256);
                case 1 -> bytes[at] ^= (byte) (1 << random.nextInt(8));
                case 2 -> bytes[at] = 0;
                case 3 -> writeLength(bytes, at, random);
                case 4 -> bytes = Arrays.copyOf(bytes, Math.max(1, at));
                default -> System.arraycopy(source, 0, bytes, at, Math.min(bytes.length - at, random.nextInt(9)));
            }
        }
        return bytes;
    }

    private static void writeLength(byte[] bytes, int at, Random random) {
        int[] lengths = {-1, 0, 1, 4, 5, Integer.MAX_VALUE, Integer.MIN_VALUE, bytes.length, bytes.length + 1};
        int length = lengths[random.nextInt(lengths.length)];
        for (int i = 0; i < 4 && at + i < bytes.length; i++) {
            bytes[at + i] = (byte) (length >>> (8 * i));
        }
    }

    private static Document document(Random random, int depth) {
        var document = new Document();
        int size = random.nextInt(8);
        for (int i = 0; i < size; i++) {
            document.append(name(random), value(random, depth));
        }
        return document;
    }

    private static String name(Random random) {
        return switch (random.nextInt(5)) {
            case 0 -> "";
            case 1 -> "größe" + random.nextInt(3);
            case 2 -> "a_rather_long_name_of_a_field_" + random.nextInt(1000);
            default -> String.valueOf((char) ('a' + random.nextInt(20)));
        };
    }

    private static Object value(Random random, int depth) {
        return switch (random.nextInt(depth > 4 ? 16 : 18)) {
            case 0 -> random.nextInt();
            case 1 -> random.nextLong();
            case 2 -> (double) random.nextInt();
            case 3 -> "text " + random.nextInt(100);
            case 4 -> "Ünïcödé 🐌 " + "x".repeat(random.nextInt(40));
            case 5 -> random.nextBoolean();
            case 6 -> Instant.ofEpochMilli(random.nextInt());
            case 7 -> new ObjectId();
            case 8 -> new Binary((byte) random.nextInt(3), new byte[random.nextInt(20)]);
            case 9 -> new UUID(random.nextLong(), random.nextLong());
            case 10 -> new Regex("a.*b", "i");
            case 11 -> Decimal128.parse("1.5E+3");
            case 12 -> new Timestamp(random.nextInt(), random.nextInt());
            case 13 -> MinKey.INSTANCE;
            case 14 -> new CodeWithScope("f()", new Document("x", 1));
            case 15 -> new Code("f()");
            case 16 -> document(random, depth + 1);
            default -> array(random, depth + 1);
        };
    }

    private static List<Object> array(Random random, int depth) {
        var values = new ArrayList<Object>();
        int size = random.nextInt(6);
        for (int i = 0; i < size; i++) {
            values.add(value(random, depth));
        }
        return values;
    }

    private static String hex(byte[] bytes) {
        var text = new StringBuilder();
        for (byte b : bytes) {
            text.append("%02x".formatted(b));
        }
        return text.toString();
    }
}
