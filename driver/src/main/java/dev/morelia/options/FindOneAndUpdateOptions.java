package dev.morelia.options;

import dev.morelia.bson.Document;

/**
 * Options of {@code findOneAndUpdate}. Immutable and thread-safe.
 *
 * @see <a href="https://github.com/mongodb/specifications/blob/master/source/crud/crud.md#find-and-modify">CRUD</a>
 */
public final class FindOneAndUpdateOptions extends Options<FindOneAndUpdateOptions>
        implements Options.ArrayFilters<FindOneAndUpdateOptions>,
                Options.BypassDocumentValidation<FindOneAndUpdateOptions>,
                Options.Collation<FindOneAndUpdateOptions>,
                Options.Comment<FindOneAndUpdateOptions>,
                Options.Hint<FindOneAndUpdateOptions>,
                Options.Let<FindOneAndUpdateOptions>,
                Options.MaxTime<FindOneAndUpdateOptions>,
                Options.Projection<FindOneAndUpdateOptions>,
                Options.Returning<FindOneAndUpdateOptions>,
                Options.Sort<FindOneAndUpdateOptions>,
                Options.Upsert<FindOneAndUpdateOptions> {
    /** Creates options of which none is set: the defaults of the server apply. */
    public FindOneAndUpdateOptions() {}

    private FindOneAndUpdateOptions(Document fields) {
        super(fields);
    }

    @Override
    protected FindOneAndUpdateOptions with(Document changed) {
        return new FindOneAndUpdateOptions(changed);
    }
}
