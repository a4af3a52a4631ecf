package dev.morelia.bson.codec;

import dev.morelia.bson.io.BsonInput;
import dev.morelia.bson.io.BsonOutput;
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
     * Whether what programs know as {@code id} is the field {@code _id} of the documents that this codec writes, as
     * with the records of {@link CodecRegistry#documentCodec(Class)}. A collection then rejects filters, updates and
     * the like that name a field {@code id}, because there is none.
     *
     * @return false by default
     */
    default boolean renamesId() {
        return false;
    }

    /**
     * The class of the {@code _id} that a value must bring to be inserted. A document without {@code _id} is given an
     * {@link dev.morelia.bson.ObjectId} when it is inserted; where this codec could not read that, the value is
     * rejected instead.
     *
     * @param value a value that this codec writes as a document without {@code _id}
     * @return the class, for the error message; null, as by default, if an {@code ObjectId} will do
     */
    default @Nullable Class<?> requiredIdType(T value) {
        return null;
    }
}
