package dev.morelia.bson.internal.json;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.nio.ByteBuffer;
import java.util.Arrays;
import java.util.Base64;

/** A growable JSON text in UTF-8: escapes, digits, Base64, but not commas and braces. Not thread-safe. */
final class JsonOutput {

    private static final byte[] HEX_DIGITS = "0123456789abcdef".getBytes(UTF_8);
    /** The maximum number of bytes for one {@code char}: {@code \u001f}. */
    private static final int MAX_CHAR_BYTES = 6;

    private static final int MAX_LONG_DIGITS = 20;
    /** Whether an ASCII character needs no escape in a string. */
    private static final boolean[] PLAIN = new boolean[0x80];

    static {
        Arrays.fill(PLAIN, ' ', PLAIN.length, true);
        PLAIN['"'] = false;
        PLAIN['\\'] = false;
    }

    private byte[] bytes = new byte[256];
    private int position;

    /** The number of bytes. */
    int length() {
        return position;
    }

    /** The bytes up to {@link #length()}, not a copy. */
    byte[] bytes() {
        return bytes;
    }

    /** Removes all bytes after the given number. */
    void truncate(int length) {
        position = length;
    }

    private void reserve(int count) {
        if (count > bytes.length - position) {
            grow(count);
        }
    }

    private void grow(int count) {
        int least = Math.addExact(position, count);
        bytes = Arrays.copyOf(bytes, Math.max(least, (int) Math.min(2L * bytes.length, Integer.MAX_VALUE - 8)));
    }

    JsonOutput character(char ascii) {
        reserve(1);
        bytes[position++] = (byte) ascii;
        return this;
    }

    /** Appends bytes that are JSON already. */
    void raw(byte[] json) {
        reserve(json.length);
        System.arraycopy(json, 0, bytes, position, json.length);
        position += json.length;
    }

    void spaces(int count) {
        reserve(count);
        Arrays.fill(bytes, position, position + count, (byte) ' ');
        position += count;
    }

    /** Appends a string in quotes, escaped where JSON requires it. Unpaired surrogates are written as escapes. */
    void quoted(String text) {
        int length = text.length();
        reserve(length + 2);
        byte[] target = bytes;
        int at = position;
        target[at++] = '"';
        for (int i = 0; i < length; i++) {
            char c = text.charAt(i);
            if (c >= PLAIN.length || !PLAIN[c]) {
                position = at;
                specialFrom(text, i);
                return;
            }
            target[at++] = (byte) c;
        }
        target[at++] = '"';
        position = at;
    }

    /**
     * Appends a string in quotes if it is plain ASCII without anything to escape.
     *
     * @return false if nothing has been written, because it is not
     */
    boolean quotedPlain(ByteBuffer utf8) {
        int length = utf8.remaining();
        byte[] source = utf8.array();
        int from = utf8.arrayOffset() + utf8.position();
        int at = from;
        int end = from + length;
        for (; at <= end - Long.BYTES; at += Long.BYTES) {
            if (JsonScanner.stops((long) JsonScanner.LONG.get(source, at)) != 0) {
                return false;
            }
        }
        for (; at < end; at++) {
            if (source[at] < 0 || !PLAIN[source[at]]) {
                return false;
            }
        }
        reserve(length + 2);
        bytes[position] = '"';
        System.arraycopy(source, from, bytes, position + 1, length);
        position += length + 2;
        bytes[position - 1] = '"';
        return true;
    }

    private void specialFrom(String text, int start) {
        for (int i = start; i < text.length(); i++) {
            reserve(MAX_CHAR_BYTES + 1);
            char c = text.charAt(i);
            if (c >= PLAIN.length) {
                i += nonAscii(text, i, c);
            } else if (PLAIN[c]) {
                bytes[position++] = (byte) c;
            } else {
                escape(c);
            }
        }
        bytes[position++] = '"';
    }

    private void escape(char c) {
        int letter = switch (c) {
            case '"', '\\' -> c;
            case '\b' -> 'b';
            case '\f' -> 'f';
            case '\n' -> 'n';
            case '\r' -> 'r';
            case '\t' -> 't';
            default -> 'u';
        };
        bytes[position++] = '\\';
        bytes[position++] = (byte) letter;
        if (letter == 'u') {
            for (int shift = 12; shift >= 0; shift -= 4) {
                bytes[position++] = HEX_DIGITS[c >>> shift & 0xf];
            }
        }
    }

    /** Returns how many more characters of the text it consumed. */
    private int nonAscii(String text, int i, char c) {
        if (c < 0x800) {
            bytes[position++] = (byte) (0xc0 | (c >>> 6));
            continuation(c);
            return 0;
        }
        if (!Character.isSurrogate(c)) {
            bytes[position++] = (byte) (0xe0 | (c >>> 12));
            continuation(c >>> 6);
            continuation(c);
            return 0;
        }
        int codePoint = text.codePointAt(i);
        if (codePoint == c) {
            escape(c);
            return 0;
        }
        bytes[position++] = (byte) (0xf0 | (codePoint >>> 18));
        continuation(codePoint >>> 12);
        continuation(codePoint >>> 6);
        continuation(codePoint);
        return 1;
    }

    private void continuation(int bits) {
        bytes[position++] = (byte) (0x80 | (bits & 0x3f));
    }

    void integer(long value) {
        reserve(MAX_LONG_DIGITS);
        if (value == Long.MIN_VALUE) {
            ascii(Long.toString(value));
            return;
        }
        long rest = value;
        if (value < 0) {
            bytes[position++] = '-';
            rest = -value;
        }
        int count = digitCount(rest);
        for (int i = position + count - 1; i > position; i--) {
            bytes[i] = (byte) ('0' + rest % 10);
            rest /= 10;
        }
        bytes[position] = (byte) ('0' + rest);
        position += count;
    }

    private static int digitCount(long value) {
        int count = 1;
        for (long limit = 10; count < 19 && value >= limit; limit *= 10) {
            count++;
        }
        return count;
    }

    /** Appends a number of fixed width, with leading zeros. */
    void digits(int value, int width) {
        reserve(width);
        int rest = value;
        for (int i = position + width - 1; i >= position; i--) {
            bytes[i] = (byte) ('0' + rest % 10);
            rest /= 10;
        }
        position += width;
    }

    /**
     * Appends a finite number in the fewest digits that read back the same: {@code 1.0}, {@code 1.5E+18},
     * {@code 1.5E-7}.
     */
    void float64(double value) {
        String text = Double.toString(value);
        int exponent = text.indexOf('E');
        if (exponent < 0 || text.charAt(exponent + 1) == '-') {
            ascii(text);
        } else {
            ascii(text.substring(0, exponent + 1));
            character('+');
            ascii(text.substring(exponent + 1));
        }
    }

    /** Appends ASCII text that needs no escapes. */
    void ascii(String text) {
        reserve(text.length());
        for (int i = 0; i < text.length(); i++) {
            bytes[position + i] = (byte) text.charAt(i);
        }
        position += text.length();
    }

    void base64(byte[] data) {
        raw(Base64.getEncoder().encode(data));
    }

    void hex(int value) {
        reserve(2);
        bytes[position++] = HEX_DIGITS[value >>> 4 & 0xf];
        bytes[position++] = HEX_DIGITS[value & 0xf];
    }

    @Override
    public String toString() {
        return new String(bytes, 0, position, UTF_8);
    }
}
