package dev.morelia.bson.codec;

import dev.morelia.bson.Document;
import dev.morelia.bson.ObjectId;
import dev.morelia.bson.RawDocument;
import dev.morelia.bson.io.BsonInput;

/** Finds out whether a codec can read the ids that are generated for documents without one. */
final class IdProbe {
    private static final RawDocument PROBE = RawDocument.encode(new Document("_id", ObjectId.ofBytes(new byte[12], 0)));

    private IdProbe() {}

    /** A component may have any codec, so the only way to know is to read an id with it. */
    static boolean readsObjectId(Codec<Object> codec) {
        BsonInput input = PROBE.input();
        input.startDocument();
        input.next();
        try {
            codec.decode(input);
            return true;
        } catch (RuntimeException e) {
            return false;
        }
    }
}
