package dev.morelia.compat.internal.values;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.mongodb.MongoClientSettings;
import dev.morelia.bson.RawDocument;
import dev.morelia.bson.io.BsonOutput;
import dev.morelia.internal.argument.CommandAbandonedException;
import java.util.ArrayList;
import java.util.List;
import org.bson.BsonBinaryWriter;
import org.bson.BsonDocument;
import org.bson.BsonInt32;
import org.bson.BsonSerializationException;
import org.bson.Document;
import org.bson.RawBsonDocument;
import org.bson.codecs.Codec;
import org.bson.codecs.Encoder;
import org.bson.codecs.EncoderContext;
import org.bson.codecs.RawBsonDocumentCodec;
import org.bson.io.BasicOutputBuffer;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

class DocumentEncoderTest {
    private static final Codec<Document> CODEC =
            MongoClientSettings.getDefaultCodecRegistry().get(Document.class);

    private final BsonOutput out = new BsonOutput(1);
    private final DocumentEncoder<Document> encoder = new DocumentEncoder<>(CODEC);

    /** Of the official output. */
    private static byte[] expected(Document document) {
        var buffer = new BasicOutputBuffer();
        CODEC.encode(
                new BsonBinaryWriter(buffer),
                document,
                EncoderContext.builder().isEncodingCollectibleDocument(true).build());
        return buffer.toByteArray();
    }

    static List<String> texts() {
        List<String> texts = new ArrayList<>();
        var units = List.of("a", "ü", "名", "\uD83D\uDE00", "\uD83D", "\uDE00", "ab\uDE00\uD83D\uD83D\uDE00名");
        for (String unit : units) {
            for (int length : new int[] {0, 1, 7, 16, 17, 300, 4095, 4096, 4097, 9000}) {
                texts.add("a".repeat(length) + unit + "b".repeat(length / 2) + unit);
                texts.add(unit.repeat(Math.min(length, 1000)));
            }
        }
        return texts;
    }

    @Test
    void textAsTheOfficialOutputWritesIt() {
        for (String text : texts()) {
            var document = new Document("_id", 1).append("s", text).append("n" + text, text.length());
            out.reset();
            encoder.encodeCollectible(out, document);
            assertThat(out.toByteArray()).isEqualTo(expected(document));
        }
    }

    static List<Document> documents() {
        var values = new BsonDocument();
        BytesTest.values().forEach(value -> values.append("v" + values.size(), value));
        return List.of(
                new Document(),
                new Document("a", 1).append("_id", 2),
                new Document("all", values),
                new Document("bytes", new byte[5000]).append("l", List.of(1, "two", new Document("three", 4.5))));
    }

    @ParameterizedTest
    @MethodSource("documents")
    void oneAfterTheOther(Document document) {
        var other = new Document("x", "y".repeat(100));
        encoder.encodeCollectible(out, other);
        int start = out.position();
        encoder.encodeCollectible(out, document);
        int end = out.position();
        encoder.encodeCollectible(out, other);
        assertThat(RawDocument.of(out.buffer(), 0, start).toByteArray()).isEqualTo(expected(other));
        assertThat(RawDocument.of(out.buffer(), start, end - start).toByteArray())
                .isEqualTo(expected(document));
        assertThat(RawDocument.of(out.buffer(), end, out.position() - end).toByteArray())
                .isEqualTo(expected(other));
    }

    @Test
    void asTheValueOfAField() {
        out.startDocument().name("u");
        encoder.encode(out, new Document("a", new Document("b", "c".repeat(1000))));
        out.name("multi").bool(true).endDocument();
        assertThat(new RawBsonDocument(out.toByteArray()))
                .isEqualTo(BsonDocument.parse("{u: {a: {b: '" + "c".repeat(1000) + "'}}, multi: true}"));
    }

    @Test
    void anotherOutput() {
        encoder.encode(out, new Document("a", 1));
        var second = new BsonOutput();
        encoder.encode(second, new Document("b", 2));
        encoder.encode(out, new Document("c", 3));
        assertThat(new RawBsonDocument(second.toByteArray())).isEqualTo(new BsonDocument("b", new BsonInt32(2)));
        assertThat(out.position()).isEqualTo(2 * second.position());
    }

    @ParameterizedTest
    @ValueSource(ints = {1, 10_000})
    void afterAFailureTheOutputIsWhereItWas(int length) {
        encoder.encode(out, new Document("a", 1));
        byte[] before = out.toByteArray();
        var bad = new Document("s", "x".repeat(length)).append("inner", new Document("o", new Object()));
        assertThatThrownBy(() -> encoder.encode(out, bad))
                .isInstanceOf(CommandAbandonedException.class)
                .hasMessageContaining("CodecConfigurationException");
        assertThat(out.toByteArray()).isEqualTo(before);
        encoder.encode(out, new Document("a", 1));
        assertThat(out.position()).isEqualTo(2 * before.length);
    }

    @Test
    void nulInAName() {
        assertThatThrownBy(() -> encoder.encode(out, new Document("a\0b", 1)))
                .cause()
                .isInstanceOf(BsonSerializationException.class)
                .hasMessageContaining("null character at index 1");
    }

    @Test
    void tooLittle() {
        Encoder<Document> half = new Half();
        var encoding = new DocumentEncoder<>(half);
        assertThatThrownBy(() -> encoding.encode(out, new Document("a", 0)))
                .cause()
                .isInstanceOf(BsonSerializationException.class)
                .hasMessageContaining("has not written a whole document");
        assertThat(out.position()).as("nothing of it is left").isZero();
        encoding.encode(out, new Document("a", 1));
        assertThat(new RawBsonDocument(out.toByteArray())).isEqualTo(new BsonDocument("a", new BsonInt32(1)));
    }

    @Test
    void bytesAsTheyAre() {
        var raw = new RawBsonDocument(expected(new Document("a", 1)));
        var encoding = new DocumentEncoder<>(new RawBsonDocumentCodec());
        encoding.encodeCollectible(out, raw);
        assertThat(new RawBsonDocument(out.toByteArray())).isEqualTo(raw);
        var mixed = new DocumentEncoder<>(
                MongoClientSettings.getDefaultCodecRegistry().get(BsonDocument.class));
        mixed.encodeCollectible(out, raw);
        assertThat(out.position()).isEqualTo(2 * raw.getByteLength());
    }

    /** Forgets to end the first document. */
    private static final class Half implements Encoder<Document> {
        @Override
        public void encode(org.bson.BsonWriter writer, Document value, EncoderContext context) {
            writer.writeStartDocument();
            writer.writeInt32("a", 1);
            if (value.getInteger("a") == 1) {
                writer.writeEndDocument();
            }
        }

        @Override
        public Class<Document> getEncoderClass() {
            return Document.class;
        }
    }
}
