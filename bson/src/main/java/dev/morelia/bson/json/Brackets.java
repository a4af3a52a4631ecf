package dev.morelia.bson.json;

/**
 * Finds where a document ends, by counting brackets outside strings. Does not care which brackets they are, nor about
 * anything else that is wrong: whoever reads the text does. For one document.
 */
final class Brackets {

    private final boolean shell;
    private final int maxDepth;
    private int depth;
    /** What closes the string or regular expression around this place; 0 outside. */
    private char quote;

    private boolean escaped;
    /** In the brackets of a regular expression, where a slash stands for itself. */
    private boolean inClass;

    Brackets(boolean shell, int maxDepth) {
        this.shell = shell;
        this.maxDepth = maxDepth;
    }

    /**
     * Takes the next character.
     *
     * @return true if the document ends with it, or cannot come to an end any more
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

    // None goes on in the next line: one that is not closed shall not swallow all the rest of the text.
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
