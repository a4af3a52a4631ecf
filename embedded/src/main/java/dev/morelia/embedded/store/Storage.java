package dev.morelia.embedded.store;

import de.bwaldvogel.mongo.backend.DatabaseResolver;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/** All databases. A database exists while it has a collection. Guarded by the server's one lock, like all below it. */
public final class Storage implements DatabaseResolver {

    private final Map<String, EmbeddedDatabase> databases = new TreeMap<>();

    /** All databases by name, those that never got a collection included. */
    public Map<String, EmbeddedDatabase> databases() {
        return databases;
    }

    /** A database, which need not have a collection. */
    public EmbeddedDatabase database(String name) {
        return databases.computeIfAbsent(name, EmbeddedDatabase::new);
    }

    /** A collection, or null when there is none. */
    @Nullable
    public EmbeddedCollection collection(Namespace namespace) {
        return database(namespace.database()).collection(namespace.collection());
    }

    /** A collection, created when there is none. */
    public EmbeddedCollection collectionOrCreate(Namespace namespace) {
        return database(namespace.database()).collectionOrCreate(namespace.collection());
    }

    /** Forgets a database with all it holds. */
    public void drop(String database) {
        databases.remove(database);
    }

    @Override
    public EmbeddedDatabase resolve(String databaseName) {
        return database(databaseName);
    }
}
