package dev.morelia.error;

import dev.morelia.internal.argument.Argument;
import dev.morelia.result.Problem;
import dev.morelia.settings.Credential;
import dev.morelia.topology.ServerAddress;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/**
 * A connection could not prove who it acts for: the server rejected the credential, or violated the rules of the
 * mechanism.
 */
public final class AuthenticationException extends MongoException {
    private static final long serialVersionUID = 1;

    private final Problem kind;

    /**
     * A connection that could not be authenticated.
     *
     * @param server the server that was connected to
     * @param credential the credential; the message shows its user name, mechanism and source
     * @param problem what went wrong, without any secret
     * @param kind what that is most likely due to; its next step is part of the message if the cause is an error of
     *     the server, as that does not tell what is wrong with a credential
     * @param cause the cause, or null
     */
    public AuthenticationException(
            ServerAddress server, Credential credential, String problem, Problem kind, @Nullable Throwable cause) {
        super(message(server, credential, problem, kind, cause), server, RetryAdvice.UNSAFE, cause);
        this.kind = Argument.notNull("kind", kind);
    }

    private static String message(
            ServerAddress server, Credential credential, String problem, Problem kind, @Nullable Throwable cause) {
        var mechanism = credential.mechanism();
        String user = credential.username() == null ? "" : " of user '" + credential.username() + "'";
        return "Authentication" + user + " with "
                + (mechanism == null ? "the default mechanism" : mechanism.wireName())
                + " against the source " + credential.source() + " failed on " + server + ": " + problem
                + (cause instanceof ServerException ? advice(problem, kind) : "");
    }

    private static String advice(String problem, Problem kind) {
        String step = kind.nextStep();
        return (problem.endsWith(".") ? " " : ". ") + step.substring(0, 1).toUpperCase(Locale.ROOT) + step.substring(1);
    }

    /** What it is most likely due to; {@link Problem#AUTHENTICATION} if that is not known more precisely. */
    public Problem problem() {
        return kind;
    }

    private AuthenticationException(AuthenticationException original) {
        super(original);
        kind = original.kind;
    }

    @Override
    AuthenticationException copy() {
        return new AuthenticationException(this);
    }
}
