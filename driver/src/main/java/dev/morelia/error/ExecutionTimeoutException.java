package dev.morelia.error;

/** The operation exceeded the time limit on the server, {@code maxTimeMS} (code 50). */
public final class ExecutionTimeoutException extends ServerException {
    private static final long serialVersionUID = 1;

    /**
     * A command that failed with this error.
     *
     * @param error what the server reported
     */
    public ExecutionTimeoutException(ReportedError error) {
        super(
                error,
                "The operation did not complete within maxTime: allow more time, or support it with an index; if it"
                        + " writes many documents, some of them may be written",
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
