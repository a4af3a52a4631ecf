package dev.morelia.options;

import dev.morelia.bson.Document;

/**
 * Options of {@code findOneAndReplace}. Immutable and thread-safe.
 *
 * @see <a href="https://github.com/mongodb/specifications/blob/master/source/crud/crud.md#find-and-modify">CRUD</a>
 */
public final class FindOneAndReplaceOptions extends Options<FindOneAndReplaceOptions>
        implements Options.BypassDocumentValidation<FindOneAndReplaceOptions>,
                Options.Collation<FindOneAndReplaceOptions>,
                Options.Comment<FindOneAndReplaceOptions>,
                Options.Hint<FindOneAndReplaceOptions>,
                Options.Let<FindOneAndReplaceOptions>,
                Options.MaxTime<FindOneAndReplaceOptions>,
                Options.Projection<FindOneAndReplaceOptions>,
                Options.Returning<FindOneAndReplaceOptions>,
                Options.Sort<FindOneAndReplaceOptions>,
                Options.Upsert<FindOneAndReplaceOptions> {
    /** Creates options of which none is set: the defaults of the server apply. */
    public FindOneAndReplaceOptions() {}

    private FindOneAndReplaceOptions(Document fields) {
        super(fields);
    }

    @Override
    protected FindOneAndReplaceOptions with(Document changed) {
        return new FindOneAndReplaceOptions(changed);
    }
}
