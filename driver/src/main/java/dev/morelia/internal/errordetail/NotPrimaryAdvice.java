package dev.morelia.internal.errordetail;

import dev.morelia.error.MongoException.RetryAdvice;
import dev.morelia.result.Problem;
import dev.morelia.topology.ServerAddress;
import org.jspecify.annotations.Nullable;

/** What to do about a server that is not the primary. The description of the retry advice follows each text. */
public final class NotPrimaryAdvice {
    /** For a server that the client uses alone, and that has no replica set configuration. */
    public static final String UNINITIATED_SET =
            "The server knows of no replica set: " + Problem.NOT_INITIATED.nextStep() + "; ";

    private NotPrimaryAdvice() {}

    /** Without knowledge of the deployment. A server that was not interrupted may never have been the primary. */
    public static String of(RetryAdvice retryAdvice) {
        return retryAdvice == RetryAdvice.SAFE
                ? "If directConnection leads to a member that is not the primary, leave it out. Otherwise the replica"
                        + " set is choosing another primary: "
                : "The replica set is choosing another primary: ";
    }

    /**
     * For a secondary that the client uses alone.
     *
     * @param setName the replica set
     * @param primary its primary as far as the server knows, or null
     */
    public static String directConnection(@Nullable String setName, @Nullable ServerAddress primary) {
        return "directConnection leads to a secondary" + (setName == null ? "" : " of replica set " + setName)
                + (primary == null ? "" : ", whose primary is " + primary)
                + ", and only the primary takes writes: name the primary, or leave directConnection out"
                + (setName == null ? "" : " and set replicaSet=" + setName) + "; ";
    }
}
