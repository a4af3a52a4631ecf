package dev.morelia.options;

import dev.morelia.bson.Document;

/**
 * Options of {@code aggregate}. Immutable and thread-safe.
 *
 * @see <a href="https://github.com/mongodb/specifications/blob/master/source/crud/crud.md#read">CRUD</a>
 */
public final class AggregateOptions extends Options<AggregateOptions>
        implements Options.AllowDiskUse<AggregateOptions>,
                Options.BatchSize<AggregateOptions>,
                Options.BypassDocumentValidation<AggregateOptions>,
                Options.Collation<AggregateOptions>,
                Options.Comment<AggregateOptions>,
                Options.CursorTimeout<AggregateOptions>,
                Options.Hint<AggregateOptions>,
                Options.Let<AggregateOptions>,
                Options.MaxAwaitTime<AggregateOptions>,
                Options.MaxTime<AggregateOptions>,
                Options.ReadAhead<AggregateOptions> {
    /** Creates options of which none is set: the defaults of the server apply. */
    public AggregateOptions() {}

    private AggregateOptions(Document fields) {
        super(fields);
    }

    @Override
    protected AggregateOptions with(Document changed) {
        return new AggregateOptions(changed);
    }
}
