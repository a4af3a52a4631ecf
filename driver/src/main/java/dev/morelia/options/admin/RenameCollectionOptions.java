package dev.morelia.options.admin;

import dev.morelia.bson.Document;
import dev.morelia.options.Options;

/**
 * Options of renaming a collection. Immutable and thread-safe.
 *
 * @see <a href="https://www.mongodb.com/docs/manual/reference/command/renameCollection/">Server manual: renameCollection</a>
 */
public final class RenameCollectionOptions extends Options<RenameCollectionOptions>
        implements Options.Comment<RenameCollectionOptions>, Options.MaxTime<RenameCollectionOptions> {
    /** Creates options of which none is set: the defaults of the server apply. */
    public RenameCollectionOptions() {}

    private RenameCollectionOptions(Document fields) {
        super(fields);
    }

    @Override
    protected RenameCollectionOptions with(Document changed) {
        return new RenameCollectionOptions(changed);
    }

    /** Whether a collection that has the new name is dropped first; false unless set. */
    public RenameCollectionOptions dropTarget(boolean value) {
        return field("dropTarget", value);
    }
}
