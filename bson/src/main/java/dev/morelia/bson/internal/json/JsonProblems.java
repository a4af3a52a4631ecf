package dev.morelia.bson.internal.json;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.morelia.bson.BsonException;
import org.jspecify.annotations.Nullable;

/**
 * Error messages for JSON text: position, what was found, and what to do about it. They show at most a few characters
 * of the text.
 */
final class JsonProblems {

    static final String SHELL_CALL_ADVICE =
            "; this is a call in the shell: take only the document between its parentheses";

    private static final int MAX_SHOWN = 30;

    private JsonProblems() {}

    static BsonException at(long line, long column, String problem) {
        return new BsonException(place(line, column) + problem);
    }

    static String place(long line, long column) {
        return "bad JSON at line " + line + ", column " + column + ": ";
    }

    /** The word or character at a position of a text in UTF-8. */
    static String found(byte[] text, int at) {
        if (at >= text.length) {
            return "the end";
        }
        int end = at;
        while (end < text.length && end - at <= MAX_SHOWN && isWordPart(text[end])) {
            end++;
        }
        if (end > at) {
            int shown = Math.min(end - at, MAX_SHOWN);
            return "'" + new String(text, at, shown, UTF_8) + (shown < end - at ? "...'" : "'");
        }
        int codePoint =
                text[at] < 0 ? new String(text, at, Math.min(4, text.length - at), UTF_8).codePointAt(0) : text[at];
        return character(codePoint);
    }

    static String character(int codePoint) {
        boolean visible = codePoint > ' ' && codePoint < 0x7f;
        if (visible) {
            return "'" + (char) codePoint + "'";
        }
        String name = "U+%04X".formatted(codePoint);
        return Character.isISOControl(codePoint)
                        || Character.isWhitespace(codePoint)
                        || Character.isSpaceChar(codePoint)
                        || Character.getType(codePoint) == Character.FORMAT
                ? "the character " + name
                : "'" + Character.toString(codePoint) + "' (" + name + ")";
    }

    private static boolean isWordPart(byte c) {
        return (c >= '0' && c <= '9') || ((c | 0x20) >= 'a' && (c | 0x20) <= 'z') || c == '_' || c == '$';
    }

    /** What to do about an unexpected token, with a leading semicolon; empty if there is no advice. */
    static String advice(byte[] text, int at, boolean shell) {
        if (at >= text.length) {
            return "; the text is cut off, or a bracket is missing";
        }
        String advice = adviceAboutCharacter(new String(text, at, Math.min(4, text.length - at), UTF_8).codePointAt(0));
        if (advice != null) {
            return advice;
        }
        if (isComment(text, at)) {
            return "; JSON has no comments: remove it";
        }
        if (text[at] == 'd' && new String(text, at, Math.min(3, text.length - at), UTF_8).equals("db.")) {
            return SHELL_CALL_ADVICE;
        }
        boolean shellForm = "'`/".indexOf(text[at]) >= 0 || (isWordPart(text[at]) && !isDigit(text[at]));
        if (shellForm && !shell) {
            return "; JSON has double quotes around names and strings, and no words other than true, false and"
                    + " null; Document.parse and JsonDialect.SHELL read what shells print";
        }
        boolean afterComma = (text[at] == '}' || text[at] == ']') && lastBefore(text, at) == ',';
        return afterComma ? "; remove the comma before it" : "";
    }

    private static @Nullable String adviceAboutCharacter(int codePoint) {
        return switch (codePoint) {
            case '\u201c', '\u201d', '\u201e', '\u00ab', '\u00bb', '\u2018', '\u2019' ->
                "; use straight quotation marks";
            case '\u00a0', '\u2003', '\u2009', '\u200b', '\u3000' -> "; use plain spaces";
            case '\ufeff' -> "; remove the byte order mark, or read the text with JsonDialect.SHELL";
            default -> null;
        };
    }

    static boolean isComment(byte[] text, int at) {
        return at + 1 < text.length && text[at] == '/' && (text[at + 1] == '/' || text[at + 1] == '*');
    }

    private static boolean isDigit(byte c) {
        return c >= '0' && c <= '9';
    }

    private static byte lastBefore(byte[] text, int at) {
        int last = at - 1;
        while (last >= 0 && text[last] <= ' ' && text[last] > 0) {
            last--;
        }
        return last < 0 ? 0 : text[last];
    }
}
