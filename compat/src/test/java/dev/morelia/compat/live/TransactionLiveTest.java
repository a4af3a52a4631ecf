package dev.morelia.compat.live;

import static com.mongodb.client.model.Filters.eq;

import com.mongodb.MongoException;
import com.mongodb.ReadConcern;
import com.mongodb.ReadPreference;
import com.mongodb.TransactionOptions;
import com.mongodb.WriteConcern;
import com.mongodb.client.model.Updates;
import dev.morelia.testkit.FaultProxy;
import dev.morelia.testkit.ReplicaSet;
import dev.morelia.testkit.RouterFront;
import java.util.concurrent.atomic.AtomicInteger;
import org.bson.Document;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledIf;

/** Transactions on a replica set, by both drivers. */
@EnabledIf(value = "dev.morelia.testkit.ReplicaSet#available", disabledReason = "no mongod")
class TransactionLiveTest {
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
    void transactions() {
        drivers.agree(t -> {
            var c = t.collection.withWriteConcern(WriteConcern.MAJORITY);
            c.insertOne(new Document("_id", 0));
            try (var session = t.client.startSession()) {
                t.run("commit of none", session::commitTransaction);
                t.run("abort of none", session::abortTransaction);
                t.see("options of none", session::getTransactionOptions);
                session.startTransaction(TransactionOptions.builder()
                        .writeConcern(WriteConcern.MAJORITY)
                        .readConcern(ReadConcern.SNAPSHOT)
                        .build());
                t.see(
                        "options",
                        () -> session.getTransactionOptions().getReadConcern() + " "
                                + session.getTransactionOptions().getWriteConcern());
                t.run("again", session::startTransaction);
                t.see("insert", () -> c.insertOne(session, new Document("_id", 1)));
                t.see("inside", () -> c.countDocuments(session));
                t.see("outside", () -> c.countDocuments());
                t.see("active", session::hasActiveTransaction);
                t.see(
                        "read preference",
                        () -> c.withReadPreference(ReadPreference.secondary())
                                .find(session)
                                .first());
                t.see("wrapped", () -> c.insertOne(new WrappedSession(session), new Document("_id", 2)));
            }
        });
    }

    @Test
    void behindALoadBalancerASessionIsPinnedToIt() {
        try (var front = RouterFront.startBehindLoadBalancer(ReplicaSet.shared());
                var balancer = FaultProxy.balancing(front.address());
                var balanced = BothDrivers.of(balancer.uri())) {
            balanced.agree(t -> {
                try (var session = t.client.startSession()) {
                    t.see("not yet", session::getPinnedServerAddress);
                    session.startTransaction();
                    t.collection.insertOne(session, new Document("_id", 0));
                    t.see("in the transaction", session::getPinnedServerAddress);
                    session.commitTransaction();
                    t.see("committed", session::getPinnedServerAddress);
                }
            });
        }
    }

    @Test
    void endsOfTransactions() {
        drivers.agree(t -> {
            var c = t.collection.withWriteConcern(WriteConcern.MAJORITY);
            c.insertOne(new Document("_id", 0));
            try (var session = t.client.startSession()) {
                session.startTransaction();
                c.insertOne(session, new Document("_id", 1));
                session.commitTransaction();
                t.see("active after", session::hasActiveTransaction);
                t.run("abort after commit", session::abortTransaction);
                t.run("commit again", session::commitTransaction);
                t.see("committed", () -> c.countDocuments());
                session.startTransaction();
                c.insertOne(session, new Document("_id", 3));
                session.abortTransaction();
                t.run("abort again", session::abortTransaction);
                t.run("commit after abort", session::commitTransaction);
                t.see("aborted", () -> c.countDocuments());
                session.startTransaction();
                t.see("duplicate", () -> c.insertOne(session, new Document("_id", 1)));
                t.see("after the error", () -> c.insertOne(session, new Document("_id", 4)));
                t.run("commit fails", session::commitTransaction);
            }
        });
    }

    @Test
    void conflicts() {
        drivers.agree(t -> {
            var c = t.collection.withWriteConcern(WriteConcern.MAJORITY);
            c.insertOne(new Document("_id", 0));
            try (var session = t.client.startSession()) {
                t.run(
                        "unacknowledged",
                        () -> session.startTransaction(TransactionOptions.builder()
                                .writeConcern(WriteConcern.UNACKNOWLEDGED)
                                .build()));
            }
            try (var one = t.client.startSession();
                    var other = t.client.startSession()) {
                one.startTransaction();
                other.startTransaction();
                c.updateOne(one, eq("_id", 0), Updates.set("a", 1));
                t.see("conflict", () -> c.updateOne(other, eq("_id", 0), Updates.set("a", 2)));
                t.run("commit of aborted", other::commitTransaction);
                one.commitTransaction();
                t.see("won", () -> c.find(eq("_id", 0)).first());
            }
        });
    }

    @Test
    void withTransaction() {
        drivers.agree(t -> {
            var c = t.collection;
            c.insertOne(new Document("_id", 0).append("n", 0));
            try (var session = t.client.startSession()) {
                t.see(
                        "result",
                        () -> session.withTransaction(() -> {
                            c.updateOne(session, eq("_id", 0), Updates.inc("n", 1));
                            return "r";
                        }));
                t.see("n", () -> c.find().first());
                t.see("null result", () -> session.withTransaction(() -> null));
                t.see(
                        "throws",
                        () -> session.withTransaction(() -> {
                            c.updateOne(session, eq("_id", 0), Updates.inc("n", 1));
                            throw new UnsupportedOperationException("mine");
                        }));
                t.see("n after", () -> c.find().first());
                var attempts = new AtomicInteger();
                t.see(
                        "own transient",
                        () -> session.withTransaction(() -> {
                            c.updateOne(session, eq("_id", 0), Updates.inc("n", 1));
                            if (attempts.incrementAndGet() < 3) {
                                var failure = new MongoException("mine");
                                failure.addLabel(MongoException.TRANSIENT_TRANSACTION_ERROR_LABEL);
                                throw failure;
                            }
                            return attempts.get();
                        }));
                t.see("n then", () -> c.find().first());
            }
        });
    }

    @Test
    void withTransactionAndErrors() {
        drivers.agree(t -> {
            var c = t.collection;
            c.insertOne(new Document("_id", 0).append("n", 0));
            try (var session = t.client.startSession()) {
                t.see(
                        "own other",
                        () -> session.withTransaction(() -> {
                            throw new MongoException(77, "mine");
                        }));
                t.see("duplicate", () -> session.withTransaction(() -> c.insertOne(session, new Document("_id", 0))));
            }
        });
    }

    @Test
    void withTransactionAndConflicts() {
        drivers.agree(t -> {
            var c = t.collection;
            c.insertOne(new Document("_id", 0).append("n", 0));
            try (var session = t.client.startSession()) {
                var conflicts = new AtomicInteger();
                t.see(
                        "conflict",
                        () -> session.withTransaction(() -> {
                            if (conflicts.incrementAndGet() == 1) {
                                c.find(session).first();
                                c.updateOne(eq("_id", 0), Updates.inc("n", 100));
                            }
                            c.updateOne(session, eq("_id", 0), Updates.inc("n", 1));
                            return conflicts.get();
                        }));
                t.see("n at last", () -> c.find().first());
                t.see(
                        "commits itself",
                        () -> session.withTransaction(() -> {
                            c.updateOne(session, eq("_id", 0), Updates.inc("n", 1));
                            session.commitTransaction();
                            return 1;
                        }));
                t.see(
                        "aborts itself",
                        () -> session.withTransaction(() -> {
                            c.updateOne(session, eq("_id", 0), Updates.inc("n", 1));
                            session.abortTransaction();
                            return 1;
                        }));
                t.see("null", () -> session.withTransaction(null));
                t.see("n", () -> c.find().first());
                session.startTransaction();
                t.see("in progress", () -> session.withTransaction(() -> 1));
            }
        });
    }
}
