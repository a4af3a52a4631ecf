package dev.morelia.options.admin;

import dev.morelia.bson.Document;
import dev.morelia.options.Options;

/**
 * Options of dropping a collection. Immutable and thread-safe.
 *
 * @see <a href="https://www.mongodb.com/docs/manual/reference/command/drop/">Server manual: drop</a>
 */
public final class DropCollectionOptions extends Options<DropCollectionOptions>
        implements Options.Comment<DropCollectionOptions>,
                Options.EncryptedFields<DropCollectionOptions>,
                Options.MaxTime<DropCollectionOptions> {
    /** Creates options of which none is set: the defaults of the server apply. */
    public DropCollectionOptions() {}

    private DropCollectionOptions(Document fields) {
        super(fields);
    }

    @Override
    protected DropCollectionOptions with(Document changed) {
        return new DropCollectionOptions(changed);
    }
}
