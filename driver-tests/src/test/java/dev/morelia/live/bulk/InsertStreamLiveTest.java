package dev.morelia.live.bulk;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import dev.morelia.MongoClient;
import dev.morelia.MongoCollection;
import dev.morelia.bson.Document;
import dev.morelia.bson.json.ExtendedJson;
import dev.morelia.error.BulkWriteException;
import dev.morelia.error.ClientClosedException;
import dev.morelia.error.MongoException;
import dev.morelia.options.InsertManyOptions;
import dev.morelia.testkit.Mongod;
import java.io.File;
import java.io.IOException;
import java.io.Reader;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReference;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.jspecify.annotations.NullMarked;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.condition.EnabledIf;

/** Inserts of streams: errors of the streams themselves, and bounded memory. */
@Timeout(120)
@EnabledIf(value = "dev.morelia.testkit.Mongod#available", disabledReason = "no mongod")
class InsertStreamLiveTest {
    private static final InsertManyOptions UNORDERED = new InsertManyOptions().ordered(false);

    private static MongoClient client;
    private static MongoCollection<Document> things;

    @BeforeAll
    static void connect() {
        client = MongoClient.create(Mongod.shared().uri());
        things = client.database("streams").collection("things");
    }

    @AfterAll
    static void disconnect() {
        client.close();
    }

    @BeforeEach
    void empty() {
        things.drop();
    }

    private static Stream<Document> documents(int count) {
        return IntStream.range(0, count).mapToObj(id -> Document.of("_id", id));
    }

    private static Runnable throwing(RuntimeException failure) {
        return () -> {
            throw failure;
        };
    }

    @Test
    void aThrowingCloseHandlerDoesNotHideTheResult() {
        var handlers = new IllegalStateException("handler");
        var another = new IllegalArgumentException("another");
        for (var options : List.of(new InsertManyOptions(), UNORDERED)) {
            things.drop();
            var stream = documents(10).onClose(throwing(handlers)).onClose(throwing(another));
            var failure = catchThrowableOfType(BulkWriteException.class, () -> things.insertMany(stream, options));
            assertThat(failure)
                    .hasCause(handlers)
                    .hasMessageContaining("index 10: closing the stream failed after its last document: ")
                    .hasMessageContaining("handler")
                    .hasMessageContaining("inserted 10");
            assertThat(failure.partialResult().insertedCount()).isEqualTo(10);
            assertThat(things.countDocuments()).isEqualTo(10);
        }
        assertThat(handlers.getSuppressed()).contains(another);
    }

    @Test
    void aThrowingCloseHandlerDoesNotHideTheErrorOfTheInsert() {
        var handlers = new AssertionError("handler");
        var broken = new IllegalStateException("broken");
        var duplicates = Stream.of(Document.of("_id", 1), Document.of("_id", 1)).onClose(() -> {
            throw handlers;
        });
        var duplicate = catchThrowableOfType(BulkWriteException.class, () -> things.insertMany(duplicates));
        assertThat(duplicate).hasMessageContaining("index 1 (_id 1): E11000").hasSuppressedException(handlers);
        var odd = documents(9)
                .peek(document -> {
                    if (document.int32("_id") == 7) {
                        throw broken;
                    }
                })
                .onClose(() -> {
                    throw handlers;
                });
        var failure = catchThrowableOfType(BulkWriteException.class, () -> things.insertMany(odd, UNORDERED));
        assertThat(failure)
                .hasCause(broken)
                .hasSuppressedException(handlers)
                .hasMessageContaining("index 7: the stream failed at this document");
    }

    /** A stream runs application code: its exceptions hide nothing, even with little memory. */
    @Test
    void anErrorOfTheVirtualMachineDoesNotHideTheResult() {
        for (VirtualMachineError fatal : List.of(new OutOfMemoryError("none left"), new InternalError("fault"))) {
            for (var options : List.of(new InsertManyOptions(), UNORDERED)) {
                things.drop();
                var closed = documents(3).onClose(() -> {
                    throw fatal;
                });
                var unclosed = catchThrowableOfType(BulkWriteException.class, () -> things.insertMany(closed, options));
                assertThat(unclosed)
                        .hasCause(fatal)
                        .hasMessageContaining("index 3: closing the stream failed after its last document: ")
                        .hasMessageContaining("inserted 3");
                things.drop();
                var read = documents(15_000).peek(document -> {
                    if (document.int32("_id") == 12_000) {
                        throw fatal;
                    }
                });
                var unread = catchThrowableOfType(BulkWriteException.class, () -> things.insertMany(read, options));
                assertThat(unread)
                        .hasCause(fatal)
                        .hasMessageContaining("index 12000: the stream failed at this document: ")
                        .hasMessageContaining("inserted 12000");
                assertThat(unread.partialResult().insertedCount()).isEqualTo(12_000);
                assertThat(things.countDocuments()).isEqualTo(12_000);
            }
        }
    }

    @Test
    void theEndOfAStreamIsReportedAfterAnyNumberOfErrors() {
        var broken = new IllegalStateException("broken");
        var read = IntStream.range(0, 3_000).mapToObj(i -> {
            if (i == 2_500) {
                throw broken;
            }
            return Document.of("_id", 1);
        });
        var failure = catchThrowableOfType(BulkWriteException.class, () -> things.insertMany(read, UNORDERED));
        assertThat(failure).hasCause(broken);
        assertThat(failure.failedCount()).isEqualTo(2_500);
        assertThat(failure.writeErrors().getLast().message()).contains("the stream failed at this document", "broken");
    }

    @Test
    void aFailureOfTheStreamIsNotLostIfTheRestCannotBeSent() {
        var memory = new OutOfMemoryError("none left");
        var ours = MongoClient.create(Mongod.shared().uri());
        var read = documents(15_000).peek(document -> {
            if (document.int32("_id") == 12_000) {
                ours.close();
                throw memory;
            }
        });
        var failure = catchThrowableOfType(
                ClientClosedException.class,
                () -> ours.database("streams").collection("things").insertMany(read));
        assertThat(failure).hasSuppressedException(memory);
        assertThat(failure.partialResult())
                .isNotNull()
                .satisfies(done -> assertThat(done.insertedCount()).isEqualTo(10_000));
    }

    private interface End {
        void of(MongoClient ours);
    }

    /** Closes or disconnects the client while another thread inserts an endless stream. */
    private static Throwable endDuringAnInsert(End end) throws InterruptedException {
        var stored = new CountDownLatch(3);
        var failure = new AtomicReference<Throwable>();
        var closed = new AtomicInteger();
        try (var ours = MongoClient.create(Mongod.shared().uri())) {
            var copies = ours.database("streams").collection("copies");
            var endless = IntStream.iterate(0, id -> id + 1)
                    .mapToObj(id -> {
                        if (id % 10_000 == 0) {
                            stored.countDown();
                        }
                        return Document.of("n", id);
                    })
                    .onClose(closed::incrementAndGet);
            var inserting = Thread.ofVirtual().start(() -> {
                try {
                    copies.insertMany(endless);
                } catch (MongoException e) {
                    failure.set(e);
                }
            });
            stored.await();
            end.of(ours);
            inserting.join(30_000);
            assertThat(inserting.isAlive()).as("hangs").isFalse();
        }
        assertThat(closed).as("the stream is closed").hasValue(1);
        client.database("streams").collection("copies").drop();
        return failure.get();
    }

    @Test
    void closingTheClientEndsAnInsert() throws InterruptedException {
        var failure = endDuringAnInsert(MongoClient::close);
        assertThat(failure).isInstanceOf(MongoException.class);
        assertThat(((MongoException) failure).partialResult()).isNotNull();
    }

    @Test
    void closingTheClientFailsTheNextBatch() {
        var ours = MongoClient.create(Mongod.shared().uri());
        var read = new AtomicInteger();
        var failure = catchThrowableOfType(
                ClientClosedException.class,
                () -> ours.database("streams")
                        .collection("things")
                        .insertMany(documents(30_000).peek(document -> {
                            if (read.incrementAndGet() == 15_000) {
                                ours.close();
                            }
                        })));
        assertThat(failure.partialResult())
                .isNotNull()
                .satisfies(done -> assertThat(done.insertedCount()).isEqualTo(10_000));
        assertThat(read).hasValue(20_000);
    }

    @Test
    void aDisconnectedClientContinuesWithTheNextBatch() {
        try (var ours = MongoClient.create(Mongod.shared().uri())) {
            var read = new AtomicInteger();
            var result = ours.database("streams")
                    .collection("things")
                    .insertMany(documents(30_000).peek(document -> {
                        if (read.incrementAndGet() % 7_000 == 0) {
                            ours.disconnect();
                        }
                    }));
            assertThat(result.insertedCount()).isEqualTo(30_000);
        }
    }

    // ---- with little memory

    private static final int LARGE = 100_000;
    private static final int LARGE_DOCUMENTS = 2_500;
    private static final int SMALL_DOCUMENTS = 200_000;

    @Test
    void aStreamLargerThanTheHeapIsInserted() throws Exception {
        assertThat(small("stream")).isEqualTo("inserted " + (LARGE_DOCUMENTS + SMALL_DOCUMENTS));
        assertThat(client.database("streams").collection("large").countDocuments())
                .isEqualTo(LARGE_DOCUMENTS + SMALL_DOCUMENTS);
        client.database("streams").drop();
    }

    @Test
    void aFileLargerThanTheHeapIsRead() throws Exception {
        assertThat(small("json")).isEqualTo("read " + LARGE_DOCUMENTS);
    }

    /** The output of another virtual machine with a heap of 40 MB. */
    private static String small(String task) throws IOException, InterruptedException {
        var classPath = Stream.of(Small.class, Mongod.class, MongoClient.class, Document.class, NullMarked.class)
                .map(type -> type.getProtectionDomain().getCodeSource().getLocation())
                .map(location -> Path.of(URI.create(location.toString())).toString())
                .collect(Collectors.joining(File.pathSeparator));
        var process = new ProcessBuilder(
                        Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                        "-Xmx40m",
                        "-XX:+UseSerialGC",
                        "-cp",
                        classPath,
                        Small.class.getName(),
                        task,
                        Mongod.shared().uri())
                .redirectErrorStream(true)
                .start();
        var said = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        process.waitFor();
        return said.strip();
    }

    /** Inserts about 250 MB. */
    static final class Small {
        private Small() {}

        public static void main(String[] arguments) throws IOException {
            if (arguments[0].equals("json")) {
                try (var documents =
                        ExtendedJson.documents(new Endless("{\"text\": \"" + "x".repeat(LARGE) + "\"}\n"))) {
                    System.out.println(
                            "read " + documents.limit(LARGE_DOCUMENTS).count());
                }
                return;
            }
            try (var client = MongoClient.create(arguments[1])) {
                var large = IntStream.range(0, LARGE_DOCUMENTS).mapToObj(i -> Document.of("text", "x".repeat(LARGE)));
                var small = IntStream.range(0, SMALL_DOCUMENTS).mapToObj(i -> Document.of("i", i));
                var result = client.database("streams").collection("large").insertMany(Stream.concat(large, small));
                System.out.println("inserted " + result.insertedCount());
            }
        }
    }

    /** Repeats the same text. */
    private static final class Endless extends Reader {
        private final String text;
        private int at;

        Endless(String text) {
            this.text = text;
        }

        @Override
        public int read(char[] buffer, int offset, int length) {
            int copied = Math.min(length, text.length() - at);
            text.getChars(at, at + copied, buffer, offset);
            at = (at + copied) % text.length();
            return copied;
        }

        @Override
        public void close() {}
    }
}
