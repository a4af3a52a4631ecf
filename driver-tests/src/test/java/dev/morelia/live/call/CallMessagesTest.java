package dev.morelia.live.call;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import dev.morelia.MongoClient;
import dev.morelia.MongoCollection;
import dev.morelia.bson.Document;
import dev.morelia.error.ClientClosedException;
import dev.morelia.error.ConnectionLostException;
import dev.morelia.error.MongoException;
import dev.morelia.error.MongoException.RetryAdvice;
import dev.morelia.error.OperationTimeoutException;
import dev.morelia.error.PoolTimeoutException;
import dev.morelia.testkit.Script;
import dev.morelia.testkit.ScriptedServer;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Consumer;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** The errors of a call name it as in the API, what ended it, and its timeout. */
@Timeout(60)
class CallMessagesTest {
    private static final Script STALLING = exchange -> {
        if (exchange.commandName().equals("endSessions")) {
            exchange.replyOk();
        } else {
            exchange.pause(Duration.ofSeconds(30));
        }
    };

    private static MongoCollection<Document> people(MongoClient client) {
        return client.database("app").collection("people");
    }

    /** The failure of a call that waits for its reply, on a server that supports retryable reads and writes. */
    private static MongoException whileWaiting(Consumer<MongoClient> end, Consumer<MongoCollection<Document>> call)
            throws InterruptedException {
        var failure = new AtomicReference<MongoException>();
        try (var server = ScriptedServer.start(hello -> hello.append("msg", "isdbgrid"), STALLING);
                var client = MongoClient.create(server.uri() + "&serverSelectionTimeoutMS=2000&timeoutMS=5000")) {
            var calling = Thread.ofVirtual().start(() -> {
                try {
                    call.accept(people(client));
                } catch (MongoException e) {
                    failure.set(e);
                }
            });
            server.awaitReceived(1, Duration.ofSeconds(10));
            end.accept(client);
            calling.join(20_000);
            assertThat(calling.isAlive()).as("hangs").isFalse();
            assertThat(failure.get()).isNotNull();
            return failure.get();
        }
    }

    @Test
    void aCallEndedByClosingTheClientSaysSo() throws InterruptedException {
        for (Consumer<MongoCollection<Document>> read : List.<Consumer<MongoCollection<Document>>>of(
                people -> people.findOne(),
                people -> people.countDocuments(),
                people -> people.distinct("n", String.class))) {
            var failure = whileWaiting(MongoClient::close, read);
            assertThat(failure)
                    .isInstanceOf(ClientClosedException.class)
                    .hasMessageContaining(" on app.people failed: the client is closed")
                    .hasMessageNotContaining("attempt");
            assertThat(failure.getSuppressed()).isEmpty();
            assertThat(failure.retryAdvice()).isEqualTo(RetryAdvice.UNSAFE);
        }
        var write = whileWaiting(MongoClient::close, people -> people.insertOne(new Document("_id", 1)));
        assertThat(write)
                .isInstanceOf(ClientClosedException.class)
                .hasCauseInstanceOf(ConnectionLostException.class)
                .hasMessageContaining("insert on app.people failed: the client is closed")
                .hasMessageNotContaining("attempt");
        assertThat(write.retryAdvice()).isEqualTo(RetryAdvice.OUTCOME_UNKNOWN);
    }

    @Test
    void aDisconnectionIsNotReportedAsClosed() throws InterruptedException {
        var failure = whileWaiting(
                MongoClient::disconnect,
                people -> people.updateMany(new Document(), new Document("$set", new Document("n", 1))));
        assertThat(failure)
                .isInstanceOf(ConnectionLostException.class)
                .hasMessageContaining("closed by this client, as the server has left the deployment or the client was"
                        + " disconnected");
    }

    @Test
    void aCallHasOneName() throws InterruptedException {
        try (var server = ScriptedServer.start(STALLING);
                var client = MongoClient.create(server.uri() + "&maxPoolSize=1")) {
            var late = catchThrowableOfType(
                    OperationTimeoutException.class,
                    () -> people(client).with(Duration.ofMillis(300)).countDocuments());
            assertThat(late)
                    .hasMessageStartingWith(
                            "countDocuments on app.people did not complete within the timeout of 300 ms")
                    .hasMessageNotContaining("aggregate");
            var holder = Thread.ofVirtual().start(() -> {
                try {
                    people(client).countDocuments();
                } catch (MongoException closed) {
                    // Because the client is closed.
                }
            });
            server.awaitReceived(2, Duration.ofSeconds(10));
            var none = catchThrowableOfType(
                    OperationTimeoutException.class,
                    () -> people(client).with(Duration.ofMillis(300)).countDocuments());
            assertThat(none)
                    .hasMessageStartingWith("countDocuments on app.people: checking out a connection did not complete")
                    .hasCauseInstanceOf(PoolTimeoutException.class)
                    .hasMessageContaining("Held longest: countDocuments on app.people for")
                    .hasMessageNotContaining("aggregate");
            Runnable close = client::close;
            close.run();
            holder.join();
        }
    }

    @Test
    void operationsOfTheAsyncApiThatHoldConnectionsAreNamedOnce() throws Exception {
        try (var server = ScriptedServer.start(STALLING);
                var client = MongoClient.create(server.uri() + "&maxPoolSize=2")) {
            var one = people(client).async().countDocuments();
            var other = people(client).async().countDocuments();
            server.awaitReceived(2, Duration.ofSeconds(10));
            var none = catchThrowableOfType(
                    OperationTimeoutException.class,
                    () -> people(client).with(Duration.ofMillis(300)).countDocuments());
            assertThat(none)
                    .hasMessageContaining("All are held by operations of the async API. ")
                    .hasMessageContaining("maxInFlight")
                    .hasMessageNotContaining("morelia-async");
            one.cancel(true);
            other.cancel(true);
        }
    }

    @Test
    void aTimeoutBelowAMillisecondIsReportedExactly() {
        try (var server = ScriptedServer.start(STALLING);
                var client = MongoClient.create(server.uri())) {
            var late = catchThrowableOfType(
                    OperationTimeoutException.class,
                    () -> people(client).with(Duration.ofNanos(250_000)).findOne());
            assertThat(late).hasMessageContaining("within the timeout of 0.25 ms");
        }
    }

    @Test
    void anErrorOfAClosedCursorSaysWhatToDo() {
        var first = Document.of("id", 0L, "ns", "app.people", "firstBatch", List.of(new Document("n", 1)));
        try (var server = ScriptedServer.start(exchange -> exchange.reply(Document.of("ok", 1, "cursor", first)));
                var client = MongoClient.create(server.uri())) {
            var cursor = people(client).find().cursor();
            cursor.close();
            assertThat(catchThrowableOfType(IllegalStateException.class, cursor::next))
                    .hasMessage("the cursor on app.people is closed: read its documents before closing it");
        }
    }
}
