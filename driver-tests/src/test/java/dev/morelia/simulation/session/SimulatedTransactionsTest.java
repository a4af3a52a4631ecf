package dev.morelia.simulation.session;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import dev.morelia.MongoClient;
import dev.morelia.MongoCollection;
import dev.morelia.bson.Document;
import dev.morelia.builder.Updates;
import dev.morelia.error.CommandException;
import dev.morelia.error.InterruptedOperationException;
import dev.morelia.error.MongoException;
import dev.morelia.error.MongoException.RetryAdvice;
import dev.morelia.error.OperationTimeoutException;
import dev.morelia.options.SessionOptions;
import dev.morelia.options.TransactionOptions;
import dev.morelia.settings.ReadConcern;
import dev.morelia.settings.ReadPreference;
import dev.morelia.settings.WriteConcern;
import dev.morelia.testkit.simulation.SimulatedReplicaSet;
import dev.morelia.testkit.simulation.SimulatedServer;
import dev.morelia.testkit.simulation.Simulation;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;

/** Replication, sessions and transactions of a simulated replica set. */
class SimulatedTransactionsTest {

    private static final int SEEDS = 20;
    private static final String NAMESPACE = "app.people";
    private static final Document ADA = Document.of("_id", "Ada", "age", 36L);
    private static final Document BOB = Document.of("_id", "Bob", "age", 40L);
    private static final Document ID_OF_ADA = Document.of("_id", "Ada");
    private static final TransactionOptions MAJORITY = new TransactionOptions().writeConcern(WriteConcern.MAJORITY);

    /** What a test does with a set and a client. */
    @FunctionalInterface
    private interface Scenario {
        void run(Simulation simulation, SimulatedReplicaSet set, MongoClient client, MongoCollection<Document> people)
                throws InterruptedException;
    }

    private static void forSeeds(Scenario scenario) {
        for (long seed = 0; seed < SEEDS; seed++) {
            var simulation = Simulation.of(seed);
            var set = SimulatedReplicaSet.start(simulation, "rs", "a.example", "b.example", "c.example");
            simulation.run(() -> {
                var builder = MongoClient.builder().uri(set.uri() + "&heartbeatFrequencyMS=500");
                try (var client = simulation.client(builder)) {
                    MongoCollection<Document> people = client.database("app").collection("people");
                    people.insertOne(ADA);
                    scenario.run(simulation, set, client, people);
                }
            });
        }
    }

    private static SimulatedServer primary(SimulatedReplicaSet set) {
        return set.primary().orElseThrow();
    }

    private static List<SimulatedServer> secondaries(SimulatedReplicaSet set) {
        var primary = primary(set);
        return set.servers().stream().filter(server -> server != primary).toList();
    }

    private static void lag(SimulatedReplicaSet set) {
        secondaries(set).forEach(server -> set.lag(server, Duration.ofSeconds(2)));
    }

    @Test
    void aLaggingMemberHasWritesLater() {
        forSeeds((simulation, set, client, people) -> {
            simulation.pause(Duration.ofSeconds(1));
            lag(set);
            people.with(WriteConcern.of(1)).insertOne(BOB);
            assertThat(primary(set).documents(NAMESPACE)).containsExactly(ADA, BOB);
            assertThat(secondaries(set))
                    .allSatisfy(each -> assertThat(each.documents(NAMESPACE)).containsExactly(ADA));
            assertThat(people.with(ReadConcern.MAJORITY).find().toList()).containsExactly(ADA);
            long begun = simulation.elapsed().toMillis();
            people.with(ReadConcern.LINEARIZABLE).findOne(ID_OF_ADA);
            assertThat(simulation.elapsed().toMillis() - begun).isGreaterThan(1000);
            assertThat(people.with(ReadConcern.MAJORITY).find().toList()).containsExactly(ADA, BOB);
        });
    }

    @Test
    void aCausalReadWaitsForItsWrite() {
        forSeeds((simulation, set, client, people) -> {
            lag(set);
            simulation.pause(Duration.ofMillis(50));
            try (var session = client.startSession()) {
                var own = people.with(session).with(ReadPreference.secondary());
                own.with(WriteConcern.of(1)).insertOne(BOB);
                assertThatThrownBy(() -> own.with(Duration.ofMillis(100)).findOne(ID_OF_ADA))
                        .isInstanceOf(OperationTimeoutException.class);
                assertThat(own.find().toList()).containsExactly(ADA, BOB);
            }
        });
    }

    @Test
    void whatNoMajorityHasIsRolledBack() {
        forSeeds((simulation, set, client, people) -> {
            var deposed = primary(set);
            secondaries(set).forEach(each -> simulation.network().cut(deposed.host(), each.host()));
            people.with(WriteConcern.of(1)).insertOne(BOB);
            assertThatThrownBy(() -> people.with(Duration.ofMillis(500)).insertOne(Document.of("_id", "Eve")))
                    .isInstanceOf(OperationTimeoutException.class);
            simulation.pause(Duration.ofSeconds(5));
            assertThat(primary(set)).isNotEqualTo(deposed);
            assertThat(deposed.documents(NAMESPACE)).hasSize(3);
            people.updateOne(ID_OF_ADA, Updates.inc("age", 1L));
            simulation.network().heal();
            simulation.pause(Duration.ofSeconds(2));
            assertThat(set.servers())
                    .allSatisfy(each -> assertThat(each.documents(NAMESPACE))
                            .containsExactly(Document.of("_id", "Ada", "age", 37L)));
        });
    }

    @Test
    void aTransactionReadsItsSnapshot() {
        forSeeds((simulation, set, client, people) -> {
            try (var session = client.startSession()) {
                session.startTransaction(MAJORITY);
                var own = people.with(session);
                assertThat(own.find().toList()).containsExactly(ADA);
                people.insertOne(BOB);
                assertThat(own.find().toList()).containsExactly(ADA);
                own.updateOne(ID_OF_ADA, Updates.inc("age", 1L));
                assertThat(own.findOne(ID_OF_ADA).orElseThrow().int64("age")).isEqualTo(37);
                assertThat(people.findOne(ID_OF_ADA)).contains(ADA);
                session.commitTransaction();
                session.commitTransaction();
            }
            assertThat(people.findOne(ID_OF_ADA).orElseThrow().int64("age")).isEqualTo(37);
        });
    }

    @Test
    void theFirstTransactionToWriteWins() {
        forSeeds((simulation, set, client, people) -> {
            try (var first = client.startSession();
                    var second = client.startSession()) {
                first.startTransaction(MAJORITY);
                second.startTransaction(MAJORITY);
                people.with(first).updateOne(ID_OF_ADA, Updates.inc("age", 1L));
                var update = Updates.inc("age", 1L);
                var conflict = catchThrowableOfType(
                        CommandException.class, () -> people.with(second).updateOne(ID_OF_ADA, update));
                assertThat(conflict.code()).isEqualTo(112);
                assertThat(conflict.hasErrorLabel("TransientTransactionError")).isTrue();
                second.abortTransaction();
                second.startTransaction(MAJORITY);
                people.with(second).findOne(ID_OF_ADA);
                // A write outside of transactions waits.
                assertThatThrownBy(() -> people.with(Duration.ofMillis(100)).updateOne(ID_OF_ADA, update))
                        .isInstanceOf(OperationTimeoutException.class);
                first.commitTransaction();
                assertThatThrownBy(() -> people.with(second).updateOne(ID_OF_ADA, update))
                        .isInstanceOf(CommandException.class);
            }
            assertThat(people.findOne(ID_OF_ADA).orElseThrow().int64("age")).isEqualTo(37);
            assertThat(primary(set).openTransactions()).isZero();
        });
    }

    @Test
    void aCommitIsKnownToTheNextPrimary() {
        forSeeds((simulation, set, client, people) -> {
            try (var session = client.startSession()) {
                session.startTransaction(MAJORITY);
                people.with(session).updateOne(ID_OF_ADA, Updates.inc("age", 1L));
                session.commitTransaction();
                primary(set).kill();
                simulation.pause(Duration.ofSeconds(5));
                session.commitTransaction();
            }
            assertThat(people.findOne(ID_OF_ADA).orElseThrow().int64("age")).isEqualTo(37);
        });
    }

    @Test
    void aCommitThatIsRolledBackIsUnknownToTheNextPrimary() {
        forSeeds((simulation, set, client, people) -> {
            var deposed = primary(set);
            try (var session = client.with(Duration.ofSeconds(1)).startSession()) {
                session.startTransaction(MAJORITY);
                people.with(session).updateOne(ID_OF_ADA, Updates.inc("age", 1L));
                secondaries(set).forEach(each -> simulation.network().cut(deposed.host(), each.host()));
                var unknown = catchThrowableOfType(MongoException.class, session::commitTransaction);
                assertThat(unknown.hasErrorLabel("UnknownTransactionCommitResult"))
                        .isTrue();
                simulation.pause(Duration.ofSeconds(5));
                var lost = catchThrowableOfType(CommandException.class, session::commitTransaction);
                assertThat(lost.code()).isEqualTo(251);
                assertThat(lost.hasErrorLabel("TransientTransactionError")).isTrue();
            }
            assertThat(people.findOne(ID_OF_ADA)).contains(ADA);
        });
    }

    /** What was not sent says nothing about the commit before. */
    @Test
    void anInterruptBeforeARepeatedCommitLeavesTheResultUnknown() {
        forSeeds((simulation, set, client, people) -> {
            var deposed = primary(set);
            try (var session = client.with(Duration.ofSeconds(1)).startSession()) {
                session.startTransaction(MAJORITY);
                people.with(session).updateOne(ID_OF_ADA, Updates.inc("age", 1L));
                secondaries(set).forEach(each -> simulation.network().cut(deposed.host(), each.host()));
                assertThatThrownBy(session::commitTransaction).isInstanceOf(OperationTimeoutException.class);
                simulation.currentThread().interrupt();
                var interrupted = catchThrowableOfType(InterruptedOperationException.class, session::commitTransaction);
                assertThat(interrupted.retryAdvice()).isEqualTo(RetryAdvice.OUTCOME_UNKNOWN);
                assertThat(simulation.currentThread().takeInterrupt()).isTrue();
            }
        });
    }

    /** The attempts to abort share one timeout. */
    @Test
    void anInterruptedAbortEndsInTime() {
        forSeeds((simulation, set, client, people) -> {
            var timeout = Duration.ofMillis(300);
            try (var session = client.with(timeout).startSession()) {
                session.startTransaction(MAJORITY);
                people.with(session).updateOne(ID_OF_ADA, Updates.inc("age", 1L));
                set.servers().forEach(SimulatedServer::freeze);
                var thread = simulation.currentThread();
                simulation.later(Duration.ofMillis(200), "interrupt", thread::interrupt);
                long begun = simulation.elapsed().toMillis();
                session.abortTransaction();
                assertThat(simulation.elapsed().toMillis() - begun).isBetween(200L, 315L);
                assertThat(thread.takeInterrupt()).isTrue();
            }
            set.servers().forEach(SimulatedServer::thaw);
        });
    }

    @Test
    void aTransactionEndsWhenThePrimaryStepsDown() {
        forSeeds((simulation, set, client, people) -> {
            try (var session = client.startSession()) {
                session.startTransaction(MAJORITY);
                people.with(session).insertOne(BOB);
                set.stepDown();
                simulation.pause(Duration.ofSeconds(5));
                var lost = catchThrowableOfType(
                        CommandException.class, () -> people.with(session).findOne(ID_OF_ADA));
                assertThat(lost.code()).isEqualTo(251);
                assertThat(lost.hasErrorLabel("TransientTransactionError")).isTrue();
            }
            assertThat(people.find().toList()).containsExactly(ADA);
        });
    }

    @Test
    void aSnapshotSessionReadsThePast() {
        forSeeds((simulation, set, client, people) -> {
            try (var session = client.startSession(new SessionOptions().snapshot(true))) {
                var own = people.with(session);
                assertThat(own.find().toList()).containsExactly(ADA);
                people.insertOne(BOB);
                assertThat(own.find().toList()).containsExactly(ADA);
                assertThat(own.with(ReadPreference.secondary()).find().toList()).containsExactly(ADA);
                assertThat(session.snapshotTime()).isNotNull();
            }
        });
    }

    @Test
    void aFailingCommandHasTheRequestedLabels() {
        forSeeds((simulation, set, client, people) -> {
            primary(set).failCommand(1, 112, List.of("Requested"), "find");
            people.insertOne(BOB);
            var failure = catchThrowableOfType(CommandException.class, () -> people.findOne(ID_OF_ADA));
            assertThat(failure.code()).isEqualTo(112);
            assertThat(failure.hasErrorLabel("Requested")).isTrue();
            assertThat(people.findOne(ID_OF_ADA)).contains(ADA);
        });
    }
}
