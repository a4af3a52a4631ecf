package dev.morelia.live.async.changes;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.morelia.MongoClient;
import dev.morelia.MongoCollection;
import dev.morelia.MongoDatabase;
import dev.morelia.async.AsyncMongoCollection;
import dev.morelia.bson.Document;
import dev.morelia.error.OperationTimeoutException;
import dev.morelia.error.ServerException;
import dev.morelia.event.CommandListener;
import dev.morelia.event.CommandStartedEvent;
import dev.morelia.options.ChangeStreamOptions.FullDocument;
import dev.morelia.result.ChangeEvent;
import dev.morelia.testkit.ReplicaSet;
import java.time.Duration;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.condition.EnabledIf;

/** Change streams as publishers. */
@Timeout(60)
@EnabledIf(value = "dev.morelia.testkit.ReplicaSet#available", disabledReason = "no mongod")
class AsyncChangeStreamLiveTest {
    private static final Duration AWAIT = Duration.ofMillis(100);

    private final AtomicInteger requests = new AtomicInteger();
    private final MongoClient client = MongoClient.builder()
            .uri(ReplicaSet.shared().uri())
            .commandListener(new CommandListener() {
                @Override
                public void started(CommandStartedEvent event) {
                    if (event.commandName().equals("getMore")) {
                        requests.incrementAndGet();
                    }
                }
            })
            .build();
    private final MongoDatabase database = client.database("async_changes");
    private final MongoCollection<Document> blocking = database.collection("people");
    private final AsyncMongoCollection<Document> people = blocking.async();

    @BeforeEach
    void empty() {
        database.drop();
        database.createCollection("people");
    }

    /** Each test has cancelled its subscriptions, or they have ended. */
    @AfterEach
    void close() throws InterruptedException {
        awaitCursors(0);
        client.close();
    }

    private void insert(int... numbers) {
        for (int number : numbers) {
            blocking.insertOne(new Document("_id", number));
        }
    }

    private static int number(ChangeEvent<?> event) {
        return Objects.requireNonNull(event.documentKey()).int32("_id");
    }

    /** Without requests that the server has been told to end, which it does with the next change. */
    private long cursors() {
        var idle = new Document("$currentOp", new Document("idleCursors", true).append("allUsers", true));
        var ours = new Document(
                "$match",
                new Document("ns", "async_changes.people")
                        .append("killPending", new Document("$ne", true))
                        .append(
                                "$or",
                                List.of(
                                        new Document("type", "idleCursor"),
                                        new Document("command.getMore", new Document("$exists", true)))));
        return client.database("admin").aggregate(List.of(idle, ours)).toList().size();
    }

    private void awaitCursors(int number) throws InterruptedException {
        for (int attempt = 0; cursors() != number && attempt < 200; attempt++) {
            Thread.sleep(10);
        }
        assertThat(cursors()).isEqualTo(number);
    }

    private Received<ChangeEvent<Document>> watched() throws InterruptedException {
        var received = Received.of(people.watch().maxAwaitTime(AWAIT)).request(1);
        awaitCursors(1);
        return received;
    }

    @Test
    void eventsComeAsTheyAreRequested() throws Exception {
        var received = watched();
        insert(1, 2, 3);

        assertThat(number(received.next())).isEqualTo(1);
        Thread.sleep(2 * AWAIT.toMillis());
        assertThat(received.waiting()).isZero();
        received.request(2);
        assertThat(number(received.next())).isEqualTo(2);
        assertThat(number(received.next())).isEqualTo(3);
        received.cancel();
        awaitCursors(0);
    }

    @Test
    void cancellingClosesTheCursorOfAnIdleStreamAtOnce() throws Exception {
        var received = Received.of(people.watch().maxAwaitTime(Duration.ofSeconds(20)));
        received.request(1);
        awaitCursors(1);
        received.cancel();

        awaitCursors(0);
        insert(1);
        assertThat(received.waiting()).isZero();
        assertThat(received.end()).isNotDone();
    }

    @Test
    void anIdleStreamAsksNoMoreOftenThanItsAwaitTimeAndNotAtAllWithoutDemand() throws Exception {
        var received = watched();
        int before = requests.get();
        Thread.sleep(5 * AWAIT.toMillis());
        assertThat(requests.get() - before).isBetween(2, 6);

        insert(1);
        received.next();
        Thread.sleep(2 * AWAIT.toMillis());
        before = requests.get();
        Thread.sleep(5 * AWAIT.toMillis());
        assertThat(requests.get() - before).isLessThanOrEqualTo(1);
        received.cancel();
    }

    @Test
    void itGoesOnAfterTheTokenOfAnEvent() throws Exception {
        var received = watched();
        insert(1, 2);
        var first = received.next();
        received.cancel();

        var after = Received.of(people.watch().maxAwaitTime(AWAIT).startAfter(first.resumeToken()))
                .request(1);
        assertThat(number(after.next())).isEqualTo(2);
        after.cancel();
    }

    @Test
    void progressTellsTokensWithoutEvents() throws Exception {
        var progress = Received.of(people.watch().maxAwaitTime(AWAIT).progress());
        progress.request(1);
        var start = progress.next();
        assertThat(start.event()).isNull();
        database.collection("others").insertOne(new Document("_id", 1));
        var searched = progress.request(1).next();
        while (searched.resumeToken().equals(start.resumeToken())) {
            searched = progress.request(1).next();
        }
        assertThat(searched.event()).isNull();

        progress.request(1000);
        insert(1);
        var found = progress.next();
        while (found.event() == null) {
            found = progress.next();
        }
        var event = Objects.requireNonNull(found.event());
        assertThat(number(event)).isEqualTo(1);
        assertThat(found.resumeToken()).isEqualTo(event.resumeToken());
        progress.cancel();
        awaitCursors(0);

        insert(2);
        var after = Received.of(people.watch().maxAwaitTime(AWAIT).startAfter(searched.resumeToken()))
                .request(2);
        assertThat(number(after.next())).isEqualTo(1);
        assertThat(number(after.next())).isEqualTo(2);
        after.cancel();
    }

    @Test
    void progressBeginsWithoutARequestForEvents() throws Exception {
        var progress =
                Received.of(people.watch().maxAwaitTime(Duration.ofSeconds(30)).progress());
        var start = progress.request(1).next();
        assertThat(start.event()).isNull();
        assertThat(requests).hasValue(0);
        insert(1);
        assertThat(number(Objects.requireNonNull(progress.request(1).next().event())))
                .isEqualTo(1);
        progress.cancel();
        awaitCursors(0);

        insert(2);
        var after = Received.of(people.watch()
                .maxAwaitTime(AWAIT)
                .startAfter(start.resumeToken())
                .progress());
        var first = after.request(1).next();
        while (first.event() == null) {
            first = after.request(1).next();
        }
        assertThat(number(Objects.requireNonNull(first.event()))).isEqualTo(1);
        after.cancel();
    }

    @Test
    void itCompletesAfterInvalidate() throws Exception {
        var received = watched();
        var progress = Received.of(people.watch().maxAwaitTime(AWAIT).progress());
        progress.request(1).next();
        blocking.drop();

        assertThat(received.all()).hasSize(2); // drop and invalidate
        assertThat(progress.all()).hasSizeGreaterThanOrEqualTo(2);
    }

    @Test
    void optionsAndTypesAreThoseOfTheBlockingApi() throws Exception {
        var query = people.watch(List.of(new Document("$match", new Document("operationType", "update"))))
                .fullDocument(FullDocument.UPDATE_LOOKUP)
                .batchSize(10)
                .comment("audit")
                .maxAwaitTime(AWAIT)
                .as(Document.class);
        assertThat(query.field("comment")).isEqualTo("audit");
        assertThat(query).hasToString(query.blocking().toString());
        var received = Received.of(query).request(1);
        awaitCursors(1);
        insert(1);
        blocking.updateOne(new Document("_id", 1), new Document("$set", new Document("n", 2)));

        assertThat(received.next().value("fullDocument", Document.class))
                .isEqualTo(new Document("_id", 1).append("n", 2));
        received.cancel();
    }

    @Test
    void databasesAndDeploymentsAreWatchedToo() throws Exception {
        var ofDatabase = Received.of(database.async().watch().maxAwaitTime(AWAIT));
        var ofAll = Received.of(
                client.async().watch(List.of(matching("async_changes"))).maxAwaitTime(AWAIT));
        ofDatabase.request(1);
        ofAll.request(1);
        for (int number = 1; ofDatabase.waiting() == 0 || ofAll.waiting() == 0; number++) {
            insert(number);
            Thread.sleep(20);
        }
        assertThat(number(ofDatabase.next())).isPositive();
        assertThat(number(ofAll.next())).isPositive();
        ofDatabase.cancel();
        ofAll.cancel();
    }

    private static Document matching(String name) {
        return new Document("$match", new Document("ns.db", name));
    }

    @Test
    void anActionIsRunForEachEventUntilTheFutureIsCancelled() throws Exception {
        var numbers = new LinkedBlockingQueue<Integer>();
        var running = people.watch().maxAwaitTime(Duration.ofSeconds(20)).forEach(event -> numbers.add(number(event)));
        awaitCursors(1);
        insert(1, 2);
        assertThat(numbers.poll(30, TimeUnit.SECONDS)).isEqualTo(1);
        assertThat(numbers.poll(30, TimeUnit.SECONDS)).isEqualTo(2);
        running.cancel(true);

        assertThat(running).isCancelled();
        awaitCursors(0);
    }

    @Test
    void aTimeoutEndsAWaitForAnEvent() throws Exception {
        var received = Received.of(people.watch().maxAwaitTime(AWAIT).with(Duration.ofMillis(500)))
                .request(1);

        assertThatThrownBy(() -> received.end().get(30, TimeUnit.SECONDS))
                .isInstanceOf(ExecutionException.class)
                .hasCauseInstanceOf(OperationTimeoutException.class)
                .hasMessageContaining("no event was lost: subscribe again with startAfter");
        assertThatThrownBy(() -> people.watch()
                        .maxAwaitTime(AWAIT)
                        .with(Duration.ofMillis(500))
                        .forEach(event -> {})
                        .get(30, TimeUnit.SECONDS))
                .hasCauseInstanceOf(OperationTimeoutException.class)
                .hasMessageContaining("with(Duration.ZERO)");
        awaitCursors(0);
    }

    @Test
    void aTokenThatIsNoneIsNamed() {
        for (Document wrong : List.of(
                new Document("_data", "no token"),
                new Document("_data", "82"),
                new Document("_data", 1),
                new Document("_data", "ff".repeat(20)),
                new Document("x", 1))) {
            assertThatThrownBy(() -> blocking.watch().startAfter(wrong).cursor())
                    .as("%s", wrong)
                    .isInstanceOf(ServerException.class)
                    .hasMessageContaining("The value given to startAfter is no valid resume token");
        }
        assertThatThrownBy(() -> blocking.watch()
                        .resumeAfter(new Document("_data", "82"))
                        .cursor())
                .hasMessageContaining("The value given to resumeAfter is no valid resume token");
    }
}
