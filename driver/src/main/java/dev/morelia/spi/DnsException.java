package dev.morelia.spi;

import dev.morelia.internal.argument.Argument;
import org.jspecify.annotations.Nullable;

/** A DNS lookup did not lead to an answer. */
public final class DnsException extends Exception {
    private static final long serialVersionUID = 1;

    private final Reason reason;

    /** Why there is no answer. */
    public enum Reason {
        /** The name does not exist (NXDOMAIN). */
        NO_SUCH_NAME,
        /** The name server reported a failure, refused the query, or sent a malformed answer. */
        SERVER_FAILURE,
        /** No name server answered in time. */
        TIMED_OUT,
        /** There is no resolver in this environment. */
        UNAVAILABLE
    }

    /**
     * A lookup without an answer.
     *
     * @param reason why there is none
     * @param message what happened, as a message without the name that was looked up
     * @param cause the cause, or null
     */
    public DnsException(Reason reason, String message, @Nullable Throwable cause) {
        super(Argument.notNull("message", message), cause);
        this.reason = Argument.notNull("reason", reason);
    }

    /** Why there is no answer. */
    public Reason reason() {
        return reason;
    }
}
