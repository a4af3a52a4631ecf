package dev.morelia.bson.io;

import static org.assertj.core.api.Assertions.assertThat;

import dev.morelia.bson.Binary;
import dev.morelia.bson.BsonException;
import dev.morelia.bson.BsonType;
import dev.morelia.bson.Code;
import dev.morelia.bson.CodeWithScope;
import dev.morelia.bson.DbPointer;
import dev.morelia.bson.Decimal128;
import dev.morelia.bson.Document;
import dev.morelia.bson.MaxKey;
import dev.morelia.bson.MinKey;
import dev.morelia.bson.ObjectId;
import dev.morelia.bson.RawDocument;
import dev.morelia.bson.Regex;
import dev.morelia.bson.Symbol;
import dev.morelia.bson.Timestamp;
import dev.morelia.bson.Undefined;
import dev.morelia.bson.codec.CodecRegistry;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

/**
 * Feeds mutated documents and random bytes to everything that reads BSON: only {@link BsonException} may be thrown,
 * nothing may take long, and accepted input must survive a round trip. Runs for {@code -Dmorelia.fuzz.seconds=3}; a
 * failure reports its seed.
 */
class BsonFuzzTest {
    private static final Duration MAXIMUM_TIME = Duration.ofMillis(10);
    private static final int MAX_LENGTH = 64 * 1024;

    /** Lengths, types and strings that are likely to expose errors. */
    private static final int[] INTERESTING = {
        0, 1, 4, 5, 6, 0x7F, 0x80, 0xFF, 0x7FFFFFFF, 0x80000000, 0xFFFFFFFF, 0x7FFFFFF0, 0x01000000, 0x0F000000
    };

    record Anything(
            @Nullable String name,
            @Nullable List<Optional<Integer>> list,
            @Nullable Map<String, Anything> map,
            @Nullable Instant date,
            @Nullable Object k1,
            @Nullable Anything k2) {}

    private long accepted;

    @Test
    void throwsOnlyBsonExceptionsAndIsFast() {
        long end = System.nanoTime()
                + Duration.ofSeconds(Integer.getInteger("morelia.fuzz.seconds", 3))
                        .toNanos();
        long seed = Long.getLong("morelia.fuzz.seed", 20_241_121L);
        for (long round = 0; round < 3_000 || System.nanoTime() < end; round++) {
            byte[] bytes = bytes(new Random(seed + round));
            check(bytes, seed + round, round > 2_000);
        }
        assertThat(accepted).isGreaterThan(100);
    }

    private void check(byte[] bytes, long seed, boolean warm) {
        try {
            read(bytes, seed);
            if (warm) {
                requireFast(seed, () -> whole(bytes));
                requireFast(seed, () -> late(bytes));
                requireFast(seed, () -> mapped(bytes));
            }
        } catch (RuntimeException | StackOverflowError | OutOfMemoryError e) {
            throw new AssertionError("seed " + seed + " raised " + e.getClass(), e);
        }
    }

    /** The garbage collector, the scheduler and the compiler interfere at times, so the best of many runs counts. */
    private static void requireFast(long seed, Runnable reading) {
        long best = Long.MAX_VALUE;
        for (int i = 0; i < 100 && best > MAXIMUM_TIME.toNanos(); i++) {
            long start = System.nanoTime();
            reading.run();
            best = Math.min(best, System.nanoTime() - start);
        }
        assertThat(Duration.ofNanos(best)).as("time for seed %d", seed).isLessThan(MAXIMUM_TIME);
    }

    private void read(byte[] bytes, long seed) {
        Document whole = whole(bytes);
        Document single = oneByOne(bytes);
        assertThat(single == null)
                .as("seed %d: both ways of reading agree", seed)
                .isEqualTo(whole == null);
        Document late = late(bytes);
        assertThat(late == null)
                .as("seed %d: late decoding finds the same errors", seed)
                .isEqualTo(whole == null);
        skim(bytes);
        mapped(bytes);
        if (whole == null || single == null || late == null) {
            return;
        }
        accepted++;
        RawDocument again = RawDocument.encode(whole);
        assertThat(RawDocument.encode(single)).as("seed %d", seed).isEqualTo(again);
        assertThat(RawDocument.encode(late)).as("seed %d", seed).isEqualTo(again);
        assertThat(RawDocument.encode(again.toDocument())).as("seed %d", seed).isEqualTo(again);
        for (String name : whole.keySet()) {
            assertThat(again.has(name)).as("seed %d", seed).isTrue();
        }
    }

    private static @Nullable Document whole(byte[] bytes) {
        try {
            return new BsonInput(bytes).document();
        } catch (BsonException expected) {
            return null;
        }
    }

    /** A document that is decoded on access, here completely. */
    private static @Nullable Document late(byte[] bytes) {
        try {
            Document document = new BsonInput(bytes).documentOnDemand();
            assertThat(document).hasSameHashCodeAs(document);
            return document;
        } catch (BsonException expected) {
            return null;
        }
    }

    private static @Nullable Anything mapped(byte[] bytes) {
        try {
            return CodecRegistry.standard().codec(Anything.class).decode(new BsonInput(bytes));
        } catch (BsonException expected) {
            return null;
        }
    }

    private static @Nullable Document oneByOne(byte[] bytes) {
        try {
            var input = new BsonInput(bytes);
            var document = new Document();
            input.startDocument();
            while (input.next() != null) {
                String name = input.name();
                document.put(name, input.type() == BsonType.DOCUMENT ? entered(input) : input.value());
            }
            return document;
        } catch (BsonException expected) {
            return null;
        }
    }

    private static Document entered(BsonInput input) {
        var document = new Document();
        input.startDocument();
        while (input.next() != null) {
            document.put(input.name(), input.value());
        }
        input.endDocument();
        return document;
    }

    private static void skim(byte[] bytes) {
        try {
            RawDocument raw = RawDocument.of(bytes);
            raw.list("k1", RawDocument.class);
            raw.valueOrNull("k3");
            raw.stringOrNull("");
            raw.has("must not be found");
        } catch (BsonException expected) {
            assertThat(expected.path()).isNotNull();
        }
    }

    private static byte[] bytes(Random random) {
        return switch (random.nextInt(8)) {
            case 0 -> noise(random);
            case 1 -> repeated(random);
            case 2 -> encoded(random);
            case 3 -> mutilated(random, mutilated(random, mutilated(random, encoded(random))));
            default -> mutilated(random, encoded(random));
        };
    }

    private static byte[] noise(Random random) {
        byte[] bytes = new byte[random.nextInt(200)];
        random.nextBytes(bytes);
        if (bytes.length >= 4 && random.nextBoolean()) {
            ByteOutput.INT32.set(bytes, 0, bytes.length);
            bytes[bytes.length - 1] = 0;
        }
        return bytes;
    }

    /** A few bytes repeated as the elements of a document, to expose quadratic algorithms. */
    private static byte[] repeated(Random random) {
        byte[] unit = new byte[3 + random.nextInt(8)];
        random.nextBytes(unit);
        unit[0] = (byte) random.nextInt(0x14);
        unit[1 + random.nextInt(unit.length - 1)] = 0;
        byte[] bytes = new byte[MAX_LENGTH];
        for (int at = 4; at < bytes.length - 1; at++) {
            bytes[at] = unit[(at - 4) % unit.length];
        }
        bytes[bytes.length - 1] = 0;
        ByteOutput.INT32.set(bytes, 0, bytes.length);
        return bytes;
    }

    private static byte[] encoded(Random random) {
        byte[] bytes = RawDocument.encode(document(random, 0)).toByteArray();
        return bytes.length <= MAX_LENGTH ? bytes : encoded(random);
    }

    private static byte[] mutilated(Random random, byte[] original) {
        byte[] bytes = original.clone();
        if (bytes.length < 8) {
            return bytes;
        }
        int at = random.nextInt(bytes.length - 4);
        switch (random.nextInt(6)) {
            case 0 -> bytes[at] = (byte) random.nextInt();
            case 1 -> bytes[at] ^= (byte) (1 << random.nextInt(8));
            case 2 -> ByteOutput.INT32.set(bytes, at, INTERESTING[random.nextInt(INTERESTING.length)]);
            case 3 -> ByteOutput.INT32.set(bytes, at, (int) ByteOutput.INT32.get(bytes, at) + random.nextInt(9) - 4);
            case 4 -> {
                bytes = Arrays.copyOf(bytes, 5 + random.nextInt(bytes.length - 4));
                ByteOutput.INT32.set(bytes, 0, bytes.length);
                bytes[bytes.length - 1] = 0;
            }
            default -> System.arraycopy(bytes, at, bytes, random.nextInt(bytes.length - 4), 1 + random.nextInt(3));
        }
        return bytes;
    }

    private static Document document(Random random, int depth) {
        var document = new Document();
        int fields = random.nextInt(random.nextInt(20) == 0 ? 200 : 8);
        for (int i = 0; i < fields; i++) {
            document.put(random.nextInt(5) == 0 ? "name" : "k" + random.nextInt(2 * fields), value(random, depth));
        }
        return document;
    }

    private static @Nullable Object value(Random random, int depth) {
        return switch (random.nextInt(depth > 5 ? 19 : 25)) {
            case 0 -> random.nextDouble();
            case 1 -> "text \u00e9\u2606\ud83d\ude00".repeat(random.nextInt(4));
            case 2 -> "ascii".repeat(random.nextInt(30));
            case 3 -> new Binary((byte) random.nextInt(9), new byte[random.nextInt(20)]);
            case 4 -> Undefined.INSTANCE;
            case 5 -> new ObjectId();
            case 6 -> random.nextBoolean();
            case 7 -> Instant.ofEpochMilli(random.nextLong());
            case 8 -> null;
            case 9 -> new Regex("a\u00e9", "ix");
            case 10 -> new DbPointer("d.c", new ObjectId());
            case 11 -> new Code("f()");
            case 12 -> new Symbol("s");
            case 13 -> random.nextInt();
            case 14 -> Timestamp.ofBits(random.nextLong());
            case 15 -> random.nextLong();
            case 16 -> new Decimal128(random.nextLong(), random.nextLong());
            case 17 -> random.nextBoolean() ? MinKey.INSTANCE : MaxKey.INSTANCE;
            case 18 -> new UUID(random.nextLong(), random.nextLong());
            case 19 -> new CodeWithScope("f()", document(random, depth + 1));
            case 20, 21 -> {
                var list = new ArrayList<@Nullable Object>();
                for (int i = random.nextInt(8); i > 0; i--) {
                    list.add(value(random, depth + 1));
                }
                yield list;
            }
            default -> document(random, depth + 1);
        };
    }
}
