package dev.morelia.internal.auth;

import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * Salted challenge and response: the client proves that it knows the password without sending it, and so does the
 * server.
 *
 * @see <a href="https://www.rfc-editor.org/rfc/rfc5802">RFC 5802: SCRAM</a>
 * @see <a href="https://github.com/mongodb/specifications/blob/master/source/auth/auth.md#scram-sha-1">Authentication:
 *     SCRAM-SHA-1</a>
 */
public final class ScramConversation implements SaslConversation {
    /** Below that, who listens could try out passwords too fast. */
    private static final int MINIMUM_ITERATIONS = 4_096;

    /** Above that, a server could keep a client busy for minutes. */
    private static final int MAXIMUM_ITERATIONS = 1_000_000;

    private static final int MAXIMUM_DIGITS = 9;
    private static final int MAXIMUM_SALT_BYTES = 1_024;

    /** No channel binding and no other identity, as text and in Base64. */
    private static final String HEADER = "n,,";

    private static final String HEADER_BASE64 = "biws";
    private static final byte[] EMPTY = {};

    private enum Step {
        NEW,
        STARTED,
        PROVED,
        VERIFIED
    }

    private final ScramMechanism mechanism;
    private final String firstMessage;
    private final String nonce;
    private Step step = Step.NEW;
    private ScramKeys.@Nullable Source source;
    private @Nullable ScramKeys keys;
    private byte[] exchanged = EMPTY;

    /**
     * A conversation.
     *
     * @param username the user's name as the program gave it
     * @param nonce printable ASCII characters that nobody can guess, without comma
     * @param source derives the keys
     */
    public ScramConversation(ScramMechanism mechanism, String username, String nonce, ScramKeys.Source source) {
        this.mechanism = mechanism;
        this.nonce = nonce;
        this.source = source;
        this.firstMessage = "n=" + username.replace("=", "=3D").replace(",", "=2C") + ",r=" + nonce;
    }

    @Override
    public String mechanism() {
        return mechanism.wireName();
    }

    @Override
    public byte[] start() {
        step = Step.STARTED;
        return (HEADER + firstMessage).getBytes(StandardCharsets.UTF_8);
    }

    @Override
    public byte[] next(byte[] challenge) throws AuthenticationFailure {
        return switch (step) {
            case STARTED -> prove(challenge);
            case PROVED -> {
                verify(challenge);
                // Servers that know no skipEmptyExchange end the conversation with one more, empty exchange.
                yield EMPTY;
            }
            case NEW, VERIFIED -> throw new AuthenticationFailure("the server does not end the conversation", null);
        };
    }

    @Override
    public void finish(byte[] challenge) throws AuthenticationFailure {
        switch (step) {
            case PROVED -> verify(challenge);
            case VERIFIED -> {
                // Nothing is left to be checked.
            }
            case NEW, STARTED ->
                throw new AuthenticationFailure(
                        "the server ended the conversation without proving that it knows the password", null);
        }
    }

    private byte[] prove(byte[] challenge) throws AuthenticationFailure {
        var message = ScramText.of(challenge);
        String combined = message.value('r', "nonce");
        if (!combined.startsWith(nonce) || combined.length() == nonce.length()) {
            throw new AuthenticationFailure("the server's nonce does not extend the client's", null);
        }
        byte[] salt = salt(message.value('s', "salt"));
        int iterations = iterations(message.value('i', "iteration count"));
        String lastMessage = "c=" + HEADER_BASE64 + ",r=" + combined;
        exchanged = (firstMessage + "," + new String(challenge, StandardCharsets.US_ASCII) + "," + lastMessage)
                .getBytes(StandardCharsets.UTF_8);
        var derived = Objects.requireNonNull(source).keys(salt, iterations);
        // What it holds would otherwise live as long as the connection.
        source = null;
        keys = derived;
        step = Step.PROVED;
        String proof = Base64.getEncoder().encodeToString(derived.proof(exchanged));
        return ScramText.ascii(lastMessage + ",p=" + proof);
    }

    private void verify(byte[] challenge) throws AuthenticationFailure {
        byte[] signature = ScramText.bytes(ScramText.of(challenge).value('v', "signature"), "signature");
        if (keys == null || !keys.isSignature(signature, exchanged)) {
            throw new AuthenticationFailure(
                    "the server has not proved that it knows the password: its signature is wrong", null);
        }
        keys = null;
        exchanged = EMPTY;
        step = Step.VERIFIED;
    }

    private static byte[] salt(String base64) throws AuthenticationFailure {
        byte[] salt = ScramText.bytes(base64, "salt");
        if (salt.length == 0 || salt.length > MAXIMUM_SALT_BYTES) {
            throw new AuthenticationFailure(
                    "the server's salt has " + salt.length + " bytes, not 1 to " + MAXIMUM_SALT_BYTES, null);
        }
        return salt;
    }

    private static int iterations(String digits) throws AuthenticationFailure {
        boolean number = !digits.isEmpty()
                && digits.length() <= MAXIMUM_DIGITS
                && digits.chars().allMatch(c -> c >= '0' && c <= '9');
        int iterations = number ? Integer.parseInt(digits) : 0;
        if (iterations < MINIMUM_ITERATIONS || iterations > MAXIMUM_ITERATIONS) {
            throw new AuthenticationFailure(
                    "the server's iteration count " + (number ? iterations + " " : "") + "is not from "
                            + MINIMUM_ITERATIONS + " to " + MAXIMUM_ITERATIONS,
                    null);
        }
        return iterations;
    }
}
