package dev.morelia.spec.unified.compat;

import com.mongodb.client.model.Collation;
import dev.morelia.bson.Document;
import dev.morelia.compat.internal.values.Bytes;
import dev.morelia.compat.internal.values.Concerns;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.function.BiConsumer;
import org.bson.BsonDocument;
import org.bson.BsonValue;
import org.jspecify.annotations.Nullable;

/**
 * The options of an operation: their names in files, and the methods of the official class that set them.
 *
 * @param <O> the class with these methods
 */
final class Table<O> {
    private final Map<String, BiConsumer<O, Object>> setters = new HashMap<>();

    /** A method with a time. */
    interface Timed<O> {
        void set(O options, long time, TimeUnit unit);
    }

    Table<O> any(String name, BiConsumer<O, Object> setter) {
        setters.put(name, setter);
        return this;
    }

    Table<O> bool(String name, BiConsumer<O, Boolean> setter) {
        return any(name, (options, value) -> setter.accept(options, (Boolean) value));
    }

    Table<O> text(String name, BiConsumer<O, String> setter) {
        return any(name, (options, value) -> setter.accept(options, (String) value));
    }

    Table<O> int32(String name, BiConsumer<O, Integer> setter) {
        return any(name, (options, value) -> setter.accept(options, ((Number) value).intValue()));
    }

    Table<O> millis(String name, Timed<O> setter) {
        return any(name, (options, value) -> setter.set(options, ((Number) value).longValue(), TimeUnit.MILLISECONDS));
    }

    Table<O> seconds(String name, Timed<O> setter) {
        return any(name, (options, value) -> setter.set(options, ((Number) value).longValue(), TimeUnit.SECONDS));
    }

    Table<O> bson(String name, BiConsumer<O, BsonDocument> setter) {
        return any(name, (options, value) -> setter.accept(options, Bytes.bson((Document) value)));
    }

    Table<O> documents(String name, BiConsumer<O, List<BsonDocument>> setter) {
        return any(name, (options, value) -> setter.accept(options, list(value)));
    }

    Table<O> value(String name, BiConsumer<O, BsonValue> setter) {
        return any(name, (options, value) -> setter.accept(options, Bytes.value(value)));
    }

    Table<O> collation(BiConsumer<O, Collation> setter) {
        return any("collation", (options, value) -> setter.accept(options, collation((Document) value)));
    }

    /** A hint, which the official driver takes as a document or, by another method, as the name of an index. */
    Table<O> hint(BiConsumer<O, BsonDocument> document, BiConsumer<O, String> name) {
        return any("hint", (options, value) -> {
            if (value instanceof String text) {
                name.accept(options, text);
            } else {
                document.accept(options, Bytes.bson((Document) value));
            }
        });
    }

    /** Sets these options; ends the test as skipped if the official driver does not have one of them. */
    O apply(O options, Document fields) {
        fields.forEach((name, value) -> {
            var setter = setters.get(name);
            if (setter == null) {
                throw Lacking.feature("option " + name);
            }
            set(setter, options, value);
        });
        return options;
    }

    private static <O> void set(BiConsumer<O, Object> setter, O options, @Nullable Object value) {
        if (value != null) {
            setter.accept(options, value);
        }
    }

    static Collation collation(Document fields) {
        return Concerns.official(new dev.morelia.settings.Collation(fields));
    }

    /** A list of documents. */
    static List<BsonDocument> list(Object documents) {
        return ((List<?>) documents)
                .stream().map(each -> Bytes.bson((Document) each)).toList();
    }
}
