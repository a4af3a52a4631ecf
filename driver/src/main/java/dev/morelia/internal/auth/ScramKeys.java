package dev.morelia.internal.auth;

import java.security.GeneralSecurityException;
import java.security.MessageDigest;
import java.util.Arrays;
import java.util.function.BooleanSupplier;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;

/**
 * The keys that are derived from a password, a salt and an iteration count, which takes a while. With them a further
 * connection authenticates without the password. Immutable; never shown.
 */
public final class ScramKeys {
    /** After so many iterations, a few milliseconds, the derivation looks whether it is still wanted. */
    private static final int ITERATIONS_BETWEEN_CHECKS = 8_192;

    private static final byte[] FIRST_BLOCK = {0, 0, 0, 1};

    private final ScramMechanism mechanism;
    private final byte[] clientKey;
    private final byte[] storedKey;
    private final byte[] serverKey;

    private ScramKeys(ScramMechanism mechanism, byte[] clientKey, byte[] serverKey) throws GeneralSecurityException {
        this.mechanism = mechanism;
        this.clientKey = clientKey;
        this.storedKey = MessageDigest.getInstance(mechanism.digest()).digest(clientKey);
        this.serverKey = serverKey;
    }

    /** Where a conversation gets the keys from: they are derived, unless they were before. */
    @FunctionalInterface
    public interface Source {
        /**
         * The keys for a salt and an iteration count that were checked.
         *
         * @throws AuthenticationFailure if they cannot be derived
         */
        ScramKeys keys(byte[] salt, int iterations) throws AuthenticationFailure;
    }

    /**
     * Derives keys.
     *
     * @param password the prepared password
     * @param wanted asked from time to time; false ends the derivation
     * @throws AuthenticationFailure if it was ended, or this Java runtime lacks the algorithm
     */
    public static ScramKeys derive(
            ScramMechanism mechanism, byte[] password, byte[] salt, int iterations, BooleanSupplier wanted)
            throws AuthenticationFailure {
        try {
            byte[] salted = saltedPassword(mac(mechanism, password), salt, iterations, wanted);
            try {
                var mac = mac(mechanism, salted);
                return new ScramKeys(
                        mechanism,
                        mac.doFinal(ScramText.ascii("Client Key")),
                        mac.doFinal(ScramText.ascii("Server Key")));
            } finally {
                Arrays.fill(salted, (byte) 0);
            }
        } catch (GeneralSecurityException absent) {
            throw absent(mechanism, absent);
        }
    }

    /** PBKDF2 with one block. The JDK's own accepts no empty password and cannot be ended. */
    private static byte[] saltedPassword(Mac mac, byte[] salt, int iterations, BooleanSupplier wanted)
            throws AuthenticationFailure, GeneralSecurityException {
        mac.update(salt);
        byte[] block = mac.doFinal(FIRST_BLOCK);
        byte[] sum = block.clone();
        for (int i = 1; i < iterations; i++) {
            if (i % ITERATIONS_BETWEEN_CHECKS == 0 && !wanted.getAsBoolean()) {
                throw new AuthenticationFailure(
                        "there was no time left for the " + iterations + " iterations that the server demands", null);
            }
            mac.update(block);
            mac.doFinal(block, 0);
            for (int k = 0; k < sum.length; k++) {
                sum[k] ^= block[k];
            }
        }
        return sum;
    }

    /** What the client sends in place of the password: only who knows it can, and only in this conversation. */
    byte[] proof(byte[] conversation) throws AuthenticationFailure {
        try {
            byte[] proof = mac(mechanism, storedKey).doFinal(conversation);
            for (int i = 0; i < proof.length; i++) {
                proof[i] ^= clientKey[i];
            }
            return proof;
        } catch (GeneralSecurityException absent) {
            throw absent(mechanism, absent);
        }
    }

    /** Whether the server has proved that it knows the password; takes the same time whatever differs. */
    boolean isSignature(byte[] signature, byte[] conversation) throws AuthenticationFailure {
        try {
            return MessageDigest.isEqual(mac(mechanism, serverKey).doFinal(conversation), signature);
        } catch (GeneralSecurityException absent) {
            throw absent(mechanism, absent);
        }
    }

    /** The JDK takes no empty key, for which one zero stands just as well: short keys are filled up with zeros. */
    private static Mac mac(ScramMechanism mechanism, byte[] key) throws GeneralSecurityException {
        var mac = Mac.getInstance(mechanism.mac());
        mac.init(new SecretKeySpec(key.length == 0 ? new byte[1] : key, mechanism.mac()));
        return mac;
    }

    private static AuthenticationFailure absent(ScramMechanism mechanism, GeneralSecurityException cause) {
        return new AuthenticationFailure(
                mechanism.wireName() + " needs " + mechanism.mac() + ", which this Java runtime does not provide",
                cause);
    }
}
