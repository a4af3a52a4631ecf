package dev.morelia.live.gridfs;

import static org.assertj.core.api.Assertions.assertThat;

import dev.morelia.MongoClient;
import dev.morelia.bson.Binary;
import dev.morelia.bson.Document;
import dev.morelia.error.InterruptedOperationException;
import dev.morelia.error.OperationTimeoutException;
import dev.morelia.event.CommandListener;
import dev.morelia.event.CommandSucceededEvent;
import dev.morelia.gridfs.GridFsBucket;
import dev.morelia.gridfs.GridFsDownloadStream;
import dev.morelia.gridfs.GridFsUploadOptions;
import dev.morelia.testkit.Mongod;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.condition.EnabledIf;

/**
 * The memory that downloads use again. With assertions, as in tests, what a download is done with is overwritten, so
 * that bytes of another batch would be noticed. {@code -Dgridfs.downloads=n} runs more of them.
 */
@Timeout(300)
@EnabledIf(value = "dev.morelia.testkit.Mongod#available", disabledReason = "no mongod")
class GridFsBuffersTest {
    private static final int DOWNLOADS = Integer.getInteger("gridfs.downloads", 10);
    private static final int FILES = 3;
    private static final int LENGTH = 18_000_000;

    private static MongoClient client;
    private static GridFsBucket bucket;

    @BeforeAll
    static void store() throws IOException {
        client = MongoClient.create(Mongod.shared().uri());
        client.database("gridfs_buffers").drop();
        bucket = GridFsBucket.of(client.database("gridfs_buffers"));
        for (int id = 0; id < FILES; id++) {
            var options = new GridFsUploadOptions().id(id);
            bucket.uploadFromStream("x", new ByteArrayInputStream(content(id)), options);
        }
    }

    @AfterAll
    static void end() {
        client.database("gridfs_buffers").drop();
        client.close();
    }

    private static byte[] content(int id) {
        var bytes = new byte[LENGTH - id * 1_000_000];
        new Random(id).nextBytes(bytes);
        return bytes;
    }

    @Test
    void parallelDownloadsHaveTheirOwnBytes() throws Exception {
        var contents = new byte[FILES][];
        Arrays.setAll(contents, GridFsBuffersTest::content);
        try (var threads = Executors.newFixedThreadPool(4)) {
            List<Future<Integer>> all = new ArrayList<>();
            for (int turn = 0; turn < DOWNLOADS; turn++) {
                var random = new Random(turn);
                int id = random.nextInt(FILES);
                int way = turn % 5;
                all.add(threads.submit(() -> {
                    download(way, id, contents[id], random);
                    return id;
                }));
            }
            for (var one : all) {
                assertThat(one.get()).isLessThan(FILES);
            }
        }
    }

    private static void download(int way, int id, byte[] expected, Random random) throws IOException {
        switch (way) {
            case 0 -> {
                var copy = new ByteArrayOutputStream(expected.length);
                bucket.downloadToStream(id, copy);
                requireEqual(copy.toByteArray(), expected);
            }
            case 1 -> leave(id, expected, random);
            case 2 -> jump(id, expected, random);
            case 3 -> interrupt(id, expected, random);
            default -> timeOut(id, expected, random);
        }
    }

    private static void requireEqual(byte[] found, byte[] expected) {
        // Not isEqualTo, which would show millions of bytes.
        assertThat(Arrays.mismatch(found, expected)).isEqualTo(-1);
    }

    private static void requireNext(GridFsDownloadStream stream, int size, byte[] expected) {
        int from = (int) stream.position();
        byte[] found = stream.readNBytes(size);
        requireEqual(found, Arrays.copyOfRange(expected, from, from + found.length));
    }

    /** Closes the stream while batches are on their way. */
    private static void leave(int id, byte[] expected, Random random) {
        try (var stream = bucket.openDownloadStream(id)) {
            requireNext(stream, 9_000_000 + random.nextInt(1_000_000), expected);
        }
    }

    private static void jump(int id, byte[] expected, Random random) {
        try (var stream = bucket.openDownloadStream(id)) {
            for (int i = 0; i < 4; i++) {
                requireNext(stream.position(random.nextInt(8_000_000)), random.nextInt(8_000_000), expected);
            }
        }
    }

    private static void interrupt(int id, byte[] expected, Random random) {
        try (var stream = bucket.openDownloadStream(id)) {
            requireNext(stream, 9_000_000, expected);
            Thread.currentThread().interrupt();
            try {
                requireNext(stream, 6_000_000, expected);
            } catch (InterruptedOperationException noticed) {
                assertThat(noticed).hasMessageContaining("gridfs_buffers");
            } finally {
                assertThat(Thread.interrupted()).isTrue();
            }
            requireNext(stream.position(random.nextInt(1_000_000)), 9_000_000, expected);
        }
    }

    /** Some replies arrive when nobody waits for them any more. */
    private static void timeOut(int id, byte[] expected, Random random) {
        try (var stream =
                bucket.with(Duration.ofMillis(10 + random.nextInt(60))).openDownloadStream(id)) {
            requireNext(stream, LENGTH, expected);
        } catch (OperationTimeoutException late) {
            assertThat(late).hasMessageContaining("gridfs_buffers");
        }
    }

    @Test
    void whatAListenerKeepsStaysAsItIs() throws IOException {
        List<CommandSucceededEvent> kept = new CopyOnWriteArrayList<>();
        var listener = new CommandListener() {
            @Override
            public void succeeded(CommandSucceededEvent event) {
                if (event.commandName().equals("find")) {
                    kept.add(event);
                }
            }
        };
        byte[] expected = content(0);
        String uri = Mongod.shared().uri();
        try (var listened =
                MongoClient.builder().uri(uri).commandListener(listener).build()) {
            var copy = new ByteArrayOutputStream(expected.length);
            GridFsBucket.of(listened.database("gridfs_buffers")).downloadToStream(0, copy);
            requireEqual(copy.toByteArray(), expected);
        }
        var chunks = new byte[LENGTH];
        for (var event : kept) {
            for (var chunk : event.reply().document("cursor").list("firstBatch", Document.class)) {
                if (chunk.containsKey("n")) {
                    byte[] data = chunk.value("data", Binary.class).bytes();
                    System.arraycopy(data, 0, chunks, chunk.int32("n") * 261_120, data.length);
                }
            }
        }
        requireEqual(chunks, expected);
    }
}
