package dev.morelia.tools.format;

/** Thrown if the whole import or export fails; the message is one line for the user. */
public final class TransferException extends RuntimeException {
    private static final long serialVersionUID = 1;

    /** A failure of the transfer itself. */
    public TransferException(String message) {
        super(message);
    }

    /** A failure with a cause. */
    public TransferException(String message, Throwable cause) {
        super(message, cause);
    }
}
