package dev.morelia.options.admin;

import dev.morelia.bson.Document;
import dev.morelia.options.Options;

/**
 * Options of {@code listDatabases}. Immutable and thread-safe.
 *
 * @see <a href="https://github.com/mongodb/specifications/blob/master/source/enumerate-databases/enumerate-databases.md">Enumerate Databases</a>
 */
public final class ListDatabasesOptions extends Options<ListDatabasesOptions>
        implements Options.Comment<ListDatabasesOptions>,
                Options.Filter<ListDatabasesOptions>,
                Options.MaxTime<ListDatabasesOptions> {
    /** Creates options of which none is set: the defaults of the server apply. */
    public ListDatabasesOptions() {}

    private ListDatabasesOptions(Document fields) {
        super(fields);
    }

    @Override
    protected ListDatabasesOptions with(Document changed) {
        return new ListDatabasesOptions(changed);
    }

    /** Whether only databases are listed that the user may use. */
    public ListDatabasesOptions authorizedDatabases(boolean value) {
        return field("authorizedDatabases", value);
    }

    /** Whether only names are returned, which needs no lock. */
    public ListDatabasesOptions nameOnly(boolean value) {
        return field("nameOnly", value);
    }
}
