package dev.morelia.internal.auth;

import com.ongres.saslprep.SASLprep;
import java.nio.ByteBuffer;
import java.nio.CharBuffer;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.MessageDigest;
import java.util.Arrays;
import java.util.HexFormat;

/**
 * A password in the form that a SCRAM mechanism derives its keys from. Pure.
 *
 * @see <a href="https://github.com/mongodb/specifications/blob/master/source/auth/auth.md#scram-sha-256">Authentication:
 *     SCRAM-SHA-256</a>
 */
public final class ScramPassword {
    private static final SASLprep PROFILE = new SASLprep();

    private ScramPassword() {}

    /**
     * Prepares a password.
     *
     * @param username the user's name as the program gave it
     * @param password the password as the program gave it; unchanged
     * @throws AuthenticationFailure if the mechanism does not allow such a password
     */
    public static byte[] prepare(ScramMechanism mechanism, String username, char[] password)
            throws AuthenticationFailure {
        return switch (mechanism) {
            case SHA_1 -> digest(username, password);
            case SHA_256 -> saslPrepared(password);
        };
    }

    /** Most passwords are plain ASCII, which SASLprep leaves alone. */
    private static byte[] saslPrepared(char[] password) throws AuthenticationFailure {
        for (char c : password) {
            if (c < ' ' || c > '~') {
                return saslPreparedText(password);
            }
        }
        return utf8(password);
    }

    private static byte[] saslPreparedText(char[] password) throws AuthenticationFailure {
        char[] prepared;
        try {
            prepared = PROFILE.prepareStored(password);
        } catch (IllegalArgumentException prohibited) {
            // Its message shows the character, which is a part of the password.
            throw new AuthenticationFailure(
                    "the password has characters that SASLprep, and so SCRAM-SHA-256, does not allow", null);
        }
        try {
            return utf8(prepared);
        } finally {
            Arrays.fill(prepared, '\0');
        }
    }

    private static byte[] digest(String username, char[] password) throws AuthenticationFailure {
        byte[] secret = utf8(password);
        try {
            var md5 = MessageDigest.getInstance("MD5");
            md5.update((username + ":mongo:").getBytes(StandardCharsets.UTF_8));
            md5.update(secret);
            return HexFormat.of().formatHex(md5.digest()).getBytes(StandardCharsets.US_ASCII);
        } catch (GeneralSecurityException absent) {
            throw new AuthenticationFailure(
                    "SCRAM-SHA-1 needs MD5, which this Java runtime does not provide; use SCRAM-SHA-256", absent);
        } finally {
            Arrays.fill(secret, (byte) 0);
        }
    }

    private static byte[] utf8(char[] text) throws AuthenticationFailure {
        // At most three bytes for each char.
        byte[] room = new byte[3 * text.length];
        var encoded = ByteBuffer.wrap(room);
        var encoder = StandardCharsets.UTF_8.newEncoder();
        try {
            if (encoder.encode(CharBuffer.wrap(text), encoded, true).isError()) {
                throw new AuthenticationFailure("the password is not valid Unicode text", null);
            }
            return Arrays.copyOf(room, encoded.position());
        } finally {
            Arrays.fill(room, (byte) 0);
        }
    }
}
