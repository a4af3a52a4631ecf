package dev.morelia.testkit.embedded.store;

import de.bwaldvogel.mongo.backend.DatabaseResolver;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/** All databases. A database exists while it has a collection. Guarded by the server's one lock, like all below it. */
public final class Storage implements DatabaseResolver {

    private final Map<String, EmbeddedDatabase> databases = new TreeMap<>();

    public Map<String, EmbeddedDatabase> databases() {
        return databases;
    }

    public EmbeddedDatabase database(String name) {
        return databases.computeIfAbsent(name, EmbeddedDatabase::new);
    }

    @Nullable
    public EmbeddedCollection collection(Namespace namespace) {
        return database(namespace.database()).collection(namespace.collection());
    }

    public EmbeddedCollection collectionOrCreate(Namespace namespace) {
        return database(namespace.database()).collectionOrCreate(namespace.collection());
    }

    public void drop(String database) {
        databases.remove(database);
    }

    @Override
    public EmbeddedDatabase resolve(String databaseName) {
        return database(databaseName);
    }
}
