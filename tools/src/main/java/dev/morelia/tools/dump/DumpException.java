package dev.morelia.tools.dump;

/** A dump cannot be written or restored; the message is one line for the user. */
public final class DumpException extends RuntimeException {
    private static final long serialVersionUID = 1;

    DumpException(String message) {
        super(message);
    }

    DumpException(String message, Throwable cause) {
        super(message, cause);
    }
}
