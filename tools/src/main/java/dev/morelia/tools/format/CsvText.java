package dev.morelia.tools.format;

import dev.morelia.bson.Binary;
import dev.morelia.bson.Decimal128;
import dev.morelia.bson.Document;
import dev.morelia.bson.ObjectId;
import dev.morelia.bson.json.ExtendedJson;
import dev.morelia.bson.json.JsonMode;
import java.time.Instant;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Writes documents as records of CSV (RFC 4180). Immutable and thread-safe. */
final class CsvText {
    private final List<String> names;
    private final List<List<String>> paths;
    private final char separator;

    CsvText(List<String> names, char separator) {
        this.names = List.copyOf(names);
        this.paths = names.stream().map(name -> List.of(name.split("\\.", -1))).toList();
        this.separator = separator;
    }

    /** The line with the names of the columns. */
    String header() {
        var line = new StringBuilder();
        for (String name : names) {
            separate(line);
            append(line, name);
        }
        return line.append('\n').toString();
    }

    /** Appends the record of a document, without a line feed. */
    void append(StringBuilder text, Document document) {
        int start = text.length();
        for (int i = 0; i < paths.size(); i++) {
            if (i > 0) {
                text.append(separator);
            }
            append(text, text(value(document, paths.get(i), 0)));
        }
        if (text.length() == start) {
            // An empty line would be no record.
            text.append("\"\"");
        }
    }

    private void separate(StringBuilder line) {
        if (!line.isEmpty()) {
            line.append(separator);
        }
    }

    private static @Nullable Object value(@Nullable Object value, List<String> path, int from) {
        if (from == path.size()) {
            return value;
        }
        String name = path.get(from);
        if (value instanceof Map<?, ?> document) {
            return value(document.get(name), path, from + 1);
        }
        if (value instanceof List<?> array && name.length() < 10 && name.chars().allMatch(Character::isDigit)) {
            int index = Integer.parseInt(name);
            return index < array.size() ? value(array.get(index), path, from + 1) : null;
        }
        return null;
    }

    /** The text of a value; null if there is none. */
    static @Nullable String text(@Nullable Object value) {
        return switch (value) {
            case null -> null;
            case String text -> text;
            case Integer number -> number.toString();
            case Long number -> number.toString();
            case Double number -> number.toString();
            case Boolean flag -> flag.toString();
            case ObjectId id -> id.hex();
            case Instant time -> time.toString();
            case Decimal128 number -> number.toString();
            case java.util.UUID id -> id.toString();
            case Binary binary -> Base64.getEncoder().encodeToString(binary.bytes());
            default -> ExtendedJson.write(value, JsonMode.RELAXED);
        };
    }

    /** Appends a value: nothing if there is none, an empty string as two quotation marks. */
    private void append(StringBuilder line, @Nullable String text) {
        if (text == null) {
            return;
        }
        if (!needsQuotes(text)) {
            line.append(text);
            return;
        }
        line.append('"').append(text.replace("\"", "\"\"")).append('"');
    }

    private boolean needsQuotes(String text) {
        for (int i = 0; i < text.length(); i++) {
            char c = text.charAt(i);
            if (c == '"' || c == '\n' || c == '\r' || c == separator) {
                return true;
            }
        }
        // Some programs remove blanks at the ends.
        return text.isEmpty() || text.charAt(0) <= ' ' || text.charAt(text.length() - 1) <= ' ';
    }
}
