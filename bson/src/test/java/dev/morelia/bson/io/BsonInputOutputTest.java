package dev.morelia.bson.io;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import dev.morelia.bson.BsonException;
import dev.morelia.bson.Document;
import dev.morelia.bson.RawDocument;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What is written can be read, and errors name the field. */
class BsonInputOutputTest {
    @ParameterizedTest
    @ValueSource(ints = {0, 1, 7, 8, 11, 12, 13, 63, 64, 4095, 4096, 4097, 20_000})
    void textsOfEveryLengthAndKind(int length) {
        for (String piece : List.of("a", "é", "€", "🐌", "a€🐌é")) {
            String text = piece.repeat(Math.max(length / piece.length(), length > 0 ? 1 : 0));
            for (int prefix = 0; prefix < 3; prefix++) {
                String whole = "x".repeat(prefix) + text;
                byte[] bytes = RawDocument.encode(new Document("t", whole)).toByteArray();
                int utf8 = whole.getBytes(StandardCharsets.UTF_8).length;
                assertThat(bytes).hasSize(4 + 1 + 2 + 4 + utf8 + 1 + 1);
                assertThat(new BsonInput(bytes).document().get("t")).isEqualTo(whole);
                assertThat(RawDocument.of(bytes).string("t")).isEqualTo(whole);
            }
        }
    }

    @Test
    void unpairedSurrogatesAreRejected() {
        for (String text : List.of("\uD800", "abc\uDC00", "x".repeat(100) + "\uD800y")) {
            assertThatExceptionOfType(BsonException.class)
                    .isThrownBy(() -> RawDocument.encode(new Document("t", text)))
                    .withMessageContaining("t");
        }
    }

    @Test
    void invalidUtf8IsRejected() {
        byte[] bytes = RawDocument.encode(new Document("t", "abcdefghijkl")).toByteArray();
        for (byte[] wrong : List.of(
                new byte[] {(byte) 0xFF},
                new byte[] {(byte) 0xC0, (byte) 0x80},
                new byte[] {(byte) 0xED, (byte) 0xA0, (byte) 0x80},
                new byte[] {(byte) 0xF5, (byte) 0x80, (byte) 0x80, (byte) 0x80})) {
            byte[] broken = bytes.clone();
            System.arraycopy(wrong, 0, broken, 11, wrong.length);
            assertThatExceptionOfType(BsonException.class)
                    .isThrownBy(() -> new BsonInput(broken).document())
                    .withMessageContaining("t");
        }
    }

    @Test
    void everyTruncationIsRejected() {
        Document document = new Document("_id", 7)
                .append("text", "hello")
                .append("list", List.of(1, 2L, 3.0))
                .append("nested", new Document("deep", true));
        byte[] bytes = RawDocument.encode(document).toByteArray();
        for (int length = 0; length < bytes.length; length++) {
            byte[] cut = Arrays.copyOf(bytes, length);
            assertThatExceptionOfType(BsonException.class).isThrownBy(() -> new BsonInput(cut).document());
        }
    }

    @Test
    void errorsNameThePathAndTheDocument() {
        byte[] bytes = RawDocument.encode(new Document("_id", 7).append("a", new Document("b", List.of(true))))
                .toByteArray();
        int bool = bytes.length - 4;
        assertThat(bytes[bool]).isEqualTo((byte) 1);
        bytes[bool] = 9;
        assertThatExceptionOfType(BsonException.class)
                .isThrownBy(() -> new BsonInput(bytes).document())
                .withMessageContaining("a.b.0")
                .withMessageContaining("7");
    }

    @Test
    void nestingIsLimitedInBothDirections() {
        assertThat(new BsonInput(RawDocument.encode(nested(200)).toByteArray()).document())
                .isEqualTo(nested(200));
        assertThatExceptionOfType(BsonException.class)
                .isThrownBy(() -> RawDocument.encode(nested(201)))
                .withMessageContaining("200");
        byte[] deep = deepBytes(100_000);
        assertThatExceptionOfType(BsonException.class).isThrownBy(() -> new BsonInput(deep).document());
        assertThatExceptionOfType(BsonException.class)
                .isThrownBy(() -> RawDocument.of(deep).toDocument());
    }

    /** Nested arrays, outermost first, encoded by hand because an output would reject them. */
    private static byte[] deepBytes(int levels) {
        int each = 4 + 1 + 2;
        byte[] bytes = new byte[levels * (each + 1) + 5];
        int at = 0;
        int length = bytes.length;
        for (int i = 0; i < levels; i++) {
            ByteOutput.INT32.set(bytes, at, length);
            bytes[at + 4] = 4;
            bytes[at + 5] = '0';
            at += each;
            length -= each + 1;
        }
        ByteOutput.INT32.set(bytes, at, length);
        return bytes;
    }

    private static Document nested(int levels) {
        var document = new Document();
        for (int i = 1; i < levels; i++) {
            document = new Document("d", document);
        }
        return document;
    }

    @Test
    void namesWithNulAreRejected() {
        assertThatExceptionOfType(BsonException.class)
                .isThrownBy(() -> RawDocument.encode(new Document("a\0b", 1)))
                .withMessageContaining("NUL");
    }

    @Test
    void theLastOfEqualNamesWins() {
        var output = new BsonOutput();
        output.startDocument().int32("a", 1).int32("b", 2).int32("a", 3).endDocument();
        assertThat(new BsonInput(output.toByteArray()).document()).isEqualTo(Document.of("a", 3, "b", 2));
    }

    @Test
    void movingBackDropsWhatWasWritten() {
        var output = new BsonOutput();
        output.startDocument().int32("a", 1);
        int mark = output.position();
        output.name("b").startDocument().int32("c", 1);
        output.position(mark);
        output.int32("d", 2).endDocument();
        assertThat(new BsonInput(output.toByteArray()).document()).isEqualTo(Document.of("a", 1, "d", 2));
    }

    @Test
    void rawDocumentsReadSingleFields() {
        var raw = RawDocument.encode(
                Document.of("i", 1, "s", "x").append("n", null).append("l", List.of(new Document("k", 1))));
        assertThat(raw.int32("i", 0)).isEqualTo(1);
        assertThat(raw.int64("absent", 9)).isEqualTo(9);
        assertThat(raw.has("n")).isTrue();
        assertThat(raw.valueOrNull("n")).isNull();
        assertThat(raw.list("l", RawDocument.class))
                .extracting(document -> document.int32("k", 0))
                .containsExactly(1);
        assertThat(RawDocument.of(raw.toByteArray())).isEqualTo(raw).hasSameHashCodeAs(raw);
    }
}
