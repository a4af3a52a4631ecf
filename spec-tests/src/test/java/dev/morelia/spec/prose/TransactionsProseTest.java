package dev.morelia.spec.prose;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.morelia.ClientSession;
import dev.morelia.MongoCollection;
import dev.morelia.bson.Document;
import dev.morelia.error.MongoException;
import dev.morelia.error.PoolClearedException;
import dev.morelia.event.CommandStartedEvent;
import dev.morelia.event.PoolEvent;
import dev.morelia.event.TopologyEvent;
import dev.morelia.internal.protocol.ErrorLabel;
import dev.morelia.settings.WriteConcern;
import dev.morelia.testkit.RouterFront;
import java.util.List;
import java.util.concurrent.Executors;
import java.util.function.BiConsumer;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.TestFactory;

/** Transactions: pinning to routers, a cleared pool, and options of a view. */
final class TransactionsProseTest {
    private static final Prose PROSE = new Prose("transactions", "tests/README.md");
    private static final int ROUNDS = 50;

    @TestFactory
    Stream<DynamicTest> tests() {
        var notInherited = "1.0 Write concern not inherited from collection object inside transaction.";
        return Stream.of(
                PROSE.onFronts(
                        "1. Starting a new transaction on a pinned ClientSession unpins the session",
                        (one, other) -> unpins(one, other, (session, people) -> {
                            session.startTransaction();
                            people.findOne(new Document());
                            session.commitTransaction();
                        })),
                PROSE.onFronts(
                        "2. Non-transaction operations using a pinned ClientSession unpin the session",
                        (one, other) -> unpins(one, other, (session, people) -> people.findOne(new Document()))),
                PROSE.onReplicaSet("PoolClearedError Prose Test", TransactionsProseTest::poolCleared),
                PROSE.onReplicaSet(notInherited, TransactionsProseTest::writeConcern),
                PROSE.onFront(notInherited, TransactionsProseTest::writeConcern));
    }

    /** After a transaction, all routers are used again. */
    private static void unpins(
            RouterFront one, RouterFront other, BiConsumer<ClientSession, MongoCollection<Document>> operation)
            throws Exception {
        var uri = RouterFront.uri(one, other) + "/?localThresholdMS=1000";
        try (var watched = Watched.open(uri);
                var session = watched.client().startSession()) {
            // A client that knows only one router cannot use another one.
            watched.await(
                    TopologyEvent.ServerDescriptionChanged.class,
                    2,
                    event -> event.current().isKnown());
            var people = watched.client().database("prose").collection("people");
            people.insertOne(new Document());
            session.inTransaction(same -> people.with(same).insertOne(new Document()));
            assertThat(session.pinnedAddress()).isIn(one.address(), other.address());

            watched.forget();
            for (int i = 0; i < ROUNDS; i++) {
                operation.accept(session, people.with(session));
            }
            assertThat(watched.events(CommandStartedEvent.class))
                    .filteredOn(event -> event.commandName().equals("find"))
                    .extracting(event -> event.connection().server())
                    .contains(one.address(), other.address());
        }
    }

    /** One operation breaks the connection that another one in a transaction is waiting for. */
    private static void poolCleared(String uri) throws Throwable {
        var named = Prose.with(uri, "appName=poolClearedInTransaction&maxPoolSize=1&retryReads=false");
        var data = Document.of("failCommands", List.of("find"), "errorCode", 91)
                .append("blockConnection", true)
                .append("blockTimeMS", 1000)
                .append("appName", "poolClearedInTransaction");
        try (var watched = Watched.open(named);
                var session = watched.client().startSession();
                var threads = Executors.newVirtualThreadPerTaskExecutor()) {
            var people = watched.client().database("prose").collection("people");
            people.insertOne(new Document());
            watched.forget();
            Prose.failing(uri, Prose.times(1), data, () -> {
                var first = threads.submit(() -> people.findOne(new Document()));
                watched.await(CommandStartedEvent.class, 1);
                session.startTransaction();
                assertThatThrownBy(() -> people.with(session).insertOne(new Document()))
                        .isInstanceOfSatisfying(
                                PoolClearedException.class,
                                cleared -> assertThat(cleared.hasErrorLabel(ErrorLabel.TRANSIENT_TRANSACTION_ERROR))
                                        .isTrue());
                assertThatThrownBy(first::get).hasCauseInstanceOf(MongoException.class);
            });
            assertThat(watched.events(PoolEvent.PoolCleared.class)).hasSize(1);
        }
    }

    private static void writeConcern(String uri) {
        try (var watched = Watched.open(uri)) {
            var created = watched.client().database("prose").collection("unacknowledged");
            created.drop();
            watched.client().database("prose").createCollection("unacknowledged");
            var numbers = created.with(WriteConcern.of(0));
            try (var session = watched.client().startSession()) {
                session.startTransaction();
                numbers.with(session).insertOne(Document.of("n", 1));
                session.commitTransaction();
            }
            assertThat(created.countDocuments(Document.of("n", 1))).isOne();
        }
    }
}
