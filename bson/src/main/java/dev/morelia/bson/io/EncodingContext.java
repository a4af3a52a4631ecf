package dev.morelia.bson.io;

import dev.morelia.bson.UuidRepresentation;

/**
 * Decides how a {@link BsonOutput} writes what BSON alone does not determine: UUIDs, values of classes without a BSON
 * type, and map keys as field names. With one context for a whole message, a value is encoded in the same way in
 * inserted documents, filters, updates and pipelines. Immutable and thread-safe.
 *
 * @see dev.morelia.bson.codec.CodecRegistry#encodingContext()
 */
public interface EncodingContext {
    /** UUIDs of subtype 4, only values that BSON has a type for, and only strings as field names. */
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
     * The representation of UUIDs.
     *
     * @return {@link UuidRepresentation#STANDARD} by default
     */
    default UuidRepresentation uuidRepresentation() {
        return UuidRepresentation.STANDARD;
    }

    /**
     * Whether {@link #write} also writes values of some classes that BSON has a type for.
     *
     * @return false by default
     */
    default boolean replacesAny() {
        return false;
    }

    /**
     * Whether {@link #write} writes values of this class, although BSON has a type for it.
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
     * @param value the value, of a class that BSON has no type for, or that is {@linkplain #replaces replaced}
     * @throws dev.morelia.bson.BsonException if it cannot be written
     */
    void write(BsonOutput output, Object value);

    /**
     * Converts a map's key to a field name.
     *
     * @param output where it will be written
     * @param key a key that is not a string
     * @throws dev.morelia.bson.BsonException if the key cannot be a field name
     */
    String fieldName(BsonOutput output, Object key);
}
