package dev.morelia.compat.internal.operations;

import dev.morelia.bson.Document;
import dev.morelia.bson.RawDocument;
import dev.morelia.bson.codec.Codec;
import dev.morelia.bson.io.BsonInput;
import dev.morelia.bson.io.BsonOutput;
import org.bson.BsonBinaryReader;
import org.bson.codecs.DecoderContext;

/**
 * Lets Morelia decode single values with an official codec.
 *
 * @param codec decodes the values
 */
public record ValueCodec<T>(org.bson.codecs.Codec<T> codec) implements Codec<T> {
    @Override
    public T decode(BsonInput input) {
        RawDocument only = RawDocument.encode(new Document("v", input.value()));
        try (var reader = new BsonBinaryReader(only.asByteBuffer())) {
            reader.readStartDocument();
            reader.readBsonType();
            reader.skipName();
            return codec.decode(reader, DecoderContext.builder().build());
        }
    }

    @Override
    public void encode(BsonOutput output, T value) {
        throw new UnsupportedOperationException("values are only read");
    }
}
