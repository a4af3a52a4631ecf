package dev.morelia.embedded.store;

import de.bwaldvogel.mongo.backend.DatabaseResolver;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * All databases. A database exists while it has a collection. Guarded by the server's lock, like everything below it.
 */
public final class Storage implements DatabaseResolver {

    private final Map<String, EmbeddedDatabase> databases = new TreeMap<>();

    /** All databases by name, including those without a collection. */
    public Map<String, EmbeddedDatabase> databases() {
        return databases;
    }

    /** A database, which may have no collection. */
    public EmbeddedDatabase database(String name) {
        return databases.computeIfAbsent(name, EmbeddedDatabase::new);
    }

    /** A collection, or null if there is none. */
    @Nullable
    public EmbeddedCollection collection(Namespace namespace) {
        return database(namespace.database()).collection(namespace.collection());
    }

    /** A collection, created if there is none. */
    public EmbeddedCollection collectionOrCreate(Namespace namespace) {
        return database(namespace.database()).collectionOrCreate(namespace.collection());
    }

    /** Drops a database with all its collections. */
    public void drop(String database) {
        databases.remove(database);
    }

    @Override
    public EmbeddedDatabase resolve(String databaseName) {
        return database(databaseName);
    }
}
