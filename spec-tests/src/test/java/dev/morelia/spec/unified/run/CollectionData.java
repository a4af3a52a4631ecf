package dev.morelia.spec.unified.run;

import dev.morelia.bson.Document;
import dev.morelia.settings.ReadConcern;
import dev.morelia.spec.unified.match.Matcher;
import dev.morelia.spec.unified.match.Mismatch;
import dev.morelia.spec.unified.server.Deployment;
import java.util.HashMap;
import java.util.List;

/** Inserts {@code initialData} and compares {@code outcome}, always with the internal client. */
record CollectionData(Deployment deployment) {
    void prepare(List<Document> collections) {
        for (var data : collections) {
            var database = deployment.internalClient().database(data.string("databaseName"));
            var name = data.string("collectionName");
            var documents = data.list("documents", Document.class);
            database.collection(name).drop();
            if (data.containsKey("createOptions") || documents.isEmpty()) {
                var create = new Document("create", name);
                create.putAll(data.containsKey("createOptions") ? data.document("createOptions") : new Document());
                database.runCommand(create.append("writeConcern", deployment.prepared()));
            }
            if (!documents.isEmpty()) {
                database.runCommand(new Document("insert", name)
                        .append("documents", documents)
                        .append("writeConcern", deployment.prepared()));
            }
        }
    }

    /** Drops the collections of a file without data: another deployment on the same servers may have left some. */
    void clear(List<Document> entities) {
        var databases = new HashMap<String, String>();
        for (var entity : entities) {
            if (entity.get("database") instanceof Document database) {
                databases.put(database.string("id"), database.string("databaseName"));
            }
            if (entity.get("collection") instanceof Document collection) {
                // A collection of a database that the file does not define fails the test when it is created.
                var database = databases.get(collection.string("database"));
                if (database != null) {
                    deployment
                            .internalClient()
                            .database(database)
                            .collection(collection.string("collectionName"))
                            .drop();
                }
            }
        }
    }

    void check(List<Document> collections) {
        for (var data : collections) {
            var database = data.string("databaseName");
            var name = data.string("collectionName");
            var expected = data.list("documents", Document.class);
            var actual = deployment
                    .internalClient()
                    .database(database)
                    .collection(name)
                    .with(ReadConcern.LOCAL)
                    .find(new Document())
                    .sort(new Document("_id", 1))
                    .toList();
            if (!Matcher.exactlyEqual(expected, actual)) {
                throw new Mismatch("outcome " + database + "." + name, "expected " + expected + ", but was " + actual);
            }
        }
    }
}
