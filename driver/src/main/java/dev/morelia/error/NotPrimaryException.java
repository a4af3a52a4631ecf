package dev.morelia.error;

import dev.morelia.internal.protocol.ErrorCode;
import dev.morelia.internal.protocol.ErrorLabel;
import dev.morelia.result.Problem;
import dev.morelia.topology.ServerAddress;
import org.jspecify.annotations.Nullable;

/** The server is not, or no longer, the primary, or it is shutting down or recovering. */
public final class NotPrimaryException extends ServerException {
    private static final long serialVersionUID = 1;

    /** For the driver: made of what the server told. */
    public NotPrimaryException(ServerError error) {
        super(error, "", retryAdvice(error), true);
        advise(advice(retryAdvice()), retryAdvice());
    }

    private static RetryAdvice retryAdvice(ServerError error) {
        return mayHaveBegun(error.code()) && !error.errorLabels().contains(ErrorLabel.NO_WRITES_PERFORMED)
                ? RetryAdvice.OUTCOME_UNKNOWN
                : RetryAdvice.SAFE;
    }

    private static boolean mayHaveBegun(int code) {
        return switch (ErrorCode.of(code)) {
            case INTERRUPTED_AT_SHUTDOWN,
                    INTERRUPTED_DUE_TO_REPL_STATE_CHANGE,
                    SHUTDOWN_IN_PROGRESS,
                    PRIMARY_STEPPED_DOWN ->
                true;
            case null, default -> false;
        };
    }

    /** A server that was not interrupted may never have been the primary. */
    private static String advice(RetryAdvice retryAdvice) {
        return retryAdvice == RetryAdvice.SAFE
                ? "If directConnection leads to a member that is not the primary, leave it out. Otherwise the replica"
                        + " set is choosing another primary: "
                : "The replica set is choosing another primary: ";
    }

    /** The client has this server alone, and its replica set is not initiated. For the driver. */
    public void ofUninitiatedSet() {
        advise("The server knows of no replica set: " + Problem.NOT_INITIATED.nextStep() + "; ", RetryAdvice.SAFE);
    }

    /**
     * The client has this server alone, and it is a secondary. For the driver.
     *
     * @param setName the replica set
     * @param primary its primary as far as the server knows, or null
     */
    public void onDirectConnection(@Nullable String setName, @Nullable ServerAddress primary) {
        advise(
                "directConnection leads to a secondary" + (setName == null ? "" : " of replica set " + setName)
                        + (primary == null ? "" : ", whose primary is " + primary)
                        + ", and only the primary takes writes: name the primary, or leave directConnection out"
                        + (setName == null ? "" : " and set replicaSet=" + setName) + "; ",
                RetryAdvice.UNSAFE);
    }

    private NotPrimaryException(NotPrimaryException original) {
        super(original);
    }

    @Override
    NotPrimaryException copy() {
        return new NotPrimaryException(this);
    }
}
