package dev.morelia.internal.command;

import dev.morelia.settings.Namespace;
import org.jspecify.annotations.Nullable;

/**
 * What a command is about.
 *
 * @param database the database
 * @param collection the collection, or null for a command about the database or the whole server
 */
public record Target(String database, @Nullable String collection) {
    /** A collection. */
    public static Target of(Namespace namespace) {
        return new Target(namespace.database(), namespace.collection());
    }

    /** A database, or the whole server. */
    public static Target of(String database) {
        return new Target(database, null);
    }

    /** How messages name what is done to it: {@code insert on app.orders}. */
    public String tried(String action) {
        return action + " on " + this;
    }

    /** As messages name it: {@code app.orders}, or {@code app}. */
    @Override
    public String toString() {
        return collection == null ? database : database + "." + collection;
    }
}
