package dev.morelia.options.admin;

import dev.morelia.bson.Document;
import dev.morelia.internal.argument.Argument;
import dev.morelia.internal.argument.OptionFields;
import java.time.Duration;

/**
 * Options of {@code listDatabases}. Only what was set is sent. Immutable and thread-safe.
 *
 * @param fields the options by the names of the specification; a private copy
 * @see <a href="https://github.com/mongodb/specifications/blob/master/source/enumerate-databases/enumerate-databases.md">Enumerate Databases</a>
 */
public record ListDatabasesOptions(Document fields) {
    /** No options: everything as the server does it by default. */
    public ListDatabasesOptions() {
        this(new Document());
    }

    /**
     * Options of raw fields, for what this class has no method for.
     *
     * @throws IllegalArgumentException if the document is null
     */
    public ListDatabasesOptions {
        fields = OptionFields.copy(fields);
    }

    /** A copy of the fields. */
    @Override
    public Document fields() {
        return OptionFields.copy(fields);
    }

    /** Whether only databases are listed that the user may use. */
    public ListDatabasesOptions authorizedDatabases(boolean value) {
        return with("authorizedDatabases", value);
    }

    /** A note for the server's logs and profiler: a text, or any BSON value. */
    public ListDatabasesOptions comment(Object value) {
        return with("comment", value);
    }

    /** Which databases, by the fields of their descriptions. */
    public ListDatabasesOptions filter(Document value) {
        return with("filter", value);
    }

    /**
     * How long the server may work on this, in whole milliseconds (rounded up); zero for ever.
     *
     * @throws IllegalArgumentException if it is negative
     */
    public ListDatabasesOptions maxTime(Duration value) {
        return with("maxTimeMS", Argument.milliseconds("maxTime", value));
    }

    /** Whether only names are returned, which needs no lock. */
    public ListDatabasesOptions nameOnly(boolean value) {
        return with("nameOnly", value);
    }

    private ListDatabasesOptions with(String name, Object value) {
        return new ListDatabasesOptions(OptionFields.with(fields, name, value));
    }
}
