package dev.morelia.tools.dump;

import dev.morelia.MongoCollection;
import dev.morelia.MongoDatabase;
import dev.morelia.bson.Document;
import dev.morelia.builder.Filters;
import dev.morelia.options.ReplaceOptions;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;

/**
 * How far a restore has come, in a collection of the database that exists as long as it is not complete. What is
 * written here was done before. Thread-safe.
 */
final class RestoreState {
    /** The collection with the state. */
    static final String NAME = "morelia.restore";

    private final MongoCollection<Document> stored;
    private final Map<String, Document> known = new ConcurrentHashMap<>();

    private RestoreState(MongoCollection<Document> stored) {
        this.stored = stored;
    }

    static RestoreState read(MongoDatabase database) {
        var state = new RestoreState(database.collection(NAME));
        state.stored.find().forEach(collection -> state.known.put(collection.string("_id"), collection));
        return state;
    }

    boolean isEmpty() {
        return known.isEmpty();
    }

    /** The collections that were begun. */
    Set<String> collections() {
        return known.keySet();
    }

    /** Whether a collection was begun with a dump of another one than this. */
    boolean isOfAnother(Metadata metadata) {
        String uuid = of(metadata.name()).stringOrNull("uuid");
        return uuid != null && metadata.uuid() != null && !uuid.equals(metadata.uuid());
    }

    boolean isBegun(String collection) {
        return known.containsKey(collection);
    }

    boolean isComplete(String collection) {
        return of(collection).bool("complete", false);
    }

    /** How many documents were restored. */
    long documents(String collection) {
        return of(collection).int64("documents", 0);
    }

    /** Up to where in the file. */
    long offset(String collection) {
        return of(collection).int64("offset", 0);
    }

    private Document of(String collection) {
        return known.getOrDefault(collection, new Document());
    }

    /** A collection is about to be created. */
    void begin(Metadata metadata) {
        known.put(metadata.name(), new Document("uuid", metadata.uuid()));
        write(metadata.name(), 0, 0, false);
    }

    /** The documents before this place of the file are restored. */
    void at(String collection, long documents, long offset) {
        write(collection, documents, offset, false);
    }

    void complete(String collection) {
        write(collection, documents(collection), offset(collection), true);
    }

    private void write(String collection, long documents, long offset, boolean complete) {
        var state = new Document("_id", collection)
                .append("documents", documents)
                .append("offset", offset)
                .append("complete", complete)
                .append("uuid", of(collection).stringOrNull("uuid"));
        stored.replaceOne(Filters.eq("_id", collection), state, new ReplaceOptions().upsert(true));
        known.put(collection, state);
    }

    /** The restore is complete. */
    void end() {
        stored.drop();
    }
}
