package dev.morelia.internal.argument;

import org.jspecify.annotations.Nullable;

/**
 * White space and invisible characters, such as the no-break space, the zero-width space and the byte order mark, which
 * often come with text that is copied from web pages and files.
 */
public final class Blanks {
    private Blanks() {}

    private static boolean isBlank(int codePoint) {
        return Character.isWhitespace(codePoint)
                || Character.isSpaceChar(codePoint)
                || Character.getType(codePoint) == Character.FORMAT;
    }

    /** Returns the text without leading and trailing blanks. */
    public static String strip(String text) {
        int start = 0;
        while (start < text.length() && isBlank(text.codePointAt(start))) {
            start += Character.charCount(text.codePointAt(start));
        }
        int end = text.length();
        while (end > start && isBlank(text.codePointBefore(end))) {
            end -= Character.charCount(text.codePointBefore(end));
        }
        return text.substring(start, end);
    }

    /** The first blank in the text as a code point, such as {@code U+200B}; null if there is none. */
    public static @Nullable String first(String text) {
        var blank = text.codePoints().filter(Blanks::isBlank).findFirst();
        return blank.isEmpty() ? null : "U+%04X".formatted(blank.getAsInt());
    }
}
