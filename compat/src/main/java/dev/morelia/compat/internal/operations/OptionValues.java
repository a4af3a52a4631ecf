package dev.morelia.compat.internal.operations;

import com.mongodb.client.model.Collation;
import dev.morelia.compat.internal.values.Bytes;
import dev.morelia.options.Options;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.function.BiConsumer;
import org.bson.BsonValue;
import org.bson.conversions.Bson;
import org.jspecify.annotations.Nullable;

/** The options of one operation that were set so far, by their names in the specification. Not thread-safe. */
public final class OptionValues {
    private final Encoding encoding;
    private final Map<String, Object> values = new LinkedHashMap<>();

    /** No options; documents are encoded like this. */
    public OptionValues(Encoding encoding) {
        this.encoding = encoding;
    }

    /** Sets an option; null unsets it. */
    public OptionValues value(String name, @Nullable Object value) {
        if (value == null) {
            values.remove(name);
        } else {
            values.put(name, value);
        }
        return this;
    }

    /** Sets an option that is a document. */
    public OptionValues document(String name, @Nullable Bson value) {
        return value(name, value == null ? null : encoding.raw(value));
    }

    /** Sets an option that is a list of documents. */
    public OptionValues documents(String name, @Nullable Iterable<? extends Bson> list) {
        return value(name, list == null ? null : encoding.raws(list));
    }

    /** Sets an option whose default is false. */
    public OptionValues flag(String name, boolean set) {
        return value(name, set ? true : null);
    }

    /** Sets an option whose default is 0. */
    public OptionValues number(String name, long number) {
        return value(name, number == 0 ? null : number);
    }

    /** Sets a number of milliseconds whose default is 0. */
    public OptionValues millis(String name, long time, TimeUnit unit) {
        return number(name, unit.toMillis(time));
    }

    /** Sets the collation. */
    public OptionValues collation(@Nullable Collation collation) {
        return document("collation", collation == null ? null : collation.asDocument());
    }

    /** Sets the comment. */
    public OptionValues comment(@Nullable BsonValue comment) {
        return value("comment", comment == null ? null : Bytes.ours(comment));
    }

    /** Sets the index to use; its keys take precedence over its name. */
    public OptionValues hint(@Nullable Bson keys, @Nullable String name) {
        return keys == null ? value("hint", name) : document("hint", keys);
    }

    /** Whether an option is set. */
    public boolean has(String name) {
        return values.containsKey(name);
    }

    /** What an option is set to; null if it is not set. */
    public @Nullable Object get(String name) {
        return values.get(name);
    }

    /** Passes on each option that is set. */
    public void forEach(BiConsumer<String, Object> action) {
        values.forEach(action);
    }

    /** The given options with all of these set. */
    public <O extends Options<O>> O onto(O options) {
        O all = options;
        for (Map.Entry<String, Object> each : values.entrySet()) {
            all = all.field(each.getKey(), each.getValue());
        }
        return all;
    }
}
