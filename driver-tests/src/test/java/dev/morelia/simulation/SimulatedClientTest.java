package dev.morelia.simulation;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import dev.morelia.MongoClient;
import dev.morelia.MongoCollection;
import dev.morelia.bson.Document;
import dev.morelia.builder.Updates;
import dev.morelia.error.CommandException;
import dev.morelia.error.ConnectionLostException;
import dev.morelia.error.DuplicateKeyException;
import dev.morelia.error.MongoException.RetryAdvice;
import dev.morelia.error.NotPrimaryException;
import dev.morelia.error.WriteConcernException;
import dev.morelia.options.UpdateOptions;
import dev.morelia.settings.ReadPreference;
import dev.morelia.testkit.simulation.SimulatedReplicaSet;
import dev.morelia.testkit.simulation.SimulatedServer;
import dev.morelia.testkit.simulation.SimulatedThread;
import dev.morelia.testkit.simulation.Simulation;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

/** A whole client in a simulation, and the documents of simulated servers. */
class SimulatedClientTest {

    private static final int SEEDS = 50;
    private static final String NAMESPACE = "app.people";
    private static final Document ADA = Document.of("_id", "Ada", "age", 36);

    @FunctionalInterface
    private interface Scenario {
        void run(MongoCollection<Document> people) throws Exception;
    }

    @FunctionalInterface
    private interface ClientScenario {
        void run(MongoClient client, MongoCollection<Document> people) throws Exception;
    }

    /** Runs the scenario with a client, and checks that nothing of it remains. */
    private static void run(Simulation simulation, String uri, Scenario scenario) {
        run(simulation, uri, (client, people) -> scenario.run(people));
    }

    private static void run(Simulation simulation, String uri, ClientScenario scenario) {
        simulation.run(() -> {
            try (var client = simulation.client(MongoClient.builder().uri(uri))) {
                scenario.run(client, client.database("app").collection("people"));
            }
            simulation.pause(Duration.ofSeconds(1));
            assertThat(simulation.liveThreads()).hasSize(1);
        });
        assertThat(simulation.network().openLinks()).isZero();
    }

    private static SimulatedReplicaSet set(Simulation simulation) {
        return SimulatedReplicaSet.start(simulation, "rs", "a.example", "b.example", "c.example");
    }

    @Test
    void writesAreReadFromEveryMember() {
        for (long seed = 0; seed < SEEDS; seed++) {
            var simulation = Simulation.of(seed);
            var set = set(simulation);
            run(simulation, set.uri(), (client, people) -> {
                try (var session = client.startSession()) {
                    people.with(session).insertOne(ADA);
                    assertThat(people.with(session)
                                    .with(ReadPreference.secondary())
                                    .findOne(Document.of("_id", "Ada")))
                            .contains(ADA);
                }
                var older = people.findOneAndUpdate(Document.of("_id", "Ada"), Updates.inc("age", 1));
                assertThat(older).contains(ADA);
                var result = people.updateOne(
                        Document.of("_id", "Bob"), Updates.push("names", "Robert"), new UpdateOptions().upsert(true));
                assertThat(result.upsertedId()).isEqualTo("Bob");
                assertThat(people.find().toList()).isEqualTo(set.documents(NAMESPACE));
            });
            assertThat(set.documents(NAMESPACE))
                    .containsExactly(
                            Document.of("_id", "Ada", "age", 37L),
                            Document.of("_id", "Bob", "names", List.of("Robert")));
        }
    }

    @Test
    void aRetriedWriteWhoseReplyWasLostIsNotExecutedAgain() {
        for (long seed = 0; seed < SEEDS; seed++) {
            var simulation = Simulation.of(seed);
            var set = set(simulation);
            run(simulation, set.uri(), people -> {
                set.primary().orElseThrow().loseReplies(1);
                people.insertOne(ADA);
            });
            assertThat(set.documents(NAMESPACE)).containsExactly(ADA);
            assertThat(set.retriedWrites()).isOne();
        }
    }

    @Test
    void aStandaloneRejectsTransactionNumbers() {
        var simulation = Simulation.of(1);
        var server = SimulatedServer.start(simulation, "a.example");
        run(simulation, "mongodb://a.example", people -> {
            server.loseReplies(1);
            var lost = catchThrowableOfType(ConnectionLostException.class, () -> people.insertOne(ADA));
            assertThat(lost.retryAdvice()).isEqualTo(RetryAdvice.OUTCOME_UNKNOWN);
            assertThatThrownBy(() -> people.insertOne(ADA)).isInstanceOf(DuplicateKeyException.class);
        });
        assertThat(server.documents(NAMESPACE)).containsExactly(ADA);
    }

    @Test
    void errorsOfRetryableWritesAreLabelled() {
        var simulation = Simulation.of(1);
        var set = set(simulation);
        run(simulation, set.uri(), people -> {
            set.servers().forEach(server -> server.failNext(2, 91));
            var failure = catchThrowableOfType(NotPrimaryException.class, () -> people.insertOne(ADA));
            assertThat(failure.hasErrorLabel("RetryableWriteError")).isTrue();
        });
        assertThat(set.documents(NAMESPACE)).isEmpty();
    }

    @Test
    void unsupportedCommandsAreRejected() {
        var simulation = Simulation.of(1);
        var set = set(simulation);
        run(simulation, set.uri(), people -> {
            assertThatThrownBy(() -> people.updateOne(Document.of("age", 36), Updates.inc("age", 1)))
                    .isInstanceOfSatisfying(
                            CommandException.class,
                            rejected -> assertThat(rejected.code()).isEqualTo(238));
            assertThatThrownBy(() -> people.find(Document.of("age", 36)).toList())
                    .isInstanceOf(CommandException.class);
            assertThatThrownBy(() -> people.updateOne(
                            Document.of("_id", 1), Updates.unset("age"), new UpdateOptions().upsert(true)))
                    .isInstanceOf(CommandException.class);
        });
        assertThat(set.documents(NAMESPACE)).isEmpty();
    }

    @Test
    void aWriteConcernErrorIsReportedForAnExecutedWrite() {
        var simulation = Simulation.of(1);
        var set = set(simulation);
        run(simulation, set.uri(), people -> {
            set.primary().orElseThrow().failWriteConcern(1, 11602);
            people.insertOne(ADA);
            set.primary().orElseThrow().failWriteConcern(1, 64);
            assertThatThrownBy(() -> people.insertOne(Document.of("_id", "Bob")))
                    .isInstanceOf(WriteConcernException.class);
        });
        assertThat(set.documents(NAMESPACE)).containsExactly(ADA, Document.of("_id", "Bob"));
        assertThat(set.retriedWrites()).isOne();
    }

    /** An operation waiting for a connection to a server that leaves the set uses another one. */
    @Test
    void aServerThatLeavesTheSetCausesNoFailure() {
        for (long seed = 0; seed < SEEDS; seed++) {
            var simulation = Simulation.of(seed);
            var set = set(simulation);
            run(simulation, set.uri() + "&maxPoolSize=1&heartbeatFrequencyMS=500", people -> {
                people.insertOne(ADA);
                simulation.pause(Duration.ofMillis(50));
                var leaving = set.servers().get(1);
                leaving.maximumReplyTime(Duration.ofMinutes(20));
                var readers = new ArrayList<SimulatedThread>();
                for (int i = 0; i < 12; i++) {
                    readers.add(simulation.start(
                            "reader",
                            () -> assertThat(people.with(ReadPreference.secondary())
                                            .find()
                                            .toList())
                                    .containsExactly(ADA)));
                }
                simulation.pause(Duration.ofSeconds(1));
                set.remove(leaving);
                for (var reader : readers) {
                    assertThat(reader.join(Duration.ofSeconds(20).toNanos()))
                            .as(reader.state())
                            .isTrue();
                }
            });
        }
    }
}
