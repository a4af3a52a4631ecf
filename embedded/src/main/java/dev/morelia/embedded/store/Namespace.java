package dev.morelia.embedded.store;

import dev.morelia.embedded.value.CommandFailure;

/** A database name and a collection name, both valid. */
public record Namespace(String database, String collection) {

    private static final int MAX_BYTES = 255;

    /** Checks both names. */
    public Namespace {
        checkDatabase(database);
        if (collection.isEmpty()) {
            throw CommandFailure.invalidNamespace("Invalid namespace specified '" + database + ".'");
        }
        if (collection.startsWith(".")) {
            throw CommandFailure.invalidNamespace("Collection names cannot start with '.': " + collection);
        }
        if (collection.indexOf('$') >= 0 || collection.indexOf('\0') >= 0) {
            throw CommandFailure.invalidNamespace("Invalid collection name: " + collection);
        }
        if (database.length() + 1 + collection.length() > MAX_BYTES) {
            throw CommandFailure.invalidNamespace("Fully qualified namespace is too long. Namespace: " + database + "."
                    + collection + " Max: " + MAX_BYTES);
        }
    }

    /** Splits {@code database.collection} at the first dot. */
    public static Namespace parse(String full) {
        int dot = full.indexOf('.');
        if (dot < 0) {
            throw CommandFailure.invalidNamespace("Invalid namespace specified '" + full + "'");
        }
        return new Namespace(full.substring(0, dot), full.substring(dot + 1));
    }

    /** Checks the name of a database. */
    public static void checkDatabase(String name) {
        if (name.isEmpty() || name.length() > 63 || name.chars().anyMatch(c -> "/\\. \"$\0".indexOf(c) >= 0)) {
            throw CommandFailure.invalidNamespace("Invalid database name: '" + name + "'");
        }
    }

    @Override
    public String toString() {
        return database + "." + collection;
    }
}
