package dev.morelia.internal.argument;

import dev.morelia.bson.Document;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** The fields of an options record: a document that nobody else can change, because it is copied in and out. */
public final class OptionFields {
    private static final int DEEPEST = 100;

    private OptionFields() {}

    /** A copy with copies of all documents and lists inside. */
    public static Document copy(@Nullable Document fields) {
        return copy(Argument.notNull("fields", fields), 1);
    }

    private static Document copy(Document fields, int depth) {
        if (depth > DEEPEST) {
            throw new IllegalArgumentException(
                    "options are nested deeper than " + DEEPEST + " levels, or contain themselves");
        }
        var copy = new Document();
        fields.forEach((name, value) -> copy.put(name, copyValue(value, depth + 1)));
        return copy;
    }

    private static @Nullable Object copyValue(@Nullable Object value, int depth) {
        if (value instanceof Document document) {
            return copy(document, depth);
        }
        if (depth > DEEPEST) {
            // A list or map like this is met by the encoding, which says where.
            return value;
        }
        if (value instanceof Map<?, ?> map) {
            var copy = new LinkedHashMap<Object, @Nullable Object>(); // its keys become names when it is encoded
            map.forEach((key, inner) -> copy.put(key, copyValue(inner, depth + 1)));
            return copy;
        }
        if (value instanceof List<?> list) {
            var copy = new ArrayList<@Nullable Object>(list.size());
            list.forEach(inner -> copy.add(copyValue(inner, depth + 1)));
            return copy;
        }
        return value;
    }

    /**
     * A copy with one field more or changed.
     *
     * @throws IllegalArgumentException if the value is null, naming the field
     */
    public static Document with(Document fields, String name, @Nullable Object value) {
        return Document.copyOf(fields).append(name, Argument.notNull(name, value));
    }
}
