package dev.morelia.live.gridfs;

import static dev.morelia.builder.Filters.eq;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.morelia.MongoClient;
import dev.morelia.MongoCollection;
import dev.morelia.MongoDatabase;
import dev.morelia.bson.Binary;
import dev.morelia.bson.BsonException;
import dev.morelia.bson.Document;
import dev.morelia.error.GridFsException;
import dev.morelia.gridfs.GridFsBucket;
import dev.morelia.testkit.Mongod;
import java.io.ByteArrayOutputStream;
import java.util.List;
import java.util.function.Consumer;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.condition.EnabledIf;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** Files that are not as they should be: never read as if nothing were wrong. */
@Timeout(60)
@EnabledIf(value = "dev.morelia.testkit.Mongod#available", disabledReason = "no mongod")
class GridFsCorruptFilesTest {
    private static final int CHUNKS = 5;

    private static MongoClient client;
    private static MongoDatabase database;
    private static GridFsBucket bucket;

    @BeforeAll
    static void connect() {
        client = MongoClient.create(Mongod.shared().uri());
        database = client.database("gridfs_corrupt");
        bucket = GridFsBucket.of(database);
    }

    @AfterAll
    static void disconnect() {
        client.close();
    }

    private static MongoCollection<Document> chunks() {
        return database.collection("fs.chunks");
    }

    /** A file of five chunks of four bytes, in collections without indexes. */
    @BeforeEach
    void store() {
        database.drop();
        database.collection("fs.files")
                .insertOne(Document.of("_id", 1, "length", 4 * CHUNKS, "chunkSize", 4, "filename", "a.txt"));
        chunks().insertMany(IntStream.range(0, CHUNKS).mapToObj(n -> chunk(n, new byte[] {1, 2, 3, 4})));
    }

    private static Document chunk(int number, byte[] data) {
        return Document.of("files_id", 1, "n", number, "data", new Binary(data));
    }

    private static void set(int number, String field, Object value) {
        chunks().updateOne(eq("n", number), new Document("$set", new Document(field, value)));
    }

    private static Arguments damage(String problem, Consumer<MongoCollection<Document>> how) {
        return Arguments.of(problem, how);
    }

    static Stream<Arguments> damages() {
        return Stream.of(
                damage("chunk 0 of 5 is missing", all -> all.deleteOne(eq("n", 0))),
                damage("chunk 2 of 5 is missing", all -> all.deleteOne(eq("n", 2))),
                damage("chunk 4 of 5 is missing", all -> all.deleteOne(eq("n", 4))),
                damage("chunk 0 of 5 is missing", all -> all.deleteMany(new Document())),
                damage("a chunk with the number 5 after the last of 5", all -> all.insertOne(chunk(5, new byte[4]))),
                damage("a chunk with the number 9 after the last of 5", all -> all.insertOne(chunk(9, new byte[0]))),
                damage("chunk 3 of 5 exists more than once", all -> all.insertOne(chunk(3, new byte[4]))),
                damage("chunk 0 of 5 is missing", all -> set(0, "n", "zero")),
                damage("a chunk has no number", all -> all.insertOne(chunk(-1, new byte[4]))),
                damage("chunk 1 of 5 has 3 bytes instead of 4", all -> set(1, "data", new Binary(new byte[3]))),
                damage("chunk 4 of 5 has 5 bytes instead of 4", all -> set(4, "data", new Binary(new byte[5]))),
                damage("the data of chunk 1 of 5 is of the BSON type string", all -> set(1, "data", "text")),
                damage(
                        "the data of chunk 1 of 5 is absent",
                        all -> all.updateOne(eq("n", 1), new Document("$unset", new Document("data", 1)))));
    }

    @ParameterizedTest
    @MethodSource("damages")
    void damagedChunksAreReported(String problem, Consumer<MongoCollection<Document>> how) {
        how.accept(chunks());
        for (int way = 0; way < 2; way++) {
            boolean whole = way == 0;
            assertThatThrownBy(() -> {
                        if (whole) {
                            bucket.downloadToStream(1, new ByteArrayOutputStream());
                        } else {
                            try (var stream = bucket.openDownloadStreamByName("a.txt")) {
                                stream.readAllBytes();
                            }
                        }
                    })
                    .isInstanceOfSatisfying(GridFsException.CorruptFile.class, corrupt -> {
                        assertThat(corrupt.fileId()).isEqualTo(1);
                        assertThat(corrupt.filename()).isEqualTo("a.txt");
                        assertThat(corrupt.server()).isNotNull();
                        assertThat(corrupt)
                                .hasMessageStartingWith(
                                        "In gridfs_corrupt.fs.chunks, the file 'a.txt' with the id 1 is corrupt")
                                .hasMessageContaining(problem);
                    });
        }
    }

    @Test
    void whatIsBeforeTheDamageCanBeRead() {
        chunks().deleteOne(eq("n", 4));
        try (var stream = bucket.openDownloadStream(1)) {
            assertThat(stream.readNBytes(8)).isEqualTo(new byte[] {1, 2, 3, 4, 1, 2, 3, 4});
            stream.position(18);
            assertThatThrownBy(stream::read).isInstanceOf(GridFsException.CorruptFile.class);
            assertThatThrownBy(stream::read).isInstanceOf(GridFsException.CorruptFile.class);
            assertThat(stream.position(10).read()).isEqualTo(3);
            chunks().insertOne(chunk(4, new byte[] {9, 9, 9, 9}));
            assertThat(stream.position(18).readAllBytes()).isEqualTo(new byte[] {9, 9});
        }
    }

    @Test
    void aHugeLengthTakesNoMemory() {
        for (Object length : List.of(Long.MAX_VALUE, 1L << 40, 9e15)) {
            database.collection("fs.files")
                    .updateOne(eq("_id", 1), new Document("$set", new Document("length", length)));
            try (var stream = bucket.openDownloadStream(1)) {
                assertThatThrownBy(stream::readAllBytes)
                        .isInstanceOf(GridFsException.CorruptFile.class)
                        .hasMessageContaining("chunk 5 of ");
            }
        }
    }

    @Test
    void aFileWithoutUsableSizesIsReported() {
        database.collection("fs.files").updateOne(eq("_id", 1), new Document("$set", new Document("chunkSize", 0)));
        assertThatThrownBy(() -> bucket.openDownloadStream(1))
                .isInstanceOf(GridFsException.CorruptFile.class)
                .hasMessageContaining("fs.files")
                .hasMessageContaining("chunkSize");
        assertThatThrownBy(() -> bucket.openDownloadStreamByName("a.txt"))
                .isInstanceOf(GridFsException.CorruptFile.class)
                .hasMessageContaining("'a.txt'");
        assertThatThrownBy(() -> bucket.find().toList()).isInstanceOf(BsonException.class);
        bucket.rename(1, "b.txt");
        bucket.delete(1);
        assertThat(chunks().countDocuments()).isZero();
    }

    @Test
    void anEmptyFileHasNoChunksToLookAt() {
        database.collection("fs.files").updateOne(eq("_id", 1), new Document("$set", new Document("length", 0)));
        assertThat(bucket.openDownloadStream(1).readAllBytes()).isEmpty();
    }
}
