package dev.morelia.live.balanced;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.morelia.MongoCursor;
import dev.morelia.bson.Document;
import dev.morelia.error.ClientClosedException;
import dev.morelia.error.ConnectionLostException;
import dev.morelia.error.OperationTimeoutException;
import dev.morelia.error.PoolTimeoutException;
import dev.morelia.options.CursorType;
import java.time.Duration;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Executors;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledIf;

/** Behind a load balancer a cursor keeps its connection, and whatever happens to it, the pool gets it back. */
@EnabledIf(value = "dev.morelia.testkit.Mongod#available", disabledReason = "no mongod")
class PinnedCursorTest {
    @Test
    void allBatchesComeOverTheConnectionOfTheFirstOne() {
        try (var balanced = Balanced.open("").filled()) {
            for (int round = 0; round < 4; round++) {
                balanced.commands.clear();
                try (var cursor = balanced.numbers().find().batchSize(2).cursor()) {
                    assertThat(cursor.next()).isEqualTo(Document.of("_id", 0));
                    assertThat(balanced.use().inUse()).isEqualTo(1);
                    // Another connection, and so another front, for another operation.
                    assertThat(balanced.numbers().countDocuments()).isEqualTo(10);
                    assertThat(count(cursor)).isEqualTo(9);
                    assertThat(balanced.use().inUse()).as("an exhausted cursor").isZero();
                }
                assertThat(balanced.connectionsOf("getMore")).hasSize(5);
                assertThat(Set.copyOf(balanced.connectionsOf("getMore")))
                        .containsExactly(balanced.connectionsOf("find").getFirst());
                assertThat(balanced.connectionsOf("killCursors")).isEmpty();
                assertThat(balanced.connectionsOf("aggregate"))
                        .doesNotContain(balanced.connectionsOf("find").getFirst());
            }
            assertThat(services(balanced)).containsOnly(balanced.first.serviceId(), balanced.second.serviceId());
        }
    }

    private static Set<Object> services(Balanced balanced) {
        return balanced.commands.stream()
                .map(event -> (Object) event.connection().serviceId())
                .collect(Collectors.toSet());
    }

    private static int count(MongoCursor<Document> cursor) {
        int count = 0;
        while (cursor.hasNext()) {
            cursor.next();
            count++;
        }
        return count;
    }

    @Test
    void closingKillsTheServersSideOverTheSameConnection() {
        try (var balanced = Balanced.open("&maxPoolSize=1").filled()) {
            long before = balanced.openCursors();
            var cursor = balanced.numbers().find().batchSize(2).cursor();
            assertThat(cursor.next()).isNotNull();
            assertThat(balanced.openCursors()).isEqualTo(before + 1);
            cursor.close();
            cursor.close();
            assertThat(balanced.connectionsOf("killCursors")).isEqualTo(balanced.connectionsOf("find"));
            assertThat(balanced.use().inUse()).isZero();
            assertThat(balanced.openCursors()).isEqualTo(before);
            assertThat(balanced.numbers().countDocuments()).isEqualTo(10);
        }
    }

    @Test
    void aPoolWhoseConnectionsAreAllPinnedSaysSo() {
        try (var balanced =
                        Balanced.open("&maxPoolSize=1&waitQueueTimeoutMS=100").filled();
                var cursor = balanced.numbers().find().batchSize(2).cursor()) {
            assertThat(cursor.next()).isNotNull();
            assertThatThrownBy(() -> balanced.numbers().insertOne(Document.of("_id", 11)))
                    .isInstanceOf(PoolTimeoutException.class)
                    .hasMessageContaining("Timeout waiting for connection from the connection pool. maxPoolSize: 1,"
                            + " connections in use by cursors: 1, connections in use by transactions: 0,"
                            + " connections in use by other operations: 0")
                    .hasMessageContaining("cursor of find on balanced.numbers")
                    .hasMessageContaining("read cursors to the end or close them, or raise maxPoolSize");
            assertThatThrownBy(
                            () -> balanced.numbers().with(Duration.ofMillis(50)).insertOne(Document.of("_id", 11)))
                    .isInstanceOf(OperationTimeoutException.class)
                    .hasRootCauseInstanceOf(PoolTimeoutException.class);
            assertThat(count(cursor)).isEqualTo(9);
            balanced.numbers().insertOne(Document.of("_id", 11));
        }
    }

    @Test
    void aLostConnectionClearsItsServiceAndStaysWithItsCursorUntilThatIsClosed() {
        try (var balanced = Balanced.open("&maxPoolSize=4").filled()) {
            var one = balanced.numbers().find().batchSize(2).cursor();
            var other = balanced.numbers().find().batchSize(2).cursor();
            assertThat(one.next()).isEqualTo(other.next());
            var lost = balanced.connectionsOf("find").get(0);
            var kept = balanced.connectionsOf("find").get(1);
            assertThat(lost.serviceId()).isNotNull().isNotEqualTo(kept.serviceId());
            // As kill -9: all its connections are gone, and none is accepted.
            balanced.front(Objects.requireNonNull(lost.serviceId())).stop();
            assertThatThrownBy(() -> count(one))
                    .isInstanceOf(ConnectionLostException.class)
                    .hasMessageContaining("run the query again");
            assertThat(balanced.use().inUse()).isEqualTo(2);
            one.close();
            assertThat(balanced.use().inUse()).isEqualTo(1);
            assertThat(balanced.connectionsOf("killCursors")).isEmpty();
            Balanced.await(() -> !balanced.cleared.isEmpty());
            assertThat(balanced.cleared)
                    .singleElement()
                    .satisfies(event -> assertThat(event.serviceId()).isEqualTo(lost.serviceId()));
            assertThat(count(other)).as("the other service is not affected").isEqualTo(9);
            for (int i = 0; i < 4; i++) {
                assertThat(balanced.numbers().countDocuments()).isEqualTo(10);
            }
            assertThat(balanced.client.description().servers())
                    .allSatisfy(server -> assertThat(server.isKnown()).isTrue());
        }
    }

    @Test
    void closingTheClientEndsPinnedCursorsAndTheirWaits() throws Exception {
        try (var threads = Executors.newVirtualThreadPerTaskExecutor();
                var balanced = Balanced.open("&maxPoolSize=2").filled()) {
            var capped = balanced.client.database(Balanced.DATABASE).collection("capped");
            capped.drop();
            balanced.client
                    .database(Balanced.DATABASE)
                    .runCommand(Document.of("create", "capped", "capped", true).append("size", 4096));
            capped.insertOne(Document.of("_id", 1));
            var open = balanced.numbers().find().batchSize(2).cursor();
            assertThat(open.next()).isNotNull();
            var tail = capped.find()
                    .cursorType(CursorType.TAILABLE_AWAIT)
                    .maxAwaitTime(Duration.ofSeconds(10))
                    .cursor();
            assertThat(tail.next()).isNotNull();
            var waiting = threads.submit(() -> tail.hasNext());
            Balanced.await(() -> !balanced.connectionsOf("getMore").isEmpty());
            assertThat(balanced.use().inUse()).isEqualTo(2);
            long begun = System.nanoTime();
            balanced.client.close();
            assertThatThrownBy(waiting::get).hasCauseInstanceOf(ClientClosedException.class);
            assertThat(System.nanoTime() - begun)
                    .isLessThan(Duration.ofSeconds(3).toNanos());
            open.close();
            tail.close();
            assertThatThrownBy(() -> balanced.numbers().countDocuments()).isInstanceOf(ClientClosedException.class);
            assertThat(balanced.client.poolUse()).isEmpty();
        }
    }

    /** The thread that waits for a batch closes the cursor when it has it. */
    @Test
    void aCursorClosedWhileItWaitsIsKilledOverItsConnection() throws Exception {
        try (var threads = Executors.newVirtualThreadPerTaskExecutor();
                var balanced = Balanced.open("&maxPoolSize=1").filled()) {
            balanced.balancer.latency(Duration.ofMillis(200));
            var cursor = balanced.numbers().find().batchSize(2).cursor();
            assertThat(cursor.next()).isNotNull();
            assertThat(cursor.next()).isNotNull();
            var waiting = threads.submit(() -> cursor.hasNext());
            Balanced.await(() -> !balanced.connectionsOf("getMore").isEmpty());
            cursor.close();
            try {
                waiting.get();
            } catch (ExecutionException closed) {
                assertThat(closed).hasCauseInstanceOf(IllegalStateException.class);
            }
            Balanced.await(() -> balanced.use().inUse() == 0);
            assertThat(balanced.connectionsOf("killCursors")).isEqualTo(balanced.connectionsOf("find"));
            assertThat(balanced.numbers().countDocuments()).isEqualTo(10);
        }
    }

    @Test
    void anAbandonedCursorGivesItsConnectionBack() {
        try (var balanced = Balanced.open("&maxPoolSize=1").filled()) {
            abandon(balanced);
            Balanced.await(() -> {
                System.gc();
                return balanced.use().inUse() == 0;
            });
            assertThat(balanced.connectionsOf("killCursors")).isEqualTo(balanced.connectionsOf("find"));
            assertThat(balanced.numbers().countDocuments()).isEqualTo(10);
        }
    }

    private static void abandon(Balanced balanced) {
        var cursor = balanced.numbers().find().batchSize(2).cursor();
        assertThat(cursor.next()).isNotNull();
        assertThat(balanced.use().inUse()).isEqualTo(1);
    }

    /** The reply to the query comes late: nobody can read its cursor, so the service must not keep it. */
    @Test
    void aCursorWhoseFirstBatchComesTooLateIsClosedWithItsConnection() {
        try (var balanced = Balanced.open("&maxPoolSize=1").filled()) {
            long before = balanced.openCursors();
            assertThat(balanced.numbers().countDocuments()).isEqualTo(10);
            balanced.first.lag(Duration.ofMillis(300));
            balanced.second.lag(Duration.ofMillis(300));
            assertThatThrownBy(() -> balanced.numbers()
                            .with(Duration.ofMillis(150))
                            .find()
                            .batchSize(2)
                            .toList())
                    .isInstanceOf(OperationTimeoutException.class);
            balanced.first.lag(Duration.ZERO);
            balanced.second.lag(Duration.ZERO);
            Balanced.await(() -> balanced.use().inUse() == 0 && balanced.openCursors() == before);
            assertThat(balanced.numbers().countDocuments()).isEqualTo(10);
        }
    }

    /** Whatever opens a cursor, its failure or retry keeps no connection. */
    @Test
    void aFailedQueryKeepsNoConnection() {
        try (var balanced = Balanced.open("&maxPoolSize=1").filled()) {
            var wrong = balanced.numbers().aggregate(List.of(Document.of("$nonsense", 1)));
            assertThatThrownBy(wrong::toList).hasMessageContaining("$nonsense");
            assertThat(balanced.use().inUse()).isZero();
            for (var front : List.of(balanced.first, balanced.second)) {
                front.failCommand(Document.of("failCommands", List.of("find"), "closeConnection", true), 1);
            }
            assertThatThrownBy(() -> balanced.numbers().find().toList()).isInstanceOf(ConnectionLostException.class);
            assertThat(balanced.use().inUse()).isZero();
            balanced.first.failCommand(Document.of("failCommands", List.of("find"), "errorCode", 11600), 1);
            assertThat(balanced.numbers().find().batchSize(3).toList()).hasSize(10);
            assertThat(balanced.numbers().find().batchSize(3).toList()).hasSize(10);
            assertThat(balanced.use().inUse()).isZero();
        }
    }
}
