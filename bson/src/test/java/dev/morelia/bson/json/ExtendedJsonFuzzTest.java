package dev.morelia.bson.json;

import static org.assertj.core.api.Assertions.assertThat;

import dev.morelia.bson.BsonException;
import dev.morelia.bson.Document;
import dev.morelia.bson.RawDocument;
import java.io.StringReader;
import java.time.Duration;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;

/**
 * Feeds generated and mutated texts to the parser: only {@link BsonException} may be thrown, nothing may take long, and
 * accepted input must survive a round trip through JSON and BSON. Runs for {@code -Dmorelia.fuzz.seconds=3}; a failure
 * reports its seed.
 */
class ExtendedJsonFuzzTest {

    private static final Duration MAXIMUM_TIME = Duration.ofMillis(10);
    private static final int MAX_LENGTH = 64 * 1024;
    private static final List<JsonDialect> DIALECTS = List.of(JsonDialect.values());

    private static final List<String> PIECES = List.of(
            "{",
            "}",
            "[",
            "]",
            ",",
            ":",
            " ",
            "\n",
            "\"",
            "\\",
            "\"a\": ",
            "\"\": ",
            "null",
            "true",
            "false",
            "1",
            "-1",
            "0",
            "9",
            "999999999999999999",
            "1e5",
            "1e999999999",
            "-0.1e-999999999",
            "0.30000000000000004",
            ".",
            "e",
            "\"x\"",
            "\"\\u0000\"",
            "\"\\ud83d\\ude00\"",
            "\\ud800",
            "\u00e9",
            "\u2606",
            "\ud83d",
            "\ude00",
            "\0",
            "\"$oid\": \"56e1fc72e0c917e9c4714161\"",
            "\"$numberInt\": \"1\"",
            "\"$numberLong\": \"5\"",
            "\"$numberDouble\": \"1.5\"",
            "\"$numberDecimal\": \"1e999999999\"",
            "\"$numberDecimal\": \"12.5\"",
            "\"$date\": {\"$numberLong\": \"1\"}",
            "\"$date\": \"2012-12-24T12:15:30.501Z\"",
            "\"$date\": 1",
            "\"$binary\": {\"base64\": \"//8=\", \"subType\": \"04\"}",
            "\"$binary\": \"//8=\"",
            "\"$type\": \"00\"",
            "\"$uuid\": \"73ffd264-44b3-4c69-90e8-e7d1dfc035d4\"",
            "\"$code\": \"f\"",
            "\"$scope\": ",
            "\"$timestamp\": ",
            "{\"t\": 1, \"i\": 2}",
            "\"$regularExpression\": ",
            "{\"pattern\": \"a\", \"options\": \"i\"}",
            "\"$regex\": \"a\"",
            "\"$options\": \"i\"",
            "\"$dbPointer\": ",
            "\"$ref\": \"c\"",
            "\"$id\": ",
            "\"$minKey\": 1",
            "\"$maxKey\": 1",
            "\"$undefined\": true",
            "\"$symbol\": \"s\"",
            "ObjectId(",
            "\"56e1fc72e0c917e9c4714161\"",
            "new ",
            "Date(",
            "ISODate('2012-12-24')",
            "NumberLong(",
            "NumberDecimal('1.5')",
            "Timestamp(1, 2)",
            "DBRef('c', ",
            ")",
            "MinKey",
            "-Infinity",
            "'x'",
            "`",
            "a: ",
            "/x[/]/i",
            "/",
            "'");

    @Test
    void throwsOnlyBsonExceptionsAndIsFast() {
        var end = System.nanoTime()
                + Duration.ofSeconds(Integer.getInteger("morelia.fuzz.seconds", 3))
                        .toNanos();
        long seed = Long.getLong("morelia.fuzz.seed", 20_240_529L);
        int accepted = 0;
        for (long round = 0; round < 3_000 || System.nanoTime() < end; round++) {
            var random = new Random(seed + round);
            String json = text(random);
            if (check(json, seed + round, round > 2_000)) {
                accepted++;
            }
        }
        assertThat(accepted).isGreaterThan(100);
    }

    @Test
    void streamsThrowOnlyBsonExceptions() {
        for (int seed = 0; seed < 3_000; seed++) {
            var random = new Random(seed);
            var text = new StringReader(text(random) + text(random));
            try {
                var unused = ExtendedJson.documents(text, DIALECTS.get(seed % DIALECTS.size()))
                        .count();
            } catch (BsonException expected) {
                // expected
            } catch (RuntimeException | StackOverflowError e) {
                throw new AssertionError("seed " + seed + " raised " + e.getClass(), e);
            }
        }
    }

    private static boolean check(String json, long seed, boolean warm) {
        var dialect = DIALECTS.get((int) (seed % DIALECTS.size()));
        // The garbage collector, the scheduler and the compiler interfere at times, so the best of many runs counts.
        long best = Long.MAX_VALUE;
        boolean accepted = false;
        for (int i = 0; i < 100 && best > MAXIMUM_TIME.toNanos(); i++) {
            long start = System.nanoTime();
            accepted = readsAndWritesBack(json, dialect, seed);
            best = Math.min(best, System.nanoTime() - start);
        }
        if (warm) {
            assertThat(Duration.ofNanos(best)).as("time for seed %d", seed).isLessThan(MAXIMUM_TIME);
        }
        return accepted;
    }

    private static boolean readsAndWritesBack(String json, JsonDialect dialect, long seed) {
        Object value;
        try {
            value = ExtendedJson.parseValue(json, dialect);
        } catch (BsonException expected) {
            return false;
        } catch (RuntimeException | StackOverflowError e) {
            throw new AssertionError("seed " + seed + " raised " + e.getClass(), e);
        }
        String canonical = ExtendedJson.write(value, JsonMode.CANONICAL);
        Object again = ExtendedJson.parseValue(canonical);
        if (!ExtendedJson.write(again, JsonMode.CANONICAL, seed % 3 == 0)
                .equals(ExtendedJson.write(value, JsonMode.CANONICAL, seed % 3 == 0))) {
            throw new AssertionError("seed " + seed + " does not survive a round trip");
        }
        if (value instanceof Document document) {
            String fromBson;
            try {
                fromBson = ExtendedJson.write(RawDocument.encode(document), JsonMode.CANONICAL);
            } catch (BsonException e) {
                throw new AssertionError("seed " + seed + " cannot be encoded", e);
            }
            assertThat(fromBson).as("seed %d", seed).isEqualTo(canonical);
        }
        return true;
    }

    static String text(Random random) {
        return switch (random.nextInt(10)) {
            case 0 -> pieces(random, 1 + random.nextInt(60));
            case 1 -> pieces(random, 4_000);
            case 2 -> repeated(random);
            case 3, 4 -> mutilated(random, value(random, 0));
            case 5 -> mutilated(random, mutilated(random, value(random, 0)));
            default -> value(random, 0);
        };
    }

    private static String pieces(Random random, int count) {
        var text = new StringBuilder();
        for (int i = 0; i < count && text.length() < MAX_LENGTH - 100; i++) {
            text.append(PIECES.get(random.nextInt(PIECES.size())));
        }
        return text.toString();
    }

    /** One or two pieces repeated, to expose quadratic algorithms. */
    private static String repeated(Random random) {
        String unit = pieces(random, 1 + random.nextInt(4));
        String start = random.nextBoolean() ? "" : pieces(random, 1);
        return start + unit.repeat((MAX_LENGTH - 100) / Math.max(1, unit.length()));
    }

    private static String mutilated(Random random, String json) {
        if (json.isEmpty()) {
            return json;
        }
        int at = random.nextInt(json.length());
        return switch (random.nextInt(3)) {
            case 0 -> json.substring(0, at) + json.substring(Math.min(json.length(), at + 1 + random.nextInt(4)));
            case 1 -> json.substring(0, at) + PIECES.get(random.nextInt(PIECES.size())) + json.substring(at);
            default -> json.substring(0, at) + (char) random.nextInt(0x100) + json.substring(at + 1);
        };
    }

    private static String value(Random random, int depth) {
        int kind = random.nextInt(depth > 6 ? 10 : 14);
        return switch (kind) {
            case 0 -> "null";
            case 1 -> Integer.toString(random.nextInt());
            case 2 -> Long.toString(random.nextLong());
            case 3 -> Double.toString(Double.longBitsToDouble(random.nextLong() & ~(1L << 62)));
            case 4 -> "{\"$numberDecimal\": \"" + random.nextLong() + "E" + (random.nextInt(12_000) - 6_000) + "\"}";
            case 5 -> "{\"$date\": {\"$numberLong\": \"" + random.nextLong() + "\"}}";
            case 6 -> "{\"$timestamp\": {\"t\": " + random.nextInt(99) + ", \"i\": " + random.nextInt(99) + "}}";
            case 7, 8, 9 ->
                '"' + "abc\\n\u00e9\u2606".substring(random.nextInt(3)).repeat(random.nextInt(20)) + '"';
            case 10, 11 -> {
                var text = new StringBuilder("[");
                for (int i = random.nextInt(6); i > 0; i--) {
                    text.append(value(random, depth + 1)).append(i > 1 ? "," : "");
                }
                yield text.append(']').toString();
            }
            default -> {
                var text = new StringBuilder("{");
                for (int i = random.nextInt(8); i > 0; i--) {
                    text.append('"')
                            .append("key".repeat(random.nextInt(4)))
                            .append(i)
                            .append("\":");
                    text.append(value(random, depth + 1)).append(i > 1 ? ", " : "");
                }
                yield text.append('}').toString();
            }
        };
    }
}
