package dev.morelia.error;

/** The server gave up because the time it was given is over (code 50). */
public final class ExecutionTimeoutException extends ServerException {
    private static final long serialVersionUID = 1;

    /** For the driver: made of what the server told. */
    public ExecutionTimeoutException(ReportedError error) {
        super(
                error,
                "The server did not finish within maxTime: allow more time, or help the operation with an index;"
                        + " if it is a write to many documents, it may be done in part",
                RetryAdvice.OUTCOME_UNKNOWN);
    }

    private ExecutionTimeoutException(ExecutionTimeoutException original) {
        super(original);
    }

    @Override
    ExecutionTimeoutException copy() {
        return new ExecutionTimeoutException(this);
    }
}
