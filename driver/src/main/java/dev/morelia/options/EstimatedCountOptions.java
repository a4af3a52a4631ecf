package dev.morelia.options;

import dev.morelia.bson.Document;

/**
 * Options of {@code estimatedDocumentCount}. Immutable and thread-safe.
 *
 * @see <a href="https://github.com/mongodb/specifications/blob/master/source/crud/crud.md#count-api-details">CRUD</a>
 */
public final class EstimatedCountOptions extends Options<EstimatedCountOptions>
        implements Options.Comment<EstimatedCountOptions>, Options.MaxTime<EstimatedCountOptions> {
    /** Creates options of which none is set: the defaults of the server apply. */
    public EstimatedCountOptions() {}

    private EstimatedCountOptions(Document fields) {
        super(fields);
    }

    @Override
    protected EstimatedCountOptions with(Document changed) {
        return new EstimatedCountOptions(changed);
    }
}
