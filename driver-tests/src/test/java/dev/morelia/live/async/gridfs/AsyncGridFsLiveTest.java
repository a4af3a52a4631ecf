package dev.morelia.live.async.gridfs;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.morelia.MongoClient;
import dev.morelia.MongoDatabase;
import dev.morelia.bson.Document;
import dev.morelia.error.GridFsException;
import dev.morelia.error.MongoException.Outcome;
import dev.morelia.error.MongoException.RetryAdvice;
import dev.morelia.error.OperationTimeoutException;
import dev.morelia.gridfs.AsyncGridFsBucket;
import dev.morelia.gridfs.GridFsFile;
import dev.morelia.gridfs.GridFsUploadOptions;
import dev.morelia.live.async.changes.Received;
import dev.morelia.testkit.ReplicaSet;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.Objects;
import java.util.Random;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Flow;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.SubmissionPublisher;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.condition.EnabledIf;
import org.junit.jupiter.api.io.TempDir;

/** Files from and to publishers, and what is left of uploads that end early. */
@Timeout(60)
@EnabledIf(value = "dev.morelia.testkit.ReplicaSet#available", disabledReason = "no mongod")
class AsyncGridFsLiveTest {
    private static final int MEBIBYTE = 1 << 20;

    private final MongoClient client = MongoClient.create(ReplicaSet.shared().uri());
    private final MongoDatabase database = client.database("async_gridfs");
    private final AsyncGridFsBucket bucket = AsyncGridFsBucket.of(database.async());

    @TempDir
    Path directory;

    @BeforeEach
    void empty() {
        database.drop();
    }

    @AfterEach
    void close() {
        client.close();
    }

    private static byte[] content(int size) {
        byte[] bytes = new byte[size];
        new Random(size).nextBytes(bytes);
        return bytes;
    }

    private static <T> T value(CompletableFuture<T> future) throws Exception {
        return future.get(30, TimeUnit.SECONDS);
    }

    private static byte[] bytes(List<ByteBuffer> buffers) {
        var all = new ByteArrayOutputStream();
        for (var buffer : buffers) {
            assertThat(buffer.hasArray()).isTrue();
            byte[] part = new byte[buffer.remaining()];
            buffer.duplicate().get(part);
            all.writeBytes(part);
        }
        return all.toByteArray();
    }

    private GridFsFile stored(byte[] content) throws IOException {
        return bucket.blocking().uploadFromStream("file", new ByteArrayInputStream(content));
    }

    /** Publishes what a test submits, and knows how much was requested. */
    private static final class Buffers implements Flow.Publisher<ByteBuffer>, Flow.Subscription {
        private final CompletableFuture<Flow.Subscriber<? super ByteBuffer>> subscriber = new CompletableFuture<>();
        private final BlockingQueue<Long> requested = new LinkedBlockingQueue<>();
        private final CompletableFuture<Void> cancelled = new CompletableFuture<>();

        @Override
        public void subscribe(Flow.Subscriber<? super ByteBuffer> given) {
            given.onSubscribe(this);
            subscriber.complete(given);
        }

        @Override
        public void request(long number) {
            requested.add(number);
        }

        @Override
        public void cancel() {
            cancelled.complete(null);
        }

        /** More than is sent at once. */
        void publishBatch() throws Exception {
            for (int sent = 0; sent < 6; sent++) {
                if (sent % 2 == 0) {
                    requested.poll(30, TimeUnit.SECONDS);
                }
                publish(content(2 * MEBIBYTE));
            }
        }

        void publish(byte[] bytes) throws Exception {
            value(subscriber).onNext(ByteBuffer.wrap(bytes));
        }
    }

    private void requireNothingLeft() throws InterruptedException {
        for (int attempt = 0; leftovers() > 0 && attempt < 300; attempt++) {
            Thread.sleep(10);
        }
        assertThat(leftovers()).isZero();
    }

    private long leftovers() {
        return database.collection("fs.chunks").countDocuments()
                + database.collection("fs.files").countDocuments();
    }

    @Test
    void anUploadStoresWhatIsPublished() throws Exception {
        byte[] content = content(10 * MEBIBYTE + 17);
        var options = new GridFsUploadOptions().id(7).metadata(new Document("a", 1));
        CompletableFuture<GridFsFile> upload;
        try (var publisher = new SubmissionPublisher<ByteBuffer>()) {
            upload = bucket.upload("film", publisher, options);
            while (publisher.getNumberOfSubscribers() == 0) {
                Thread.sleep(1);
            }
            for (int from = 0; from < content.length; from += 100_000) {
                publisher.submit(ByteBuffer.wrap(content, from, Math.min(100_000, content.length - from)));
            }
        }
        var file = value(upload);

        assertThat(file.id()).isEqualTo(7);
        assertThat(file.length()).isEqualTo(content.length);
        assertThat(file.metadata()).isEqualTo(new Document("a", 1));
        assertThat(bucket.blocking().openDownloadStream(7).readAllBytes()).isEqualTo(content);
        assertThat(value(bucket.find(new Document("filename", "film")).first())).hasValue(file);
    }

    @Test
    void noBuffersMakeAnEmptyFile() throws Exception {
        var buffers = new Buffers();
        var upload = bucket.upload("empty", buffers);
        value(buffers.subscriber).onComplete();

        assertThat(value(upload).length()).isZero();
        assertThat(Received.of(bucket.downloadByName("empty")).all()).isEmpty();
    }

    @Test
    void anUploadRequestsFewBuffersAhead() throws Exception {
        var buffers = new Buffers();
        var upload = bucket.upload("file", buffers);
        assertThat(buffers.requested.poll(30, TimeUnit.SECONDS)).isEqualTo(4);
        buffers.publish(content(10));
        buffers.publish(content(10));
        assertThat(buffers.requested.poll(30, TimeUnit.SECONDS)).isEqualTo(2);
        assertThat(buffers.requested.poll(50, TimeUnit.MILLISECONDS)).isNull();
        value(buffers.subscriber).onComplete();
        value(upload);
        assertThat(buffers.cancelled).isNotDone();
    }

    @Test
    void aPublisherThatFailsLeavesNothing() throws Exception {
        var buffers = new Buffers();
        var upload = bucket.upload("file", buffers);
        buffers.publishBatch();
        var wrong = new InterruptedException("no exception of this driver");
        value(buffers.subscriber).onError(wrong);

        assertThatThrownBy(() -> value(upload))
                .isInstanceOf(ExecutionException.class)
                .cause()
                .isSameAs(wrong);
        assertThat(leftovers()).isZero();
    }

    @Test
    void aPublisherThatDoesNotHeedTheRequestsIsCancelled() throws Exception {
        var buffers = new Buffers();
        var upload = bucket.upload("file", subscriber -> {
            buffers.subscribe(subscriber);
            for (int sent = 0; sent < 5; sent++) {
                subscriber.onNext(ByteBuffer.wrap(content(1)));
            }
        });
        assertThatThrownBy(() -> value(upload)).hasCauseInstanceOf(IllegalStateException.class);
        assertThat(buffers.cancelled).isDone();
        requireNothingLeft();
    }

    @Test
    void cancellingAnUploadThatWaitsDeletesItsChunks() throws Exception {
        var buffers = new Buffers();
        var upload = bucket.upload("file", buffers);
        buffers.publishBatch();
        while (leftovers() == 0) {
            Thread.sleep(1);
        }
        upload.cancel(true);

        assertThat(upload).isCancelled();
        value(buffers.cancelled);
        requireNothingLeft();
    }

    @Test
    void anUploadWhoseTimeHasPassedDeletesItsChunks() throws Exception {
        value(bucket.delete(stored(content(1)).id()));
        var buffers = new Buffers();
        var options = new GridFsUploadOptions().id("film-1");
        var upload = bucket.with(Duration.ofMillis(600)).upload("film", buffers, options);
        buffers.publishBatch();
        while (leftovers() == 0) {
            Thread.sleep(1);
        }
        Thread.sleep(600);
        for (int sent = 0; sent < 4; sent++) {
            buffers.publish(content(2 * MEBIBYTE));
        }

        assertThatThrownBy(() -> value(upload))
                .cause()
                .isInstanceOfSatisfying(OperationTimeoutException.class, late -> {
                    assertThat(late)
                            .hasMessageContaining("the upload of 'film' with the id 'film-1' was aborted")
                            .message()
                            .doesNotContain("may be tried again");
                    assertThat(late.outcome()).isEqualTo(Outcome.NOT_APPLIED);
                    assertThat(late.retryAdvice()).isEqualTo(RetryAdvice.UNSAFE);
                });
        value(buffers.cancelled);
        requireNothingLeft();
    }

    @Test
    void aStreamThatIsTooSlowLeavesNothing() throws Exception {
        value(bucket.delete(stored(content(1)).id()));
        var slow = new ByteArrayInputStream(content(20 * MEBIBYTE)) {
            private boolean waited;

            @Override
            @SuppressWarnings("UnsynchronizedOverridesSynchronized") // one thread reads it
            public int read(byte[] bytes, int offset, int length) {
                if (available() < 10 * MEBIBYTE && !waited) {
                    waited = true;
                    LockSupport.parkNanos(TimeUnit.SECONDS.toNanos(1));
                }
                return super.read(bytes, offset, length);
            }
        };

        assertThatThrownBy(() -> bucket.blocking().with(Duration.ofMillis(900)).uploadFromStream("film", slow))
                .isInstanceOf(OperationTimeoutException.class)
                .hasMessageContaining("was aborted");
        requireNothingLeft();
    }

    /** Wherever it is at that moment, also within a write. */
    @Test
    void cancellingAnUploadAtAnyTimeLeavesNothing() throws Exception {
        bucket.blocking().uploadFromStream("first", new ByteArrayInputStream(content(10)));
        value(bucket.deleteByName("first"));
        Path source = Files.write(directory.resolve("source"), content(20 * MEBIBYTE));
        var random = new Random(1);
        for (int run = 0; run < 10; run++) {
            var upload = bucket.upload(source);
            Thread.sleep(random.nextInt(60));
            boolean cancelled = upload.cancel(true);
            if (!cancelled) {
                value(bucket.delete(value(upload).id()));
            }
        }
        Thread.sleep(300);
        requireNothingLeft();
    }

    @Test
    void filesOfTheFileSystemAreStoredAndWritten() throws Exception {
        byte[] content = content(3 * MEBIBYTE);
        var file = value(bucket.upload(Files.write(directory.resolve("source"), content)));
        assertThat(file.filename()).isEqualTo("source");

        Path target = directory.resolve("target");
        assertThat(value(bucket.downloadTo(file.id(), target))).isEqualTo(file);
        assertThat(Files.readAllBytes(target)).isEqualTo(content);
        assertThatThrownBy(() -> value(bucket.upload(directory.resolve("missing"))))
                .hasCauseInstanceOf(IOException.class);
    }

    @Test
    void errorsOfTheFileSystemNameTheFileOfTheProgram() throws Exception {
        Path missing = directory.resolve("none").resolve("copy");
        var file = stored(content(10));

        assertThatThrownBy(() -> value(bucket.upload(directory)))
                .cause()
                .isInstanceOf(IOException.class)
                .hasMessage(directory + ": is a directory");
        assertThatThrownBy(() -> value(bucket.downloadTo(file.id(), missing)))
                .cause()
                .isInstanceOf(NoSuchFileException.class)
                .hasMessage(missing + ": its directory does not exist");
    }

    @Test
    void cancellingADownloadToAFileLeavesNone() throws Exception {
        var file = stored(content(20 * MEBIBYTE));
        Path target = directory.resolve("target");
        var download = bucket.downloadTo(file.id(), target);
        Thread.sleep(10);
        boolean cancelled = download.cancel(true);
        for (int attempt = 0; entries() > (cancelled ? 0 : 1) && attempt < 300; attempt++) {
            Thread.sleep(10);
        }
        assertThat(entries()).isEqualTo(cancelled ? 0 : 1);
    }

    private long entries() throws IOException {
        try (Stream<Path> entries = Files.list(directory)) {
            return entries.count();
        }
    }

    @Test
    void aDownloadIsPublishedInChunks() throws Exception {
        byte[] content = content(9 * MEBIBYTE + 5);
        var file = stored(content);
        var download = bucket.download(file.id());
        assertThat(value(download.file())).isEqualTo(file);

        assertThat(bytes(Received.of(download).all())).isEqualTo(content);
        assertThat(bytes(Received.of(bucket.downloadByName("file")).all())).isEqualTo(content);
        assertThat(bytes(Received.of(bucket.downloadByName("file", 0)).all())).isEqualTo(content);
    }

    @Test
    void aRangeOfAFileIsPublished() throws Exception {
        byte[] content = content(2 * MEBIBYTE);
        var download = bucket.download(stored(content).id());
        int from = 255 * 1024 - 3;

        assertThat(bytes(Received.of(download.range(from, 6)).all()))
                .isEqualTo(Arrays.copyOfRange(content, from, from + 6));
        assertThat(bytes(Received.of(download.range(content.length - 3, 1000)).all()))
                .hasSize(3);
        assertThat(Received.of(download.range(0, 0)).all()).isEmpty();
        assertThat(Received.of(download.range(content.length + 1L, 1)).all()).isEmpty();
        assertThatIllegalArgumentException().isThrownBy(() -> download.range(-1, 1));
        assertThatIllegalArgumentException().isThrownBy(() -> download.range(0, -1));
    }

    @Test
    void aDownloadFollowsTheDemandAndEndsWithACancel() throws Exception {
        var received = Received.of(bucket.download(stored(content(9 * MEBIBYTE)).id()));
        received.request(2);
        received.next();
        received.next();
        Thread.sleep(50);
        assertThat(received.waiting()).isZero();
        received.cancel();
        received.request(10);
        Thread.sleep(50);
        assertThat(received.waiting()).isZero();
        assertThat(received.end()).isNotDone();
    }

    @Test
    void errorsComeThroughFuturesAndSubscriptions() {
        assertThatThrownBy(() -> Received.of(bucket.download("missing")).all())
                .hasCauseInstanceOf(GridFsException.FileNotFound.class);
        assertThatThrownBy(() -> value(bucket.download("missing").file()))
                .hasCauseInstanceOf(GridFsException.FileNotFound.class);
        assertThatThrownBy(() -> value(bucket.delete("missing")))
                .hasCauseInstanceOf(GridFsException.FileNotFound.class);
        assertThatThrownBy(() -> value(bucket.upload(Objects.requireNonNull(directory.getRoot()))))
                .hasCauseInstanceOf(IllegalArgumentException.class);
    }

    @Test
    void filesAreRenamedDeletedAndDropped() throws Exception {
        var first = stored(content(10));
        stored(content(20));
        value(bucket.rename(first.id(), "other"));
        value(bucket.renameByName("file", "second"));
        assertThat(value(bucket.find().toList()))
                .extracting(GridFsFile::filename)
                .contains("other", "second");
        value(bucket.delete(first.id()));
        value(bucket.deleteByName("second"));
        assertThat(leftovers()).isZero();
        stored(content(30));
        value(bucket.drop());
        assertThat(database.listCollectionNames()).doesNotContain("fs.files", "fs.chunks");
    }

    @Test
    void aTransactionMayContainFiles() throws Exception {
        stored(content(10));
        byte[] content = content(9 * MEBIBYTE);
        Path source = Files.write(directory.resolve("source"), content);
        var within = client.async()
                .callInTransaction(
                        session -> bucket.with(session).upload(source).thenApply(file -> {
                            assertThat(leftovers()).isEqualTo(2);
                            return file.id();
                        }));

        assertThat(bytes(Received.of(bucket.download(value(within))).all())).isEqualTo(content);
    }
}
