package dev.morelia.internal.errordetail;

import dev.morelia.result.BulkWriteResult;
import dev.morelia.topology.ServerAddress;
import java.io.Serializable;
import java.util.Objects;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * What the driver adds to an exception of {@code dev.morelia.error} after it was created, because the code that throws
 * it does not know what it was part of. Applications on the module path have no access: the package of the exceptions
 * provides its notes only to {@link #of}.
 *
 * <p>Only the thread that throws the exception may call these methods; other threads may read the exception meanwhile.
 */
public abstract class ErrorNotes implements Serializable {
    private static final long serialVersionUID = 1;

    private static volatile @Nullable Function<RuntimeException, ErrorNotes> provided;

    /** Called once, by the static initializer of the exceptions. */
    public static void provide(Function<RuntimeException, ErrorNotes> notes) {
        provided = notes;
    }

    /**
     * The notes of an exception.
     *
     * @param failure a {@code MongoException}
     */
    public static ErrorNotes of(RuntimeException failure) {
        return Objects.requireNonNull(provided).apply(failure);
    }

    /** Adds an error label. */
    public abstract void addErrorLabel(String label);

    /**
     * The operation that failed. It is put before the message unless the message starts with it.
     *
     * @param operation as in {@code insert on app.people}
     */
    public abstract void during(String operation);

    /** The write that a server reports as failed was for several documents, some of which it may have written. */
    public abstract void ofManyDocuments();

    /** The operation only reads: repeating it is harmless, executed or not. */
    public abstract void ofRead();

    /** The operation only reads, and the cause may pass: the same may succeed later. */
    public abstract void ofTransientRead();

    /** The operation may have consumed a batch of a cursor, whose position is lost. */
    public abstract void lostCursor();

    /** The server of a cursor could not be reached, and may have been restarted without it. */
    public abstract void unreachedCursor();

    /** The timeout of the call that opened a cursor has passed before another batch could be requested. */
    public abstract void timedOutCursor();

    /**
     * The operation was to bring more of a change stream, which is still open: nothing was changed, and nothing lost.
     */
    public abstract void ofOpenStream();

    /** After {@link #ofOpenStream}: the stream is that of a subscription, which this ends. */
    public abstract void ofSubscription();

    /**
     * The error of the server is about where a change stream is to begin.
     *
     * @param option the option that the program has set
     */
    public abstract void invalidToken(String option);

    /** The server rejected a write because its replica set is not initiated, and the client uses that server alone. */
    public abstract void uninitiatedSet();

    /**
     * The server rejected a write because it is a secondary, and the client uses that server alone.
     *
     * @param setName the replica set
     * @param primary its primary as far as the server knows, or null
     */
    public abstract void directConnection(@Nullable String setName, @Nullable ServerAddress primary);

    /**
     * The exception ended an attempt that followed others of the same operation.
     *
     * @param earlier the exception that ended the previous attempt
     * @param attempt the number of this attempt; the first is 1
     */
    public abstract void afterEarlier(RuntimeException earlier, int attempt);

    /** As {@link #afterEarlier}, of so many attempts that the message does not go on with each. */
    public abstract void afterMany(RuntimeException earlier);

    /**
     * The exception ended the commit or an operation of a transaction, of which another operation had failed before
     * without ending it.
     *
     * @param swallowed the exception of that operation
     */
    public abstract void afterSwallowed(RuntimeException swallowed);

    /**
     * The exception ended the last try of a transaction.
     *
     * @param previous the exception that ended the try before
     * @param tries how many there were, with the last one
     */
    public abstract void afterTries(RuntimeException previous, int tries);

    /** The operation belongs to a transaction. */
    public abstract void ofTransaction();

    /** The transaction that the operation belongs to was aborted; nothing happens if it belongs to none. */
    public abstract void transactionAborted();

    /** The transaction that has timed out is one in whose session no operation has run. */
    public abstract void unusedTransaction();

    /** The exception is reported for an operation whose last attempt did nothing. */
    public abstract void beforeLast(RuntimeException last);

    /**
     * The exception is reported for an operation whose last attempt may have been executed, and ended with something
     * other than a failure of a server or the network.
     *
     * @param last describes that
     */
    public abstract void beforeUnknown(String last);

    /**
     * The operation was a step of an upload, which was aborted.
     *
     * @param upload as in {@code the upload of "a" with the id 1}
     * @param isUndone whether it is known that there will be no file
     */
    public abstract void abortedUpload(String upload, boolean isUndone);

    /** The exception ended a bulk write that had done this much before. */
    public abstract void endedBulkWrite(BulkWriteResult done);

    /** The exception ended a bulk write of which it is unknown what it had done before. */
    public abstract void endedUnknownWrites();
}
