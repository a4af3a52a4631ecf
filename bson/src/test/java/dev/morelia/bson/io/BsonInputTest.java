package dev.morelia.bson.io;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

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
import java.nio.ByteBuffer;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;
import java.util.UUID;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class BsonInputTest {
    private static final Document EVERY_TYPE = new Document("double", 1.5)
            .append("string", "text")
            .append("document", new Document("x", 1))
            .append("array", Arrays.asList(1, null, List.of("y")))
            .append("binary", new Binary((byte) 0x80, new byte[] {1, 2}))
            .append("oldBinary", new Binary(Binary.OLD_GENERIC, new byte[] {1, 2}))
            .append("uuid", UUID.fromString("00112233-4455-6677-8899-aabbccddeeff"))
            .append("undefined", Undefined.INSTANCE)
            .append("objectId", ObjectId.of("0123456789abcdef01234567"))
            .append("bool", true)
            .append("date", Instant.ofEpochMilli(-1))
            .append("null", null)
            .append("regex", new Regex("a+", "im"))
            .append("dbPointer", new DbPointer("db.c", ObjectId.of("0123456789abcdef01234567")))
            .append("code", new Code("f()"))
            .append("symbol", new Symbol("s"))
            .append("codeWithScope", new CodeWithScope("g()", new Document("z", new Document("q", 1))))
            .append("int32", Integer.MIN_VALUE)
            .append("timestamp", new Timestamp(-1, 1))
            .append("int64", Long.MIN_VALUE)
            .append("decimal128", Decimal128.parse("1.50"))
            .append("minKey", MinKey.INSTANCE)
            .append("maxKey", MaxKey.INSTANCE);

    private static byte[] bytes(String hex) {
        return HexFormat.of().parseHex(hex.replace(" ", ""));
    }

    @Test
    void everyType() {
        RawDocument encoded = RawDocument.encode(EVERY_TYPE);
        assertThat(encoded.toDocument().entrySet()).containsExactlyElementsOf(EVERY_TYPE.entrySet());

        var single = new Document();
        BsonInput input = encoded.input();
        input.startDocument();
        while (input.next() != null) {
            single.put(input.name(), input.value());
        }
        input.endDocument();
        assertThat(single.entrySet()).containsExactlyElementsOf(EVERY_TYPE.entrySet());
        assertThat(RawDocument.encode(single)).isEqualTo(encoded);
        assertThat(input.position()).isEqualTo(encoded.length());
    }

    @Test
    void everyTypeSkipped() {
        BsonInput input = RawDocument.encode(EVERY_TYPE).input();
        input.startDocument();
        var names = new ArrayList<String>();
        while (input.next() != null) {
            names.add(input.name());
            input.skip();
        }
        assertThat(names).containsExactlyElementsOf(EVERY_TYPE.keySet());
    }

    @Test
    void binaryDataIsReadWithoutACopy() {
        byte[] encoded = RawDocument.encode(EVERY_TYPE).toByteArray();
        BsonInput input = new BsonInput(encoded);
        input.startDocument();
        assertThat(input.find("binary")).isTrue();
        ByteBuffer view = input.binaryView();
        assertThat(view).isEqualTo(ByteBuffer.wrap(new byte[] {1, 2}));
        encoded[input.position() - 1] = 9;
        assertThat(view).isEqualTo(ByteBuffer.wrap(new byte[] {1, 9}));
        assertThat(input.find("oldBinary")).isTrue();
        assertThat(input.binaryView()).isEqualTo(ByteBuffer.wrap(new byte[] {1, 2}));
        input.next();
        assertThat(input.name()).isEqualTo("uuid");
        input.next();
        assertThatThrownBy(input::binaryView).isInstanceOf(BsonException.class);
    }

    @Test
    void bitsOfANanArePreserved() {
        double nan = Double.longBitsToDouble(0x7ff8000000000012L);
        double read = RawDocument.encode(new Document("d", nan)).float64("d", 0);
        assertThat(Double.doubleToRawLongBits(read)).isEqualTo(0x7ff8000000000012L);
    }

    @Test
    void unreadValuesAreSkipped() {
        BsonInput input = RawDocument.encode(new Document("a", new Document("b", 1).append("c", 2))
                        .append("d", List.of(1, 2))
                        .append("e", 3))
                .input();
        input.startDocument();
        input.next();
        input.startDocument();
        input.next();
        input.endDocument();
        assertThat(input.next()).isEqualTo(BsonType.ARRAY);
        assertThat(input.find("e")).isTrue();
        assertThat(input.int32()).isEqualTo(3);
        assertThat(input.next()).isNull();
        assertThat(input.next()).isNull();
        input.endDocument();
    }

    @Test
    void callsInTheWrongOrder() {
        BsonInput input = RawDocument.encode(new Document("a", 1)).input();
        assertThatIllegalStateException().isThrownBy(input::next);
        assertThatIllegalStateException().isThrownBy(input::endDocument);
        input.startDocument();
        assertThatIllegalStateException().isThrownBy(input::int32);
        assertThatIllegalStateException().isThrownBy(input::type);
        input.next();
        input.int32();
        assertThatIllegalStateException().isThrownBy(input::int32);
    }

    @Test
    void readingAsAnotherType() {
        BsonInput input = RawDocument.encode(new Document("_id", 9).append("a", List.of(new Document("b", "text"))))
                .input();
        input.startDocument();
        input.find("a");
        input.startArray();
        input.next();
        input.startDocument();
        input.next();
        assertThatThrownBy(input::int32)
                .isInstanceOfSatisfying(BsonException.class, e -> {
                    assertThat(e.path()).isEqualTo("a.0.b");
                    assertThat(e.type()).isEqualTo(BsonType.STRING);
                    assertThat(e.documentId()).isEqualTo(9);
                })
                .hasMessage("expected a value of BSON type int32 but found string, at field 'a.0.b' of the document"
                        + " with _id 9 (BSON type string)");
        assertThat(input.string()).as("nothing is lost").isEqualTo("text");
    }

    @Test
    void numbersOfAnyType() {
        BsonInput input = RawDocument.encode(new Document("a", 1)
                        .append("b", 2L)
                        .append("c", 3.0)
                        .append("d", 4.5)
                        .append("e", 0x1p63)
                        .append("f", Long.MIN_VALUE)
                        .append("g", "x"))
                .input();
        input.startDocument();
        input.next();
        assertThat(input.wholeNumber()).isEqualTo(1);
        input.next();
        assertThat(input.number()).isEqualTo(2);
        input.next();
        assertThat(input.wholeNumber()).isEqualTo(3);
        for (String name : List.of("d", "e")) {
            assertThat(input.find(name)).isTrue();
            assertThatThrownBy(input::wholeNumber).isInstanceOf(BsonException.class);
        }
        input.next();
        assertThat(input.wholeNumber()).isEqualTo(Long.MIN_VALUE);
        input.next();
        assertThatThrownBy(input::wholeNumber).isInstanceOf(BsonException.class);
        assertThatThrownBy(input::number).isInstanceOf(BsonException.class);
    }

    @Test
    void namesComparedInPlace() {
        BsonInput input = RawDocument.encode(
                        new Document("name", 1).append("n\u00e4me", 2).append("", 3))
                .input();
        input.startDocument();
        input.next();
        assertThat(input.nameIs("name")).isTrue();
        assertThat(input.nameIs("nam")).isFalse();
        assertThat(input.nameIs("names")).isFalse();
        assertThat(input.nameIs("name\0\1\0\0")).isFalse();
        assertThat(input.nameIs("n\u00e4me")).isFalse();
        assertThat(input.find("n\u00e4me")).isTrue();
        assertThat(input.find("")).isTrue();
        assertThat(input.int32()).isEqualTo(3);
        assertThat(input.find("name")).isFalse();
    }

    @Test
    void peeking() {
        BsonInput input = RawDocument.encode(
                        new Document("d", new Document("x", 1).append("_t", "shape")).append("e", 1))
                .input();
        assertThat(input.peekString("e")).isNull();
        input.startDocument();
        input.next();
        assertThat(input.peekString("_t")).isEqualTo("shape");
        assertThat(input.peekString("x")).isNull();
        assertThat(input.peekString("y")).isNull();
        assertThat(input.document()).isEqualTo(new Document("x", 1).append("_t", "shape"));
        input.next();
        assertThat(input.peekString("_t")).isNull();
        assertThat(input.int32()).isEqualTo(1);
    }

    @Test
    void duplicateKeys() {
        byte[] twice = bytes("1a000000 106100 01000000 106200 02000000 106100 03000000 00");
        Document read = new BsonInput(twice).document();
        assertThat(read.entrySet())
                .containsExactlyElementsOf(new Document("a", 3).append("b", 2).entrySet());
    }

    @Test
    void theFirstKeyIsFoundWithoutDecoding() {
        byte[] twice = bytes("1a000000 106100 01000000 106200 02000000 106100 03000000 00");
        Document read = new BsonInput(twice).documentOnDemand();
        assertThat(read.firstKeyOrNull()).isEqualTo("a");
        var output = new BsonOutput();
        read.writeTo(output);
        assertThat(output.toByteArray()).isEqualTo(twice);
        assertThat(read).hasSize(2);
        assertThat(read.firstKeyOrNull()).isEqualTo("a");
        assertThat(new Document().firstKeyOrNull()).isNull();
        assertThat(new BsonInput(bytes("05000000 00")).documentOnDemand().firstKeyOrNull())
                .isNull();
    }

    @ParameterizedTest
    @ValueSource(ints = {10, 100, 5000})
    void duplicateKeysAmongMany(int count) {
        var output = new BsonOutput();
        output.startDocument();
        for (int round = 0; round < 2; round++) {
            for (int i = 0; i < count; i++) {
                output.int32("key" + i, i + round);
            }
        }
        output.endDocument();
        var expected = new Document();
        for (int i = 0; i < count; i++) {
            expected.put("key" + i, i + 1);
        }
        Document read = RawDocument.of(output.toByteArray()).toDocument();
        assertThat(read.size()).isEqualTo(count);
        assertThat(read.entrySet()).containsExactlyElementsOf(expected.entrySet());
    }

    /** A key predicts the next one; the prediction must be used only if the bytes confirm it. */
    @Test
    void keysInEveryOrder() {
        var names = new ArrayList<String>();
        for (int length = 1; length < 70; length++) {
            String name = "n".repeat(length);
            names.addAll(List.of(name, "m" + name.substring(1), name.substring(1) + "m"));
        }
        for (int round = 0; round < 4; round++) {
            for (String first : List.of("n", "nnn", "first")) {
                for (String second : names) {
                    var document = new Document(first, new Document(second, null)).append(second, null);
                    assertThat(RawDocument.encode(document).toDocument().entrySet())
                            .containsExactlyElementsOf(document.entrySet());
                }
            }
        }
    }

    @Test
    void moreKeysThanAreCached() {
        var document = new Document();
        for (int number = 0; number < 2000; number++) {
            String name = number + "n".repeat(number % 40);
            document.append(name, name).append(name + "\u20ac", List.of(new Document(name, number)));
        }
        for (int round = 0; round < 3; round++) {
            assertThat(RawDocument.encode(document).toDocument().entrySet())
                    .containsExactlyElementsOf(document.entrySet());
        }
    }

    @Test
    void namesOfArrayElementsAreIgnored() {
        byte[] array = bytes("1a000000 046100 12000000 107800 01000000 1000 02000000 00 00");
        assertThat(new BsonInput(array).document()).isEqualTo(new Document("a", List.of(1, 2)));
    }

    @ParameterizedTest
    @CsvSource({
        "length too short, 0400000000",
        "negative length, ffffffff00",
        "length beyond the end, 0600000000",
        "no NUL at the end, 0500000001",
        "no bytes, ''",
        "ends too early, 0700000000 0000",
        "unknown type, 08000000 146100 00",
        "unterminated name, 08000000 106161 61",
        "name that is not UTF-8, 09000000 0aff00 0000",
        "int32 cut off, 0a000000 106100 0100 00",
        "int64 cut off, 0f000000 126100 01000000000000 00",
        "double cut off, 0f000000 016100 01000000000000 00",
        "boolean 2, 09000000 086100 02 00",
        "boolean 255, 09000000 086100 ff 00",
        "boolean cut off, 08000000 086100 00",
        "string of length 0, 0c000000 026100 00000000 00",
        "string of negative length, 0d000000 026100 ffffffff 0000",
        "string of maximum length, 0d000000 026100 ffffff7f 0000",
        "string beyond the end, 0e000000 026100 04000000 7800 00",
        "string without NUL, 0e000000 026100 02000000 7878 00",
        "string that is not UTF-8, 0e000000 026100 02000000 ff00 00",
        "string with a surrogate, 10000000 026100 04000000 eda0bd00 00",
        "string with an overlong encoding, 0f000000 026100 03000000 c08000 00",
        "string length cut off, 0a000000 026100 0200 00",
        "document without a length, 09000000 036100 05 00",
        "document of length 4, 0d000000 036100 04000000 00 00",
        "document beyond the end, 0d000000 036100 06000000 00 00",
        "array without NUL, 0d000000 046100 05000000 01 00",
        "binary of negative length, 0d000000 056100 ffffffff 00 00",
        "binary beyond the end, 0d000000 056100 01000000 00 00",
        "binary with contradictory lengths, 12000000 056100 05000000 02 02000000 07 00",
        "binary without the second length, 10000000 056100 03000000 02 000000 00",
        "object id cut off, 13000000 076100 0102030405060708090a0b 00",
        "unterminated regex, 0a000000 0b6100 6161 61",
        "regex without options, 0b000000 0b6100 610061 61",
        "dbPointer cut off, 18000000 0c6100 02000000 6100 0102030405060708 0909 00",
        "code with scope of length 13, 16000000 0f6100 0d000000 01000000 00 05000000 00 00",
        "code with scope of contradictory lengths, 17000000 0f6100 0f000000 01000000 00 05000000 00 00 00",
        "code with scope beyond its end, 1d000000 0f6100 0e000000 02000000 6100 0c000000 106200 01000000 00 00",
        "decimal128 cut off, 17000000 136100 0102030405060708090a0b0c0d0e0f 00",
        "timestamp cut off, 0f000000 116100 01020304050607 00"
    })
    void invalidDocuments(String what, String hex) {
        byte[] broken = bytes(hex);
        assertThatThrownBy(() -> new BsonInput(broken).document()).as(what).isInstanceOf(BsonException.class);
        byte[] within = new byte[broken.length + 30];
        System.arraycopy(broken, 0, within, 0, broken.length);
        if (broken.length > 0) {
            assertThatThrownBy(() -> new BsonInput(within, 0, broken.length).document())
                    .as(what + ", with bytes after it")
                    .isInstanceOf(BsonException.class);
        }
    }

    @Test
    void pathsOfErrors() {
        RawDocument document = RawDocument.encode(new Document("_id", "me")
                .append("items", List.of(new Document("price", 1), new Document("price", 2).append("sold", true))));
        byte[] broken = document.toByteArray();
        int at = new String(broken, java.nio.charset.StandardCharsets.ISO_8859_1).indexOf("sold");
        broken[at + 5] = 2;
        assertThatThrownBy(() -> new BsonInput(broken).document()).isInstanceOfSatisfying(BsonException.class, e -> {
            assertThat(e.path()).isEqualTo("items.1.sold");
            assertThat(e.type()).isEqualTo(BsonType.BOOLEAN);
            assertThat(e.documentId()).isEqualTo("me");
        });
    }

    @Test
    void depthIsLimited() {
        Document document = new Document("x", 1);
        for (int i = 1; i < 10; i++) {
            document = new Document("d", i % 2 == 0 ? document : List.of(document));
        }
        byte[] encoded = RawDocument.encode(document).toByteArray();
        assertThat(new BsonInput(encoded, 0, encoded.length, BsonLimits.DEFAULT.maxDepthRead(15)).document())
                .isEqualTo(document);
        var shallow = new BsonInput(encoded, 0, encoded.length, BsonLimits.DEFAULT.maxDepthRead(14));
        assertThatThrownBy(shallow::document).isInstanceOf(BsonException.class).hasMessageContaining("14 levels");
    }

    @Test
    void maximumDepthDoesNotOverflowTheStack() {
        var limits = new BsonLimits(BsonLimits.MAX_DEPTH, BsonLimits.MAX_DEPTH, Integer.MAX_VALUE);
        Object value = 1;
        for (int i = 0; i < BsonLimits.MAX_DEPTH; i++) {
            value = new Document("d", value);
        }
        var output = new BsonOutput(16, limits);
        output.document((Document) value);
        Document read = new BsonInput(output.buffer(), 0, output.position(), limits).document();
        int depth = 0;
        for (Object inner = read; inner instanceof Document document; inner = document.get("d")) {
            depth++;
        }
        assertThat(depth).isEqualTo(BsonLimits.MAX_DEPTH);
    }

    @Test
    void sizeLimit() {
        byte[] encoded = RawDocument.encode(new Document("a", 1)).toByteArray();
        var input = new BsonInput(encoded, 0, encoded.length, BsonLimits.DEFAULT.maxDocumentSize(11));
        assertThatThrownBy(input::document).isInstanceOf(BsonException.class).hasMessageContaining("11 bytes");
    }
}
