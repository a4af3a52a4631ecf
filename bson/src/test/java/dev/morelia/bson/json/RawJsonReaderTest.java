package dev.morelia.bson.json;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.morelia.bson.BsonException;
import dev.morelia.bson.RawDocument;
import dev.morelia.bson.internal.json.JsonToBson;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Longer with {@code -Dmorelia.fuzz.seconds=3}; a failure reports its seed. */
class RawJsonReaderTest {
    private static @Nullable RawDocument direct(String json) {
        return new JsonToBson().encode(json.getBytes(UTF_8), 0, json.getBytes(UTF_8).length);
    }

    private static RawDocument parsed(String json) {
        return RawDocument.encode(ExtendedJson.parse(json));
    }

    private static RawDocument read(String json) {
        byte[] text = json.getBytes(UTF_8);
        return new RawJsonReader().read(text, 0, text.length);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "{}",
                " { } \r\n",
                "{\"a\":1,\"b\":-0,\"c\":-2147483649,\"d\":999999999999999999,\"e\":1.5,\"f\":-1e-3,\"g\":-0.0}",
                "{\"a\": true, \"b\": false, \"c\": null, \"d\": \"\", \"\": \"x\"}",
                "{\"a\": \"\\\"\\\\\\/\\b\\f\\n\\r\\t\\u0000\\u00e9\\u2606\\ud83d\\ude00\"}",
                "{\"\u00e9\\n\": \"\u2606\ud83d\ude00\"}",
                "{\"a\": [1, [], [[\"x\"], {}], {\"a\": {\"a\": 1}}]}",
                "{\"_id\": {\"$oid\": \"56e1fc72e0c917e9c4714161\"}, \"o\": {\"$oid\": \"56E1FC72E0C917E9C4714161\"}}",
                "{\"a\": {\"$date\": \"2012-12-24T12:15:30.501Z\"}, \"b\": {\"$date\": \"2012-12-24T12:15:30Z\"}}",
                "{\"a\": {\"$date\": {\"$numberLong\": \"-1\"}}, \"b\": {\"$date\": \"1900-02-28T12:15:30+02:00\"}}",
                "{\"a\": {\"$date\": \"0000-02-29T23:59:59.999Z\"}, \"b\": {\"$date\": \"2012-12-24t12:15:30.5Z\"}}",
                "{\"a\": {\"$numberInt\": \"-2147483648\"}, \"b\": {\"$numberLong\": \"9223372036854775807\"}}",
                "{\"a\": {\"$numberDouble\": \"-1.5E+3\"}, \"b\": {\"$numberDouble\": \"-Infinity\"}}",
                "{\"a\": {\"$numberDouble\": \"NaN\"}, \"b\": {\"$numberDecimal\": \"1.50E+10\"}}",
                "{\"a\": {\"$binary\": {\"base64\": \"//8=\", \"subType\": \"4\"}}}",
                "{\"a\": {\"$uuid\": \"73ffd264-44b3-4c69-90e8-e7d1dfc035d4\"}}",
                "{\"a\": {\"$ref\": \"c\", \"$id\": {\"$oid\": \"56e1fc72e0c917e9c4714161\"}, \"$db\": \"d\"}}"
            })
    void encodesDirectlyWhatTheParserReads(String json) {
        assertThat(direct(json)).isEqualTo(parsed(json));
        assertThat(read(json)).isEqualTo(parsed(json));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "{\"a\": 1, \"b\": 2, \"a\": 3}",
                "{\"a\": 1, \"\\u0061\": 3}",
                "{\"a\": {\"\\u0024oid\": \"56e1fc72e0c917e9c4714161\"}}",
                "{\"$oid\": \"56e1fc72e0c917e9c4714161\"}",
                "{\"a\": {\"$regex\": \"^A\"}, \"b\": {\"$timestamp\": {\"t\": 1, \"i\": 2}}}",
                "{\"a\": {\"$binary\": {\"subType\": \"02\", \"base64\": \"//8=\"}}}",
                "{\"a\": {\"$binary\": {\"base64\": \"//8=\", \"subType\": \"02\"}}}",
                "{\"a\": 9223372036854775807, \"b\": 9223372036854775808}"
            })
    void leavesTheRestToTheParser(String json) {
        assertThat(direct(json)).isNull();
        assertThat(read(json)).isEqualTo(parsed(json));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "[]",
                "1",
                "{} {}",
                "{\"a\": 01}",
                "{\"a\": 1.}",
                "{\"a\": trueX}",
                "{\"a\": 1,}",
                "{a: 1}",
                "{\"a\": \"\u0001\"}",
                "{\"a\": \"\\ud800\"}",
                "{\"a\\u0000\": 1}",
                "{\"a\": {\"$oid\": \"56e1fc72e0c917e9c471416\"}}",
                "{\"a\": {\"$oid\": \"56e1fc72e0c917e9c4714161\", \"b\": 1}}",
                "{\"a\": {\"$date\": \"2011-02-29T12:15:30Z\"}}",
                "{\"a\": {\"$date\": \"2012-12-24T12:15:30.12xZ\"}}",
                "{\"a\": {\"b\": 1, \"$oid\": \"56e1fc72e0c917e9c4714161\"}}"
            })
    void failsAsTheParserDoes(String json) {
        assertThat(direct(json)).isNull();
        String expected = messageOf(() -> ExtendedJson.parse(json));
        assertThatThrownBy(() -> read(json)).isInstanceOf(BsonException.class).hasMessage(expected);
    }

    private static String messageOf(Runnable failing) {
        try {
            failing.run();
        } catch (BsonException failure) {
            return failure.getMessage();
        }
        throw new AssertionError("no error");
    }

    @Test
    void rejectsMalformedUtf8() {
        for (String bytes :
                List.of("\u00c0\u0080", "\u00ed\u00a0\u0080", "\u00f4\u0090\u0080\u0080", "\u00e2\u0082", "\u00ff")) {
            byte[] text = ("{\"a\": \"" + bytes + "\"}").getBytes(ISO_8859_1);
            assertThatThrownBy(() -> new RawJsonReader().read(text, 0, text.length))
                    .isInstanceOf(BsonException.class)
                    .hasMessageContaining("not valid UTF-8");
        }
    }

    @Test
    void readsManyDocumentsOfAnySizeWithOneReader() {
        var reader = new RawJsonReader();
        var random = new Random(5);
        List<RawDocument> read = new ArrayList<>();
        List<String> texts = new ArrayList<>();
        for (int i = 0; i < 500; i++) {
            int length = i % 50 == 49 ? 300_000 : random.nextInt(3_000);
            String json = "{\"i\": " + i + ", \"text\": [\"" + "x".repeat(length) + "\"]" + (i % 7 == 0 ? "" : "}");
            byte[] text = ("!" + json + "?").getBytes(UTF_8);
            if (i % 7 == 0) {
                assertThatThrownBy(() -> reader.read(text, 1, text.length - 2)).isInstanceOf(BsonException.class);
            } else {
                read.add(reader.read(text, 1, text.length - 2));
                texts.add(json);
            }
        }
        for (int i = 0; i < read.size(); i++) {
            assertThat(read.get(i)).isEqualTo(parsed(texts.get(i)));
        }
    }

    @Test
    void findsDuplicatesAmongManyFields() {
        for (int fields : new int[] {2, 63, 64, 65, 999, 1_000, 1_001}) {
            String names = IntStream.range(0, fields)
                    .mapToObj(i -> "\"name" + i + "\": " + i)
                    .collect(Collectors.joining(", "));
            assertThat(read("{" + names + "}")).isEqualTo(parsed("{" + names + "}"));
            assertThat(read("{" + names + ", \"name1\": 0}")).isEqualTo(parsed("{" + names + ", \"name1\": 0}"));
            assertThat(direct("{" + names + ", \"name1\": 0}")).isNull();
        }
    }

    @Test
    void agreesWithTheParserOnGeneratedTexts() {
        long end = System.nanoTime()
                + Duration.ofSeconds(Integer.getInteger("morelia.fuzz.seconds", 1))
                        .toNanos();
        long seed = Long.getLong("morelia.fuzz.seed", 11);
        var reader = new JsonToBson();
        int encoded = 0;
        int left = 0;
        for (long round = 0; round < 3_000 || System.nanoTime() < end; round++) {
            var random = new Random(seed + round);
            byte[] text = text(random);
            RawDocument direct = reader.encode(text, 0, text.length);
            if (direct == null) {
                left++;
            } else {
                encoded++;
                assertThat(direct).as("seed %d", seed + round).isEqualTo(parsed(decoded(text, seed + round)));
            }
        }
        assertThat(encoded).isGreaterThan(500);
        assertThat(left).isGreaterThan(500);
    }

    private static String decoded(byte[] text, long seed) {
        try {
            return UTF_8.newDecoder().decode(ByteBuffer.wrap(text)).toString();
        } catch (CharacterCodingException malformed) {
            throw new AssertionError("seed " + seed + " is not valid UTF-8", malformed);
        }
    }

    private static byte[] text(Random random) {
        String value = ExtendedJsonFuzzTest.text(random);
        String json = switch (random.nextInt(4)) {
            case 0 -> value;
            case 1 -> "{\"a\": " + value + "}";
            case 2 -> "{\"a\": [" + value + "], \"b\": {\"$date\": \"2012-12-24T12:15:30.501Z\"}}";
            default ->
                ExtendedJson.write(parsedOrNull(value), random.nextBoolean() ? JsonMode.RELAXED : JsonMode.CANONICAL);
        };
        byte[] text = json.getBytes(UTF_8);
        for (int i = random.nextInt(4); i > 1 && text.length > 0; i--) {
            text[random.nextInt(text.length)] = (byte) random.nextInt(0x100);
        }
        return text;
    }

    private static @Nullable Object parsedOrNull(String value) {
        try {
            return ExtendedJson.parseValue("{\"v\": " + value + "}", JsonDialect.SHELL);
        } catch (BsonException malformed) {
            return null;
        }
    }
}
