package dev.morelia.error;

import dev.morelia.settings.Credential;
import dev.morelia.topology.ServerAddress;
import org.jspecify.annotations.Nullable;

/** A connection could not prove who it acts for. */
public final class AuthenticationException extends MongoException {
    private static final long serialVersionUID = 1;

    /**
     * A connection that could not be authenticated.
     *
     * @param server the server that was connected to
     * @param credential the credential; the message shows its mechanism and source only
     * @param problem what went wrong, without any secret
     * @param cause the cause, or null
     */
    public AuthenticationException(
            ServerAddress server, Credential credential, String problem, @Nullable Throwable cause) {
        super(message(server, credential, problem), server, RetryAdvice.UNSAFE, cause);
    }

    private static String message(ServerAddress server, Credential credential, String problem) {
        var mechanism = credential.mechanism();
        return "Authentication with " + (mechanism == null ? "the default mechanism" : mechanism.wireName())
                + " against the source " + credential.source() + " failed on " + server + ": " + problem
                + ". Check user name, password, authSource and authMechanism";
    }

    private AuthenticationException(AuthenticationException original) {
        super(original);
    }

    @Override
    AuthenticationException copy() {
        return new AuthenticationException(this);
    }
}
