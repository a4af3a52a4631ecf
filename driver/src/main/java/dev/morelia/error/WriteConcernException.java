package dev.morelia.error;

import dev.morelia.internal.errordetail.SerialResults;
import dev.morelia.internal.protocol.ErrorCode;
import dev.morelia.result.WriteConcernError;
import dev.morelia.result.WriteResult;
import org.jspecify.annotations.Nullable;

/**
 * A write was executed, but its write concern was not satisfied. It may be rolled back if the primary fails before
 * other members have replicated it.
 */
public final class WriteConcernException extends ServerException {
    private static final long serialVersionUID = 1;

    private final @Nullable WriteResult result;

    /**
     * A write whose write concern was not satisfied.
     *
     * @param error what the server reported, its {@code writeConcernError}
     * @param result the result of the write; null for commands without such a result
     */
    public WriteConcernException(ReportedError error, @Nullable WriteResult result) {
        this(
                error,
                "The write was executed on this server, but its write concern was not satisfied: do not repeat it; ",
                result);
    }

    private WriteConcernException(ReportedError error, String done, @Nullable WriteResult result) {
        super(error, done + nextStep(error.code()), RetryAdvice.UNSAFE);
        notes(this).outcome(MongoException.Outcome.APPLIED);
        this.result = result;
    }

    /**
     * A commit of a transaction whose write concern was not satisfied.
     *
     * @param error what the server reported, its {@code writeConcernError}
     */
    public static WriteConcernException ofCommit(ReportedError error) {
        return new WriteConcernException(
                error,
                "The transaction was committed on this server, but its write concern was not satisfied: only the commit"
                        + " may be repeated; ",
                null);
    }

    /** What to do about a write concern that was not satisfied, without capital letter and full stop. */
    static String nextStep(int code) {
        return switch (ErrorCode.of(code)) {
            case UNKNOWN_REPL_WRITE_CONCERN ->
                "the replica set has no write concern mode of this name: check the spelling of w, or define the mode in"
                        + " settings.getLastErrorModes of the set's configuration";
            case UNSATISFIABLE_WRITE_CONCERN ->
                "the replica set has too few members that hold data, or none with the tags of the mode: lower w, or add"
                        + " members";
            case null, default -> "check that enough members are up, or that wtimeout is long enough";
        };
    }

    /** The result of the write; null for commands without such a result. */
    public @Nullable WriteResult result() {
        return result;
    }

    /** The write concern error. */
    public WriteConcernError writeConcernError() {
        return reportedError().toWriteConcernError();
    }

    private WriteConcernException(WriteConcernException original) {
        super(original);
        result = original.result == null ? null : SerialResults.of(original.result);
    }

    @Override
    WriteConcernException copy() {
        return new WriteConcernException(this);
    }
}
