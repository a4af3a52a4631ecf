package dev.morelia.internal.command;

import dev.morelia.settings.Namespace;
import org.jspecify.annotations.Nullable;

/**
 * What a command is about.
 *
 * @param database the database
 * @param collection the collection, or null for a command about the database or the whole server
 * @param action what the program calls that which is done, or null if that is the command's name
 */
public record Target(
        String database,
        @Nullable String collection,
        @Nullable String action) {
    /** What a command of that name is about. */
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

    /** The same for what the program calls otherwise than the server. */
    public Target by(String name) {
        return new Target(database, collection, name);
    }

    /** How messages name what is done to it: {@code insert on app.orders}. */
    public String tried(String commandName) {
        return (action == null ? commandName : action) + " on " + this;
    }

    /** As messages name it: {@code app.orders}, or {@code app}. */
    @Override
    public String toString() {
        return collection == null ? database : database + "." + collection;
    }
}
