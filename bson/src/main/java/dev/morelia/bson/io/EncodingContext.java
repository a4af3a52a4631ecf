package dev.morelia.bson.io;

import dev.morelia.bson.UuidRepresentation;

/**
 * How a {@link BsonOutput} writes what BSON alone does not determine: UUIDs, values of classes without a BSON type, and
 * map keys as field names. One context for a whole message makes the encoding of a value independent of where it
 * occurs: in an inserted document, a filter, an update or a pipeline. Immutable and thread-safe.
 *
 * @see dev.morelia.bson.codec.CodecRegistry#encodingContext()
 */
public interface EncodingContext {
    /** UUIDs of subtype 4, values of BSON's own types only, and only strings as field names. */
    EncodingContext STANDARD = new EncodingContext() {
        @Override
        public void write(BsonOutput output, Object value) {
            throw output.failure("no BSON type is known for values of " + value.getClass(), null);
        }

        @Override
        public String fieldName(BsonOutput output, Object key) {
            throw output.failure(
                    "a document's field names are strings, but a key of the map is a " + key.getClass(), null);
        }
    };

    /**
     * How UUIDs are written.
     *
     * @return {@link UuidRepresentation#STANDARD} by default
     */
    default UuidRepresentation uuidRepresentation() {
        return UuidRepresentation.STANDARD;
    }

    /**
     * Whether {@link #write} takes values of some class that BSON has a type for.
     *
     * @return false by default
     */
    default boolean replacesAny() {
        return false;
    }

    /**
     * Whether {@link #write} takes values of this class, although BSON has a type for them.
     *
     * @param type the class of a value
     * @return false by default
     */
    default boolean replaces(Class<?> type) {
        return false;
    }

    /**
     * Writes one value, after its name.
     *
     * @param value the value, of a class that BSON has no type for, or one that is {@linkplain #replaces replaced}
     * @throws dev.morelia.bson.BsonException if there is no way to write it
     */
    void write(BsonOutput output, Object value);

    /**
     * The field name that a map's key becomes.
     *
     * @param output where it will be written
     * @param key a key that is not a string
     * @throws dev.morelia.bson.BsonException if the key cannot be a field name
     */
    String fieldName(BsonOutput output, Object key);
}
