package dev.morelia.benchmarks.harness;

/** Something a benchmark needs is missing; the message is one sentence for the person who ran it. */
public final class UnavailableException extends RuntimeException {
    UnavailableException(String message) {
        super(message);
    }

    UnavailableException(String message, Throwable cause) {
        super(message, cause);
    }
}
