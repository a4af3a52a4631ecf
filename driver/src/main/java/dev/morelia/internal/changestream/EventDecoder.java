package dev.morelia.internal.changestream;

import dev.morelia.bson.BsonType;
import dev.morelia.bson.RawDocument;
import dev.morelia.bson.codec.Codec;
import dev.morelia.bson.io.BsonInput;
import dev.morelia.result.ChangeEvent;
import org.jspecify.annotations.Nullable;

/** Decodes the events of a change stream. */
public final class EventDecoder {
    private EventDecoder() {}

    /**
     * Decodes the changed documents of an event; the rest is decoded when it is asked for.
     *
     * @param codec that of the changed documents
     * @throws dev.morelia.bson.BsonException if it cannot decode them
     */
    public static <T> ChangeEvent<T> decode(RawDocument document, Codec<T> codec) {
        RawDocument event = document.compact();
        @Nullable T after = null;
        @Nullable T before = null;
        BsonInput input = event.input();
        input.startDocument();
        BsonType type = input.next();
        while (type != null) {
            if (type != BsonType.NULL && input.nameIs("fullDocument")) {
                after = codec.decode(input);
            } else if (type != BsonType.NULL && input.nameIs("fullDocumentBeforeChange")) {
                before = codec.decode(input);
            }
            type = input.next();
        }
        return new ChangeEvent<>(event, after, before);
    }
}
