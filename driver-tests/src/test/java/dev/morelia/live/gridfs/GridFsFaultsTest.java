package dev.morelia.live.gridfs;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import dev.morelia.MongoClient;
import dev.morelia.bson.Document;
import dev.morelia.bson.ObjectId;
import dev.morelia.error.InterruptedOperationException;
import dev.morelia.error.MongoException;
import dev.morelia.error.OperationTimeoutException;
import dev.morelia.gridfs.GridFsBucket;
import dev.morelia.gridfs.GridFsFile;
import dev.morelia.gridfs.GridFsUploadOptions;
import dev.morelia.testkit.FaultProxy;
import dev.morelia.testkit.Mongod;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.time.Duration;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.condition.EnabledIf;

/** Networks and servers that fail in the middle of a file. */
@Timeout(120)
@EnabledIf(value = "dev.morelia.testkit.Mongod#available", disabledReason = "no mongod")
class GridFsFaultsTest {
    private static final int LENGTH = 20_000_000;

    private static byte[] content() {
        var bytes = new byte[LENGTH];
        new Random(1).nextBytes(bytes);
        return bytes;
    }

    private static GridFsFile store(GridFsBucket bucket, Object id) throws IOException {
        return bucket.uploadFromStream("x", new ByteArrayInputStream(content()), new GridFsUploadOptions().id(id));
    }

    /** Every file of the bucket can be read completely. */
    private static void requireWhole(GridFsBucket bucket) throws IOException {
        for (GridFsFile file : bucket.find().toList()) {
            assertThat(bucket.downloadToStream(file.id(), OutputStream.nullOutputStream()))
                    .isEqualTo(file);
        }
    }

    @Test
    void aDownloadSurvivesTheLossOfItsConnections() throws IOException {
        try (var direct = MongoClient.create(Mongod.shared().uri());
                var proxy = FaultProxy.start(Mongod.shared().address());
                var client = MongoClient.create(proxy.uri())) {
            direct.database("gridfs_faults").drop();
            store(GridFsBucket.of(direct.database("gridfs_faults")), 1);
            var resets = new OutputStream() {
                private int count;
                private int length;

                @Override
                public void write(int value) {
                    length++;
                }

                @Override
                public void write(byte[] bytes, int offset, int size) {
                    length += size;
                    if (count++ % 20 == 10) {
                        proxy.reset();
                    }
                }
            };
            GridFsBucket.of(client.database("gridfs_faults")).downloadToStream(1, resets);
            assertThat(resets.length).isEqualTo(LENGTH);
            assertThat(resets.count).isGreaterThan(60);
        }
    }

    @Test
    void anUploadThatIsCutIsNoFile() throws IOException {
        try (var direct = MongoClient.create(Mongod.shared().uri());
                var proxy = FaultProxy.start(Mongod.shared().address());
                var client = MongoClient.create(proxy.uri() + "&serverSelectionTimeoutMS=5000")) {
            direct.database("gridfs_faults").drop();
            var bucket = GridFsBucket.of(client.database("gridfs_faults"));
            client.warmUp(Duration.ofSeconds(10));
            for (long bytes : new long[] {1_000, 8_500_000, 15_000_000, 19_999_000}) {
                proxy.cutAfter(FaultProxy.Direction.TO_SERVER, bytes);
                var failure = catchThrowableOfType(MongoException.class, () -> store(bucket, bytes));
                proxy.heal();
                assertThat(failure == null
                                || bucket.find(new Document("_id", bytes))
                                        .first()
                                        .isEmpty())
                        .as("cut after " + bytes)
                        .isTrue();
                requireWhole(bucket);
                direct.database("gridfs_faults").collection("fs.chunks").deleteMany(new Document("files_id", bytes));
                direct.database("gridfs_faults").collection("fs.files").deleteMany(new Document());
                store(bucket, bytes);
            }
        }
    }

    @Test
    void aServerKilledDuringUploadsHasOnlyWholeFiles() throws Exception {
        try (var mongod = Mongod.start();
                var client = MongoClient.create(mongod.directUri() + "&serverSelectionTimeoutMS=3000")) {
            var bucket = GridFsBucket.of(client.database("app"));
            for (int round = 0; round < 2; round++) {
                var uploads = Thread.ofPlatform().start(() -> {
                    try {
                        for (int i = 0; i < 1000; i++) {
                            store(bucket, new ObjectId());
                        }
                    } catch (MongoException | IOException killed) {
                        // as expected
                    }
                });
                Thread.sleep(700 + 300L * round);
                mongod.kill();
                uploads.join();
                mongod.restart();
                requireWhole(bucket);
            }
        }
    }

    @Test
    void aTimeoutIsForTheWholeLifeOfAStream() throws Exception {
        try (var client = MongoClient.create(Mongod.shared().uri())) {
            var database = client.database("gridfs_timeout");
            database.drop();
            store(GridFsBucket.of(database), 1);
            var limited = GridFsBucket.of(database).with(Duration.ofMillis(600));
            try (var stream = limited.openDownloadStream(1)) {
                assertThat(stream.read()).isNotNegative();
                Thread.sleep(700);
                assertThat(stream.read()).as("it was fetched before").isNotNegative();
                assertThatThrownBy(() -> stream.position(LENGTH - 1).read())
                        .isInstanceOfSatisfying(OperationTimeoutException.class, late -> {
                            assertThat(late.timeout()).isEqualTo(Duration.ofMillis(600));
                            assertThat(late).hasMessageContaining("fs.chunks");
                        });
            }
            var upload = limited.openUploadStream("late");
            Thread.sleep(700);
            upload.write(1);
            assertThatThrownBy(upload::close).isInstanceOf(OperationTimeoutException.class);
            assertThat(limited.find().toList()).hasSize(1);
        }
    }

    @Test
    void anInterruptEndsATransfer() throws Exception {
        try (var client = MongoClient.create(Mongod.shared().uri())) {
            var database = client.database("gridfs_interrupt");
            database.drop();
            var bucket = GridFsBucket.of(database);
            store(bucket, 1);
            Thread.currentThread().interrupt();
            assertThatThrownBy(() -> bucket.downloadToStream(1, OutputStream.nullOutputStream()))
                    .isInstanceOf(InterruptedOperationException.class);
            assertThat(Thread.interrupted()).isTrue();
            var upload = bucket.openUploadStream("x");
            upload.write(1);
            Thread.currentThread().interrupt();
            assertThatThrownBy(upload::close).isInstanceOf(InterruptedOperationException.class);
            assertThat(Thread.interrupted()).isTrue();
            upload.abort();
            assertThat(bucket.find().toList()).hasSize(1);
        }
    }
}
