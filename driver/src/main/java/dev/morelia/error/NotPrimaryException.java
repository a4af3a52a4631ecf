package dev.morelia.error;

import dev.morelia.internal.protocol.ErrorCode;
import dev.morelia.internal.protocol.ErrorLabel;

/** The server is not, or no longer, the primary, or it is recovering or shutting down. */
public final class NotPrimaryException extends ServerException {
    private static final long serialVersionUID = 1;

    /**
     * A command that failed with this error.
     *
     * @param error what the server reported
     */
    public NotPrimaryException(ReportedError error) {
        super(error, "", retryAdvice(error), true);
        notes(this).advise(advice(retryAdvice()), retryAdvice());
    }

    private static RetryAdvice retryAdvice(ReportedError error) {
        return mayHaveBegun(error.code()) && !error.errorLabels().contains(ErrorLabel.NO_WRITES_PERFORMED)
                ? RetryAdvice.OUTCOME_UNKNOWN
                : RetryAdvice.SAFE;
    }

    private static boolean mayHaveBegun(int code) {
        return switch (ErrorCode.of(code)) {
            case INTERRUPTED_AT_SHUTDOWN,
                    INTERRUPTED_DUE_TO_REPL_STATE_CHANGE,
                    SHUTDOWN_IN_PROGRESS,
                    PRIMARY_STEPPED_DOWN -> true;
            case null, default -> false;
        };
    }

    private NotPrimaryException(NotPrimaryException original) {
        super(original);
    }

    @Override
    NotPrimaryException copy() {
        return new NotPrimaryException(this);
    }

    /** Without knowledge of the deployment. A server that was not interrupted may never have been the primary. */
    private static String advice(RetryAdvice retryAdvice) {
        return retryAdvice == RetryAdvice.SAFE
                ? "If directConnection leads to a member that is not the primary, leave it out. Otherwise the replica"
                        + " set is electing another primary: "
                : "The replica set is electing another primary: ";
    }
}
