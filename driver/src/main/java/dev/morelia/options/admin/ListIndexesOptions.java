package dev.morelia.options.admin;

import dev.morelia.bson.Document;
import dev.morelia.internal.argument.Argument;
import dev.morelia.internal.argument.OptionFields;
import java.time.Duration;

/**
 * Options of {@code listIndexes}. Only what was set is sent. Immutable and thread-safe.
 *
 * @param fields the options by the names of the specification; a private copy
 * @see <a href="https://github.com/mongodb/specifications/blob/master/source/index-management/index-management.md#standard-api">Index Management</a>
 */
public record ListIndexesOptions(Document fields) {
    /** No options: everything as the server does it by default. */
    public ListIndexesOptions() {
        this(new Document());
    }

    /**
     * Options of raw fields, for what this class has no method for.
     *
     * @throws IllegalArgumentException if the document is null
     */
    public ListIndexesOptions {
        fields = OptionFields.copy(fields);
    }

    /** A copy of the fields. */
    @Override
    public Document fields() {
        return OptionFields.copy(fields);
    }

    /**
     * How many documents the server sends at a time; the server chooses unless set.
     *
     * @throws IllegalArgumentException if it is below 0
     */
    public ListIndexesOptions batchSize(int value) {
        return with("batchSize", Argument.atLeast("batchSize", value, 0));
    }

    /** A note for the server's logs and profiler: a text, or any BSON value. */
    public ListIndexesOptions comment(Object value) {
        return with("comment", value);
    }

    /**
     * How long the server may work on this, in whole milliseconds (rounded up); zero for ever.
     *
     * @throws IllegalArgumentException if it is negative
     */
    public ListIndexesOptions maxTime(Duration value) {
        return with("maxTimeMS", Argument.milliseconds("maxTime", value));
    }

    private ListIndexesOptions with(String name, Object value) {
        return new ListIndexesOptions(OptionFields.with(fields, name, value));
    }
}
