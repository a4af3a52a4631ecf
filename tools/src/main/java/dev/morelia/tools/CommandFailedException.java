package dev.morelia.tools;

/** A command could not do its work; the message is one line for the person who ran it. */
final class CommandFailedException extends RuntimeException {
    CommandFailedException(String message) {
        super(message);
    }

    CommandFailedException(String message, Throwable cause) {
        super(message, cause);
    }
}
