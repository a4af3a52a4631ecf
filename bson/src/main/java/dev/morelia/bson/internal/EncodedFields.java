package dev.morelia.bson.internal;

import dev.morelia.bson.Document;
import dev.morelia.bson.io.BsonOutput;
import org.jspecify.annotations.Nullable;

/** The encoded form of a {@link Document} whose fields nobody has asked for yet. Immutable and thread-safe. */
public interface EncodedFields {
    /**
     * Decodes the document's own level.
     *
     * @return a new document
     * @throws dev.morelia.bson.BsonException if the bytes are not valid BSON
     */
    Document decode();

    /**
     * Looks for a field of its own level without decoding the others.
     *
     * @param name the field's name
     * @return the value of the first such field; null if there is none, if it is null, or if the bytes up to its end
     *     are not valid BSON
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
     * Writes the document, outermost or as the value of the element begun, as it was read, if that says the same.
     *
     * @param output where to
     * @return false if it was not written, since this output writes UUIDs in another representation
     */
    boolean writeTo(BsonOutput output);
}
