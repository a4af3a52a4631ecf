package dev.morelia.internal.connection;

import dev.morelia.bson.BsonException;
import dev.morelia.bson.Document;
import dev.morelia.bson.RawDocument;

/** What a reply to {@code hello} tells. */
public final class HelloFields {
    private HelloFields() {}

    /**
     * The reply without the fields that are null: these tell as much as fields that are absent.
     *
     * @throws BsonException when it is malformed
     */
    public static RawDocument present(RawDocument reply) {
        Document fields = reply.toDocument();
        if (!fields.containsValue(null)) {
            return reply;
        }
        var present = new Document();
        fields.forEach((name, value) -> {
            if (value != null) {
                present.append(name, value);
            }
        });
        return RawDocument.encode(present);
    }
}
