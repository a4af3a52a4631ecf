package dev.morelia.internal.command;

import dev.morelia.settings.Namespace;
import org.jspecify.annotations.Nullable;

/**
 * What a command is about.
 *
 * @param database the database
 * @param collection the collection, or null for a command about the database or the whole server
 * @param action the name of the API method, or null if that is the command's name
 */
public record Target(
        String database,
        @Nullable String collection,
        @Nullable String action) {
    /** The target of an operation that is called like its command. */
    public Target(String database, @Nullable String collection) {
        this(database, collection, null);
    }

    /** A collection. */
    public static Target of(Namespace namespace) {
        return new Target(namespace.database(), namespace.collection());
    }

    /** A database, or the whole server. */
    public static Target of(String database) {
        return new Target(database, null);
    }

    /** The same for an API method whose name differs from the command's. */
    public Target by(String name) {
        return new Target(database, collection, name);
    }

    /** The operation as messages name it: {@code insert on app.orders}. */
    public String tried(String commandName) {
        return (action == null ? commandName : action) + " on " + this;
    }

    /** As messages name it: {@code app.orders}, or {@code app}. */
    @Override
    public String toString() {
        return collection == null ? database : database + "." + collection;
    }
}
