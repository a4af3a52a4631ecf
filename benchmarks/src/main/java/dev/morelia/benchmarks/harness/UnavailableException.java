package dev.morelia.benchmarks.harness;

/** Thrown if something that a benchmark needs is missing; the message is one line for the user. */
public final class UnavailableException extends RuntimeException {
    public UnavailableException(String message) {
        super(message);
    }

    public UnavailableException(String message, Throwable cause) {
        super(message, cause);
    }
}
