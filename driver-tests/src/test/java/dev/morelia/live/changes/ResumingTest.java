package dev.morelia.live.changes;

import static dev.morelia.live.changes.ScriptedChanges.error;
import static dev.morelia.live.changes.ScriptedChanges.fragment;
import static dev.morelia.live.changes.ScriptedChanges.insert;
import static dev.morelia.live.changes.ScriptedChanges.token;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.morelia.ChangeStream;
import dev.morelia.bson.BsonException;
import dev.morelia.bson.Document;
import dev.morelia.bson.Timestamp;
import dev.morelia.error.CommandException;
import dev.morelia.error.InterruptedOperationException;
import dev.morelia.error.MongoException;
import dev.morelia.error.OperationTimeoutException;
import dev.morelia.error.ProtocolException;
import dev.morelia.error.UnsupportedFeatureException;
import dev.morelia.result.ChangeEvent;
import dev.morelia.testkit.Exchange;
import java.time.Duration;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** What a change stream does when a scripted server or its connection fails. */
@Timeout(60)
class ResumingTest {
    private static final String LABEL = "ResumableChangeStreamError";

    record Order(String name) {}

    private static String name(ChangeEvent<Document> event) {
        return event.fullDocument() == null ? "" : event.fullDocument().string("name");
    }

    @Test
    void goesOnAfterALostConnectionWithTheSameOptions() {
        try (var script = ScriptedChanges.start()) {
            script.openings.add(script.batch("t0"));
            script.more.add(script.batch("t2", insert("a"), insert("b")));
            script.more.add(Exchange::close);
            script.openings.add(script.batch("t3", insert("c")));
            var query = script.orders()
                    .watch(List.of(new Document("$match", new Document("x", 1))))
                    .options(o -> o.fullDocument("updateLookup").batchSize(5).comment("why"))
                    .startAtOperationTime(new Timestamp(1, 1));
            try (var changes = query.cursor()) {
                assertThat(changes.resumeToken()).isEqualTo(token("t0"));
                assertThat(name(changes.next())).isEqualTo("a");
                assertThat(changes.resumeToken()).isEqualTo(token("a"));
                assertThat(name(changes.next())).isEqualTo("b");
                assertThat(changes.resumeToken()).isEqualTo(token("t2"));
                assertThat(name(changes.next())).isEqualTo("c");
                assertThat(changes.resumeToken()).isEqualTo(token("t3"));
            }
            assertThat(script.lastStage())
                    .isEqualTo(Document.of("fullDocument", "updateLookup", "resumeAfter", token("t2")));
            var aggregates = script.received("aggregate");
            assertThat(aggregates).hasSize(2);
            assertThat(aggregates.get(1).get("comment")).isEqualTo("why");
            assertThat(aggregates.get(1).get("lsid"))
                    .isNotNull()
                    .isEqualTo(aggregates.get(0).get("lsid"));
            assertThat(script.received("getMore"))
                    .allSatisfy(getMore -> assertThat(getMore.get("comment")).isEqualTo("why"));
        }
    }

    @Test
    void joinsFragmentsAndResumesBeforeTheFirst() {
        try (var script = ScriptedChanges.start()) {
            script.openings.add(script.batch("t0", insert("a")));
            script.more.add(script.batch("f1", fragment("f1", 1, 2, "operationType", "update")));
            script.more.add(Exchange::reset);
            script.openings.add(script.batch("f1", fragment("f1", 1, 2, "operationType", "update")));
            script.more.add(script.batch("late"));
            script.more.add(
                    script.batch("t9", fragment("f2", 2, 2, "fullDocument", new Document("name", "big")), insert("z")));
            var splitting = List.of(new Document("$changeStreamSplitLargeEvent", new Document()));
            try (var changes = script.orders().watch(splitting).cursor()) {
                assertThat(name(changes.next())).isEqualTo("a");
                assertThat(changes.tryNext()).isNull();
                assertThat(changes.resumeToken()).isEqualTo(token("t0"));
                var event = changes.next();
                assertThat(name(event)).isEqualTo("big");
                assertThat(event.operationTypeName()).isEqualTo("update");
                assertThat(event.splitEvent()).isNull();
                assertThat(event.resumeToken()).isEqualTo(token("f2"));
                assertThat(changes.resumeToken()).isEqualTo(token("f2"));
                assertThat(name(changes.next())).isEqualTo("z");
                assertThat(changes.resumeToken()).isEqualTo(token("t9"));
            }
            assertThat(script.lastStage()).isEqualTo(new Document("resumeAfter", token("t0")));
        }
    }

    @Test
    void returnsFragmentsIfTheyAreWanted() {
        try (var script = ScriptedChanges.start()) {
            script.openings.add(script.batch(
                    "t", fragment("f1", 1, 2, "operationType", "update"), fragment("f2", 2, 2, "wallTime", 1)));
            var splitting = List.of(new Document("$changeStreamSplitLargeEvent", new Document()));
            try (var changes =
                    script.orders().watch(splitting).joinFragments(false).cursor()) {
                assertThat(changes.next().splitEvent()).isEqualTo(new ChangeEvent.SplitEvent(1, 2));
                assertThat(changes.resumeToken()).isEqualTo(token("f1"));
                assertThat(changes.next().splitEvent()).isEqualTo(new ChangeEvent.SplitEvent(2, 2));
            }
        }
    }

    @Test
    void anEventThatCannotBeDecodedIsSkippedAlone() {
        try (var script = ScriptedChanges.start()) {
            var odd = insert("b").append("fullDocument", new Document("name", 5));
            script.openings.add(script.batch(null, insert("a"), odd, insert("c")));
            try (var changes = script.orders().as(Order.class).watch().cursor()) {
                assertThat(changes.next().fullDocument()).isEqualTo(new Order("a"));
                assertThatThrownBy(changes::next)
                        .isInstanceOf(BsonException.class)
                        .hasMessageContaining("fullDocument.name");
                assertThat(changes.resumeToken()).isEqualTo(token("b"));
                assertThat(changes.next().fullDocument()).isEqualTo(new Order("c"));
            }
        }
    }

    @Test
    void anEventWithoutATokenEndsTheStream() {
        try (var script = ScriptedChanges.start()) {
            script.openings.add(script.batch(null, insert("a"), new Document("operationType", "insert")));
            try (var changes = script.orders().watch().cursor()) {
                assertThat(name(changes.next())).isEqualTo("a");
                assertThatThrownBy(changes::next)
                        .isInstanceOf(UnsupportedFeatureException.class)
                        .hasMessageContaining("cannot provide resume functionality when the resume token is missing");
                assertFailed(changes);
                assertThat(changes.resumeToken()).isEqualTo(token("a"));
            }
            assertThat(script.received("aggregate")).hasSize(1);
        }
    }

    private static void assertFailed(ChangeStream<?> changes) {
        assertThatIllegalStateException().isThrownBy(changes::hasNext).withMessageContaining("has failed");
        assertThatIllegalStateException().isThrownBy(changes::tryNext).withMessageContaining("app.orders");
        assertThat(changes.available()).isZero();
    }

    @Test
    void anotherErrorOfTheServerEndsTheStream() {
        try (var script = ScriptedChanges.start()) {
            script.more.add(error(280, "NonResumableChangeStreamError"));
            try (var changes = script.orders().watch().cursor()) {
                assertThatThrownBy(changes::next).isInstanceOf(CommandException.class);
                assertFailed(changes);
            }
            assertThat(script.received("aggregate")).hasSize(1);
        }
    }

    @Test
    void aMalformedBatchEndsTheStream() {
        try (var script = ScriptedChanges.start()) {
            script.more.add(exchange -> exchange.reply(Document.of(
                    "ok", 1, "cursor", Document.of("id", 1L, "ns", "app.orders", "nextBatch", List.of(1)))));
            try (var changes = script.orders().watch().cursor()) {
                assertThatThrownBy(changes::next).isInstanceOf(ProtocolException.class);
                assertFailed(changes);
            }
        }
    }

    @Test
    void theCodeCountsOnlyBeforeServersLabelledErrors() {
        try (var old = ScriptedChanges.start(8, "");
                var changes = old.orders().watch().cursor()) {
            old.more.add(error(10107));
            old.more.add(error(234));
            old.more.add(old.batch(null, insert("a")));
            assertThat(name(changes.next())).isEqualTo("a");
            assertThat(old.received("aggregate")).hasSize(3);
        }
        try (var present = ScriptedChanges.start(9, "");
                var changes = present.orders().watch().cursor()) {
            present.more.add(error(234));
            assertThatThrownBy(changes::next).isInstanceOf(CommandException.class);
        }
    }

    @Test
    void aFailedAttemptToResumeIsReportedAndRepeatedByTheNextCall() {
        try (var script = ScriptedChanges.start(21, "&retryReads=false")) {
            script.openings.add(script.batch(null, insert("a")));
            script.more.add(error(91, LABEL));
            script.openings.add(error(91));
            script.openings.add(script.batch(null, insert("b")));
            try (var changes = script.orders().watch().cursor()) {
                assertThat(name(changes.next())).isEqualTo("a");
                assertThatThrownBy(changes::next)
                        .isInstanceOf(MongoException.class)
                        .satisfies(
                                failure -> assertThat(failure.getSuppressed()).hasSize(1));
                assertThat(name(changes.next())).isEqualTo("b");
            }
            assertThat(script.lastStage()).isEqualTo(new Document("resumeAfter", token("a")));
        }
    }

    @Test
    void anAttemptToResumeThatCannotSucceedEndsTheStream() {
        try (var script = ScriptedChanges.start()) {
            script.openings.add(script.batch(null, insert("a")));
            script.more.add(error(43));
            script.openings.add(error(286, "NonResumableChangeStreamError"));
            try (var changes = script.orders().watch().cursor()) {
                assertThat(name(changes.next())).isEqualTo("a");
                assertThatThrownBy(changes::next).isInstanceOf(CommandException.class);
                assertFailed(changes);
            }
            assertThat(script.received("killCursors")).isEmpty();
        }
    }

    @Test
    void aServerThatFailsEachRequestIsNotAskedAsFastAsPossible() {
        try (var script = ScriptedChanges.start();
                var changes =
                        script.orders().watch().with(Duration.ofSeconds(1)).cursor()) {
            for (int i = 0; i < 10_000; i++) {
                script.more.add(error(91, LABEL));
            }
            assertThatThrownBy(changes::next).isInstanceOf(OperationTimeoutException.class);
            assertThat(script.received("aggregate")).hasSizeBetween(3, 12);
        }
    }

    @Test
    void tryNextResumesAndSendsOneRequest() {
        try (var script = ScriptedChanges.start();
                var changes = script.orders().watch().cursor()) {
            assertThat(changes.tryNext()).isNull();
            assertThat(script.received("getMore")).hasSize(1);
            script.more.add(error(91, LABEL));
            assertThat(changes.tryNext()).isNull();
            assertThat(script.received("getMore")).hasSize(2);
            assertThat(script.received("aggregate")).hasSize(2);
            script.more.add(script.batch("t", insert("a")));
            assertThat(name(Objects.requireNonNull(changes.tryNext()))).isEqualTo("a");
        }
    }

    @Test
    void anInterruptedCallIsFollowedByOneThatResumes() {
        try (var script = ScriptedChanges.start();
                var changes = script.orders().watch().cursor()) {
            script.openings.add(script.batch(null, insert("a")));
            Thread.currentThread().interrupt();
            assertThatThrownBy(changes::next).isInstanceOf(InterruptedOperationException.class);
            assertThat(Thread.interrupted()).isTrue();
            assertThat(name(changes.next())).isEqualTo("a");
            assertThat(script.received("aggregate")).hasSize(2);
        }
    }

    @Test
    void closingFreesAThreadThatWaits() throws Exception {
        try (var script = ScriptedChanges.start()) {
            var changes = script.orders().watch().cursor();
            var waiting = CompletableFuture.runAsync(changes::next);
            while (script.received("getMore").size() < 3) {
                TimeUnit.MILLISECONDS.sleep(5);
            }
            changes.close();
            assertThatThrownBy(() -> waiting.get(10, TimeUnit.SECONDS))
                    .hasCauseInstanceOf(IllegalStateException.class)
                    .hasMessageContaining("closed");
            changes.close();
            assertThatIllegalStateException().isThrownBy(changes::hasNext);
            assertThat(script.received("killCursors")).hasSize(1);
            assertThat(script.received("aggregate")).hasSize(1);
        }
    }

    @Test
    void isClosedByAThreadInATransactionOfAnotherTimeout() throws Exception {
        try (var script = ScriptedChanges.start()) {
            var changes = script.orders().watch().with(Duration.ofSeconds(30)).cursor();
            var waiting = CompletableFuture.runAsync(changes::next);
            while (script.received("getMore").size() < 3) {
                TimeUnit.MILLISECONDS.sleep(5);
            }
            script.client.with(Duration.ofSeconds(20)).inTransaction(session -> session.run(() -> changes.close()));
            assertThatThrownBy(() -> waiting.get(10, TimeUnit.SECONDS)).hasCauseInstanceOf(IllegalStateException.class);
            assertThat(script.received("killCursors")).hasSize(1);
        }
    }

    @Test
    void theStreamEndsWithTheCursor() {
        try (var script = ScriptedChanges.start()) {
            script.more.add(exchange -> exchange.reply(Document.of(
                    "ok",
                    1,
                    "cursor",
                    Document.of("id", 0L, "ns", "app.orders", "nextBatch", List.of(insert("last"))))));
            try (var changes = script.orders().watch().cursor()) {
                assertThat(name(changes.next())).isEqualTo("last");
                assertThat(changes.hasNext()).isFalse();
                assertThat(changes.tryNext()).isNull();
                assertThat(changes.id()).isZero();
            }
            assertThat(script.received("killCursors")).isEmpty();
        }
    }
}
