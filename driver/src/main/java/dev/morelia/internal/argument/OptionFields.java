package dev.morelia.internal.argument;

import dev.morelia.bson.Document;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * The fields of an options record: a document that is copied on the way in and out, so that callers cannot modify it.
 */
public final class OptionFields {
    private static final int MAXIMUM_DEPTH = 100;

    private OptionFields() {}

    /** Returns a deep copy of all documents and lists. */
    public static Document copy(@Nullable Document fields) {
        return copy(Argument.notNull("fields", fields), 1);
    }

    private static Document copy(Document fields, int depth) {
        if (depth > MAXIMUM_DEPTH) {
            throw new IllegalArgumentException(
                    "options are nested deeper than " + MAXIMUM_DEPTH + " levels, or contain themselves");
        }
        var copy = new Document();
        fields.forEach((name, value) -> copy.put(name, copyValue(value, depth + 1)));
        return copy;
    }

    private static @Nullable Object copyValue(@Nullable Object value, int depth) {
        if (value instanceof Document document) {
            return copy(document, depth);
        }
        if (depth > MAXIMUM_DEPTH) {
            // Encoding rejects such a list or map and says where it is.
            return value;
        }
        if (value instanceof Map<?, ?> map) {
            var copy = new LinkedHashMap<Object, @Nullable Object>(); // keys are converted to field names on encoding
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
     * Returns a copy with one field added or replaced.
     *
     * @throws IllegalArgumentException if the value is null, naming the field
     */
    public static Document with(Document fields, String name, @Nullable Object value) {
        return Document.copyOf(fields).append(name, Argument.notNull(name, value));
    }
}
