package dev.morelia.compat.internal.values;

import dev.morelia.bson.RawDocument;
import org.bson.BsonBinaryReader;
import org.bson.codecs.Decoder;
import org.jspecify.annotations.Nullable;

/** Decodes the documents of one operation, one after the other, with an official codec. Not thread-safe. */
public final class DocumentDecoder<T> {
    private final Decoder<T> decoder;
    private @Nullable DocumentInput input;

    /** Decodes with this codec. */
    public DocumentDecoder(Decoder<T> decoder) {
        this.decoder = decoder;
    }

    /** Decodes a document. What the codec throws passes as it is. */
    public T decode(RawDocument document) {
        var buffer = document.asByteBuffer();
        DocumentInput bytes = input;
        if (bytes == null) {
            bytes = new DocumentInput(buffer);
            input = bytes;
        } else {
            bytes.next(buffer);
        }
        return decoder.decode(new BsonBinaryReader(bytes), Bytes.DECODING);
    }
}
