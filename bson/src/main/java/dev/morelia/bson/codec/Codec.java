package dev.morelia.bson.codec;

import dev.morelia.bson.io.BsonInput;
import dev.morelia.bson.io.BsonOutput;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Reads and writes values of one Java type. Codecs are shared between threads and keep no state.
 *
 * <p>Both methods stand where the value is: an element's type and name are read or written already. For a document that
 * may be outermost, {@link BsonInput#startDocument()} and {@link BsonOutput#startDocument()} work in both places.
 *
 * @param <T> the Java type
 */
public interface Codec<T> {
    /**
     * Reads one value.
     *
     * @param input stands at the value; {@link BsonInput#type()} tells its BSON type, which is never null
     * @return the value
     * @throws dev.morelia.bson.BsonException if there is something else than this codec reads;
     *     {@link BsonInput#failure} makes one that names the field
     */
    T decode(BsonInput input);

    /**
     * Writes one value.
     *
     * @param output where to write exactly one BSON value
     * @param value the value
     * @throws dev.morelia.bson.BsonException if it cannot be written; {@link BsonOutput#failure} makes one that names
     *     the field
     */
    void encode(BsonOutput output, T value);

    /**
     * What programs know by one name and documents hold as a field of another: the components of a record that have
     * another name in BSON, such as {@code id}, which is {@code _id} with the records of
     * {@link CodecRegistry#documentCodec(Class)}. A collection rejects filters, updates and the like that name such a
     * field, because there is none.
     *
     * @return the field of each name that is no field itself; empty by default
     */
    default Map<String, String> storedNames() {
        return Map.of();
    }

    /**
     * The class of the {@code _id} that a document must bring to be inserted. One without {@code _id} is given an
     * {@link dev.morelia.bson.ObjectId} when it is inserted; where this codec could not read that, the document is
     * rejected instead.
     *
     * @param value a value that this codec writes as a document without {@code _id}; null for a document that an update
     *     makes, of which nothing is known
     * @return the class, for the error message; null, as by default, if an {@code ObjectId} will do
     * @throws IllegalArgumentException if there is no {@code _id} that this codec could read
     */
    default @Nullable Class<?> requiredIdType(@Nullable T value) {
        return null;
    }
}
