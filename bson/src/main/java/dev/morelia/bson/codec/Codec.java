package dev.morelia.bson.codec;

import dev.morelia.bson.io.BsonInput;
import dev.morelia.bson.io.BsonOutput;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Reads and writes values of one Java type. Codecs are shared between threads and must be stateless.
 *
 * <p>When either method is called, the element's name has already been read or written.
 * {@link BsonInput#startDocument()} and {@link BsonOutput#startDocument()} work for top-level and embedded documents
 * alike.
 *
 * @param <T> the Java type
 */
public interface Codec<T> {
    /**
     * Reads one value.
     *
     * @param input positioned at the value; {@link BsonInput#type()} is its BSON type, never null
     * @throws dev.morelia.bson.BsonException if this codec cannot read the value; {@link BsonInput#failure} creates one
     *     that names the field
     */
    T decode(BsonInput input);

    /**
     * Writes one value.
     *
     * @param output to write exactly one BSON value to
     * @throws dev.morelia.bson.BsonException if it cannot be written; {@link BsonOutput#failure} creates one that
     *     names the field
     */
    void encode(BsonOutput output, T value);

    /**
     * Java names that differ from the field's name in BSON, such as the record component {@code id}, which
     * {@link CodecRegistry#documentCodec(Class)} stores as {@code _id}. Collections reject filters, updates and the
     * like that use the Java name, because no document has such a field.
     *
     * @return the BSON field names by Java name, without names that are also fields; empty by default
     */
    default Map<String, String> storedNames() {
        return Map.of();
    }

    /**
     * The class of {@code _id} if a document without one must not be inserted. By default a document without
     * {@code _id} gets an {@link dev.morelia.bson.ObjectId} when it is inserted; if this codec could not read that
     * back, the document is rejected instead.
     *
     * @param value a value that this codec writes as a document without {@code _id}; null for an unknown document
     *     created by an upsert
     * @return the class, for the error message; null, the default, if an {@code ObjectId} is acceptable
     * @throws IllegalArgumentException if this codec cannot read an {@code _id} of any class
     */
    default @Nullable Class<?> requiredIdType(@Nullable T value) {
        return null;
    }
}
