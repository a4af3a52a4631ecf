package dev.morelia.compat.live;

import static com.mongodb.client.model.Filters.eq;
import static com.mongodb.client.model.bulk.ClientBulkWriteOptions.clientBulkWriteOptions;
import static com.mongodb.client.model.bulk.ClientUpdateOneOptions.clientUpdateOneOptions;

import com.mongodb.MongoNamespace;
import com.mongodb.WriteConcern;
import com.mongodb.client.model.Updates;
import com.mongodb.client.model.bulk.ClientBulkWriteResult;
import com.mongodb.client.model.bulk.ClientNamespacedWriteModel;
import com.mongodb.client.model.bulk.ClientReplaceOneOptions;
import dev.morelia.testkit.BulkFront;
import dev.morelia.testkit.ReplicaSet;
import java.util.List;
import java.util.TreeMap;
import org.bson.Document;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledIf;

/** Bulk writes of a client, by both drivers. */
@EnabledIf(value = "dev.morelia.testkit.ReplicaSet#available", disabledReason = "no mongod")
@SuppressWarnings("NullAway") // what is missing fails the test
class ClientBulkLiveTest {
    private static BulkFront front;
    private static BothDrivers drivers;

    @BeforeAll
    static void start() {
        front = BulkFront.start(ReplicaSet.shared());
        drivers = BothDrivers.of(front.uri());
    }

    @AfterAll
    static void close() {
        drivers.close();
        front.close();
    }

    private static String described(ClientBulkWriteResult result) {
        if (!result.isAcknowledged()) {
            return "unacknowledged";
        }
        return result.getInsertedCount() + " " + result.getUpsertedCount() + " " + result.getMatchedCount() + " "
                + result.getModifiedCount() + " " + result.getDeletedCount() + " "
                + result.getVerboseResults()
                        .map(all -> {
                            var text = new TreeMap<Integer, String>();
                            all.getInsertResults()
                                    .forEach((i, each) -> text.put(i, "inserted " + each.getInsertedId()));
                            all.getUpdateResults()
                                    .forEach((i, each) -> text.put(
                                            i,
                                            "updated " + each.getMatchedCount() + " " + each.getModifiedCount() + " "
                                                    + each.getUpsertedId()));
                            all.getDeleteResults()
                                    .forEach((i, each) -> text.put(i, "deleted " + each.getDeletedCount()));
                            return text.toString();
                        })
                        .orElse("no details");
    }

    @Test
    void writes() {
        drivers.agree(t -> {
            var a = new MongoNamespace(t.database.getName(), "a");
            var b = new MongoNamespace(t.database.getName(), "b");
            List<ClientNamespacedWriteModel> all = List.of(
                    ClientNamespacedWriteModel.insertOne(a, new Document("_id", 1)),
                    ClientNamespacedWriteModel.insertOne(b, new Document("_id", 1).append("x", 0)),
                    ClientNamespacedWriteModel.updateOne(a, eq("_id", 1), Updates.set("x", 1)),
                    ClientNamespacedWriteModel.updateOne(
                            a,
                            eq("_id", 2),
                            Updates.set("x", 1),
                            clientUpdateOneOptions().upsert(true)),
                    ClientNamespacedWriteModel.updateMany(
                            a, new Document(), List.of(new Document("$set", new Document("y", 1)))),
                    ClientNamespacedWriteModel.replaceOne(b, eq("_id", 1), new Document("r", 1)),
                    ClientNamespacedWriteModel.replaceOne(
                            b,
                            eq("_id", 9),
                            new Document("r", 1),
                            ClientReplaceOneOptions.clientReplaceOneOptions().upsert(true)),
                    ClientNamespacedWriteModel.deleteOne(a, eq("_id", 1)),
                    ClientNamespacedWriteModel.deleteMany(b, eq("_id", 77)));
            t.see(
                    "verbose",
                    () -> described(
                            t.client.bulkWrite(all, clientBulkWriteOptions().verboseResults(true))));
            t.see("a", () -> t.database.getCollection("a").find().first());
            t.see("b", () -> t.database.getCollection("b").find().first());
            t.see("failed", () -> described(t.client.bulkWrite(all)));
            t.see(
                    "summary",
                    () -> described(
                            t.client.bulkWrite(List.of(ClientNamespacedWriteModel.deleteMany(a, new Document())))));
            t.see(
                    "unordered",
                    () -> described(t.client.bulkWrite(
                            List.of(
                                    ClientNamespacedWriteModel.insertOne(a, new Document("_id", 1)),
                                    ClientNamespacedWriteModel.insertOne(a, new Document("_id", 1)),
                                    ClientNamespacedWriteModel.insertOne(a, new Document("_id", 2))),
                            clientBulkWriteOptions().ordered(false))));
            t.see("empty", () -> t.client.bulkWrite(List.of()));
            t.see("null", () -> t.client.bulkWrite(null));
            t.see(
                    "unacknowledged ordered",
                    () -> described(t.client
                            .withWriteConcern(WriteConcern.UNACKNOWLEDGED)
                            .bulkWrite(List.of(ClientNamespacedWriteModel.insertOne(a, new Document("_id", 31))))));
            t.see(
                    "generated",
                    () -> t.client
                            .bulkWrite(
                                    List.of(ClientNamespacedWriteModel.insertOne(a, new Document("z", 1))),
                                    clientBulkWriteOptions().verboseResults(true))
                            .getVerboseResults()
                            .orElseThrow()
                            .getInsertResults()
                            .get(0)
                            .getInsertedId()
                            .orElseThrow()
                            .isObjectId());
            try (var session = t.client.startSession()) {
                session.startTransaction();
                t.see(
                        "session",
                        () -> described(t.client.bulkWrite(
                                session, List.of(ClientNamespacedWriteModel.insertOne(a, new Document("_id", 50))))));
                session.abortTransaction();
                t.see("aborted", () -> t.database.getCollection("a").countDocuments(eq("_id", 50)));
            }
        });
    }
}
