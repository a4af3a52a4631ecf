package dev.morelia.compat.live;

import static com.mongodb.client.model.Filters.eq;

import com.mongodb.CursorType;
import com.mongodb.client.MongoCursor;
import com.mongodb.client.model.CreateCollectionOptions;
import com.mongodb.client.model.Sorts;
import dev.morelia.testkit.Mongod;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.bson.Document;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledIf;

/** Cursors, by both drivers. */
@EnabledIf(value = "dev.morelia.testkit.Mongod#available", disabledReason = "no mongod")
@SuppressWarnings("NullAway") // what is missing fails the test
class CursorsLiveTest {
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
    void cursors() {
        drivers.agree(t -> {
            var c = t.collection;
            c.insertMany(Numbers.to(10));
            t.see("walk", () -> {
                try (MongoCursor<Document> cursor =
                        c.find().sort(Sorts.ascending("_id")).batchSize(3).cursor()) {
                    var seen = new ArrayList<>();
                    seen.add(cursor.available());
                    seen.add(cursor.getServerCursor() != null);
                    seen.add(cursor.getServerAddress() != null);
                    seen.add(cursor.tryNext().get("_id"));
                    seen.add(cursor.hasNext());
                    seen.add(cursor.next().get("_id"));
                    while (cursor.hasNext()) {
                        seen.add(cursor.next().get("_id"));
                    }
                    seen.add(cursor.getServerCursor());
                    seen.add(cursor.tryNext());
                    return seen;
                }
            });
            t.see("past the end", () -> c.find(eq("_id", 99)).iterator().next());
        });
    }

    @Test
    void closedCursors() {
        drivers.agree(t -> {
            var c = t.collection;
            c.insertMany(Numbers.to(10));
            t.see("closed", () -> {
                var cursor = c.find().cursor();
                cursor.close();
                cursor.close();
                return cursor.hasNext();
            });
            t.see("closed next", () -> {
                var cursor = c.find().cursor();
                cursor.close();
                return cursor.next();
            });
            t.see("closed try", () -> {
                var cursor = c.find().cursor();
                cursor.close();
                return cursor.tryNext();
            });
            t.see("remove", () -> {
                var cursor = c.find().cursor();
                cursor.next();
                cursor.remove();
                return 1;
            });
        });
    }

    @Test
    void brokenCursors() {
        drivers.agree(t -> {
            var c = t.collection;
            c.insertMany(Numbers.to(10));
            t.see("killed", () -> {
                try (var cursor = c.find().batchSize(2).cursor()) {
                    cursor.next();
                    t.database.runCommand(new Document("killCursors", "things")
                            .append("cursors", List.of(cursor.getServerCursor().getId())));
                    var seen = new ArrayList<>();
                    while (cursor.hasNext()) {
                        seen.add(cursor.next());
                    }
                    return seen;
                }
            });
            t.see("throwing mapper", () -> {
                try (var cursor = c.find()
                        .map(d -> {
                            throw new UnsupportedOperationException("no");
                        })
                        .cursor()) {
                    return cursor.next();
                }
            });
            t.see("codec that throws", () -> {
                var broken = t.collection.withCodecRegistry(Thing.broken()).withDocumentClass(Thing.class);
                return broken.find().first();
            });
            t.see("codec that throws on writing", () -> {
                var broken = t.collection.withCodecRegistry(Thing.broken()).withDocumentClass(Thing.class);
                return broken.insertOne(new Thing(null, "x"));
            });
            t.see("codec that throws on writing many", () -> {
                var broken = t.collection.withCodecRegistry(Thing.broken()).withDocumentClass(Thing.class);
                return broken.insertMany(List.of(new Thing(null, "x")));
            });
        });
    }

    @Test
    void tailableCursors() {
        drivers.agree(t -> {
            t.see("tailable", () -> {
                t.database.createCollection(
                        "capped", new CreateCollectionOptions().capped(true).sizeInBytes(4096));
                var capped = t.database.getCollection("capped");
                capped.insertOne(new Document("_id", 1));
                try (var cursor = capped.find()
                        .cursorType(CursorType.TailableAwait)
                        .maxAwaitTime(50, TimeUnit.MILLISECONDS)
                        .cursor()) {
                    var seen = new ArrayList<>();
                    seen.add(cursor.next());
                    seen.add(cursor.tryNext());
                    capped.insertOne(new Document("_id", 2));
                    seen.add(cursor.next());
                    return seen;
                }
            });
        });
    }
}
