package dev.morelia.simulation.change;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.morelia.ChangeStream;
import dev.morelia.MongoClient;
import dev.morelia.MongoCollection;
import dev.morelia.bson.Document;
import dev.morelia.bson.Timestamp;
import dev.morelia.builder.Updates;
import dev.morelia.error.ServerException;
import dev.morelia.internal.protocol.WireVersion;
import dev.morelia.result.ChangeEvent;
import dev.morelia.result.ChangeEvent.OperationType;
import dev.morelia.settings.ReadPreference;
import dev.morelia.settings.WriteConcern;
import dev.morelia.testkit.simulation.SimulatedReplicaSet;
import dev.morelia.testkit.simulation.SimulatedServer;
import dev.morelia.testkit.simulation.Simulation;
import java.time.Duration;
import java.util.List;
import java.util.Objects;
import org.junit.jupiter.api.Test;

/** Change streams of a simulated replica set. */
class SimulatedChangesTest {

    private static final int SEEDS = 10;
    private static final Document ADA = Document.of("_id", "Ada", "age", 36);
    private static final Document BOB = Document.of("_id", "Bob", "age", 40);
    private static final Document ID_OF_ADA = Document.of("_id", "Ada");

    /** What a test does with a set and a client. */
    @FunctionalInterface
    private interface Scenario {
        void run(Simulation simulation, SimulatedReplicaSet set, MongoClient client, MongoCollection<Document> people)
                throws InterruptedException;
    }

    private static void forSeeds(Scenario scenario) {
        forSeeds(WireVersion.SERVER_8_0, scenario);
    }

    private static void forSeeds(int wireVersion, Scenario scenario) {
        for (long seed = 0; seed < SEEDS; seed++) {
            var simulation = Simulation.of(seed);
            var set = SimulatedReplicaSet.start(simulation, "rs", "a.example", "b.example", "c.example");
            set.behaveAs(wireVersion, true);
            simulation.run(() -> {
                var builder = MongoClient.builder().uri(set.uri() + "&heartbeatFrequencyMS=500");
                try (var client = simulation.client(builder)) {
                    scenario.run(simulation, set, client, client.database("app").collection("people"));
                }
            });
        }
    }

    private static SimulatedServer primary(SimulatedReplicaSet set) {
        return set.primary().orElseThrow();
    }

    private static Document token(ChangeStream<?> stream) {
        return Objects.requireNonNull(stream.resumeToken());
    }

    private static OperationType nextType(ChangeStream<ChangeEvent<Document>> stream) {
        return stream.next().operationType();
    }

    @Test
    void eventsTellWhatHasChanged() {
        forSeeds((simulation, set, client, people) -> {
            try (var changes = people.watch().cursor()) {
                assertThat(changes.available()).isZero();
                people.insertMany(List.of(ADA, BOB));
                people.updateOne(ID_OF_ADA, Updates.inc("age", 1));
                people.updateOne(ID_OF_ADA, Updates.set("age", 37L));
                people.deleteOne(ID_OF_ADA);
                client.database("app").collection("others").insertOne(ADA);
                people.drop();
                var insert = changes.next();
                assertThat(insert.operationType()).isEqualTo(OperationType.INSERT);
                assertThat(insert.fullDocument()).isEqualTo(ADA);
                assertThat(insert.documentKey()).isEqualTo(ID_OF_ADA);
                assertThat(changes.next().fullDocument()).isEqualTo(BOB);
                var update = changes.next();
                assertThat(update.operationType()).isEqualTo(OperationType.UPDATE);
                assertThat(Objects.requireNonNull(update.updateDescription()).updatedFields())
                        .isEqualTo(Document.of("age", 37L));
                assertThat(nextType(changes)).isEqualTo(OperationType.DELETE);
                assertThat(nextType(changes)).isEqualTo(OperationType.DROP);
                assertThat(nextType(changes)).isEqualTo(OperationType.INVALIDATE);
                assertThat(changes.hasNext()).isFalse();
                assertThat(primary(set).cursorsOpen()).isZero();
            }
            assertThat(set.changes("app", "people")).hasSize(6);
            assertThat(set.changes("app", null)).hasSize(6);
            assertThat(set.changes(null, null)).hasSize(6);
        });
    }

    @Test
    void aStreamThatHasEndedIsNotResumed() {
        forSeeds((simulation, set, client, people) -> {
            people.insertOne(ADA);
            Document end;
            try (var changes = people.watch().cursor()) {
                people.drop();
                assertThat(nextType(changes)).isEqualTo(OperationType.DROP);
                Document drop = token(changes);
                assertThat(nextType(changes)).isEqualTo(OperationType.INVALIDATE);
                end = token(changes);
                try (var resumed = people.watch().resumeAfter(drop).cursor()) {
                    assertThat(nextType(resumed)).isEqualTo(OperationType.INVALIDATE);
                }
            }
            people.insertOne(BOB);
            assertThatThrownBy(() -> people.watch().resumeAfter(end).cursor())
                    .isInstanceOfSatisfying(
                            ServerException.class, e -> assertThat(e.code()).isEqualTo(260));
            try (var changes = people.watch().startAfter(end).cursor()) {
                assertThat(changes.next().fullDocument()).isEqualTo(BOB);
            }
        });
    }

    @Test
    void onlyWhatAMajorityHasIsReturned() {
        forSeeds((simulation, set, client, people) -> {
            people.insertOne(ADA);
            var watched = people.watch().maxAwaitTime(Duration.ofMillis(100));
            try (var changes = watched.cursor()) {
                var deposed = primary(set);
                set.servers().stream()
                        .filter(server -> server != deposed)
                        .forEach(server -> simulation.network().cut(deposed.host(), server.host()));
                people.with(WriteConcern.of(1)).insertOne(BOB);
                assertThat(changes.tryNext()).isNull();
                simulation.pause(Duration.ofSeconds(5));
                people.updateOne(ID_OF_ADA, Updates.set("age", 37));
                simulation.network().heal();
                var update = changes.next();
                assertThat(update.operationType()).isEqualTo(OperationType.UPDATE);
                assertThat(changes.tryNext()).isNull();
            }
        });
    }

    @Test
    void aRequestForChangesWaits() {
        forSeeds((simulation, set, client, people) -> {
            people.insertOne(ADA);
            var watched = people.watch().maxAwaitTime(Duration.ofMillis(300));
            try (var changes = watched.cursor()) {
                long begun = simulation.elapsed().toMillis();
                assertThat(changes.tryNext()).isNull();
                assertThat(simulation.elapsed().toMillis() - begun).isBetween(300L, 350L);
                begun = simulation.elapsed().toMillis();
                simulation.start("writer", () -> {
                    simulation.pause(Duration.ofMillis(50));
                    people.insertOne(BOB);
                });
                assertThat(changes.tryNext()).isNotNull();
                assertThat(simulation.elapsed().toMillis() - begun).isBetween(50L, 150L);
            }
        });
    }

    @Test
    void secondariesReturnChangesToo() {
        forSeeds((simulation, set, client, people) -> {
            people.insertOne(ADA);
            var secondary = people.with(ReadPreference.secondary());
            Timestamp begin = set.changes(null, null).getFirst().value("clusterTime", Timestamp.class);
            try (var changes = secondary.watch().startAtOperationTime(begin).cursor()) {
                assertThat(changes.next().fullDocument()).isEqualTo(ADA);
                people.insertOne(BOB);
                assertThat(changes.next().fullDocument()).isEqualTo(BOB);
                assertThat(changes.server()).isNotEqualTo(primary(set).address());
            }
        });
    }

    @Test
    void theTokenOfABatchIsThatOfItsLastEventOrLater() {
        forSeeds((simulation, set, client, people) -> {
            people.insertOne(ADA);
            var watched = people.watch().batchSize(1).maxAwaitTime(Duration.ofMillis(50));
            try (var changes = watched.cursor()) {
                people.insertMany(List.of(BOB, Document.of("_id", "Eve")));
                var first = changes.next();
                assertThat(token(changes)).isEqualTo(first.resumeToken());
                var second = changes.next();
                assertThat(Segment.data(token(changes))).isGreaterThan(Segment.data(second.resumeToken()));
                Document after = token(changes);
                client.database("app").collection("others").insertOne(ADA);
                assertThat(changes.tryNext()).isNull();
                assertThat(Segment.data(token(changes))).isGreaterThan(Segment.data(after));
            }
        });
    }

    @Test
    void aStreamCannotGoBackBehindACut() {
        forSeeds((simulation, set, client, people) -> {
            people.insertOne(ADA);
            Document token;
            try (var changes = people.watch().cursor()) {
                token = token(changes);
            }
            people.insertMany(List.of(BOB));
            set.cutHistory();
            assertThatThrownBy(() -> people.watch().startAfter(token).cursor())
                    .isInstanceOfSatisfying(
                            ServerException.class, e -> assertThat(e.code()).isEqualTo(286));
        });
    }

    @Test
    void resumableErrorsAreLabelledSinceVersion44() {
        for (int version : new int[] {WireVersion.SERVER_4_2, WireVersion.SERVER_4_4}) {
            forSeeds(version, (simulation, set, client, people) -> {
                people.insertOne(ADA);
                try (var changes =
                        people.watch().maxAwaitTime(Duration.ofMillis(50)).cursor()) {
                    primary(set).failCommand(1, 262, List.of(), "getMore");
                    long id = changes.id();
                    assertThat(changes.tryNext()).isNull();
                    assertThat(changes.id()).isNotEqualTo(id);
                    primary(set).dropCursors();
                    assertThat(changes.tryNext()).isNull();
                    people.insertOne(BOB);
                    assertThat(changes.next().fullDocument()).isEqualTo(BOB);
                }
            });
        }
    }

    @Test
    void aWaitingRequestEndsWhenItsStreamIsClosedByAnotherThread() {
        forSeeds((simulation, set, client, people) -> {
            people.insertOne(ADA);
            var changes = people.watch().maxAwaitTime(Duration.ofMinutes(1)).cursor();
            simulation.start("closer", () -> {
                simulation.pause(Duration.ofMillis(50));
                changes.close();
            });
            assertThatThrownBy(changes::next).isInstanceOf(IllegalStateException.class);
            assertThat(simulation.elapsed()).isLessThan(Duration.ofSeconds(10));
            simulation.pause(Duration.ofSeconds(1));
            assertThat(primary(set).cursorsOpen()).isZero();
        });
    }
}
