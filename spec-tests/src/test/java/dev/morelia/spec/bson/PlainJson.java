package dev.morelia.spec.bson;

/** Normalizes JSON texts without interpreting Extended JSON. */
final class PlainJson {

    private PlainJson() {}

    /** The text without white space between tokens and with consistent escapes. */
    static String normalized(String json) {
        StringBuilder result = new StringBuilder(json.length());
        boolean inString = false;
        for (int i = 0; i < json.length(); i++) {
            char c = json.charAt(i);
            if (c == '"') {
                inString = !inString;
                result.append(c);
            } else if (!inString) {
                if (!Character.isWhitespace(c)) {
                    result.append(c);
                }
            } else if (c != '\\') {
                appendEscaped(result, c);
            } else {
                i++;
                char escape = json.charAt(i);
                if (escape == 'u') {
                    appendEscaped(result, (char) Integer.parseInt(json, i + 1, i + 5, 16));
                    i += 4;
                } else {
                    appendEscaped(result, meaning(escape));
                }
            }
        }
        return result.toString();
    }

    private static char meaning(char escape) {
        return switch (escape) {
            case 'b' -> '\b';
            case 'f' -> '\f';
            case 'n' -> '\n';
            case 'r' -> '\r';
            case 't' -> '\t';
            default -> escape;
        };
    }

    private static void appendEscaped(StringBuilder result, char c) {
        if (c >= ' ' && c < 0x7f && c != '"' && c != '\\') {
            result.append(c);
        } else {
            result.append("\\u%04x".formatted((int) c));
        }
    }
}
