package dev.morelia.internal.net;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.security.GeneralSecurityException;
import java.security.KeyFactory;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.security.PrivateKey;
import java.security.spec.InvalidKeySpecException;
import java.security.spec.PKCS8EncodedKeySpec;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import javax.crypto.BadPaddingException;
import javax.crypto.Cipher;
import javax.crypto.EncryptedPrivateKeyInfo;
import javax.crypto.SecretKeyFactory;
import javax.crypto.spec.IvParameterSpec;
import javax.crypto.spec.PBEKeySpec;
import javax.crypto.spec.SecretKeySpec;
import org.jspecify.annotations.Nullable;

/**
 * Reads private keys in the formats that OpenSSL writes: PKCS #8, plain and encrypted; PKCS #1 (RSA) and SEC 1 (EC),
 * plain and encrypted by headers. The JDK reads only the first; the older ones are wrapped into it.
 */
final class PrivateKeys {
    private static final List<String> ALGORITHMS = List.of("RSA", "EC", "EdDSA", "RSASSA-PSS", "DSA");
    private static final int SEQUENCE = 0x30;
    private static final int OCTET_STRING = 0x04;
    private static final int CURVE = 0xA0;
    private static final byte[] VERSION_0 = {2, 1, 0};
    private static final byte[] RSA = HexFormat.of().parseHex("06092a864886f70d0101010500");
    private static final byte[] EC = HexFormat.of().parseHex("06072a8648ce3d0201");
    private static final int SALT_BYTES = 8;

    /** Java's name and the key size of the ciphers of old encrypted keys. */
    private static final Map<String, CipherOfHeader> CIPHERS = Map.of(
            "AES-128-CBC", new CipherOfHeader("AES", 16),
            "AES-192-CBC", new CipherOfHeader("AES", 24),
            "AES-256-CBC", new CipherOfHeader("AES", 32),
            "DES-EDE3-CBC", new CipherOfHeader("DESede", 24),
            "DES-CBC", new CipherOfHeader("DES", 8));

    private record CipherOfHeader(String name, int keyBytes) {}

    private PrivateKeys() {}

    /**
     * Reads a key.
     *
     * @param password the password; null for none
     * @throws IllegalArgumentException if that is impossible; the message says why, without the key or the password
     */
    static PrivateKey read(Pem pem, char @Nullable [] password) {
        try {
            return switch (pem.label()) {
                case "PRIVATE KEY" -> pkcs8(pem.content());
                case "ENCRYPTED PRIVATE KEY" -> encryptedPkcs8(pem.content(), required(password));
                case "RSA PRIVATE KEY" -> pkcs8(wrapped(RSA, decrypted(pem, password)));
                case "EC PRIVATE KEY" -> {
                    byte[] key = decrypted(pem, password);
                    yield pkcs8(wrapped(concatenated(EC, curve(key)), key));
                }
                default ->
                    throw new IllegalArgumentException("has a private key in an unsupported format, " + pem.label()
                            + ": convert it with openssl pkcs8 -topk8");
            };
        } catch (BadPaddingException | WrongPassword e) {
            throw new IllegalArgumentException("has an encrypted private key that the password does not decrypt", e);
        } catch (IOException | GeneralSecurityException | IndexOutOfBoundsException e) {
            throw new IllegalArgumentException(
                    "has a private key that cannot be read; if it is encrypted by an algorithm that Java does not"
                            + " support, convert it with openssl pkcs8 -topk8 -v2 aes256 (" + e.getMessage() + ")",
                    e);
        }
    }

    private static final class WrongPassword extends GeneralSecurityException {
        private static final long serialVersionUID = 1;

        WrongPassword(Exception cause) {
            super(cause);
        }
    }

    private static char[] required(char @Nullable [] password) {
        if (password == null || password.length == 0) {
            throw new IllegalArgumentException("has an encrypted private key, and there is no password");
        }
        return password;
    }

    private static PrivateKey pkcs8(byte[] content) throws GeneralSecurityException {
        var problem = new InvalidKeySpecException("no supported key algorithm");
        for (String algorithm : ALGORITHMS) {
            try {
                return KeyFactory.getInstance(algorithm).generatePrivate(new PKCS8EncodedKeySpec(content));
            } catch (InvalidKeySpecException | NoSuchAlgorithmException other) {
                problem.addSuppressed(other);
            }
        }
        throw problem;
    }

    private static PrivateKey encryptedPkcs8(byte[] content, char[] password)
            throws IOException, GeneralSecurityException {
        var info = new EncryptedPrivateKeyInfo(content);
        // For the common scheme PBES2, only the parameters know the algorithm as Java names it.
        String algorithm = info.getAlgParameters() != null && info.getAlgName().equals("PBES2")
                ? info.getAlgParameters().toString()
                : info.getAlgName();
        var spec = new PBEKeySpec(password);
        try {
            var key = SecretKeyFactory.getInstance(algorithm).generateSecret(spec);
            var cipher = Cipher.getInstance(algorithm);
            cipher.init(Cipher.DECRYPT_MODE, key, info.getAlgParameters());
            byte[] decrypted = cipher.doFinal(info.getEncryptedData());
            try {
                return pkcs8(decrypted);
            } catch (InvalidKeySpecException garbage) {
                // One wrong password in 256 leaves a valid padding.
                throw new WrongPassword(garbage);
            }
        } finally {
            spec.clearPassword();
        }
    }

    /** An old key that may be encrypted, as its headers tell. */
    private static byte[] decrypted(Pem pem, char @Nullable [] password) throws GeneralSecurityException {
        String how = pem.headers().get("DEK-Info");
        if (how == null) {
            return pem.content();
        }
        char[] secret = required(password);
        int comma = how.indexOf(',');
        var cipherOfHeader =
                comma < 0 ? null : CIPHERS.get(how.substring(0, comma).strip());
        if (cipherOfHeader == null) {
            throw new NoSuchAlgorithmException("encrypted with " + how.replaceAll(",.*", ""));
        }
        byte[] iv = parsedHex(how.substring(comma + 1).strip());
        byte[] key = key(secret, Arrays.copyOf(iv, SALT_BYTES), cipherOfHeader.keyBytes);
        var cipher = Cipher.getInstance(cipherOfHeader.name + "/CBC/PKCS5Padding");
        cipher.init(Cipher.DECRYPT_MODE, new SecretKeySpec(key, cipherOfHeader.name), new IvParameterSpec(iv));
        byte[] decrypted = cipher.doFinal(pem.content());
        if (decrypted.length == 0 || decrypted[0] != SEQUENCE) {
            throw new WrongPassword(new InvalidKeySpecException("not a key"));
        }
        return decrypted;
    }

    private static byte[] parsedHex(String text) throws GeneralSecurityException {
        try {
            return HexFormat.of().parseHex(text);
        } catch (IllegalArgumentException malformed) {
            throw new InvalidKeySpecException("malformed DEK-Info");
        }
    }

    /** OpenSSL's old derivation of keys, which is bound to MD5. */
    private static byte[] key(char[] password, byte[] salt, int length) throws GeneralSecurityException {
        var digest = MessageDigest.getInstance("MD5");
        byte[] bytes = new byte[password.length];
        for (int i = 0; i < bytes.length; i++) {
            bytes[i] = (byte) password[i];
        }
        byte[] key = new byte[0];
        byte[] last = new byte[0];
        while (key.length < length) {
            digest.update(last);
            digest.update(bytes);
            last = digest.digest(salt);
            key = concatenated(key, last);
        }
        return Arrays.copyOf(key, length);
    }

    /** A key as PKCS #8: a version, the algorithm, and the old format in an octet string. */
    private static byte[] wrapped(byte[] algorithm, byte[] key) {
        return element(
                SEQUENCE,
                concatenated(concatenated(VERSION_0, element(SEQUENCE, algorithm)), element(OCTET_STRING, key)));
    }

    private static byte[] concatenated(byte[] first, byte[] second) {
        byte[] both = Arrays.copyOf(first, first.length + second.length);
        System.arraycopy(second, 0, both, first.length, second.length);
        return both;
    }

    private static byte[] element(int tag, byte[] content) {
        var bytes = new ByteArrayOutputStream();
        bytes.write(tag);
        if (content.length < 0x80) {
            bytes.write(content.length);
        } else if (content.length < 0x100) {
            bytes.write(0x81);
            bytes.write(content.length);
        } else {
            bytes.write(0x82);
            bytes.write(content.length >> 8);
            bytes.write(content.length);
        }
        bytes.writeBytes(content);
        return bytes.toByteArray();
    }

    /** The object identifier of the curve, which SEC 1 has in an element with the tag [0] after version and key. */
    private static byte[] curve(byte[] key) throws GeneralSecurityException {
        int at = contentAt(key, 0);
        at = endOf(key, at);
        at = endOf(key, at);
        if (at >= key.length || (key[at] & 0xFF) != CURVE) {
            throw new InvalidKeySpecException("the key does not name its curve");
        }
        return Arrays.copyOfRange(key, contentAt(key, at), endOf(key, at));
    }

    private static int contentAt(byte[] der, int at) {
        int length = der[at + 1] & 0xFF;
        return at + 2 + (length > 0x80 ? length - 0x80 : 0);
    }

    private static int endOf(byte[] der, int at) throws GeneralSecurityException {
        int start = contentAt(der, at);
        int length = der[at + 1] & 0xFF;
        if (length > 0x80) {
            length = 0;
            for (int i = at + 2; i < start; i++) {
                length = (length << 8) | (der[i] & 0xFF);
            }
        }
        if (length < 0 || length > der.length - start) {
            throw new InvalidKeySpecException("malformed key");
        }
        return start + length;
    }
}
