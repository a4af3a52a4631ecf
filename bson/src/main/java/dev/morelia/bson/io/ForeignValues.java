package dev.morelia.bson.io;

/**
 * Writes values whose class BSON knows nothing of, for example enums and records inside a document.
 *
 * @see BsonOutput#foreignValues(ForeignValues)
 */
@FunctionalInterface
public interface ForeignValues {
    /** Refuses every value. */
    ForeignValues NONE = (output, value) -> {
        throw output.failure("no BSON type is known for values of " + value.getClass(), null);
    };

    /**
     * Writes one value; the name before it is written already.
     *
     * @param output where to
     * @param value the value, of a class that {@link BsonOutput#value(Object)} does not know
     * @throws dev.morelia.bson.BsonException if there is no way to write it
     */
    void write(BsonOutput output, Object value);
}
