package dev.morelia.live.session;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import dev.morelia.MongoClient;
import dev.morelia.MongoCollection;
import dev.morelia.bson.Document;
import dev.morelia.builder.Updates;
import dev.morelia.error.MongoException;
import dev.morelia.error.MongoException.Outcome;
import dev.morelia.error.MongoException.RetryAdvice;
import dev.morelia.error.OperationTimeoutException;
import dev.morelia.options.SessionOptions;
import dev.morelia.options.TransactionOptions;
import dev.morelia.testkit.ReplicaSet;
import java.time.Duration;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.condition.EnabledIf;

/** The timeouts of transactions beside those of clients and views. */
@Timeout(60)
@EnabledIf("dev.morelia.testkit.ReplicaSet#available")
class TransactionTimeoutLiveTest {
    private static final Duration OF_CLIENT = Duration.ofSeconds(20);
    private static final Duration SHORT = Duration.ofMillis(300);

    private MongoClient client;

    @BeforeEach
    void open() {
        client = MongoClient.create(ReplicaSet.shared().uri()).with(OF_CLIENT);
        client.dropDatabase("timeouts");
        people(client).insertOne(new Document("_id", 0));
    }

    @AfterEach
    void close() {
        client.close();
    }

    private static MongoCollection<Document> people(MongoClient view) {
        return view.database("timeouts").collection("people");
    }

    @Test
    void theTimeoutOfATransactionReplacesThatOfTheClient() {
        var options = new TransactionOptions().timeout(SHORT);

        assertThatThrownBy(() -> client.inTransaction(options, session -> {
                    people(client).with(session).insertOne(new Document("_id", 1));
                    Thread.sleep(SHORT);
                    people(client).with(session).insertOne(new Document("_id", 2));
                }))
                .isInstanceOf(OperationTimeoutException.class);
        assertThat(people(client).countDocuments()).isOne();
    }

    @Test
    void theDefaultOfTheSessionHoldsForItsTransactions() {
        var options = new SessionOptions().defaultTransactionOptions(new TransactionOptions().timeout(SHORT));
        try (var session = client.startSession(options)) {
            assertThatThrownBy(() -> session.inTransaction(same -> {
                        Thread.sleep(SHORT);
                        people(client).with(same).insertOne(new Document("_id", 1));
                    }))
                    .isInstanceOf(OperationTimeoutException.class);
        }
        assertThat(people(client).countDocuments()).isOne();
    }

    @Test
    void anotherTimeoutForOneOperationIsRejected() {
        var options = new TransactionOptions().timeout(Duration.ofSeconds(10));

        assertThatThrownBy(() -> client.inTransaction(
                        options,
                        session -> people(client)
                                .with(Duration.ofSeconds(7))
                                .with(session)
                                .insertOne(new Document("_id", 1))))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("PT7S");
    }

    @Test
    void theTimeoutOfTheConnectionStringIsNotOneOfASingleOperation() {
        try (var configured = MongoClient.create(ReplicaSet.shared().uri() + "&timeoutMS=20000")) {
            configured
                    .with(Duration.ofSeconds(10))
                    .inTransaction(session -> people(configured).with(session).insertOne(new Document("_id", 1)));
        }
        assertThat(people(client).countDocuments()).isEqualTo(2);
    }

    /** Its label says that the commit may be repeated, which is no reason to doubt what has become of it. */
    @Test
    void aTransactionThatWasNotCommittedInTimeIsNotApplied() {
        var options = new TransactionOptions().timeout(SHORT);
        var late = catchThrowableOfType(
                OperationTimeoutException.class,
                () -> client.inTransaction(options, session -> {
                    people(client).with(session).insertOne(new Document("_id", 1));
                    Thread.sleep(SHORT);
                }));

        assertThat(late.errorLabels()).contains(MongoException.UNKNOWN_TRANSACTION_COMMIT_RESULT);
        assertThat(late.outcome()).isEqualTo(Outcome.NOT_APPLIED);
        assertThat(late.retryAdvice()).isEqualTo(RetryAdvice.SAFE);
        assertThat(late).hasMessageContaining("ms had passed before anything could be sent");
        assertThat(people(client).countDocuments()).isOne();
    }

    /** Whatever the last try had time for. */
    @Test
    void theErrorTellsWhyTheTransactionWasTriedAgain() {
        try (var holder = client.startSession()) {
            holder.startTransaction();
            people(client).with(holder).updateOne(new Document("_id", 0), Updates.set("a", 1));
            for (int i = 0; i < 5; i++) {
                var options = new TransactionOptions().timeout(SHORT);
                assertThatThrownBy(() -> client.inTransaction(
                                options,
                                session -> people(client)
                                        .with(session)
                                        .updateOne(new Document("_id", 0), Updates.set("a", 2))))
                        .isInstanceOf(OperationTimeoutException.class)
                        .hasMessageMatching(".*transaction(, | was )tried \\d+ times.*")
                        .hasMessageContaining("WriteConflict");
            }
        }
    }

    @Test
    void commitAndAbortTakeATimeoutOfTheirOwn() {
        try (var session = client.startSession()) {
            session.startTransaction();
            people(client).with(session).insertOne(new Document("_id", 1));
            session.commitTransaction(Duration.ofSeconds(5));
            session.startTransaction();
            people(client).with(session).insertOne(new Document("_id", 2));
            session.abortTransaction(Duration.ofSeconds(5));

            assertThatThrownBy(() -> session.abortTransaction(Duration.ofSeconds(-1)))
                    .isInstanceOf(IllegalArgumentException.class)
                    .hasMessageContaining("timeout");
        }
        assertThat(people(client).countDocuments()).isEqualTo(2);
    }
}
