package dev.morelia.compat.live;

import static com.mongodb.client.model.Filters.eq;
import static com.mongodb.client.model.Filters.gt;

import com.mongodb.MongoNamespace;
import com.mongodb.ReadConcern;
import com.mongodb.WriteConcern;
import com.mongodb.client.model.Collation;
import com.mongodb.client.model.CreateCollectionOptions;
import com.mongodb.client.model.DropIndexOptions;
import com.mongodb.client.model.IndexModel;
import com.mongodb.client.model.IndexOptions;
import com.mongodb.client.model.Indexes;
import com.mongodb.client.model.RenameCollectionOptions;
import dev.morelia.testkit.Mongod;
import java.util.ArrayList;
import java.util.List;
import java.util.TreeSet;
import java.util.concurrent.TimeUnit;
import org.bson.BsonDocument;
import org.bson.BsonInt32;
import org.bson.Document;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledIf;

/** Indexes, collections and databases, by both drivers. */
@EnabledIf(value = "dev.morelia.testkit.Mongod#available", disabledReason = "no mongod")
class AdministrationLiveTest {
    private static BothDrivers drivers;

    @BeforeAll
    static void start() {
        drivers = BothDrivers.of(Mongod.shared().uri());
    }

    @AfterAll
    static void close() {
        drivers.close();
    }

    @Test
    void indexes() {
        drivers.agree(t -> {
            var c = t.collection;
            t.see("list of none", () -> c.listIndexes().into(new ArrayList<>()));
            t.see("create", () -> c.createIndex(Indexes.ascending("a")));
            t.see(
                    "compound",
                    () -> c.createIndex(
                            Indexes.compoundIndex(Indexes.ascending("a"), Indexes.descending("b")),
                            new IndexOptions().unique(true)));
            t.see("double", () -> c.createIndex(new Document("dd", 1.0)));
            t.see(
                    "many",
                    () -> c.createIndexes(List.of(
                            new IndexModel(
                                    Indexes.text("t"),
                                    new IndexOptions()
                                            .name("text")
                                            .defaultLanguage("english")
                                            .weights(new Document("t", 3))),
                            new IndexModel(Indexes.geo2dsphere("g")),
                            new IndexModel(Indexes.hashed("h")),
                            new IndexModel(
                                    Indexes.ascending("e"),
                                    new IndexOptions()
                                            .expireAfter(10L, TimeUnit.SECONDS)
                                            .background(true)),
                            new IndexModel(
                                    Indexes.ascending("p"),
                                    new IndexOptions()
                                            .partialFilterExpression(gt("p", 1))
                                            .hidden(true)),
                            new IndexModel(
                                    Indexes.ascending("$**"),
                                    new IndexOptions().wildcardProjection(new Document("w", 1))),
                            new IndexModel(
                                    Indexes.ascending("co"),
                                    new IndexOptions()
                                            .collation(Collation.builder()
                                                    .locale("fr")
                                                    .build())))));
            t.see("list", () -> c.listIndexes().into(new ArrayList<>()));
            t.see("conflict", () -> c.createIndex(Indexes.ascending("a"), new IndexOptions().unique(true)));
            t.see("null keys", () -> c.createIndex(null));
            t.run("drop", () -> c.dropIndex("a_1"));
            t.run("drop unknown", () -> c.dropIndex("zzz"));
            t.run("drop by keys", () -> c.dropIndex(Indexes.ascending("e")));
            t.run("drop by unknown keys", () -> c.dropIndex(Indexes.ascending("eeee")));
            t.run("drop id", () -> c.dropIndex("_id_"));
            t.see("names", () -> c.listIndexes().map(d -> d.getString("name")).into(new TreeSet<>()));
            t.run("drop star", () -> c.dropIndex("*"));
            t.see("left", () -> c.listIndexes().map(d -> d.getString("name")).into(new TreeSet<>()));
            t.run("drop all", () -> c.dropIndexes(new DropIndexOptions().maxTime(5, TimeUnit.SECONDS)));
            t.run(
                    "drop of unknown collection",
                    () -> t.database.getCollection("unknown").dropIndexes());
            t.run(
                    "drop one of unknown collection",
                    () -> t.database.getCollection("unknown").dropIndex("x"));
            t.see("search", () -> c.createSearchIndex("s", new Document("mappings", new Document("dynamic", true))));
            t.see("search list", () -> c.listSearchIndexes().into(new ArrayList<>()));
            t.run("search update", () -> c.updateSearchIndex("s", new Document()));
            t.run("search drop", () -> c.dropSearchIndex("s"));
        });
    }

    @Test
    void administration() {
        drivers.agree(t -> {
            t.see("names", () -> t.database.listCollectionNames().into(new TreeSet<>()));
            t.run("create", () -> t.database.createCollection("made"));
            t.run("create again", () -> t.database.createCollection("made"));
            t.see("invalid name", () -> t.database.getCollection(""));
            t.see("invalid database", () -> t.client.getDatabase("a b"));
            t.run(
                    "capped",
                    () -> t.database.createCollection(
                            "capped",
                            new CreateCollectionOptions()
                                    .capped(true)
                                    .sizeInBytes(10000)
                                    .maxDocuments(5)));
            t.run(
                    "series",
                    () -> t.database.createCollection(
                            "series",
                            new CreateCollectionOptions()
                                    .timeSeriesOptions(new com.mongodb.client.model.TimeSeriesOptions("t")
                                            .metaField("m")
                                            .granularity(com.mongodb.client.model.TimeSeriesGranularity.MINUTES))
                                    .expireAfter(100, TimeUnit.SECONDS)));
            t.run(
                    "clustered",
                    () -> t.database.createCollection(
                            "clustered",
                            new CreateCollectionOptions()
                                    .clusteredIndexOptions(new com.mongodb.client.model.ClusteredIndexOptions(
                                                    new Document("_id", 1), true)
                                            .name("x"))));
            t.see("names", () -> t.database.listCollectionNames().into(new TreeSet<>()));
            t.see(
                    "filtered names",
                    () -> t.database
                            .listCollectionNames()
                            .filter(eq("name", "made"))
                            .into(new TreeSet<>()));
            t.see(
                    "filtered by type",
                    () -> t.database
                            .listCollectionNames()
                            .filter(eq("type", "timeseries"))
                            .authorizedCollections(true)
                            .into(new TreeSet<>()));
            t.see("options", () -> {
                var list = t.database.listCollections().into(new ArrayList<>());
                list.forEach(d -> d.remove("info"));
                list.sort((a, b) -> a.getString("name").compareTo(b.getString("name")));
                return list;
            });
            t.see(
                    "batches",
                    () -> t.database
                            .listCollections()
                            .batchSize(1)
                            .map(d -> d.getString("name"))
                            .into(new TreeSet<>()));
        });
    }

    @Test
    void commands() {
        drivers.agree(t -> {
            t.see(
                    "command",
                    () -> t.database.runCommand(new Document("ping", 1)).get("ok"));
            t.see(
                    "command class",
                    () -> t.database
                            .runCommand(new BsonDocument("ping", new BsonInt32(1)), BsonDocument.class)
                            .get("ok"));
            t.see("bad command", () -> t.database.runCommand(new Document("foo", 1)));
            t.see("null command", () -> t.database.runCommand(null));
        });
    }

    @Test
    void renames() {
        drivers.agree(t -> {
            t.database.createCollection("capped");
            var made = t.database.getCollection("made");
            made.insertOne(new Document("_id", 1));
            t.run("rename", () -> made.renameCollection(new MongoNamespace(t.database.getName(), "renamed")));
            t.see("renamed", () -> t.database.getCollection("renamed").countDocuments());
            t.run("rename unknown", () -> made.renameCollection(new MongoNamespace(t.database.getName(), "other")));
            t.run(
                    "rename on existing",
                    () -> t.database
                            .getCollection("capped")
                            .renameCollection(new MongoNamespace(t.database.getName(), "renamed")));
            t.run(
                    "rename with drop",
                    () -> t.database
                            .getCollection("capped")
                            .renameCollection(
                                    new MongoNamespace(t.database.getName(), "renamed"),
                                    new RenameCollectionOptions().dropTarget(true)));
            t.run("rename to another database", () -> {
                t.database
                        .getCollection("renamed")
                        .renameCollection(new MongoNamespace(t.database.getName() + "x", "moved"));
                t.client.getDatabase(t.database.getName() + "x").drop();
            });
            t.run("drop", () -> t.database.getCollection("series").drop());
            t.run("drop unknown", () -> t.database.getCollection("nothing").drop());
        });
    }

    @Test
    void databases() {
        drivers.agree(t -> {
            t.database.createCollection("made");
            t.see(
                    "databases",
                    () -> t.client.listDatabaseNames().into(new ArrayList<>()).contains(t.database.getName()));
            t.see(
                    "database",
                    () -> t.client
                            .listDatabases()
                            .filter(eq("name", t.database.getName()))
                            .nameOnly(true)
                            .into(new ArrayList<>()));
            t.see(
                    "database class",
                    () -> t.client.listDatabases(BsonDocument.class).first() != null);
            t.see(
                    "views",
                    () -> List.of(
                            t.database.getName(),
                            t.database.getReadPreference(),
                            t.database.getWriteConcern(),
                            t.database.getReadConcern(),
                            "" + t.database.getTimeout(TimeUnit.MILLISECONDS),
                            t.database.withWriteConcern(WriteConcern.MAJORITY).getWriteConcern(),
                            t.database.withTimeout(5, TimeUnit.SECONDS).getTimeout(TimeUnit.MILLISECONDS),
                            t.database
                                    .withWriteConcern(WriteConcern.W1)
                                    .getCollection("x")
                                    .getWriteConcern(),
                            t.collection.withReadConcern(ReadConcern.MAJORITY).getReadConcern(),
                            t.collection.getDocumentClass(),
                            t.collection.getNamespace()));
        });
    }
}
