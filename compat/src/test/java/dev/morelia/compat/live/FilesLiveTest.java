package dev.morelia.compat.live;

import static com.mongodb.client.model.Filters.eq;

import com.mongodb.client.gridfs.GridFSBuckets;
import com.mongodb.client.gridfs.model.GridFSUploadOptions;
import dev.morelia.testkit.ReplicaSet;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.concurrent.TimeUnit;
import org.bson.Document;
import org.bson.types.ObjectId;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledIf;

/** The GridFS of the official driver, by both drivers. */
@EnabledIf(value = "dev.morelia.testkit.ReplicaSet#available", disabledReason = "no mongod")
@SuppressWarnings("NullAway") // what is missing fails the test
class FilesLiveTest {
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
    void files() {
        drivers.agree(t -> {
            var bucket = GridFSBuckets.create(t.database, "files").withChunkSizeBytes(1024);
            byte[] bytes = new byte[10_000];
            Arrays.fill(bytes, (byte) 7);
            var id = new ObjectId("65a0f0f0f0f0f0f0f0f0f0f0");
            t.see("upload", () -> bucket.uploadFromStream("a", new ByteArrayInputStream(bytes)) != null);
            t.run(
                    "upload with id",
                    () -> bucket.uploadFromStream(
                            new org.bson.BsonObjectId(id),
                            "b",
                            new ByteArrayInputStream(bytes),
                            new GridFSUploadOptions().metadata(new Document("m", 1))));
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
        });
    }

    @Test
    void changedFiles() {
        drivers.agree(t -> {
            var bucket = GridFSBuckets.create(t.database, "files").withChunkSizeBytes(1024);
            byte[] bytes = new byte[10_000];
            var id = new ObjectId("65a0f0f0f0f0f0f0f0f0f0f0");
            bucket.uploadFromStream(new org.bson.BsonObjectId(id), "b", new ByteArrayInputStream(bytes));
            t.see(
                    "names",
                    () -> bucket.find()
                            .sort(new Document("filename", 1))
                            .map(f -> f.getFilename())
                            .into(new ArrayList<>()));
            t.run("rename", () -> bucket.rename(id, "bb"));
            t.run("delete", () -> bucket.delete(id));
            t.run("delete again", () -> bucket.delete(id));
            t.see("missing", () -> {
                bucket.downloadToStream(id, new ByteArrayOutputStream());
                return 1;
            });
            t.see(
                    "indexes",
                    () -> t.database
                            .getCollection("files.chunks")
                            .listIndexes()
                            .map(d -> d.get("key"))
                            .into(new ArrayList<>()));
            t.see("with timeout", () -> {
                var limited = bucket.withTimeout(10, TimeUnit.SECONDS);
                limited.uploadFromStream("t", new ByteArrayInputStream(bytes));
                try (var in = limited.openDownloadStream("t")) {
                    return in.readAllBytes().length;
                }
            });
            try (var session = t.client.startSession()) {
                t.see(
                        "transaction",
                        () -> session.withTransaction(() -> {
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
