package dev.morelia.internal.errordetail;

import dev.morelia.result.Problem;
import javax.net.ssl.SSLException;

/**
 * TLS could not be established, or has failed. The message is complete; the exception of the JDK is suppressed instead
 * of a cause, because its own causes are details that would take the place of the message.
 */
public final class TlsFailure extends SSLException {
    private static final long serialVersionUID = 1;

    private final Problem problem;

    /**
     * A failure.
     *
     * @param problem what it means
     * @param message what happened
     */
    public TlsFailure(Problem problem, String message) {
        super(message);
        this.problem = problem;
    }

    /** What it means. */
    public Problem problem() {
        return problem;
    }
}
