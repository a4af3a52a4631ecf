package dev.morelia.live.reply;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import dev.morelia.MongoClient;
import dev.morelia.MongoCollection;
import dev.morelia.bson.Document;
import dev.morelia.builder.Updates;
import dev.morelia.error.BulkWriteException;
import dev.morelia.error.MongoException;
import dev.morelia.error.MongoException.Outcome;
import dev.morelia.options.admin.IndexOptions;
import dev.morelia.settings.WriteConcern;
import dev.morelia.testkit.FaultProxy;
import dev.morelia.testkit.ReplicaSet;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledIf;

/** What exceptions tell of the fate of writes, on a real server that has done them. */
@EnabledIf("dev.morelia.testkit.ReplicaSet#available")
class OutcomeLiveTest {
    private MongoClient client;
    private MongoCollection<Document> people;

    @BeforeEach
    void open() {
        client = MongoClient.create(ReplicaSet.shared().uri());
        client.dropDatabase("outcome");
        people = client.database("outcome").collection("people");
        people.insertMany(List.of(Document.of("_id", 1), Document.of("_id", 2), Document.of("_id", 3)));
    }

    @AfterEach
    void close() {
        client.close();
    }

    private static Outcome outcome(Runnable write) {
        return catchThrowableOfType(MongoException.class, write::run).outcome();
    }

    @Test
    void anUpdateOfManyMayHaveChangedSome() {
        people.createIndex(Document.of("x", 1), new IndexOptions().unique(true).sparse(true));

        assertThat(outcome(() -> people.updateMany(new Document(), Updates.set("x", 7))))
                .isEqualTo(Outcome.UNKNOWN);
        assertThat(people.countDocuments(Document.of("x", 7))).isOne();
        assertThat(outcome(() -> people.updateOne(Document.of("_id", 3), Updates.set("x", 7))))
                .isEqualTo(Outcome.NOT_APPLIED);
    }

    @Test
    void insertsTellWhetherAnyWasApplied() {
        assertThat(outcome(() -> people.insertOne(Document.of("_id", 1)))).isEqualTo(Outcome.NOT_APPLIED);
        assertThat(outcome(() -> people.insertMany(List.of(Document.of("_id", 1), Document.of("_id", 4)))))
                .isEqualTo(Outcome.NOT_APPLIED);
        assertThat(outcome(() -> people.insertMany(List.of(Document.of("_id", 4), Document.of("_id", 1)))))
                .isEqualTo(Outcome.APPLIED);
    }

    @Test
    void whatFailsInATransactionIsUndone() {
        people.createIndex(Document.of("x", 1), new IndexOptions().unique(true).sparse(true));

        assertThatThrownBy(() -> client.inTransaction(session ->
                        people.with(session).insertMany(List.of(Document.of("_id", 4), Document.of("_id", 1)))))
                .isInstanceOfSatisfying(
                        BulkWriteException.class,
                        failure -> assertThat(failure.outcome()).isEqualTo(Outcome.NOT_APPLIED))
                .hasMessageContaining("inserted 1")
                .hasMessageEndingWith("The transaction was aborted, and with it what this may have done");
        assertThat(outcome(() -> client.inTransaction(
                        session -> people.with(session).updateMany(new Document(), Updates.set("x", 7)))))
                .isEqualTo(Outcome.NOT_APPLIED);
        assertThat(outcome(() -> client.inTransaction(session -> people.with(session)
                        .aggregate(List.of(Document.of("$out", "others")))
                        .toList())))
                .isEqualTo(Outcome.NOT_APPLIED);
        assertThat(people.countDocuments(Document.of("x", null))).isEqualTo(3);
    }

    @Test
    void aWriteThatTooFewHaveIsApplied() {
        var strict = people.with(WriteConcern.of(5).wtimeout(Duration.ofMillis(100)));
        assertThat(outcome(() -> strict.insertOne(Document.of("_id", 9)))).isEqualTo(Outcome.APPLIED);
        assertThat(people.countDocuments(Document.of("_id", 9))).isOne();
    }

    /** The driver calls a transaction transient whose reply is lost, but the server has not aborted it. */
    @Test
    void aTransactionThatCanStillBeCommittedIsNotCalledUnwritten() {
        try (var proxy = FaultProxy.start(ReplicaSet.shared().primary().address());
                var behind = MongoClient.create(proxy.uri());
                var session = behind.startSession()) {
            var collection = behind.database("outcome").collection("people").with(session);
            session.startTransaction();
            collection.insertOne(Document.of("_id", 10));
            proxy.blackHole(FaultProxy.Direction.TO_CLIENT);
            assertThat(outcome(() -> collection.with(Duration.ofMillis(300)).insertOne(Document.of("_id", 11))))
                    .isEqualTo(Outcome.UNKNOWN);
            proxy.heal();
            session.commitTransaction();
        }
        assertThat(people.countDocuments(Document.of("_id", 11))).isOne();
    }

    @Test
    void whatAnAbortedTransactionHadWrittenIsNotApplied() {
        var twice = List.of(Document.of("_id", 20), Document.of("_id", 20));
        var odd = List.of(Document.of("_id", 21), Document.of("_id", new Object()));
        assertThat(outcome(() ->
                        client.inTransaction(session -> people.with(session).insertMany(twice))))
                .isEqualTo(Outcome.NOT_APPLIED);
        assertThat(outcome(() ->
                        client.inTransaction(session -> people.with(session).insertMany(odd))))
                .isEqualTo(Outcome.NOT_APPLIED);
        assertThat(outcome(() -> client.inTransaction(session -> people.insertMany(twice))))
                .as("outside")
                .isEqualTo(Outcome.APPLIED);
        assertThat(people.countDocuments(Document.of("_id", Document.of("$gte", 20))))
                .isOne();
    }

    @Test
    void aFailedWriteAbortsItsTransaction() {
        people.createIndex(Document.of("x", 1), new IndexOptions().unique(true).sparse(true));
        try (var session = client.startSession()) {
            session.startTransaction();
            assertThat(outcome(() -> people.with(session).updateMany(new Document(), Updates.set("x", 7))))
                    .isEqualTo(Outcome.NOT_APPLIED);
            assertThat(outcome(session::commitTransaction)).isEqualTo(Outcome.NOT_APPLIED);
        }
    }
}
