package dev.morelia.options;

import dev.morelia.bson.Document;
import dev.morelia.internal.argument.Argument;
import dev.morelia.internal.argument.OptionFields;
import dev.morelia.settings.Collation;
import java.time.Duration;

/**
 * Options of {@code aggregate}. Only what was set is sent. Immutable and thread-safe.
 *
 * @param fields the options by the names of the specification; a private copy
 * @see <a href="https://github.com/mongodb/specifications/blob/master/source/crud/crud.md#read">CRUD</a>
 */
public record AggregateOptions(Document fields) {
    /** No options: everything as the server does it by default. */
    public AggregateOptions() {
        this(new Document());
    }

    /**
     * Options of raw fields, for what this class has no method for.
     *
     * @throws IllegalArgumentException if the document is null
     */
    public AggregateOptions {
        fields = OptionFields.copy(fields);
    }

    /** A copy of the fields. */
    @Override
    public Document fields() {
        return OptionFields.copy(fields);
    }

    /** Whether the server may use temporary files for what does not fit into its memory. */
    public AggregateOptions allowDiskUse(boolean value) {
        return with("allowDiskUse", value);
    }

    /**
     * How many documents the server sends at a time; the server chooses unless set.
     *
     * @throws IllegalArgumentException if it is below 0
     */
    public AggregateOptions batchSize(int value) {
        return with("batchSize", Argument.atLeast("batchSize", value, 0));
    }

    /** Whether the collection's validation rules are passed over; false unless set. */
    public AggregateOptions bypassDocumentValidation(boolean value) {
        return with("bypassDocumentValidation", value);
    }

    /** Compares strings by the rules of a language. */
    public AggregateOptions collation(Collation value) {
        return with("collation", Argument.notNull("collation", value).toDocument());
    }

    /** A note for the server's logs and profiler: a text, or any BSON value. */
    public AggregateOptions comment(Object value) {
        return with("comment", value);
    }

    /**
     * Uses the index of this name.
     *
     * @throws IllegalArgumentException if the name is empty
     */
    public AggregateOptions hint(String indexName) {
        return with("hint", Argument.text("hint", indexName));
    }

    /** Uses the index with these keys. */
    public AggregateOptions hint(Document indexKeys) {
        return with("hint", indexKeys);
    }

    /** Names and values of variables for expressions, where they are written {@code $$name}. */
    public AggregateOptions let(Document value) {
        return with("let", value);
    }

    /**
     * How long the server waits for new documents before it answers with none, for a cursor of the type
     * {@link CursorType#TAILABLE_AWAIT}; in whole milliseconds (rounded up).
     *
     * @throws IllegalArgumentException if it is negative
     */
    public AggregateOptions maxAwaitTime(Duration value) {
        return with("maxAwaitTimeMS", Argument.milliseconds("maxAwaitTime", value));
    }

    /**
     * How long the server may work on this, in whole milliseconds (rounded up); zero for ever.
     *
     * @throws IllegalArgumentException if it is negative
     */
    public AggregateOptions maxTime(Duration value) {
        return with("maxTimeMS", Argument.milliseconds("maxTime", value));
    }

    private AggregateOptions with(String name, Object value) {
        return new AggregateOptions(OptionFields.with(fields, name, value));
    }
}
