package dev.morelia.error;

import dev.morelia.settings.AuthMechanism;
import dev.morelia.settings.Credential;
import dev.morelia.topology.ServerAddress;
import org.jspecify.annotations.Nullable;

/**
 * A connection could not prove who it acts for: the server rejected the credential, or violated the rules of the
 * mechanism.
 */
public final class AuthenticationException extends MongoException {
    private static final long serialVersionUID = 1;

    /**
     * A connection that could not be authenticated.
     *
     * @param server the server that was connected to
     * @param credential the credential; the message shows its user name, mechanism and source
     * @param problem what went wrong, without any secret
     * @param cause the cause, or null
     */
    public AuthenticationException(
            ServerAddress server, Credential credential, String problem, @Nullable Throwable cause) {
        super(message(server, credential, problem, cause), server, RetryAdvice.UNSAFE, cause);
    }

    private static String message(
            ServerAddress server, Credential credential, String problem, @Nullable Throwable cause) {
        var mechanism = credential.mechanism();
        String user = credential.username() == null ? "" : " of user '" + credential.username() + "'";
        return "Authentication" + user + " with "
                + (mechanism == null ? "the default mechanism" : mechanism.wireName())
                + " against the source " + credential.source() + " failed on " + server + ": " + problem
                + advice(mechanism, problem, cause);
    }

    /** A server that rejects a credential does not tell what is wrong with it. */
    private static String advice(@Nullable AuthMechanism mechanism, String problem, @Nullable Throwable cause) {
        if (!(cause instanceof ServerException)) {
            return "";
        }
        String check = mechanism == AuthMechanism.MONGODB_X509
                ? "Check the client's certificate, and that its subject is a user of $external"
                : "Check user name, password, authSource and authMechanism";
        return (problem.endsWith(".") ? " " : ". ") + check;
    }

    private AuthenticationException(AuthenticationException original) {
        super(original);
    }

    @Override
    AuthenticationException copy() {
        return new AuthenticationException(this);
    }
}
