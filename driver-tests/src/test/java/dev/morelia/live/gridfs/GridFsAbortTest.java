package dev.morelia.live.gridfs;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.morelia.MongoClient;
import dev.morelia.MongoDatabase;
import dev.morelia.bson.Document;
import dev.morelia.bson.RawDocument;
import dev.morelia.bson.Regex;
import dev.morelia.error.InterruptedOperationException;
import dev.morelia.error.WriteConcernException;
import dev.morelia.event.CommandListener;
import dev.morelia.event.CommandStartedEvent;
import dev.morelia.gridfs.GridFsBucket;
import dev.morelia.gridfs.GridFsUploadOptions;
import dev.morelia.testkit.ReplicaSet;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.FutureTask;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.condition.EnabledIf;

/** What is left of an upload that was aborted, and of a bucket that was dropped. */
@Timeout(120)
@EnabledIf(value = "dev.morelia.testkit.Mongod#available", disabledReason = "no mongod")
class GridFsAbortTest {
    private static ReplicaSet set;
    private static MongoClient client;
    private static MongoDatabase database;

    private GridFsBucket bucket;

    @BeforeAll
    static void start() {
        set = ReplicaSet.builder().testCommands(true).members(1).start();
        client = MongoClient.create(set.uri());
        database = client.database("gridfs_abort");
    }

    @AfterAll
    static void stop() {
        client.close();
        set.close();
    }

    @BeforeEach
    void empty() {
        database.drop();
        bucket = GridFsBucket.of(database);
    }

    private static void failPoint(Document settings) {
        var command = new Document("configureFailPoint", "failCommand");
        command.putAll(settings);
        client.database("admin").runCommand(command);
    }

    private static List<Document> chunks(Object id) {
        return database.collection("fs.chunks")
                .find(new Document("files_id", id))
                .toList();
    }

    /** The document of the file was stored, but not by a majority. */
    @Test
    void nothingIsLeftWhenTheEndOfTheUploadIsUncertain() {
        var upload = bucket.openUploadStream("x");
        upload.write(new byte[1000]);
        var unfulfilled = Document.of("code", 64, "errmsg", "waiting for replication timed out");
        failPoint(Document.of("mode", Document.of("skip", 1))
                .append("data", Document.of("failCommands", List.of("insert"), "writeConcernError", unfulfilled)));
        try {
            assertThatThrownBy(upload::close).isInstanceOf(WriteConcernException.class);
        } finally {
            failPoint(Document.of("mode", "off"));
        }
        upload.abort();

        assertThat(chunks(upload.id())).isEmpty();
        assertThat(bucket.find().toList()).isEmpty();
    }

    /** A server that is busy may begin with the last insert after everything was deleted. */
    @Test
    void whatAnInterruptedUploadHasSentLastIsDeletedSeveralTimes() throws Exception {
        bucket.uploadFromStream("x", new ByteArrayInputStream(new byte[1000]));
        var inserts = new Semaphore(0);
        var deletes = new CopyOnWriteArrayList<RawDocument>();
        var listener = new CommandListener() {
            @Override
            public void started(CommandStartedEvent event) {
                if (event.commandName().equals("insert")) {
                    inserts.release();
                } else if (event.commandName().equals("delete")) {
                    deletes.add(event.command());
                }
            }
        };
        var block = Document.of("failCommands", List.of("insert"), "blockConnection", true, "blockTimeMS", 300);
        failPoint(Document.of("mode", Document.of("times", 1)).append("data", block));
        try (var listening =
                MongoClient.builder().uri(set.uri()).commandListener(listener).build()) {
            var uploads = GridFsBucket.of(listening.database(database.name()));
            var upload =
                    new FutureTask<>(() -> uploads.uploadFromStream("y", new ByteArrayInputStream(new byte[1000])));
            var thread = Thread.ofVirtual().start(upload);
            inserts.acquire();
            Thread.sleep(50); // until it is sent
            thread.interrupt();
            assertThatThrownBy(() -> upload.get(10, TimeUnit.SECONDS))
                    .hasCauseInstanceOf(InterruptedOperationException.class);
            long end = System.nanoTime() + TimeUnit.SECONDS.toNanos(20);
            while (deletes.size() < 3) {
                assertThat(System.nanoTime() - end).as("%s", deletes).isNegative();
                Thread.sleep(10);
            }
        } finally {
            failPoint(Document.of("mode", "off"));
        }
        // By their own ids: a program may upload another file with this id at once.
        assertThat(deletes)
                .allSatisfy(delete -> assertThat(delete.toDocument().toString())
                        .contains("fs.chunks", "$in")
                        .doesNotContain("files_id"));
    }

    @Test
    void aDroppedBucketGetsItsIndexesAgain() throws IOException {
        bucket.uploadFromStream("x", new ByteArrayInputStream(new byte[1000]));
        bucket.drop();
        bucket.uploadFromStream("x", new ByteArrayInputStream(new byte[1000]));

        assertThat(database.collection("fs.chunks").listIndexes().toList()).hasSize(2);
        assertThat(database.collection("fs.files").listIndexes().toList()).hasSize(2);
    }

    @Test
    void theIndexesAreCreatedOutsideOfTheTransactionOfTheDatabase() {
        client.inTransaction(session -> {
            var within = GridFsBucket.of(database.with(session));
            var upload = within.openUploadStream("x");
            upload.write(new byte[1000]);
            upload.close();
        });

        assertThat(bucket.find().toList()).hasSize(1);
        assertThat(database.collection("fs.chunks").listIndexes().toList()).hasSize(2);
    }

    @Test
    void theScopeOfATransactionIsASessionLikeAnother() throws Exception {
        byte[] content = new byte[5_000_000];
        try (var session = client.startSession()) {
            session.inTransaction(transaction -> transaction.call(() -> {
                var file = bucket.uploadFromStream("x", new ByteArrayInputStream(content));
                try (var stored = bucket.openDownloadStream(file.id())) {
                    assertThat(stored.readAllBytes()).isEqualTo(content);
                }
                return file;
            }));
        }
        assertThat(bucket.find().toList()).hasSize(1);
        assertThat(database.collection("fs.chunks").listIndexes().toList()).hasSize(2);
    }

    @Test
    void anIdThatNoDocumentCanHaveIsRejected() {
        for (Object id : List.of(List.of(1), new Regex("a", ""))) {
            assertThatIllegalArgumentException()
                    .isThrownBy(() -> new GridFsUploadOptions().id(id))
                    .withMessageContaining("id must not be");
        }
    }

    @Test
    void nothingIsAvailableBeyondTheEnd() throws IOException {
        var file = bucket.uploadFromStream("x", new ByteArrayInputStream(new byte[5]));
        try (var content = bucket.openDownloadStream(file.id())) {
            assertThat(content.read()).isZero();
            assertThat(content.position(8).available()).isZero();
        }
    }
}
