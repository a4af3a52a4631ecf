package dev.morelia.options.admin;

import dev.morelia.bson.Document;
import dev.morelia.options.Options;

/**
 * Options of {@code dropIndex} and {@code dropIndexes}. Immutable and thread-safe.
 *
 * @see <a href="https://github.com/mongodb/specifications/blob/master/source/index-management/index-management.md#standard-api">Index Management</a>
 */
public final class DropIndexOptions extends Options<DropIndexOptions>
        implements Options.Comment<DropIndexOptions>, Options.MaxTime<DropIndexOptions> {
    /** Creates options of which none is set: the defaults of the server apply. */
    public DropIndexOptions() {}

    private DropIndexOptions(Document fields) {
        super(fields);
    }

    @Override
    protected DropIndexOptions with(Document changed) {
        return new DropIndexOptions(changed);
    }
}
