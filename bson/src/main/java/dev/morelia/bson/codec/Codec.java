package dev.morelia.bson.codec;

import dev.morelia.bson.io.BsonInput;
import dev.morelia.bson.io.BsonOutput;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Reads and writes values of one Java type. Codecs are shared between threads and keep no state.
 *
 * <p>When either method is called, the element's type and name are already read or written. For a document that may be
 * outermost, {@link BsonInput#startDocument()} and {@link BsonOutput#startDocument()} work in both places.
 *
 * @param <T> the Java type
 */
public interface Codec<T> {
    /**
     * Reads one value.
     *
     * @param input positioned at the value; {@link BsonInput#type()} is its BSON type, never null
     * @throws dev.morelia.bson.BsonException if the value is not one that this codec reads;
     *     {@link BsonInput#failure} creates one that names the field
     */
    T decode(BsonInput input);

    /**
     * Writes one value.
     *
     * @param output where to write exactly one BSON value
     * @throws dev.morelia.bson.BsonException if it cannot be written; {@link BsonOutput#failure} creates one that
     *     names the field
     */
    void encode(BsonOutput output, T value);

    /**
     * Names in Java that differ from the field's name in BSON, such as the record component {@code id}, which is the
     * field {@code _id} with {@link CodecRegistry#documentCodec(Class)}. A collection rejects filters, updates and the
     * like that use the Java name, because no document has such a field.
     *
     * @return the field name in BSON by Java name, without names that are also fields; empty by default
     */
    default Map<String, String> storedNames() {
        return Map.of();
    }

    /**
     * The class of {@code _id} if a document must have one to be inserted. A document without {@code _id} gets an
     * {@link dev.morelia.bson.ObjectId} when it is inserted; if this codec could not read that, the document is
     * rejected instead.
     *
     * @param value a value that this codec writes as a document without {@code _id}; null for a document that an
     *     upsert creates, of which nothing is known
     * @return the class, for the error message; null, the default, if an {@code ObjectId} is acceptable
     * @throws IllegalArgumentException if there is no {@code _id} that this codec could read
     */
    default @Nullable Class<?> requiredIdType(@Nullable T value) {
        return null;
    }
}
