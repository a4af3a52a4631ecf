package dev.morelia.internal.identity;

import dev.morelia.internal.auth.AuthenticationFailure;
import dev.morelia.internal.auth.SaslConversation;
import dev.morelia.internal.auth.ScramConversation;
import dev.morelia.internal.auth.ScramKeys;
import dev.morelia.internal.auth.ScramMechanism;
import dev.morelia.internal.auth.ScramPassword;
import dev.morelia.internal.env.Env;
import dev.morelia.settings.AuthMechanism;
import dev.morelia.settings.Credential;
import java.util.Arrays;
import java.util.Base64;
import java.util.Objects;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentMap;
import org.jspecify.annotations.Nullable;

/**
 * SCRAM with the user name and password of one credential. Deriving keys takes some ten milliseconds, so they are kept
 * for each salt: every connection after the first authenticates without. Thread-safe, without locks; two connections
 * that are the first at the same time both derive.
 *
 * @see <a href="https://github.com/mongodb/specifications/blob/master/source/auth/auth.md#caching-credentials-in-scram">Authentication:
 *     caching credentials in SCRAM</a>
 */
final class Scram implements Authenticator {
    /** Members of a replica set share the salts of their users. A server that lies fills no memory. */
    private static final int KEPT_KEYS = 16;

    private static final int NONCE_BYTES = 24;

    private final Env env;
    private final Credential credential;
    private final String username;
    private final ConcurrentMap<Origin, ScramKeys> kept = new ConcurrentHashMap<>();

    /**
     * An authenticator.
     *
     * @throws IllegalArgumentException if the credential has no password
     */
    Scram(Env env, Credential credential) {
        if (credential.password() == null) {
            throw new IllegalArgumentException(
                    "The credential of user '" + credential.username() + "' needs a password, which may be empty");
        }
        this.env = env;
        this.credential = credential;
        this.username = Objects.requireNonNull(credential.username());
    }

    @Override
    public SaslConversation begin(Attempt attempt) throws AuthenticationFailure {
        return conversation(mechanism(attempt), attempt);
    }

    /** Without a mechanism of the credential it is the stronger one, which most users have. */
    @Override
    public @Nullable SaslConversation speculate(Attempt attempt) {
        try {
            return conversation(
                    credential.mechanism() == AuthMechanism.SCRAM_SHA_1 ? ScramMechanism.SHA_1 : ScramMechanism.SHA_256,
                    attempt);
        } catch (AuthenticationFailure impossible) {
            // The mechanism that is negotiated may be another one.
            return null;
        }
    }

    private ScramMechanism mechanism(Attempt attempt) {
        return switch (credential.mechanism()) {
            case SCRAM_SHA_1 -> ScramMechanism.SHA_1;
            case SCRAM_SHA_256 -> ScramMechanism.SHA_256;
            case null, default ->
                attempt.offered().contains(ScramMechanism.SHA_256.wireName())
                        ? ScramMechanism.SHA_256
                        : ScramMechanism.SHA_1;
        };
    }

    private SaslConversation conversation(ScramMechanism mechanism, Attempt attempt) throws AuthenticationFailure {
        var password = new Origin.Password(mechanism, password(mechanism));
        byte[] random = new byte[NONCE_BYTES];
        env.secureRandom().nextBytes(random);
        String nonce = Base64.getEncoder().encodeToString(random);
        return new ScramConversation(
                mechanism,
                username,
                nonce,
                (salt, iterations) -> keys(new Origin(password, salt, iterations), attempt));
    }

    private byte[] password(ScramMechanism mechanism) throws AuthenticationFailure {
        char[] password = Passwords.of(credential);
        try {
            return ScramPassword.prepare(mechanism, username, password);
        } finally {
            Arrays.fill(password, '\0');
        }
    }

    private ScramKeys keys(Origin origin, Attempt attempt) throws AuthenticationFailure {
        var known = kept.get(origin);
        if (known != null) {
            return known;
        }
        var password = origin.password;
        var keys = ScramKeys.derive(
                password.mechanism, password.prepared, origin.salt, origin.iterations, () -> isWanted(attempt));
        if (kept.size() >= KEPT_KEYS) {
            kept.clear();
        }
        kept.put(origin, keys);
        return keys;
    }

    private boolean isWanted(Attempt attempt) {
        return !attempt.token().isCancelled()
                && !env.isInterrupted()
                && !attempt.deadline().hasPassed(env.nanoTime());
    }

    /** What keys were derived from. No record, which would show it. */
    private static final class Origin {
        final Password password;
        final byte[] salt;
        final int iterations;

        Origin(Password password, byte[] salt, int iterations) {
            this.password = password;
            this.salt = salt;
            this.iterations = iterations;
        }

        @Override
        public boolean equals(@Nullable Object other) {
            return other instanceof Origin that
                    && iterations == that.iterations
                    && password.mechanism == that.password.mechanism
                    && Arrays.equals(salt, that.salt)
                    && Arrays.equals(password.prepared, that.password.prepared);
        }

        @Override
        public int hashCode() {
            return 31 * Arrays.hashCode(salt) + iterations;
        }

        /** A password as the mechanism takes it. */
        static final class Password {
            final ScramMechanism mechanism;
            final byte[] prepared;

            Password(ScramMechanism mechanism, byte[] prepared) {
                this.mechanism = mechanism;
                this.prepared = prepared;
            }
        }
    }
}
