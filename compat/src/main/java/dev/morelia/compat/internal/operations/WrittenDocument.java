package dev.morelia.compat.internal.operations;

import dev.morelia.bson.RawDocument;
import dev.morelia.compat.internal.values.Bytes;
import org.bson.BsonObjectId;
import org.bson.BsonValue;
import org.bson.RawBsonDocument;
import org.bson.codecs.Codec;
import org.bson.codecs.CollectibleCodec;
import org.bson.types.ObjectId;
import org.jspecify.annotations.Nullable;

/**
 * A document of the program to insert, or to replace another. One to insert has an {@code _id} if its codec gives it
 * one; else it is given one on its way to the server, which the program does not get to know. Not thread-safe.
 */
public final class WrittenDocument<T> {
    private static final String ID = "_id";
    private static final byte[] OBJECT_ID = {7, '_', 'i', 'd', 0};
    private static final int OBJECT_ID_BYTES = 12;

    private final T value;
    private final boolean inserted;
    private @Nullable BsonValue id;

    private WrittenDocument(T value, boolean inserted) {
        this.value = value;
        this.inserted = inserted;
    }

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

    /** The document, with an {@code _id} as far as it gets one from its codec. */
    T value() {
        return value;
    }

    /** Whether it is to be inserted. */
    boolean isInserted() {
        return inserted;
    }

    /** The {@code _id} it was sent with; null if it had none, and for documents that are bytes already. */
    public @Nullable BsonValue id() {
        return id;
    }

    /** Takes note of the {@code _id} in its bytes. */
    void encoded(byte[] bytes, int offset, int length) {
        if (!inserted || id != null || value instanceof RawBsonDocument) {
            return;
        }
        int first = offset + Integer.BYTES;
        if (length > OBJECT_ID.length + OBJECT_ID_BYTES + Integer.BYTES && isObjectId(bytes, first)) {
            byte[] twelve = new byte[OBJECT_ID_BYTES];
            System.arraycopy(bytes, first + OBJECT_ID.length, twelve, 0, OBJECT_ID_BYTES);
            id = new BsonObjectId(new ObjectId(twelve));
        } else {
            var raw = RawDocument.of(bytes, offset, length);
            id = raw.has(ID) ? Bytes.value(raw.valueOrNull(ID)) : null;
        }
    }

    private static boolean isObjectId(byte[] bytes, int at) {
        for (int i = 0; i < OBJECT_ID.length; i++) {
            if (bytes[at + i] != OBJECT_ID[i]) {
                return false;
            }
        }
        return true;
    }
}
