package dev.morelia.tools.format;

/** Looks at the beginning of a JSON text. */
public final class JsonHead {
    private JsonHead() {}

    /**
     * Whether the first line that is not blank is one whole document, as far as brackets tell. So is an input without
     * such a line, and one whose first line is longer than what is known of it.
     */
    public static boolean isOneDocumentALine(byte[] head, int from) {
        int at = from;
        while (at < head.length && isBlank(head[at])) {
            at++;
        }
        if (at == head.length) {
            return true;
        }
        if (head[at] != '{') {
            return false;
        }
        int depth = 0;
        boolean inString = false;
        for (; at < head.length && head[at] != '\n'; at++) {
            byte c = head[at];
            if (inString) {
                at += c == '\\' ? 1 : 0;
                inString = c != '"';
            } else if (c == '"') {
                inString = true;
            } else if (c == '{' || c == '[') {
                if (depth == 0 && c == '{' && lastClosed(head, from, at)) {
                    return false;
                }
                depth++;
            } else if (c == '}' || c == ']') {
                depth--;
            }
        }
        return depth == 0 || at == head.length;
    }

    /** Whether another document ended before a position. */
    private static boolean lastClosed(byte[] head, int from, int at) {
        int before = at - 1;
        while (before >= from && isBlank(head[before])) {
            before--;
        }
        return before >= from && head[before] == '}';
    }

    private static boolean isBlank(byte c) {
        return c == ' ' || c == '\n' || c == '\r' || c == '\t';
    }
}
