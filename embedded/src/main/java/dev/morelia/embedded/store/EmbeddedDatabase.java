package dev.morelia.embedded.store;

import de.bwaldvogel.mongo.MongoCollection;
import de.bwaldvogel.mongo.MongoDatabase;
import de.bwaldvogel.mongo.backend.CollectionOptions;
import de.bwaldvogel.mongo.backend.DatabaseResolver;
import de.bwaldvogel.mongo.backend.QueryResult;
import de.bwaldvogel.mongo.bson.Document;
import de.bwaldvogel.mongo.oplog.Oplog;
import de.bwaldvogel.mongo.wire.message.MongoQuery;
import dev.morelia.embedded.value.CommandFailure;
import io.netty.channel.Channel;
import java.util.LinkedHashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * The collections of one database. Implements the library's interface so that its aggregation stages can reach them.
 */
public final class EmbeddedDatabase implements MongoDatabase {

    private final String name;
    private final Map<String, EmbeddedCollection> collections = new LinkedHashMap<>();

    /** Creates a database without collections. */
    public EmbeddedDatabase(String name) {
        this.name = name;
    }

    /** The collections by name, in the order of their creation. */
    public Map<String, EmbeddedCollection> collections() {
        return collections;
    }

    /** A collection, or null if there is none. */
    @Nullable
    public EmbeddedCollection collection(String collection) {
        return collections.get(collection);
    }

    /** A collection, created if there is none. */
    public EmbeddedCollection collectionOrCreate(String collection) {
        return collections.computeIfAbsent(collection, key -> new EmbeddedCollection(this, key, new Document()));
    }

    /** Creates a collection; throws if there is one of that name. */
    public EmbeddedCollection create(String collection, Document options) {
        if (collections.containsKey(collection)) {
            throw new CommandFailure(
                    48, "NamespaceExists", "Collection " + name + "." + collection + " already exists.");
        }
        var created = new EmbeddedCollection(this, collection, options);
        collections.put(collection, created);
        return created;
    }

    /** Moves a collection to a new name and database, replacing an existing one. */
    public void adopt(EmbeddedCollection collection, String newName) {
        collection.renameTo(this, newName);
        collections.put(newName, collection);
    }

    @Override
    public String getDatabaseName() {
        return name;
    }

    @Override
    public boolean isEmpty() {
        return collections.isEmpty();
    }

    @Override
    public @Nullable MongoCollection<?> resolveCollection(String collectionName, boolean throwIfNotFound) {
        return collections.get(collectionName);
    }

    @Override
    public MongoCollection<?> createCollectionOrThrowIfExists(String collectionName, CollectionOptions options) {
        return create(new Namespace(name, collectionName).collection(), new Document());
    }

    @Override
    public void dropCollection(String collectionName, Oplog oplog) {
        collections.remove(collectionName);
    }

    @Override
    public void unregisterCollection(String collectionName) {
        collections.remove(collectionName);
    }

    @Override
    public void moveCollection(MongoDatabase oldDatabase, MongoCollection<?> collection, String newCollectionName) {
        oldDatabase.unregisterCollection(collection.getCollectionName());
        adopt((EmbeddedCollection) collection, newCollectionName);
    }

    @Override
    public void drop(Oplog oplog) {
        collections.clear();
    }

    @Override
    public void handleClose(Channel channel) {
        throw notSupported();
    }

    @Override
    public Document handleCommand(
            Channel channel, String command, Document query, DatabaseResolver databaseResolver, Oplog oplog) {
        throw notSupported();
    }

    @Override
    public QueryResult handleQuery(MongoQuery query) {
        throw notSupported();
    }

    private static UnsupportedOperationException notSupported() {
        return new UnsupportedOperationException("the library's network code is not in use");
    }
}
