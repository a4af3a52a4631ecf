package dev.morelia.options;

import dev.morelia.bson.Document;

/**
 * Options of {@code insertOne}. Immutable and thread-safe.
 *
 * @see <a href="https://github.com/mongodb/specifications/blob/master/source/crud/crud.md#write">CRUD</a>
 */
public final class InsertOneOptions extends Options<InsertOneOptions>
        implements Options.BypassDocumentValidation<InsertOneOptions>, Options.Comment<InsertOneOptions> {
    /** Creates options of which none is set: the defaults of the server apply. */
    public InsertOneOptions() {}

    private InsertOneOptions(Document fields) {
        super(fields);
    }

    @Override
    protected InsertOneOptions with(Document changed) {
        return new InsertOneOptions(changed);
    }
}
