package dev.morelia.internal.wire;

/** Bytes are not a valid message, or exceed a limit of the protocol. Their connection is no longer usable. */
public final class WireException extends RuntimeException {

    private static final long serialVersionUID = 1L;

    /** Creates an exception whose message is suitable for the user's log. */
    public WireException(String message) {
        super(message);
    }

    WireException(String message, Throwable cause) {
        super(message, cause);
    }
}
