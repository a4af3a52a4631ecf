package dev.morelia.options;

import dev.morelia.bson.Document;
import dev.morelia.internal.argument.Argument;

/**
 * Options of {@code countDocuments}. Immutable and thread-safe.
 *
 * @see <a href="https://github.com/mongodb/specifications/blob/master/source/crud/crud.md#count-api-details">CRUD</a>
 */
public final class CountOptions extends Options<CountOptions>
        implements Options.Collation<CountOptions>,
                Options.Comment<CountOptions>,
                Options.Hint<CountOptions>,
                Options.MaxTime<CountOptions>,
                Options.Skip<CountOptions> {
    /** Creates options of which none is set: the defaults of the server apply. */
    public CountOptions() {}

    private CountOptions(Document fields) {
        super(fields);
    }

    @Override
    protected CountOptions with(Document changed) {
        return new CountOptions(changed);
    }

    /**
     * The maximum number of documents to count.
     *
     * @throws IllegalArgumentException if it is below 1
     */
    public CountOptions limit(long value) {
        return field("limit", Argument.atLeast("limit", value, 1));
    }
}
