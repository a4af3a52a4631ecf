package dev.morelia.internal.auth;

import java.util.List;

/**
 * The client's side of one SASL conversation, with which one connection authenticates: the first message, then one for
 * each challenge of the server until the server says that it is done. Used by one thread.
 *
 * @see <a href="https://github.com/mongodb/specifications/blob/master/source/auth/auth.md#sasl-mechanisms">Authentication:
 *     SASL mechanisms</a>
 */
public interface SaslConversation {

    /** The mechanism's name in commands, such as {@code SCRAM-SHA-256}. */
    String mechanism();

    /**
     * The payload of {@code saslStart}; called once.
     *
     * @throws AuthenticationFailure if the client cannot authenticate
     */
    byte[] start() throws AuthenticationFailure;

    /**
     * The payload of the next {@code saslContinue}.
     *
     * @param challenge the payload of the server's last reply; not trusted
     * @throws AuthenticationFailure if the challenge violates the mechanism's rules, or proves that the server does not
     *     know the credential
     */
    byte[] next(byte[] challenge) throws AuthenticationFailure;

    /**
     * What is secret in a payload of this conversation, such as a password or a token; the server may repeat it in its
     * messages, which must not be shown with it.
     *
     * @param payload one that {@link #start} or {@link #next} has returned
     */
    default List<String> secrets(byte[] payload) {
        return List.of();
    }

    /**
     * Called with the payload of the reply that the server says is its last.
     *
     * @param challenge the payload; not trusted
     * @throws AuthenticationFailure if the conversation must not end here, for example because the server has not
     *     proved that it knows the credential
     */
    void finish(byte[] challenge) throws AuthenticationFailure;
}
