package dev.morelia.spec.unified.operation;

import org.jspecify.annotations.Nullable;

/**
 * Thrown if the file contains something that the format does not allow. Never treated as an error of the operation,
 * whatever the file expects.
 */
public final class MalformedOperation extends RuntimeException {
    private static final long serialVersionUID = 1L;

    MalformedOperation(String message, @Nullable Throwable cause) {
        super(message, cause);
    }
}
