package dev.morelia.bson;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.morelia.bson.codec.CodecRegistry;
import dev.morelia.bson.io.BsonOutput;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class RawDocumentTest {
    private static final Document REPLY = new Document("ok", 1.0)
            .append("n", 3)
            .append("big", 1L << 40)
            .append("flag", true)
            .append("note", "x")
            .append("nothing", null)
            .append(
                    "cursor",
                    new Document("id", 0L)
                            .append("firstBatch", List.of(new Document("a", 1), new Document(), new Document("b", 2))))
            .append("mixed", Arrays.asList(new Document(), 1));

    @Test
    void fields() {
        RawDocument raw = RawDocument.encode(REPLY);
        REPLY.forEach((name, value) -> {
            assertThat(raw.valueOrNull(name)).isEqualTo(value);
            assertThat(raw.has(name)).isTrue();
        });
        assertThat(raw.has("nowhere")).isFalse();
        assertThat(raw.valueOrNull("nowhere")).isNull();
        assertThat(raw.has("id")).as("only the first level counts").isFalse();
        assertThat(raw.int32("ok", -1)).isEqualTo(1);
        assertThat(raw.int32("n", -1)).isEqualTo(3);
        assertThat(raw.int64("big", -1)).isEqualTo(1L << 40);
        assertThat(raw.float64("n", -1)).isEqualTo(3);
        assertThat(raw.bool("flag", false)).isTrue();
        assertThat(raw.stringOrNull("note")).isEqualTo("x");
        assertThat(raw.string("note")).isEqualTo("x");
        for (String name : List.of("nothing", "nowhere")) {
            assertThat(raw.int32(name, -1)).isEqualTo(-1);
            assertThat(raw.int64(name, -1)).isEqualTo(-1);
            assertThat(raw.float64(name, -1)).isEqualTo(-1);
            assertThat(raw.bool(name, true)).isTrue();
            assertThat(raw.stringOrNull(name)).isNull();
            assertThat(raw.documentOrNull(name)).isNull();
            assertThat(raw.listOrNull(name, RawDocument.class)).isNull();
        }
    }

    @Test
    void theBytesAsABuffer() {
        RawDocument embedded = RawDocument.encode(REPLY).document("cursor");
        ByteBuffer buffer = embedded.asByteBuffer();
        assertThat(buffer.isReadOnly()).isTrue();
        assertThat(buffer.order()).isEqualTo(ByteOrder.LITTLE_ENDIAN);
        assertThat(buffer.getInt(0)).isEqualTo(embedded.length()).isEqualTo(buffer.remaining());
        byte[] bytes = new byte[buffer.remaining()];
        buffer.get(bytes);
        assertThat(bytes).isEqualTo(embedded.toByteArray());
    }

    @Test
    void embeddedDocumentsAreViews() {
        RawDocument cursor = RawDocument.encode(REPLY).document("cursor");
        List<RawDocument> batch = cursor.list("firstBatch", RawDocument.class);
        assertThat(batch).hasSize(3);
        assertThat(batch.get(2).toDocument()).isEqualTo(new Document("b", 2));
        assertThat(batch.get(2)).isEqualTo(RawDocument.encode(new Document("b", 2)));
        assertThat(batch.get(2)).hasSameHashCodeAs(RawDocument.encode(new Document("b", 2)));
        assertThat(batch.get(2).copy()).isEqualTo(batch.get(2)).isNotEqualTo(batch.get(0));
        var output = new BsonOutput();
        batch.get(2).writeTo(output);
        assertThat(output.toByteArray()).isEqualTo(batch.get(2).toByteArray());
    }

    @Test
    void errorsNameTheDocument() {
        RawDocument raw = RawDocument.encode(Document.of("n", 3, "nothing", null, "_id", 7));
        assertThatThrownBy(() -> raw.string("nowhere"))
                .isInstanceOfSatisfying(BsonException.class, e -> {
                    assertThat(e.path()).isEqualTo("nowhere");
                    assertThat(e.documentId()).isEqualTo(7);
                })
                .hasMessageContaining("absent");
        assertThatThrownBy(() -> raw.string("nothing"))
                .isInstanceOf(BsonException.class)
                .hasMessageContaining("null");
        assertThatThrownBy(() -> raw.document("nowhere")).isInstanceOf(BsonException.class);
        assertThatThrownBy(() -> raw.document("nothing")).isInstanceOf(BsonException.class);
        assertThatThrownBy(() -> raw.string("n")).isInstanceOf(BsonException.class);
    }

    @Test
    void numbersOfEveryType() {
        RawDocument raw = RawDocument.encode(Document.of(
                "whole", Decimal128.parse("1E+3"), "half", Decimal128.parse("0.5"), "huge", Decimal128.parse("1E+30")));
        assertThat(raw.int32("whole", 0)).isEqualTo(1000);
        assertThat(raw.int64("whole", 0)).isEqualTo(1000);
        assertThat(raw.float64("half", 0)).isEqualTo(0.5);
        for (String name : List.of("half", "huge")) {
            assertThatThrownBy(() -> raw.int32(name, 0))
                    .isInstanceOf(BsonException.class)
                    .hasMessageContaining(name);
            assertThatThrownBy(() -> raw.int64(name, 0)).isInstanceOf(BsonException.class);
        }
    }

    @Test
    void fieldsAfterInvalidBytes() {
        RawDocument broken = RawDocument.of(HexFormat.of().parseHex("0f000000" + "10610001000000" + "556200" + "00"));
        assertThatThrownBy(() -> broken.valueOrNull("b", UuidRepresentation.JAVA_LEGACY))
                .isInstanceOf(BsonException.class);
    }

    @Test
    void wrongTypes() {
        RawDocument raw = RawDocument.encode(REPLY);
        assertThatThrownBy(() -> raw.int32("note", 1))
                .isInstanceOfSatisfying(
                        BsonException.class, e -> assertThat(e.path()).isEqualTo("note"));
        assertThatThrownBy(() -> raw.int32("big", 1)).isInstanceOf(BsonException.class);
        assertThatThrownBy(() -> raw.stringOrNull("n")).isInstanceOf(BsonException.class);
        assertThatThrownBy(() -> raw.bool("n", true)).isInstanceOf(BsonException.class);
        assertThatThrownBy(() -> raw.documentOrNull("mixed")).isInstanceOf(BsonException.class);
        assertThatThrownBy(() -> raw.list("cursor", RawDocument.class)).isInstanceOf(BsonException.class);
        assertThatThrownBy(() -> raw.list("mixed", RawDocument.class))
                .isInstanceOfSatisfying(
                        BsonException.class, e -> assertThat(e.path()).isEqualTo("mixed.1"));
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "05", "05000000", "0400000000", "0600000000", "0500000001", "ffffffff00"})
    void bytesThatCannotBeADocument(String hex) {
        byte[] bytes = HexFormat.of().parseHex(hex);
        assertThatThrownBy(() -> RawDocument.of(bytes)).isInstanceOf(BsonException.class);
    }

    @Test
    void invalidBytesInsideAreFoundWhenRead() {
        RawDocument broken = RawDocument.of(HexFormat.of().parseHex("0f000000" + "10610001000000" + "556200" + "00"));
        assertThat(broken.int32("a", 0)).isEqualTo(1);
        assertThatThrownBy(() -> broken.has("b")).isInstanceOf(BsonException.class);
        assertThat(broken.toString()).contains("15 bytes").contains("0x55");
    }

    @Test
    void partOfAnArray() {
        byte[] encoded = RawDocument.encode(REPLY).toByteArray();
        byte[] larger = new byte[encoded.length + 20];
        Arrays.fill(larger, (byte) 0x55);
        System.arraycopy(encoded, 0, larger, 7, encoded.length);
        RawDocument raw = RawDocument.of(larger, 7, encoded.length);
        assertThat(raw.toDocument()).isEqualTo(REPLY);
        assertThat(raw.toByteArray()).isEqualTo(encoded);
        assertThat(raw.length()).isEqualTo(encoded.length);
        assertThat(raw.toString()).isEqualTo(REPLY.toString());
        assertThatThrownBy(() -> RawDocument.of(larger, 8, encoded.length + 20))
                .isInstanceOf(IndexOutOfBoundsException.class);
    }

    @Test
    void decodesWithACodec() {
        record Id(long id) {}
        RawDocument cursor = RawDocument.encode(new Document("_id", 5L));
        assertThat(CodecRegistry.standard().decode(cursor, Id.class)).isEqualTo(new Id(5));
        assertThat(CodecRegistry.standard().codec(Id.class).decode(cursor.input()))
                .isEqualTo(new Id(5));
    }
}
