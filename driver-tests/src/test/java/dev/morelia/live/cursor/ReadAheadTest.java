package dev.morelia.live.cursor;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import dev.morelia.MongoClient;
import dev.morelia.MongoCollection;
import dev.morelia.MongoCursor;
import dev.morelia.Query;
import dev.morelia.bson.Document;
import dev.morelia.bson.RawDocument;
import dev.morelia.error.InterruptedOperationException;
import dev.morelia.error.MongoException;
import dev.morelia.error.OperationTimeoutException;
import dev.morelia.event.PoolUse;
import dev.morelia.internal.env.EnvOverride;
import dev.morelia.internal.env.Monitor;
import dev.morelia.internal.env.SystemEnv;
import dev.morelia.internal.env.ThreadKind;
import dev.morelia.internal.env.Worker;
import dev.morelia.options.TimeoutMode;
import dev.morelia.simulation.fault.ForwardingEnv;
import dev.morelia.testkit.Exchange;
import dev.morelia.testkit.ScriptedServer;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicReference;
import java.util.concurrent.locks.LockSupport;
import java.util.function.BooleanSupplier;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** The batch after the present one is requested while the program works on that, and nothing is lost by it. */
@Timeout(60)
class ReadAheadTest {
    private static final int COUNT = 2_000;
    private static final int FIRST = 101;
    private static final String PADDING = "x".repeat(2_000);

    /** A server with one collection; each getMore but the first waits until it is allowed. */
    private static final class Served {
        private final CountDownLatch allowed = new CountDownLatch(1);
        private final List<RawDocument> commands = new CopyOnWriteArrayList<>();
        private volatile int position;
        private volatile int requests;
        private volatile int failing;
        private volatile boolean losing;

        void answer(Exchange exchange) throws IOException {
            commands.add(exchange.request().command());
            switch (exchange.commandName()) {
                case "find", "aggregate" -> exchange.reply(batch("firstBatch", FIRST));
                case "getMore" -> {
                    int before = requests;
                    requests = before + 1;
                    if (requests == 2) {
                        await();
                    }
                    if (requests == failing) {
                        fail(exchange);
                    } else {
                        exchange.reply(
                                batch("nextBatch", exchange.request().command().int32("batchSize", 500)));
                    }
                }
                default -> exchange.reply(Document.of("ok", 1, "n", 0, "nModified", 0));
            }
        }

        private void fail(Exchange exchange) throws IOException {
            if (losing) {
                exchange.close();
            } else {
                exchange.reply(Document.of("ok", 0, "code", 8, "errmsg", "the disk is on fire"));
            }
        }

        private void await() {
            try {
                allowed.await();
            } catch (InterruptedException closed) {
                Thread.currentThread().interrupt();
            }
        }

        /** The commands of this name. */
        List<RawDocument> commands(String name) {
            return commands.stream().filter(command -> command.has(name)).toList();
        }

        private Document batch(String field, int size) {
            int until = Math.min(COUNT, position + size);
            List<Document> documents = IntStream.range(position, until)
                    .mapToObj(i -> Document.of("_id", i, "padding", PADDING))
                    .toList();
            position = until;
            var cursor = Document.of("id", until == COUNT ? 0L : 7L, "ns", "app.people", field, documents);
            return Document.of("ok", 1, "cursor", cursor);
        }
    }

    /** Has too little memory for a lock once, right after the thread that reads ahead has sent its request. */
    private static final class LittleMemory extends ForwardingEnv {
        private final Served served;
        private final AtomicReference<@Nullable Thread> failing = new AtomicReference<>();
        private boolean failed;

        LittleMemory(Served served) {
            super(SystemEnv.INSTANCE);
            this.served = served;
        }

        @Override
        public Worker start(String name, ThreadKind kind, Runnable body) {
            Worker started = super.start(name, kind, body);
            if (name.equals("morelia-read-ahead") && !failed) {
                failed = true;
                ReadAheadTest.await(() -> served.requests == 2);
                failing.set(Thread.currentThread());
            }
            return started;
        }

        @Override
        public Monitor newMonitor() {
            return new ForwardingMonitor(super.newMonitor()) {
                @Override
                public void lock() {
                    if (failing.compareAndSet(Thread.currentThread(), null)) {
                        throw new OutOfMemoryError("none left");
                    }
                    super.lock();
                }
            };
        }
    }

    private interface Use {
        void of(MongoCollection<Document> people, Served served, MongoClient client) throws Exception;
    }

    private static void run(String options, Use use) throws Exception {
        var served = new Served();
        try (var server = ScriptedServer.start(served::answer);
                var client = MongoClient.create(server.uri() + options)) {
            try {
                use.of(client.database("app").collection("people"), served, client);
            } finally {
                served.allowed.countDown();
            }
            await(() -> inUse(client) == 0);
        }
    }

    private static int inUse(MongoClient client) {
        return client.poolUse().values().stream().mapToInt(PoolUse::inUse).sum();
    }

    /** Reads so far that the batch after the present one is requested. */
    private static MongoCursor<Document> opened(Query<Document> query, Served served) {
        var cursor = query.cursor();
        for (int i = 0; i <= FIRST; i++) {
            cursor.next();
        }
        await(() -> served.requests == 2);
        return cursor;
    }

    private static void readPresent(MongoCursor<Document> cursor) {
        for (int left = cursor.available(); left > 0; left--) {
            cursor.next();
        }
    }

    private static void await(BooleanSupplier condition) {
        long end = System.nanoTime() + Duration.ofSeconds(20).toNanos();
        while (!condition.getAsBoolean()) {
            assertThat(System.nanoTime() - end).as("waited too long").isNegative();
            LockSupport.parkNanos(5_000_000);
        }
    }

    private static List<Integer> ids(Iterable<Document> documents) {
        List<Integer> ids = new ArrayList<>();
        documents.forEach(document -> ids.add(document.int32("_id")));
        return ids;
    }

    private static List<Integer> all() {
        return IntStream.range(0, COUNT).boxed().toList();
    }

    @Test
    void theThirdBatchIsRequestedWhileTheProgramWorksOnTheSecond() throws Exception {
        run("", (people, served, client) -> {
            try (var cursor = people.find().cursor()) {
                for (int i = 0; i < FIRST; i++) {
                    cursor.next();
                }
                assertThat(served.requests)
                        .as("the program may have enough with the first")
                        .isZero();
                cursor.next();
                await(() -> served.requests == 2);
                assertThat(cursor.available()).isGreaterThan(100);
                served.allowed.countDown();
                var rest = new ArrayList<Integer>();
                cursor.forEachRemaining(document -> rest.add(document.int32("_id")));
                assertThat(rest).isEqualTo(all().subList(FIRST + 1, COUNT));
            }
            assertThat(served.commands("killCursors")).isEmpty();
            assertThat(served.commands("getMore"))
                    .hasSizeGreaterThan(2)
                    .allSatisfy(command -> assertThat(command.int32("batchSize"))
                            .as("about a mebibyte")
                            .isBetween(250, 4_500));
        });
    }

    @Test
    void allMayBeReadWithOneConnectionThatTheProgramUsesMeanwhile() throws Exception {
        run("&maxPoolSize=1", (people, served, client) -> {
            served.allowed.countDown();
            List<Integer> seen = new ArrayList<>();
            for (var document : people.find()) {
                seen.add(document.int32("_id"));
                people.updateOne(new Document("_id", 1), new Document("$set", new Document("n", 1)));
            }
            assertThat(seen).isEqualTo(all());
        });
    }

    @Test
    void withABatchSizeThatIsKept() throws Exception {
        run("", (people, served, client) -> {
            served.allowed.countDown();
            assertThat(ids(people.find().batchSize(200))).isEqualTo(all());
            assertThat(served.commands("getMore"))
                    .hasSize(10)
                    .allSatisfy(
                            command -> assertThat(command.int32("batchSize")).isEqualTo(200));
        });
    }

    @Test
    void notWhereItIsSwitchedOff() throws Exception {
        run("", (people, served, client) -> {
            served.allowed.countDown();
            assertThat(ids(people.find().readAhead(false))).isEqualTo(all());
            assertThat(served.commands("getMore"))
                    .allSatisfy(command -> assertThat(command.has("batchSize")).isFalse());
            assertThat(served.commands("readAhead")).isEmpty();
        });
    }

    @Test
    void neitherInSessionsNorWithATimeoutForEachBatch() throws Exception {
        run("", (people, served, client) -> {
            var timed = people.with(Duration.ofSeconds(30)).find().timeoutMode(TimeoutMode.ITERATION);
            try (var session = client.startSession();
                    var inSession = people.with(session).find().cursor();
                    var iterating = timed.cursor()) {
                for (var cursor : List.of(inSession, iterating)) {
                    served.position = FIRST;
                    served.requests = 0;
                    for (int i = 0; i <= FIRST; i++) {
                        cursor.next();
                    }
                    Thread.sleep(50);
                    assertThat(served.requests).isOne();
                }
            }
        });
    }

    @Test
    void aFailureIsToldWhenTheProgramGetsThere() throws Exception {
        for (boolean losing : List.of(false, true)) {
            run("", (people, served, client) -> {
                served.failing = 2;
                served.losing = losing;
                served.allowed.countDown();
                try (var cursor = opened(people.find(), served)) {
                    readPresent(cursor);
                    var failure = catchThrowableOfType(MongoException.class, cursor::hasNext);
                    assertThat(failure).hasMessageContaining("getMore on app.people");
                    assertThat(failure.getStackTrace())
                            .as("also the thread that asked")
                            .anyMatch(frame -> frame.getClassName().equals(ReadAheadTest.class.getName()));
                    assertThatIllegalStateException().isThrownBy(cursor::hasNext);
                }
            });
        }
    }

    @Test
    void closingDoesNotWaitAndKeepsTheConnection() throws Exception {
        run("", (people, served, client) -> {
            var cursor = opened(people.find(), served);
            cursor.close();
            await(() -> !served.commands("killCursors").isEmpty());
            assertThat(cursor.available()).isZero();
            client.database("app").runCommand(new Document("ping", 1));
            assertThat(served.commands("ping").getFirst().document("lsid"))
                    .as("the cursor's session is still in use")
                    .isNotEqualTo(served.commands("find").getFirst().document("lsid"));
            served.allowed.countDown();
            await(() -> inUse(client) == 0);
            assertThat(client.poolUse().values())
                    .as("no connection was closed")
                    .allSatisfy(pool -> assertThat(pool.size()).isGreaterThanOrEqualTo(2));
        });
    }

    @Test
    void anInterruptEndsTheWaiting() throws Exception {
        run("", (people, served, client) -> {
            try (var cursor = opened(people.find(), served)) {
                readPresent(cursor);
                Thread.currentThread().interrupt();
                assertThatThrownBy(cursor::hasNext)
                        .isInstanceOf(InterruptedOperationException.class)
                        .hasMessageContaining("getMore on app.people");
                assertThat(Thread.interrupted()).isTrue();
                assertThatIllegalStateException().isThrownBy(cursor::hasNext);
            }
        });
    }

    @Test
    void noBatchIsSkippedIfMemoryIsShortWhenTheRequestIsOnItsWay() throws Exception {
        var served = new Served();
        served.allowed.countDown();
        try (var server = ScriptedServer.start(served::answer);
                var client = EnvOverride.with(new LittleMemory(served), () -> MongoClient.create(server.uri()))) {
            try (var cursor = client.database("app").collection("people").find().cursor()) {
                for (int i = 0; i <= FIRST; i++) {
                    cursor.next();
                }
                readPresent(cursor);
                assertThatThrownBy(cursor::hasNext).isInstanceOf(OutOfMemoryError.class);
                assertThatIllegalStateException().isThrownBy(cursor::hasNext).withMessageContaining("lost documents");
            }
            await(() -> inUse(client) == 0);
        }
    }

    @Test
    void theTimeoutOfTheCursorHoldsForIt() throws Exception {
        run("&timeoutMS=400", (people, served, client) -> {
            try (var cursor = opened(people.find(), served)) {
                readPresent(cursor);
                assertThatThrownBy(cursor::hasNext).isInstanceOf(OperationTimeoutException.class);
            }
        });
    }
}
