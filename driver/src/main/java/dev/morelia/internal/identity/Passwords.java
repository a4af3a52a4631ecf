package dev.morelia.internal.identity;

import dev.morelia.internal.auth.AuthenticationFailure;
import dev.morelia.settings.Credential;
import dev.morelia.settings.Secret;

/** Reads the password of a credential, which code of the program may supply. */
final class Passwords {
    private Passwords() {}

    /**
     * A copy of the password, to be overwritten after use.
     *
     * @throws AuthenticationFailure if there is none, or the program's supplier fails
     */
    static char[] of(Credential credential) throws AuthenticationFailure {
        Secret password = credential.password();
        if (password == null) {
            throw new AuthenticationFailure("the credential has no password", null);
        }
        try {
            return password.chars();
        } catch (IllegalStateException failed) {
            throw new AuthenticationFailure("the password is missing: " + failed.getMessage(), failed.getCause());
        }
    }
}
