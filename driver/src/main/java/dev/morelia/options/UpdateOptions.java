package dev.morelia.options;

import dev.morelia.bson.Document;

/**
 * Options of {@code updateOne} and {@code updateMany}. Immutable and thread-safe.
 *
 * @see <a href="https://github.com/mongodb/specifications/blob/master/source/crud/crud.md#write">CRUD</a>
 */
public final class UpdateOptions extends Options<UpdateOptions>
        implements Options.ArrayFilters<UpdateOptions>,
                Options.BypassDocumentValidation<UpdateOptions>,
                Options.Collation<UpdateOptions>,
                Options.Comment<UpdateOptions>,
                Options.Hint<UpdateOptions>,
                Options.Let<UpdateOptions>,
                Options.Sort<UpdateOptions>,
                Options.Upsert<UpdateOptions> {
    /** Creates options of which none is set: the defaults of the server apply. */
    public UpdateOptions() {}

    private UpdateOptions(Document fields) {
        super(fields);
    }

    @Override
    protected UpdateOptions with(Document changed) {
        return new UpdateOptions(changed);
    }
}
