package dev.morelia.internal.command;

import dev.morelia.bson.io.BsonOutput;
import org.jspecify.annotations.Nullable;

/** Documents sent after the body of a command, in a section of their own: the documents of an insert, for example. */
public interface DocumentSequence {

    /** Name of the array in the command that they stand for, {@code documents} for example. */
    String identifier();

    /**
     * Writes whole documents, each as an outermost one, until the next would pass the end or none is left.
     *
     * @param output where to write
     * @param maxMessageEnd the position of the output that the last document must not pass
     * @return how many were written; 0 means that none is left to be sent, and so the command is not sent either
     * @throws dev.morelia.bson.BsonException when a document cannot be encoded
     * @throws IllegalArgumentException when a document breaks a limit of the server
     */
    int write(BsonOutput output, int maxMessageEnd);

    /**
     * The message is sent, and the server works on it: time to prepare the next one. Called for the first sequence of a
     * command with a reply, on the thread that waits for this, before it waits. Must not throw.
     *
     * @param wait whether there is still nothing to read; to be asked from time to time
     */
    default void sent(ReplyWait wait) {}

    /** What can be known of a reply without waiting for it. */
    @FunctionalInterface
    interface ReplyWait {
        /** Whether nothing of it has arrived; takes microseconds. */
        boolean goesOn();

        /** Whether to ask that again, as the time since then would keep the reply waiting; takes nanoseconds. */
        default boolean isLookDue() {
            return false;
        }
    }

    /** The sequence after this one, written once this one is; null if this is the last. */
    default @Nullable DocumentSequence next() {
        return null;
    }
}
