package dev.morelia.options;

import dev.morelia.bson.Document;

/**
 * Options of {@code bulkWrite}. Immutable and thread-safe.
 *
 * @see <a href="https://github.com/mongodb/specifications/blob/master/source/crud/crud.md#write">CRUD</a>
 */
public final class BulkWriteOptions extends Options<BulkWriteOptions>
        implements Options.BypassDocumentValidation<BulkWriteOptions>,
                Options.Comment<BulkWriteOptions>,
                Options.Let<BulkWriteOptions>,
                Options.Ordered<BulkWriteOptions> {
    /** Creates options of which none is set: the defaults of the server apply. */
    public BulkWriteOptions() {}

    private BulkWriteOptions(Document fields) {
        super(fields);
    }

    @Override
    protected BulkWriteOptions with(Document changed) {
        return new BulkWriteOptions(changed);
    }
}
