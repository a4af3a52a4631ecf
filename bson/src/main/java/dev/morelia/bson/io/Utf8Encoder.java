package dev.morelia.bson.io;

import java.nio.ByteBuffer;
import java.nio.CharBuffer;
import java.nio.charset.CharsetEncoder;
import java.nio.charset.StandardCharsets;
import org.jspecify.annotations.Nullable;

/**
 * Encodes UTF-8 without creating garbage.
 *
 * <p>The JDK has vector code for this only from a character array to a byte buffer, so text goes through a small array,
 * part by part. Text too short for that to pay off is written character by character.
 */
final class Utf8Encoder {
    private static final int SHORT = 12;
    private static final int MAXIMUM_PART = 4096;

    private final CharsetEncoder encoder = StandardCharsets.UTF_8.newEncoder();
    private char[] chars = {};
    private CharBuffer source = CharBuffer.wrap(chars);
    private byte @Nullable [] array;
    private ByteBuffer target = ByteBuffer.allocate(0);

    /** How many characters at an index are written at once; each takes at most three bytes. */
    static int partLength(String text, int from) {
        int left = text.length() - from;
        if (left <= MAXIMUM_PART) {
            return left;
        }
        boolean splitsPair = Character.isHighSurrogate(text.charAt(from + MAXIMUM_PART - 1));
        return splitsPair ? MAXIMUM_PART - 1 : MAXIMUM_PART;
    }

    /**
     * Writes a part into an array that has room for it. Returns the end of what is written, or the complement of the
     * index of an unpaired surrogate.
     */
    int encode(String text, int from, int length, byte[] bytes, int at) {
        if (length <= SHORT) {
            for (int i = 0; i < length; i++) {
                char c = text.charAt(from + i);
                if (c >= 0x80) {
                    return encodeVectors(text, from, length, bytes, at);
                }
                bytes[at + i] = (byte) c;
            }
            return at + length;
        }
        return encodeVectors(text, from, length, bytes, at);
    }

    @SuppressWarnings("ReferenceEquality") // a buffer always wraps the same array
    private int encodeVectors(String text, int from, int length, byte[] bytes, int at) {
        if (chars.length < length) {
            chars = new char[Math.max(length, 256)];
            source = CharBuffer.wrap(chars);
        }
        if (array != bytes) {
            array = bytes;
            target = ByteBuffer.wrap(bytes);
        }
        text.getChars(from, from + length, chars, 0);
        source.position(0).limit(length);
        target.limit(bytes.length).position(at);
        encoder.reset();
        if (encoder.encode(source, target, true).isMalformed()) {
            return ~source.position();
        }
        return target.position();
    }
}
