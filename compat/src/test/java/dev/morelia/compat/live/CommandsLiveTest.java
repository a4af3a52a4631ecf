package dev.morelia.compat.live;

import static com.mongodb.client.model.Filters.eq;

import com.mongodb.CreateIndexCommitQuorum;
import com.mongodb.ReadConcern;
import com.mongodb.ReadPreference;
import com.mongodb.TransactionOptions;
import com.mongodb.WriteConcern;
import com.mongodb.client.model.Aggregates;
import com.mongodb.client.model.BulkWriteOptions;
import com.mongodb.client.model.Collation;
import com.mongodb.client.model.CollationStrength;
import com.mongodb.client.model.CountOptions;
import com.mongodb.client.model.CreateCollectionOptions;
import com.mongodb.client.model.CreateIndexOptions;
import com.mongodb.client.model.DeleteManyModel;
import com.mongodb.client.model.DeleteOneModel;
import com.mongodb.client.model.DeleteOptions;
import com.mongodb.client.model.EstimatedDocumentCountOptions;
import com.mongodb.client.model.FindOneAndDeleteOptions;
import com.mongodb.client.model.FindOneAndReplaceOptions;
import com.mongodb.client.model.FindOneAndUpdateOptions;
import com.mongodb.client.model.IndexModel;
import com.mongodb.client.model.IndexOptionDefaults;
import com.mongodb.client.model.IndexOptions;
import com.mongodb.client.model.InsertManyOptions;
import com.mongodb.client.model.InsertOneModel;
import com.mongodb.client.model.InsertOneOptions;
import com.mongodb.client.model.ReplaceOneModel;
import com.mongodb.client.model.ReplaceOptions;
import com.mongodb.client.model.ReturnDocument;
import com.mongodb.client.model.TimeSeriesOptions;
import com.mongodb.client.model.UpdateManyModel;
import com.mongodb.client.model.UpdateOneModel;
import com.mongodb.client.model.UpdateOptions;
import com.mongodb.client.model.Updates;
import com.mongodb.client.model.ValidationAction;
import com.mongodb.client.model.ValidationLevel;
import com.mongodb.client.model.ValidationOptions;
import com.mongodb.client.model.changestream.FullDocument;
import com.mongodb.client.model.changestream.FullDocumentBeforeChange;
import dev.morelia.testkit.ReplicaSet;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.bson.BsonString;
import org.bson.Document;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledIf;

/** Every option of every method, which must become the same fields of the same commands. */
@EnabledIf(value = "dev.morelia.testkit.ReplicaSet#available", disabledReason = "no mongod")
class CommandsLiveTest {
    private static final Collation COLLATION = Collation.builder()
            .locale("fr")
            .collationStrength(CollationStrength.SECONDARY)
            .numericOrdering(true)
            .build();
    private static final BsonString COMMENT = new BsonString("note");
    private static final Document BY_ID = new Document("_id", 1);

    private static BothDrivers drivers;

    @BeforeAll
    static void start() {
        drivers = BothDrivers.of(ReplicaSet.shared().uri());
    }

    @AfterAll
    static void close() {
        drivers.close();
    }

    @Test
    void queries() {
        drivers.agreeOnCommands(t -> {
            var c = t.collection;
            t.see("plain", () -> c.find().first());
            t.see("all", () -> c.find().into(new ArrayList<>()));
            t.see(
                    "options",
                    () -> c.find(eq("a", 1))
                            .sort(BY_ID)
                            .projection(new Document("a", 1))
                            .skip(1)
                            .limit(5)
                            .batchSize(3)
                            .collation(COLLATION)
                            .comment(COMMENT)
                            .hint(BY_ID)
                            .min(BY_ID)
                            .max(new Document("_id", 9))
                            .allowDiskUse(false)
                            .noCursorTimeout(true)
                            .partial(true)
                            .returnKey(true)
                            .showRecordId(true)
                            .let(new Document("v", 1))
                            .maxTime(3, TimeUnit.SECONDS)
                            .into(new ArrayList<>()));
            t.see("names", () -> c.find().hintString("_id_").comment("text").into(new ArrayList<>()));
            t.see(
                    "false",
                    () -> c.find()
                            .partial(false)
                            .returnKey(false)
                            .skip(0)
                            .limit(0)
                            .batchSize(0)
                            .into(new ArrayList<>()));
            t.see("negative", () -> c.find().limit(-2).batchSize(7).into(new ArrayList<>()));
            t.see("same", () -> c.find().limit(4).batchSize(4).into(new ArrayList<>()));
            t.see(
                    "concern",
                    () -> c.withReadConcern(ReadConcern.MAJORITY).find().into(new ArrayList<>()));
            t.see(
                    "preference",
                    () -> c.withReadPreference(ReadPreference.secondaryPreferred())
                            .find()
                            .first());
            t.see(
                    "aggregate",
                    () -> c.aggregate(List.of(Aggregates.match(eq("a", 1))))
                            .allowDiskUse(true)
                            .batchSize(0)
                            .bypassDocumentValidation(true)
                            .collation(COLLATION)
                            .comment(COMMENT)
                            .hint(BY_ID)
                            .let(new Document("v", 1))
                            .maxTime(3, TimeUnit.SECONDS)
                            .into(new ArrayList<>()));
            t.see(
                    "out",
                    () -> c.aggregate(List.of(Aggregates.out("o")))
                            .comment("x")
                            .batchSize(3)
                            .maxTime(3, TimeUnit.SECONDS)
                            .collation(COLLATION)
                            .into(new ArrayList<>()));
            t.run(
                    "to collection",
                    () -> c.withReadConcern(ReadConcern.LOCAL)
                            .withWriteConcern(WriteConcern.MAJORITY)
                            .aggregate(List.of(Aggregates.out("o")))
                            .bypassDocumentValidation(true)
                            .allowDiskUse(false)
                            .toCollection());
            t.see(
                    "out on a secondary",
                    () -> c.withReadPreference(ReadPreference.secondary())
                            .aggregate(List.of(Aggregates.merge("o")))
                            .into(new ArrayList<>()));
            t.see(
                    "distinct",
                    () -> c.distinct("a", eq("b", 1), String.class)
                            .collation(COLLATION)
                            .comment(COMMENT)
                            .hint(BY_ID)
                            .maxTime(1, TimeUnit.SECONDS)
                            .first());
            t.see("distinct plain", () -> c.distinct("a", String.class).first());
            t.see(
                    "count",
                    () -> c.countDocuments(
                            eq("a", 1),
                            new CountOptions()
                                    .collation(COLLATION)
                                    .comment(COMMENT)
                                    .hint(BY_ID)
                                    .limit(3)
                                    .skip(2)
                                    .maxTime(1, TimeUnit.SECONDS)));
            t.see("count plain", () -> c.countDocuments());
            t.see(
                    "estimated",
                    () -> c.estimatedDocumentCount(
                            new EstimatedDocumentCountOptions().comment(COMMENT).maxTime(1, TimeUnit.SECONDS)));
        });
    }

    @Test
    void writes() {
        drivers.agreeOnCommands(t -> {
            var c = t.collection;
            t.see(
                    "insert",
                    () -> c.insertOne(
                            BY_ID,
                            new InsertOneOptions()
                                    .bypassDocumentValidation(true)
                                    .comment(COMMENT)));
            t.see(
                    "insert false",
                    () -> c.insertOne(new Document("_id", 2), new InsertOneOptions().bypassDocumentValidation(false)));
            t.see(
                    "many",
                    () -> c.insertMany(
                            List.of(new Document("b", 1).append("_id", 3), new Document("_id", 4)),
                            new InsertManyOptions().ordered(false).comment(COMMENT)));
            t.see(
                    "concern",
                    () -> c.withWriteConcern(
                                    WriteConcern.MAJORITY.withJournal(true).withWTimeout(5, TimeUnit.SECONDS))
                            .insertOne(new Document("_id", 5)));
            t.see(
                    "update",
                    () -> c.updateOne(
                            eq("_id", 1),
                            Updates.set("a.$[x]", 1),
                            new UpdateOptions()
                                    .upsert(false)
                                    .arrayFilters(List.of(eq("x", 1)))
                                    .collation(COLLATION)
                                    .comment(COMMENT)
                                    .hint(BY_ID)
                                    .let(new Document("v", 1))
                                    .bypassDocumentValidation(true)));
            t.see(
                    "update many",
                    () -> c.updateMany(
                            eq("_id", 1),
                            List.of(new Document("$set", new Document("q", 1))),
                            new UpdateOptions().upsert(true).hintString("_id_")));
            t.see(
                    "replace",
                    () -> c.replaceOne(
                            eq("_id", 1),
                            new Document("z", 1).append("_id", 1),
                            new ReplaceOptions()
                                    .upsert(true)
                                    .collation(COLLATION)
                                    .hint(BY_ID)
                                    .comment(COMMENT)
                                    .let(new Document("v", 1))
                                    .bypassDocumentValidation(false)));
            t.see(
                    "delete",
                    () -> c.deleteOne(
                            eq("_id", 2),
                            new DeleteOptions()
                                    .collation(COLLATION)
                                    .hint(BY_ID)
                                    .comment(COMMENT)
                                    .let(new Document("v", 1))));
            t.see("delete many", () -> c.deleteMany(eq("_id", 2), new DeleteOptions().hintString("_id_")));
            t.see(
                    "modify",
                    () -> c.findOneAndUpdate(
                            eq("_id", 1),
                            Updates.set("a", 1),
                            new FindOneAndUpdateOptions()
                                    .projection(BY_ID)
                                    .sort(BY_ID)
                                    .upsert(true)
                                    .returnDocument(ReturnDocument.AFTER)
                                    .maxTime(2, TimeUnit.SECONDS)
                                    .bypassDocumentValidation(true)
                                    .collation(COLLATION)
                                    .hint(BY_ID)
                                    .comment(COMMENT)
                                    .let(new Document("v", 1))));
            t.see("modify plain", () -> c.findOneAndUpdate(eq("_id", 1), Updates.set("a", 1)));
            t.see(
                    "find and replace",
                    () -> c.findOneAndReplace(
                            eq("_id", 1),
                            new Document("x", 1),
                            new FindOneAndReplaceOptions()
                                    .sort(BY_ID)
                                    .projection(BY_ID)
                                    .upsert(false)
                                    .hintString("_id_")
                                    .comment(COMMENT)));
            t.see(
                    "find and delete",
                    () -> c.findOneAndDelete(
                            eq("_id", 1),
                            new FindOneAndDeleteOptions()
                                    .sort(BY_ID)
                                    .projection(BY_ID)
                                    .collation(COLLATION)
                                    .hint(BY_ID)
                                    .comment(COMMENT)
                                    .maxTime(2, TimeUnit.SECONDS)));
            t.see("order", () -> c.findOneAndReplace(eq("_id", 1), new Document("x", 1).append("_id", 1)));
            t.see(
                    "let",
                    () -> c.bulkWrite(
                            List.of(new ReplaceOneModel<>(eq("_id", 20), new Document("c", 1).append("_id", 20))),
                            new BulkWriteOptions().let(new Document("v", 1))));
            var options = new BulkWriteOptions().comment(COMMENT);
            t.see(
                    "bulk insert",
                    () -> c.bulkWrite(
                            List.of(new InsertOneModel<>(new Document("_id", 20))),
                            new BulkWriteOptions()
                                    .ordered(false)
                                    .comment(COMMENT)
                                    .bypassDocumentValidation(true)));
            t.see(
                    "bulk update",
                    () -> c.bulkWrite(
                            List.of(new UpdateOneModel<>(
                                    eq("_id", 20),
                                    Updates.set("a", 1),
                                    new UpdateOptions().hint(BY_ID).collation(COLLATION))),
                            options));
            t.see(
                    "bulk update many",
                    () -> c.bulkWrite(
                            List.of(new UpdateManyModel<>(
                                    eq("_id", 20), Updates.set("a", 1), new UpdateOptions().upsert(true))),
                            options));
            t.see(
                    "bulk replace",
                    () -> c.bulkWrite(
                            List.of(new ReplaceOneModel<>(
                                    eq("_id", 20), new Document("c", 1), new ReplaceOptions().hintString("_id_"))),
                            options));
            t.see(
                    "bulk delete",
                    () -> c.bulkWrite(
                            List.of(
                                    new DeleteOneModel<>(eq("_id", 20), new DeleteOptions().collation(COLLATION)),
                                    new DeleteManyModel<>(eq("_id", 21))),
                            options));
        });
    }

    @Test
    void administration() {
        drivers.agreeOnCommands(t -> {
            var c = t.collection;
            t.see(
                    "index",
                    () -> c.createIndexes(
                            List.of(
                                    new IndexModel(
                                            new Document("a", 1).append("b", -1),
                                            new IndexOptions()
                                                    .background(true)
                                                    .unique(true)
                                                    .sparse(true)
                                                    .hidden(true)
                                                    .version(2)
                                                    .storageEngine(new Document("wiredTiger", new Document()))
                                                    .collation(COLLATION)),
                                    new IndexModel(
                                            new Document("p", "2d"),
                                            new IndexOptions()
                                                    .bits(20)
                                                    .min(-100.0)
                                                    .max(100.0)),
                                    new IndexModel(new Document("g", "2dsphere"), new IndexOptions().sphereVersion(3)),
                                    new IndexModel(
                                            new Document("t", "text"),
                                            new IndexOptions()
                                                    .weights(new Document("t", 2))
                                                    .defaultLanguage("none")
                                                    .languageOverride("l")
                                                    .textVersion(3)),
                                    new IndexModel(
                                            new Document("e", 1),
                                            new IndexOptions()
                                                    .name("ttl")
                                                    .expireAfter(5L, TimeUnit.MINUTES)
                                                    .partialFilterExpression(eq("e", 1)))),
                            new CreateIndexOptions()
                                    .maxTime(5, TimeUnit.SECONDS)
                                    .commitQuorum(CreateIndexCommitQuorum.MAJORITY)));
            t.see(
                    "indexes",
                    () -> c.listIndexes()
                            .batchSize(2)
                            .comment(COMMENT)
                            .maxTime(2, TimeUnit.SECONDS)
                            .into(new ArrayList<>())
                            .size());
            t.run("drop", () -> c.dropIndex("ttl"));
            t.run("drop keys", () -> c.dropIndex(new Document("g", "2dsphere")));
            t.run("drop all", () -> c.dropIndexes());
            t.run(
                    "capped",
                    () -> t.database.createCollection(
                            "capped",
                            new CreateCollectionOptions()
                                    .capped(true)
                                    .sizeInBytes(10000)
                                    .maxDocuments(3)));
            t.run(
                    "options",
                    () -> t.database.createCollection(
                            "options",
                            new CreateCollectionOptions()
                                    .collation(COLLATION)
                                    .storageEngineOptions(new Document("wiredTiger", new Document()))
                                    .indexOptionDefaults(new IndexOptionDefaults()
                                            .storageEngine(new Document("wiredTiger", new Document())))
                                    .validationOptions(new ValidationOptions()
                                            .validator(eq("a", 1))
                                            .validationAction(ValidationAction.WARN)
                                            .validationLevel(ValidationLevel.MODERATE))));
            t.run(
                    "series",
                    () -> t.database.createCollection(
                            "series",
                            new CreateCollectionOptions()
                                    .timeSeriesOptions(new TimeSeriesOptions("t")
                                            .metaField("m")
                                            .bucketMaxSpan(60L, TimeUnit.SECONDS)
                                            .bucketRounding(60L, TimeUnit.SECONDS))
                                    .expireAfter(1, TimeUnit.HOURS)));
            t.run(
                    "view",
                    () -> t.database.createView(
                            "view",
                            "things",
                            List.of(Aggregates.match(eq("a", 1))),
                            new com.mongodb.client.model.CreateViewOptions().collation(COLLATION)));
            t.see(
                    "collections",
                    () -> t.database
                            .listCollections()
                            .filter(eq("name", "view"))
                            .batchSize(3)
                            .comment(COMMENT)
                            .maxTime(1, TimeUnit.SECONDS)
                            .into(new ArrayList<>())
                            .size());
            t.see("names", () -> t.database.listCollectionNames().into(new java.util.TreeSet<>()));
            t.see(
                    "filtered names",
                    () -> t.database
                            .listCollectionNames()
                            .filter(eq("type", "view"))
                            .authorizedCollections(true)
                            .comment("x")
                            .into(new java.util.TreeSet<>()));
            t.see(
                    "databases",
                    () -> t.client
                            .listDatabases()
                            .filter(eq("name", "zzz"))
                            .nameOnly(true)
                            .authorizedDatabasesOnly(true)
                            .comment(COMMENT)
                            .into(new ArrayList<>()));
            t.see(
                    "database names",
                    () -> t.client.listDatabaseNames().into(new ArrayList<>()).isEmpty());
            t.run(
                    "rename",
                    () -> t.database
                            .getCollection("options")
                            .renameCollection(
                                    new com.mongodb.MongoNamespace(t.database.getName(), "renamed"),
                                    new com.mongodb.client.model.RenameCollectionOptions().dropTarget(true)));
            t.run("drop collection", () -> t.database.getCollection("renamed").drop());
            t.see(
                    "command",
                    () -> t.database
                            .runCommand(new Document("ping", 1), ReadPreference.secondaryPreferred())
                            .containsKey("ok"));
            t.run(
                    "drop database",
                    () -> t.database.withWriteConcern(WriteConcern.MAJORITY).drop());
        });
    }

    @Test
    void changeStreams() {
        drivers.agreeOnCommands(t -> {
            t.see("options", () -> {
                t.collection
                        .watch(List.of(Aggregates.match(eq("a", 1))))
                        .fullDocument(FullDocument.WHEN_AVAILABLE)
                        .fullDocumentBeforeChange(FullDocumentBeforeChange.WHEN_AVAILABLE)
                        .batchSize(5)
                        .collation(COLLATION)
                        .comment(COMMENT)
                        .showExpandedEvents(true)
                        .maxAwaitTime(5, TimeUnit.SECONDS)
                        .startAtOperationTime(new org.bson.BsonTimestamp(2_000_000_000, 1))
                        .cursor()
                        .close();
                return 1;
            });
            t.see("database", () -> {
                t.database.watch().cursor().close();
                return 1;
            });
            t.see("client", () -> {
                t.client.watch().cursor().close();
                return 1;
            });
        });
    }

    @Test
    void transactions() {
        drivers.agreeOnCommands(t -> {
            t.collection.insertOne(new Document("_id", 1));
            try (var session = t.client.startSession()) {
                t.see(
                        "options",
                        () -> session.withTransaction(
                                () -> {
                                    t.collection.find(session).first();
                                    t.collection.updateOne(session, eq("_id", 1), Updates.set("a", 1));
                                    t.collection.aggregate(session, List.of()).first();
                                    return 1;
                                },
                                TransactionOptions.builder()
                                        .readConcern(ReadConcern.SNAPSHOT)
                                        .writeConcern(WriteConcern.MAJORITY)
                                        .readPreference(ReadPreference.primary())
                                        .maxCommitTime(5L, TimeUnit.SECONDS)
                                        .build()));
                session.startTransaction();
                t.see(
                        "insert",
                        () -> t.collection
                                .withWriteConcern(WriteConcern.MAJORITY)
                                .insertOne(session, new Document("_id", 2)));
                t.run("abort", session::abortTransaction);
            }
            try (var session = t.client.startSession(com.mongodb.ClientSessionOptions.builder()
                    .causallyConsistent(false)
                    .build())) {
                t.see("not causal", () -> t.collection.find(session).first());
            }
        });
    }
}
