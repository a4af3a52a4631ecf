package dev.morelia.live.hostile;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.junit.jupiter.api.Assertions.assertTimeout;

import dev.morelia.MongoClient;
import dev.morelia.MongoCollection;
import dev.morelia.bson.Document;
import dev.morelia.error.ConnectionException;
import dev.morelia.error.MongoException;
import dev.morelia.error.ProtocolException;
import dev.morelia.event.CommandFailedEvent;
import dev.morelia.event.CommandListener;
import dev.morelia.event.CommandStartedEvent;
import dev.morelia.event.CommandSucceededEvent;
import dev.morelia.event.PoolEvent;
import dev.morelia.event.PoolListener;
import dev.morelia.event.PoolUse;
import dev.morelia.event.TopologyEvent;
import dev.morelia.event.TopologyListener;
import dev.morelia.testkit.Exchange;
import dev.morelia.testkit.FaultProxy;
import dev.morelia.testkit.Script;
import dev.morelia.testkit.ScriptedServer;
import java.io.IOException;
import java.time.Duration;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.Callable;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReference;
import java.util.logging.Handler;
import java.util.logging.Level;
import java.util.logging.LogRecord;
import java.util.logging.Logger;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(60)
class HostileListenersTest {
    private static final int DOCUMENTS = 100;
    private static final int BATCH = 10;

    private static void reply(Exchange exchange) throws IOException {
        switch (exchange.commandName()) {
            case "find" -> exchange.reply(batch("firstBatch", 0));
            default -> exchange.reply(Document.of("ok", 1, "n", 1));
        }
    }

    private static Document batch(String field, int from) {
        List<Document> documents = IntStream.range(from, from + BATCH)
                .mapToObj(i -> new Document("_id", i))
                .toList();
        long id = from + BATCH < DOCUMENTS ? 7 : 0;
        return Document.of("ok", 1, "cursor", Document.of("id", id, "ns", "app.people", field, documents));
    }

    /** Like a listener written in Kotlin, or with Lombok, might throw. */
    private static void throwChecked() {
        HostileListenersTest.<RuntimeException>throwUnchecked(new Exception("from a listener"));
    }

    @SuppressWarnings("unchecked")
    private static <T extends Throwable> void throwUnchecked(Throwable failure) throws T {
        throw (T) failure;
    }

    private static final class ThrowingCommands implements CommandListener {
        @Override
        public void started(CommandStartedEvent event) {
            throwChecked();
        }

        @Override
        public void succeeded(CommandSucceededEvent event) {
            throw new StackOverflowError("from a listener");
        }

        @Override
        public void failed(CommandFailedEvent event) {
            throw new AssertionError("from a listener");
        }
    }

    @Test
    void aSuccessfulInsertDoesNotFailAndNoBatchIsLost() {
        var batches = new AtomicInteger();
        try (var server = ScriptedServer.start(exchange -> {
                    if (exchange.commandName().equals("getMore")) {
                        exchange.reply(batch("nextBatch", BATCH * batches.incrementAndGet()));
                    } else {
                        reply(exchange);
                    }
                });
                var client = MongoClient.builder()
                        .uri(server.uri())
                        .commandListener(new ThrowingCommands())
                        .build()) {
            var people = client.database("app").collection("people");
            assertThat(people.insertOne(new Document("_id", 1)).acknowledged()).isTrue();
            assertThat(people.find().batchSize(BATCH).toList())
                    .extracting(found -> found.int32("_id"))
                    .containsExactlyElementsOf(
                            IntStream.range(0, DOCUMENTS).boxed().toList());
        }
    }

    private static final class ThrowingPools implements PoolListener {
        @Override
        public void connectionCreated(PoolEvent.ConnectionCreated event) {
            throwChecked();
        }

        @Override
        public void connectionReady(PoolEvent.ConnectionReady event) {
            throwChecked();
        }

        @Override
        public void connectionClosed(PoolEvent.ConnectionClosed event) {
            throw new NoClassDefFoundError("from a listener");
        }

        @Override
        public void checkOutStarted(PoolEvent.CheckOutStarted event) {
            throwChecked();
        }

        @Override
        public void checkedOut(PoolEvent.CheckedOut event) {
            throwChecked();
        }

        @Override
        public void checkedIn(PoolEvent.CheckedIn event) {
            throwChecked();
        }

        @Override
        public void poolReady(PoolEvent.PoolReady event) {
            throwChecked();
        }

        @Override
        public void poolCleared(PoolEvent.PoolCleared event) {
            throwChecked();
        }
    }

    @Test
    void noConnectionIsLost() throws Exception {
        try (var server = ScriptedServer.start(exchange -> {
                    if (exchange.commandName().equals("cut")) {
                        exchange.close();
                    } else {
                        reply(exchange);
                    }
                });
                var client = MongoClient.builder()
                        .uri(server.uri() + "&maxPoolSize=3&maxConnecting=1&heartbeatFrequencyMS=500")
                        .poolListener(new ThrowingPools())
                        .build();
                var threads = Executors.newVirtualThreadPerTaskExecutor()) {
            var app = client.database("app");
            List<Callable<Boolean>> calls = IntStream.range(0, 60)
                    .<Callable<Boolean>>mapToObj(i -> () -> {
                        try {
                            app.runCommand(new Document(i % 20 == 7 ? "cut" : "ping", 1));
                            return true;
                        } catch (MongoException cut) {
                            return false;
                        }
                    })
                    .toList();
            int done = 0;
            for (var call : threads.invokeAll(calls)) {
                done += call.get() ? 1 : 0;
            }
            assertThat(done).isGreaterThanOrEqualTo(1);
            app.runCommand(new Document("ping", 1));
            PoolUse use = Objects.requireNonNull(client.poolUse().get(server.address()));
            assertThat(use.inUse()).isZero();
            assertThat(use.pending()).isZero();
            assertThat(use.waiting()).isZero();
            assertThat(use.size()).isBetween(1, 3).isEqualTo(use.idle());
        }
    }

    @Test
    void aTopologyListenerMayRunACommand() {
        var own = new AtomicReference<@Nullable MongoClient>();
        var asked = new AtomicInteger();
        var listener = new TopologyListener() {
            @Override
            public void serverDescriptionChanged(TopologyEvent.ServerDescriptionChanged event) {
                MongoClient client = own.get();
                if (client != null) {
                    asked.incrementAndGet();
                    client.database("app").runCommand(new Document("ping", 1));
                }
            }
        };
        try (var server = ScriptedServer.start(HostileListenersTest::reply);
                var client = MongoClient.builder()
                        .uri(server.uri())
                        .connect(false)
                        .topologyListener(listener)
                        .build()) {
            own.set(client);
            assertTimeout(Duration.ofSeconds(5), () -> client.database("app").runCommand(new Document("ping", 1)));
            client.disconnect();
            assertTimeout(Duration.ofSeconds(5), () -> client.database("app").runCommand(new Document("ping", 1)));
        }
        assertThat(asked.get()).isPositive();
    }

    /** Stores log records in the database, through the client that logs. */
    private static final class StoringHandler extends Handler {
        private static final ThreadLocal<Boolean> STORING = ThreadLocal.withInitial(() -> false);

        private final MongoClient client;

        StoringHandler(MongoClient client) {
            this.client = client;
        }

        @Override
        public void publish(LogRecord record) {
            if (!STORING.get()) {
                STORING.set(true);
                try {
                    client.database("app").collection("log").insertOne(new Document("line", record.getMessage()));
                } finally {
                    STORING.set(false);
                }
            }
        }

        @Override
        public void flush() {}

        @Override
        public void close() {}
    }

    /** Writes to a standalone are not retried, and each closed connection fails once. */
    private static void insertSoon(MongoCollection<Document> people) {
        for (int i = 0; i < 10; i++) {
            try {
                people.insertOne(new Document("_id", i));
                return;
            } catch (ConnectionException cut) {
                assertThat(i).as("failed inserts").isLessThan(9);
            }
        }
    }

    @Test
    void aLogHandlerThatWritesThroughTheClientDoesNotProlongAnOutage() throws Exception {
        var logger = Logger.getLogger("dev.morelia");
        Level level = logger.getLevel();
        try (var server = ScriptedServer.start(HostileListenersTest::reply);
                var proxy = FaultProxy.start(server.address());
                var client = MongoClient.create(proxy.uri() + "&heartbeatFrequencyMS=500")) {
            var app = client.database("app");
            app.runCommand(new Document("ping", 1));
            var handler = new StoringHandler(client);
            logger.addHandler(handler);
            logger.setLevel(Level.ALL);
            try {
                proxy.refuse();
                proxy.reset();
                Thread.sleep(200);
                proxy.heal();
                assertTimeout(Duration.ofSeconds(5), () -> insertSoon(app.collection("people")));
            } finally {
                logger.removeHandler(handler);
                logger.setLevel(level);
            }
        }
    }

    /** Sends a ping when a connection is closed. */
    private static final class PingingPools implements PoolListener {
        final AtomicReference<@Nullable MongoClient> client = new AtomicReference<>();

        @Override
        public void connectionClosed(PoolEvent.ConnectionClosed event) {
            var pinging = client.get();
            if (pinging != null && event.reason() == PoolEvent.CloseReason.ERROR) {
                pinging.database("app").runCommand(new Document("ping", 1));
            }
        }
    }

    @Test
    void aListenerMayUseItsClient() throws Exception {
        var asked = new CountDownLatch(1);
        var waiting = new CountDownLatch(1);
        Script damaged = exchange -> {
            if (exchange.commandName().equals("damaged")) {
                asked.countDown();
                waiting.await();
                exchange.pause(Duration.ofMillis(100));
                exchange.write(exchange.encode(
                        Document.of("ok", 1), 0, exchange.request().requestId() + 1));
            } else {
                exchange.replyOk();
            }
        };
        var pools = new PingingPools();
        try (var server = ScriptedServer.start(damaged);
                var executor = Executors.newVirtualThreadPerTaskExecutor();
                var client = MongoClient.builder()
                        .uri(server.uri() + "&maxPoolSize=1")
                        .poolListener(pools)
                        .build()) {
            pools.client.set(client);
            var database = client.database("app");
            var first = executor.submit(() -> database.runCommand(new Document("damaged", 1)));
            asked.await();
            var second = executor.submit(() -> {
                waiting.countDown();
                return database.runCommand(new Document("ping", 1));
            });
            assertThat(second.get(10, TimeUnit.SECONDS)).containsKey("ok");
            assertThatThrownBy(() -> first.get(10, TimeUnit.SECONDS)).hasCauseInstanceOf(ProtocolException.class);
        }
    }
}
