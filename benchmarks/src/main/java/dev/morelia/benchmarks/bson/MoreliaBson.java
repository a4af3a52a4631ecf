package dev.morelia.benchmarks.bson;

import dev.morelia.benchmarks.bson.BsonTask.Library;
import dev.morelia.benchmarks.bson.BsonTask.Operation;
import dev.morelia.bson.Document;
import dev.morelia.bson.RawDocument;
import dev.morelia.bson.codec.Codec;
import dev.morelia.bson.codec.CodecRegistry;
import dev.morelia.bson.io.BsonInput;
import dev.morelia.bson.io.BsonOutput;
import dev.morelia.bson.json.ExtendedJson;
import dev.morelia.bson.json.JsonMode;
import java.util.Objects;

/** Morelia's BSON library: codecs created once, one buffer reused, as in a connection. */
final class MoreliaBson implements Library {
    @Override
    public Operation operation(BsonTask task, String json) {
        var document = ExtendedJson.parse(json);
        var registry = CodecRegistry.standard();
        var documents = registry.codec(Document.class);
        byte[] bytes = RawDocument.encode(document).toByteArray();
        return switch (task) {
            case ENCODE -> encoding(documents, document);
            // The codec's documents are decoded on access; this decodes everything.
            case DECODE -> () -> new BsonInput(bytes).document();
            case RAW_FIELD -> rawField(document, bytes);
            case RECORD_ENCODE -> {
                var models = registry.codec(FlatModel.class);
                yield encoding(models, decode(models, bytes));
            }
            case RECORD_DECODE -> {
                var models = registry.codec(FlatModel.class);
                yield () -> decode(models, bytes);
            }
            case JSON_WRITE -> () -> ExtendedJson.write(document, JsonMode.RELAXED, false);
            case JSON_READ -> () -> ExtendedJson.parse(json);
        };
    }

    private static <T> Operation encoding(Codec<T> codec, T value) {
        var output = new BsonOutput();
        return () -> {
            output.reset();
            codec.encode(output, value);
            return output;
        };
    }

    private static <T> T decode(Codec<T> codec, byte[] bytes) {
        return codec.decode(new BsonInput(bytes, 0, bytes.length));
    }

    private static Operation rawField(Document document, byte[] bytes) {
        String name = BsonBench.middleString(document);
        return () -> Objects.requireNonNull(RawDocument.of(bytes).string(name));
    }
}
