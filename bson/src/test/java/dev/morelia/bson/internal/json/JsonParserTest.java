package dev.morelia.bson.internal.json;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.morelia.bson.Binary;
import dev.morelia.bson.BsonException;
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
import dev.morelia.bson.UuidRepresentation;
import dev.morelia.bson.codec.CodecRegistry;
import dev.morelia.bson.json.ExtendedJson;
import dev.morelia.bson.json.JsonDialect;
import dev.morelia.bson.json.JsonMode;
import java.time.Instant;
import java.util.Arrays;
import java.util.List;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

class JsonParserTest {

    private static @Nullable Object value(String json) {
        return ExtendedJson.parseValue(json);
    }

    private static @Nullable Object legacy(String json) {
        return ExtendedJson.parseValue(json, JsonDialect.LEGACY);
    }

    @Test
    void readsPlainJson() {
        var document = ExtendedJson.parse("""
            {"s": "text", "i": 36, "l": 5000000000, "d": 1.5,
             "t": true, "f": false, "n": null,
             "sub": {"x": {}}, "list": [1, [], "two", null]}
            """);
        assertThat(document.keySet()).containsExactly("s", "i", "l", "d", "t", "f", "n", "sub", "list");
        assertThat(document)
                .containsEntry("s", "text")
                .containsEntry("i", 36)
                .containsEntry("l", 5_000_000_000L)
                .containsEntry("d", 1.5)
                .containsEntry("t", true)
                .containsEntry("f", false)
                .containsEntry("n", null)
                .containsEntry("sub", new Document("x", new Document()))
                .containsEntry("list", Arrays.asList(1, List.of(), "two", null));
    }

    @Test
    void readsTypeWrappers() {
        assertThat(value("{\"$oid\": \"56e1fc72E0c917e9c4714161\"}"))
                .isEqualTo(ObjectId.of("56e1fc72e0c917e9c4714161"));
        assertThat(value("{\"$numberInt\": \"-42\"}")).isEqualTo(-42);
        assertThat(value("{\"$numberLong\": \"-9223372036854775808\"}")).isEqualTo(Long.MIN_VALUE);
        assertThat(value("{\"$numberDouble\": \"-0.0\"}")).isEqualTo(-0.0);
        assertThat(value("{\"$numberDouble\": \"-Infinity\"}")).isEqualTo(Double.NEGATIVE_INFINITY);
        assertThat(value("{\"$numberDouble\": \"NaN\"}")).isEqualTo(Double.NaN);
        assertThat(value("{\"$numberDecimal\": \"1.50\"}")).isEqualTo(Decimal128.parse("1.50"));
        assertThat(value("{\"$binary\": {\"subType\": \"8\", \"base64\": \"\\/\\/8=\"}}"))
                .isEqualTo(new Binary((byte) 8, new byte[] {-1, -1}));
        assertThat(value("{\"$code\": \"f()\"}")).isEqualTo(new Code("f()"));
        assertThat(value("{\"$scope\": {\"x\": 1}, \"$code\": \"f()\"}"))
                .isEqualTo(new CodeWithScope("f()", new Document("x", 1)))
                .isEqualTo(value("{\"$code\": \"f()\", \"$scope\": {\"x\": 1}}"));
        assertThat(value("{\"$timestamp\": {\"i\": 4294967295, \"t\": 1}}")).isEqualTo(new Timestamp(1, -1));
        assertThat(value("{\"$regularExpression\": {\"pattern\": \"^a\", \"options\": \"mi\"}}"))
                .isEqualTo(new Regex("^a", "im"));
        assertThat(value("{\"$dbPointer\": {\"$ref\": \"c\", \"$id\": {\"$oid\": \"56e1fc72e0c917e9c4714161\"}}}"))
                .isEqualTo(new DbPointer("c", ObjectId.of("56e1fc72e0c917e9c4714161")));
        assertThat(value("{\"$symbol\": \"s\"}")).isEqualTo(new Symbol("s"));
        assertThat(value("{\"$minKey\": 1}")).isEqualTo(MinKey.INSTANCE);
        assertThat(value("{\"$maxKey\": 1}")).isEqualTo(MaxKey.INSTANCE);
        assertThat(value("{\"$undefined\": true}")).isEqualTo(Undefined.INSTANCE);
    }

    @Test
    void readsUuidsInBothForms() {
        var uuid = UuidRepresentation.STANDARD.encode(UUID.fromString("73ffd264-44b3-4c69-90e8-e7d1dfc035d4"));
        assertThat(value("{\"$uuid\": \"73FFd264-44b3-4c69-90e8-e7d1dfc035d4\"}"))
                .isEqualTo(uuid);
        assertThat(value("{\"$uuid\": \"73ffd26444b34c6990e8e7d1dfc035d4\"}")).isEqualTo(uuid);
        assertThat(value("{\"$binary\": {\"base64\": \"c//SZESzTGmQ6OfR38A11A==\", \"subType\": \"04\"}}"))
                .isEqualTo(uuid);
        assertThat(value("{\"$binary\": {\"base64\": \"c//SZESzTGmQ6OfR38A11A==\", \"subType\": \"03\"}}"))
                .isEqualTo(new Binary(Binary.OLD_UUID, uuid.bytes()));
    }

    /** The subtype in the text is stored, whatever the UUID representation. */
    @ParameterizedTest
    @EnumSource(UuidRepresentation.class)
    void subtypesAreStoredAsGiven(UuidRepresentation representation) {
        var codecs = CodecRegistry.builder().uuidRepresentation(representation).build();
        for (String subtype : List.of("03", "04")) {
            String json = "{\"u\": {\"$binary\": {\"base64\": \"c//SZESzTGmQ6OfR38A11A==\", \"subType\": \"" + subtype
                    + "\"}}}";
            RawDocument stored = codecs.encode(ExtendedJson.parse(json));
            assertThat(ExtendedJson.write(stored, JsonMode.CANONICAL)).isEqualTo(json);
            assertThat(codecs.encode(Document.parse(json))).isEqualTo(stored);
        }
        var uuid = "{\"u\": {\"$uuid\": \"73ffd264-44b3-4c69-90e8-e7d1dfc035d4\"}}";
        assertThat(ExtendedJson.write(codecs.encode(ExtendedJson.parse(uuid)), JsonMode.CANONICAL))
                .contains("\"subType\": \"04\"");
        assertThat(ExtendedJson.parse(uuid).value("u", UUID.class))
                .isEqualTo(UUID.fromString("73ffd264-44b3-4c69-90e8-e7d1dfc035d4"));
    }

    @Test
    void leavesOtherDollarNamesAlone() {
        assertThat(value("{\"$gt\": 5}")).isEqualTo(new Document("$gt", 5));
        assertThat(value("{\"$regex\": \"^a\", \"$options\": \"i\"}"))
                .isEqualTo(new Document("$regex", "^a").append("$options", "i"));
        assertThat(value("{\"$type\": \"string\"}")).isEqualTo(new Document("$type", "string"));
        assertThat(value("{\"$ref\": \"c\", \"$id\": 1}")).isEqualTo(new Document("$ref", "c").append("$id", 1));
        assertThat(ExtendedJson.parse("{\"$oid\": \"x\", \"a\": 1}"))
                .isEqualTo(new Document("$oid", "x").append("a", 1));
    }

    @Test
    void readsLegacyFormsOnRequest() {
        assertThat(legacy("{\"$date\": 1356351330501}")).isEqualTo(Instant.ofEpochMilli(1_356_351_330_501L));
        assertThat(legacy("{\"$date\": -1}")).isEqualTo(Instant.ofEpochMilli(-1));
        assertThat(legacy("{\"$date\": \"2012-12-24T12:15:30.501+0000\"}"))
                .isEqualTo(Instant.ofEpochMilli(1_356_351_330_501L));
        var binary = new Binary((byte) 0x80, new byte[] {-1, -1});
        assertThat(legacy("{\"$binary\": \"//8=\", \"$type\": \"80\"}")).isEqualTo(binary);
        assertThat(legacy("{\"$type\": \"80\", \"$binary\": \"//8=\"}")).isEqualTo(binary);
        assertThat(legacy("{\"$type\": 128, \"$binary\": \"//8=\"}")).isEqualTo(binary);
        assertThat(legacy("{\"$binary\": \"//8=\", \"$type\": \"ffffff80\"}")).isEqualTo(binary);
        assertThat(legacy("{\"$binary\": {\"base64\": \"//8=\", \"subType\": \"80\"}}"))
                .isEqualTo(binary);
        assertThat(legacy("{\"$regex\": \"^a\"}")).isEqualTo(new Regex("^a", ""));
        assertThat(legacy("{\"$regex\": \"^a\", \"$options\": \"i\"}")).isEqualTo(new Regex("^a", "i"));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "{\"$binary\": \"//8=\", \"$type\": 256}",
                "{\"$type\": 256, \"$binary\": \"//8=\"}",
                "{\"$type\": \"string\", \"$binary\": \"//8=\"}",
                "{\"$binary\": \"//8=\"}",
                "{\"$binary\": \"//8=\", \"x\": 1}",
                "{\"$binary\": \"//8=\", \"$type\": \"00\", \"x\": 1}",
                "{\"$date\": 1.5}",
                "{\"$date\": 99999999999999999999}",
                "{\"$regex\": \"a\\u0000\"}"
            })
    void rejectsMalformedLegacyForms(String json) {
        assertThatThrownBy(() -> legacy(json)).isInstanceOf(BsonException.class);
    }

    @Test
    void queriesSurviveLegacyReading() {
        for (String json : List.of(
                "{\"x\": {\"$type\": 2}}",
                "{\"x\": {\"$type\": \"string\"}}",
                "{\"x\": {\"$type\": \"string\", \"$exists\": true}}",
                "{\"x\": {\"$type\": [1, 2]}}",
                "{\"x\": {\"$regex\": {\"$regularExpression\": {\"pattern\": \"a\", \"options\": \"\"}},"
                        + " \"$options\": \"ix\"}}",
                "{\"x\": {\"$regex\": \"a\", \"$options\": \"i\", \"$ne\": \"b\"}}",
                "{\"x\": {\"$regex\": \"a\", \"$not\": {\"$size\": 1}}}")) {
            assertThat(ExtendedJson.parse(json, JsonDialect.LEGACY))
                    .as(json)
                    .isEqualTo(ExtendedJson.parse(json))
                    .extractingByKey("x")
                    .isInstanceOf(Document.class);
        }
    }

    @Test
    void errorsForLegacyFormsNameTheDialect() {
        assertThatThrownBy(() -> value("{\"$date\": 42}")).hasMessageContaining("JsonDialect.LEGACY");
    }

    @ParameterizedTest
    @CsvSource({
        "1970-01-01T00:00:00Z, 0",
        "2012-12-24T12:15:30.501Z, 1356351330501",
        "2012-12-24t12:15:30.501z, 1356351330501",
        "2012-12-24T13:45:30.501+01:30, 1356351330501",
        "2012-12-24T10:15:30.501-0200, 1356351330501",
        "2012-12-24T10:15:30.501-02, 1356351330501",
        "2012-12-24T12:15:30.5Z, 1356351330500",
        "2012-12-24T12:15:30.50199999999999Z, 1356351330501",
        "2000-02-29T23:59:59.999Z, 951868799999",
        "1900-02-28T00:00:00Z, -2203977600000",
        "1969-12-31T23:59:59.999Z, -1",
        "0000-01-01T00:00:00Z, -62167219200000",
        "9999-12-31T23:59:59.999Z, 253402300799999"
    })
    void readsTimes(String text, long millis) {
        assertThat(value("{\"$date\": \"" + text + "\"}")).isEqualTo(Instant.ofEpochMilli(millis));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "2012",
                "2012-12-24",
                "2012-12-24T12:15:30",
                "2012-12-24T12:15Z",
                "2012-12-24 12:15:30Z",
                "2012-12-24T12:15:30.Z",
                "2012-12-24T12:15:30.501",
                "2012-13-24T12:15:30Z",
                "2012-00-24T12:15:30Z",
                "2011-02-29T12:15:30Z",
                "1900-02-29T12:15:30Z",
                "2012-04-31T12:15:30Z",
                "2012-12-24T24:00:00Z",
                "2012-12-24T12:60:30Z",
                "2012-12-24T12:15:60Z",
                "2012-12-24T12:15:30ZZ",
                "2012-12-24T12:15:30+1",
                "2012-12-24T12:15:30+25:00",
                "2012-12-24T12:15:30+00:60",
                "2012-12-24T12:15:30+00-00",
                "+12012-12-24T12:15:30Z",
                "-012-12-24T12:15:30Z",
                "201\u0662-12-24T12:15:30Z"
            })
    void rejectsOtherTimes(String text) {
        assertThatThrownBy(() -> value("{\"$date\": \"" + text + "\"}"))
                .isInstanceOf(BsonException.class)
                .hasMessageContaining("$date");
    }

    @ParameterizedTest
    @CsvSource({
        "0, 0.0",
        "-0.0, -0.0",
        "1.5, 1.5",
        "0.1, 0.1",
        "123456.789, 123456.789",
        "1e2, 100.0",
        "1E-2, 0.01",
        "1.2345678921232E+18, 1.2345678921232E18",
        "0.7231742029971469, 0.7231742029971469",
        "9007199254740993.0, 9007199254740992.0",
        "0.00000000000000000000000000001, 1e-29",
        "2.2250738585072011e-308, 2.225073858507201E-308",
        "1e999999999, Infinity",
        "-1e999999999, -Infinity",
        "1e-999999999, 0.0",
        "9223372036854775808, 9223372036854775808.0"
    })
    void readsDoubles(String json, double expected) {
        assertThat(value(json))
                .isInstanceOfSatisfying(
                        Number.class, number -> assertThat(number.doubleValue()).isEqualTo(expected));
        assertThat(value("{\"$numberDouble\": \"" + json + "\"}")).isEqualTo(expected);
    }

    @Test
    void readsIntegersIntoTheSmallestType() {
        assertThat(value("-2147483648")).isEqualTo(Integer.MIN_VALUE);
        assertThat(value("2147483648")).isEqualTo(2_147_483_648L);
        assertThat(value("-9223372036854775808")).isEqualTo(Long.MIN_VALUE);
        assertThat(value("9223372036854775807")).isEqualTo(Long.MAX_VALUE);
        assertThat(value("9223372036854775808")).isEqualTo(0x1p63);
        assertThat(value("1" + "0".repeat(400))).isEqualTo(Double.POSITIVE_INFINITY);
        assertThat(value("-0")).isEqualTo(0);
    }

    @Test
    void readsEscapesAndAllOfUnicode() {
        assertThat(value("\"\\\"\\\\\\/\\b\\f\\n\\r\\t\\u0041\\u00e9\\u2606\\uD83D\\ude00\\u0000\""))
                .isEqualTo("\"\\/\b\f\n\r\tA\u00e9\u2606\ud83d\ude00\0");
        assertThat(value("\"caf\u00e9 \u2606 \ud83d\ude00\"")).isEqualTo("caf\u00e9 \u2606 \ud83d\ude00");
        assertThat(value("\"caf\u00e9 \\n\u2606\"")).isEqualTo("caf\u00e9 \n\u2606");
        for (int length = 0; length < 40; length++) {
            for (char special : new char[] {'x', '\u007f', '\u0080', '\u07ff', '\uffff'}) {
                String text = "a".repeat(length) + special + "b".repeat(length);
                assertThat(value('"' + text + '"')).isEqualTo(text);
                assertThat(value('"' + text + "\\t" + text + '"')).isEqualTo(text + "\t" + text);
            }
        }
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                " ",
                "{",
                "}",
                "[",
                "[1,",
                "[1,]",
                "[,1]",
                "{\"a\"}",
                "{\"a\":}",
                "{\"a\":1,}",
                "{,}",
                "{a: 1}",
                "{'a': 1}",
                "{\"a\": 1} x",
                "{\"a\": 1}}",
                "[1 2]",
                "{\"a\": 1 \"b\": 2}",
                "tru",
                "truee",
                "nul",
                "None",
                "NaN",
                "Infinity",
                "-Infinity",
                "+1",
                "01",
                "-",
                "-a",
                "1.",
                ".5",
                "1e",
                "1e+",
                "1.e5",
                "0x10",
                "1_000",
                "\"",
                "\"abc",
                "\"\\",
                "\"\\x\"",
                "\"\\u12\"",
                "\"\\u12g4\"",
                "\"\\ud800\"",
                "\"\\ud800x\"",
                "\"\\ud800\\n\"",
                "\"\\udc00\"",
                "\"\\ud800\\ud800\"",
                "\"a\nb\"",
                "\"a\u0001b\"",
                "\"longer text\0b\"",
                "\u0001",
                "\u00a01",
                "\ufeff{}",
                "{\"a\u0000\": 1}",
                "{\"a\\u0000\": 1}",
                "// c\n1",
                "\"\ud800\"",
                "\"\udc00\ud800\"",
                "undefined",
                "ObjectId(\"56e1fc72e0c917e9c4714161\")",
                "\u00e9"
            })
    void rejectsInvalidJson(String json) {
        assertThatThrownBy(() -> value(json))
                .isInstanceOf(BsonException.class)
                .hasMessageContaining("bad JSON at line");
        assertThatThrownBy(() -> ExtendedJson.parse(json)).isInstanceOf(BsonException.class);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "{\"$oid\": \"56e1fc72e0c917e9c471416\"}",
                "{\"$oid\": \"56e1fc72e0c917e9c4714161\", \"x\": 1}",
                "{\"x\": 1, \"$oid\": \"56e1fc72e0c917e9c4714161\"}",
                "{\"$numberInt\": \"2147483648\"}",
                "{\"$numberInt\": \"\"}",
                "{\"$numberInt\": \"-\"}",
                "{\"$numberInt\": \"1.0\"}",
                "{\"$numberInt\": \"\u0661\"}",
                "{\"$numberLong\": \"9223372036854775808\"}",
                "{\"$numberLong\": \"-9223372036854775809\"}",
                "{\"$numberDouble\": \"0x1p3\"}",
                "{\"$numberDouble\": \"1d\"}",
                "{\"$numberDouble\": \" 1\"}",
                "{\"$numberDouble\": \"\"}",
                "{\"$numberDouble\": \"1e5e5\"}",
                "{\"$numberDouble\": \"nan\"}",
                "{\"$numberDecimal\": \"1e999999999\"}",
                "{\"$binary\": {\"base64\": \"//8\", \"subType\": \"00\"}}",
                "{\"$binary\": {\"base64\": \"!!!!\", \"subType\": \"00\"}}",
                "{\"$binary\": {\"base64\": \"//8=\", \"subType\": \"000\"}}",
                "{\"$binary\": {\"base64\": \"//8=\", \"subType\": \"\"}}",
                "{\"$binary\": {\"base64\": \"//8=\", \"subType\": \"-1\"}}",
                "{\"$binary\": {\"base64\": \"//8=\", \"base64\": \"//8=\"}}",
                "{\"$binary\": {}}",
                "{\"$binary\": \"//8=\", \"$type\": \"00\"}",
                "{\"$uuid\": \"urn:uuid:73ffd264-44b3-4c69-90e8-e7d1dfc035d4\"}",
                "{\"$uuid\": \"73ffd26444b34c6990e8e7d1dfc035d\"}",
                "{\"$scope\": {}}",
                "{\"$scope\": {}, \"x\": 1}",
                "{\"$code\": \"\", \"$scope\": {\"$oid\": \"56e1fc72e0c917e9c4714161\"}}",
                "{\"$code\": \"\", \"$scope\": {}, \"x\": 1}",
                "{\"$timestamp\": {\"t\": 4294967296, \"i\": 1}}",
                "{\"$timestamp\": {\"t\": -1, \"i\": 1}}",
                "{\"$timestamp\": {\"t\": 1.0, \"i\": 1}}",
                "{\"$timestamp\": {\"t\": 99999999999999999999, \"i\": 1}}",
                "{\"$dbPointer\": {\"$ref\": \"c\", \"$id\": \"56e1fc72e0c917e9c4714161\"}}",
                "{\"$date\": {\"$numberInt\": \"1\"}}",
                "{\"$date\": {\"$numberLong\": 1}}",
                "{\"$date\": null}",
                "{\"$minKey\": 2}",
                "{\"$maxKey\": 1.0}",
                "{\"$maxKey\": \"1\"}",
                "{\"$undefined\": false}",
                "{\"$undefined\": null}",
                "{\"$symbol\": 1}"
            })
    void rejectsMalformedTypeWrappers(String json) {
        assertThatThrownBy(() -> value(json)).isInstanceOf(BsonException.class);
        assertThatThrownBy(() -> ExtendedJson.parse("{\"a\": [" + json + "]}"))
                .isInstanceOfSatisfying(
                        BsonException.class, e -> assertThat(e.path()).startsWith("a.0"));
    }

    @Test
    void errorsNameLineColumnFieldAndDocument() {
        assertThatThrownBy(() -> ExtendedJson.parse("""
            {"_id": 7,
             "items": [{"x": 1},
                       {"\u00e9price": {"$numberInt": "a lot"}}]}
            """))
                .isInstanceOfSatisfying(BsonException.class, e -> {
                    assertThat(e.path()).isEqualTo("items.1.\u00e9price");
                    assertThat(e.documentId()).isEqualTo(7);
                })
                .hasMessageContaining("line 3, column 45")
                .hasMessageContaining("$numberInt");
        assertThatThrownBy(() -> ExtendedJson.parse("{\"a\": 1, \"b\": ;}"))
                .hasMessage("bad JSON at line 1, column 15: expected a value but found ';', at field 'b'");
        assertThatThrownBy(() -> ExtendedJson.parse("[]"))
                .hasMessage("bad JSON at line 1, column 1: expected '{' of a document but found '[';"
                        + " ExtendedJson.documents reads an array of documents, and parseValue any value");
        assertThatThrownBy(() -> ExtendedJson.parse("{"))
                .hasMessage("bad JSON at line 1, column 2: expected a field name in double quotes but found the end;"
                        + " the text is cut off, or a bracket is missing");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '#',
            value = {
                "{\"a\": 1,} | column 9 | found '}'; remove the comma before it",
                "[1, 2,] | column 7 | found ']'; remove the comma before it",
                "{a: 1} | column 2 | found 'a'; JSON has double quotes around names",
                "{\"a\": 'x'} | column 7 | JsonDialect.SHELL",
                "{\"a\": ObjectId(\"x\")} | column 7 | expected a value but found 'ObjectId'; JSON has",
                "{\"a\": /x/} | column 7 | Document.parse and JsonDialect.SHELL",
                "{\"a\": 1 // one} | column 9 | JSON has no comments",
                "{\"a\": \u201cx\u201d} | column 7 | found '\u201c' (U+201C); use straight quotation marks",
                "{\u00a0\"a\": 1} | column 2 | found the character U+00A0; use plain spaces",
                "\ufeff{} | column 1 | byte order mark",
                "{\"a\": 01} | column 7 | must not start with 0",
                "{\"a\": \"x | column 7 | close it with",
                "{} {} | column 4 | ExtendedJson.documents",
                "{\"a\": truetruetruetruetruetruetruetruetrue} | column 7 | found 'truetruetruetruetruetruetruetr...'"
            })
    void errorsSayWhatToDo(String json, String column, String advice) {
        assertThatThrownBy(() -> value(json))
                .isInstanceOf(BsonException.class)
                .hasMessageContaining("line 1, " + column)
                .hasMessageContaining(advice);
    }

    @Test
    void errorsShowLittleOfAHugeText() {
        String huge = "x".repeat(1_000_000);
        for (String json : List.of(
                "{\"a\": " + huge + "}",
                "{\"a\": {\"$oid\": \"" + huge + "\"}}",
                "{\"a\": {\"$date\": \"" + huge + "\"}}",
                "{\"a\": {\"$numberDecimal\": \"" + huge + "\"}}",
                "{\"a\": {\"$uuid\": \"" + huge + "\"}}",
                "{\"a\": {\"$binary\": {\"base64\": \"" + huge + "!===\", \"subType\": \"00\"}}}",
                "{\"_id\": \"" + huge + "\", \"" + huge + "\": ;}")) {
            assertThatThrownBy(() -> ExtendedJson.parse(json))
                    .isInstanceOf(BsonException.class)
                    .message()
                    .hasSizeLessThan(800);
        }
    }

    @Test
    void lastValueOfADuplicateNameWins() {
        assertThat(ExtendedJson.parse("{\"a\": 1, \"b\": 2, \"a\": 3}")).isEqualTo(new Document("a", 3).append("b", 2));
    }

    @Test
    void limitsTheDepth() {
        assertThat(value("[".repeat(200) + "]".repeat(200))).isInstanceOf(List.class);
        assertThat(value("{\"a\":".repeat(200) + "{\"$date\": {\"$numberLong\": \"1\"}}" + "}".repeat(200)))
                .isInstanceOf(Document.class);
        for (String level :
                List.of("[", "{\"a\":", "{\"$scope\":", "{\"$regex\":", "{\"$date\":", "{\"$dbPointer\":")) {
            assertThatThrownBy(() -> legacy(level.repeat(100_000))).isInstanceOf(BsonException.class);
        }
        assertThatThrownBy(() -> value("[".repeat(201) + "]".repeat(201)))
                .isInstanceOf(BsonException.class)
                .hasMessageContaining("deeper than 200 levels");
        assertThatThrownBy(() -> value("{\"a\":".repeat(200) + "{}" + "}".repeat(200)))
                .hasMessageContaining("deeper than 200 levels");
    }
}
