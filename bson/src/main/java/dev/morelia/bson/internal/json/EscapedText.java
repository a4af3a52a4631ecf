package dev.morelia.bson.internal.json;

import dev.morelia.bson.internal.json.DirectText.NotDirectException;

/** Decodes the escapes of a string in UTF-8 and checks its characters beyond ASCII. */
final class EscapedText {
    private static final int UNICODE_ESCAPE = 6;

    private EscapedText() {}

    /**
     * Writes what is between the quotation marks of a string. There must be room for as many bytes: no escape is
     * shorter than what it stands for.
     *
     * @throws NotDirectException if it is malformed
     */
    static void copy(byte[] text, int from, int to, BsonBlock target) {
        int i = from;
        while (i < to) {
            byte c = text[i];
            if (c == '\\') {
                i = escape(text, i, to, target);
            } else if (c >= ' ') {
                target.write(c);
                i++;
            } else if (c < 0) {
                int length = sequence(text, i, to);
                target.write(text, i, i + length);
                i += length;
            } else {
                throw NotDirectException.INSTANCE;
            }
        }
    }

    /** The length of a well-formed sequence of bytes for one character. */
    private static int sequence(byte[] text, int at, int to) {
        int first = text[at] & 0xff;
        int length = first < 0xe0 ? 2 : first < 0xf0 ? 3 : 4;
        if (first < 0xc2 || first > 0xf4 || length > to - at) {
            throw NotDirectException.INSTANCE;
        }
        // Neither longer than necessary, nor a surrogate, nor beyond U+10FFFF.
        int least = first == 0xe0 ? 0xa0 : first == 0xf0 ? 0x90 : 0x80;
        int greatest = first == 0xed ? 0x9f : first == 0xf4 ? 0x8f : 0xbf;
        int second = text[at + 1] & 0xff;
        boolean valid = second >= least && second <= greatest;
        for (int i = 2; i < length; i++) {
            valid &= (text[at + i] & 0xc0) == 0x80;
        }
        if (!valid) {
            throw NotDirectException.INSTANCE;
        }
        return length;
    }

    /** Returns where the text continues. */
    private static int escape(byte[] text, int backslash, int to, BsonBlock target) {
        int c = backslash + 1 < to ? text[backslash + 1] : 0;
        switch (c) {
            case '"', '\\', '/' -> target.write(c);
            case 'b' -> target.write('\b');
            case 'f' -> target.write('\f');
            case 'n' -> target.write('\n');
            case 'r' -> target.write('\r');
            case 't' -> target.write('\t');
            case 'u' -> {
                return unicode(text, backslash, to, target);
            }
            default -> throw NotDirectException.INSTANCE;
        }
        return backslash + 2;
    }

    private static int unicode(byte[] text, int backslash, int to, BsonBlock target) {
        int unit = unit(text, backslash, to);
        if (!Character.isSurrogate((char) unit)) {
            encode(unit, target);
            return backslash + UNICODE_ESCAPE;
        }
        int next = backslash + UNICODE_ESCAPE;
        boolean paired =
                Character.isHighSurrogate((char) unit) && next + 1 < to && text[next] == '\\' && text[next + 1] == 'u';
        int second = paired ? unit(text, next, to) : 0;
        if (!Character.isLowSurrogate((char) second)) {
            throw NotDirectException.INSTANCE;
        }
        encode(Character.toCodePoint((char) unit, (char) second), target);
        return next + UNICODE_ESCAPE;
    }

    private static int unit(byte[] text, int backslash, int to) {
        if (UNICODE_ESCAPE > to - backslash) {
            throw NotDirectException.INSTANCE;
        }
        int unit = 0;
        for (int i = backslash + 2; i < backslash + UNICODE_ESCAPE; i++) {
            unit = unit << 4 | hexDigit(text[i]);
        }
        return unit;
    }

    /** The value of a hexadecimal digit. */
    static int hexDigit(byte c) {
        int letter = (c | 0x20) - 'a';
        if (c >= '0' && c <= '9') {
            return c - '0';
        }
        if (letter < 0 || letter > 5) {
            throw NotDirectException.INSTANCE;
        }
        return letter + 10;
    }

    private static void encode(int codePoint, BsonBlock target) {
        if (codePoint < 0x80) {
            target.write(codePoint);
        } else if (codePoint < 0x800) {
            target.write(0xc0 | codePoint >>> 6);
            continuation(codePoint, target);
        } else {
            if (codePoint < 0x1_0000) {
                target.write(0xe0 | codePoint >>> 12);
            } else {
                target.write(0xf0 | codePoint >>> 18);
                continuation(codePoint >>> 12, target);
            }
            continuation(codePoint >>> 6, target);
            continuation(codePoint, target);
        }
    }

    private static void continuation(int bits, BsonBlock target) {
        target.write(0x80 | (bits & 0x3f));
    }
}
