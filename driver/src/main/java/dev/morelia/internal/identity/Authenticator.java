package dev.morelia.internal.identity;

import dev.morelia.internal.auth.AuthenticationFailure;
import dev.morelia.internal.auth.SaslConversation;
import dev.morelia.internal.env.CancelToken;
import dev.morelia.internal.env.Deadline;
import dev.morelia.internal.env.Env;
import dev.morelia.settings.Credential;
import dev.morelia.topology.ServerAddress;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * How the connections of one client authenticate with one credential by SASL; keeps what further connections can reuse,
 * such as salted keys and tokens. Thread-safe.
 */
public interface Authenticator {

    /**
     * The authenticator of a credential; null if its mechanism does not use SASL.
     *
     * @throws IllegalArgumentException if the mechanism is not supported
     */
    static @Nullable Authenticator of(Env env, Credential credential) {
        return switch (credential.mechanism()) {
            case null -> new Scram(env, credential);
            case SCRAM_SHA_1, SCRAM_SHA_256 -> new Scram(env, credential);
            case PLAIN -> new Plain(credential);
            case MONGODB_X509 -> null;
            case MONGODB_AWS, MONGODB_OIDC, GSSAPI ->
                throw new IllegalArgumentException("authMechanism "
                        + credential.mechanism().wireName() + " is not supported by this version of Morelia");
        };
    }

    /**
     * One connection that authenticates.
     *
     * @param server the server's address as configured or discovered
     * @param offered the mechanisms that the server offers to the user; empty if it does not tell
     * @param deadline limits the time to obtain a token
     * @param token cancels that
     */
    record Attempt(ServerAddress server, List<String> offered, Deadline deadline, CancelToken token) {
        /** Copies the list. */
        public Attempt {
            offered = List.copyOf(offered);
        }
    }

    /**
     * Begins the conversation of one connection. May block to obtain a token, until the deadline.
     *
     * @throws AuthenticationFailure if there is nothing to authenticate with
     */
    SaslConversation begin(Attempt attempt) throws AuthenticationFailure;

    /**
     * Begins a conversation whose first message is sent with the handshake, which saves a round trip; null if none can
     * begin without blocking. The server may ignore it; {@link #begin} then follows.
     */
    default @Nullable SaslConversation speculate(Attempt attempt) {
        return null;
    }

    /**
     * Reports that the server rejected a conversation, or no longer accepts it and requires re-authentication. What is
     * kept and was presented in it, such as a token, is forgotten.
     *
     * @return whether another conversation of the same connection may succeed
     */
    default boolean rejected(SaslConversation conversation) {
        return false;
    }
}
