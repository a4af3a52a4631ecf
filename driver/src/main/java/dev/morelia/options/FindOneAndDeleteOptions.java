package dev.morelia.options;

import dev.morelia.bson.Document;

/**
 * Options of {@code findOneAndDelete}. Immutable and thread-safe.
 *
 * @see <a href="https://github.com/mongodb/specifications/blob/master/source/crud/crud.md#find-and-modify">CRUD</a>
 */
public final class FindOneAndDeleteOptions extends Options<FindOneAndDeleteOptions>
        implements Options.Collation<FindOneAndDeleteOptions>,
                Options.Comment<FindOneAndDeleteOptions>,
                Options.Hint<FindOneAndDeleteOptions>,
                Options.Let<FindOneAndDeleteOptions>,
                Options.MaxTime<FindOneAndDeleteOptions>,
                Options.Projection<FindOneAndDeleteOptions>,
                Options.Sort<FindOneAndDeleteOptions> {
    /** Creates options of which none is set: the defaults of the server apply. */
    public FindOneAndDeleteOptions() {}

    private FindOneAndDeleteOptions(Document fields) {
        super(fields);
    }

    @Override
    protected FindOneAndDeleteOptions with(Document changed) {
        return new FindOneAndDeleteOptions(changed);
    }
}
