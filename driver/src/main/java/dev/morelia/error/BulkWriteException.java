package dev.morelia.error;

import dev.morelia.internal.argument.Argument;
import dev.morelia.options.WriteModel;
import dev.morelia.result.BulkWriteError;
import dev.morelia.result.BulkWriteResult;
import dev.morelia.result.WriteConcernError;
import java.io.Serializable;
import java.util.List;
import java.util.StringJoiner;
import org.jspecify.annotations.Nullable;

/**
 * Some of many writes failed; the others were executed, or not attempted where the writes were ordered.
 *
 * <p>A write fails by what a server says, or because it cannot be sent: a value of it cannot be encoded, or it is too
 * large. Where no server reported an error, {@link #code} is -1, {@link #server} null, {@link #reply} empty, and {@link
 * #serverMessage} the driver's own message. The cause is that of the first write that could not be sent, if any.
 */
public final class BulkWriteException extends ServerException {
    private static final long serialVersionUID = 1;

    private static final int ERRORS_TOLD = 5;

    private final Outcome outcome;

    /**
     * What became of the writes.
     *
     * @param partialResult the result of the writes that were executed
     * @param failedCount the number of writes that failed
     * @param writeErrors the writes that failed, in the order of the list that the caller passed; of a stream, the
     *     first thousand
     * @param writeConcernErrors the write concern errors
     * @param unprocessedModels the writes that were not attempted, inserts for {@code insertMany}; empty for a stream
     *     of documents, whose rest is not read
     */
    public record Outcome(
            BulkWriteResult partialResult,
            long failedCount,
            List<BulkWriteError> writeErrors,
            List<WriteConcernError> writeConcernErrors,
            List<WriteModel<?>> unprocessedModels)
            implements Serializable {
        /** Copies the lists. */
        public Outcome {
            Argument.notNull("partialResult", partialResult);
            writeErrors = List.copyOf(writeErrors);
            writeConcernErrors = List.copyOf(writeConcernErrors);
            unprocessedModels = List.copyOf(unprocessedModels);
        }
    }

    /**
     * A bulk write of which some writes failed.
     *
     * @param tried what was tried, as in {@code bulkWrite on app.people}
     * @param first the first error that a server reported, of a write or of its write concern; null if none did
     * @param outcome the result and the errors of the writes
     */
    public BulkWriteException(String tried, @Nullable ReportedError first, Outcome outcome) {
        super(
                first != null
                        ? first
                        : ReportedError.ofDriver(
                                tried, outcome.writeErrors().getFirst().message()),
                message(tried, first, outcome),
                RetryAdvice.UNSAFE,
                cause(outcome));
        this.outcome = outcome;
    }

    private static @Nullable Throwable cause(Outcome outcome) {
        for (BulkWriteError error : outcome.writeErrors()) {
            if (error.cause() != null) {
                return error.cause();
            }
        }
        return null;
    }

    private static String message(String tried, @Nullable ReportedError first, Outcome outcome) {
        var message = new StringBuilder();
        List<BulkWriteError> errors = outcome.writeErrors();
        if (errors.isEmpty()) {
            message.append(first == null ? tried : first.description()).append(". ");
        } else {
            message.append(tried).append(" failed").append(on(first == null ? null : first.server()));
            long failed = outcome.failedCount();
            message.append(failed == 1 ? ": " : ": " + failed + " writes failed: ");
            message.append(listed(errors, failed)).append(". ");
            explain(errors, message);
        }
        if (!outcome.writeConcernErrors().isEmpty()) {
            WriteConcernError unfulfilled = outcome.writeConcernErrors().getFirst();
            message.append(errors.isEmpty() ? "The" : "Other")
                    .append(" writes were executed, but their write concern was not satisfied: ")
                    .append(unfulfilled.message())
                    .append(". Do not repeat them; ")
                    .append(WriteConcernException.nextStep(unfulfilled.code()))
                    .append(". ");
        }
        BulkWriteResult done = outcome.partialResult();
        message.append(
                done.acknowledged()
                        ? MongoException.Notes.doneSoFar(done)
                        : "The writes were unacknowledged, so what they did is unknown");
        if (!outcome.unprocessedModels().isEmpty()) {
            message.append("; not attempted: ")
                    .append(outcome.unprocessedModels().size());
        }
        return message.toString();
    }

    /** The first errors, each with its index and {@code _id}. */
    private static String listed(List<BulkWriteError> errors, long failed) {
        var listed = new StringJoiner("; ");
        for (BulkWriteError error : errors.subList(0, Math.min(errors.size(), ERRORS_TOLD))) {
            String id = error.documentId() == null ? "" : " (_id " + Argument.shown(error.documentId()) + ")";
            String code = error.code() < 0 ? "" : " (code " + error.code() + ")";
            listed.add("index " + error.index() + id + ": " + error.message() + code);
        }
        if (failed > ERRORS_TOLD) {
            listed.add("and " + (failed - ERRORS_TOLD) + " more");
        }
        return listed.toString();
    }

    private static void explain(List<BulkWriteError> errors, StringBuilder message) {
        BulkWriteError first = errors.getFirst();
        if (!first.explanation().equals(first.message())) {
            message.append(first.explanation()).append(". ");
        }
    }

    /** The result of the writes that were executed. */
    @Override
    public BulkWriteResult partialResult() {
        return outcome.partialResult();
    }

    /** The number of writes that failed. */
    public long failedCount() {
        return outcome.failedCount();
    }

    /**
     * The writes that failed, in the order of the list that the caller passed. Of a stream of documents the first
     * thousand, and {@link #failedCount} is the number of all.
     */
    public List<BulkWriteError> writeErrors() {
        return outcome.writeErrors();
    }

    /** The write concern errors. */
    public List<WriteConcernError> writeConcernErrors() {
        return outcome.writeConcernErrors();
    }

    /**
     * The writes that were not attempted, inserts for {@code insertMany}; empty for a stream, whose rest is not read.
     * After Java's serialization those are missing whose documents are not serializable.
     */
    public List<WriteModel<?>> unprocessedModels() {
        return outcome.unprocessedModels();
    }

    private BulkWriteException(BulkWriteException original) {
        super(original);
        outcome = SerialResults.of(original.outcome);
    }

    @Override
    BulkWriteException copy() {
        return new BulkWriteException(this);
    }
}
