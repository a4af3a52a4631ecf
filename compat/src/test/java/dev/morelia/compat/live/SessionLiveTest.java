package dev.morelia.compat.live;

import static com.mongodb.client.model.Filters.eq;

import com.mongodb.ClientSessionOptions;
import com.mongodb.WriteConcern;
import com.mongodb.client.ClientSession;
import com.mongodb.client.model.Aggregates;
import com.mongodb.client.model.InsertOneModel;
import com.mongodb.client.model.Updates;
import dev.morelia.testkit.ReplicaSet;
import java.util.ArrayList;
import java.util.List;
import org.bson.Document;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledIf;

/** Sessions on a replica set, by both drivers. */
@EnabledIf(value = "dev.morelia.testkit.ReplicaSet#available", disabledReason = "no mongod")
class SessionLiveTest {
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
    void sessions() {
        drivers.agree(t -> {
            try (var session = t.client.startSession()) {
                var c = t.collection;
                t.see("causal", session::isCausallyConsistent);
                t.see("active", session::hasActiveTransaction);
                t.see(
                        "options",
                        () -> session.getOptions()
                                .getDefaultTransactionOptions()
                                .getReadPreference());
                t.see("insert", () -> c.insertOne(session, new Document("_id", 1)));
                t.see("find", () -> c.find(session, eq("_id", 1)).first());
                t.see("count", () -> c.countDocuments(session));
                t.see(
                        "aggregate",
                        () -> c.aggregate(session, List.of(Aggregates.count())).first());
                t.see(
                        "distinct",
                        () -> c.distinct(session, "_id", Integer.class).first());
                t.see("update", () -> c.updateOne(session, eq("_id", 1), Updates.set("a", 1)));
                t.see("find one", () -> c.findOneAndUpdate(session, eq("_id", 1), Updates.set("a", 2)));
                t.see("bulk", () -> c.bulkWrite(session, List.of(new InsertOneModel<>(new Document("_id", 2)))));
                t.see("delete", () -> c.deleteOne(session, eq("_id", 2)));
                t.see("index", () -> c.createIndex(session, new Document("a", 1)));
            }
        });
    }

    @Test
    @SuppressWarnings("try") // explicit close: what follows is tried on a closed session
    void moreOfSessions() {
        drivers.agree(t -> {
            try (var session = t.client.startSession()) {
                var c = t.collection;
                c.insertOne(session, new Document("_id", 1));
                t.see(
                        "command",
                        () -> t.database
                                .runCommand(session, new Document("ping", 1))
                                .get("ok"));
                t.see("names", () -> t.database.listCollectionNames(session).into(new ArrayList<>()));
                t.see(
                        "databases",
                        () -> t.client
                                        .listDatabaseNames(session)
                                        .into(new ArrayList<>())
                                        .size()
                                > 3);
                t.see("time", () -> session.getOperationTime() != null);
                t.see("cluster time", () -> session.getClusterTime().containsKey("clusterTime"));
                t.see("id", () -> session.getServerSession().getIdentifier().keySet());
                t.see("closed", () -> session.getServerSession().isClosed());
                t.see(
                        "wrapped",
                        () -> c.find(new WrappedSession(session), eq("_id", 1)).first());
                t.see("null", () -> c.find((ClientSession) null).first());
                t.see(
                        "unacknowledged",
                        () -> c.withWriteConcern(WriteConcern.UNACKNOWLEDGED)
                                .insertOne(session, new Document("_id", 9)));
                t.see(
                        "unacknowledged update",
                        () -> c.withWriteConcern(WriteConcern.UNACKNOWLEDGED)
                                .updateOne(session, eq("_id", 9), Updates.set("a", 1)));
                t.see("null insert", () -> c.insertOne((ClientSession) null, new Document()));
                session.close();
                t.see("server after", () -> session.getServerSession());
                t.see("find after", () -> c.find(session, eq("_id", 1)).first());
                t.run("start after", session::startTransaction);
                session.close();
            }
        });
    }

    @Test
    void snapshots() {
        drivers.agree(t -> {
            t.see("snapshot", () -> {
                try (var session = t.client.startSession(
                        ClientSessionOptions.builder().snapshot(true).build())) {
                    var before = t.collection.countDocuments(session);
                    t.collection.insertOne(new Document("_id", 100));
                    return before == t.collection.countDocuments(session) && session.getSnapshotTimestamp() != null;
                }
            });
            t.run("transaction in snapshot", () -> {
                try (var session = t.client.startSession(
                        ClientSessionOptions.builder().snapshot(true).build())) {
                    session.startTransaction();
                }
            });
            t.run("write in snapshot", () -> {
                try (var session = t.client.startSession(
                        ClientSessionOptions.builder().snapshot(true).build())) {
                    t.collection.insertOne(session, new Document("_id", 101));
                }
            });
            t.see(
                    "both",
                    () -> t.client.startSession(ClientSessionOptions.builder()
                            .snapshot(true)
                            .causallyConsistent(true)
                            .build()));
        });
    }

    @Test
    void sessionOfAnotherClient() {
        drivers.agree(t -> {
            try (var other = BothDrivers.like(t.client, ReplicaSet.shared().uri());
                    var session = other.startSession()) {
                t.see("find", () -> t.collection.find(session).first());
                t.see("insert", () -> t.collection.insertOne(session, new Document()));
            }
        });
    }

    @Test
    void writeConcerns() {
        drivers.agree(t -> {
            var c = t.collection.withWriteConcern(new WriteConcern(5, 1));
            t.see("insert", () -> c.insertOne(new Document("_id", 1)));
            t.see("many", () -> c.insertMany(List.of(new Document("_id", 2))));
            t.see("bulk", () -> c.bulkWrite(List.of(new InsertOneModel<>(new Document("_id", 3)))));
            t.see("update", () -> c.updateOne(eq("_id", 1), Updates.set("a", 1)));
            t.see("delete", () -> c.deleteOne(eq("_id", 2)));
            t.see("modify", () -> c.findOneAndUpdate(eq("_id", 1), Updates.set("a", 2)));
            t.see("duplicate", () -> c.insertOne(new Document("_id", 1)));
            t.see(
                    "unknown mode",
                    () -> t.collection
                            .withWriteConcern(new WriteConcern("nosuch"))
                            .insertOne(new Document("_id", 4)));
            t.see("index", () -> c.createIndex(new Document("z", 1)));
            t.run("drop", c::drop);
        });
    }
}
