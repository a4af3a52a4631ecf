package dev.morelia.options;

import dev.morelia.bson.Document;

/**
 * Options of {@code distinct}. Immutable and thread-safe.
 *
 * @see <a href="https://github.com/mongodb/specifications/blob/master/source/crud/crud.md#read">CRUD</a>
 */
public final class DistinctOptions extends Options<DistinctOptions>
        implements Options.Collation<DistinctOptions>,
                Options.Comment<DistinctOptions>,
                Options.Hint<DistinctOptions>,
                Options.MaxTime<DistinctOptions> {
    /** Creates options of which none is set: the defaults of the server apply. */
    public DistinctOptions() {}

    private DistinctOptions(Document fields) {
        super(fields);
    }

    @Override
    protected DistinctOptions with(Document changed) {
        return new DistinctOptions(changed);
    }
}
