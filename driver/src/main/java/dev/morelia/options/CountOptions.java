package dev.morelia.options;

import dev.morelia.bson.Document;
import dev.morelia.internal.argument.Argument;
import dev.morelia.internal.argument.OptionFields;
import dev.morelia.settings.Collation;
import java.time.Duration;

/**
 * Options of {@code countDocuments}. Only what was set is sent. Immutable and thread-safe.
 *
 * @param fields the options by the names of the specification; a private copy
 * @see <a href="https://github.com/mongodb/specifications/blob/master/source/crud/crud.md#count-api-details">CRUD</a>
 */
public record CountOptions(Document fields) {
    /** No options: everything as the server does it by default. */
    public CountOptions() {
        this(new Document());
    }

    /**
     * Options of raw fields, for what this class has no method for.
     *
     * @throws IllegalArgumentException if the document is null
     */
    public CountOptions {
        fields = OptionFields.copy(fields);
    }

    /** A copy of the fields. */
    @Override
    public Document fields() {
        return OptionFields.copy(fields);
    }

    /** Compares strings by the rules of a language. */
    public CountOptions collation(Collation value) {
        return with("collation", Argument.notNull("collation", value).toDocument());
    }

    /** A note for the server's logs and profiler: a text, or any BSON value. */
    public CountOptions comment(Object value) {
        return with("comment", value);
    }

    /**
     * Uses the index of this name.
     *
     * @throws IllegalArgumentException if the name is empty
     */
    public CountOptions hint(String indexName) {
        return with("hint", Argument.text("hint", indexName));
    }

    /** Uses the index with these keys. */
    public CountOptions hint(Document indexKeys) {
        return with("hint", indexKeys);
    }

    /**
     * Most documents to count.
     *
     * @throws IllegalArgumentException if it is below 1
     */
    public CountOptions limit(long value) {
        return with("limit", Argument.atLeast("limit", value, 1));
    }

    /**
     * How long the server may work on this, in whole milliseconds (rounded up); zero for ever.
     *
     * @throws IllegalArgumentException if it is negative
     */
    public CountOptions maxTime(Duration value) {
        return with("maxTimeMS", Argument.milliseconds("maxTime", value));
    }

    /**
     * How many documents to pass over first.
     *
     * @throws IllegalArgumentException if it is below 0
     */
    public CountOptions skip(long value) {
        return with("skip", Argument.atLeast("skip", value, 0));
    }

    private CountOptions with(String name, Object value) {
        return new CountOptions(OptionFields.with(fields, name, value));
    }
}
