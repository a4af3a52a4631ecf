package dev.morelia.bson.io;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/** Decodes UTF-8 strictly: without replacement characters for invalid bytes. */
final class Utf8Decoder {
    private static final char REPLACEMENT = '\uFFFD';

    private Utf8Decoder() {}

    /** The text of the bytes, or null if they are not UTF-8. */
    static @Nullable String decode(byte[] bytes, int offset, int length) {
        String text = new String(bytes, offset, length, UTF_8);
        // The JDK decodes invalid bytes as the replacement character, which is legitimate only if it is in the bytes.
        // In a Latin-1 string the JDK knows without a scan that there is none.
        if (text.indexOf(REPLACEMENT) >= 0 && !sameBytes(text, bytes, offset, length)) {
            return null;
        }
        return text;
    }

    private static boolean sameBytes(String text, byte[] bytes, int offset, int length) {
        byte[] again = text.getBytes(UTF_8);
        return Arrays.equals(again, 0, again.length, bytes, offset, offset + length);
    }
}
