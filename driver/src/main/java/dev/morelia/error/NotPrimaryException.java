package dev.morelia.error;

import java.util.Set;

/** The server is not, or no longer, the primary, or it is shutting down or recovering. */
public final class NotPrimaryException extends ServerException {
    private static final long serialVersionUID = 1;
    /** InterruptedAtShutdown, InterruptedDueToReplStateChange, ShutdownInProgress, PrimarySteppedDown. */
    private static final Set<Integer> MAY_HAVE_STARTED = Set.of(11600, 11602, 91, 189);

    /** For the driver: made of what the server told. */
    public NotPrimaryException(ServerError error) {
        super(error, advice(error), retryAdvice(error));
    }

    private static RetryAdvice retryAdvice(ServerError error) {
        return MAY_HAVE_STARTED.contains(error.code()) ? RetryAdvice.OUTCOME_UNKNOWN : RetryAdvice.SAFE;
    }

    private static String advice(ServerError error) {
        return "The replica set is choosing another primary: "
                + retryAdvice(error).sentence();
    }
}
