package dev.morelia.internal.identity;

import dev.morelia.internal.auth.AuthenticationFailure;
import dev.morelia.internal.auth.PlainConversation;
import dev.morelia.internal.auth.SaslConversation;
import dev.morelia.settings.Credential;
import java.util.Arrays;
import java.util.Objects;

/** PLAIN with the user name and password of one credential. Keeps nothing. Thread-safe. */
final class Plain implements Authenticator {
    private final Credential credential;

    Plain(Credential credential) {
        this.credential = credential;
    }

    @Override
    public SaslConversation begin(Attempt attempt) throws AuthenticationFailure {
        char[] password = Passwords.of(credential);
        try {
            return new PlainConversation(Objects.requireNonNull(credential.username()), password);
        } finally {
            Arrays.fill(password, '\0');
        }
    }
}
