package dev.morelia.bson.internal;

import dev.morelia.bson.io.BsonOutput;
import org.jspecify.annotations.Nullable;

/**
 * The encoded form of a {@link dev.morelia.bson.Document} before first access to its fields. Immutable and thread-safe.
 */
public interface EncodedFields {
    /**
     * Decodes the top level of the document.
     *
     * @return keys, without duplicates, at even indexes, each followed by its value
     * @throws dev.morelia.bson.BsonException if the bytes are not valid BSON
     */
    @Nullable
    Object[] decode();

    /**
     * Looks for a top-level field without decoding the others.
     *
     * @return the value of the first field of that name; null if there is none, if it is null, or if the bytes up to
     *     its end are not valid BSON
     */
    @Nullable
    Object valueOrNull(String name);

    /**
     * The name of its first field.
     *
     * @return the name; null if it has no fields
     * @throws dev.morelia.bson.BsonException if the bytes up to the name are not valid BSON
     */
    @Nullable
    String firstKeyOrNull();

    /** Whether it has no fields. */
    boolean isEmpty();

    /**
     * Writes the bytes unchanged, if possible, as a top-level document or as the value of the current element.
     *
     * @return false if it was not written, because this output writes UUIDs in another representation
     */
    boolean writeTo(BsonOutput output);
}
