package dev.morelia.live.changes;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.morelia.ChangeStream;
import dev.morelia.MongoClient;
import dev.morelia.MongoCollection;
import dev.morelia.MongoDatabase;
import dev.morelia.bson.Document;
import dev.morelia.bson.RawDocument;
import dev.morelia.bson.codec.BsonName;
import dev.morelia.error.CommandException;
import dev.morelia.error.InterruptedOperationException;
import dev.morelia.error.MongoException;
import dev.morelia.error.MongoException.Outcome;
import dev.morelia.error.MongoException.RetryAdvice;
import dev.morelia.error.OperationTimeoutException;
import dev.morelia.options.ChangeStreamOptions.FullDocument;
import dev.morelia.options.ChangeStreamOptions.FullDocumentBeforeChange;
import dev.morelia.options.admin.CreateCollectionOptions;
import dev.morelia.result.ChangeEvent;
import dev.morelia.result.ChangeEvent.OperationType;
import dev.morelia.settings.Namespace;
import dev.morelia.testkit.Mongod;
import dev.morelia.testkit.ReplicaSet;
import java.time.Duration;
import java.util.List;
import java.util.NoSuchElementException;
import java.util.Objects;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.condition.EnabledIf;

/** Events of all kinds from a real replica set. */
@Timeout(120)
@EnabledIf(value = "dev.morelia.testkit.ReplicaSet#available", disabledReason = "no mongod")
class ChangeStreamLiveTest {
    record Person(int id, String name, int age) {}

    record Named(@BsonName("who") String name) {}

    private MongoClient client = MongoClient.create(ReplicaSet.shared().uri());
    private MongoDatabase database = client.database("changes");
    private MongoCollection<Person> people = database.collection("people", Person.class);

    @BeforeEach
    void empty() {
        database.drop();
        database.createCollection("people");
    }

    @AfterEach
    void close() {
        client.close();
    }

    private static Document set(String field, Object value) {
        return new Document("$set", new Document(field, value));
    }

    private static OperationType nextType(ChangeStream<? extends ChangeEvent<?>> changes) {
        return changes.next().operationType();
    }

    @Test
    void eventsOfDocumentsAreTyped() {
        try (var changes =
                people.watch().fullDocument(FullDocument.UPDATE_LOOKUP).cursor()) {
            people.insertOne(new Person(1, "Ada", 36));
            people.updateOne(new Document("_id", 1), set("age", 37));
            people.replaceOne(new Document("_id", 1), new Person(1, "Ada", 38));
            people.deleteOne(new Document("_id", 1));

            var inserted = changes.next();
            assertThat(inserted.operationType()).isEqualTo(OperationType.INSERT);
            assertThat(inserted.fullDocument()).isEqualTo(new Person(1, "Ada", 36));
            assertThat(inserted.documentKey()).isEqualTo(new Document("_id", 1));
            assertThat(inserted.namespace()).isEqualTo(people.namespace());
            assertThat(inserted.clusterTime()).isNotNull();
            assertThat(inserted.wallTime()).isNotNull();
            assertThat(changes.resumeToken()).isNotNull();

            var updated = changes.next();
            assertThat(updated.operationType()).isEqualTo(OperationType.UPDATE);
            // Looked up later, after the other changes.
            var update = Objects.requireNonNull(updated.updateDescription());
            assertThat(update.updatedFields()).isEqualTo(new Document("age", 37));
            assertThat(update.removedFields()).isEmpty();

            var replaced = changes.next();
            assertThat(replaced.operationType()).isEqualTo(OperationType.REPLACE);
            assertThat(replaced.fullDocument()).isEqualTo(new Person(1, "Ada", 38));

            var deleted = changes.next();
            assertThat(deleted.operationType()).isEqualTo(OperationType.DELETE);
            assertThat(deleted.fullDocument()).isNull();
            assertThat(changes.tryNext()).isNull();
        }
    }

    @Test
    void imagesBeforeAndAfterTheChange() {
        database.createCollection("pictured", new CreateCollectionOptions().changeStreamPreAndPostImages(true));
        var pictured = database.collection("pictured", Person.class);
        var query = pictured.watch()
                .fullDocument(FullDocument.REQUIRED)
                .fullDocumentBeforeChange(FullDocumentBeforeChange.WHEN_AVAILABLE);
        try (var changes = query.cursor()) {
            pictured.insertOne(new Person(1, "Ada", 36));
            pictured.updateOne(new Document("_id", 1), set("age", 37));
            pictured.deleteOne(new Document("_id", 1));
            assertThat(changes.next().fullDocumentBeforeChange()).isNull();
            var updated = changes.next();
            assertThat(updated.fullDocumentBeforeChange()).isEqualTo(new Person(1, "Ada", 36));
            assertThat(updated.fullDocument()).isEqualTo(new Person(1, "Ada", 37));
            assertThat(changes.next().fullDocumentBeforeChange()).isEqualTo(new Person(1, "Ada", 37));
        }
    }

    @Test
    void aTransactionIsNamedInItsEvents() {
        try (var changes = people.watch().cursor()) {
            client.inTransaction(session -> {
                people.with(session).insertOne(new Person(1, "Ada", 36));
                people.with(session).insertOne(new Person(2, "Grace", 37));
            });
            var first = changes.next();
            var second = changes.next();
            assertThat(first.transactionNumber()).isNotNull().isEqualTo(second.transactionNumber());
            assertThat(first.sessionId()).isNotNull().isEqualTo(second.sessionId());
        }
    }

    @Test
    void theStreamEndsWithItsCollection() {
        try (var changes = people.watch().cursor()) {
            people.drop();
            assertThat(nextType(changes)).isEqualTo(OperationType.DROP);
            assertThat(changes.hasNext()).isTrue();
            assertThat(nextType(changes)).isEqualTo(OperationType.INVALIDATE);
            assertThat(changes.hasNext()).isFalse();
            assertThat(changes.tryNext()).isNull();
            assertThatThrownBy(changes::next).isInstanceOf(NoSuchElementException.class);
            people.insertOne(new Person(1, "Ada", 36));
            var token = Objects.requireNonNull(changes.resumeToken());
            try (var after = people.watch().startAfter(token).cursor()) {
                assertThat(nextType(after)).isEqualTo(OperationType.INSERT);
            }
        }
    }

    @Test
    void expandedEventsOfADatabase() {
        try (var changes = database.watch().showExpandedEvents(true).cursor()) {
            database.createCollection("others");
            var others = database.collection("others");
            others.createIndex(new Document("a", 1));
            others.dropIndexes();
            others.rename("renamed");
            database.drop();
            var created = changes.next();
            assertThat(created.operationType()).isEqualTo(OperationType.CREATE);
            assertThat(created.collectionUuid()).isNotNull();
            assertThat(created.operationDescription()).isNotNull();
            assertThat(nextType(changes)).isEqualTo(OperationType.CREATE_INDEXES);
            assertThat(nextType(changes)).isEqualTo(OperationType.DROP_INDEXES);
            var renamed = changes.next();
            assertThat(renamed.operationType()).isEqualTo(OperationType.RENAME);
            assertThat(renamed.to()).isEqualTo(new Namespace("changes", "renamed"));
            assertThat(nextType(changes)).isEqualTo(OperationType.DROP);
            assertThat(nextType(changes)).isEqualTo(OperationType.DROP);
            var dropped = changes.next();
            assertThat(dropped.operationType()).isEqualTo(OperationType.DROP_DATABASE);
            assertThat(dropped.namespace()).isNull();
            assertThat(dropped.database()).isEqualTo("changes");
        }
    }

    @Test
    void aClientWatchesAllDatabases() {
        try (var changes = client.watch(
                        List.of(new Document("$match", new Document("ns.db", new Document("$regex", "^changes")))))
                .cursor()) {
            people.insertOne(new Person(1, "Ada", 36));
            var other = client.database("changes2").collection("people");
            other.insertOne(new Document("_id", 2));
            assertThat(changes.next().fullDocument()).isEqualTo(Document.of("_id", 1, "name", "Ada", "age", 36));
            assertThat(changes.next().namespace()).isEqualTo(other.namespace());
            client.dropDatabase("changes2");
        }
    }

    @Test
    void stagesMayChangeTheFormOfEvents() {
        var stages = List.of(
                new Document("$match", new Document("fullDocument.age", new Document("$gt", 40))),
                new Document("$project", new Document("who", "$fullDocument.name")));
        try (var changes = people.watch(stages).as(Named.class).cursor();
                var raw = people.watch(stages).as(RawDocument.class).cursor()) {
            people.insertOne(new Person(1, "Ada", 36));
            people.insertOne(new Person(2, "Grace", 85));
            assertThat(changes.next()).isEqualTo(new Named("Grace"));
            assertThat(raw.next().string("who")).isEqualTo("Grace");
        }
    }

    @Test
    void anotherClientGoesOnWhereThisOneEnded() {
        Document token;
        try (var changes = people.watch().cursor()) {
            people.insertMany(List.of(new Person(1, "Ada", 36), new Person(2, "Grace", 85)));
            assertThat(changes.next().documentKey()).isEqualTo(new Document("_id", 1));
            token = Document.parse(Objects.requireNonNull(changes.resumeToken()).toJson());
        }
        client.close();
        client = MongoClient.create(ReplicaSet.shared().uri());
        database = client.database("changes");
        people = database.collection("people", Person.class);
        try (var changes = people.watch().resumeAfter(token).cursor()) {
            assertThat(changes.next().documentKey()).isEqualTo(new Document("_id", 2));
        }
    }

    @Test
    void theTokenMovesOnWithoutEvents() {
        try (var changes = people.watch().maxAwaitTime(Duration.ofMillis(50)).cursor()) {
            var first = changes.resumeToken();
            database.collection("others").insertOne(new Document());
            for (int i = 0; i < 100 && Objects.equals(changes.resumeToken(), first); i++) {
                assertThat(changes.tryNext()).isNull();
            }
            assertThat(changes.resumeToken()).isNotNull().isNotEqualTo(first);
        }
    }

    @Test
    void aSessionIsUsedThroughout() {
        try (var session = client.startSession();
                var changes = people.with(session).watch().cursor()) {
            client.inTransaction(other -> people.with(other).insertOne(new Person(1, "Ada", 36)));
            session.startTransaction();
            people.with(session).insertOne(new Person(2, "Grace", 85));
            assertThat(changes.next().documentKey()).isEqualTo(new Document("_id", 1));
            session.commitTransaction();
            assertThat(changes.next().documentKey()).isEqualTo(new Document("_id", 2));
        }
    }

    @Test
    void aTimeoutOrInterruptChangesNothing() {
        try (var changes = people.watch().with(Duration.ofMillis(300)).cursor()) {
            assertThatThrownBy(changes::next)
                    .isInstanceOfSatisfying(OperationTimeoutException.class, ChangeStreamLiveTest::requireHarmless);
            Thread.currentThread().interrupt();
            assertThatThrownBy(changes::next)
                    .isInstanceOfSatisfying(InterruptedOperationException.class, ChangeStreamLiveTest::requireHarmless);
            assertThat(Thread.interrupted()).isTrue();
            people.insertOne(new Person(1, "Ada", 36));
            assertThat(nextType(changes)).isEqualTo(OperationType.INSERT);
        }
    }

    private static void requireHarmless(MongoException failure) {
        assertThat(failure).hasMessageContaining("no event was lost: the next call goes on");
        assertThat(failure.retryAdvice()).isEqualTo(RetryAdvice.SAFE);
        assertThat(failure.outcome()).isEqualTo(Outcome.NOT_APPLIED);
    }

    @Test
    void aStandaloneHasNone() {
        try (var alone = MongoClient.create(Mongod.shared().uri())) {
            assertThatThrownBy(() -> alone.database("changes").watch().cursor())
                    .isInstanceOf(CommandException.class)
                    .hasMessageContaining("this server is a standalone")
                    .hasMessageContaining("--replSet");
        }
    }
}
