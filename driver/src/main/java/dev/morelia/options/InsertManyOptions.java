package dev.morelia.options;

import dev.morelia.bson.Document;

/**
 * Options of {@code insertMany}. Immutable and thread-safe.
 *
 * @see <a href="https://github.com/mongodb/specifications/blob/master/source/crud/crud.md#write">CRUD</a>
 */
public final class InsertManyOptions extends Options<InsertManyOptions>
        implements Options.BypassDocumentValidation<InsertManyOptions>,
                Options.Comment<InsertManyOptions>,
                Options.Ordered<InsertManyOptions> {
    /** Creates options of which none is set: the defaults of the server apply. */
    public InsertManyOptions() {}

    private InsertManyOptions(Document fields) {
        super(fields);
    }

    @Override
    protected InsertManyOptions with(Document changed) {
        return new InsertManyOptions(changed);
    }
}
