package dev.morelia.event;

import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * A log message of the driver: the only parameter of the log record, so that a handler of {@code java.util.logging}, or
 * of another backend of {@link System.Logger}, can read its fields. Immutable.
 *
 * @param message the message as the specification defines it, such as {@code Command started}
 * @param fields names and values of the fields, in the order of the text
 * @param template the text with field names in braces; a part in brackets is omitted if one of its fields is missing
 * @see <a href="https://github.com/mongodb/specifications/blob/master/source/logging/logging.md#structured-versus-unstructured-logging">Logging: structured versus unstructured</a>
 */
public record LogMessage(String message, Map<String, Object> fields, String template) {
    /** Copies the fields and keeps their order. */
    public LogMessage {
        fields = Collections.unmodifiableMap(new LinkedHashMap<>(fields));
    }

    /** The formatted text. */
    @Override
    public String toString() {
        var text = new StringBuilder();
        int at = 0;
        while (at < template.length()) {
            int open = template.indexOf('[', at);
            int end = open < 0 ? template.length() : open;
            fill(template.substring(at, end), text);
            if (open < 0) {
                break;
            }
            int close = template.indexOf(']', open);
            var optional = new StringBuilder();
            if (fill(template.substring(open + 1, close), optional)) {
                text.append(optional);
            }
            at = close + 1;
        }
        return text.toString();
    }

    /** Appends the part and returns whether all of its fields were present. */
    private boolean fill(String part, StringBuilder text) {
        boolean complete = true;
        int at = 0;
        while (at < part.length()) {
            int open = part.indexOf('{', at);
            if (open < 0) {
                break;
            }
            int close = part.indexOf('}', open);
            Object value = fields.get(part.substring(open + 1, close));
            complete &= value != null;
            text.append(part, at, open).append(value);
            at = close + 1;
        }
        text.append(part, at, part.length());
        return complete;
    }
}
