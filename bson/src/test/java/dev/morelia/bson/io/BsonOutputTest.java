package dev.morelia.bson.io;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;
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
import dev.morelia.bson.StoredAsDocument;
import dev.morelia.bson.Symbol;
import dev.morelia.bson.Timestamp;
import dev.morelia.bson.Undefined;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.HashMap;
import java.util.HexFormat;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import java.util.UUID;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

class BsonOutputTest {
    private static String hex(BsonOutput output) {
        return HexFormat.of().formatHex(output.toByteArray());
    }

    @Test
    void document() {
        var output = new BsonOutput(0);
        output.startDocument().int32("a", 1).name("b").startArray();
        output.index(0).bool(true).index(1).nullValue();
        output.endArray().string("c", "x").endDocument();
        assertThat(hex(output))
                .isEqualTo("24000000" + "106100" + "01000000" + "046200" + "0c000000" + "08300001" + "0a3100" + "00"
                        + "026300" + "02000000" + "7800" + "00");
        assertThat(output.position()).isEqualTo(36);
    }

    @Test
    void shorthands() {
        var output = new BsonOutput();
        output.startDocument()
                .int32("a", 1)
                .int64("b", 2)
                .string("c", "x")
                .bool("d", false)
                .document("e", new Document("f", 1))
                .document("g", RawDocument.encode(new Document("h", 1)))
                .value("i", 1.5)
                .endDocument();
        assertThat(RawDocument.of(output.toByteArray()).toDocument())
                .isEqualTo(new Document("a", 1)
                        .append("b", 2L)
                        .append("c", "x")
                        .append("d", false)
                        .append("e", new Document("f", 1))
                        .append("g", new Document("h", 1))
                        .append("i", 1.5));
    }

    @Test
    void headersAroundDocuments() {
        var output = new BsonOutput(1);
        output.writeInt32(0);
        output.writeByte(7);
        output.writeCString("x\u00e9");
        int at = output.position();
        output.document(new Document("a", 1)).document(new Document());
        output.setInt32(0, output.position());
        assertThat(output.buffer()[4]).isEqualTo((byte) 7);
        var input = new BsonInput(output.buffer(), at, output.position() - at);
        assertThat(input.document()).isEqualTo(new Document("a", 1));
        assertThat(input.document()).isEmpty();
        assertThat(input.position()).isEqualTo(output.position());
        assertThatThrownBy(() -> output.setInt32(output.position() - 3, 0))
                .isInstanceOf(IndexOutOfBoundsException.class);
        assertThatThrownBy(() -> output.writeCString("a\0b")).isInstanceOf(BsonException.class);
    }

    @Test
    void movingBackDropsOpenDocuments() {
        var output = new BsonOutput();
        output.document(new Document("a", 1));
        int end = output.position();
        output.startDocument().name("x").startDocument().name("y");
        output.position(end);
        output.document(new Document());
        assertThat(output.position()).isEqualTo(end + 5);
        output.startDocument();
        output.trim(16);
        assertThat(output.buffer()).hasSize(16);
        output.document(new Document());
        assertThat(output.position()).isEqualTo(5);
        assertThatThrownBy(() -> output.position(6)).isInstanceOf(IndexOutOfBoundsException.class);
    }

    @Test
    void callsInTheWrongOrder() {
        var output = new BsonOutput();
        assertThatIllegalStateException().isThrownBy(() -> output.int32(1));
        assertThatIllegalStateException().isThrownBy(() -> output.name("a"));
        assertThatIllegalStateException().isThrownBy(output::endDocument);
        assertThatIllegalStateException().isThrownBy(output::startArray).withMessageContaining("name");
        output.reset();
        output.startDocument();
        assertThatIllegalStateException().isThrownBy(output::startDocument);
        assertThatIllegalStateException().isThrownBy(() -> output.document(RawDocument.encode(new Document())));
        output.name("a");
        assertThatIllegalStateException().isThrownBy(() -> output.name("b"));
        assertThatIllegalStateException().isThrownBy(() -> output.value("b", 1));
        assertThatIllegalStateException().isThrownBy(output::endDocument);
        output.int32(1).endDocument();
        assertThatIllegalStateException().isThrownBy(() -> output.int32(1));
    }

    @Test
    void namesOfEveryLengthAgainAndAgain() {
        for (int round = 0; round < 4; round++) {
            for (int length = 0; length < 80; length++) {
                String name = "n".repeat(length);
                Document document = new Document(name, length).append(name + "\u00fc", "\u00fc");
                assertThat(RawDocument.encode(document).toDocument().entrySet())
                        .containsExactlyElementsOf(document.entrySet());
            }
        }
    }

    @Test
    void moreNamesThanAreCached() {
        var document = new Document();
        for (int number = 0; number < 2000; number++) {
            String name = number + "n".repeat(number % 40);
            document.append(name, name).append(name + "\u00fc", number).append(name + "\u0141", new Document(name, 1));
        }
        for (int round = 0; round < 3; round++) {
            assertThat(RawDocument.encode(document).toDocument().entrySet())
                    .containsExactlyElementsOf(document.entrySet());
        }
        for (String wrong : List.of("0\0", "\0", "0\ud83d")) {
            var copy = Document.copyOf(document).append("last", new Document(wrong, 1));
            assertThatThrownBy(() -> RawDocument.encode(copy))
                    .isInstanceOfSatisfying(
                            BsonException.class, e -> assertThat(e.path()).isEqualTo("last"));
        }
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "a",
                "abcdefghijk",
                "abcdefghijkl",
                "abcdefghijklmnopqrstuvwxyzabcdefghijklmnopqrstuvwxyz",
                "\u00fc",
                "abc\u00e9",
                "\u20ac uro",
                "\ud83d\ude00",
                "abcdefghijklmnop\ud83d\ude00",
                "\0",
                "a\0b",
                "\ufffd"
            })
    void stringsOfEveryKind(String text) {
        for (String value : List.of(text, text.repeat(2), text.repeat(1000))) {
            byte[] utf8 = value.getBytes(java.nio.charset.StandardCharsets.UTF_8);
            var output = new BsonOutput(0).startDocument().string("s", value).endDocument();
            assertThat(output.position()).isEqualTo(4 + 3 + 4 + utf8.length + 1 + 1);
            assertThat(Arrays.copyOfRange(output.buffer(), 11, 11 + utf8.length))
                    .isEqualTo(utf8);
            assertThat(RawDocument.of(output.toByteArray()).string("s")).isEqualTo(value);
        }
    }

    @Test
    void longStringsAreNotSplitWithinASurrogatePair() {
        for (int before = 4090; before < 4100; before++) {
            String text = "x".repeat(before) + "\ud83d\ude00".repeat(5000);
            assertThat(RawDocument.encode(new Document("s", text)).string("s")).isEqualTo(text);
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"\ud83d", "\ude00", "abcdefghijklmnop\ud83d", "\ude00\ud83d"})
    void unpairedSurrogates(String text) {
        assertThatThrownBy(() -> RawDocument.encode(new Document("_id", 5).append("a", List.of(text))))
                .isInstanceOfSatisfying(BsonException.class, e -> {
                    assertThat(e.path()).isEqualTo("a.0");
                    assertThat(e.documentId()).isEqualTo(5);
                })
                .hasMessageContaining("surrogate");
        assertThatThrownBy(() -> RawDocument.encode(new Document("b", new Document(text, 1))))
                .isInstanceOfSatisfying(
                        BsonException.class, e -> assertThat(e.path()).isEqualTo("b"));
    }

    @Test
    void nulInNames() {
        assertThatThrownBy(() -> RawDocument.encode(new Document("a\0", 1)))
                .isInstanceOf(BsonException.class)
                .hasMessageContaining("'a\\0'");
        assertThatThrownBy(() -> RawDocument.encode(new Document("b", new Document("\0", 1))))
                .isInstanceOfSatisfying(
                        BsonException.class, e -> assertThat(e.path()).isEqualTo("b"));
    }

    @Test
    void manyArrayElements() {
        var values = new ArrayList<Object>(Collections.nCopies(1234, true));
        RawDocument document = RawDocument.encode(new Document("a", values).append("b", new int[] {1, 2}));
        assertThat(document.valueOrNull("a")).isEqualTo(values);
        assertThat(document.valueOrNull("b")).isEqualTo(List.of(1, 2));
        BsonInput input = document.input();
        input.startDocument();
        input.next();
        input.startArray();
        for (int i = 0; i < 1234; i++) {
            input.next();
            assertThat(input.name()).isEqualTo(Integer.toString(i));
        }
    }

    @Test
    void nestingUpToTheLimit() {
        Document deepest = new Document();
        for (int level = 1; level < 199; level += 3) {
            deepest = new Document("d", new Document("a", List.of(deepest, 1)));
        }
        Document document = new Document("d", deepest);
        assertThat(RawDocument.encode(document).toDocument()).isEqualTo(document);
        Document tooDeep = new Document("_id", "x").append("d", document);
        assertThatThrownBy(() -> RawDocument.encode(tooDeep))
                .isInstanceOf(BsonException.class)
                .hasMessageContaining("200 levels");
        var itself = new Document();
        itself.put("me", itself);
        assertThatThrownBy(() -> RawDocument.encode(itself)).isInstanceOf(BsonException.class);
    }

    @Test
    void sizeUpToTheLimit() {
        var output = new BsonOutput(16, BsonLimits.DEFAULT.maxDocumentSize(100));
        Document fits = new Document("_id", 1).append("b", new byte[100 - 4 - 9 - 3 - 5 - 1]);
        output.document(fits);
        assertThat(output.position()).isEqualTo(100);
        assertThatThrownBy(() -> output.document(fits.append("c", null)))
                .isInstanceOfSatisfying(
                        BsonException.class, e -> assertThat(e.documentId()).isEqualTo(1))
                .hasMessageContaining("100 bytes");
    }

    @Test
    void otherClassesWithABsonType() {
        var map = new HashMap<String, Object>(Map.of("k", (short) 1));
        Document document = new Document("map", map)
                .append("float", 1.5f)
                .append("byte", (byte) 1)
                .append("pattern", Pattern.compile("x", Pattern.MULTILINE))
                .append("bytes", new byte[] {1})
                .append("objects", new Object[] {1, "x"})
                .append("vector", BsonVector.float32(1, 2))
                .append("ref", new DbRef("c", 1))
                .append("set", Collections.singleton(1));
        assertThat(RawDocument.encode(document).toDocument())
                .isEqualTo(new Document("map", new Document("k", 1))
                        .append("float", 1.5)
                        .append("byte", 1)
                        .append("pattern", new Regex("x", "m"))
                        .append("bytes", new Binary(new byte[] {1}))
                        .append("objects", List.of(1, "x"))
                        .append("vector", BsonVector.float32(1, 2).toBinary())
                        .append("ref", new Document("$ref", "c").append("$id", 1))
                        .append("set", List.of(1)));
    }

    /** For each BSON type, alone and inside a document or list. */
    @ParameterizedTest
    @MethodSource("idsOfEveryType")
    void errorsNameTheId(Object id) {
        for (Object whole :
                List.of(id, Document.of("a", 1, "b", id), Document.of("in", Document.of("c", List.of(id))))) {
            assertThatThrownBy(() -> RawDocument.encode(new Document("_id", whole).append("a", Locale.ROOT)))
                    .isInstanceOfSatisfying(BsonException.class, e -> {
                        assertThat(e.documentId()).isEqualTo(whole);
                        assertThat(e).hasMessageContaining(String.valueOf(whole));
                    });
        }
    }

    static List<Object> idsOfEveryType() {
        return List.of(
                1.5,
                "text",
                new Document(),
                new ObjectId(),
                true,
                Instant.ofEpochMilli(7),
                1,
                2L,
                new Binary(new byte[] {1}),
                new UUID(1, 2),
                new Regex("a", "i"),
                new Code("f()"),
                new Symbol("s"),
                new DbPointer("a.b", new ObjectId()),
                new Timestamp(1, 2),
                Decimal128.parse("1.5"),
                Undefined.INSTANCE,
                MinKey.INSTANCE,
                MaxKey.INSTANCE);
    }

    @Test
    void valuesStoredAsDocuments() {
        StoredAsDocument point = () -> new TreeMap<String, @Nullable Object>(Map.of("x", 1, "y", List.of(2)));
        var inner = RawDocument.encode(Document.of("a", 1));
        Document document = Document.of("point", point, "raw", inner, "ref", new DbRef("c", 7));
        assertThat(RawDocument.encode(document).toDocument())
                .isEqualTo(Document.of(
                        "point", Document.of("x", 1, "y", List.of(2)),
                        "raw", Document.of("a", 1),
                        "ref", Document.of("$ref", "c", "$id", 7)));
        assertThat(document.toJson())
                .isEqualTo("{\"point\": {\"x\": 1, \"y\": [2]}, \"raw\": {\"a\": 1},"
                        + " \"ref\": {\"$ref\": \"c\", \"$id\": 7}}");
        assertThat(document).hasToString(document.toJson());
    }

    @Test
    void theScopeOfCodeMayBeAnyMap() {
        var code = new CodeWithScope("f()", new TreeMap<>(Map.of("x", Map.of("y", 1))));
        var read = RawDocument.encode(new Document("c", code)).toDocument();
        assertThat(read).isEqualTo(new Document("c", code));
        assertThat(read.value("c", CodeWithScope.class).scope()).isInstanceOf(Document.class);
        assertThat(Document.parse(read.toJson())).isEqualTo(read);
    }

    @Test
    void tooDeepAnIdIsNotShown() {
        Document deep = new Document();
        for (int i = 0; i < 300; i++) {
            deep = new Document("d", deep);
        }
        var output = new BsonOutput(64, BsonLimits.DEFAULT.maxDepthWrite(BsonLimits.MAX_DEPTH));
        Document document = new Document("_id", deep).append("a", Locale.ROOT);
        assertThatThrownBy(() -> output.document(document))
                .isInstanceOfSatisfying(
                        BsonException.class, e -> assertThat(e.documentId()).isNull());
    }

    @Test
    void classesWithoutABsonType() {
        Document document = new Document("_id", 7).append("a", List.of(1, new Document("b", Locale.ROOT)));
        assertThatThrownBy(() -> RawDocument.encode(document))
                .isInstanceOfSatisfying(BsonException.class, e -> {
                    assertThat(e.path()).isEqualTo("a.1.b");
                    assertThat(e.documentId()).isEqualTo(7);
                })
                .hasMessageContaining("Locale");
        assertThatThrownBy(() -> RawDocument.encode(new Document("m", Map.of(1, 2))))
                .isInstanceOfSatisfying(
                        BsonException.class, e -> assertThat(e.path()).isEqualTo("m"));
    }
}
