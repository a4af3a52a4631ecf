package dev.morelia.internal.operation.write;

import dev.morelia.bson.io.BsonOutput;
import dev.morelia.internal.command.Limits;
import org.jspecify.annotations.Nullable;

/** One element of an insert, update, delete or bulkWrite command. */
public interface WriteStatement {
    /**
     * Writes the statement as a root document.
     *
     * @throws IllegalArgumentException when it is larger than the server takes
     */
    void write(BsonOutput out, Limits limits);

    /** Writes its fields into the document of an operation of {@code bulkWrite}, which has its kind and namespace. */
    void writeFields(BsonOutput out, Limits limits);

    /** Called where {@link #write} has thrown, while what it has written is still there. */
    default void failedIn(BsonOutput out) {}

    /** The {@code _id} of the document to insert, as far as it is known; null for other writes. */
    default @Nullable Object id() {
        return null;
    }

    /** Whether it may write several documents; servers accept those without a transaction number only. */
    boolean multi();
}
