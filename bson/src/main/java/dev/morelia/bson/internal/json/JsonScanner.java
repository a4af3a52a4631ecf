package dev.morelia.bson.internal.json;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static java.nio.charset.StandardCharsets.UTF_8;

import dev.morelia.bson.BsonException;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteOrder;
import org.jspecify.annotations.Nullable;

/**
 * The tokens of a JSON text, one after the other.
 *
 * <p>Works on UTF-8 bytes: scans strings eight bytes at a time, and copies a string without escapes in one step. Tracks
 * its position for error messages; has no notion of Extended JSON.
 */
final class JsonScanner {

    static final int END = -1;

    static final VarHandle LONG = MethodHandles.byteArrayViewVarHandle(long[].class, ByteOrder.LITTLE_ENDIAN);
    private static final long ONES = 0x0101_0101_0101_0101L;
    private static final long HIGH_BITS = ONES << 7;

    private final byte[] text;
    private final boolean shell;
    /** Where the text begins in a larger one. */
    private final long firstLine;

    private final long firstColumn;
    private final FieldPath path = new FieldPath();
    private int position;

    JsonScanner(String json, boolean shell) {
        this(shell && json.startsWith("\ufeff") ? json.substring(1) : json, shell, 1, 1);
    }

    JsonScanner(String json, boolean shell, long firstLine, long firstColumn) {
        this.shell = shell;
        this.firstLine = firstLine;
        this.firstColumn = firstColumn;
        text = json.getBytes(UTF_8);
        int unpaired = Surrogates.firstUnpaired(json, text);
        if (unpaired >= 0) {
            position = json.substring(0, unpaired).getBytes(UTF_8).length;
            throw failure("half of a surrogate pair");
        }
    }

    FieldPath path() {
        return path;
    }

    int position() {
        return position;
    }

    /** Moves back to an earlier {@link #position()}. */
    void rewind(int to) {
        position = to;
    }

    /** The first byte of the next token, or {@link #END}. */
    int peek() {
        byte[] bytes = text;
        int at = position;
        while (at < bytes.length) {
            byte c = bytes[at];
            if (c > ' ' || c < 0) {
                position = at;
                return c & 0xff;
            }
            if (c != ' ' && c != '\n' && c != '\r' && c != '\t') {
                position = at;
                throw failure(JsonProblems.character(c) + " is not allowed here");
            }
            at++;
        }
        position = at;
        return END;
    }

    /** Consumes one byte that {@link #peek()} has seen. */
    void take() {
        position++;
    }

    /** Consumes the next token if it starts with {@code c}. */
    boolean takeIf(char c) {
        if (peek() != c) {
            return false;
        }
        position++;
        return true;
    }

    /** Consumes a token of one character, or fails. */
    void expect(char c, String expected) {
        if (peek() != c) {
            throw unexpected(expected);
        }
        position++;
    }

    /** Consumes a whole word such as {@code true}, or fails. */
    void expectWord(String word) {
        int end = position + word.length();
        boolean matches = end <= text.length;
        for (int i = 0; matches && i < word.length(); i++) {
            matches = text[position + i] == word.charAt(i);
        }
        if (!matches || (end < text.length && isWordPart(text[end]))) {
            throw unexpected("a value");
        }
        position = end;
    }

    /**
     * Consumes the comma before another field or element. The shell dialect also allows one after the last.
     *
     * @return whether there is another one
     */
    boolean takeComma(char closing) {
        return takeIf(',') && !(shell && peek() == closing);
    }

    /** Whether the next token is a string. */
    boolean atString() {
        int c = peek();
        return c == '"' || (shell && (c == '\'' || c == '`'));
    }

    /** Whether a comment follows instead of a token. */
    boolean atComment() {
        return JsonProblems.isComment(text, position);
    }

    /** Consumes letters, digits, dollar signs and underscores; empty if there are none. */
    String word() {
        int start = position;
        while (position < text.length && (isWordPart(text[position]) || text[position] == '$')) {
            position++;
        }
        String word = UnquotedWord.of(new String(text, start, position - start, UTF_8));
        position = start + word.getBytes(UTF_8).length;
        return word;
    }

    /** Consumes {@code /pattern/}; {@link #peek()} must have seen the first slash. */
    String pattern() {
        boolean inClass = false;
        int at = position + 1;
        while (at < text.length && text[at] != '\n' && (inClass || text[at] != '/')) {
            if (text[at] == '[' || text[at] == ']') {
                inClass = text[at] == '[';
            }
            at += text[at] == '\\' && at + 1 < text.length && text[at + 1] != '\n' ? 2 : 1;
        }
        if (at >= text.length || text[at] != '/') {
            throw failure("the regular expression that starts here is not terminated: close it with '/'");
        }
        String pattern = new String(text, position + 1, at - position - 1, UTF_8);
        position = at + 1;
        return pattern;
    }

    private static boolean isWordPart(byte c) {
        return (c >= '0' && c <= '9') || ((c | 0x20) >= 'a' && (c | 0x20) <= 'z') || c == '_' || c < 0;
    }

    /** Consumes a field name and the colon after it. */
    String name() {
        if (peek() != '"') {
            return shellName();
        }
        int start = position + 1;
        int end = plainEnd(start);
        String name;
        if (end < text.length && text[end] == '"') {
            position = end + 1;
            name = NameCache.name(text, start, end);
        } else {
            name = withoutNul(specialString(start, end, '"'));
        }
        expect(':', "':' after a field name");
        return name;
    }

    private String shellName() {
        if (!shell) {
            throw unexpected("a field name in double quotes");
        }
        boolean quoted = atString();
        String name = quoted ? withoutNul(string()) : word();
        if (name.isEmpty() && !quoted) {
            throw unexpected("a field name");
        }
        if (!takeIf(':')) {
            throw unexpected(
                    "':' after a field name",
                    quoted ? "" : "; a name with anything but letters and digits needs quotes");
        }
        return name;
    }

    private String withoutNul(String name) {
        if (name.indexOf('\0') >= 0) {
            throw failure("a field name must not contain NUL");
        }
        return name;
    }

    /** Consumes a string; {@link #peek()} must have seen its opening quote. */
    String string() {
        int start = position + 1;
        byte quote = text[position];
        int end = quote == '"' ? plainEnd(start) : start;
        if (end == text.length || text[end] != '"' || quote != '"') {
            return specialString(start, end, quote);
        }
        position = end + 1;
        return new String(text, start, end - start, ISO_8859_1);
    }

    /** Consumes a string like {@link #string()}, but copies it only if it contains escapes. */
    Slice slice() {
        int start = position + 1;
        byte quote = text[position];
        int end = quote == '"' ? plainEnd(start) : start;
        if (end == text.length || text[end] != '"' || quote != '"') {
            byte[] bytes = specialString(start, end, quote).getBytes(UTF_8);
            return new Slice(bytes, 0, bytes.length);
        }
        position = end + 1;
        return new Slice(text, start, end);
    }

    /** The end of a run of plain ASCII characters in a string. */
    private int plainEnd(int from) {
        byte[] bytes = text;
        int at = from;
        while (at + Long.BYTES <= bytes.length) {
            long stops = stops((long) LONG.get(bytes, at));
            if (stops != 0) {
                return at + (Long.numberOfTrailingZeros(stops) >>> 3);
            }
            at += Long.BYTES;
        }
        while (at < bytes.length && isPlain(bytes[at], '"')) {
            at++;
        }
        return at;
    }

    /**
     * Sets a bit in every byte that ends a run of plain characters; the lowest is exact, those above it may be false
     * positives.
     */
    static long stops(long word) {
        long quote = word ^ ONES * '"';
        long backslash = word ^ ONES * '\\';
        return (((quote - ONES) & ~quote) | ((backslash - ONES) & ~backslash) | (word - ONES * ' ') | word) & HIGH_BITS;
    }

    private static boolean isPlain(byte c, int quote) {
        return c >= ' ' && c != quote && c != '\\';
    }

    /** Consumes the rest of a string that contains an escape or non-ASCII characters. */
    private String specialString(int start, int plainEnd, int quote) {
        int end = plainEnd;
        while (end < text.length && (text[end] < 0 || isPlain(text[end], quote))) {
            end++;
        }
        if (end < text.length && text[end] == quote) {
            position = end + 1;
            return new String(text, start, end - start, UTF_8);
        }
        return stringWithEscapes(start, end, quote);
    }

    private String stringWithEscapes(int start, int firstEscape, int quote) {
        StringBuilder result = new StringBuilder(2 * (firstEscape - start) + 16);
        int runStart = start;
        int at = firstEscape;
        while (true) {
            while (at < text.length && (text[at] < 0 || isPlain(text[at], quote))) {
                at++;
            }
            if (at == text.length) {
                position = start - 1;
                throw failure("the string that starts here is not terminated: close it with " + (char) quote);
            }
            result.append(new String(text, runStart, at - runStart, UTF_8));
            position = at;
            if (text[at] == quote) {
                position = at + 1;
                return result.toString();
            }
            if (text[at] != '\\') {
                throw failure(JsonProblems.character(text[at])
                        + " must be escaped in a string, as \\u%04x".formatted((int) text[at]));
            }
            escape(result);
            at = position;
            runStart = at;
        }
    }

    private void escape(StringBuilder result) {
        int c = position + 1 < text.length ? text[position + 1] : END;
        switch (c) {
            case '"', '\\', '/' -> result.append((char) c);
            case 'b' -> result.append('\b');
            case 'f' -> result.append('\f');
            case 'n' -> result.append('\n');
            case 'r' -> result.append('\r');
            case 't' -> result.append('\t');
            case 'u' -> {
                unicodeEscape(result);
                return;
            }
            default -> {
                shellEscape(c, result);
                return;
            }
        }
        position += 2;
    }

    private void shellEscape(int c, StringBuilder result) {
        if (shell && (c == '\'' || c == '`')) {
            result.append((char) c);
            position += 2;
        } else if (shell && c == 'x') {
            result.append((char) hexDigits(position + 2, 2, "\\x needs two hexadecimal digits"));
            position += 4;
        } else {
            throw failure("unknown escape; "
                    + (shell ? "shells have \\' \\` \\xXX" : "JSON has")
                    + " \\\" \\\\ \\/ \\b \\f \\n \\r \\t and \\uXXXX");
        }
    }

    private void unicodeEscape(StringBuilder result) {
        char first = hexUnit(position);
        if (!Character.isSurrogate(first)) {
            result.append(first);
            position += 6;
            return;
        }
        boolean paired = Character.isHighSurrogate(first)
                && position + 7 < text.length
                && text[position + 6] == '\\'
                && text[position + 7] == 'u';
        char second = paired ? hexUnit(position + 6) : 0;
        if (!Character.isLowSurrogate(second)) {
            throw failure("half of a surrogate pair");
        }
        result.append(first).append(second);
        position += 12;
    }

    private char hexUnit(int backslash) {
        return (char) hexDigits(backslash + 2, 4, "\\u needs four hexadecimal digits");
    }

    private int hexDigits(int start, int count, String problem) {
        int value = 0;
        for (int i = start; i < start + count; i++) {
            int digit = i < text.length ? Character.digit(text[i], 16) : -1;
            if (digit < 0) {
                throw failure(problem);
            }
            value = value << 4 | digit;
        }
        return value;
    }

    /** Consumes a number; {@link #peek()} must have seen a digit or a minus sign. */
    Number number() {
        byte[] bytes = text;
        int start = position;
        boolean negative = bytes[start] == '-';
        int at = negative ? start + 1 : start;
        int firstDigit = at;
        long value = 0;
        while (at < bytes.length && isDigit(bytes[at])) {
            value = value * 10 + (bytes[at] - '0');
            at++;
        }
        int digits = at - firstDigit;
        if (digits == 0 || (digits > 1 && bytes[firstDigit] == '0')) {
            throw failure(
                    digits == 0 ? "'-' without a digit after it" : "a number must not start with 0: remove the zeros");
        }
        if (at < bytes.length && (bytes[at] == '.' || (bytes[at] | 0x20) == 'e')) {
            return nonInteger(start, at);
        }
        position = at;
        if (digits > 18) {
            return longInteger(new String(bytes, start, at - start, ISO_8859_1));
        }
        long signed = negative ? -value : value;
        if (signed == (int) signed) {
            return (int) signed;
        }
        return signed;
    }

    /** The text consumed since an earlier {@link #position}. */
    String textFrom(int start) {
        return new String(text, start, position - start, UTF_8);
    }

    private static Number longInteger(String digits) {
        try {
            return Long.parseLong(digits);
        } catch (NumberFormatException tooLarge) {
            return Double.parseDouble(digits);
        }
    }

    private Double nonInteger(int start, int integerEnd) {
        int at = integerEnd;
        if (text[at] == '.') {
            at = digitsEnd(at + 1);
        }
        if (at < text.length && (text[at] | 0x20) == 'e') {
            at++;
            if (at < text.length && (text[at] == '+' || text[at] == '-')) {
                at++;
            }
            at = digitsEnd(at);
        }
        position = at;
        return DoubleParser.parse(text, start, at);
    }

    private int digitsEnd(int from) {
        int at = from;
        while (at < text.length && isDigit(text[at])) {
            at++;
        }
        if (at == from) {
            throw failure("a number needs a digit after '.', 'e' and the sign of an exponent");
        }
        return at;
    }

    private static boolean isDigit(byte c) {
        return c >= '0' && c <= '9';
    }

    /** The exception for an unexpected token. */
    BsonException unexpected(String expected) {
        return unexpected(expected, "");
    }

    /** The exception for an unexpected token, with the caller's advice unless there is advice about the token. */
    BsonException unexpected(String expected, String advice) {
        peek();
        String own = JsonProblems.advice(text, position, shell);
        return failure("expected " + expected + " but found " + JsonProblems.found(text, position)
                + (own.isEmpty() ? advice : own));
    }

    BsonException failure(String problem) {
        return failure(problem, null);
    }

    /** The exception for a problem at the current position. */
    BsonException failure(String problem, @Nullable Throwable cause) {
        long line = firstLine;
        int lineStart = 0;
        for (int i = 0; i < position && i < text.length; i++) {
            if (text[i] == '\n') {
                line++;
                lineStart = i + 1;
            }
        }
        int end = Math.min(position, text.length);
        String before = new String(text, lineStart, end - lineStart, UTF_8);
        long column = before.codePointCount(0, before.length()) + (lineStart == 0 ? firstColumn : 1);
        return new BsonException(
                JsonProblems.place(line, column) + problem, path.toString(), null, path.documentId(), cause);
    }
}
