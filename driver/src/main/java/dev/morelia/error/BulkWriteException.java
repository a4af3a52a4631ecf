package dev.morelia.error;

import dev.morelia.internal.argument.Argument;
import dev.morelia.options.WriteModel;
import dev.morelia.result.BulkWriteError;
import dev.morelia.result.BulkWriteResult;
import dev.morelia.result.WriteConcernError;
import java.util.List;

/** Some of many writes failed; the others were carried out, or not even tried where the writes were ordered. */
public final class BulkWriteException extends ServerException {
    private static final long serialVersionUID = 1;

    private final transient Outcome outcome;

    /**
     * How far the writes came.
     *
     * @param partialResult what has been done
     * @param writeErrors the writes that failed, in the order of the list that the caller passed
     * @param writeConcernErrors what kept writes from being acknowledged as their write concern asks
     * @param unprocessedModels the writes that were not tried; empty for {@code insertMany}, which has no models
     */
    public record Outcome(
            BulkWriteResult partialResult,
            List<BulkWriteError> writeErrors,
            List<WriteConcernError> writeConcernErrors,
            List<WriteModel<?>> unprocessedModels) {
        /** Copies the lists. */
        public Outcome {
            Argument.notNull("partialResult", partialResult);
            writeErrors = List.copyOf(writeErrors);
            writeConcernErrors = List.copyOf(writeConcernErrors);
            unprocessedModels = List.copyOf(unprocessedModels);
        }
    }

    /**
     * For the driver: made of what the server told.
     *
     * @param first the first write error, or the first write concern error if no write failed
     */
    public BulkWriteException(ServerError first, Outcome outcome) {
        super(first, advice(outcome), RetryAdvice.UNSAFE);
        this.outcome = outcome;
    }

    private static String advice(Outcome outcome) {
        var advice = new StringBuilder();
        List<BulkWriteError> errors = outcome.writeErrors();
        if (!errors.isEmpty()) {
            BulkWriteError first = errors.getFirst();
            advice.append(
                            errors.size() == 1
                                    ? "The write at index "
                                    : errors.size() + " writes failed, the first at index ")
                    .append(first.index());
            if (errors.size() == 1) {
                advice.append(" failed");
            }
            if (!first.explanation().equals(first.message())) {
                advice.append(". ").append(first.explanation());
            }
            advice.append(". ");
        }
        if (!outcome.writeConcernErrors().isEmpty()) {
            advice.append("Writes are done but not as safe as asked for: ")
                    .append(outcome.writeConcernErrors().getFirst().message())
                    .append(". ");
        }
        BulkWriteResult done = outcome.partialResult();
        if (done.acknowledged()) {
            advice.append(doneSoFar(done));
        }
        if (!outcome.unprocessedModels().isEmpty()) {
            advice.append("; not tried: ").append(outcome.unprocessedModels().size());
        }
        return advice.toString();
    }

    /** What has been done. */
    @Override
    public BulkWriteResult partialResult() {
        return outcome.partialResult();
    }

    /** The writes that failed, in the order of the list that the caller passed. */
    public List<BulkWriteError> writeErrors() {
        return outcome.writeErrors();
    }

    /** What kept writes from being acknowledged as their write concern asks. */
    public List<WriteConcernError> writeConcernErrors() {
        return outcome.writeConcernErrors();
    }

    /** The writes that were not tried; empty for {@code insertMany}, which has no models. */
    public List<WriteModel<?>> unprocessedModels() {
        return outcome.unprocessedModels();
    }
}
