package dev.morelia.benchmarks.bson;

import static org.bson.codecs.configuration.CodecRegistries.fromProviders;

import dev.morelia.benchmarks.bson.BsonTask.Library;
import dev.morelia.benchmarks.bson.BsonTask.Operation;
import java.nio.ByteBuffer;
import org.bson.BsonBinaryReader;
import org.bson.BsonBinaryWriter;
import org.bson.Document;
import org.bson.RawBsonDocument;
import org.bson.codecs.Codec;
import org.bson.codecs.DecoderContext;
import org.bson.codecs.DocumentCodec;
import org.bson.codecs.EncoderContext;
import org.bson.codecs.ValueCodecProvider;
import org.bson.codecs.record.RecordCodecProvider;
import org.bson.io.BasicOutputBuffer;
import org.bson.json.JsonMode;
import org.bson.json.JsonWriterSettings;

/** {@code org.mongodb:bson}, used in the fastest way: codecs and contexts created once, one buffer reused. */
final class OfficialBson implements Library {
    private static final EncoderContext ENCODING = EncoderContext.builder().build();
    private static final DecoderContext DECODING = DecoderContext.builder().build();

    @Override
    public Operation operation(BsonTask task, String json) {
        var document = Document.parse(json);
        var documents = new DocumentCodec();
        var records = fromProviders(new ValueCodecProvider(), new RecordCodecProvider())
                .get(FlatModel.class);
        byte[] bytes = encoded(documents, document);
        return switch (task) {
            case ENCODE -> encoding(documents, document);
            case DECODE -> () -> decode(documents, bytes);
            case RAW_FIELD -> rawField(document, bytes);
            case RECORD_ENCODE -> encoding(records, decode(records, bytes));
            case RECORD_DECODE -> () -> decode(records, bytes);
            case JSON_WRITE -> jsonWriting(document);
            case JSON_READ -> () -> Document.parse(json);
        };
    }

    private static <T> Operation encoding(Codec<T> codec, T value) {
        var buffer = new BasicOutputBuffer();
        return () -> {
            buffer.truncateToPosition(0);
            codec.encode(new BsonBinaryWriter(buffer), value, ENCODING);
            return buffer;
        };
    }

    private static <T> T decode(Codec<T> codec, byte[] bytes) {
        try (var reader = new BsonBinaryReader(ByteBuffer.wrap(bytes))) {
            return codec.decode(reader, DECODING);
        }
    }

    private static Operation rawField(Document document, byte[] bytes) {
        String name = BsonBench.middleString(document);
        return () -> new RawBsonDocument(bytes).getString(name).getValue();
    }

    private static Operation jsonWriting(Document document) {
        var settings = JsonWriterSettings.builder().outputMode(JsonMode.RELAXED).build();
        return () -> document.toJson(settings);
    }

    private static <T> byte[] encoded(Codec<T> codec, T value) {
        try (var buffer = new BasicOutputBuffer()) {
            codec.encode(new BsonBinaryWriter(buffer), value, ENCODING);
            return buffer.toByteArray();
        }
    }
}
