package dev.morelia.compat.internal.values;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.morelia.bson.Document;
import dev.morelia.bson.RawDocument;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import org.bson.BsonBinaryReader;
import org.bson.BsonDocument;
import org.bson.BsonInt32;
import org.bson.BsonSerializationException;
import org.bson.BsonString;
import org.bson.BsonValue;
import org.bson.codecs.BsonDocumentCodec;
import org.bson.codecs.DecoderContext;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

class DocumentInputTest {
    private static BsonDocument decoded(byte[] bytes) {
        try (var reader = new BsonBinaryReader(input(bytes))) {
            return new BsonDocumentCodec()
                    .decode(reader, DecoderContext.builder().build());
        }
    }

    /** Which has read a longer document before. */
    private static DocumentInput input(byte[] bytes) {
        var input = new DocumentInput();
        byte[] other = new byte[bytes.length + 9];
        Arrays.fill(other, (byte) 'x');
        input.begin(buffer(other));
        input.begin(buffer(bytes));
        return input;
    }

    private static ByteBuffer buffer(byte[] bytes) {
        return ByteBuffer.wrap(bytes).order(ByteOrder.LITTLE_ENDIAN);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {"", "a", "seven77", "eight888", "nine99999", "größe", "名前", "longer than the thirty-two bytes"})
    void names(String name) {
        var document = new BsonDocument(name, new BsonInt32(1)).append(name + "2", new BsonString(name));
        for (int i = 0; i < 3; i++) {
            assertThat(decoded(Bytes.raw(document).toByteArray())).isEqualTo(document);
        }
    }

    /** Far more names than are remembered, so that they take each other's places. */
    @Test
    void manyNames() {
        for (int i = 0; i < 10_000; i++) {
            String name = "name" + i % 5_000;
            byte[] bytes = RawDocument.encode(new Document(name, i)).toByteArray();
            assertThat(decoded(bytes).getFirstKey()).isEqualTo(name);
        }
    }

    @Test
    void namesAreNotCreatedAgain() {
        byte[] bytes = RawDocument.encode(new Document("remembered", 1)).toByteArray();
        assertThat(decoded(bytes).getFirstKey()).isSameAs(decoded(bytes).getFirstKey());
    }

    @Test
    void invalidNamesAreReplacedAsTheOfficialDriverDoes() {
        byte[] bytes = RawDocument.encode(new Document("ab", 1)).toByteArray();
        bytes[5] = (byte) 0xFF;
        for (int i = 0; i < 2; i++) {
            assertThat(decoded(bytes).getFirstKey()).isEqualTo("\uFFFDb");
        }
    }

    @ParameterizedTest
    @ValueSource(ints = {0, 1, 511, 512, 513, 100_000})
    void strings(int length) {
        var document = new BsonDocument("text", new BsonString("ö".repeat(length)));
        assertThat(decoded(Bytes.raw(document).toByteArray())).isEqualTo(document);
    }

    @ParameterizedTest
    @MethodSource("dev.morelia.compat.internal.values.BytesTest#values")
    void truncatedDocuments(BsonValue value) {
        byte[] bytes = Bytes.raw(new BsonDocument("first", new BsonInt32(1)).append("value", value))
                .toByteArray();
        for (int length = 0; length < bytes.length; length++) {
            byte[] some = Arrays.copyOf(bytes, length);
            assertThatThrownBy(() -> decoded(some)).isInstanceOf(BsonSerializationException.class);
        }
    }

    @Test
    void stringsOfInvalidSizes() {
        byte[] bytes = RawDocument.encode(new Document("a", "text")).toByteArray();
        for (int size : new int[] {-1, 0, 4, Integer.MAX_VALUE}) {
            buffer(bytes).putInt(7, size);
            assertThatThrownBy(() -> decoded(bytes)).isInstanceOf(BsonSerializationException.class);
        }
    }

    @Test
    void marksAndRemainingBytes() {
        byte[] bytes = "ab\0cd".getBytes(StandardCharsets.UTF_8);
        var input = input(bytes);
        var mark = input.getMark(10);
        input.skipCString();
        assertThat(input.getPosition()).isEqualTo(3);
        assertThat(input.getRemaining()).isEqualTo(2);
        byte[] rest = new byte[2];
        input.readBytes(rest);
        assertThat(rest).containsExactly('c', 'd');
        assertThat(input.hasRemaining()).isFalse();
        mark.reset();
        assertThat(input.readByte()).isEqualTo((byte) 'a');
        input.close();
    }
}
