package dev.morelia.options.admin;

import dev.morelia.bson.Document;
import dev.morelia.internal.argument.Argument;
import dev.morelia.internal.argument.OptionFields;
import org.jspecify.annotations.Nullable;

/**
 * One search index to create. Immutable and thread-safe.
 *
 * @param definition what it covers; a private copy
 * @param name its name, or null for the server's choice, {@code default}
 * @param type {@code "search"} or {@code "vectorSearch"}, or null for the server's choice, {@code search}
 * @see <a href="https://github.com/mongodb/specifications/blob/master/source/index-management/index-management.md#search-indexes">Index Management: search indexes</a>
 */
public record SearchIndexModel(
        Document definition,
        @Nullable String name,
        @Nullable String type) {
    /**
     * A search index.
     *
     * @throws IllegalArgumentException if the definition is null, or a text is empty
     */
    public SearchIndexModel {
        definition = OptionFields.copy(Argument.notNull("definition", definition));
        if (name != null) {
            Argument.text("name", name);
        }
        if (type != null) {
            Argument.text("type", type);
        }
    }

    /** A search index without a name or type of its own. */
    public static SearchIndexModel of(Document definition) {
        return new SearchIndexModel(definition, null, null);
    }

    /** The same with another name. */
    public SearchIndexModel name(String value) {
        return new SearchIndexModel(definition, Argument.text("name", value), type);
    }

    /** The same with another type. */
    public SearchIndexModel type(String value) {
        return new SearchIndexModel(definition, name, Argument.text("type", value));
    }

    /** A copy of the definition. */
    @Override
    public Document definition() {
        return OptionFields.copy(definition);
    }
}
