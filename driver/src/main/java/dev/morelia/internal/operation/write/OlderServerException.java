package dev.morelia.internal.operation.write;

/**
 * The server that was selected is older than the command, which was not sent: other commands have to do the same. Not
 * an error, so it has no stack trace; no caller of the driver gets to see it.
 */
public final class OlderServerException extends RuntimeException {
    private static final long serialVersionUID = 1;

    OlderServerException(String command) {
        super("the server does not know " + command, null, false, false);
    }
}
