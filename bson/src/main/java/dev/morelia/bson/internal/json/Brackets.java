package dev.morelia.bson.internal.json;

/**
 * Finds the end of a document by counting brackets outside strings. Does not check whether brackets match, or anything
 * else; the parser does. For one document.
 */
final class Brackets {

    private final boolean shell;
    private final int maxDepth;
    private int depth;
    /** The character that closes the current string or regular expression; 0 outside. */
    private char quote;

    private boolean escaped;
    /** Inside the brackets of a regular expression, where a slash is a literal. */
    private boolean inClass;

    Brackets(boolean shell, int maxDepth) {
        this.shell = shell;
        this.maxDepth = maxDepth;
    }

    /**
     * Consumes the next character.
     *
     * @return true if the document ends with it, or cannot end any more
     */
    boolean endWith(char c) {
        if (quote != 0) {
            return quoted(c);
        }
        switch (c) {
            case '{', '[', '(' -> depth++;
            case '}', ']', ')' -> depth--;
            case '"' -> quote = c;
            case '\'', '`', '/' -> quote = shell ? c : 0;
            default -> {
                return false;
            }
        }
        return depth == 0 || depth > maxDepth;
    }

    // None spans lines: one that is not closed must not swallow the rest of the text.
    private boolean quoted(char c) {
        if (escaped) {
            escaped = false;
        } else if (c == '\\') {
            escaped = true;
        } else if (quote == '/' && (c == '[' || c == ']')) {
            inClass = c == '[';
        } else if (c == quote && !inClass) {
            quote = 0;
        }
        return c == '\n';
    }
}
