package dev.morelia.internal.argument;

import dev.morelia.bson.Document;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** The fields of an options record: a document that nobody else can change, because it is copied in and out. */
public final class OptionFields {
    private OptionFields() {}

    /** A copy with copies of all documents and lists inside. */
    public static Document copy(@Nullable Document fields) {
        var copy = new Document();
        Argument.notNull("fields", fields).forEach((name, value) -> copy.put(name, copyValue(value)));
        return copy;
    }

    private static @Nullable Object copyValue(@Nullable Object value) {
        if (value instanceof Document document) {
            return copy(document);
        }
        if (value instanceof Map<?, ?> map) {
            var copy = new LinkedHashMap<Object, @Nullable Object>(); // its keys become names when it is encoded
            map.forEach((key, inner) -> copy.put(key, copyValue(inner)));
            return copy;
        }
        if (value instanceof List<?> list) {
            var copy = new ArrayList<@Nullable Object>(list.size());
            list.forEach(inner -> copy.add(copyValue(inner)));
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
