package dev.morelia.simulation.session;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import dev.morelia.MongoClient;
import dev.morelia.MongoCollection;
import dev.morelia.bson.Document;
import dev.morelia.bson.RawDocument;
import dev.morelia.error.CommandException;
import dev.morelia.internal.env.EnvOverride;
import dev.morelia.settings.ReadConcern;
import dev.morelia.settings.ReadPreference;
import dev.morelia.simulation.fault.MisroutingEnv;
import dev.morelia.testkit.simulation.SimulatedReplicaSet;
import dev.morelia.testkit.simulation.SimulatedRouter;
import dev.morelia.testkit.simulation.Simulation;
import java.time.Duration;
import java.util.List;
import java.util.function.Predicate;
import org.junit.jupiter.api.Test;

/** Simulated routers in front of a simulated replica set. */
class SimulatedRouterTest {

    private static final int SEEDS = 20;
    private static final Document ADA = Document.of("_id", "Ada");
    private static final Document BOB = Document.of("_id", "Bob");

    /** What a test does with a client of two routers, of which each knows the other's address. */
    @FunctionalInterface
    private interface Scenario {
        void run(Routed routed, MongoClient client, MongoCollection<Document> people) throws InterruptedException;
    }

    private record Routed(Simulation simulation, SimulatedReplicaSet set, List<SimulatedRouter> routers) {}

    /** Commands that the predicate accepts reach the other router. */
    private static void forSeeds(Predicate<RawDocument> isMisrouted, Scenario scenario) {
        for (long seed = 0; seed < SEEDS; seed++) {
            var simulation = Simulation.of(seed);
            var set = SimulatedReplicaSet.start(simulation, "rs", "a.example", "b.example", "c.example");
            var routers = List.of(
                    SimulatedRouter.start(simulation, set, "router1.example", (router, name, command) -> {}),
                    SimulatedRouter.start(simulation, set, "router2.example", (router, name, command) -> {}));
            var env = new MisroutingEnv(simulation.env(), isMisrouted);
            simulation.run(() -> {
                var builder = MongoClient.builder().uri(SimulatedRouter.uri(routers));
                try (var client = EnvOverride.with(env, builder::build)) {
                    MongoCollection<Document> people = client.database("app").collection("people");
                    people.insertOne(ADA);
                    simulation.pause(Duration.ofMillis(100));
                    scenario.run(new Routed(simulation, set, routers), client, people);
                }
            });
        }
    }

    private static int code(Runnable call) {
        var failure = catchThrowableOfType(CommandException.class, call::run);
        assertThat(failure.hasErrorLabel("TransientTransactionError")).isTrue();
        return failure.code();
    }

    @Test
    void aTransactionIsCommitted() {
        forSeeds(command -> false, (routed, client, people) -> {
            try (var session = client.startSession()) {
                session.startTransaction();
                people.with(session).insertOne(BOB);
                assertThat(people.with(session).find().toList()).containsExactly(ADA, BOB);
                assertThat(people.with(ReadPreference.secondary())
                                .with(ReadConcern.MAJORITY)
                                .find()
                                .toList())
                        .containsExactly(ADA);
                session.commitTransaction();
            }
            assertThat(routed.set.documents("app.people")).containsExactly(ADA, BOB);
        });
    }

    @Test
    void anotherRouterDoesNotKnowTheTransactionOfAStatement() {
        forSeeds(command -> command.has("autocommit") && command.has("find"), (routed, client, people) -> {
            try (var session = client.startSession()) {
                session.startTransaction();
                people.with(session).insertOne(BOB);
                assertThat(code(() -> people.with(session).findOne(ADA))).isEqualTo(251);
            }
        });
    }

    @Test
    void aRestartedRouterDoesNotKnowIt() {
        forSeeds(command -> false, (routed, client, people) -> {
            try (var session = client.startSession()) {
                session.startTransaction();
                people.with(session).insertOne(BOB);
                routed.routers.forEach(SimulatedRouter::restart);
                routed.simulation.pause(Duration.ofSeconds(1));
                assertThat(code(() -> people.with(session).findOne(ADA))).isEqualTo(251);
            }
            assertThat(routed.set.documents("app.people")).containsExactly(ADA);
        });
    }

    @Test
    void anotherRouterAbortsWhatIsNotCommitted() {
        forSeeds(command -> command.has("commitTransaction"), (routed, client, people) -> {
            try (var session = client.startSession()) {
                session.startTransaction();
                people.with(session).insertOne(BOB);
                assertThat(code(session::commitTransaction)).isEqualTo(251);
            }
            assertThat(routed.set.documents("app.people")).containsExactly(ADA);
            assertThat(routed.set.primary().orElseThrow().openTransactions()).isZero();
        });
    }

    @Test
    void anotherRouterFindsOutThatATransactionIsCommitted() {
        forSeeds(command -> command.has("commitTransaction") && isRepeated(command), (routed, client, people) -> {
            try (var session = client.startSession()) {
                session.startTransaction();
                people.with(session).insertOne(BOB);
                session.commitTransaction();
                session.commitTransaction();
            }
            assertThat(routed.set.documents("app.people")).containsExactly(ADA, BOB);
        });
    }

    /** Only repeated commits have a time limit for the write concern. */
    private static boolean isRepeated(RawDocument commit) {
        RawDocument concern = commit.documentOrNull("writeConcern");
        return concern != null && concern.has("wtimeout");
    }

    @Test
    void aRouterHidesAnElection() {
        forSeeds(command -> false, (routed, client, people) -> {
            routed.set.primary().orElseThrow().loseReplies(1);
            people.insertOne(BOB);
            routed.set.primary().orElseThrow().failNext(1, 10107);
            assertThat(people.find().toList()).containsExactly(ADA, BOB);
            assertThat(routed.set.retriedWrites()).isOne();
        });
    }
}
