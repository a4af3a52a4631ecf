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
    /** No options: everything as the server does it by default. */
    public DistinctOptions() {}

    private DistinctOptions(Document fields) {
        super(fields);
    }

    @Override
    protected DistinctOptions with(Document changed) {
        return new DistinctOptions(changed);
    }
}
