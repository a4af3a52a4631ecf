package dev.morelia.internal.operation;

import dev.morelia.bson.io.BsonOutput;
import dev.morelia.internal.command.Limits;

/** One element of an insert, update or delete command. */
public interface WriteStatement {
    /**
     * Writes the statement as a root document.
     *
     * @throws IllegalArgumentException when it is larger than the server takes
     */
    void write(BsonOutput out, Limits limits);

    /** Whether it may write several documents; servers take such without a transaction number only. */
    boolean multi();
}
