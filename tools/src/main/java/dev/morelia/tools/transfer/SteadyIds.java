package dev.morelia.tools.transfer;

import dev.morelia.bson.Document;
import dev.morelia.bson.ObjectId;
import dev.morelia.bson.RawDocument;
import java.util.HexFormat;

/**
 * Gives documents without an {@code _id} the same one each time that an import is resumed: it is made of the time and
 * three random bytes of the first run, and of the place of the document in the file. Immutable and thread-safe.
 *
 * @param seed 14 hexadecimal digits
 */
record SteadyIds(String seed) {
    private static final int SEED_DIGITS = 14;
    private static final int OFFSET_BYTES = 5;

    /** The ids of a new import. */
    static SteadyIds create() {
        return new SteadyIds(new ObjectId().hex().substring(0, SEED_DIGITS));
    }

    /** The document, with an {@code _id} as its first field. */
    RawDocument completed(RawDocument document, long offset) {
        return document.has("_id") ? document : RawDocument.encode(completed(document.toDocument(), offset));
    }

    /** The document, with an {@code _id} as its first field. */
    Document completed(Document document, long offset) {
        if (document.containsKey("_id")) {
            return document;
        }
        var digits = HexFormat.of().toHexDigits(offset, 2 * OFFSET_BYTES);
        var completed = new Document("_id", ObjectId.of(seed + digits));
        completed.putAll(document);
        return completed;
    }
}
