package dev.morelia.error;

import java.util.Set;

/** The server is not, or no longer, the primary, or it is shutting down or recovering. */
public final class NotPrimaryException extends ServerException {
    private static final long serialVersionUID = 1;
    /** InterruptedAtShutdown, InterruptedDueToReplStateChange, ShutdownInProgress, PrimarySteppedDown. */
    private static final Set<Integer> MAY_HAVE_STARTED = Set.of(11600, 11602, 91, 189);

    /** For the driver: made of what the server told. */
    public NotPrimaryException(ServerError error) {
        super(error, advice(retryAdvice(error)), retryAdvice(error), true);
    }

    private static RetryAdvice retryAdvice(ServerError error) {
        boolean nothingWritten = error.errorLabels().contains("NoWritesPerformed");
        return MAY_HAVE_STARTED.contains(error.code()) && !nothingWritten
                ? RetryAdvice.OUTCOME_UNKNOWN
                : RetryAdvice.SAFE;
    }

    /** A server that was not interrupted may never have been the primary. */
    private static String advice(RetryAdvice retryAdvice) {
        return retryAdvice == RetryAdvice.SAFE
                ? "If directConnection leads to a member that is not the primary, leave it out. Otherwise the replica"
                        + " set is choosing another primary: "
                : "The replica set is choosing another primary: ";
    }
}
