package dev.morelia.options.admin;

import dev.morelia.bson.Document;
import dev.morelia.internal.argument.Argument;
import dev.morelia.internal.argument.OptionFields;
import java.util.Map;

/**
 * One index to create. Immutable and thread-safe.
 *
 * @param keys the indexed fields, each with 1, -1 or a kind such as {@code "text"}; a private copy
 * @param options what the index is like
 * @see <a href="https://github.com/mongodb/specifications/blob/master/source/index-management/index-management.md#common-interfaces">Index Management</a>
 */
public record IndexModel(Document keys, IndexOptions options) {
    /**
     * An index.
     *
     * @throws IllegalArgumentException if there are no keys
     */
    public IndexModel {
        keys = OptionFields.copy(Argument.notNull("keys", keys));
        if (keys.isEmpty()) {
            throw new IllegalArgumentException("keys must not be empty");
        }
        Argument.notNull("options", options);
    }

    /**
     * An index without options.
     *
     * @throws IllegalArgumentException if there are no keys
     */
    public static IndexModel of(Document keys) {
        return new IndexModel(keys, new IndexOptions());
    }

    /** A copy of the keys. */
    @Override
    public Document keys() {
        return OptionFields.copy(keys);
    }

    /** The name that was set, or the one made of the keys, as in {@code age_1_name_-1}. */
    public String name() {
        if (options.field("name") instanceof String name) {
            return name;
        }
        var name = new StringBuilder();
        for (Map.Entry<String, ?> key : keys.entrySet()) {
            Object kind = key.getValue();
            name.append(name.isEmpty() ? "" : "_")
                    .append(key.getKey())
                    .append('_')
                    .append(kind instanceof Number number ? String.valueOf(number.longValue()) : kind);
        }
        return name.toString();
    }
}
