package dev.morelia.internal.argument;

import dev.morelia.bson.RawDocument;
import dev.morelia.bson.codec.Codec;
import dev.morelia.bson.io.BsonOutput;

/** Encodes a value as a document with a codec, possibly the user's, that may encode something else. */
public final class WholeDocument {
    private WholeDocument() {}

    /**
     * Encodes a value that must become one document.
     *
     * @param argument the name of the value for messages
     * @return a view of the encoded document, in the output's array
     * @throws IllegalArgumentException if the codec encodes anything else
     */
    public static <T> RawDocument write(BsonOutput out, String argument, T value, Codec<? super T> codec) {
        int start = out.position();
        if (!out.isOneDocument(() -> codec.encode(out, value))) {
            throw new IllegalArgumentException(argument + " must be encoded as exactly one document, but its codec "
                    + codec.getClass().getName() + " encodes something else for a value of class "
                    + value.getClass().getName()
                    + ": pass a record, a Map or a Document, or let the codec start one document and end it");
        }
        return RawDocument.of(out.buffer(), start, out.position() - start);
    }
}
