package dev.morelia.spec.prose;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.morelia.ClientSession;
import dev.morelia.MongoCollection;
import dev.morelia.bson.Document;
import dev.morelia.error.MongoException;
import dev.morelia.event.CommandFailedEvent;
import dev.morelia.event.CommandStartedEvent;
import dev.morelia.event.CommandSucceededEvent;
import dev.morelia.options.SessionOptions;
import dev.morelia.settings.ReadConcern;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.TestFactory;

/** Causal Consistency: the test plan at its end. */
final class CausalConsistencyProseTest {
    private static final Prose PROSE = new Prose("causal-consistency", "causal-consistency.md");
    private static final SessionOptions CAUSAL = new SessionOptions().causalConsistency(true);

    @TestFactory
    Stream<DynamicTest> testPlan() {
        return Stream.of(
                PROSE.onReplicaSet(
                        "1. no operationTime at first",
                        on(
                                CAUSAL,
                                (watched, session, people) ->
                                        assertThat(session.operationTime()).isNull())),
                PROSE.onReplicaSet(
                        "2. the first read must not send afterClusterTime",
                        on(CAUSAL, CausalConsistencyProseTest::firstRead)),
                PROSE.onReplicaSet(
                        "3. the first operation updates operationTime, even if there is an error",
                        on(CAUSAL, CausalConsistencyProseTest::updated)),
                PROSE.onReplicaSet(
                        "4. findOne followed by any other read operation",
                        on(CAUSAL, CausalConsistencyProseTest::readAfterRead)),
                PROSE.onReplicaSet(
                        "5. any write operation followed by findOne",
                        on(CAUSAL, CausalConsistencyProseTest::readAfterWrite)),
                PROSE.onReplicaSet(
                        "6. not causally consistent: no afterClusterTime",
                        on(CAUSAL.causalConsistency(false), CausalConsistencyProseTest::notCausal)),
                PROSE.onStandalone(
                        "7. no cluster times: no afterClusterTime", on(CAUSAL, CausalConsistencyProseTest::notCausal)),
                PROSE.onReplicaSet(
                        "8. the default server ReadConcern has no level",
                        on(CAUSAL, (watched, session, people) -> merged(watched, session, people, null))),
                PROSE.onReplicaSet(
                        "9. a custom ReadConcern is merged with afterClusterTime",
                        on(
                                CAUSAL,
                                (watched, session, people) ->
                                        merged(watched, session, people.with(ReadConcern.MAJORITY), "majority"))),
                PROSE.onStandalone(
                        "11. no cluster times: no $clusterTime",
                        on(
                                CAUSAL,
                                (watched, session, people) ->
                                        assertThat(second(watched, people)).doesNotContainKey("$clusterTime"))),
                PROSE.onReplicaSet(
                        "12. cluster times: $clusterTime",
                        on(
                                CAUSAL,
                                (watched, session, people) ->
                                        assertThat(second(watched, people)).containsKey("$clusterTime"))));
    }

    /** A test with a session, and a collection whose operations run in it. */
    private interface Body {
        void run(Watched watched, ClientSession session, MongoCollection<Document> people) throws Throwable;
    }

    private static Prose.Body on(SessionOptions options, Body body) {
        return uri -> {
            try (var watched = Watched.open(uri);
                    var session = watched.client().startSession(options)) {
                var people = watched.client().database("prose").collection("people");
                people.insertOne(new Document());
                watched.forget();
                body.run(watched, session, people.with(session));
            }
        };
    }

    private static void firstRead(Watched watched, ClientSession session, MongoCollection<Document> people) {
        people.findOne(new Document());
        assertThat(readConcern(watched)).isNull();
    }

    private static void updated(Watched watched, ClientSession session, MongoCollection<Document> people) {
        people.findOne(new Document());
        var replied = watched.events(CommandSucceededEvent.class).getLast().reply();
        assertThat(session.operationTime())
                .isNotNull()
                .isEqualTo(replied.toDocument().get("operationTime"));

        try (var other = watched.client().startSession()) {
            assertThatThrownBy(() -> people.with(other).findOne(Document.of("$unknown", 1)))
                    .isInstanceOf(MongoException.class);
            assertThat(watched.events(CommandFailedEvent.class)).hasSize(1);
            assertThat(other.operationTime()).isNotNull();
        }
    }

    private static void readAfterRead(Watched watched, ClientSession session, MongoCollection<Document> people) {
        for (var read : CollectionCalls.READS) {
            people.findOne(new Document());
            var operationTime = session.operationTime();
            read.call().accept(people);
            assertThat(readConcern(watched)).as(read.name()).isEqualTo(new Document("afterClusterTime", operationTime));
        }
    }

    private static void readAfterWrite(Watched watched, ClientSession session, MongoCollection<Document> people) {
        for (var write : CollectionCalls.WRITES) {
            write.call().accept(people);
            var operationTime = session.operationTime();
            people.findOne(new Document());
            assertThat(readConcern(watched))
                    .as(write.name())
                    .isEqualTo(new Document("afterClusterTime", operationTime));
        }
        people.insertOne(new Document("_id", 1));
        assertThatThrownBy(() -> people.insertOne(new Document("_id", 1))).isInstanceOf(MongoException.class);
        var operationTime = session.operationTime();
        people.deleteOne(new Document("_id", 1));
        assertThat(readConcern(watched)).isEqualTo(new Document("afterClusterTime", operationTime));
    }

    private static void notCausal(Watched watched, ClientSession session, MongoCollection<Document> people) {
        people.findOne(new Document());
        for (var read : CollectionCalls.READS) {
            read.call().accept(people);
            assertThat(readConcern(watched)).as(read.name()).isNull();
        }
    }

    private static void merged(
            Watched watched, ClientSession session, MongoCollection<Document> people, @Nullable String level) {
        people.findOne(new Document());
        var expected = level == null ? new Document() : new Document("level", level);
        expected.append("afterClusterTime", session.operationTime());
        people.findOne(new Document());
        assertThat(readConcern(watched)).isEqualTo(expected);
    }

    /** The second of two commands: the reply to the first tells the client the cluster time. */
    private static Document second(Watched watched, MongoCollection<Document> people) {
        people.findOne(new Document());
        people.findOne(new Document());
        return watched.events(CommandStartedEvent.class).getLast().command().toDocument();
    }

    private static @Nullable Document readConcern(Watched watched) {
        return watched.events(CommandStartedEvent.class)
                .getLast()
                .command()
                .toDocument()
                .documentOrNull("readConcern");
    }
}
