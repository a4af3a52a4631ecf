package dev.morelia.bson.internal.json;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.morelia.bson.Binary;
import dev.morelia.bson.BsonException;
import dev.morelia.bson.BsonVector;
import dev.morelia.bson.Code;
import dev.morelia.bson.CodeWithScope;
import dev.morelia.bson.DbPointer;
import dev.morelia.bson.DbRef;
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
import dev.morelia.bson.UuidRepresentation;
import dev.morelia.bson.json.ExtendedJson;
import dev.morelia.bson.json.JsonMode;
import java.time.Instant;
import java.time.format.DateTimeFormatter;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Date;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.UUID;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

class JsonWriterTest {

    private static final ObjectId ID = ObjectId.of("56e1fc72e0c917e9c4714161");

    /** Every type, with its canonical and its relaxed form. */
    private static final List<List<Object>> VALUES = List.of(
            both("text", "\"text\""),
            forms(42, "{\"$numberInt\": \"42\"}", "42"),
            forms(-42L, "{\"$numberLong\": \"-42\"}", "-42"),
            forms(Long.MIN_VALUE, "{\"$numberLong\": \"-9223372036854775808\"}", "-9223372036854775808"),
            forms(Long.MAX_VALUE, "{\"$numberLong\": \"9223372036854775807\"}", "9223372036854775807"),
            forms(-0.0, "{\"$numberDouble\": \"-0.0\"}", "-0.0"),
            forms(1.5e-7, "{\"$numberDouble\": \"1.5E-7\"}", "1.5E-7"),
            forms(1.5e18, "{\"$numberDouble\": \"1.5E+18\"}", "1.5E+18"),
            both(Double.NaN, "{\"$numberDouble\": \"NaN\"}"),
            both(Double.NEGATIVE_INFINITY, "{\"$numberDouble\": \"-Infinity\"}"),
            both(Decimal128.parse("1.50"), "{\"$numberDecimal\": \"1.50\"}"),
            both(true, "true"),
            both(false, "false"),
            both(ID, "{\"$oid\": \"56e1fc72e0c917e9c4714161\"}"),
            forms(
                    Instant.ofEpochMilli(1_356_351_330_501L),
                    "{\"$date\": {\"$numberLong\": \"1356351330501\"}}",
                    "{\"$date\": \"2012-12-24T12:15:30.501Z\"}"),
            forms(Instant.EPOCH, "{\"$date\": {\"$numberLong\": \"0\"}}", "{\"$date\": \"1970-01-01T00:00:00Z\"}"),
            both(Instant.ofEpochMilli(-1), "{\"$date\": {\"$numberLong\": \"-1\"}}"),
            both(Instant.parse("+10000-01-01T00:00:00Z"), "{\"$date\": {\"$numberLong\": \"253402300800000\"}}"),
            both(
                    new Binary((byte) 0x80, new byte[] {-1, -1}),
                    "{\"$binary\": {\"base64\": \"//8=\", \"subType\": \"80\"}}"),
            both(
                    UUID.fromString("73ffd264-44b3-4c69-90e8-e7d1dfc035d4"),
                    "{\"$binary\": {\"base64\": \"c//SZESzTGmQ6OfR38A11A==\", \"subType\": \"04\"}}"),
            both(new Timestamp(-1, 7), "{\"$timestamp\": {\"t\": 4294967295, \"i\": 7}}"),
            both(new Regex("a\"b", "im"), "{\"$regularExpression\": {\"pattern\": \"a\\\"b\", \"options\": \"im\"}}"),
            both(new Code("f()"), "{\"$code\": \"f()\"}"),
            forms(
                    new CodeWithScope("f()", new Document("x", 1)),
                    "{\"$code\": \"f()\", \"$scope\": {\"x\": {\"$numberInt\": \"1\"}}}",
                    "{\"$code\": \"f()\", \"$scope\": {\"x\": 1}}"),
            both(new Symbol("s"), "{\"$symbol\": \"s\"}"),
            both(
                    new DbPointer("c", ID),
                    "{\"$dbPointer\": {\"$ref\": \"c\", \"$id\": {\"$oid\": \"56e1fc72e0c917e9c4714161\"}}}"),
            both(MinKey.INSTANCE, "{\"$minKey\": 1}"),
            both(MaxKey.INSTANCE, "{\"$maxKey\": 1}"),
            both(Undefined.INSTANCE, "{\"$undefined\": true}"),
            both(new Document(), "{}"),
            both(List.of(), "[]"));

    private static List<Object> forms(Object value, String canonical, String relaxed) {
        return List.of(value, canonical, relaxed);
    }

    private static List<Object> both(Object value, String json) {
        return forms(value, json, json);
    }

    private static String relaxed(@Nullable Object value) {
        return ExtendedJson.write(value, JsonMode.RELAXED);
    }

    @Test
    void writesEveryTypeInBothModes() {
        for (var row : VALUES) {
            assertThat(ExtendedJson.write(row.get(0), JsonMode.CANONICAL)).isEqualTo(row.get(1));
            assertThat(relaxed(row.get(0))).isEqualTo(row.get(2));
            Object read = row.get(0) instanceof UUID uuid ? UuidRepresentation.STANDARD.encode(uuid) : row.get(0);
            assertThat(ExtendedJson.parseValue((String) row.get(1))).isEqualTo(read);
        }
        assertThat(relaxed(null)).isEqualTo("null");
    }

    @Test
    void writesRawDocumentsLikeDocuments() {
        var document = new Document("_id", ID);
        var list = new ArrayList<>();
        for (var row : VALUES) {
            document.append("f" + document.size(), row.get(0));
            list.add(row.get(0));
        }
        document.append("list", list).append("none", null).append("sub", Document.copyOf(document));
        for (var mode : JsonMode.values()) {
            for (boolean pretty : new boolean[] {false, true}) {
                String json = ExtendedJson.write(document, mode, pretty);
                assertThat(ExtendedJson.write(RawDocument.encode(document), mode, pretty))
                        .isEqualTo(json);
                assertThat(ExtendedJson.write(new Document("d", RawDocument.encode(document)), mode, pretty))
                        .isEqualTo(ExtendedJson.write(new Document("d", document), mode, pretty));
            }
        }
        assertThat(RawDocument.encode(ExtendedJson.parse(ExtendedJson.write(document, JsonMode.CANONICAL))))
                .isEqualTo(RawDocument.encode(document));
    }

    @Test
    void writesOtherClassesAsTheirBsonType() {
        assertThat(relaxed(Arrays.asList((byte) 1, (short) 2, 1.5f, null))).isEqualTo("[1, 2, 1.5, null]");
        assertThat(relaxed(new int[] {1, 2})).isEqualTo("[1, 2]");
        assertThat(relaxed(new Object[] {new String[] {"a"}})).isEqualTo("[[\"a\"]]");
        assertThat(relaxed(new byte[] {-1, -1}))
                .isEqualTo("{\"$binary\": {\"base64\": \"//8=\", \"subType\": \"00\"}}");
        assertThat(relaxed(Date.from(Instant.EPOCH))).isEqualTo("{\"$date\": \"1970-01-01T00:00:00Z\"}");
        assertThat(relaxed(Pattern.compile("a", Pattern.CASE_INSENSITIVE)))
                .isEqualTo("{\"$regularExpression\": {\"pattern\": \"a\", \"options\": \"i\"}}");
        assertThat(relaxed(new HashMap<>(Map.of("a", 1)))).isEqualTo("{\"a\": 1}");
    }

    @Test
    void acceptsTheClassesThatBsonOutputAccepts() {
        List<Object> values = List.of(
                (byte) 1,
                (short) 2,
                1.5f,
                new int[] {1, 2},
                new Object[] {"a", 1L},
                new byte[] {1},
                Date.from(Instant.EPOCH),
                Pattern.compile("a", Pattern.CASE_INSENSITIVE),
                Map.of("a", 1),
                Set.of(1),
                RawDocument.encode(new Document("x", 1)),
                BsonVector.float32(1, 2),
                new DbRef("c", 1, "d"));
        for (var value : values) {
            var document = new Document("v", value);
            assertThat(ExtendedJson.write(document, JsonMode.CANONICAL))
                    .isEqualTo(ExtendedJson.write(RawDocument.encode(document), JsonMode.CANONICAL));
        }
    }

    @Test
    void escapesOnlyWhatJsonRequires() {
        assertThat(relaxed("\"\\/\b\f\n\r\t\0\u001f\u007f"))
                .isEqualTo("\"\\\"\\\\/\\b\\f\\n\\r\\t\\u0000\\u001f\u007f\"");
        assertThat(relaxed("caf\u00e9 \u2606 \ud83d\ude00\n")).isEqualTo("\"caf\u00e9 \u2606 \ud83d\ude00\\n\"");
        assertThat(relaxed(new Document("a\"\0", 1))).isEqualTo("{\"a\\\"\\u0000\": 1}");
        assertThat(relaxed("\ud83dx\ude00")).isEqualTo("\"\\ud83dx\\ude00\"");
    }

    @Test
    void longTextsAndDeepDocumentsGrowTheBuffer() {
        var random = new Random(7);
        for (int i = 0; i < 200; i++) {
            String text = random.ints(random.nextInt(2_000), 0, 0x3000)
                    .collect(StringBuilder::new, StringBuilder::appendCodePoint, StringBuilder::append)
                    .toString();
            assertThat(ExtendedJson.parseValue(relaxed(text))).isEqualTo(text);
        }
    }

    @Test
    void prettyPrints() {
        var document = new Document("a", 1)
                .append("scalars", List.of(1, "two"))
                .append("empty", List.of())
                .append("none", new Document())
                .append("id", ID)
                .append("items", List.of(new Document("x", 1).append("y", 2), 5, List.of(new Document("z", 1))));
        assertThat(ExtendedJson.write(document, JsonMode.RELAXED, true)).isEqualTo("""
            {
              "a": 1,
              "scalars": [1, "two"],
              "empty": [],
              "none": {},
              "id": {"$oid": "56e1fc72e0c917e9c4714161"},
              "items": [
                {
                  "x": 1,
                  "y": 2
                },
                5,
                [
                  {
                    "z": 1
                  }
                ]
              ]
            }\
            """);
    }

    @Test
    void writesTimesAsTheJdkDoes() {
        var random = new Random(11);
        for (int i = 0; i < 20_000; i++) {
            long millis = random.nextLong(JsonDates.MAX_TEXT_MILLIS + 1);
            var instant = Instant.ofEpochMilli(i % 2 == 0 ? millis : millis / 1000 * 1000);
            String expected = DateTimeFormatter.ISO_INSTANT.format(instant);
            assertThat(relaxed(instant)).isEqualTo("{\"$date\": \"" + expected + "\"}");
            assertThat(JsonDates.parse(expected)).isEqualTo(instant.toEpochMilli());
        }
    }

    @Test
    void integersOfEveryLength() {
        for (long value = 1; value > 0; value *= 10) {
            for (long near : new long[] {value - 1, value, -value, 1 - value}) {
                assertThat(relaxed(near)).isEqualTo(Long.toString(near));
            }
        }
    }

    @Test
    void rejectsValuesWithoutABsonType() {
        assertThatThrownBy(() ->
                        relaxed(new Document("_id", 3).append("a", List.of(1, new Document("b", Thread.State.NEW)))))
                .isInstanceOfSatisfying(BsonException.class, e -> {
                    assertThat(e.path()).isEqualTo("a.1.b");
                    assertThat(e.documentId()).isEqualTo(3);
                })
                .hasMessageContaining("Thread$State");
        assertThatThrownBy(() -> relaxed(Map.of(1, 2))).isInstanceOf(BsonException.class);
        assertThatThrownBy(() -> relaxed(Instant.MAX)).isInstanceOf(BsonException.class);
    }

    @Test
    void limitsTheDepth() {
        var document = new Document();
        for (int i = 1; i < 1_000; i++) {
            document = new Document("a", document);
        }
        assertThat(relaxed(document)).hasSizeGreaterThan(5_000);
        var deeper = new Document("a", new Document("a", document));
        assertThatThrownBy(() -> relaxed(deeper))
                .isInstanceOf(BsonException.class)
                .hasMessageContaining("1000 levels");
        var cycle = new Document();
        cycle.append("a", cycle);
        assertThatThrownBy(() -> relaxed(cycle)).isInstanceOf(BsonException.class);
    }
}
