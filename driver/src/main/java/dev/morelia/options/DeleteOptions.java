package dev.morelia.options;

import dev.morelia.bson.Document;

/**
 * Options of {@code deleteOne} and {@code deleteMany}. Immutable and thread-safe.
 *
 * @see <a href="https://github.com/mongodb/specifications/blob/master/source/crud/crud.md#write">CRUD</a>
 */
public final class DeleteOptions extends Options<DeleteOptions>
        implements Options.Collation<DeleteOptions>,
                Options.Comment<DeleteOptions>,
                Options.Hint<DeleteOptions>,
                Options.Let<DeleteOptions> {
    /** Creates options of which none is set: the defaults of the server apply. */
    public DeleteOptions() {}

    private DeleteOptions(Document fields) {
        super(fields);
    }

    @Override
    protected DeleteOptions with(Document changed) {
        return new DeleteOptions(changed);
    }
}
