package dev.morelia.spec.prose;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import dev.morelia.bson.Document;
import dev.morelia.error.ClientBulkWriteException;
import dev.morelia.error.CommandException;
import dev.morelia.event.CommandStartedEvent;
import dev.morelia.options.ClientBulkWriteOptions;
import dev.morelia.options.NamespacedWrite;
import dev.morelia.options.UpdateOptions;
import dev.morelia.options.WriteModel;
import dev.morelia.result.ClientBulkWriteResult;
import dev.morelia.settings.Namespace;
import dev.morelia.settings.WriteConcern;
import dev.morelia.testkit.BulkFront;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Objects;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.TestFactory;

/** CRUD: bulk writes of a client. They run on bulk fronts, as no server 8.0 is available. */
final class ClientBulkWriteProseTest {
    private static final Prose PROSE = new Prose("crud", "tests/README.md");
    private static final Namespace NAMESPACE = new Namespace("db", "coll");
    private static final int MAXIMUM_DOCUMENT_BYTES = 16 * 1024 * 1024;
    private static final int MAXIMUM_MESSAGE_BYTES = 48_000_000;
    private static final int MAXIMUM_BATCH = 100_000;

    @FunctionalInterface
    private interface Body {
        void run(Watched watched, BulkFront front) throws Throwable;
    }

    @TestFactory
    Stream<DynamicTest> ofClientBulkWrites() {
        var twelve = "12. MongoClient.bulkWrite returns an error if no operations can be added to ops";
        var eleven = "11. MongoClient.bulkWrite batch splits when the addition of a new namespace exceeds the maximum"
                + " message size";
        return Stream.of(
                test(
                        "3. MongoClient.bulkWrite batch splits a writeModels input with greater than maxWriteBatchSize"
                                + " operations",
                        ClientBulkWriteProseTest::splitsByCount),
                test(
                        "4. MongoClient.bulkWrite batch splits when an ops payload exceeds maxMessageSizeBytes",
                        ClientBulkWriteProseTest::splitsBySize),
                PROSE.onBulkFront(
                        "5. MongoClient.bulkWrite collects WriteConcernErrors across batches",
                        front -> watching(front, "/?retryWrites=false", ClientBulkWriteProseTest::writeConcernErrors)),
                test(
                        "6. MongoClient.bulkWrite handles individual WriteErrors across batches: unordered",
                        ClientBulkWriteProseTest::writeErrorsUnordered),
                test(
                        "6. MongoClient.bulkWrite handles individual WriteErrors across batches: ordered",
                        ClientBulkWriteProseTest::writeErrorsOrdered),
                test(
                        "7. MongoClient.bulkWrite handles a cursor requiring a getMore",
                        ClientBulkWriteProseTest::getMore),
                PROSE.onBulkFrontOfReplicaSet(
                        "8. MongoClient.bulkWrite handles a cursor requiring getMore within a transaction",
                        front -> watching(front, "", ClientBulkWriteProseTest::getMoreInTransaction)),
                test("9. MongoClient.bulkWrite handles a getMore error", ClientBulkWriteProseTest::failedGetMore),
                test(eleven + ": no batch-splitting required", ClientBulkWriteProseTest::sameNamespace),
                test(eleven + ": batch-splitting required", ClientBulkWriteProseTest::newNamespace),
                test(twelve + ": document too large", ClientBulkWriteProseTest::largeDocument),
                test(twelve + ": namespace too large", ClientBulkWriteProseTest::largeNamespace),
                test(
                        "15. MongoClient.bulkWrite with unacknowledged write concern uses w:0 for all batches",
                        ClientBulkWriteProseTest::unacknowledged),
                test(
                        "16. Generated document identifiers are the first field in their document: client bulkWrite",
                        ClientBulkWriteProseTest::generatedIdFirst));
    }

    private static DynamicTest test(String title, Body body) {
        return PROSE.onBulkFront(title, front -> watching(front, "", body));
    }

    private static void watching(BulkFront front, String options, Body body) throws Throwable {
        try (var watched = Watched.open(front.uri() + options)) {
            watched.client().database("db").collection("coll").drop();
            watched.client().database("db").collection("c".repeat(200)).drop();
            watched.forget();
            body.run(watched, front);
        }
    }

    private static NamespacedWrite insert(Document document) {
        return WriteModel.insertOne(document).in(NAMESPACE);
    }

    /** Each document becomes one of its own, with an id of its own. */
    private static List<NamespacedWrite> inserts(int count, String value) {
        var writes = new ArrayList<NamespacedWrite>();
        for (int i = 0; i < count; i++) {
            writes.add(insert(new Document("a", value)));
        }
        return writes;
    }

    private static List<Document> bulkWrites(Watched watched) {
        return commands(watched, "bulkWrite");
    }

    private static List<Document> commands(Watched watched, String name) {
        return watched.events(CommandStartedEvent.class).stream()
                .filter(event -> event.commandName().equals(name))
                .map(event -> event.command().toDocument())
                .toList();
    }

    private static List<Integer> operations(Watched watched) {
        return bulkWrites(watched).stream()
                .map(command -> command.list("ops", Document.class).size())
                .toList();
    }

    private static void splitsByCount(Watched watched, BulkFront front) {
        var result = watched.client().bulkWrite(inserts(MAXIMUM_BATCH + 1, "b"));

        assertThat(result.insertedCount()).isEqualTo(MAXIMUM_BATCH + 1);
        assertThat(operations(watched)).containsExactly(MAXIMUM_BATCH, 1);
        assertThat(watched.events(CommandStartedEvent.class))
                .extracting(CommandStartedEvent::operationId)
                .containsOnly(
                        watched.events(CommandStartedEvent.class).getFirst().operationId());
    }

    private static void splitsBySize(Watched watched, BulkFront front) {
        int models = MAXIMUM_MESSAGE_BYTES / MAXIMUM_DOCUMENT_BYTES + 1;

        var result = watched.client().bulkWrite(inserts(models, "b".repeat(MAXIMUM_DOCUMENT_BYTES - 500)));

        assertThat(result.insertedCount()).isEqualTo(models);
        assertThat(operations(watched)).containsExactly(models - 1, 1);
    }

    private static void writeConcernErrors(Watched watched, BulkFront front) {
        var error = Document.of("code", 91, "errmsg", "Replication is being shut down");
        front.failCommand(Document.of("failCommands", List.of("bulkWrite"), "writeConcernError", error), 2);

        var failure = catchThrowableOfType(
                ClientBulkWriteException.class, () -> watched.client().bulkWrite(inserts(MAXIMUM_BATCH + 1, "b")));

        assertThat(failure.writeConcernErrors()).hasSize(2);
        var done = Objects.requireNonNull(failure.result());
        assertThat(done.insertedCount()).isEqualTo(MAXIMUM_BATCH + 1);
        assertThat(bulkWrites(watched)).hasSize(2);
    }

    private static ClientBulkWriteException duplicates(Watched watched, boolean ordered) {
        watched.client().database("db").collection("coll").insertOne(new Document("_id", 1));
        var model = insert(new Document("_id", 1));
        return catchThrowableOfType(
                ClientBulkWriteException.class,
                () -> watched.client()
                        .bulkWrite(
                                Collections.nCopies(MAXIMUM_BATCH + 1, model),
                                new ClientBulkWriteOptions().ordered(ordered)));
    }

    private static void writeErrorsUnordered(Watched watched, BulkFront front) {
        var failure = duplicates(watched, false);

        assertThat(failure.writeErrors()).hasSize(MAXIMUM_BATCH + 1);
        assertThat(failure.writeErrors().getLast().index()).isEqualTo(MAXIMUM_BATCH);
        assertThat(bulkWrites(watched)).hasSize(2);
    }

    private static void writeErrorsOrdered(Watched watched, BulkFront front) {
        var failure = duplicates(watched, true);

        assertThat(failure.writeErrors()).hasSize(1);
        assertThat(bulkWrites(watched)).hasSize(1);
    }

    private static List<NamespacedWrite> largeUpserts() {
        return Stream.of("a", "b")
                .map(letter -> WriteModel.updateOne(
                                new Document("_id", letter.repeat(MAXIMUM_DOCUMENT_BYTES / 2)),
                                new Document("$set", new Document("x", 1)),
                                new UpdateOptions().upsert(true))
                        .in(NAMESPACE))
                .toList();
    }

    private static void getMore(Watched watched, BulkFront front) {
        var result = watched.client().bulkWrite(largeUpserts(), new ClientBulkWriteOptions().verboseResults(true));

        assertLargeUpserts(result, watched);
    }

    private static void assertLargeUpserts(ClientBulkWriteResult result, Watched watched) {
        assertThat(result.upsertedCount()).isEqualTo(2);
        assertThat(result.updateResults()).hasSize(2);
        assertThat(commands(watched, "getMore")).hasSize(1);
    }

    private static void getMoreInTransaction(Watched watched, BulkFront front) {
        try (var session = watched.client().startSession()) {
            session.startTransaction();
            var result = watched.client()
                    .with(session)
                    .bulkWrite(largeUpserts(), new ClientBulkWriteOptions().verboseResults(true));

            assertLargeUpserts(result, watched);
            assertThat(commands(watched, "getMore").getFirst().get("lsid"))
                    .isEqualTo(bulkWrites(watched).getFirst().get("lsid"));
            session.abortTransaction();
        }
    }

    private static void failedGetMore(Watched watched, BulkFront front) {
        front.failCommand(Document.of("failCommands", List.of("getMore"), "errorCode", 8), 1);

        var failure = catchThrowableOfType(
                ClientBulkWriteException.class,
                () -> watched.client().bulkWrite(largeUpserts(), new ClientBulkWriteOptions().verboseResults(true)));

        assertThat(failure.error())
                .isInstanceOfSatisfying(
                        CommandException.class,
                        error -> assertThat(error.code()).isEqualTo(8));
        var done = Objects.requireNonNull(failure.result());
        assertThat(done.upsertedCount()).isEqualTo(2);
        assertThat(done.updateResults()).hasSize(1);
        assertThat(commands(watched, "getMore")).hasSize(1);
        assertThat(commands(watched, "killCursors")).hasSize(1);
    }

    /** As many bytes as leave room for one more operation, but for no other namespace. */
    private static List<NamespacedWrite> filling() {
        int bytes = MAXIMUM_MESSAGE_BYTES - 1122;
        var writes = inserts(bytes / MAXIMUM_DOCUMENT_BYTES, "b".repeat(MAXIMUM_DOCUMENT_BYTES - 57));
        int remainder = bytes % MAXIMUM_DOCUMENT_BYTES;
        if (remainder >= 217) {
            writes.addAll(inserts(1, "b".repeat(remainder - 57)));
        }
        return writes;
    }

    private static List<String> namespaces(Document command) {
        return command.list("nsInfo", Document.class).stream()
                .map(each -> each.string("ns"))
                .toList();
    }

    private static void sameNamespace(Watched watched, BulkFront front) {
        var writes = filling();
        writes.add(insert(new Document("a", "b")));

        var result = watched.client().bulkWrite(writes);

        assertThat(result.insertedCount()).isEqualTo(writes.size());
        assertThat(operations(watched)).containsExactly(writes.size());
        assertThat(namespaces(bulkWrites(watched).getFirst())).containsExactly("db.coll");
    }

    private static void newNamespace(Watched watched, BulkFront front) {
        var other = new Namespace("db", "c".repeat(200));
        var writes = filling();
        writes.add(WriteModel.insertOne(new Document("a", "b")).in(other));

        var result = watched.client().bulkWrite(writes);

        assertThat(result.insertedCount()).isEqualTo(writes.size());
        assertThat(operations(watched)).containsExactly(writes.size() - 1, 1);
        assertThat(namespaces(bulkWrites(watched).getFirst())).containsExactly("db.coll");
        assertThat(namespaces(bulkWrites(watched).getLast())).containsExactly(other.toString());
    }

    private static void largeDocument(Watched watched, BulkFront front) {
        assertNothingSent(watched, insert(new Document("a", "b".repeat(MAXIMUM_MESSAGE_BYTES))));
    }

    private static void largeNamespace(Watched watched, BulkFront front) {
        var namespace = new Namespace("db", "c".repeat(MAXIMUM_MESSAGE_BYTES));
        assertNothingSent(watched, WriteModel.insertOne(new Document("a", "b")).in(namespace));
    }

    private static void assertNothingSent(Watched watched, NamespacedWrite write) {
        assertThatThrownBy(() -> watched.client().bulkWrite(List.of(write)))
                .isInstanceOfSatisfying(
                        ClientBulkWriteException.class,
                        failure -> assertThat(failure.result()).isNull())
                .hasCauseInstanceOf(IllegalArgumentException.class);
        assertThat(bulkWrites(watched)).isEmpty();
    }

    private static void unacknowledged(Watched watched, BulkFront front) {
        watched.client().database("db").createCollection("coll");
        watched.forget();
        int models = MAXIMUM_MESSAGE_BYTES / MAXIMUM_DOCUMENT_BYTES + 1;

        var result = watched.client()
                .with(WriteConcern.UNACKNOWLEDGED)
                .bulkWrite(
                        inserts(models, "b".repeat(MAXIMUM_DOCUMENT_BYTES - 500)),
                        new ClientBulkWriteOptions().ordered(false));

        assertThat(result.acknowledged()).isFalse();
        assertThat(operations(watched)).containsExactly(models - 1, 1);
        assertThat(bulkWrites(watched))
                .allSatisfy(command -> assertThat(command.get("writeConcern")).isEqualTo(new Document("w", 0)));
        assertThat(watched.client().database("db").collection("coll").countDocuments())
                .isEqualTo(models);
    }

    private static void generatedIdFirst(Watched watched, BulkFront front) {
        record Named(String name) {}
        watched.client()
                .bulkWrite(List.of(
                        insert(new Document("x", 1)),
                        WriteModel.insertOne(new Named("Ada")).in(NAMESPACE)));

        assertThat(bulkWrites(watched).getFirst().list("ops", Document.class))
                .hasSize(2)
                .allSatisfy(operation -> assertThat(
                                operation.document("document").firstEntry().getKey())
                        .isEqualTo("_id"));
    }
}
