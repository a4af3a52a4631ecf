package dev.morelia.bson;

import dev.morelia.bson.internal.Argument;
import java.io.Serializable;
import java.util.Arrays;
import java.util.regex.Pattern;

/**
 * A regular expression for the server, in the server's (PCRE) syntax.
 *
 * <p>Two are equal if pattern and options are equal. {@link Document} uses this type because {@link Pattern} does not
 * define equality.
 *
 * @param pattern the expression; no NUL character
 * @param options option letters, sorted by the constructor as the specification requires; no NUL character
 */
public record Regex(String pattern, String options) implements Serializable {
    private static final String FLAG_LETTERS = "imsux";
    private static final int[] FLAGS = {
        Pattern.CASE_INSENSITIVE, Pattern.MULTILINE, Pattern.DOTALL, Pattern.UNICODE_CASE, Pattern.COMMENTS
    };

    /**
     * Checks the components and sorts the options.
     *
     * @throws IllegalArgumentException if a component contains a NUL character, which BSON cannot express
     */
    public Regex {
        requireNoNul("pattern", pattern);
        requireNoNul("options", options);
        options = sorted(options);
    }

    /**
     * Creates an expression without options.
     *
     * @param pattern the expression
     */
    public Regex(String pattern) {
        this(pattern, "");
    }

    /**
     * Converts a Java pattern. The two syntaxes are similar but not the same; nothing is translated.
     *
     * @param pattern the Java pattern
     * @throws IllegalArgumentException if the pattern has a flag that BSON has no option for
     */
    public static Regex of(Pattern pattern) {
        var options = new StringBuilder();
        int rest = Argument.notNull("pattern", pattern).flags();
        for (int i = 0; i < FLAGS.length; i++) {
            if ((rest & FLAGS[i]) != 0) {
                options.append(FLAG_LETTERS.charAt(i));
                rest &= ~FLAGS[i];
            }
        }
        if (rest != 0) {
            throw new IllegalArgumentException("pattern '" + pattern + "' has the flags 0x" + Integer.toHexString(rest)
                    + " which a BSON regular expression cannot express");
        }
        return new Regex(pattern.pattern(), options.toString());
    }

    /**
     * Converts to a Java pattern.
     *
     * @throws java.util.regex.PatternSyntaxException if Java does not understand the expression
     * @throws IllegalArgumentException if Java has no flag for one of the options
     */
    public Pattern toPattern() {
        int flags = 0;
        for (int i = 0; i < options.length(); i++) {
            int flag = FLAG_LETTERS.indexOf(options.charAt(i));
            if (flag < 0) {
                throw new IllegalArgumentException(
                        "Java has no flag for option '" + options.charAt(i) + "' of " + this);
            }
            flags |= FLAGS[flag];
        }
        return Pattern.compile(pattern, flags);
    }

    @Override
    public String toString() {
        return "/" + pattern + "/" + options;
    }

    private static void requireNoNul(String part, String text) {
        if (Argument.notNull(part, text).indexOf('\0') >= 0) {
            throw new IllegalArgumentException(
                    part + " of a regular expression must not contain NUL: '" + text.replace("\0", "\\0") + "'");
        }
    }

    private static String sorted(String options) {
        if (options.length() < 2) {
            return options;
        }
        char[] letters = options.toCharArray();
        Arrays.sort(letters);
        return new String(letters);
    }
}
