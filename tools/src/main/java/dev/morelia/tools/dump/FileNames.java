package dev.morelia.tools.dump;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Base64;
import java.util.HexFormat;

/**
 * The names of the files of a collection, as {@code mongodump} gives them: escaped like a query parameter, so that none
 * can name a file elsewhere; of names that would be too long for a file the beginning and a hash.
 */
final class FileNames {
    static final String BSON = ".bson";
    static final String METADATA = ".metadata.json";
    static final String GZIP = ".gz";

    private static final String PLAIN = "-_.~";
    private static final String HASH_MARK = "%24";
    private static final int MAXIMUM_LENGTH = 238;
    private static final int KEPT_LENGTH = 208;

    private FileNames() {}

    /** The name without its ending. */
    static String of(String collection) {
        String escaped = escaped(collection);
        if (escaped.length() <= MAXIMUM_LENGTH) {
            return escaped;
        }
        return escaped.substring(0, KEPT_LENGTH)
                + HASH_MARK
                + Base64.getUrlEncoder().withoutPadding().encodeToString(sha1(collection));
    }

    private static byte[] sha1(String text) {
        try {
            return MessageDigest.getInstance("SHA-1").digest(text.getBytes(UTF_8));
        } catch (NoSuchAlgorithmException never) {
            throw new IllegalStateException("every JDK has SHA-1", never);
        }
    }

    private static String escaped(String text) {
        var escaped = new StringBuilder();
        for (byte part : text.getBytes(UTF_8)) {
            int value = part & 0xff;
            if (isPlain(value)) {
                escaped.append((char) value);
            } else if (value == ' ') {
                escaped.append('+');
            } else {
                escaped.append('%');
                escaped.append(Character.toUpperCase(Character.forDigit(value >> 4, 16)));
                escaped.append(Character.toUpperCase(Character.forDigit(value & 0xf, 16)));
            }
        }
        return escaped.toString();
    }

    private static boolean isPlain(int value) {
        return (value >= '0' && value <= '9')
                || (value >= 'A' && value <= 'Z')
                || (value >= 'a' && value <= 'z')
                || PLAIN.indexOf(value) >= 0;
    }

    /** Whether the name of the collection does not follow from that of the file, only from its metadata. */
    static boolean isShortened(String name) {
        return name.length() == MAXIMUM_LENGTH && name.contains(HASH_MARK);
    }

    /**
     * The collection with this file.
     *
     * @throws IllegalArgumentException if the name is not escaped correctly
     */
    static String collection(String name) {
        byte[] escaped = name.getBytes(UTF_8);
        var text = new ByteArrayOutputStream();
        for (int i = 0; i < escaped.length; i++) {
            if (escaped[i] == '+') {
                text.write(' ');
            } else if (escaped[i] != '%') {
                text.write(escaped[i]);
            } else if (i + 2 < escaped.length) {
                text.write(16 * HexFormat.fromHexDigit(escaped[i + 1]) + HexFormat.fromHexDigit(escaped[i + 2]));
                i += 2;
            } else {
                throw new IllegalArgumentException("% without two digits");
            }
        }
        try {
            // A new decoder reports malformed input instead of replacing it: several names would become the same.
            return UTF_8.newDecoder()
                    .decode(ByteBuffer.wrap(text.toByteArray()))
                    .toString();
        } catch (CharacterCodingException malformed) {
            throw new IllegalArgumentException("it is not UTF-8", malformed);
        }
    }

    /** Whether a database has a name that is one folder and no other. */
    static boolean isFolder(String database) {
        return !database.isEmpty()
                && !database.equals(".")
                && !database.equals("..")
                && database.chars().noneMatch(c -> c == '/' || c == '\\' || c == 0);
    }
}
