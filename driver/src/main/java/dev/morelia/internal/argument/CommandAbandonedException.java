package dev.morelia.internal.argument;

/**
 * Thrown by a codec that cannot encode a value and wants nothing of the command to be sent. A bulk write leaves out a
 * statement whose codec throws anything else, and goes on with the next one.
 */
public final class CommandAbandonedException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    private final Throwable reason;

    /**
     * What the codec has met is the cause.
     *
     * @param reason to be thrown in place of this exception, which has no stack trace
     */
    public CommandAbandonedException(Throwable reason) {
        super(reason.toString(), reason, false, false);
        this.reason = reason;
    }

    /** What the codec has met. */
    public Throwable reason() {
        return reason;
    }
}
