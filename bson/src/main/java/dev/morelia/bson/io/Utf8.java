package dev.morelia.bson.io;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.morelia.bson.BsonException;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/** UTF-8 both ways, strict: no replacement characters, no surrogates on their own. */
final class Utf8 {
    private static final char REPLACEMENT = '\uFFFD';

    private Utf8() {}

    /** Writes the text, for which there must be room of three bytes a character, and returns the end. */
    static int encode(String text, byte[] target, int at) {
        int length = text.length();
        for (int i = 0; i < length; i++) {
            char c = text.charAt(i);
            if (c >= 0x80) {
                return encodeSlowly(text, i, target, at + i);
            }
            target[at + i] = (byte) c;
        }
        return at + length;
    }

    private static int encodeSlowly(String text, int from, byte[] target, int start) {
        int at = start;
        for (int i = from; i < text.length(); i++) {
            char c = text.charAt(i);
            if (c < 0x80) {
                target[at++] = (byte) c;
            } else if (c < 0x800) {
                target[at++] = (byte) (0xC0 | (c >> 6));
                target[at++] = (byte) (0x80 | (c & 0x3F));
            } else if (Character.isSurrogate(c)) {
                int codePoint = text.codePointAt(i);
                if (codePoint == c) {
                    throw new BsonException(
                            "text has an unpaired surrogate at index " + i + ", which UTF-8 cannot express");
                }
                i++;
                target[at++] = (byte) (0xF0 | (codePoint >> 18));
                target[at++] = (byte) (0x80 | ((codePoint >> 12) & 0x3F));
                target[at++] = (byte) (0x80 | ((codePoint >> 6) & 0x3F));
                target[at++] = (byte) (0x80 | (codePoint & 0x3F));
            } else {
                target[at++] = (byte) (0xE0 | (c >> 12));
                target[at++] = (byte) (0x80 | ((c >> 6) & 0x3F));
                target[at++] = (byte) (0x80 | (c & 0x3F));
            }
        }
        return at;
    }

    /** The text of the bytes, or null if they are not UTF-8. */
    static @Nullable String decode(byte[] bytes, int offset, int length) {
        String text = new String(bytes, offset, length, UTF_8);
        // The JDK decodes what is not UTF-8 as the replacement character; it is in the text rightly only if it is in
        // the bytes. In a text of one byte per character the JDK knows without looking that there is none.
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
