package dev.morelia.internal.wire;

/** Bytes that are no message of the protocol, or break one of its limits. Their connection is of no further use. */
public final class WireException extends RuntimeException {

    private static final long serialVersionUID = 1L;

    /** With what is wrong, in words fit for a user's log. */
    public WireException(String message) {
        super(message);
    }

    WireException(String message, Throwable cause) {
        super(message, cause);
    }
}
