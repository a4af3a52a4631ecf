package dev.morelia.live.gridfs;

import static dev.morelia.builder.Filters.eq;
import static dev.morelia.builder.Sorts.ascending;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.morelia.MongoClient;
import dev.morelia.MongoDatabase;
import dev.morelia.bson.Binary;
import dev.morelia.bson.Document;
import dev.morelia.bson.ObjectId;
import dev.morelia.error.DuplicateKeyException;
import dev.morelia.error.GridFsException;
import dev.morelia.error.MongoException;
import dev.morelia.event.CommandListener;
import dev.morelia.event.CommandStartedEvent;
import dev.morelia.gridfs.GridFsBucket;
import dev.morelia.gridfs.GridFsFile;
import dev.morelia.gridfs.GridFsOptions;
import dev.morelia.gridfs.GridFsUploadOptions;
import dev.morelia.settings.WriteConcern;
import dev.morelia.testkit.Mongod;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.FilterInputStream;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import java.util.UUID;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.stream.Stream;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.condition.EnabledIf;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Files of a bucket, from upload to deletion. */
@Timeout(120)
@EnabledIf(value = "dev.morelia.testkit.Mongod#available", disabledReason = "no mongod")
class GridFsLiveTest {
    private static final List<CommandStartedEvent> STARTED = new CopyOnWriteArrayList<>();

    private static MongoClient client;
    private static MongoDatabase database;

    private GridFsBucket bucket;

    @BeforeAll
    static void connect() {
        var listener = new CommandListener() {
            @Override
            public void started(CommandStartedEvent event) {
                STARTED.add(event);
            }
        };
        client = MongoClient.builder()
                .uri(Mongod.shared().uri())
                .commandListener(listener)
                .build();
        database = client.database("gridfs_files");
    }

    @AfterAll
    static void disconnect() {
        client.close();
    }

    @BeforeEach
    void empty() {
        database.drop();
        bucket = GridFsBucket.of(database);
        STARTED.clear();
    }

    private static byte[] content(int length) {
        var bytes = new byte[length];
        new Random(length).nextBytes(bytes);
        return bytes;
    }

    private GridFsFile store(String filename, int length) {
        return store(filename, length, new GridFsUploadOptions());
    }

    private GridFsFile store(String filename, int length, GridFsUploadOptions options) {
        try {
            return bucket.uploadFromStream(filename, new ByteArrayInputStream(content(length)), options);
        } catch (IOException e) {
            throw new AssertionError(e);
        }
    }

    private byte[] read(Object id) {
        try (var stream = bucket.openDownloadStream(id)) {
            return stream.readAllBytes();
        }
    }

    private static long chunks() {
        return database.collection("fs.chunks").countDocuments();
    }

    private static List<String> commands() {
        return STARTED.stream().map(CommandStartedEvent::commandName).toList();
    }

    @Test
    void filesOfAllSizesComeBackAsTheyWere() throws IOException {
        var random = new Random(20261130);
        for (int round = 0; round < 60; round++) {
            int chunkSize = 1 + random.nextInt(40);
            int length = Math.max(0, chunkSize * random.nextInt(6) + random.nextInt(3) - 1);
            byte[] content = content(length);
            var stream = bucket.openUploadStream("x", new GridFsUploadOptions().chunkSizeBytes(chunkSize));
            for (int at = 0; at < length; ) {
                int part = Math.min(length - at, 1 + random.nextInt(2 * chunkSize));
                if (part == 1) {
                    stream.write(content[at]);
                } else {
                    stream.write(content, at, part);
                }
                at += part;
            }
            stream.close();
            String what = length + " bytes in chunks of " + chunkSize;
            assertThat(read(stream.id())).as(what).isEqualTo(content);
            var copy = new ByteArrayOutputStream();
            assertThat(bucket.downloadToStream(stream.id(), copy).length()).isEqualTo(length);
            assertThat(copy.toByteArray()).as(what).isEqualTo(content);
            try (var again = bucket.openDownloadStream(stream.id())) {
                for (int i = 0; i < 10 && length > 0; i++) {
                    int from = random.nextInt(length);
                    int size = random.nextInt(length - from + 1);
                    assertThat(again.position(from).readNBytes(size))
                            .as(what + ", from " + from)
                            .isEqualTo(Arrays.copyOfRange(content, from, from + size));
                }
            }
            long expected = (long) length / chunkSize + (length % chunkSize == 0 ? 0 : 1);
            assertThat(database.collection("fs.chunks").countDocuments(eq("files_id", stream.id())))
                    .as(what)
                    .isEqualTo(expected);
        }
    }

    @Test
    void aLargeFileIsSentAndReadInFewMessages() throws IOException {
        var stored = store("large", 20_000_000);
        assertThat(commands().stream().filter("insert"::equals)).hasSize(4);
        STARTED.clear();
        var copy = new ByteArrayOutputStream();
        bucket.downloadToStream(stored.id(), copy);
        assertThat(copy.toByteArray()).isEqualTo(content(20_000_000));
        assertThat(commands()).hasSizeLessThan(8).containsOnly("find");
    }

    @Test
    void aPositionIsReachedWithoutReadingWhatIsBefore() {
        var stored = store("large", 20_000_000);
        STARTED.clear();
        try (var stream = bucket.openDownloadStream(stored.id())) {
            assertThat(stream.skip(15_000_000)).isEqualTo(15_000_000);
            assertThat(stream.readNBytes(10))
                    .isEqualTo(Arrays.copyOfRange(content(20_000_000), 15_000_000, 15_000_010));
            assertThat(stream.available()).isPositive();
            assertThat(commands()).containsExactly("find", "find");
            var last = STARTED.getLast().command();
            assertThat(last.document("filter").document("n").int64("$gte")).isEqualTo(15_000_000 / 261_120);
            assertThat(last.int64("limit")).isEqualTo(1);
            assertThat(stream.skip(Long.MAX_VALUE)).isEqualTo(20_000_000 - 15_000_010);
            assertThat(stream.read()).isEqualTo(-1);
            stream.mark(0);
            stream.position(0).reset();
            assertThat(stream.position()).isEqualTo(20_000_000);
        }
    }

    @Test
    void anIdMayBeOfAnyType() {
        var ids = List.of(
                5,
                5L << 40,
                "an id",
                UUID.randomUUID(),
                Instant.ofEpochMilli(7),
                new Binary(new byte[] {1}),
                Document.of("tenant", 1, "number", 2),
                true);
        for (Object id : ids) {
            assertThat(store("x", 10, new GridFsUploadOptions().id(id)).id()).isEqualTo(id);
            assertThat(read(id)).isEqualTo(content(10));
            bucket.rename(id, "y");
            assertThat(bucket.find(eq("_id", id)).firstOrThrow().filename()).isEqualTo("y");
            bucket.delete(id);
            assertThat(chunks()).isZero();
        }
    }

    @Test
    void anIdOrNameIsNeverAnOperator() {
        store("x", 10);
        var anything = new Document("$exists", true);
        var attempts = List.<ThrowingCallable>of(
                () -> bucket.openDownloadStream(anything),
                () -> bucket.delete(anything),
                () -> bucket.rename(anything, "y"),
                () -> bucket.deleteByName("$exists"));
        assertThat(attempts)
                .allSatisfy(attempt -> assertThatExceptionOfType(GridFsException.FileNotFound.class)
                        .isThrownBy(attempt));
        assertThat(chunks()).isOne();
    }

    static Stream<WriteConcern> writeConcerns() {
        return Stream.of(WriteConcern.of(1), WriteConcern.of(1).journal(true));
    }

    @ParameterizedTest
    @MethodSource("writeConcerns")
    void viewsAreOfTheSameBucket(WriteConcern writeConcern) {
        var view = bucket.with(writeConcern);
        assertThat(view.bucketName()).isEqualTo("fs");
        try (var stream = view.openUploadStream("x")) {
            stream.write(new byte[3]);
        }
        store("y", 3);
        assertThat(commands().stream().filter("createIndexes"::equals)).hasSize(2);
    }

    @Test
    void indexesAreCreatedOnceIfTheBucketIsEmpty() {
        bucket.openUploadStream("x").abort();
        assertThat(commands()).isEmpty();
        store("x", 10);
        assertThat(commands())
                .containsExactly(
                        "find", "listIndexes", "createIndexes", "listIndexes", "createIndexes", "insert", "insert");
        STARTED.clear();
        store("x", 10);
        assertThat(commands()).containsExactly("insert", "insert");
        STARTED.clear();
        bucket = GridFsBucket.of(database);
        store("x", 10);
        assertThat(commands()).containsExactly("find", "insert", "insert");
        var unique = database.collection("fs.chunks").listIndexes().toList().getLast();
        assertThat(unique.bool("unique")).isTrue();
        assertThat(unique.document("key")).isEqualTo(Document.of("files_id", 1, "n", 1));
    }

    @Test
    void indexesOfAShellAreRecognized() {
        database.collection("fs.files").createIndex(Document.of("filename", 1.0, "uploadDate", 1.0));
        database.collection("fs.chunks").createIndex(Document.of("files_id", 1.0, "n", 1L));
        STARTED.clear();
        store("x", 10);
        assertThat(commands()).doesNotContain("createIndexes");
    }

    @Test
    void revisionsAreOrderedByTheTimeOfTheirUpload() throws Exception {
        for (int length = 1; length <= 3; length++) {
            store("log", length);
            Thread.sleep(5);
        }
        assertThat(bucket.openDownloadStreamByName("log").file().length()).isEqualTo(3);
        assertThat(bucket.openDownloadStreamByName("log", 0).file().length()).isEqualTo(1);
        assertThat(bucket.openDownloadStreamByName("log", -3).file().length()).isEqualTo(1);
        assertThatThrownBy(() -> bucket.openDownloadStreamByName("log", 3))
                .isInstanceOf(GridFsException.FileNotFound.class)
                .hasMessageContaining("no revision 3 of file 'log'");
        assertThatThrownBy(() -> bucket.openDownloadStreamByName("log", Integer.MIN_VALUE))
                .isInstanceOf(GridFsException.FileNotFound.class)
                .hasMessageContaining("no revision");
        assertThatThrownBy(() -> bucket.openDownloadStreamByName("Log"))
                .isInstanceOfSatisfying(GridFsException.FileNotFound.class, missing -> {
                    assertThat(missing.filename()).isEqualTo("Log");
                    assertThat(missing).hasMessageStartingWith("gridfs_files.fs.files has no file 'Log'");
                });
        bucket.renameByName("log", "old");
        bucket.deleteByName("old");
        assertThat(chunks()).isZero();
        assertThat(bucket.find().toList()).isEmpty();
    }

    @Test
    void filesAreFoundByTheirMetadata() {
        var ada = new GridFsUploadOptions().metadata(new Document("owner", "Ada"));
        var first = store("b", 1, ada);
        store("a", 2);
        store("c", 3, ada);
        var found = bucket.find(eq("metadata.owner", "Ada")).sort(ascending("filename"));
        assertThat(found.map(GridFsFile::length).toList()).containsExactly(1L, 3L);
        assertThat(found.limit(1).toList()).containsExactly(first);
        assertThat(found.skip(1).firstOrThrow().length()).isEqualTo(3);
        assertThat(first.objectId()).isInstanceOf(ObjectId.class);
        assertThat(first.uploadDate()).isBetween(Instant.now().minusSeconds(60), Instant.now());
    }

    @Test
    void anAbortedUploadLeavesNothing() {
        var stream = bucket.openUploadStream("x", new GridFsUploadOptions().chunkSizeBytes(1 << 20));
        stream.write(new byte[20 << 20]);
        assertThat(chunks()).isPositive();
        stream.abort();
        assertThat(chunks()).isZero();
        stream.abort();
        stream.close();
        assertThat(bucket.find().toList()).isEmpty();
        assertThatIllegalStateException().isThrownBy(() -> stream.write(1)).withMessageContaining("was aborted");
        assertThatIllegalStateException().isThrownBy(stream::flush);
    }

    @Test
    void aClosedUploadIsAFile() {
        var stream = bucket.openUploadStream("x");
        stream.close();
        stream.close();
        assertThat(read(stream.id())).isEmpty();
        assertThatIllegalStateException()
                .isThrownBy(() -> stream.write(new byte[1]))
                .withMessageContaining("is closed");
        assertThatIllegalStateException().isThrownBy(stream::abort);
        assertThat(stream.isOpen()).isFalse();
    }

    @Test
    void aSourceThatFailsAbortsTheUpload() {
        var broken = new FilterInputStream(new ByteArrayInputStream(content(20 << 20))) {
            @Override
            public int read(byte[] bytes, int offset, int length) throws IOException {
                int read = super.read(bytes, offset, length);
                if (read < 0) {
                    throw new IOException("broken");
                }
                return read;
            }
        };
        assertThatThrownBy(() -> bucket.uploadFromStream("x", broken))
                .isInstanceOf(IOException.class)
                .hasMessage("broken")
                .hasNoSuppressedExceptions();
        assertThat(commands()).contains("delete");
        assertThat(chunks()).isZero();
        assertThat(bucket.find().toList()).isEmpty();
    }

    @Test
    void aSourceThatReadsMoreThanItWasAskedForAbortsTheUpload() {
        var broken = new FilterInputStream(new ByteArrayInputStream(content(10))) {
            @Override
            public int read(byte[] bytes, int offset, int length) {
                return length + 1;
            }
        };
        assertThatThrownBy(() -> bucket.uploadFromStream("x", broken))
                .isInstanceOf(IOException.class)
                .hasMessageContaining("the source says");
        assertThat(bucket.find().toList()).isEmpty();
    }

    @Test
    void anIdThatIsTakenStaysWhatItWas() {
        var options = new GridFsUploadOptions().id(1);
        store("x", 10, options);
        var second = bucket.openUploadStream("y", options);
        second.write(content(20));
        assertThatThrownBy(second::close).isInstanceOf(MongoException.class).hasMessageContaining("duplicate");
        second.abort();
        assertThat(read(1)).isEqualTo(content(10));

        var empty = bucket.openUploadStream("z", options);
        assertThatExceptionOfType(DuplicateKeyException.class).isThrownBy(empty::close);
        empty.abort();
        assertThat(read(1)).isEqualTo(content(10));
    }

    @Test
    void anUploadThatFailedIsNoFile() {
        database.collection("fs.chunks").drop();
        database.runCommand(Document.of("create", "fs.chunks", "validator", eq("n", 0)));
        var stream = bucket.openUploadStream("x", new GridFsUploadOptions().chunkSizeBytes(10));
        stream.write(content(25));
        assertThatThrownBy(stream::close).isInstanceOf(MongoException.class);
        assertThat(chunks()).isOne();
        stream.close();
        assertThatIllegalStateException().isThrownBy(() -> stream.write(1)).withMessageContaining("has failed");
        assertThat(bucket.find().toList()).isEmpty();
        assertThatThrownBy(() -> bucket.delete(stream.id())).isInstanceOf(GridFsException.FileNotFound.class);
        assertThat(chunks()).isZero();
    }

    @Test
    void unacknowledgedWritesAreSent() throws InterruptedException {
        var stored = store("x", 10);
        bucket.with(WriteConcern.UNACKNOWLEDGED).delete(new ObjectId());
        bucket.with(WriteConcern.UNACKNOWLEDGED).delete(stored.id());
        for (int i = 0; i < 500 && bucket.find().first().isPresent(); i++) {
            Thread.sleep(10);
        }
        assertThat(bucket.find().toList()).isEmpty();
    }

    @Test
    void pathsAreStoredAndReplaced(@TempDir Path folder) throws IOException {
        var source = Files.write(folder.resolve("source.bin"), content(1000));
        var stored = bucket.upload(source, new GridFsUploadOptions().chunkSizeBytes(100));
        assertThat(stored.filename()).isEqualTo("source.bin");
        var destination = Files.writeString(folder.resolve("copy.bin"), "old");
        assertThat(bucket.downloadTo(stored.id(), destination)).isEqualTo(stored);
        assertThat(destination).hasBinaryContent(content(1000));

        database.collection("fs.chunks").deleteOne(eq("n", 7));
        assertThatThrownBy(() -> bucket.downloadTo(stored.id(), destination)).isInstanceOf(MongoException.class);
        assertThat(destination).hasBinaryContent(content(1000));
        try (var files = Files.list(folder)) {
            assertThat(files).containsExactlyInAnyOrder(source, destination);
        }
        assertThatThrownBy(() -> bucket.upload(folder.resolve("absent"))).isInstanceOf(IOException.class);

        var longest = folder.resolve("x".repeat(255));
        var small = store("small", 10);
        assertThat(bucket.downloadTo(small.id(), longest)).isEqualTo(small);
        assertThat(longest).hasBinaryContent(content(10));
    }

    @Test
    void aBucketHasCollectionsOfItsOwn() {
        var images = GridFsBucket.of(
                database, new GridFsOptions().bucketName("images").chunkSizeBytes(7));
        try (var stream = images.openUploadStream("x")) {
            stream.write(content(20));
        }
        assertThat(images.find().firstOrThrow().chunkSizeBytes()).isEqualTo(7);
        assertThat(database.listCollectionNames()).containsExactlyInAnyOrder("images.files", "images.chunks");
        images.drop();
        assertThat(database.listCollectionNames()).isEmpty();
    }
}
