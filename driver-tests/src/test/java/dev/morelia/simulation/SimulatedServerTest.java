package dev.morelia.simulation;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.morelia.bson.RawDocument;
import dev.morelia.error.ConnectionLostException;
import dev.morelia.error.ConnectionOpenException;
import dev.morelia.error.InterruptedOperationException;
import dev.morelia.error.MongoException;
import dev.morelia.error.MongoException.RetryAdvice;
import dev.morelia.error.OperationTimeoutException;
import dev.morelia.internal.background.Background;
import dev.morelia.internal.command.Command;
import dev.morelia.internal.connection.Connection;
import dev.morelia.internal.connection.ConnectionFactory;
import dev.morelia.internal.env.CancelToken;
import dev.morelia.internal.env.Deadline;
import dev.morelia.settings.ClientSettings;
import dev.morelia.testkit.simulation.SimulatedReplicaSet;
import dev.morelia.testkit.simulation.SimulatedServer;
import dev.morelia.testkit.simulation.Simulation;
import dev.morelia.topology.ServerAddress;
import java.time.Duration;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.Test;

/** The driver's real connections over the simulated network. */
class SimulatedServerTest {

    private static final int SEEDS = 100;
    private static final Command PING = Command.of("ping", "admin", output -> output.int32("ping", 1));

    @FunctionalInterface
    private interface Scenario {
        void run(Simulation simulation, SimulatedServer server, ConnectionFactory connections) throws Exception;
    }

    /** Runs the scenario with many seeds, and checks that every link was closed and every thread has ended. */
    private static void forSeeds(Scenario scenario) {
        for (long seed = 0; seed < SEEDS; seed++) {
            var simulation = Simulation.of(seed);
            var server = SimulatedServer.start(simulation, "a.example");
            simulation.run(() -> {
                try (var connections =
                        new ConnectionFactory(new Background(simulation.env()), ClientSettings.defaults())) {
                    scenario.run(simulation, server, connections);
                }
            });
            assertThat(simulation.network().openLinks()).isZero();
        }
    }

    private static Connection open(Simulation simulation, SimulatedServer server, ConnectionFactory connections) {
        return connections.openForMonitor(server.address(), 1, within(simulation, 20), CancelToken.NONE);
    }

    private static Deadline within(Simulation simulation, int seconds) {
        return Deadline.after(
                simulation.env().nanoTime(), Duration.ofSeconds(seconds).toNanos());
    }

    private static RawDocument ping(Simulation simulation, Connection connection) {
        return connection
                .roundTrip(PING, null, within(simulation, 5), CancelToken.NONE)
                .document();
    }

    @Test
    void handshakesAndReplies() {
        forSeeds((simulation, server, connections) -> {
            try (var connection = open(simulation, server, connections)) {
                assertThat(connection.takeHello().documentOrNull("topologyVersion"))
                        .isNotNull();
                for (int i = 0; i < 5; i++) {
                    assertThat(ping(simulation, connection).stringOrNull("server"))
                            .isEqualTo("a.example");
                }
                assertThat(server.connectionsOpen()).isOne();
            }
            simulation.pause(Duration.ofSeconds(1));
            assertThat(server.connectionsOpen()).isZero();
        });
    }

    @Test
    void aFrozenServerIsATimeoutAtTheDeadline() {
        forSeeds((simulation, server, connections) -> {
            try (var connection = open(simulation, server, connections)) {
                server.freeze();
                long start = simulation.elapsed().toNanos();
                assertThatThrownBy(() -> ping(simulation, connection)).isInstanceOf(OperationTimeoutException.class);
                assertThat(simulation.elapsed().minusNanos(start))
                        .isBetween(Duration.ofSeconds(5), Duration.ofMillis(5050));
                assertThat(connection.usable()).isFalse();
            }
        });
    }

    @Test
    void aKilledServerIsNoticedAndRefusesConnections() {
        forSeeds((simulation, server, connections) -> {
            try (var connection = open(simulation, server, connections)) {
                simulation.later(Duration.ofNanos(simulation.random().nextLong(9_000_000)), "kill", server::kill);
                assertThatThrownBy(() -> {
                            while (true) {
                                ping(simulation, connection);
                            }
                        })
                        .isInstanceOf(ConnectionLostException.class);
            }
            assertThatThrownBy(() -> open(simulation, server, connections))
                    .isInstanceOf(ConnectionOpenException.class)
                    .hasStackTraceContaining("refused");
            server.restart();
            open(simulation, server, connections).close();
        });
    }

    /** The last reply may arrive exactly at the deadline. */
    @Test
    void aConnectionIsOpenedInTimeOrNotAtAll() {
        forSeeds((simulation, server, connections) -> {
            for (int i = 0; i < 60; i++) {
                long nanos = 1_000_000 + simulation.random().nextLong(9_000_000);
                var deadline = Deadline.after(simulation.env().nanoTime(), nanos);
                try (var connection = connections.openForMonitor(server.address(), i, deadline, CancelToken.NONE)) {
                    assertThat(connection.usable()).isTrue();
                } catch (OperationTimeoutException e) {
                    assertThat(deadline.hasPassed(simulation.env().nanoTime())).isTrue();
                }
            }
        });
    }

    @Test
    void anUnknownHostHasNoAddress() {
        forSeeds((simulation, server, connections) -> assertThatThrownBy(() -> connections.openForMonitor(
                        ServerAddress.of("b.example"), 1, within(simulation, 9), CancelToken.NONE))
                .isInstanceOf(ConnectionOpenException.class)
                .hasStackTraceContaining("no address found for host b.example"));
    }

    @Test
    void bytesSentDuringACutArriveWhenItIsHealed() {
        forSeeds((simulation, server, connections) -> {
            try (var connection = open(simulation, server, connections)) {
                simulation.network().isolate("a.example");
                simulation.later(Duration.ofSeconds(3), "heal", simulation.network()::heal);
                ping(simulation, connection);
                assertThat(simulation.elapsed()).isGreaterThan(Duration.ofSeconds(3));
                simulation.network().isolate("a.example");
                assertThatThrownBy(() -> open(simulation, server, connections))
                        .isInstanceOf(ConnectionOpenException.class);
            }
        });
    }

    @Test
    void aForgottenLinkIsResetAtTheNextUse() {
        forSeeds((simulation, server, connections) -> {
            try (var connection = open(simulation, server, connections)) {
                server.forgetLinks();
                simulation.pause(Duration.ofSeconds(1));
                assertThat(connection.usable()).isTrue();
                assertThatThrownBy(() -> ping(simulation, connection)).isInstanceOf(ConnectionLostException.class);
            }
        });
    }

    @Test
    void cancelInterruptAndCloseUnblockAThread() {
        forSeeds((simulation, server, connections) -> {
            for (int way = 0; way < 3; way++) {
                var connection = open(simulation, server, connections);
                var token = new CancelToken();
                server.freeze();
                var failure = new AtomicReference<MongoException>();
                var blocked = simulation.start("blocked", () -> {
                    try {
                        connection.roundTrip(PING, null, Deadline.NONE, token);
                    } catch (InterruptedOperationException | ConnectionLostException e) {
                        failure.set(e);
                    }
                });
                simulation.pause(Duration.ofNanos(simulation.random().nextLong(3_000_000)));
                switch (way) {
                    case 0 -> token.cancel();
                    case 1 -> blocked.interrupt();
                    default -> connection.close();
                }
                assertThat(blocked.join(Duration.ofSeconds(1).toNanos())).isTrue();
                assertThat(failure.get()).isNotNull();
                // If it is unblocked before it has sent anything, the connection remains usable.
                assertThat(connection.usable() && failure.get().retryAdvice() != RetryAdvice.SAFE)
                        .isFalse();
                connection.close();
                server.thaw();
            }
        });
    }

    @Test
    void aLargeMessageBlocksIfTheServerDoesNotRead() {
        var command = Command.of("ping", "admin", output -> {
            output.int32("ping", 1);
            output.string("filler", "x".repeat(600_000));
        });
        forSeeds((simulation, server, connections) -> {
            try (var connection = open(simulation, server, connections)) {
                server.freeze();
                simulation.later(Duration.ofSeconds(2), "thaw", server::thaw);
                connection.roundTrip(command, null, within(simulation, 9), CancelToken.NONE);
                assertThat(simulation.elapsed()).isGreaterThan(Duration.ofSeconds(2));
            }
        });
    }

    @Test
    void oneOfTwoPrimariesIsOutdatedDuringACut() {
        for (long seed = 0; seed < SEEDS; seed++) {
            var simulation = Simulation.of(seed);
            var set = SimulatedReplicaSet.start(simulation, "rs", "a.example", "b.example", "c.example");
            simulation.run(() -> {
                var old = set.primary().orElseThrow();
                set.servers().stream()
                        .filter(each -> each != old)
                        .forEach(each -> simulation.network().cut(old.host(), each.host()));
                simulation.pause(Duration.ofSeconds(8));
                assertThat(set.term()).isEqualTo(2);
                assertThat(set.primary())
                        .hasValueSatisfying(it -> assertThat(it).isNotEqualTo(old));
                simulation.network().heal();
                set.remove(old);
                simulation.pause(Duration.ofSeconds(3));
                try (var connections =
                                new ConnectionFactory(new Background(simulation.env()), ClientSettings.defaults());
                        var toOld = open(simulation, old, connections);
                        var toNew = open(simulation, set.primary().orElseThrow(), connections)) {
                    assertThat(toOld.takeHello().bool("isreplicaset", false)).isTrue();
                    RawDocument hello = toNew.takeHello();
                    assertThat(hello.bool("isWritablePrimary", false) || hello.bool("ismaster", false))
                            .isTrue();
                    assertThat(hello.int64("setVersion", 0)).isEqualTo(2);
                }
                set.stepDown();
                assertThat(set.primary()).isEmpty();
                set.add(old.host());
                simulation.pause(Duration.ofSeconds(5));
                assertThat(set.term()).isEqualTo(3);
            });
        }
    }
}
