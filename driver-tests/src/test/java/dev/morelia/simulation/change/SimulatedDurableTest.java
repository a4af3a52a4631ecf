package dev.morelia.simulation.change;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.morelia.MongoClient;
import dev.morelia.MongoCollection;
import dev.morelia.bson.Document;
import dev.morelia.error.ChangeConsumerException.LeaseHeld;
import dev.morelia.internal.env.EnvOverride;
import dev.morelia.simulation.fault.ProcessEnv;
import dev.morelia.testkit.simulation.SimulatedReplicaSet;
import dev.morelia.testkit.simulation.Simulation;
import java.time.Duration;
import java.util.ArrayList;
import org.junit.jupiter.api.Test;

/** Durable consumers of a simulated replica set, without faults of its servers. */
class SimulatedDurableTest {

    private static final int SEEDS = 5;
    private static final Duration LEASE = Duration.ofSeconds(2);

    /** What a test does with a set and a client. */
    @FunctionalInterface
    private interface Scenario {
        void run(Simulation simulation, SimulatedReplicaSet set, MongoClient client) throws InterruptedException;
    }

    private static void forSeeds(Scenario scenario) {
        for (long seed = 0; seed < SEEDS; seed++) {
            var simulation = Simulation.of(seed);
            var set = SimulatedReplicaSet.start(simulation, "rs", "a.example", "b.example", "c.example");
            simulation.run(() -> {
                try (var client = simulation.client(MongoClient.builder().uri(set.uri()))) {
                    scenario.run(simulation, set, client);
                }
            });
        }
    }

    private static MongoCollection<Document> people(MongoClient client) {
        return client.database("app").collection("people");
    }

    private static Document checkpoint(SimulatedReplicaSet set) {
        return set.documents("app.changeStreamCheckpoints").getFirst();
    }

    @Test
    void anotherConsumerGoesOnWhereOneWasClosed() {
        forSeeds((simulation, set, client) -> {
            // The database has the checkpoints, whose changes are left out.
            var query = client.database("app").watch().durable("names");
            try (var first = query.open()) {
                people(client).insertOne(Document.of("_id", "Ada"));
                people(client).insertOne(Document.of("_id", "Bob"));
                assertThat(first.next().documentKey()).isEqualTo(Document.of("_id", "Ada"));
                first.acknowledge();
                assertThatThrownBy(() -> query.standby(false).open()).isInstanceOf(LeaseHeld.class);
            }
            assertThat(checkpoint(set).keySet()).containsExactly("_id", "fencing", "position", "savedAt");
            try (var second = query.open()) {
                assertThat(second.next().documentKey()).isEqualTo(Document.of("_id", "Bob"));
                assertThat(second.metrics().lease().fencingNumber()).isEqualTo(2);
                second.acknowledge();
                assertThat(second.tryNext()).isNull();
            }
        });
    }

    @Test
    void aStandbyTakesOverFromAProcessThatWasKilled() {
        forSeeds((simulation, set, client) -> {
            var process = new ProcessEnv(simulation);
            var its = EnvOverride.with(process, MongoClient.builder().uri(set.uri())::build);
            var handled = new ArrayList<String>();
            var thread = process.start(
                    "killed",
                    () -> people(its).watch().durable("names").leaseTime(LEASE).run(change -> handled.add("one")));
            simulation.pause(LEASE);
            long before = simulation.elapsed().toNanos();
            process.kill();
            try (var standby =
                    people(client).watch().durable("names").leaseTime(LEASE).open()) {
                assertThat(standby.tryNext()).isNull();
                people(client).insertOne(Document.of("_id", "Ada"));
                assertThat(standby.next().documentKey()).isEqualTo(Document.of("_id", "Ada"));
                assertThat(standby.metrics().lease().fencingNumber()).isEqualTo(2);
            }
            assertThat(Duration.ofNanos(simulation.elapsed().toNanos() - before))
                    .isBetween(LEASE.dividedBy(2), LEASE.multipliedBy(2));
            assertThat(handled).isEmpty();
            assertThat(thread.isAlive()).isFalse();
        });
    }

    @Test
    void aFrozenProcessHandsOutNothingAfterItsLease() {
        forSeeds((simulation, set, client) -> {
            var process = new ProcessEnv(simulation);
            var its = EnvOverride.with(process, MongoClient.builder().uri(set.uri())::build);
            var numbers = new ArrayList<Long>();
            var changes = people(its).watch().durable("names").leaseTime(LEASE).open();
            var thread = process.start(
                    "frozen",
                    () -> changes.run(
                            change -> numbers.add(changes.metrics().lease().fencingNumber())));
            simulation.pause(LEASE);
            process.freeze(LEASE.multipliedBy(2));
            people(client).insertOne(Document.of("_id", "Ada"));
            try (var standby =
                    people(client).watch().durable("names").leaseTime(LEASE).open()) {
                assertThat(standby.next().documentKey()).isEqualTo(Document.of("_id", "Ada"));
                standby.acknowledge();
                simulation.pause(LEASE.multipliedBy(2));
            }
            people(client).insertOne(Document.of("_id", "Bob"));
            simulation.pause(LEASE);
            assertThat(numbers).containsExactly(3L);
            process.start("closer", changes::close).join(LEASE.toNanos());
            assertThat(thread.join(LEASE.toNanos())).isTrue();
            its.close();
        });
    }
}
