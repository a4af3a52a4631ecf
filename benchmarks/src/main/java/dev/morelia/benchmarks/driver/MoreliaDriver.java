package dev.morelia.benchmarks.driver;

import dev.morelia.MongoClient;
import dev.morelia.MongoCollection;
import dev.morelia.MongoDatabase;
import dev.morelia.bson.Document;
import java.util.List;

/** Our driver with its defaults. */
final class MoreliaDriver implements DriverSide.Client<Document> {
    private final MongoClient client;
    private final MongoDatabase database;
    private final MongoCollection<Document> collection;

    MoreliaDriver(String uri) {
        client = MongoClient.create(uri);
        database = client.database(DriverTask.DATABASE);
        collection = database.collection(DriverTask.COLLECTION);
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
        return collection.findOne(new Document("_id", id)).orElseThrow();
    }

    @Override
    public int findMany() {
        int count = 0;
        for (var found : collection.find()) {
            count += found.isEmpty() ? 0 : 1;
        }
        return count;
    }

    @Override
    public void insertOne(Document document) {
        collection.insertOne(document);
    }

    @Override
    public void insertMany(List<Document> documents) {
        collection.insertMany(documents);
    }

    @Override
    public void close() {
        client.close();
    }
}
