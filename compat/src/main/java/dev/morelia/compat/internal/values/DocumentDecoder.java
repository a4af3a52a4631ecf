package dev.morelia.compat.internal.values;

import dev.morelia.bson.RawDocument;
import org.bson.BsonBinaryReader;
import org.bson.codecs.Decoder;

/** Decodes the documents of one operation, one after the other, with an official codec. Not thread-safe. */
public final class DocumentDecoder<T> {
    private final Decoder<T> decoder;
    private final DocumentInput input = new DocumentInput();

    /** Decodes with this codec. */
    public DocumentDecoder(Decoder<T> decoder) {
        this.decoder = decoder;
    }

    /** Decodes a document. What the codec throws passes as it is. */
    public T decode(RawDocument document) {
        input.begin(document.asByteBuffer());
        return decoder.decode(new BsonBinaryReader(input), Bytes.DECODING);
    }
}
