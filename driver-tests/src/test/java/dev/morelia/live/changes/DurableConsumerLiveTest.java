package dev.morelia.live.changes;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import dev.morelia.DurableChanges;
import dev.morelia.DurableQuery;
import dev.morelia.MongoClient;
import dev.morelia.MongoCollection;
import dev.morelia.MongoDatabase;
import dev.morelia.bson.Document;
import dev.morelia.bson.Timestamp;
import dev.morelia.error.ChangeConsumerException.HistoryLost;
import dev.morelia.error.ChangeConsumerException.LeaseHeld;
import dev.morelia.error.ChangeConsumerException.LeaseLost;
import dev.morelia.error.ChangeConsumerException.UnusablePosition;
import dev.morelia.error.MongoException;
import dev.morelia.options.LostHistory;
import dev.morelia.result.ChangeEvent;
import dev.morelia.result.ChangeEvent.OperationType;
import dev.morelia.result.ConsumerMetrics.State;
import dev.morelia.settings.WriteConcern;
import dev.morelia.testkit.ReplicaSet;
import java.io.IOException;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.condition.EnabledIf;

/** Durable consumers of a real replica set. */
@Timeout(120)
@EnabledIf(value = "dev.morelia.testkit.ReplicaSet#available", disabledReason = "no mongod")
class DurableConsumerLiveTest {
    private static final Duration LEASE = Duration.ofSeconds(2);

    private final MongoClient client = MongoClient.create(ReplicaSet.shared().uri());
    private final MongoDatabase database = client.database("durable").with(WriteConcern.MAJORITY);
    private final MongoCollection<Document> orders = database.collection("orders");
    private final MongoCollection<Document> checkpoints = database.collection("changeStreamCheckpoints");

    @BeforeEach
    void empty() {
        database.drop();
        database.createCollection("orders");
    }

    @AfterEach
    void close() {
        client.close();
    }

    private DurableQuery<ChangeEvent<Document>> bills() {
        return orders.watch()
                .maxAwaitTime(Duration.ofMillis(50))
                .durable("bills")
                .leaseTime(LEASE)
                .saveAfter(10);
    }

    private void insert(int... numbers) {
        for (int number : numbers) {
            orders.insertOne(new Document("_id", number));
        }
    }

    private static int number(ChangeEvent<?> event) {
        return Objects.requireNonNull(event.documentKey()).int32("_id");
    }

    private Document stored() {
        return checkpoints.find().first().orElseThrow();
    }

    @Test
    void itGoesOnWhereItEnded() {
        try (var changes = bills().open()) {
            insert(1, 2, 3);
            assertThat(number(changes.next())).isEqualTo(1);
            assertThat(number(changes.next())).isEqualTo(2);
            changes.acknowledge();
            assertThat(number(changes.next())).isEqualTo(3);
        }
        insert(4);
        try (var changes = bills().open()) {
            assertThat(number(changes.next())).isEqualTo(3);
            assertThat(number(changes.next())).isEqualTo(4);
        }
    }

    @Test
    void aNewNameBeginsWhenItIsOpened() {
        insert(1);
        bills().open().close();
        insert(2);
        try (var changes = bills().open()) {
            assertThat(number(changes.next())).isEqualTo(2);
        }
    }

    @Test
    void orWhereTheQuerySays() {
        var time = client.database("admin").runCommand(new Document("ping", 1));
        insert(1, 2);
        var query = orders.watch()
                .startAtOperationTime((Timestamp) Objects.requireNonNull(time.get("operationTime")))
                .durable("bills")
                .leaseTime(LEASE);
        try (var changes = query.open()) {
            // The creation of the collection, or a write before, may be of the same time.
            assertThat(number(changes.next())).isEqualTo(1);
            changes.acknowledge();
        }
        try (var changes = query.open()) {
            assertThat(number(changes.next())).isEqualTo(2);
        }
    }

    @Test
    @SuppressWarnings("try") // The handler ends its own run.
    void runHandsOutEvents() {
        bills().open().close();
        insert(1, 2, 3);
        var handled = new ArrayList<Integer>();
        try (var changes = bills().open()) {
            changes.run(event -> {
                handled.add(number(event));
                if (handled.size() == 3) {
                    changes.close();
                }
            });
        }
        assertThat(handled).containsExactly(1, 2, 3);
        assertThatThrownBy(() -> {
                    insert(4);
                    bills().run(event -> {
                        throw new IOException("printer on fire");
                    });
                })
                .isInstanceOf(IOException.class);
        try (var changes = bills().open()) {
            assertThat(number(changes.next())).isEqualTo(4);
        }
    }

    @Test
    void theLeaseIsOfTheServersClock() {
        try (var changes = bills().owner("front").open()) {
            var stored = stored();
            assertThat(stored.string("owner"))
                    .startsWith("front/")
                    .isEqualTo(changes.metrics().owner());
            assertThat(stored.int64("fencing")).isEqualTo(1);
            var until = (Instant) Objects.requireNonNull(stored.get("leaseUntil"));
            var since = (Instant) Objects.requireNonNull(stored.get("since"));
            assertThat(Duration.between(since, until)).isBetween(LEASE, LEASE.multipliedBy(2));
            // Server and client are one machine here.
            assertThat(since).isCloseTo(Instant.now(), within(30, ChronoUnit.SECONDS));
        }
        var released = stored();
        assertThat(released).doesNotContainKeys("owner", "since", "leaseUntil").containsKeys("position", "savedAt");
        try (var changes = bills().open()) {
            assertThat(changes.metrics().lease().fencingNumber()).isEqualTo(2);
        }
    }

    @Test
    void noneIsPartOfATransaction() {
        try (var session = client.startSession()) {
            var view = orders.with(session);
            var before = view.watch().maxAwaitTime(Duration.ofMillis(50)).durable("bills");
            session.startTransaction();
            view.insertOne(new Document("_id", 1));
            assertThatIllegalStateException()
                    .isThrownBy(() -> view.watch().durable("bills"))
                    .withMessageContaining("a view that has no session");
            assertThatIllegalStateException()
                    .isThrownBy(() -> view.watch().cursor())
                    .withMessageContaining("cannot be opened in a transaction");
            assertThatIllegalStateException()
                    .isThrownBy(
                            () -> session.run(() -> database.watch().cursor().close()))
                    .withMessageContaining("cannot be opened in a transaction");
            try (var changes = before.open()) {
                session.commitTransaction();
                assertThat(number(changes.next())).as("nothing has aborted it").isEqualTo(1);
            }
        }
    }

    @Test
    @SuppressWarnings("try") // The lease passes on when the first one is closed.
    void oneIsActive() {
        try (var first = bills().open();
                var second = bills().open();
                var other = orders.watch().durable("other").open()) {
            insert(1);
            assertThat(second.tryNext()).isNull();
            assertThat(second.metrics().lease().state()).isEqualTo(State.STANDBY);
            assertThat(second.metrics().lease().holder())
                    .isEqualTo(first.metrics().owner());
            assertThat(number(first.next())).isEqualTo(1);
            assertThat(number(other.next())).isEqualTo(1);
            assertThatThrownBy(() -> bills().standby(false).open())
                    .isInstanceOf(LeaseHeld.class)
                    .hasMessageContaining(first.metrics().owner() + " has its lease since 20");
            first.close();
            assertThat(number(second.next())).isEqualTo(1);
            assertThat(second.metrics().lease().fencingNumber()).isEqualTo(2);
        }
    }

    @Test
    void aLeaseThatIsNotRenewedPasses() {
        try (var first = bills().open();
                var second = bills().open()) {
            insert(1, 2);
            first.next();
            // As if no renewal had arrived for long enough.
            checkpoints.updateOne(
                    new Document("_id", "bills"), new Document("$set", new Document("leaseUntil", Instant.EPOCH)));
            assertThat(number(second.next())).isEqualTo(1);
            assertThatThrownBy(() -> {
                        first.acknowledge();
                        first.save();
                    })
                    .isInstanceOf(LeaseLost.class);
            second.acknowledge();
            assertThat(number(second.next())).isEqualTo(2);
            assertThat(first.tryNext()).isNull();
        }
    }

    @Test
    void checkpointsWithinWhatIsWatchedAreLeftOut() {
        DurableQuery<ChangeEvent<Document>> all = database.watch()
                .maxAwaitTime(Duration.ofMillis(50))
                .durable("all")
                .saveAfter(1);
        try (var changes = all.open()) {
            insert(1, 2);
            for (int i = 1; i <= 2; i++) {
                assertThat(number(changes.next())).isEqualTo(i);
                changes.acknowledge();
            }
            for (int i = 0; i < 5; i++) {
                assertThat(changes.tryNext()).isNull();
            }
        }
        try (var changes = client.watch().durable("all of it", checkpoints).open()) {
            insert(3);
            assertThat(number(changes.next())).isEqualTo(3);
        }
        assertThatIllegalArgumentException()
                .isThrownBy(() -> orders.watch().durable("bills", orders))
                .withMessageContaining("must not be the collection that is watched");
        assertThatIllegalArgumentException()
                .isThrownBy(() -> client.watch().durable("bills"))
                .withMessageContaining("durable(name, collection)");
    }

    @Test
    void soAreThoseOfAnotherClient() {
        try (var other = MongoClient.create(ReplicaSet.shared().uri())) {
            var stored = other.database("durable").collection("positions");
            var all = client.watch()
                    .maxAwaitTime(Duration.ofMillis(50))
                    .durable("all", stored)
                    .saveAfter(1);
            try (var changes = all.open()) {
                insert(1);
                assertThat(number(changes.next())).isEqualTo(1);
                changes.acknowledge();
                for (int i = 0; i < 5; i++) {
                    assertThat(changes.tryNext()).isNull();
                }
            }
            assertThatIllegalArgumentException()
                    .isThrownBy(() -> orders.watch()
                            .durable("orders", other.database("durable").collection("orders"))
                            .open())
                    .withMessageContaining("must not be the collection that is watched");
        }
    }

    @Test
    void aNameIsForOneStream() {
        bills().open().close();
        assertThat(stored().document("position").string("stream")).isEqualTo("collection durable.orders");
        var inserts = List.of(Document.parse("{$match: {operationType: 'insert'}}"));
        assertThatThrownBy(() -> orders.watch(inserts).durable("bills").open())
                .isInstanceOf(UnusablePosition.class)
                .hasMessageContaining("Stored: collection durable.orders. Opened: collection durable.orders, pipeline");
        assertThatThrownBy(() ->
                        database.collection("people").watch().durable("bills").open())
                .isInstanceOf(UnusablePosition.class);
        assertThat(stored()).doesNotContainKey("owner");
        insert(1);
        checkpoints.updateOne(new Document("_id", "bills"), new Document("$unset", new Document("position.stream", 1)));
        try (var changes = orders.watch(inserts).durable("bills").open()) {
            assertThat(number(changes.next())).isEqualTo(1);
        }
    }

    @Test
    void aDamagedPositionGivesItsLeaseBack() {
        bills().open().close();
        for (Object damaged : List.of("here", new Document("token", new Document("_data", "none")))) {
            checkpoints.updateOne(
                    new Document("_id", "bills"), new Document("$set", new Document("position", damaged)));
            assertThatThrownBy(() -> bills().open()).isInstanceOf(MongoException.class);
            assertThat(stored()).doesNotContainKey("owner");
        }
    }

    @Test
    void badOptionsAreRejected() {
        assertThatIllegalArgumentException().isThrownBy(() -> orders.watch().durable(""));
        var late = orders.watch().with(Duration.ofSeconds(1)).maxAwaitTime(Duration.ofSeconds(2));
        assertThatIllegalArgumentException().isThrownBy(() -> late.durable("bills"));
        assertThatIllegalArgumentException().isThrownBy(() -> bills().leaseTime(Duration.ofMillis(99)));
        assertThatIllegalArgumentException().isThrownBy(() -> bills().leaseTime(Duration.ofDays(2)));
        assertThatIllegalArgumentException().isThrownBy(() -> bills().saveAfter(0));
        assertThatIllegalArgumentException().isThrownBy(() -> bills().saveEvery(Duration.ZERO));
        assertThatIllegalArgumentException().isThrownBy(() -> bills().owner(""));
    }

    @Test
    void aQuietCollectionDoesNotLoseItsHistory() {
        try (var changes = bills().saveEvery(Duration.ofMillis(10)).open()) {
            var first = stored().get("position");
            for (int i = 0; i < 100 && Objects.equals(stored().get("position"), first); i++) {
                database.collection("others").insertOne(new Document());
                assertThat(changes.tryNext()).isNull();
            }
            assertThat(stored().document("position")).containsKey("token").isNotEqualTo(first);
            assertThat(changes.metrics().progress().lag()).isZero();
        }
    }

    @Test
    void itGoesOnAfterTheCollectionWasDropped() {
        try (var changes = bills().open()) {
            orders.drop();
            assertThat(changes.next().operationType()).isEqualTo(OperationType.DROP);
            assertThat(changes.next().operationType()).isEqualTo(OperationType.INVALIDATE);
            changes.acknowledge();
            insert(1);
            assertThat(number(changes.next())).isEqualTo(1);
        }
    }

    /** A token of the same form from 1970, which no history reaches back to. */
    private void age() {
        bills().open().close();
        try (var changes = bills().open()) {
            insert(1);
            changes.next();
            changes.acknowledge();
        }
        var token = stored().document("position").document("token");
        var old = new Document("_data", token.string("_data").replaceFirst("^(82).{16}", "$10000000100000001"));
        checkpoints.updateOne(new Document("_id", "bills"), new Document("$set", new Document("position.token", old)));
    }

    @Test
    void lostHistoryFailsByDefault() {
        age();
        for (int i = 0; i < 2; i++) {
            assertThatThrownBy(() -> bills().open())
                    .isInstanceOf(HistoryLost.class)
                    .hasMessageContaining("durable.orders")
                    .hasMessageContaining("LostHistory.rescan");
        }
        assertThat(stored()).doesNotContainKey("owner");
    }

    @Test
    void lostHistoryCanBeSkipped() {
        age();
        try (var changes = bills().lostHistory(LostHistory.restart()).open()) {
            insert(2);
            assertThat(number(changes.next())).isEqualTo(2);
            assertThat(changes.metrics().progress().historyLosses()).isEqualTo(1);
        }
    }

    @Test
    void lostHistoryCanBeScanned() {
        age();
        var scanned = new ArrayList<Integer>();
        LostHistory.Scan scan = loss -> {
            try (var all = orders.find().cursor()) {
                all.forEachRemaining(order -> scanned.add(order.int32("_id")));
            }
            insert(2);
        };
        try (var changes = bills().lostHistory(LostHistory.rescan(scan)).open()) {
            assertThat(scanned).containsExactly(1);
            assertThat(numbers(changes, 2)).as("changed during the scan").endsWith(2);
        }
    }

    /** The numbers of the events up to this one. */
    private static List<Integer> numbers(DurableChanges<ChangeEvent<Document>> changes, int last) {
        var numbers = new ArrayList<Integer>();
        while (!numbers.contains(last)) {
            numbers.add(number(changes.next()));
        }
        return numbers;
    }

    @Test
    void transactionsOfTheProgramDoNotContainCheckpoints() {
        try (var changes = bills().saveAfter(1).open();
                var session = client.startSession()) {
            insert(1);
            session.startTransaction();
            session.run(() -> {
                changes.next();
                changes.acknowledge();
            });
            session.abortTransaction();
            assertThat(stored().document("position")).containsKey("token");
        }
    }

    @Test
    @SuppressWarnings("try") // The lease passes on when the first one is closed.
    void aStandbyTakesOverWithinATransactionOfTheProgram() {
        var bills = database.collection("bills");
        try (var first = bills().open();
                var second = bills().open()) {
            first.close();
            insert(1);
            client.inTransaction(session -> session.run(() -> {
                bills.insertOne(new Document("order", number(second.next())));
                second.acknowledge();
            }));
        }
        assertThat(bills.countDocuments(new Document("order", 1))).isOne();
    }

    @Test
    void aRenewalWithoutReplyIsTriedAgainInTime() throws InterruptedException {
        try (var changes = bills().open()) {
            var late = Document.of("failCommands", List.of("update"), "blockConnection", true, "blockTimeMS", 3_000);
            var once = new Document("times", 1);
            client.database("admin")
                    .runCommand(Document.of("configureFailPoint", "failCommand", "mode", once, "data", late));
            insert(1);
            Thread.sleep(LEASE.toMillis());
            assertThat(changes.metrics().lease().state()).isEqualTo(State.ACTIVE);
            assertThat(number(changes.next())).isEqualTo(1);
        }
    }
}
