package dev.morelia.live.balanced;

import static org.assertj.core.api.Assertions.assertThat;

import dev.morelia.bson.Document;
import dev.morelia.event.ConnectionId;
import java.time.Duration;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.condition.EnabledIf;

/** Behind a load balancer a change stream keeps one connection for each of its cursors. */
@Timeout(60)
@EnabledIf(value = "dev.morelia.testkit.Mongod#available", disabledReason = "no mongod")
class PinnedChangeStreamTest {
    private static void failOnce(Balanced balanced) {
        var data = Document.of(
                "failCommands", List.of("getMore"),
                "errorCode", 91,
                "errorLabels", List.of("ResumableChangeStreamError"));
        var once = Document.of("configureFailPoint", "failCommand", "mode", new Document("times", 1), "data", data);
        balanced.set.primary().command("admin", once);
    }

    @Test
    void resumesOverAnotherConnectionAndGivesTheFirstBack() {
        try (var balanced = Balanced.open("").filled()) {
            var changes = balanced.numbers()
                    .watch()
                    .maxAwaitTime(Duration.ofMillis(100))
                    .cursor();
            assertThat(balanced.use().inUse()).isEqualTo(1);
            balanced.numbers().insertOne(Document.of("_id", 10));
            assertThat(changes.next().documentKey()).isEqualTo(Document.of("_id", 10));

            failOnce(balanced);
            balanced.numbers().insertOne(Document.of("_id", 11));
            assertThat(changes.next().documentKey()).isEqualTo(Document.of("_id", 11));
            assertThat(balanced.connectionsOf("killCursors"))
                    .isEqualTo(balanced.connectionsOf("aggregate").subList(0, 1));
            assertThat(balanced.use().inUse()).isEqualTo(1);

            balanced.numbers().insertOne(Document.of("_id", 12));
            balanced.balancer.reset();
            assertThat(changes.next().documentKey()).isEqualTo(Document.of("_id", 12));
            // An idle connection of the pool was cut, too: the aggregation may have been retried.
            assertThat(balanced.connectionsOf("aggregate")).hasSizeBetween(3, 4);
            assertThat(balanced.use().inUse()).isEqualTo(1);

            Set<ConnectionId> used = Set.copyOf(balanced.connectionsOf("getMore"));
            assertThat(balanced.connectionsOf("aggregate")).containsAll(used);
            changes.close();
            assertThat(balanced.use().inUse()).isZero();
        }
    }

    @Test
    void closingFromAnotherThreadGivesTheConnectionBack() throws Exception {
        try (var balanced = Balanced.open("").filled()) {
            var changes = balanced.numbers()
                    .watch()
                    .maxAwaitTime(Duration.ofMillis(100))
                    .cursor();
            var waiting = Thread.ofPlatform().start(() -> {
                try {
                    changes.next();
                } catch (IllegalStateException closed) {
                    // As it should be.
                }
            });
            Balanced.await(() -> balanced.connectionsOf("getMore").size() >= 2);
            changes.close();
            waiting.join();
            Balanced.await(() -> balanced.use().inUse() == 0);
            assertThat(balanced.connectionsOf("killCursors")).isEqualTo(balanced.connectionsOf("aggregate"));
        }
    }
}
