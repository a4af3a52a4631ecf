package dev.morelia.options.admin;

import dev.morelia.bson.Document;
import dev.morelia.options.Options;

/**
 * Options of {@code listIndexes}. Immutable and thread-safe.
 *
 * @see <a href="https://github.com/mongodb/specifications/blob/master/source/index-management/index-management.md#standard-api">Index Management</a>
 */
public final class ListIndexesOptions extends Options<ListIndexesOptions>
        implements Options.BatchSize<ListIndexesOptions>,
                Options.Comment<ListIndexesOptions>,
                Options.CursorTimeout<ListIndexesOptions>,
                Options.MaxTime<ListIndexesOptions> {
    /** Creates options of which none is set: the defaults of the server apply. */
    public ListIndexesOptions() {}

    private ListIndexesOptions(Document fields) {
        super(fields);
    }

    @Override
    protected ListIndexesOptions with(Document changed) {
        return new ListIndexesOptions(changed);
    }
}
