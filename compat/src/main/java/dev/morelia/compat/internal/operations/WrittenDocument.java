package dev.morelia.compat.internal.operations;

import dev.morelia.compat.internal.values.Bytes;
import org.bson.BsonValue;
import org.bson.RawBsonDocument;
import org.bson.codecs.Codec;
import org.bson.codecs.CollectibleCodec;
import org.jspecify.annotations.Nullable;

/**
 * A document of the program to insert, or to replace another. One to insert has an {@code _id} if its codec gives it
 * one; else it is given one on its way to the server.
 *
 * @param value the document
 * @param inserted whether it is to be inserted
 */
public record WrittenDocument<T>(T value, boolean inserted) {
    /** A document to insert. An immutable one is replaced by another instance, with an {@code _id}. */
    public static <T> WrittenDocument<T> inserted(T document, Codec<T> codec) {
        T complete = codec instanceof CollectibleCodec<T> collectible
                ? collectible.generateIdIfAbsentFromDocument(document)
                : document;
        return new WrittenDocument<>(complete, true);
    }

    /** A document that replaces another: as in the official driver, the server puts the {@code _id} first. */
    public static <T> WrittenDocument<T> replacing(T document) {
        return new WrittenDocument<>(document, false);
    }

    /**
     * The {@code _id} as the official driver reports it: null for a document that was bytes already.
     *
     * @param sent the {@code _id} that was sent
     */
    @Nullable
    BsonValue id(@Nullable Object sent) {
        return value instanceof RawBsonDocument ? null : Bytes.value(sent);
    }

    /** The same for an {@code insertOne}. */
    public @Nullable BsonValue idOf(dev.morelia.result.InsertOneResult result) {
        return id(result.insertedId());
    }
}
