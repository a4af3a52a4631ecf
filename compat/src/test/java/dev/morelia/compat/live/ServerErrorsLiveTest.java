package dev.morelia.compat.live;

import static com.mongodb.client.model.Filters.eq;

import com.mongodb.MongoException;
import com.mongodb.client.model.InsertOneModel;
import com.mongodb.client.model.Updates;
import dev.morelia.testkit.ReplicaSet;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.bson.Document;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledIf;

/** What programs see of errors that servers return and of connections that break, by both drivers. */
@EnabledIf(value = "dev.morelia.testkit.ReplicaSet#available", disabledReason = "no mongod")
class ServerErrorsLiveTest {
    private static BothDrivers retrying;
    private static BothDrivers drivers;

    @BeforeAll
    static void start() {
        String uri = ReplicaSet.shared().uri();
        retrying = BothDrivers.of(uri);
        drivers = BothDrivers.of(
                uri,
                settings -> settings.retryReads(false)
                        .retryWrites(false)
                        .applyToServerSettings(server -> server.heartbeatFrequency(500, TimeUnit.MILLISECONDS)));
    }

    @AfterAll
    static void close() {
        drivers.close();
        retrying.close();
    }

    private static void fail(Trace t, int times, Document how) {
        t.client
                .getDatabase("admin")
                .runCommand(new Document("configureFailPoint", "failCommand")
                        .append("mode", new Document("times", times))
                        .append(
                                "data",
                                how.append(
                                        "failCommands",
                                        List.of(
                                                "find",
                                                "insert",
                                                "update",
                                                "findAndModify",
                                                "aggregate",
                                                "getMore",
                                                "distinct",
                                                "commitTransaction"))));
    }

    private static void calm(Trace t) {
        t.client
                .getDatabase("admin")
                .runCommand(new Document("configureFailPoint", "failCommand").append("mode", "off"));
    }

    private static void eachFails(Trace t, String name, Document how) {
        var c = t.collection;
        fail(t, 1, Document.parse(how.toJson()));
        t.see(name + " find", () -> c.find().first());
        fail(t, 1, Document.parse(how.toJson()));
        t.see(name + " insert", () -> c.insertOne(new Document("_id", 50)));
        fail(t, 1, Document.parse(how.toJson()));
        t.see(name + " many", () -> c.insertMany(List.of(new Document("_id", 51), new Document("_id", 52))));
        fail(t, 1, Document.parse(how.toJson()));
        t.see(name + " bulk", () -> c.bulkWrite(List.of(new InsertOneModel<>(new Document("_id", 53)))));
        fail(t, 1, Document.parse(how.toJson()));
        t.see(name + " update", () -> c.updateMany(eq("_id", 1), Updates.set("a", 1)));
        fail(t, 1, Document.parse(how.toJson()));
        t.see(name + " modify", () -> c.findOneAndUpdate(eq("_id", 1), Updates.set("a", 1)));
        fail(t, 1, Document.parse(how.toJson()));
        t.see(name + " aggregate", () -> c.aggregate(List.of()).first());
        fail(t, 1, Document.parse(how.toJson()));
        t.see(name + " distinct", () -> c.distinct("a", Integer.class).first());
        calm(t);
        c.deleteMany(new Document("_id", new Document("$gte", 50)));
    }

    /** Each broken connection makes both drivers wait for the next heartbeat. */
    private static void readAndWriteFail(Trace t, Document how) {
        fail(t, 1, Document.parse(how.toJson()));
        t.see("find", () -> t.collection.find().first());
        fail(t, 1, Document.parse(how.toJson()));
        t.see("insert", () -> t.collection.insertOne(new Document("_id", 50)));
        calm(t);
    }

    @Test
    void errorCodes() {
        drivers.agree(t -> {
            t.collection.insertOne(new Document("_id", 1));
            for (int code : List.of(13, 43)) {
                eachFails(t, "code " + code, new Document("errorCode", code));
            }
            eachFails(
                    t,
                    "labels",
                    new Document("errorCode", 8000)
                            .append("errorLabels", List.of(MongoException.TRANSIENT_TRANSACTION_ERROR_LABEL, "Mine")));
        });
    }

    @Test
    void changesOfState() {
        drivers.agree(t -> {
            for (int code : List.of(189, 10107)) {
                fail(t, 1, new Document("errorCode", code));
                t.see("find " + code, () -> t.collection.find().first());
                fail(t, 1, new Document("errorCode", code));
                t.see("insert " + code, () -> t.collection.insertOne(new Document("_id", 1)));
            }
            calm(t);
        });
    }

    @Test
    void writeConcernErrors() {
        drivers.agree(t -> {
            t.collection.insertOne(new Document("_id", 1));
            var error = new Document("code", 64)
                    .append("codeName", "WriteConcernFailed")
                    .append("errmsg", "waiting timed out")
                    .append("errInfo", new Document("wtimeout", true));
            eachFails(t, "concern", new Document("writeConcernError", error));
        });
    }

    @Test
    void brokenConnections() {
        drivers.agree(t -> {
            t.collection.insertOne(new Document("_id", 1));
            readAndWriteFail(t, new Document("closeConnection", true));
        });
    }

    @Test
    void retries() {
        retrying.agree(t -> {
            t.collection.insertOne(new Document("_id", 1));
            readAndWriteFail(t, new Document("closeConnection", true));
            readAndWriteFail(t, new Document("errorCode", 189).append("errorLabels", List.of("RetryableWriteError")));
        });
    }

    @Test
    void batches() {
        drivers.agree(t -> {
            t.collection.insertMany(Numbers.to(10));
            for (var how : List.of(
                    new Document("closeConnection", true),
                    new Document("errorCode", 43),
                    new Document("errorCode", 50))) {
                t.see("batches " + how, () -> {
                    try (var cursor = t.collection.find().batchSize(2).cursor()) {
                        var seen = new ArrayList<>();
                        seen.add(cursor.next());
                        fail(t, 1, how);
                        while (cursor.hasNext()) {
                            seen.add(cursor.next());
                        }
                        return seen;
                    } finally {
                        calm(t);
                    }
                });
            }
        });
    }

    @Test
    void commits() {
        drivers.agree(t -> {
            t.collection.insertOne(new Document("_id", 1));
            for (var how : List.of(
                    new Document("closeConnection", true),
                    new Document("errorCode", 50),
                    new Document("errorCode", 251))) {
                try (var session = t.client.startSession()) {
                    session.startTransaction();
                    t.collection.insertOne(session, new Document());
                    fail(t, 3, how);
                    t.run("commit " + how, session::commitTransaction);
                    calm(t);
                }
            }
        });
    }

    @Test
    void closedClients() {
        drivers.agree(t -> {
            var client = BothDrivers.like(t.client, ReplicaSet.shared().uri());
            var session = client.startSession();
            client.close();
            client.close();
            var c = client.getDatabase("x").getCollection("y");
            t.see("find", () -> c.find().first());
            t.see("insert", () -> c.insertOne(new Document()));
            t.see("names", () -> client.listDatabaseNames().first());
            t.run("close of a session", session::close);
        });
    }

    @Test
    void interrupts() {
        drivers.agree(t -> {
            t.see("interrupted", () -> {
                Thread.currentThread().interrupt();
                try {
                    return t.collection
                            .find(new Document("$where", "sleep(2000)"))
                            .first();
                } finally {
                    t.note("interrupted still: " + Thread.interrupted());
                }
            });
        });
    }
}
