package dev.morelia.compat.internal.operations;

import dev.morelia.bson.codec.Codec;
import dev.morelia.bson.io.BsonInput;
import dev.morelia.bson.io.BsonOutput;
import dev.morelia.compat.internal.values.Bytes;

/**
 * Lets the cursors of Morelia decode whole documents with an official codec.
 *
 * @param codec decodes and encodes the documents
 */
public record OfficialCodec<T>(org.bson.codecs.Codec<T> codec) implements Codec<T> {
    @Override
    public T decode(BsonInput input) {
        return Bytes.decode(input.rawDocument(), codec);
    }

    @Override
    public void encode(BsonOutput output, T value) {
        Bytes.encode(value, codec).writeTo(output);
    }
}
