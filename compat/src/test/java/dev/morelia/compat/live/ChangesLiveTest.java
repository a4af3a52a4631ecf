package dev.morelia.compat.live;

import static com.mongodb.client.model.Filters.eq;

import com.mongodb.WriteConcern;
import com.mongodb.client.MongoChangeStreamCursor;
import com.mongodb.client.model.Aggregates;
import com.mongodb.client.model.Filters;
import com.mongodb.client.model.Updates;
import com.mongodb.client.model.changestream.ChangeStreamDocument;
import com.mongodb.client.model.changestream.FullDocument;
import com.mongodb.client.model.changestream.FullDocumentBeforeChange;
import dev.morelia.testkit.ReplicaSet;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.bson.BsonDocument;
import org.bson.Document;
import org.bson.RawBsonDocument;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledIf;

/** Change streams, by both drivers. */
@EnabledIf(value = "dev.morelia.testkit.ReplicaSet#available", disabledReason = "no mongod")
class ChangesLiveTest {
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
    void changeStreams() {
        drivers.agree(t -> {
            var c = t.collection.withWriteConcern(WriteConcern.MAJORITY);
            c.insertOne(new Document("_id", 0));
            try (MongoChangeStreamCursor<ChangeStreamDocument<Document>> cursor = c.watch()
                    .fullDocument(FullDocument.UPDATE_LOOKUP)
                    .maxAwaitTime(500, TimeUnit.MILLISECONDS)
                    .cursor()) {
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
                try (var resumed = c.watch(BsonDocument.class)
                        .startAfter(token)
                        .batchSize(1)
                        .cursor()) {
                    t.see("started after", () -> resumed.next().getFullDocument());
                }
            }
        });
    }

    @Test
    void whatIsWatched() {
        drivers.agree(t -> {
            var c = t.collection.withWriteConcern(WriteConcern.MAJORITY);
            c.insertOne(new Document("_id", 0));
            try (var cursor = c.watch().cursor()) {
                c.insertOne(new Document("_id", 1));
                cursor.next();
                BsonDocument token = cursor.getResumeToken();
                c.insertOne(new Document("_id", 2));
                t.see("database", () -> {
                    try (var all = t.database
                            .watch(List.of(Aggregates.match(Filters.eq("operationType", "insert"))))
                            .resumeAfter(token)
                            .cursor()) {
                        return described(all.next());
                    }
                });
                t.see("client", () -> {
                    try (var all = t.client
                            .watch(List.of(Aggregates.match(Filters.eq("ns.db", t.database.getName()))))
                            .resumeAfter(token)
                            .cursor()) {
                        return described(all.next());
                    }
                });
                t.see("whole class", () -> {
                    try (var all = c.watch()
                            .resumeAfter(token)
                            .withDocumentClass(RawBsonDocument.class)
                            .cursor()) {
                        return all.next().keySet();
                    }
                });
                t.see("projected away", () -> {
                    try (var all = c.watch(List.of(Aggregates.project(new Document("_id", 0))))
                            .resumeAfter(token)
                            .cursor()) {
                        return all.next();
                    }
                });
                t.see(
                        "mapped",
                        () -> c.watch()
                                .resumeAfter(token)
                                .map(e -> e.getDocumentKey())
                                .first());
            }
        });
    }

    @Test
    void errorsAndEnd() {
        drivers.agree(t -> {
            var c = t.collection.withWriteConcern(WriteConcern.MAJORITY);
            c.insertOne(new Document("_id", 0));
            try (var cursor = c.watch().cursor()) {
                c.insertOne(new Document("_id", 1));
                cursor.next();
                BsonDocument token = cursor.getResumeToken();
                c.insertOne(new Document("_id", 2));
                t.see("before", () -> {
                    try (var all = c.watch()
                            .fullDocumentBeforeChange(FullDocumentBeforeChange.REQUIRED)
                            .resumeAfter(token)
                            .cursor()) {
                        return described(all.next());
                    }
                });
                t.see(
                        "bad token",
                        () -> c.watch().resumeAfter(new BsonDocument()).cursor());
                t.see(
                        "bad stage",
                        () -> c.watch(List.of(new Document("$foo", 1))).cursor());
                try (var session = t.client.startSession()) {
                    t.see("session", () -> {
                        try (var all = c.watch(session).resumeAfter(token).cursor()) {
                            return described(all.next());
                        }
                    });
                }
                c.drop();
                t.see("drop", () -> {
                    cursor.next();
                    return described(cursor.next());
                });
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
}
