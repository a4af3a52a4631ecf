package dev.morelia.compat.live;

import static com.mongodb.client.model.Filters.eq;

import com.mongodb.ClientSessionOptions;
import com.mongodb.MongoException;
import com.mongodb.ReadConcern;
import com.mongodb.ReadPreference;
import com.mongodb.TransactionOptions;
import com.mongodb.WriteConcern;
import com.mongodb.client.ClientSession;
import com.mongodb.client.MongoChangeStreamCursor;
import com.mongodb.client.gridfs.GridFSBuckets;
import com.mongodb.client.gridfs.model.GridFSUploadOptions;
import com.mongodb.client.model.Aggregates;
import com.mongodb.client.model.Filters;
import com.mongodb.client.model.InsertOneModel;
import com.mongodb.client.model.Updates;
import com.mongodb.client.model.changestream.ChangeStreamDocument;
import com.mongodb.client.model.changestream.FullDocument;
import com.mongodb.client.model.changestream.FullDocumentBeforeChange;
import dev.morelia.testkit.ReplicaSet;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.bson.BsonDocument;
import org.bson.Document;
import org.bson.RawBsonDocument;
import org.bson.types.ObjectId;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledIf;

/** Sessions, transactions, change streams and files on a replica set, by both drivers. */
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
                t.see("options", () -> session.getOptions().getDefaultTransactionOptions().getReadPreference());
                t.see("insert", () -> c.insertOne(session, new Document("_id", 1)));
                t.see("find", () -> c.find(session, eq("_id", 1)).first());
                t.see("count", () -> c.countDocuments(session));
                t.see("aggregate", () -> c.aggregate(session, List.of(Aggregates.count())).first());
                t.see("distinct", () -> c.distinct(session, "_id", Integer.class).first());
                t.see("update", () -> c.updateOne(session, eq("_id", 1), Updates.set("a", 1)));
                t.see("find one", () -> c.findOneAndUpdate(session, eq("_id", 1), Updates.set("a", 2)));
                t.see("bulk", () -> c.bulkWrite(session, List.of(new InsertOneModel<>(new Document("_id", 2)))));
                t.see("delete", () -> c.deleteOne(session, eq("_id", 2)));
                t.see("index", () -> c.createIndex(session, new Document("a", 1)));
                t.see("command", () -> t.database.runCommand(session, new Document("ping", 1)).get("ok"));
                t.see("names", () -> t.database.listCollectionNames(session).into(new ArrayList<>()));
                t.see("databases", () -> t.client.listDatabaseNames(session).into(new ArrayList<>()).size() > 3);
                t.see("time", () -> session.getOperationTime() != null);
                t.see("cluster time", () -> session.getClusterTime().containsKey("clusterTime"));
                t.see("id", () -> session.getServerSession().getIdentifier().keySet());
                t.see("closed", () -> session.getServerSession().isClosed());
                t.see("wrapped", () -> c.find(new WrappedSession(session), eq("_id", 1)).first());
                t.see("null", () -> c.find((ClientSession) null).first());
                t.see("null insert", () -> c.insertOne((ClientSession) null, new Document()));
                session.close();
                t.see("server after", () -> session.getServerSession());
                t.see("find after", () -> c.find(session, eq("_id", 1)).first());
                t.run("start after", session::startTransaction);
                session.close();
            }
            t.see("snapshot", () -> {
                try (var session = t.client.startSession(ClientSessionOptions.builder().snapshot(true).build())) {
                    var before = t.collection.countDocuments(session);
                    t.collection.insertOne(new Document("_id", 100));
                    return before == t.collection.countDocuments(session) && session.getSnapshotTimestamp() != null;
                }
            });
            t.run("transaction in snapshot", () -> {
                try (var session = t.client.startSession(ClientSessionOptions.builder().snapshot(true).build())) {
                    session.startTransaction();
                }
            });
            t.run("write in snapshot", () -> {
                try (var session = t.client.startSession(ClientSessionOptions.builder().snapshot(true).build())) {
                    t.collection.insertOne(session, new Document("_id", 101));
                }
            });
            t.see("both", () -> t.client.startSession(
                    ClientSessionOptions.builder().snapshot(true).causallyConsistent(true).build()));
        });
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
                session.startTransaction(TransactionOptions.builder().writeConcern(WriteConcern.MAJORITY).readConcern(ReadConcern.SNAPSHOT).build());
                t.see("options", () -> session.getTransactionOptions().getReadConcern() + " " + session.getTransactionOptions().getWriteConcern());
                t.run("again", session::startTransaction);
                t.see("insert", () -> c.insertOne(session, new Document("_id", 1)));
                t.see("inside", () -> c.countDocuments(session));
                t.see("outside", () -> c.countDocuments());
                t.see("active", session::hasActiveTransaction);
                t.see("read preference", () -> c.withReadPreference(ReadPreference.secondary()).find(session).first());
                t.see("wrapped", () -> c.insertOne(new WrappedSession(session), new Document("_id", 2)));
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
            try (var session = t.client.startSession()) {
                t.run("unacknowledged", () -> session.startTransaction(TransactionOptions.builder().writeConcern(WriteConcern.UNACKNOWLEDGED).build()));
            }
            try (var one = t.client.startSession(); var other = t.client.startSession()) {
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
                t.see("result", () -> session.withTransaction(() -> {
                    c.updateOne(session, eq("_id", 0), Updates.inc("n", 1));
                    return "r";
                }));
                t.see("n", () -> c.find().first());
                t.see("null result", () -> session.withTransaction(() -> null));
                t.see("throws", () -> session.withTransaction(() -> {
                    c.updateOne(session, eq("_id", 0), Updates.inc("n", 1));
                    throw new UnsupportedOperationException("mine");
                }));
                t.see("n after", () -> c.find().first());
                var attempts = new AtomicInteger();
                t.see("own transient", () -> session.withTransaction(() -> {
                    c.updateOne(session, eq("_id", 0), Updates.inc("n", 1));
                    if (attempts.incrementAndGet() < 3) {
                        var failure = new MongoException("mine");
                        failure.addLabel(MongoException.TRANSIENT_TRANSACTION_ERROR_LABEL);
                        throw failure;
                    }
                    return attempts.get();
                }));
                t.see("n then", () -> c.find().first());
                t.see("own other", () -> session.withTransaction(() -> {
                    throw new MongoException(77, "mine");
                }));
                t.see("duplicate", () -> session.withTransaction(() -> c.insertOne(session, new Document("_id", 0))));
                var conflicts = new AtomicInteger();
                t.see("conflict", () -> session.withTransaction(() -> {
                    if (conflicts.incrementAndGet() == 1) {
                        c.find(session).first();
                        c.updateOne(eq("_id", 0), Updates.inc("n", 100));
                    }
                    c.updateOne(session, eq("_id", 0), Updates.inc("n", 1));
                    return conflicts.get();
                }));
                t.see("n at last", () -> c.find().first());
                t.see("commits itself", () -> session.withTransaction(() -> {
                    c.updateOne(session, eq("_id", 0), Updates.inc("n", 1));
                    session.commitTransaction();
                    return 1;
                }));
                t.see("aborts itself", () -> session.withTransaction(() -> {
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
            t.see("unknown mode", () -> t.collection.withWriteConcern(new WriteConcern("nosuch")).insertOne(new Document("_id", 4)));
            t.see("index", () -> c.createIndex(new Document("z", 1)));
            t.run("drop", c::drop);
        });
    }

    @Test
    void changeStreams() {
        drivers.agree(t -> {
            var c = t.collection.withWriteConcern(WriteConcern.MAJORITY);
            c.insertOne(new Document("_id", 0));
            try (MongoChangeStreamCursor<ChangeStreamDocument<Document>> cursor =
                    c.watch().fullDocument(FullDocument.UPDATE_LOOKUP).maxAwaitTime(500, TimeUnit.MILLISECONDS).cursor()) {
                t.see("none", cursor::tryNext);
                c.insertOne(new Document("_id", 1).append("a", 1));
                c.updateOne(eq("_id", 1), Updates.combine(Updates.set("b", 2), Updates.unset("a")));
                c.deleteOne(eq("_id", 1));
                for (String each : List.of("insert", "update", "delete")) {
                    var event = cursor.next();
                    t.see(each, () -> described(event));
                }
                t.see("cursor", () -> cursor.getServerCursor() != null && cursor.getServerAddress() != null);
                BsonDocument token = cursor.getResumeToken();
                c.insertOne(new Document("_id", 2));
                try (var resumed = c.watch().resumeAfter(token).cursor()) {
                    t.see("resumed", () -> described(resumed.next()));
                }
                try (var resumed = c.watch(BsonDocument.class).startAfter(token).batchSize(1).cursor()) {
                    t.see("started after", () -> resumed.next().getFullDocument());
                }
                t.see("database", () -> {
                    try (var all = t.database.watch(List.of(Aggregates.match(Filters.eq("operationType", "insert"))))
                            .resumeAfter(token)
                            .cursor()) {
                        return described(all.next());
                    }
                });
                t.see("client", () -> {
                    try (var all = t.client.watch(List.of(Aggregates.match(Filters.eq("ns.db", t.database.getName()))))
                            .resumeAfter(token)
                            .cursor()) {
                        return described(all.next());
                    }
                });
                t.see("whole class", () -> {
                    try (var all = c.watch().resumeAfter(token).withDocumentClass(RawBsonDocument.class).cursor()) {
                        return all.next().keySet();
                    }
                });
                t.see("projected away", () -> {
                    try (var all = c.watch(List.of(Aggregates.project(new Document("_id", 0)))).resumeAfter(token).cursor()) {
                        return all.next();
                    }
                });
                t.see("mapped", () -> c.watch().resumeAfter(token).map(e -> e.getDocumentKey()).first());
                t.see("before", () -> {
                    try (var all = c.watch().fullDocumentBeforeChange(FullDocumentBeforeChange.REQUIRED).resumeAfter(token).cursor()) {
                        return described(all.next());
                    }
                });
                t.see("bad token", () -> c.watch().resumeAfter(new BsonDocument()).cursor());
                t.see("bad stage", () -> c.watch(List.of(new Document("$foo", 1))).cursor());
                try (var session = t.client.startSession()) {
                    t.see("session", () -> {
                        try (var all = c.watch(session).resumeAfter(token).cursor()) {
                            return described(all.next());
                        }
                    });
                }
                c.drop();
                t.see("drop", () -> { cursor.next(); return described(cursor.next()); });
                t.see("invalidate", () -> described(cursor.next()));
                t.see("end", cursor::hasNext);
                t.see("past the end", cursor::next);
            }
        });
    }

    private static String described(ChangeStreamDocument<Document> event) {
        return event.getOperationType() + " " + event.getNamespace() + " " + event.getDocumentKey() + " "
                + event.getFullDocument() + " " + event.getUpdateDescription() + " "
                + (event.getClusterTime() != null) + " " + (event.getWallTime() != null) + " "
                + (event.getResumeToken() != null) + " " + event.getExtraElements();
    }

    @Test
    void files() {
        drivers.agree(t -> {
            var bucket = GridFSBuckets.create(t.database, "files").withChunkSizeBytes(1024);
            byte[] bytes = new byte[10_000];
            Arrays.fill(bytes, (byte) 7);
            var id = new ObjectId("65a0f0f0f0f0f0f0f0f0f0f0");
            t.see("upload", () -> bucket.uploadFromStream("a", new ByteArrayInputStream(bytes)) != null);
            t.run("upload with id", () -> bucket.uploadFromStream(
                    new org.bson.BsonObjectId(id), "b", new ByteArrayInputStream(bytes), new GridFSUploadOptions().metadata(new Document("m", 1))));
            t.see("download", () -> {
                var out = new ByteArrayOutputStream();
                bucket.downloadToStream(id, out);
                return Arrays.equals(out.toByteArray(), bytes);
            });
            t.see("by name", () -> {
                try (var in = bucket.openDownloadStream("a")) {
                    return in.readAllBytes().length + " " + in.getGridFSFile().getLength();
                }
            });
            t.see("stream", () -> {
                try (var out = bucket.openUploadStream("c")) {
                    out.write("hello".getBytes(StandardCharsets.UTF_8));
                }
                var out = new ByteArrayOutputStream();
                bucket.downloadToStream("c", out);
                return out.toString(StandardCharsets.UTF_8);
            });
            t.see("find", () -> bucket.find(eq("filename", "b")).first().getMetadata());
            t.see("names", () -> bucket.find().sort(new Document("filename", 1)).map(f -> f.getFilename()).into(new ArrayList<>()));
            t.run("rename", () -> bucket.rename(id, "bb"));
            t.run("delete", () -> bucket.delete(id));
            t.run("delete again", () -> bucket.delete(id));
            t.see("missing", () -> { bucket.downloadToStream(id, new ByteArrayOutputStream()); return 1; });
            t.see("indexes", () -> t.database.getCollection("files.chunks").listIndexes().map(d -> d.get("key")).into(new ArrayList<>()));
            t.see("with timeout", () -> {
                var limited = bucket.withTimeout(10, TimeUnit.SECONDS);
                limited.uploadFromStream("t", new ByteArrayInputStream(bytes));
                try (var in = limited.openDownloadStream("t")) {
                    return in.readAllBytes().length;
                }
            });
            try (var session = t.client.startSession()) {
                t.see("transaction", () -> session.withTransaction(() -> {
                    var out = new ByteArrayOutputStream();
                    bucket.uploadFromStream(session, "tx", new ByteArrayInputStream(bytes));
                    bucket.downloadToStream(session, "tx", out);
                    return out.size();
                }));
            }
            t.run("drop", bucket::drop);
            t.see("dropped", () -> bucket.find().into(new ArrayList<>()));
        });
    }
}
