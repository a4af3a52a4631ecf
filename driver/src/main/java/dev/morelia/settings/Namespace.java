package dev.morelia.settings;

import dev.morelia.internal.argument.Argument;
import java.nio.charset.StandardCharsets;
import org.jspecify.annotations.Nullable;

/**
 * The full name of a collection: {@code database.collection}. Immutable.
 *
 * @param database name of the database: 1 to 63 bytes in UTF-8, without <code>/ \ . " $</code>, space and NUL
 * @param collection name of the collection: not empty, without {@code $} and NUL, no dot first
 * @see <a href="https://www.mongodb.com/docs/manual/reference/limits/#naming-restrictions">Naming restrictions</a>
 */
public record Namespace(String database, String collection) {
    private static final String FORBIDDEN_IN_DATABASE = "/\\. \"$\0";
    private static final int MAXIMUM_DATABASE_BYTES = 63;

    /** Checks both names; throws {@link IllegalArgumentException} naming the one that is not allowed. */
    public Namespace {
        checkDatabase(database);
        checkCollection(collection);
    }

    /** Throws {@link IllegalArgumentException} unless the name can be a database's; {@code $external} can. */
    public static String checkDatabase(@Nullable String name) {
        if (name == null) {
            throw new IllegalArgumentException("database name must not be null");
        }
        if (name.isEmpty()) {
            throw new IllegalArgumentException("database name must not be empty");
        }
        int bytes = name.getBytes(StandardCharsets.UTF_8).length;
        if (bytes > MAXIMUM_DATABASE_BYTES) {
            throw new IllegalArgumentException("database name must not be longer than " + MAXIMUM_DATABASE_BYTES
                    + " bytes in UTF-8, got " + bytes + " bytes: '" + name + "'");
        }
        for (int i = 0; i < name.length() && !name.equals("$external"); i++) {
            if (FORBIDDEN_IN_DATABASE.indexOf(name.charAt(i)) >= 0) {
                throw new IllegalArgumentException("database name must not contain / \\ . \" $, a space or NUL, got '"
                        + name.replace("\0", "\\0") + "'");
            }
        }
        return name;
    }

    /** Throws {@link IllegalArgumentException} unless the name can be a collection's. */
    public static String checkCollection(@Nullable String name) {
        if (name == null) {
            throw new IllegalArgumentException("collection name must not be null");
        }
        if (name.isEmpty()) {
            throw new IllegalArgumentException("collection name must not be empty");
        }
        if (name.indexOf('\0') >= 0 || (name.indexOf('$') >= 0 && !name.startsWith("$cmd"))) {
            throw new IllegalArgumentException(
                    "collection name must not contain $ or NUL, got '" + name.replace("\0", "\\0") + "'");
        }
        if (name.charAt(0) == '.') {
            throw new IllegalArgumentException("collection name must not start with a dot, got '" + name + "'");
        }
        return name;
    }

    /** The namespace of {@code database.collection}; the first dot separates. */
    public static Namespace parse(String text) {
        int dot = Argument.notNull("namespace", text).indexOf('.');
        if (dot < 0) {
            throw new IllegalArgumentException("namespace must be 'database.collection', got '" + text + "'");
        }
        return new Namespace(text.substring(0, dot), text.substring(dot + 1));
    }

    @Override
    public String toString() {
        return database + "." + collection;
    }
}
