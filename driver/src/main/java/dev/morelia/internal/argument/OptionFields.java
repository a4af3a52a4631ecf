package dev.morelia.internal.argument;

import dev.morelia.bson.Document;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * The fields of options. They are copied where a program passes them in or reads them, so that callers cannot modify
 * them; the driver reads them without a copy and must not modify them either. The class of options provides the access
 * when it is initialized, as {@code DocumentAccess} of the BSON module does.
 */
public final class OptionFields {
    private static final int MAXIMUM_DEPTH = 100;

    /** Shared by all options of which nothing is set; must not be changed. */
    public static final Document NONE = new Document();

    private static volatile @Nullable Function<Object, Document> provided;

    private OptionFields() {}

    /** Returns a deep copy of all documents and lists. */
    public static Document copy(@Nullable Document fields) {
        return copy(Argument.notNull("fields", fields), 1);
    }

    /** A copy of a document, list or map with copies of all inside; anything else as it is. */
    public static @Nullable Object copyOf(@Nullable Object value) {
        return copyValue(value, 2);
    }

    private static Document copy(Document fields, int depth) {
        requireDepth(depth);
        var copy = new Document();
        fields.forEach((name, value) -> copy.put(name, copyValue(value, depth + 1)));
        return copy;
    }

    private static @Nullable Object copyValue(@Nullable Object value, int depth) {
        if (value instanceof Document document) {
            return copy(document, depth);
        }
        if (value instanceof Map<?, ?> map) {
            requireDepth(depth);
            var copy = new LinkedHashMap<Object, @Nullable Object>(); // keys are converted to field names on encoding
            map.forEach((key, inner) -> copy.put(key, copyValue(inner, depth + 1)));
            return copy;
        }
        if (value instanceof List<?> list) {
            requireDepth(depth);
            var copy = new ArrayList<@Nullable Object>(list.size());
            list.forEach(inner -> copy.add(copyValue(inner, depth + 1)));
            return copy;
        }
        return value;
    }

    private static void requireDepth(int depth) {
        if (depth > MAXIMUM_DEPTH) {
            throw new IllegalArgumentException(
                    "options are nested deeper than " + MAXIMUM_DEPTH + " levels, or contain themselves");
        }
    }

    /** Called once, by the static initializer of the class of options. */
    public static void provide(Function<Object, Document> fieldsOf) {
        provided = fieldsOf;
    }

    /**
     * Returns the fields themselves, not a copy.
     *
     * @param options of a class that has provided the way to them
     * @throws IllegalArgumentException if the options are null
     */
    public static Document of(@Nullable Object options) {
        Object present = Argument.notNull("options", options);
        return Objects.requireNonNull(provided).apply(present);
    }
}
