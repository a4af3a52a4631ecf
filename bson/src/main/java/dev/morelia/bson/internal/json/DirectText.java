package dev.morelia.bson.internal.json;

import static java.nio.charset.StandardCharsets.ISO_8859_1;

import java.io.Serial;

/**
 * The text that {@link JsonToBson} reads, and the place in it. Everything that is not strict JSON ends with a
 * {@link NotDirectException}. Not thread-safe.
 */
final class DirectText {
    /** Ends {@link JsonToBson} where it meets something that it leaves to the parser. Never leaves this package. */
    static final class NotDirectException extends RuntimeException {
        @SuppressWarnings("StaticAssignmentOfThrowable") // without a stack trace
        static final NotDirectException INSTANCE = new NotDirectException();

        @Serial
        private static final long serialVersionUID = 1L;

        private NotDirectException() {
            super(null, null, false, false);
        }
    }

    private byte[] text = {};
    private int at;
    private int end;

    void begin(byte[] utf8, int from, int to) {
        text = utf8;
        at = from;
        end = to;
    }

    /** Lets go of the text. */
    void release() {
        text = new byte[0];
        at = 0;
        end = 0;
    }

    byte[] bytes() {
        return text;
    }

    int position() {
        return at;
    }

    void rewind(int position) {
        at = position;
    }

    /** The first byte of the next token. */
    int peek() {
        byte[] bytes = text;
        int i = at;
        // Mostly there is nothing, or one space.
        if (i + 1 < end) {
            byte c = bytes[i];
            if (c == ' ') {
                c = bytes[++i];
            }
            if (c > ' ') {
                at = i;
                return c;
            }
        }
        for (; i < end; i++) {
            byte c = bytes[i];
            if (c > ' ') {
                at = i;
                return c;
            }
            if (c != ' ' && c != '\n' && c != '\r' && c != '\t') {
                break;
            }
        }
        throw NotDirectException.INSTANCE;
    }

    /** Consumes the first byte of the next token. */
    int take() {
        int c = peek();
        at++;
        return c;
    }

    void expect(char c) {
        if (peek() != c) {
            throw NotDirectException.INSTANCE;
        }
        at++;
    }

    /** Whether {@link #peek} has seen a string that begins with a character. */
    boolean atStringWith(char first) {
        return text[at] == '"' && at + 1 < end && text[at + 1] == first;
    }

    /** Consumes a word that begins here. */
    void expectWord(String word) {
        if (word.length() > end - at) {
            throw NotDirectException.INSTANCE;
        }
        for (int i = 0; i < word.length(); i++) {
            if (text[at + i] != word.charAt(i)) {
                throw NotDirectException.INSTANCE;
            }
        }
        at += word.length();
    }

    /** Requires that nothing but white space follows. */
    void expectEnd() {
        for (; at < end; at++) {
            byte c = text[at];
            if (c != ' ' && c != '\n' && c != '\r' && c != '\t') {
                throw NotDirectException.INSTANCE;
            }
        }
    }

    /** Consumes a string of plain ASCII characters without escapes. */
    Slice plain() {
        expect('"');
        int start = at;
        int stop = plainEnd(start);
        if (stop >= end || text[stop] != '"') {
            throw NotDirectException.INSTANCE;
        }
        at = stop + 1;
        return new Slice(text, start, stop);
    }

    /** Consumes a string like {@link #plain}. */
    String plainString() {
        Slice slice = plain();
        return new String(text, slice.start(), slice.length(), ISO_8859_1);
    }

    /**
     * Consumes a string, and writes it.
     *
     * @param room for how many bytes after it there must be room
     */
    void copyString(BsonBlock target, int room) {
        expect('"');
        int start = at;
        int stop = plainEnd(start);
        if (stop >= end) {
            throw NotDirectException.INSTANCE;
        }
        if (text[stop] != '"') {
            stop = quote(stop);
            target.reserve(stop - start + room);
            EscapedText.copy(text, start, stop, target);
        } else {
            target.reserve(stop - start + room);
            target.write(text, start, stop);
        }
        at = stop + 1;
    }

    /** The end of a run of plain ASCII characters in a string; may be beyond the end of the text. */
    private int plainEnd(int from) {
        byte[] bytes = text;
        int i = from;
        for (; i <= bytes.length - Long.BYTES && i < end; i += Long.BYTES) {
            long stops = JsonScanner.stops((long) JsonScanner.LONG.get(bytes, i));
            if (stops != 0) {
                return i + (Long.numberOfTrailingZeros(stops) >>> 3);
            }
        }
        while (i < end && bytes[i] >= ' ' && bytes[i] != '"' && bytes[i] != '\\') {
            i++;
        }
        return i;
    }

    private int quote(int from) {
        int i = from;
        while (i < end && text[i] != '"') {
            i += text[i] == '\\' ? 2 : 1;
        }
        if (i >= end) {
            throw NotDirectException.INSTANCE;
        }
        return i;
    }

    /**
     * Consumes the digits of a number, and the minus sign before them.
     *
     * @return the number, if no fraction and no exponent follow
     */
    long integer() {
        byte[] bytes = text;
        boolean negative = bytes[at] == '-';
        int first = negative ? at + 1 : at;
        int i = first;
        long value = 0;
        while (i < end && isDigit(bytes[i])) {
            value = value * 10 + (bytes[i] - '0');
            i++;
        }
        int digits = i - first;
        boolean isFraction = i < end && (bytes[i] == '.' || (bytes[i] | 0x20) == 'e');
        if (digits == 0 || (digits > 1 && bytes[first] == '0') || (digits > 18 && !isFraction)) {
            throw NotDirectException.INSTANCE;
        }
        at = i;
        return negative ? -value : value;
    }

    /** Whether a fraction or an exponent follows at once. */
    boolean atFraction() {
        return at < end && (text[at] == '.' || (text[at] | 0x20) == 'e');
    }

    /** Consumes the rest of a number with a fraction or an exponent. */
    double float64(int start) {
        if (text[at] == '.') {
            digits(at + 1);
        }
        if (at < end && (text[at] | 0x20) == 'e') {
            at++;
            digits(at < end && (text[at] == '+' || text[at] == '-') ? at + 1 : at);
        }
        return DoubleParser.parse(text, start, at);
    }

    private void digits(int from) {
        at = from;
        while (at < end && isDigit(text[at])) {
            at++;
        }
        if (at == from) {
            throw NotDirectException.INSTANCE;
        }
    }

    private static boolean isDigit(byte c) {
        return c >= '0' && c <= '9';
    }
}
