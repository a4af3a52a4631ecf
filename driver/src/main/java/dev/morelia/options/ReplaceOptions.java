package dev.morelia.options;

import dev.morelia.bson.Document;
import dev.morelia.internal.argument.Argument;
import dev.morelia.internal.argument.OptionFields;
import dev.morelia.settings.Collation;
import java.io.Serializable;

/**
 * Options of {@code replaceOne}. Only what was set is sent. Immutable and thread-safe.
 *
 * @param fields the options by the names of the specification; a private copy
 * @see <a href="https://github.com/mongodb/specifications/blob/master/source/crud/crud.md#write">CRUD</a>
 */
public record ReplaceOptions(Document fields) implements Serializable {
    /** No options: everything as the server does it by default. */
    public ReplaceOptions() {
        this(new Document());
    }

    /**
     * Options of raw fields, for what this class has no method for.
     *
     * @throws IllegalArgumentException if the document is null
     */
    public ReplaceOptions {
        fields = OptionFields.copy(fields);
    }

    /** A copy of the fields. */
    @Override
    public Document fields() {
        return OptionFields.copy(fields);
    }

    /** Whether the collection's validation rules are passed over; false unless set. */
    public ReplaceOptions bypassDocumentValidation(boolean value) {
        return with("bypassDocumentValidation", value);
    }

    /** Compares strings by the rules of a language. */
    public ReplaceOptions collation(Collation value) {
        return with("collation", Argument.notNull("collation", value).toDocument());
    }

    /** A note for the server's logs and profiler: a text, or any BSON value. */
    public ReplaceOptions comment(Object value) {
        return with("comment", value);
    }

    /**
     * Uses the index of this name.
     *
     * @throws IllegalArgumentException if the name is empty
     */
    public ReplaceOptions hint(String indexName) {
        return with("hint", Argument.text("hint", indexName));
    }

    /** Uses the index with these keys. */
    public ReplaceOptions hint(Document indexKeys) {
        return with("hint", indexKeys);
    }

    /** Names and values of variables for expressions, where they are written {@code $$name}. */
    public ReplaceOptions let(Document value) {
        return with("let", value);
    }

    /** Which of several matching documents is taken; needs server 8.0. */
    public ReplaceOptions sort(Document value) {
        return with("sort", value);
    }

    /** Whether a new document is inserted if none matches; false unless set. */
    public ReplaceOptions upsert(boolean value) {
        return with("upsert", value);
    }

    private ReplaceOptions with(String name, Object value) {
        return new ReplaceOptions(OptionFields.with(fields, name, value));
    }
}
