package dev.morelia.bson.json;

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
import dev.morelia.bson.Regex;
import dev.morelia.bson.Symbol;
import dev.morelia.bson.Timestamp;
import dev.morelia.bson.Undefined;
import dev.morelia.bson.UuidRepresentation;
import java.io.StringReader;
import java.time.Instant;
import java.util.Arrays;
import java.util.List;
import java.util.UUID;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Text pasted from shells. */
class ShellDialectTest {

    private static final String HEX = "507f1f77bcf86cd799439011";
    private static final UUID ID = UUID.fromString("00112233-4455-6677-8899-aabbccddeeff");
    private static final byte[] THREE = {1, 2, 3};

    private static @Nullable Object shell(String json) {
        return ExtendedJson.parseValue(json, JsonDialect.SHELL);
    }

    @Test
    void documentsAsShellsPrintThem() {
        Document document = Document.parse("""
            {
              _id: ObjectId('507f1f77bcf86cd799439011'),
              name: 'Ada "the first"',
              'quoted name': `both ' and "`,
              $set: { "a.b": NumberLong("5"), },
              born: ISODate("1815-12-10T00:00:00Z"),
              tags: [ 'x', /^a[/]\\/b/i, MinKey, ],
              größe: 1.5, _x1: true, none: null,
            }
            """);
        assertThat(document.keySet())
                .containsExactly("_id", "name", "quoted name", "$set", "born", "tags", "größe", "_x1", "none");
        assertThat(document)
                .containsEntry("_id", ObjectId.of(HEX))
                .containsEntry("name", "Ada \"the first\"")
                .containsEntry("quoted name", "both ' and \"")
                .containsEntry("$set", new Document("a.b", 5L))
                .containsEntry("born", Instant.parse("1815-12-10T00:00:00Z"))
                .containsEntry("tags", List.of("x", new Regex("^a[/]\\/b", "i"), MinKey.INSTANCE))
                .containsEntry("größe", 1.5)
                .containsEntry("_x1", true)
                .containsEntry("none", null);
    }

    static Stream<Arguments> values() {
        return Stream.of(
                Arguments.of("ObjectId(\"" + HEX + "\")", ObjectId.of(HEX)),
                Arguments.of("new ObjectId( '" + HEX + "' )", ObjectId.of(HEX)),
                Arguments.of("ISODate(\"2012-12-24T12:15:30.501Z\")", Instant.parse("2012-12-24T12:15:30.501Z")),
                Arguments.of("ISODate(\"2012-12-24T12:15:30+02:00\")", Instant.parse("2012-12-24T10:15:30Z")),
                Arguments.of("ISODate(\"2012-12-24T12:15:30\")", Instant.parse("2012-12-24T12:15:30Z")),
                Arguments.of("ISODate(\"2012-12-24 12:15\")", Instant.parse("2012-12-24T12:15:00Z")),
                Arguments.of("ISODate(\"2012-12-24\")", Instant.parse("2012-12-24T00:00:00Z")),
                Arguments.of("new Date(\"2012-12-24\")", Instant.parse("2012-12-24T00:00:00Z")),
                Arguments.of("new Date(\"2012-12-24T12:15:30.5Z\")", Instant.parse("2012-12-24T12:15:30.500Z")),
                Arguments.of("new Date(1356351330501)", Instant.ofEpochMilli(1_356_351_330_501L)),
                Arguments.of("Date( -1 )", Instant.ofEpochMilli(-1)),
                Arguments.of("NumberLong(5)", 5L),
                Arguments.of("NumberLong(\"5\")", 5L),
                Arguments.of("NumberLong(-9223372036854775808)", Long.MIN_VALUE),
                Arguments.of("Long('9223372036854775807')", Long.MAX_VALUE),
                Arguments.of("NumberInt(5)", 5),
                Arguments.of("Int32('-5')", -5),
                Arguments.of("NumberDecimal(\"1.50\")", Decimal128.parse("1.50")),
                Arguments.of("NumberDecimal(1.5)", Decimal128.parse("1.5")),
                Arguments.of("NumberDecimal(1.50)", Decimal128.parse("1.50")),
                Arguments.of("NumberDecimal(-0)", Decimal128.parse("-0")),
                Arguments.of("NumberDecimal(1e400)", Decimal128.parse("1E+400")),
                Arguments.of("NumberDecimal(NaN)", Decimal128.parse("NaN")),
                Arguments.of("NumberDecimal(-Infinity)", Decimal128.parse("-Infinity")),
                Arguments.of("NumberDecimal(999999999999999999999)", Decimal128.parse("999999999999999999999")),
                Arguments.of("NumberDecimal( -999999999999999999999 )", Decimal128.parse("-999999999999999999999")),
                Arguments.of(
                        "Decimal128(0.1234567890123456789012345678901234)",
                        Decimal128.parse("0.1234567890123456789012345678901234")),
                Arguments.of("Decimal128('NaN')", Decimal128.NAN),
                Arguments.of("Double(5)", 5.0),
                Arguments.of("Double('-Infinity')", Double.NEGATIVE_INFINITY),
                Arguments.of("UUID(\"" + ID + "\")", UuidRepresentation.STANDARD.encode(ID)),
                Arguments.of("BinData(0, \"AQID\")", new Binary(THREE)),
                Arguments.of("BinData(128, 'AQID')", new Binary((byte) 0x80, THREE)),
                Arguments.of("BinData(3, \"AQID\")", new Binary(Binary.OLD_UUID, THREE)),
                Arguments.of("HexData(0, \"010203\")", new Binary(THREE)),
                Arguments.of("MD5(\"010203\")", new Binary(Binary.MD5, THREE)),
                Arguments.of("Binary.createFromBase64('AQID', 4)", new Binary(Binary.UUID, THREE)),
                Arguments.of("Binary.createFromBase64(\"AQID\")", new Binary(THREE)),
                Arguments.of("Binary.createFromHexString('010203', 0)", new Binary(THREE)),
                Arguments.of("Timestamp(1412180887, 1)", new Timestamp(1_412_180_887, 1)),
                Arguments.of("Timestamp({ t: 4294967295, i: 2 })", new Timestamp(-1, 2)),
                Arguments.of("new Timestamp()", new Timestamp(0, 0)),
                Arguments.of("/re/i", new Regex("re", "i")),
                Arguments.of("/a\\/\"{b/", new Regex("a\\/\"{b", "")),
                Arguments.of("new RegExp('^a', 'im')", new Regex("^a", "im")),
                Arguments.of("BSONRegExp(\"x\")", new Regex("x", "")),
                Arguments.of("Code('f()')", new Code("f()")),
                Arguments.of("Code('f()', {x: 1})", new CodeWithScope("f()", Document.of("x", 1))),
                Arguments.of("BSONSymbol('s')", new Symbol("s")),
                Arguments.of("MinKey", MinKey.INSTANCE),
                Arguments.of("MinKey()", MinKey.INSTANCE),
                Arguments.of("new MaxKey()", MaxKey.INSTANCE),
                Arguments.of("MaxKey", MaxKey.INSTANCE),
                Arguments.of("undefined", Undefined.INSTANCE),
                Arguments.of("NaN", Double.NaN),
                Arguments.of("Infinity", Double.POSITIVE_INFINITY),
                Arguments.of("-Infinity", Double.NEGATIVE_INFINITY),
                Arguments.of("-5", -5),
                Arguments.of("true", true),
                Arguments.of("DBRef('c', ObjectId('" + HEX + "'))", Document.of("$ref", "c", "$id", ObjectId.of(HEX))),
                Arguments.of("DBRef('c', 1, 'd')", Document.of("$ref", "c", "$id", 1, "$db", "d")),
                Arguments.of("DBPointer('d.c', ObjectId('" + HEX + "'))", new DbPointer("d.c", ObjectId.of(HEX))),
                Arguments.of("'it\\'s \\x41 \\u00e9 \\n'", "it's A \u00e9 \n"),
                Arguments.of("''", ""),
                Arguments.of("{'': 1}", Document.of("", 1)),
                Arguments.of("[1, 2,]", List.of(1, 2)),
                Arguments.of("{a: 1,}", Document.of("a", 1)),
                Arguments.of("\ufeff{}", new Document()),
                // Extended JSON with shell quotes, and legacy forms
                Arguments.of("{$oid: '" + HEX + "',}", ObjectId.of(HEX)),
                Arguments.of("{'$numberLong': '5'}", 5L),
                Arguments.of("{$date: 5}", Instant.ofEpochMilli(5)),
                Arguments.of("{$date: '1970-01-01T00:00:00Z'}", Instant.EPOCH),
                Arguments.of("{$binary: 'AQID', $type: '00',}", new Binary(THREE)),
                Arguments.of("{$binary: {base64: 'AQID', subType: '04',},}", new Binary(Binary.UUID, THREE)),
                Arguments.of("{$regex: '^a', $options: 'i'}", Document.of("$regex", "^a", "$options", "i")),
                Arguments.of("{$type: 'string'}", Document.of("$type", "string")));
    }

    @ParameterizedTest
    @MethodSource("values")
    void reads(String json, Object expected) {
        assertThat(shell(json)).isEqualTo(expected);
        assertThat(Document.parse("{x: [" + json.replace("\ufeff", "") + ", 1]}"))
                .isEqualTo(Document.of("x", Arrays.asList(expected, 1)));
    }

    @ParameterizedTest
    @MethodSource("values")
    void stricterDialectsReject(String json, Object expected) {
        boolean isJson = List.of("-5", "true").contains(json);
        for (JsonDialect dialect : List.of(JsonDialect.V2, JsonDialect.LEGACY)) {
            if (!isJson) {
                assertThatThrownBy(() -> ExtendedJson.parseValue(json, dialect))
                        .isInstanceOf(BsonException.class)
                        .hasMessageContaining("bad JSON at line 1, column");
            }
        }
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "{x: /* y\n */ 1}",
                "{x: // y\n 1}",
                "// people\n{x: 1}",
                "{ // people\nx: 1}",
                "{x: 1 // one\n}",
                "/* people */ {x: 1}"
            })
    void commentsAreNamed(String json) {
        String advice = "but found '/'; JSON has no comments: remove it";
        assertThatThrownBy(() -> Document.parse(json)).hasMessageContaining(advice);
        assertThatThrownBy(() -> ExtendedJson.documents(new StringReader(json), JsonDialect.SHELL)
                        .toList())
                .hasMessageContaining(advice);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '#',
            value = {
                "{x: ObjectId()} | column 5: bad ObjectId(): expected its 24 hexadecimal digits in",
                "{x: ObjectId('123')} | column 5: bad ObjectId(): hex must be 24 hexadecimal digits, but is \"123\"",
                "{x: ObjectId(5)} | expected its 24 hexadecimal digits in quotes but found 5",
                "{x: new Date()} | bad Date(): expected a time such as \"2012-12-24T12:15:30Z\", or milliseconds",
                "{x: ISODate()} | expected a time in quotes but found nothing",
                "{x: ISODate('tomorrow')} | expected a time such as 2012-12-24T12:15:30.501Z but found \"tomorrow\"",
                "{x: new Date('2012-12-24T12:15:30')} | end it with Z",
                "{x: new Date(2012, 11, 24)} | expected at most 1 but found 3",
                "{x: NumberLong(1.5)} | expected a whole number",
                "{x: NumberLong('x')} | between -9223372036854775808 and 9223372036854775807 but found \"x\"",
                "{x: NumberInt(2147483648)} | between -2147483648 and 2147483647",
                "{x: NumberDecimal('x')} | bad NumberDecimal(): text must be a decimal number",
                "{x: UUID()} | expected its digits in quotes",
                "{x: UUID('00')} | a UUID has 32 hexadecimal digits",
                "{x: BinData(256, 'AQID')} | between 0 and 255",
                "{x: BinData('AQID')} | bad BinData(): ",
                "{x: BinData(0, 'AQI')} | padded",
                "{x: HexData(0, '0')} | even number of hexadecimal digits",
                "{x: Timestamp(1)} | Timestamp(1412180887, 1)",
                "{x: Timestamp(-1, 1)} | between 0 and 4294967295",
                "{x: /re} | column 5: the regular expression that starts here is not terminated",
                "{x: /re/g} | not 'g': leave it out",
                "{x: // y} | remove it",
                "db.people.find({x: 1}) | column 1: expected '{' of a document but found 'db'; this is a call in the",
                "{x: db.people.find()} | expected a value but found 'db'; this is a call in the shell: take only",
                "{x: \u201d} | expected a value but found '\u201d' (U+201D); use straight quotation marks",
                "{\"x\": true\u201d} | use straight quotation marks",
                "{x: {$date: '2024-01-12'}} | bad $date: expected a time such as 2012-12-24T12:15:30.501Z but found"
                        + " \"2024-01-12\"; a day needs a time and a zone, as in 2024-01-12T00:00:00Z",
                "{x: {$date: '2024-01-12T00:00:00'}} | a time needs a zone: end it with Z or an offset",
                "{x: {$date: '2024-13-12'}} | found \"2024-13-12\"",
                "{x: DBRef('c')} | expected a collection and an _id",
                "{x: foo} | column 5: expected a value but found 'foo'; a string needs quotes",
                "{x: foo(1)} | column 5: bad foo(): unknown function",
                "{x: None} | found 'None'",
                "{x: new} | column 8: expected a value but found '}'",
                "{x: function() { return 1; }} | column 5: bad function(): unknown function",
                "{x: MinKey(1)} | expected no argument but found 1",
                "{x: 'y} | column 5: the string that starts here is not terminated: close it with '",
                "{x: 1 y: 2} | expected ',' or '}' in a document but found 'y'",
                "{x.y: 1} | expected ':' after a field name but found '.'; a name with anything but letters and",
                "{x-y: 1} | expected ':' after a field name but found '-'; a name with anything but letters and digits",
                "{: 1} | column 2: expected a field name but found ':'",
                "{x: 1,,} | column 7: expected a field name but found ','",
                "[1,,2] | column 1: expected '{' of a document",
                "{x: \u201cy\u201d} | column 5: expected a value but found '\u201c' (U+201C); use straight",
                "{\u00a0x: 1} | column 2: expected a field name but found the character U+00A0; use plain spaces",
                "{x: .5} | expected a value but found '.'",
                "{x: -x} | '-' without a digit",
                "{x: 'a\\q'} | unknown escape; shells have \\' \\` \\xXX \\\" \\\\ \\/ \\b \\f \\n \\r \\t and \\uXXXX",
                "{x: 1}; | nothing more after the value but found ';'",
                "{a\u0000: 1} | U+0000"
            })
    void errorsSayWhatToDo(String json, String message) {
        assertThatThrownBy(() -> Document.parse(json))
                .isInstanceOf(BsonException.class)
                .hasMessageContaining("bad JSON at line 1")
                .hasMessageContaining(message);
    }

    @ParameterizedTest
    @ValueSource(strings = {"DBRef('a', ", "DBRef(", "{a: DBRef(1, ", "[DBRef(", "new DBRef(", "foo("})
    void hostileNestingIsAnError(String level) {
        assertThatThrownBy(() -> shell(level.repeat(100_000)))
                .isInstanceOf(BsonException.class)
                .hasMessageContaining("nested deeper than 200 levels");
    }

    @Test
    void errorsShowLittleOfAHugeText() {
        String huge = "x".repeat(1_000_000);
        for (String json : List.of(
                "{x: " + huge + "}",
                "{x: " + huge + "(1)}",
                "{x: ObjectId('" + huge + "')}",
                "{x: ISODate('" + huge + "')}",
                "{x: new Date('" + huge + "')}",
                "{x: NumberLong('" + huge + "')}",
                "{x: HexData(0, '" + huge + "')}",
                "{x: UUID('" + huge + "')}",
                "{x: /a/i" + huge.replace('x', 'y') + "}",
                "{" + huge + ": ;}")) {
            assertThatThrownBy(() -> Document.parse(json))
                    .isInstanceOf(BsonException.class)
                    .message()
                    .hasSizeLessThan(800);
        }
    }
}
