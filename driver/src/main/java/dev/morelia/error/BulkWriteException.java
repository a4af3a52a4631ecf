package dev.morelia.error;

import dev.morelia.bson.internal.SerialForm;
import dev.morelia.internal.argument.Argument;
import dev.morelia.internal.errordetail.SerialResults;
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

    private final Details details;

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
    public record Details(
            BulkWriteResult partialResult,
            long failedCount,
            List<BulkWriteError> writeErrors,
            List<WriteConcernError> writeConcernErrors,
            List<WriteModel<?>> unprocessedModels)
            implements Serializable {
        /** Copies the lists. */
        public Details {
            Argument.notNull("partialResult", partialResult);
            writeErrors = List.copyOf(writeErrors);
            writeConcernErrors = List.copyOf(writeConcernErrors);
            unprocessedModels = List.copyOf(unprocessedModels);
        }

        /** The same without the values of a program that cannot be serialized. */
        private Details serializable() {
            return new Details(
                    SerialResults.of(partialResult),
                    failedCount,
                    writeErrors.stream().map(BulkWriteException::serializable).toList(),
                    writeConcernErrors,
                    SerialForm.isSerializable(unprocessedModels)
                            ? unprocessedModels
                            : unprocessedModels.stream()
                                    .filter(SerialForm::isSerializable)
                                    .toList());
        }
    }

    /**
     * A bulk write of which some writes failed.
     *
     * @param tried what was tried, as in {@code bulkWrite on app.people}
     * @param first the first error that a server reported, of a write or of its write concern; null if none did
     * @param details the result and the errors of the writes
     */
    public BulkWriteException(String tried, @Nullable ReportedError first, Details details) {
        super(
                first != null
                        ? first
                        : ReportedError.ofDriver(
                                tried, details.writeErrors().getFirst().message()),
                message(tried, first, details),
                RetryAdvice.UNSAFE,
                cause(details.writeErrors()));
        this.details = details;
        BulkWriteResult done = details.partialResult();
        notes(this)
                .outcome(
                        !done.acknowledged()
                                ? Outcome.UNKNOWN
                                : Notes.hasDoneAnything(done) ? Outcome.APPLIED : Outcome.NOT_APPLIED);
    }

    static @Nullable Throwable cause(List<BulkWriteError> errors) {
        for (BulkWriteError error : errors) {
            if (error.cause() != null) {
                return error.cause();
            }
        }
        return null;
    }

    private static String message(String tried, @Nullable ReportedError first, Details details) {
        var message = new StringBuilder();
        List<BulkWriteError> errors = details.writeErrors();
        if (errors.isEmpty()) {
            message.append(first == null ? tried : first.description()).append(". ");
        } else {
            message.append(tried).append(" failed").append(on(first == null ? null : first.server()));
            long failed = details.failedCount();
            message.append(failed == 1 ? ": " : ": " + failed + " writes failed: ");
            message.append(listed(errors, failed)).append(". ");
            explain(errors, message);
        }
        message.append(unfulfilled(details.writeConcernErrors(), !errors.isEmpty()));
        BulkWriteResult done = details.partialResult();
        message.append(
                done.acknowledged()
                        ? MongoException.Notes.doneSoFar(done)
                        : "The writes were unacknowledged, so what they did is unknown");
        if (!details.unprocessedModels().isEmpty()) {
            message.append("; not attempted: ")
                    .append(details.unprocessedModels().size());
        }
        return message.toString();
    }

    /**
     * What has become of writes whose write concern was not satisfied; empty if there is no such error.
     *
     * @param failed whether there were also writes that failed
     */
    static String unfulfilled(List<WriteConcernError> errors, boolean failed) {
        if (errors.isEmpty()) {
            return "";
        }
        WriteConcernError first = errors.getFirst();
        return (failed ? "Other" : "The") + " writes were executed, but their write concern was not satisfied: "
                + first.message() + ". Do not repeat them; " + WriteConcernException.nextStep(first.code()) + ". ";
    }

    /** The first errors, each with its index and {@code _id}. */
    static String listed(List<BulkWriteError> errors, long failed) {
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

    static void explain(List<BulkWriteError> errors, StringBuilder message) {
        BulkWriteError first = errors.getFirst();
        if (!first.explanation().equals(first.message())) {
            message.append(first.explanation()).append(". ");
        }
    }

    /** The result of the writes that were executed. */
    @Override
    public BulkWriteResult partialResult() {
        return details.partialResult();
    }

    /** The number of writes that failed. */
    public long failedCount() {
        return details.failedCount();
    }

    /**
     * The writes that failed, in the order of the list that the caller passed. Of a stream of documents the first
     * thousand, and {@link #failedCount} is the number of all.
     */
    public List<BulkWriteError> writeErrors() {
        return details.writeErrors();
    }

    /** The write concern errors. */
    public List<WriteConcernError> writeConcernErrors() {
        return details.writeConcernErrors();
    }

    /**
     * The writes that were not attempted, inserts for {@code insertMany}; empty for a stream, whose rest is not read.
     * After Java's serialization those are missing whose documents are not serializable.
     */
    public List<WriteModel<?>> unprocessedModels() {
        return details.unprocessedModels();
    }

    private static BulkWriteError serializable(BulkWriteError error) {
        return new BulkWriteError(
                error.index(),
                SerialForm.orText(error.documentId()),
                error.code(),
                error.message(),
                error.details(),
                error.explanation(),
                SerialForm.orRecord(error.cause(), MongoException.class));
    }

    private BulkWriteException(BulkWriteException original) {
        super(original);
        details = original.details.serializable();
    }

    @Override
    BulkWriteException copy() {
        return new BulkWriteException(this);
    }
}
