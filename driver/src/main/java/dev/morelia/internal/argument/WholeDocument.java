package dev.morelia.internal.argument;

import dev.morelia.bson.RawDocument;
import dev.morelia.bson.codec.Codec;
import dev.morelia.bson.io.BsonOutput;

/** A document that a codec writes, perhaps one of the program, which may write something else. */
public final class WholeDocument {
    private WholeDocument() {}

    /**
     * Writes a value that has to become one document.
     *
     * @param argument what the caller calls the value
     * @return a view of what is written, in the output's array
     * @throws IllegalArgumentException when the codec writes anything else
     */
    public static <T> RawDocument write(BsonOutput out, String argument, T value, Codec<? super T> codec) {
        int start = out.position();
        if (!out.isOneDocument(() -> codec.encode(out, value))) {
            throw new IllegalArgumentException(argument + " must be written as exactly one document, which its codec "
                    + codec.getClass().getName() + " does not do with a value of class "
                    + value.getClass().getName()
                    + ": pass a record, a Map or a Document, or let the codec start one document and end it");
        }
        return RawDocument.of(out.buffer(), start, out.position() - start);
    }
}
