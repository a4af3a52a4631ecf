package dev.morelia.options;

import dev.morelia.bson.Document;

/**
 * Options of {@code replaceOne}. Immutable and thread-safe.
 *
 * @see <a href="https://github.com/mongodb/specifications/blob/master/source/crud/crud.md#write">CRUD</a>
 */
public final class ReplaceOptions extends Options<ReplaceOptions>
        implements Options.BypassDocumentValidation<ReplaceOptions>,
                Options.Collation<ReplaceOptions>,
                Options.Comment<ReplaceOptions>,
                Options.Hint<ReplaceOptions>,
                Options.Let<ReplaceOptions>,
                Options.Sort<ReplaceOptions>,
                Options.Upsert<ReplaceOptions> {
    /** Creates options of which none is set: the defaults of the server apply. */
    public ReplaceOptions() {}

    private ReplaceOptions(Document fields) {
        super(fields);
    }

    @Override
    protected ReplaceOptions with(Document changed) {
        return new ReplaceOptions(changed);
    }
}
