package dev.morelia.compat.internal.values;

import dev.morelia.bson.RawDocument;
import org.bson.BsonBinaryReader;
import org.bson.codecs.Decoder;
import org.jspecify.annotations.Nullable;

/** Decodes the documents of one operation, one after the other, with an official codec. Not thread-safe. */
public final class DocumentDecoder<T> {
    private final Decoder<T> decoder;
    private @Nullable DocumentInput input;
    private @Nullable BsonBinaryReader reader;

    /** Decodes with this codec. */
    public DocumentDecoder(Decoder<T> decoder) {
        this.decoder = decoder;
    }

    /** Decodes a document. What the codec throws passes as it is. */
    public T decode(RawDocument document) {
        var buffer = document.asByteBuffer();
        DocumentInput bytes = input;
        BsonBinaryReader used = reader;
        if (bytes == null || used == null) {
            bytes = new DocumentInput(buffer);
            used = new BsonBinaryReader(bytes);
            input = bytes;
        } else {
            bytes.next(buffer);
            reader = null; // It is of no use after a failure.
        }
        T value = decoder.decode(used, Bytes.DECODING);
        if (!bytes.hasRemaining()) {
            reader = used; // It is at the end of a document, as at its beginning.
        }
        return value;
    }
}
