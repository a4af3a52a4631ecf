package dev.morelia.compat.internal.operations;

import dev.morelia.bson.codec.Codec;
import dev.morelia.bson.io.BsonInput;
import dev.morelia.bson.io.BsonOutput;
import dev.morelia.compat.internal.values.DocumentDecoder;

/** Lets the cursor of one operation decode whole documents with an official codec. Not thread-safe. */
public final class OfficialCodec<T> implements Codec<T> {
    private final DocumentDecoder<T> decoder;

    /** For one cursor. */
    public OfficialCodec(org.bson.codecs.Codec<T> codec) {
        this.decoder = new DocumentDecoder<>(codec);
    }

    @Override
    public T decode(BsonInput input) {
        return decoder.decode(input.rawDocument());
    }

    @Override
    public void encode(BsonOutput output, T value) {
        throw new UnsupportedOperationException("documents are only read");
    }
}
