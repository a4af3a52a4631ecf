package dev.morelia.error;

import dev.morelia.bson.internal.SerialForm;
import dev.morelia.internal.errordetail.SerialResults;
import dev.morelia.result.BulkWriteError;
import dev.morelia.result.ClientBulkWriteResult;
import dev.morelia.result.WriteConcernError;
import dev.morelia.topology.ServerAddress;
import java.io.Serializable;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * A bulk write of a client has failed, in part or as a whole: single writes have failed, a write concern was not
 * satisfied, or an error has ended it after some of its writes had been executed. An error that ends it before anything
 * is known to be written or to have failed is thrown by itself instead.
 *
 * @see <a href="https://github.com/mongodb/specifications/blob/master/source/crud/bulk-write.md#exception">Bulk Write: exception</a>
 */
public final class ClientBulkWriteException extends MongoException {
    private static final long serialVersionUID = 1;

    private final Details details;

    /**
     * What became of the writes.
     *
     * @param error what has ended the bulk write as a whole; null if only single writes or write concerns failed
     * @param result the result of the writes that were executed; null if none is known to be
     * @param failedCount the number of writes that failed
     * @param writeErrors the writes that failed, in the order of the list that the caller passed
     * @param writeConcernErrors the write concern errors, one of each command that has one
     */
    public record Details(
            @Nullable RuntimeException error,
            @Nullable ClientBulkWriteResult result,
            long failedCount,
            List<BulkWriteError> writeErrors,
            List<WriteConcernError> writeConcernErrors)
            implements Serializable {
        /** Copies the lists. */
        public Details {
            writeErrors = List.copyOf(writeErrors);
            writeConcernErrors = List.copyOf(writeConcernErrors);
        }
    }

    /**
     * A bulk write that has failed.
     *
     * @param tried what was tried
     * @param server the server that reported the first error; null if none did
     * @param labels the error labels
     * @param details what became of the writes
     */
    public ClientBulkWriteException(String tried, @Nullable ServerAddress server, Set<String> labels, Details details) {
        super(message(tried, server, details), server, advice(details), cause(details));
        this.details = details;
        Notes notes = notes(this);
        labels.forEach(notes::addErrorLabel);
        notes.outcome(outcomeOf(details));
    }

    private static @Nullable Throwable cause(Details details) {
        return details.error() != null ? details.error() : BulkWriteException.cause(details.writeErrors());
    }

    private static boolean hasWritten(Details details) {
        ClientBulkWriteResult done = details.result();
        return done != null
                && done.acknowledged()
                && done.insertedCount() + done.matchedCount() + done.deletedCount() + done.upsertedCount() > 0;
    }

    private static boolean isUnacknowledged(Details details) {
        return details.result() != null && !details.result().acknowledged();
    }

    private static RetryAdvice advice(Details details) {
        RetryAdvice ofError =
                details.error() instanceof MongoException error ? error.retryAdvice() : RetryAdvice.UNSAFE;
        boolean mayHaveWritten = hasWritten(details) || isUnacknowledged(details);
        return ofError == RetryAdvice.SAFE && mayHaveWritten ? RetryAdvice.UNSAFE : ofError;
    }

    private static Outcome outcomeOf(Details details) {
        if (hasWritten(details)) {
            return Outcome.APPLIED;
        }
        if (isUnacknowledged(details)) {
            return Outcome.UNKNOWN;
        }
        return details.error() instanceof MongoException error ? error.outcome() : Outcome.NOT_APPLIED;
    }

    private static String message(String tried, @Nullable ServerAddress server, Details details) {
        var message = new StringBuilder(tried);
        List<BulkWriteError> errors = details.writeErrors();
        if (details.error() != null) {
            message.append(" was ended by an error")
                    .append(because(details.error()))
                    .append(". ");
        }
        if (!errors.isEmpty()) {
            message.append(details.error() == null ? " failed" + on(server) + ": " : "Before, ");
            long failed = details.failedCount();
            message.append(failed == 1 ? "" : failed + " writes failed: ");
            message.append(BulkWriteException.listed(errors, failed)).append(". ");
            BulkWriteException.explain(errors, message);
        } else if (details.error() == null) {
            message.append(on(server)).append(": ");
        }
        message.append(BulkWriteException.unfulfilled(details.writeConcernErrors(), !errors.isEmpty()));
        return message.append(doneSoFar(details.result())).toString();
    }

    private static String doneSoFar(@Nullable ClientBulkWriteResult done) {
        if (done == null) {
            return "Nothing is known to be written";
        }
        return done.acknowledged()
                ? "Done so far: inserted " + done.insertedCount() + ", matched " + done.matchedCount() + ", modified "
                        + done.modifiedCount() + ", upserted " + done.upsertedCount() + ", deleted "
                        + done.deletedCount()
                : "The writes were unacknowledged, so what they did is unknown";
    }

    /**
     * What has ended the bulk write as a whole: an error of a command, of the network, a timeout. Null if only single
     * writes or write concerns failed. It is the cause of this exception.
     */
    public @Nullable RuntimeException error() {
        return details.error();
    }

    /**
     * The result of the writes that were executed, the {@code partialResult} of the specification; null if none is
     * known to be.
     */
    public @Nullable ClientBulkWriteResult result() {
        return details.result();
    }

    /** The number of writes that failed. */
    public long failedCount() {
        return details.failedCount();
    }

    /**
     * The writes that failed, in the order of the list that the caller passed; each has its index there. At most one if
     * the writes were ordered.
     */
    public List<BulkWriteError> writeErrors() {
        return details.writeErrors();
    }

    /** The write concern errors, one of each command that has one. */
    public List<WriteConcernError> writeConcernErrors() {
        return details.writeConcernErrors();
    }

    private ClientBulkWriteException(ClientBulkWriteException original) {
        super(original);
        Details all = original.details;
        // What cannot be serialized is still recorded as the cause.
        RuntimeException error =
                SerialForm.orRecord(all.error(), MongoException.class) instanceof RuntimeException same ? same : null;
        details = new Details(
                error,
                all.result() == null ? null : SerialResults.of(all.result()),
                all.failedCount(),
                SerialResults.of(all.writeErrors(), MongoException.class),
                all.writeConcernErrors());
    }

    @Override
    ClientBulkWriteException copy() {
        return new ClientBulkWriteException(this);
    }
}
