package dev.morelia.benchmarks.driver;

import dev.morelia.MongoClient;
import dev.morelia.MongoCollection;
import dev.morelia.MongoDatabase;
import dev.morelia.bson.Document;
import dev.morelia.options.NamespacedWrite;
import dev.morelia.options.WriteModel;
import dev.morelia.settings.Namespace;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;

/** Morelia with its default settings. */
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

    @Override
    public Runnable collectionBulk(List<Document> inserted, List<Document> replacements) {
        var writes = writes(inserted, replacements);
        return () -> collection.bulkWrite(writes);
    }

    @Override
    public Runnable clientBulk(List<Document> inserted, List<Document> replacements) {
        var writes = writes(inserted, replacements);
        var numbered = DriverTask.NUMBERED_COLLECTIONS.stream()
                .map(name -> new Namespace(DriverTask.DATABASE, name))
                .toList();
        List<NamespacedWrite> named = new ArrayList<>();
        for (int i = 0; i < writes.size(); i++) {
            boolean mixed = !replacements.isEmpty();
            named.add(writes.get(i).in(mixed ? numbered.get(i / 3 % numbered.size()) : collection.namespace()));
        }
        return () -> client.bulkWrite(named);
    }

    private static List<WriteModel<Document>> writes(List<Document> inserted, List<Document> replacements) {
        List<WriteModel<Document>> writes = new ArrayList<>();
        for (int i = 0; i < inserted.size(); i++) {
            writes.add(WriteModel.insertOne(inserted.get(i)));
            if (!replacements.isEmpty()) {
                writes.add(WriteModel.replaceOne(new Document(), replacements.get(i)));
                writes.add(WriteModel.deleteOne(new Document()));
            }
        }
        return writes;
    }

    /** What the rows with files do. */
    MoreliaFiles files() {
        return new MoreliaFiles(database);
    }

    @Override
    public void close() {
        client.close();
    }
}
