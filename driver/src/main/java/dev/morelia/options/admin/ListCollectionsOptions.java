package dev.morelia.options.admin;

import dev.morelia.bson.Document;
import dev.morelia.options.Options;

/**
 * Options of {@code listCollections}. Immutable and thread-safe.
 *
 * @see <a href="https://github.com/mongodb/specifications/blob/master/source/enumerate-collections/enumerate-collections.md">Enumerate Collections</a>
 */
public final class ListCollectionsOptions extends Options<ListCollectionsOptions>
        implements Options.BatchSize<ListCollectionsOptions>,
                Options.Comment<ListCollectionsOptions>,
                Options.CursorTimeout<ListCollectionsOptions>,
                Options.Filter<ListCollectionsOptions>,
                Options.MaxTime<ListCollectionsOptions> {
    /** Creates options of which none is set: the defaults of the server apply. */
    public ListCollectionsOptions() {}

    private ListCollectionsOptions(Document fields) {
        super(fields);
    }

    @Override
    protected ListCollectionsOptions with(Document changed) {
        return new ListCollectionsOptions(changed);
    }

    /** Whether a user without the right to list sees the collections that it may use. */
    public ListCollectionsOptions authorizedCollections(boolean value) {
        return field("authorizedCollections", value);
    }
}
