package dev.morelia.benchmarks.driver;

import com.mongodb.client.MongoClient;
import com.mongodb.client.MongoClients;
import com.mongodb.client.MongoCollection;
import com.mongodb.client.MongoDatabase;
import java.util.List;
import java.util.Objects;
import java.util.function.Consumer;
import java.util.stream.IntStream;
import org.bson.Document;

/** {@code mongodb-driver-sync} with its defaults. Also prepares collections, for all sides alike. */
final class OfficialDriver implements DriverSide.Client<Document> {
    private final MongoClient client;
    private final MongoDatabase database;
    private final MongoCollection<Document> collection;

    OfficialDriver(String uri) {
        client = MongoClients.create(uri);
        database = client.getDatabase(DriverTask.DATABASE);
        collection = database.getCollection(DriverTask.COLLECTION);
    }

    @Override
    public Document document(String json) {
        return Document.parse(json);
    }

    @Override
    public Object runCommand(Document command) {
        return database.runCommand(command);
    }

    @Override
    public Object findOne(int id) {
        return Objects.requireNonNull(collection.find(new Document("_id", id)).first());
    }

    @Override
    public void findMany(Consumer<Document> each) {
        collection.find().forEach(each);
    }

    @Override
    public void insertOne(Document document) {
        collection.insertOne(document);
    }

    @Override
    public void insertMany(List<Document> documents) {
        collection.insertMany(documents);
    }

    /** Leaves an empty collection. */
    void reset() {
        collection.drop();
        database.createCollection(DriverTask.COLLECTION);
    }

    /** Fills the collection for the find rows, with the ids 1, 2 and so on, or with ids made by the driver. */
    void load(String json, boolean numbered) {
        reset();
        collection.insertMany(IntStream.rangeClosed(1, DriverTask.TWEETS)
                .mapToObj(id -> numbered ? document(json).append("_id", id) : document(json))
                .toList());
    }

    void dropDatabase() {
        database.drop();
    }

    String serverVersion() {
        return database.runCommand(new Document("buildInfo", 1)).getString("version");
    }

    @Override
    public void close() {
        client.close();
    }
}
