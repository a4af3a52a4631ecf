package dev.morelia.live.bulk;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import dev.morelia.MongoClient;
import dev.morelia.bson.Document;
import dev.morelia.error.ClientBulkWriteException;
import dev.morelia.error.MongoException.Outcome;
import dev.morelia.error.MongoException.RetryAdvice;
import dev.morelia.options.ClientBulkWriteOptions;
import dev.morelia.options.NamespacedWrite;
import dev.morelia.options.UpdateOptions;
import dev.morelia.options.WriteModel;
import dev.morelia.result.ClientBulkWriteResult;
import dev.morelia.result.ClientBulkWriteResult.Deleted;
import dev.morelia.result.ClientBulkWriteResult.Inserted;
import dev.morelia.result.ClientBulkWriteResult.Updated;
import dev.morelia.settings.Namespace;
import dev.morelia.settings.WriteConcern;
import dev.morelia.testkit.BulkFront;
import dev.morelia.testkit.Mongod;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.ObjectInputStream;
import java.io.ObjectOutputStream;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.condition.EnabledIf;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Bulk writes of a client: with bulkWrite, and the same ones with the older commands. */
@EnabledIf(value = "dev.morelia.testkit.Mongod#available", disabledReason = "no mongod")
final class ClientBulkWriteLiveTest {
    private static final Namespace PEOPLE = new Namespace("clientBulk", "people");
    private static final Namespace ORDERS = new Namespace("clientBulk", "orders");
    private static final ClientBulkWriteOptions VERBOSE = new ClientBulkWriteOptions().verboseResults(true);

    enum Server {
        /** It has only the older commands. */
        OLDER,
        BULK_FRONT
    }

    record Person(int id, String name) {}

    private static final BulkFront FRONT = BulkFront.start(Mongod.shared());
    private static final MongoClient OLDER = MongoClient.create(Mongod.shared().uri());
    private static final MongoClient NEWER = MongoClient.create(FRONT.uri());

    @BeforeEach
    void empty() {
        OLDER.dropDatabase(PEOPLE.database());
    }

    @AfterAll
    static void close() {
        OLDER.close();
        NEWER.close();
        FRONT.close();
    }

    private static MongoClient client(Server server) {
        return server == Server.OLDER ? OLDER : NEWER;
    }

    private static ClientBulkWriteResult done(ClientBulkWriteException failure) {
        return Objects.requireNonNull(failure.result());
    }

    private static Document id(Object id) {
        return new Document("_id", id);
    }

    private static Document set(String name, Object value) {
        return new Document("$set", new Document(name, value));
    }

    /** Of both collections and all kinds, in an order that matters. */
    private static List<NamespacedWrite> mixed() {
        return List.of(
                WriteModel.insertOne(new Person(1, "Ada")).in(PEOPLE),
                WriteModel.insertOne(new Document("_id", 7)).in(ORDERS),
                WriteModel.insertOne(new Person(2, "Grace")).in(PEOPLE),
                WriteModel.updateOne(id(1), set("name", "Ada L.")).in(PEOPLE),
                WriteModel.updateMany(new Document(), set("x", 1)).in(PEOPLE),
                WriteModel.updateOne(id(9), set("x", 1), new UpdateOptions().upsert(true))
                        .in(ORDERS),
                WriteModel.replaceOne(id(2), new Person(2, "Grace H.")).in(PEOPLE),
                WriteModel.deleteOne(id(7)).in(ORDERS),
                WriteModel.deleteMany(id(42)).in(ORDERS));
    }

    private static List<Document> found(Namespace namespace) {
        return OLDER.database(namespace.database())
                .collection(namespace.collection())
                .find(new Document())
                .sort(id(1))
                .toList();
    }

    @ParameterizedTest
    @EnumSource
    void resultsAreTheSame(Server server) {
        ClientBulkWriteResult result = client(server).bulkWrite(mixed(), VERBOSE);

        assertThat(result.throughOlderCommands()).isEqualTo(server == Server.OLDER);
        assertThat(List.of(
                        result.insertedCount(),
                        result.matchedCount(),
                        result.modifiedCount(),
                        result.upsertedCount(),
                        result.deletedCount()))
                .containsExactly(3L, 4L, 4L, 1L, 1L);
        assertThat(result.insertResults())
                .isEqualTo(Map.of(0, new Inserted(1), 1, new Inserted(7), 2, new Inserted(2)));
        assertThat(result.updateResults())
                .isEqualTo(Map.of(
                        3, new Updated(1, 1, 0, null),
                        4, new Updated(2, 2, 0, null),
                        5, new Updated(1, 0, 1, 9),
                        6, new Updated(1, 1, 0, null)));
        assertThat(result.deleteResults()).isEqualTo(Map.of(7, new Deleted(1), 8, new Deleted(0)));
        assertThat(found(ORDERS)).containsExactly(Document.of("_id", 9, "x", 1));
        assertThat(found(PEOPLE))
                .containsExactly(
                        Document.of("_id", 1, "name", "Ada L.").append("x", 1),
                        Document.of("_id", 2, "name", "Grace H."));
    }

    @ParameterizedTest
    @EnumSource
    void summaryHasNoResultsOfSingleWrites(Server server) {
        var result = client(server).bulkWrite(mixed());

        assertThat(result.insertedCount()).isEqualTo(3);
        assertThat(result.hasVerboseResults()).isFalse();
        assertThatIllegalStateException()
                .isThrownBy(result::updateResults)
                .withMessageContaining("verboseResults(true)");
    }

    private static List<NamespacedWrite> withDuplicates() {
        return List.of(
                WriteModel.insertOne(id(1)).in(PEOPLE),
                WriteModel.insertOne(id(1)).in(ORDERS),
                WriteModel.insertOne(id(1)).in(PEOPLE),
                WriteModel.updateOne(id(1), set("x", 1)).in(ORDERS),
                WriteModel.insertOne(id(1)).in(ORDERS));
    }

    @ParameterizedTest
    @EnumSource
    void orderedStopsAtTheFirstError(Server server) throws Exception {
        var failure = catchThrowableOfType(
                ClientBulkWriteException.class, () -> client(server).bulkWrite(withDuplicates(), VERBOSE));

        assertThat(failure.writeErrors()).hasSize(1);
        assertThat(failure.writeErrors().getFirst().index()).isEqualTo(2);
        assertThat(failure.writeErrors().getFirst().code()).isEqualTo(11000);
        assertThat(failure.error()).isNull();
        assertThat(done(failure).insertResults()).containsOnlyKeys(0, 1);
        assertThat(failure.outcome()).isEqualTo(Outcome.APPLIED);
        assertThat(failure.retryAdvice()).isEqualTo(RetryAdvice.UNSAFE);
        assertThat(failure.isTransient()).isFalse();
        assertThat(failure)
                .hasMessageStartingWith("bulkWrite failed on ")
                .hasMessageContaining("index 2")
                .hasMessageEndingWith("Done so far: inserted 2, matched 0, modified 0, upserted 0, deleted 0");
        assertThat(serialized(failure).writeErrors()).isEqualTo(failure.writeErrors());
        assertThat(serialized(failure).result()).isEqualTo(failure.result());
    }

    private static ClientBulkWriteException serialized(ClientBulkWriteException failure) throws Exception {
        var bytes = new ByteArrayOutputStream();
        try (var out = new ObjectOutputStream(bytes)) {
            out.writeObject(failure);
        }
        try (var in = new ObjectInputStream(new ByteArrayInputStream(bytes.toByteArray()))) {
            return (ClientBulkWriteException) in.readObject();
        }
    }

    @ParameterizedTest
    @EnumSource
    void unorderedGoesOn(Server server) {
        var failure = catchThrowableOfType(
                ClientBulkWriteException.class,
                () -> client(server).bulkWrite(withDuplicates(), VERBOSE.ordered(false)));

        assertThat(failure.writeErrors()).extracting(error -> error.index()).containsExactly(2, 4);
        assertThat(done(failure).insertResults()).containsOnlyKeys(0, 1);
        assertThat(done(failure).updateResults()).containsOnlyKeys(3);
    }

    @ParameterizedTest
    @EnumSource
    void nothingIsWrittenIfTheFirstFails(Server server) {
        client(server).bulkWrite(List.of(WriteModel.insertOne(id(1)).in(PEOPLE)));

        var failure = catchThrowableOfType(
                ClientBulkWriteException.class,
                () -> client(server)
                        .bulkWrite(List.of(
                                WriteModel.insertOne(id(1)).in(PEOPLE),
                                WriteModel.insertOne(id(2)).in(PEOPLE))));

        assertThat(failure.result()).isNull();
        assertThat(failure.outcome()).isEqualTo(Outcome.NOT_APPLIED);
    }

    @ParameterizedTest
    @EnumSource
    void whatCannotBeEncodedIsAnErrorAtItsIndex(Server server) {
        var tooLarge = new Document("text", "x".repeat(17 * 1024 * 1024));
        var writes = List.of(
                WriteModel.insertOne(id(1)).in(PEOPLE),
                WriteModel.insertOne(tooLarge).in(ORDERS),
                WriteModel.insertOne(id(2)).in(PEOPLE));

        var failure = catchThrowableOfType(
                ClientBulkWriteException.class, () -> client(server).bulkWrite(writes, VERBOSE.ordered(false)));

        assertThat(failure.writeErrors()).hasSize(1);
        assertThat(failure.writeErrors().getFirst().index()).isEqualTo(1);
        assertThat(failure).hasCauseInstanceOf(IllegalArgumentException.class);
        assertThat(done(failure).insertResults()).isEqualTo(Map.of(0, new Inserted(1), 2, new Inserted(2)));
        assertThat(found(PEOPLE)).hasSize(2);
        assertThat(found(ORDERS)).isEmpty();
    }

    @ParameterizedTest
    @EnumSource
    void unacknowledgedWritesAreNeitherOrderedNorVerbose(Server server) {
        var client = client(server).with(WriteConcern.UNACKNOWLEDGED);

        assertThatIllegalArgumentException()
                .isThrownBy(() -> client.bulkWrite(mixed()))
                .withMessageStartingWith("Cannot request unacknowledged write concern and ordered writes");
        assertThatIllegalArgumentException()
                .isThrownBy(() -> client.bulkWrite(mixed(), VERBOSE.ordered(false)))
                .withMessage("Cannot request unacknowledged write concern and verbose results");
        assertThatIllegalArgumentException().isThrownBy(() -> client.bulkWrite(List.of()));

        var result = client.bulkWrite(
                List.of(WriteModel.insertOne(id(1)).in(PEOPLE)), new ClientBulkWriteOptions().ordered(false));
        assertThat(result.acknowledged()).isFalse();
        assertThatIllegalStateException().isThrownBy(result::insertedCount);
    }

    @ParameterizedTest
    @EnumSource
    void manyWritesAreSplit(Server server) {
        List<NamespacedWrite> writes = new ArrayList<>();
        for (int i = 0; i < 120_000; i++) {
            writes.add(WriteModel.insertOne(id(i)).in(i % 60_000 < 30_000 ? PEOPLE : ORDERS));
        }

        var result = client(server).bulkWrite(writes, VERBOSE);

        assertThat(result.insertedCount()).isEqualTo(120_000);
        assertThat(result.insertResults()).hasSize(120_000).containsEntry(119_999, new Inserted(119_999));
    }
}
