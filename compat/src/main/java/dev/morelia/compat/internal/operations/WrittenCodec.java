package dev.morelia.compat.internal.operations;

import dev.morelia.bson.codec.Codec;
import dev.morelia.bson.io.BsonInput;
import dev.morelia.bson.io.BsonOutput;
import dev.morelia.compat.internal.values.DocumentEncoder;

/** Lets Morelia encode the documents of one operation with an official codec, into the message. Not thread-safe. */
public final class WrittenCodec<T> implements Codec<WrittenDocument<T>> {
    private final DocumentEncoder<T> encoder;

    /** For one operation. */
    public WrittenCodec(org.bson.codecs.Codec<T> codec) {
        this.encoder = new DocumentEncoder<>(codec);
    }

    @Override
    public void encode(BsonOutput output, WrittenDocument<T> document) {
        if (document.inserted()) {
            encoder.encodeCollectible(output, document.value());
        } else {
            encoder.encode(output, document.value());
        }
    }

    @Override
    public WrittenDocument<T> decode(BsonInput input) {
        throw new UnsupportedOperationException("documents are only written");
    }
}
