package dev.morelia.compat.internal.values;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;

import com.mongodb.MongoClientSettings;
import dev.morelia.bson.RawDocument;
import java.util.List;
import org.bson.BsonReader;
import org.bson.Document;
import org.bson.codecs.Codec;
import org.bson.codecs.Decoder;
import org.bson.codecs.DecoderContext;
import org.junit.jupiter.api.Test;

class DocumentDecoderTest {
    private static final Codec<Document> CODEC =
            MongoClientSettings.getDefaultCodecRegistry().get(Document.class);

    private static RawDocument raw(Document document) {
        return Bytes.encode(document, CODEC);
    }

    @Test
    void oneAfterTheOther() {
        var decoder = new DocumentDecoder<>(CODEC);
        for (int i = 0; i < 5; i++) {
            var document = new Document("_id", i)
                    .append("text", "x".repeat(i * 400))
                    .append("list", List.of(1, new Document("inner", i)));
            assertThat(decoder.decode(raw(document))).isEqualTo(document);
            assertThat(decoder.decode(raw(new Document()))).isEmpty();
        }
    }

    @Test
    void afterAFailureAndAfterTooLittle() {
        var decoder = new DocumentDecoder<>(new Careless());
        for (int turn = 0; turn < 2; turn++) {
            assertThat(decoder.decode(raw(new Document("a", 1)))).isEqualTo(1);
            assertThat(decoder.decode(raw(new Document("a", 2).append("b", 3)))).isEqualTo(2);
            assertThat(decoder.decode(raw(new Document("a", 4)))).isEqualTo(4);
            assertThatIllegalStateException().isThrownBy(() -> decoder.decode(raw(new Document("a", -1))));
        }
    }

    /** Reads the first field only, and leaves the end of a document with others. */
    private static final class Careless implements Decoder<Integer> {
        @Override
        public Integer decode(BsonReader reader, DecoderContext context) {
            reader.readStartDocument();
            int value = reader.readInt32();
            if (value < 0) {
                throw new IllegalStateException("negative");
            }
            if (value != 2) {
                reader.readEndDocument();
            }
            return value;
        }
    }
}
