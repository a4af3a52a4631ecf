package dev.morelia.tools.dump;

import dev.morelia.bson.BsonException;
import dev.morelia.bson.Document;
import dev.morelia.bson.json.ExtendedJson;
import dev.morelia.bson.json.JsonDialect;
import dev.morelia.bson.json.JsonMode;
import java.math.BigDecimal;
import java.util.List;
import java.util.Locale;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * What a dump says of a collection besides its documents: the content of {@code NAME.metadata.json}.
 *
 * @param options with which it was created
 * @param indexes as the server lists them
 * @param uuid of the collection, as 32 hexadecimal digits; null if it has none
 * @param name of the collection
 * @param type {@code collection}, {@code timeseries} or {@code view}; null if a dump does not say
 */
record Metadata(
        Document options,
        List<Document> indexes,
        @Nullable String uuid,
        String name,
        @Nullable String type) {
    private static final Pattern DOUBLE = Pattern.compile("(\"\\$numberDouble\":\")(-?[0-9.E+-]+)\"");

    /** As {@code mongodump} writes it, which is on one line, without spaces. */
    String toJson() {
        var content = new Document();
        if (!options.isEmpty()) {
            content.append("options", options);
        }
        content.append("indexes", indexes);
        if (uuid != null) {
            content.append("uuid", uuid);
        }
        content.append("collectionName", name);
        if (type != null) {
            content.append("type", type);
        }
        String compact = compact(ExtendedJson.write(content, JsonMode.CANONICAL));
        return DOUBLE.matcher(compact)
                .replaceAll(found ->
                        Matcher.quoteReplacement(found.group(1) + number(Double.parseDouble(found.group(2))) + "\""));
    }

    private static String compact(String json) {
        var compact = new StringBuilder(json.length());
        boolean quoted = false;
        for (int i = 0; i < json.length(); i++) {
            char c = json.charAt(i);
            if (quoted && c == '\\') {
                compact.append(c).append(json.charAt(++i));
            } else if (quoted && (c == '\u2028' || c == '\u2029')) {
                compact.append(String.format(Locale.ROOT, "\\u%04x", (int) c));
            } else if (quoted || c != ' ') {
                compact.append(c);
                quoted ^= c == '"';
            }
        }
        return compact.toString();
    }

    /** As Go formats it: the shortest digits, with an exponent from a million on. */
    static String number(double value) {
        if (value == 0) {
            return Double.toString(value);
        }
        var decimal = new BigDecimal(Double.toString(value)).stripTrailingZeros();
        String digits = decimal.unscaledValue().abs().toString();
        int exponent = digits.length() - 1 - decimal.scale();
        if (exponent >= -4 && exponent < 6) {
            String plain = decimal.toPlainString();
            return plain.contains(".") ? plain : plain + ".0";
        }
        String mantissa = digits.length() == 1 ? digits : digits.charAt(0) + "." + digits.substring(1);
        return (value < 0 ? "-" : "")
                + mantissa
                + String.format(Locale.ROOT, "E%c%02d", exponent < 0 ? '-' : '+', Math.abs(exponent));
    }

    /**
     * Reads the content of a file.
     *
     * @param otherwise the name of the collection if the file, as those of older versions, has none
     * @throws BsonException if it is no JSON, or a field has another type
     */
    static Metadata parse(String json, String otherwise) {
        if (json.isBlank()) {
            return none(otherwise);
        }
        Document content = ExtendedJson.parse(json, JsonDialect.LEGACY);
        Document options = content.documentOrNull("options");
        List<Document> indexes = content.listOrNull("indexes", Document.class);
        String name = content.stringOrNull("collectionName");
        return new Metadata(
                options == null ? new Document() : options,
                indexes == null ? List.of() : indexes,
                content.stringOrNull("uuid"),
                name == null ? otherwise : name,
                content.stringOrNull("type"));
    }

    /** Of a collection without such a file. */
    static Metadata none(String collection) {
        return new Metadata(new Document(), List.of(), null, collection, null);
    }

    boolean isView() {
        return options.containsKey("viewOn");
    }

    boolean isTimeSeries() {
        return options.containsKey("timeseries");
    }

    /** The collection with the documents. */
    String storedName() {
        return isTimeSeries() ? FolderContent.BUCKETS + name : name;
    }
}
