package dev.morelia.internal.auth;

import org.jspecify.annotations.Nullable;

/** Why a connection cannot authenticate, in words without any secret; {@code connection} adds server and credential. */
public final class AuthenticationFailure extends Exception {
    private static final long serialVersionUID = 1L;

    /**
     * Creates a failure.
     *
     * @param problem what is wrong, without capital letter and full stop
     * @param cause the cause, without any secret in its message, or null
     */
    public AuthenticationFailure(String problem, @Nullable Throwable cause) {
        super(problem, cause);
    }
}
