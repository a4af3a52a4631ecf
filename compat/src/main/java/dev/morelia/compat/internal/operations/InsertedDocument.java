package dev.morelia.compat.internal.operations;

import dev.morelia.bson.RawDocument;
import dev.morelia.compat.internal.values.Bytes;
import org.bson.BsonValue;
import org.bson.RawBsonDocument;
import org.bson.codecs.Codec;
import org.bson.codecs.CollectibleCodec;
import org.jspecify.annotations.Nullable;

/**
 * A document to insert, with an {@code _id} if its codec gives it one. One that has none is given one on its way to the
 * server, which the program does not get to know.
 *
 * @param raw its bytes
 * @param id its {@code _id}; null if it had none, and for documents that are bytes already
 */
public record InsertedDocument(RawDocument raw, @Nullable BsonValue id) {
    private static final String ID = "_id";

    /** Encodes a document. An immutable one is replaced by another instance, with an {@code _id}. */
    public static <T> InsertedDocument of(T document, Codec<T> codec) {
        T complete = codec instanceof CollectibleCodec<T> collectible
                ? collectible.generateIdIfAbsentFromDocument(document)
                : document;
        RawDocument raw = Bytes.encodeCollectible(complete, codec);
        boolean reported = !(document instanceof RawBsonDocument) && raw.has(ID);
        return new InsertedDocument(raw, reported ? Bytes.value(raw.valueOrNull(ID)) : null);
    }
}
