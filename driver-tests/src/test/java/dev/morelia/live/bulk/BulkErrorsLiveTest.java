package dev.morelia.live.bulk;

import static dev.morelia.builder.Filters.eq;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import dev.morelia.MongoClient;
import dev.morelia.MongoCollection;
import dev.morelia.bson.BsonException;
import dev.morelia.bson.Document;
import dev.morelia.bson.codec.Codec;
import dev.morelia.bson.io.BsonInput;
import dev.morelia.bson.io.BsonOutput;
import dev.morelia.error.BulkWriteException;
import dev.morelia.options.BulkWriteOptions;
import dev.morelia.options.InsertManyOptions;
import dev.morelia.options.UpdateOptions;
import dev.morelia.options.WriteModel;
import dev.morelia.result.BulkWriteError;
import dev.morelia.settings.WriteConcern;
import dev.morelia.testkit.Mongod;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Supplier;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledIf;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * A write of a bulk write that cannot be encoded is an error like those of the server, and the result reports what was
 * done before.
 */
@EnabledIf(value = "dev.morelia.testkit.Mongod#available", disabledReason = "no mongod")
class BulkErrorsLiveTest {
    private static final InsertManyOptions UNORDERED = new InsertManyOptions().ordered(false);
    private static final BulkWriteOptions BULK_UNORDERED = new BulkWriteOptions().ordered(false);

    /** A type without a codec. */
    private static final Object UNKNOWN = new Object();

    private static MongoClient client;
    private static MongoCollection<Document> things;

    @BeforeAll
    static void connect() {
        client = MongoClient.create(Mongod.shared().uri());
        things = client.database("bulk").collection("things");
    }

    @AfterAll
    static void disconnect() {
        client.close();
    }

    @BeforeEach
    void empty() {
        things.drop();
    }

    private static Document thing(int id) {
        return Document.of("_id", id);
    }

    private static Document bad(int id) {
        return Document.of("_id", id, "bad", UNKNOWN);
    }

    private static Document large(int id) {
        return Document.of("_id", id, "text", "x".repeat(17 * 1024 * 1024));
    }

    private static Set<Object> stored() {
        var ids = new LinkedHashSet<Object>();
        things.find().sort(Document.of("_id", 1)).forEach(thing -> ids.add(thing.get("_id")));
        return ids;
    }

    private static BulkWriteException failure(Runnable call) {
        return catchThrowableOfType(BulkWriteException.class, call::run);
    }

    @Test
    void aDocumentThatCannotBeEncodedEndsAnOrderedInsert() {
        var documents = new ArrayList<>(
                IntStream.range(0, 120_000).mapToObj(BulkErrorsLiveTest::thing).toList());
        documents.set(109_999, bad(109_999));
        var ordered = failure(() -> things.insertMany(documents));
        assertThat(ordered)
                .hasMessageContaining("insert on bulk.things failed: index 109999 (_id 109999): insert cannot be")
                .hasMessageContaining("at field 'bad'")
                .hasMessageContaining("inserted 109999")
                .hasMessageEndingWith("not attempted: 10000")
                .hasCauseInstanceOf(BsonException.class);
        assertThat(ordered.writeErrors()).hasSize(1);
        assertThat(ordered.partialResult().insertedCount()).isEqualTo(109_999);
        assertThat(ordered.partialResult().insertedIds()).hasSize(109_999).doesNotContainKey(109_999);
        assertThat(things.countDocuments(new Document())).isEqualTo(109_999);
        things.drop();
        var unordered = failure(() -> things.insertMany(documents, UNORDERED));
        assertThat(unordered.partialResult().insertedCount()).isEqualTo(119_999);
        assertThat(unordered.partialResult().insertedIds()).hasSize(119_999).containsEntry(119_999, 119_999);
        assertThat(unordered.unprocessedModels()).isEmpty();
        assertThat(things.countDocuments(new Document())).isEqualTo(119_999);
    }

    static Stream<Arguments> badDocuments() {
        return Stream.of(
                Arguments.of("not encodable", (Supplier<Document>) () -> bad(1), "at field 'bad'"),
                Arguments.of("too large", (Supplier<Document>) () -> large(1), "must not be larger than 16777216"));
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("badDocuments")
    void anInvalidWriteInTheMiddle(String name, Supplier<Document> bad, String expected) {
        var documents = List.of(thing(0), bad.get(), thing(2));
        var ordered = failure(() -> things.insertMany(documents));
        assertThat(ordered).hasMessageContaining("index 1 (_id 1): ").hasMessageContaining(expected);
        assertThat(ordered.partialResult().insertedIds()).containsOnlyKeys(0);
        assertThat(ordered.unprocessedModels()).containsExactly(WriteModel.insertOne(documents.get(2)));
        assertThat(stored()).containsExactly(0);
        things.drop();
        var unordered = failure(() -> things.insertMany(documents, UNORDERED));
        assertThat(unordered.writeErrors()).singleElement().satisfies(error -> {
            assertThat(error.index()).isEqualTo(1);
            assertThat(error.documentId()).isEqualTo(1);
            assertThat(error.code()).isEqualTo(-1);
            assertThat(error.message()).contains(expected);
            assertThat(error.cause()).isNotNull();
        });
        assertThat(unordered.partialResult().insertedIds()).containsOnlyKeys(0, 2);
        assertThat(stored()).containsExactly(0, 2);
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("badDocuments")
    void anInvalidUnacknowledgedWriteInTheMiddle(String name, Supplier<Document> bad, String expected) {
        var documents = List.of(thing(0), bad.get(), thing(2));
        try (var silent = MongoClient.create(Mongod.shared().uri() + "/?maxPoolSize=1")) {
            var people = silent.database("bulk").collection("things");
            var unacknowledged = people.with(WriteConcern.UNACKNOWLEDGED);
            var ordered = failure(() -> unacknowledged.insertMany(documents));
            assertThat(ordered).hasMessageContaining("index 1 (_id 1): ").hasMessageContaining(expected);
            assertThat(ordered.partialResult().acknowledged()).isFalse();
            assertThat(ordered.partialResult().insertedIds()).containsOnlyKeys(0);
            assertThat(people.find().toList()).hasSize(1);
            people.drop();
            var unordered = failure(() -> unacknowledged.insertMany(documents, UNORDERED));
            assertThat(unordered.partialResult().insertedIds()).containsOnlyKeys(0, 2);
            assertThat(people.find().toList()).hasSize(2);
        }
    }

    @Test
    void errorsOfTheServerAndTheDriverAreInListOrder() {
        things.insertOne(thing(3));
        var documents = List.of(bad(0), thing(1), large(2), thing(3), bad(4), thing(5));
        var failure = failure(() -> things.insertMany(documents, UNORDERED));
        assertThat(failure.writeErrors()).extracting(BulkWriteError::index).containsExactly(0, 2, 3, 4);
        assertThat(failure.writeErrors()).extracting(BulkWriteError::documentId).containsExactly(0, 2, 3, 4);
        assertThat(failure.code()).isEqualTo(11000);
        assertThat(failure).hasMessageContaining("4 writes failed: index 0 (_id 0): insert cannot be encoded");
        assertThat(failure).hasMessageContaining("; index 3 (_id 3): E11000").hasMessageContaining("(code 11000)");
        assertThat(failure.partialResult().insertedIds()).containsOnlyKeys(1, 5);
        assertThat(stored()).containsExactly(1, 3, 5);
    }

    @Test
    void anOrderedBulkWriteEndsWithTheFirstErrorOfTheServer() {
        things.insertOne(thing(1));
        var failure = failure(() -> things.insertMany(List.of(thing(0), thing(1), bad(2), thing(3))));
        assertThat(failure.writeErrors()).extracting(BulkWriteError::index).containsExactly(1);
        assertThat(failure.unprocessedModels()).hasSize(2);
        assertThat(failure.partialResult().insertedIds()).containsOnlyKeys(0);
    }

    @Test
    void ifNoWriteCanBeEncodedNothingIsSent() {
        var failure = failure(() -> things.insertMany(
                IntStream.range(0, 8).mapToObj(BulkErrorsLiveTest::bad).toList(), UNORDERED));
        assertThat(failure.writeErrors()).hasSize(8);
        assertThat(failure)
                .hasMessageContaining("index 4 (_id 4)")
                .hasMessageContaining("; and 3 more. Done so far: inserted 0");
        assertThat(stored()).isEmpty();
        assertThat(client.database("bulk").listCollectionNames()).doesNotContain("things");
    }

    static Stream<Arguments> badModels() {
        var unknown = Document.of("a", UNKNOWN);
        var set = Document.of("$set", Document.of("a", 1));
        var filters = new UpdateOptions().arrayFilters(List.of(Document.of("x.a", UNKNOWN)));
        var eachX = Document.of("$set", Document.of("list.$[x].a", 1));
        return Stream.of(
                model("filter", WriteModel.updateOne(unknown, set), "q.a"),
                model("filter of many", WriteModel.updateMany(unknown, set), "q.a"),
                model("filter of a replacement", WriteModel.replaceOne(unknown, new Document()), "q.a"),
                model("filter of a delete", WriteModel.deleteOne(unknown), "q.a"),
                model("filter of deletes", WriteModel.deleteMany(unknown), "q.a"),
                model("update", WriteModel.updateOne(eq("_id", 1), Document.of("$set", unknown)), "u.$set.a"),
                model("updates", WriteModel.updateMany(eq("_id", 1), Document.of("$set", unknown)), "u.$set.a"),
                model("pipeline", WriteModel.updateOne(eq("_id", 1), List.of(Document.of("$set", unknown))), "$set.a"),
                model("replacement", WriteModel.replaceOne(eq("_id", 1), unknown), "u.a"),
                model("array filter", WriteModel.updateOne(eq("_id", 1), eachX, filters), "arrayFilters.0.x.a"),
                model("insert", WriteModel.insertOne(Document.of("_id", 7, "a", UNKNOWN)), "a"),
                model(
                        "large filter",
                        WriteModel.deleteOne(Document.of("a", "x".repeat(17 * 1024 * 1024))),
                        "must not be larger"));
    }

    private static Arguments model(String name, WriteModel<Document> model, String expected) {
        return Arguments.of(name, model, expected);
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("badModels")
    void everyModel(String name, WriteModel<Document> bad, String expected) {
        var models = List.<WriteModel<Document>>of(
                WriteModel.insertOne(thing(1)),
                bad,
                WriteModel.insertOne(thing(2)),
                WriteModel.updateOne(eq("_id", 1), Document.of("$set", Document.of("seen", true))),
                WriteModel.deleteOne(eq("_id", 2)));
        var ordered = failure(() -> things.bulkWrite(models));
        assertThat(ordered).hasMessageContaining("failed: index 1").hasMessageContaining(expected);
        assertThat(ordered.partialResult().insertedCount()).isEqualTo(1);
        assertThat(ordered.unprocessedModels()).isEqualTo(models.subList(2, 5));
        assertThat(stored()).containsExactly(1);
        things.drop();
        var unordered = failure(() -> things.bulkWrite(models, BULK_UNORDERED));
        assertThat(unordered.writeErrors()).extracting(BulkWriteError::index).containsExactly(1);
        assertThat(unordered.partialResult().insertedCount()).isEqualTo(2);
        assertThat(unordered.partialResult().modifiedCount()).isEqualTo(1);
        assertThat(unordered.partialResult().deletedCount()).isEqualTo(1);
        assertThat(unordered.partialResult().insertedIds()).containsOnlyKeys(0, 2);
        things.drop();
        var silent = things.with(WriteConcern.UNACKNOWLEDGED);
        assertThat(failure(() -> silent.bulkWrite(models)).writeErrors())
                .extracting(BulkWriteError::index)
                .containsExactly(1);
        assertThat(failure(() -> silent.bulkWrite(models, BULK_UNORDERED))
                        .partialResult()
                        .insertedIds())
                .containsOnlyKeys(0, 2);
    }

    @Test
    void upsertsKeepTheirIndexesIfOthersAreOmitted() {
        var upsert = new UpdateOptions().upsert(true);
        var set = Document.of("$set", Document.of("a", 1));
        var failure = failure(() -> things.bulkWrite(
                List.of(
                        WriteModel.updateOne(Document.of("a", UNKNOWN), set),
                        WriteModel.updateOne(eq("_id", 1), set, upsert),
                        WriteModel.updateOne(Document.of("a", UNKNOWN), set),
                        WriteModel.updateOne(eq("_id", 3), set, upsert)),
                BULK_UNORDERED));
        assertThat(failure.partialResult().upsertedIds())
                .containsEntry(1, 1)
                .containsEntry(3, 3)
                .hasSize(2);
    }

    @Test
    void optionsThatCannotBeEncodedAreRejectedBeforeAnythingIsSent() {
        var models = List.<WriteModel<Document>>of(WriteModel.insertOne(thing(1)), WriteModel.deleteOne(eq("_id", 2)));
        for (Object value : List.of(UNKNOWN, "x".repeat(17 * 1024 * 1024))) {
            var options = new BulkWriteOptions().let(Document.of("a", value));
            assertThatIllegalArgumentException().isThrownBy(() -> things.bulkWrite(models, options));
            assertThat(stored()).isEmpty();
        }
    }

    /** Thrown by its codec, after the id. */
    private record Fragile(int id, @Nullable Throwable failure) {}

    private static final Codec<Fragile> FRAGILE = new Codec<>() {
        @Override
        public Fragile decode(BsonInput input) {
            throw new UnsupportedOperationException();
        }

        @Override
        public void encode(BsonOutput output, Fragile value) {
            output.startDocument().int32("_id", value.id()).name("inner").startDocument();
            switch (value.failure()) {
                case null -> output.endDocument().endDocument();
                case StackOverflowError deep -> endless(1);
                case Error error -> throw error;
                case RuntimeException exception -> throw exception;
                default -> throw new IllegalStateException(value.failure());
            }
        }

        @SuppressWarnings("InfiniteRecursion")
        private static int endless(int n) {
            return endless(n + 1) + n;
        }
    };

    @Test
    void aCodecMayThrowAnything() {
        var fragile = things.with(FRAGILE);
        for (Throwable thrown : List.of(
                new IllegalStateException("no"),
                new NullPointerException(),
                new AssertionError("never"),
                new StackOverflowError())) {
            things.drop();
            var values = List.of(new Fragile(0, null), new Fragile(1, thrown), new Fragile(2, null));
            var ordered = failure(() -> fragile.insertMany(values));
            assertThat(ordered)
                    .hasMessageContaining("index 1 (_id 1): insert cannot be encoded: "
                            + thrown.getClass().getName());
            assertThat(ordered.getCause()).hasSameClassAs(thrown);
            assertThat(stored()).containsExactly(0);
            things.drop();
            var unordered = failure(() -> fragile.insertMany(values, UNORDERED));
            assertThat(unordered.partialResult().insertedIds()).containsOnlyKeys(0, 2);
            assertThat(stored()).containsExactly(0, 2);
            things.drop();
            var streamed = failure(() -> fragile.insertMany(values.stream(), UNORDERED));
            assertThat(streamed.getCause()).hasSameClassAs(thrown);
            assertThat(streamed.writeErrors())
                    .extracting(BulkWriteError::documentId)
                    .containsExactly(1);
            assertThat(stored()).containsExactly(0, 2);
            var replaced = failure(() -> fragile.bulkWrite(
                    List.of(WriteModel.replaceOne(eq("_id", 0), values.get(1)), WriteModel.deleteOne(eq("_id", 2))),
                    BULK_UNORDERED));
            assertThat(replaced.getCause()).hasSameClassAs(thrown);
            assertThat(replaced.partialResult().deletedCount()).isEqualTo(1);
        }
    }

    @Test
    void errorsHaveTheGeneratedId() {
        var document = Document.of("bad", UNKNOWN);
        var failure = failure(() -> things.insertMany(List.of(document)));
        assertThat(failure.writeErrors().getFirst().documentId()).isNotNull().isEqualTo(document.get("_id"));
    }

    @Test
    void singleWritesKeepTheirExceptions() {
        assertThatIllegalArgumentException().isThrownBy(() -> things.insertOne(bad(1)));
        assertThatIllegalArgumentException().isThrownBy(() -> things.insertOne(large(1)));
        assertThatIllegalArgumentException().isThrownBy(() -> things.deleteOne(Document.of("a", UNKNOWN)));
    }

    @Test
    void anyCollectionIsInserted() {
        var set = new LinkedHashSet<>(Arrays.asList(thing(2), thing(1)));
        var result = things.insertMany(set);
        assertThat(result.insertedIds()).containsEntry(0, 2).containsEntry(1, 1);
        assertThat(result.insertedCount()).isEqualTo(2);
    }

    @Test
    void aStreamIsInsertedInBatchesAndClosed() {
        var closed = new AtomicInteger();
        var read = new AtomicInteger();
        var stored = new ArrayList<Long>();
        var documents = Stream.of(0, 1, 2)
                .flatMap(tens ->
                        IntStream.range(tens * 10_000, tens * 10_000 + 10_000).boxed())
                .map(id -> {
                    if (read.getAndIncrement() % 10_000 == 0) {
                        stored.add(things.countDocuments(new Document()));
                    }
                    return thing(id);
                })
                .parallel()
                .onClose(closed::incrementAndGet);
        var result = things.insertMany(documents);
        assertThat(result.insertedCount()).isEqualTo(30_000);
        assertThat(result.insertedIds()).isEmpty();
        assertThat(stored).as("what is stored when more is requested").containsExactly(0L, 10_000L, 20_000L);
        assertThat(closed).hasValue(1);
    }

    @Test
    void largeDocumentsOfAStreamAreSentInSmallBatches() {
        var most = new AtomicInteger();
        var documents = IntStream.range(0, 12).mapToObj(id -> {
            most.accumulateAndGet(id - (int) things.countDocuments(new Document()), Math::max);
            return Document.of("_id", id, "text", "x".repeat(5_000_000));
        });
        assertThat(things.insertMany(documents).insertedCount()).isEqualTo(12);
        assertThat(most.get()).isLessThanOrEqualTo(4);
    }

    @Test
    void aStreamOfAQueryNeedsOnlyOneConnection() {
        things.insertMany(
                IntStream.range(0, 500).mapToObj(BulkErrorsLiveTest::thing).toList());
        try (var narrow = MongoClient.create(Mongod.shared().uri() + "/?maxPoolSize=1&waitQueueTimeoutMS=2000")) {
            var copies = narrow.database("bulk").collection("copies");
            copies.drop();
            var all = narrow.database("bulk").collection("things").find().batchSize(100);
            assertThat(copies.insertMany(all.stream()).insertedCount()).isEqualTo(500);
            copies.drop();
        }
    }

    @Test
    void errorsOfAStreamHaveItsIndexes() {
        var documents = Arrays.asList(thing(0), bad(1), large(2), null, thing(4));
        var read = new AtomicInteger();
        var ordered = failure(() -> things.insertMany(documents.stream().peek(each -> read.incrementAndGet())));
        assertThat(ordered).hasMessageContaining("index 1 (_id 1): ").hasMessageContaining("inserted 1,");
        assertThat(ordered.partialResult().insertedIds()).isEmpty();
        assertThat(ordered.unprocessedModels()).isEmpty();
        assertThat(read).as("the rest is not read").hasValue(2);
        assertThat(stored()).containsExactly(0);
        things.drop();
        var unordered = failure(() -> things.insertMany(documents.stream(), UNORDERED));
        assertThat(unordered.writeErrors()).extracting(BulkWriteError::index).containsExactly(1, 2, 3);
        assertThat(unordered).hasMessageContaining("index 3: documents[3] must not be null");
        assertThat(stored()).containsExactly(0, 4);
        var duplicate = failure(() -> things.insertMany(Stream.of(thing(3), thing(4), thing(5))));
        assertThat(duplicate).hasMessageContaining("index 1 (_id 4): E11000");
        assertThat(stored()).containsExactly(0, 3, 4);
    }

    @Test
    void aStreamThatThrowsReportsWhatIsStored() {
        var broken = new UncheckedIOException(new IOException("disk"));
        var closed = new AtomicInteger();
        for (var options : List.of(new InsertManyOptions(), UNORDERED)) {
            things.drop();
            var failure = failure(() -> things.insertMany(
                    IntStream.range(0, 10)
                            .mapToObj(id -> {
                                if (id == 7) {
                                    throw broken;
                                }
                                return thing(id);
                            })
                            .onClose(closed::incrementAndGet),
                    options));
            assertThat(failure)
                    .hasCause(broken)
                    .hasMessageContaining("index 7: the stream failed at this document")
                    .hasMessageContaining("disk")
                    .hasMessageContaining("inserted 7");
            assertThat(stored()).hasSize(7);
        }
        assertThat(closed).hasValue(2);
    }

    @Test
    void anEmptyStreamInsertsNothing() {
        assertThat(things.insertMany(Stream.empty()).insertedCount()).isZero();
        var silent = things.with(WriteConcern.UNACKNOWLEDGED);
        assertThat(silent.insertMany(Stream.of(thing(1))).acknowledged()).isFalse();
    }
}
