package dev.morelia.live.bulk;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import dev.morelia.MongoClient;
import dev.morelia.MongoCollection;
import dev.morelia.bson.Document;
import dev.morelia.bson.RawDocument;
import dev.morelia.bson.codec.Codec;
import dev.morelia.bson.io.BsonInput;
import dev.morelia.bson.io.BsonOutput;
import dev.morelia.error.BulkWriteException;
import dev.morelia.error.OperationTimeoutException;
import dev.morelia.options.InsertManyOptions;
import dev.morelia.result.BulkWriteError;
import dev.morelia.testkit.Exchange;
import dev.morelia.testkit.ScriptedServer;
import java.io.IOException;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.locks.LockSupport;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** The next message of a bulk write is encoded while the server works on the last, and what is told stays right. */
@Timeout(60)
class OverlappedEncodingTest {
    private static final int BATCH = 4;

    /** The ids of the values in the order of their encoding; one of them may fail, or take its time. */
    private static final class Items implements Codec<Integer> {
        private final List<Integer> encoded = new CopyOnWriteArrayList<>();
        private int failing = -1;
        private @Nullable Error onlyOnce;
        private int slowFrom = Integer.MAX_VALUE;
        private int pauseMillis = 300;

        @Override
        public Integer decode(BsonInput input) {
            throw new UnsupportedOperationException();
        }

        @Override
        public void encode(BsonOutput output, Integer id) {
            output.startDocument().int32("_id", id);
            encoded.add(id);
            if (id >= slowFrom) {
                pause(pauseMillis);
            }
            Error once = onlyOnce;
            if (id == failing && once != null) {
                failing = -1;
                throw once;
            }
            if (id == failing) {
                throw new IllegalStateException("cannot be encoded");
            }
            output.endDocument();
        }
    }

    private static void pause(int millis) {
        long end = System.nanoTime() + Duration.ofMillis(millis).toNanos();
        while (System.nanoTime() - end < 0) {
            LockSupport.parkNanos(5_000_000);
        }
    }

    private interface Reply {
        void give(Exchange exchange, int turn) throws IOException, InterruptedException;
    }

    private interface Use {
        void of(MongoCollection<Integer> numbers, ScriptedServer server) throws Exception;
    }

    private static void run(Items items, Reply reply, Use use) throws Exception {
        var turns = new CopyOnWriteArrayList<String>();
        try (var server = ScriptedServer.start(
                        hello -> hello.append("msg", "isdbgrid").append("maxWriteBatchSize", BATCH), exchange -> {
                            if (exchange.commandName().equals("insert")) {
                                turns.add("insert");
                                reply.give(exchange, turns.size());
                            } else {
                                exchange.replyOk();
                            }
                        });
                var client = MongoClient.create(server.uri() + "&maxPoolSize=1")) {
            use.of(client.database("app").collection("numbers", items), server);
        }
    }

    private static void inserted(Exchange exchange) throws IOException {
        int count = exchange.request()
                .command()
                .list("documents", RawDocument.class)
                .size();
        exchange.reply(Document.of("ok", 1, "n", count));
    }

    private static void awaitEncoded(Items items, int id) {
        long end = System.nanoTime() + Duration.ofSeconds(20).toNanos();
        while (!items.encoded.contains(id)) {
            assertThat(System.nanoTime() - end).as("waited too long").isNegative();
            LockSupport.parkNanos(1_000_000);
        }
    }

    private static List<Integer> numbers(int count) {
        return IntStream.range(0, count).boxed().toList();
    }

    private static List<List<Integer>> sent(ScriptedServer server) {
        return inserts(server)
                .map(command -> command.list("documents", RawDocument.class).stream()
                        .map(document -> document.int32("_id"))
                        .toList())
                .toList();
    }

    @Test
    void theServerHasNotRepliedYetWhenTheNextMessageIsEncoded() throws Exception {
        var items = new Items();
        run(
                items,
                (exchange, turn) -> {
                    if (turn < 3) {
                        awaitEncoded(items, Math.min(BATCH * (turn + 1) - 1, 9));
                    }
                    inserted(exchange);
                },
                (numbers, server) -> {
                    assertThat(numbers.insertMany(numbers(10)).insertedCount()).isEqualTo(10);
                    assertThat(sent(server)).containsExactly(List.of(0, 1, 2, 3), List.of(4, 5, 6, 7), List.of(8, 9));
                    assertThat(items.encoded).as("each once").isEqualTo(numbers(10));
                });
    }

    @Test
    void inOrderNothingFollowsAnErrorOfTheServer() throws Exception {
        var items = new Items();
        run(
                items,
                (exchange, turn) -> {
                    awaitEncoded(items, 7);
                    var error = Document.of("index", 2, "code", 11000, "errmsg", "twice");
                    exchange.reply(Document.of("ok", 1, "n", 2, "writeErrors", List.of(error)));
                },
                (numbers, server) -> {
                    var failure = catchThrowableOfType(BulkWriteException.class, () -> numbers.insertMany(numbers(10)));
                    assertThat(failure.partialResult().insertedCount()).isEqualTo(2);
                    assertThat(failure.writeErrors())
                            .extracting(BulkWriteError::index)
                            .containsExactly(2);
                    assertThat(failure.unprocessedModels()).hasSize(7);
                    assertThat(sent(server)).containsExactly(List.of(0, 1, 2, 3));
                });
    }

    @Test
    void aValueThatCannotBeEncodedDoesNotHideWhatIsInserted() throws Exception {
        for (boolean ordered : List.of(true, false)) {
            var items = new Items();
            items.failing = 5;
            run(
                    items,
                    (exchange, turn) -> {
                        if (turn == 1) {
                            awaitEncoded(items, 5);
                        }
                        inserted(exchange);
                    },
                    (numbers, server) -> {
                        var failure = catchThrowableOfType(
                                BulkWriteException.class,
                                () -> numbers.insertMany(numbers(7), new InsertManyOptions().ordered(ordered)));
                        assertThat(failure.partialResult().insertedCount()).isEqualTo(ordered ? 5 : 6);
                        assertThat(failure.writeErrors())
                                .extracting(BulkWriteError::index)
                                .containsExactly(5);
                        assertThat(sent(server))
                                .containsExactly(List.of(0, 1, 2, 3), ordered ? List.of(4) : List.of(4, 6));
                    });
        }
    }

    @Test
    void anErrorOfTheVirtualMachineWhileTheServerWorksIsForgottenIfItDoesNotComeAgain() throws Exception {
        for (var error : List.of(new OutOfMemoryError("none left"), new StackOverflowError())) {
            var items = new Items();
            items.failing = 5;
            items.onlyOnce = error;
            run(
                    items,
                    (exchange, turn) -> {
                        if (turn == 1) {
                            awaitEncoded(items, 5);
                        }
                        inserted(exchange);
                    },
                    (numbers, server) -> {
                        assertThat(numbers.insertMany(numbers(7)).insertedCount())
                                .isEqualTo(7);
                        assertThat(sent(server)).containsExactly(List.of(0, 1, 2, 3), List.of(4, 5, 6));
                    });
        }
    }

    @Test
    void aMessageThatWasEncodedAheadIsRetried() throws Exception {
        var items = new Items();
        run(
                items,
                (exchange, turn) -> {
                    if (turn == 1) {
                        awaitEncoded(items, 7);
                    }
                    if (turn == 1 || turn == 3) {
                        exchange.close();
                    } else {
                        inserted(exchange);
                    }
                },
                (numbers, server) -> {
                    assertThat(numbers.insertMany(numbers(8)).insertedCount()).isEqualTo(8);
                    assertThat(sent(server))
                            .containsExactly(
                                    List.of(0, 1, 2, 3), List.of(0, 1, 2, 3), List.of(4, 5, 6, 7), List.of(4, 5, 6, 7));
                    assertThat(transactions(server)).containsExactly(1L, 1L, 2L, 2L);
                });
    }

    private static List<Long> transactions(ScriptedServer server) {
        return inserts(server).map(command -> command.int64("txnNumber", -1)).toList();
    }

    private static Stream<RawDocument> inserts(ScriptedServer server) {
        return server.received().stream().map(request -> request.command()).filter(command -> command.has("insert"));
    }

    @Test
    void aSlowCodecKeepsNeitherTheReplyNorTheDeadlineWaiting() throws Exception {
        var items = new Items();
        items.slowFrom = BATCH;
        run(
                items,
                (exchange, turn) -> {
                    if (turn == 1) {
                        inserted(exchange);
                    }
                },
                (numbers, server) -> {
                    var failure = catchThrowableOfType(
                            OperationTimeoutException.class,
                            () -> numbers.with(Duration.ofMillis(700)).insertMany(numbers(100)));
                    assertThat(failure)
                            .as("the reply to the first message has been read")
                            .hasMessageContaining("(sending)")
                            .hasMessageContaining("inserted " + BATCH + ",");
                    assertThat(sent(server)).hasSize(1);
                });
    }

    @Test
    void aSlowCodecDoesNotKeepAReplyFromArrivingInTime() throws Exception {
        var items = new Items();
        items.slowFrom = 100;
        items.pauseMillis = 20;
        try (var server = ScriptedServer.start(
                        hello -> hello.append("msg", "isdbgrid").append("maxWriteBatchSize", 100), exchange -> {
                            if (exchange.commandName().equals("insert")) {
                                awaitEncoded(items, 115);
                                inserted(exchange);
                            } else {
                                exchange.replyOk();
                            }
                        });
                var client = MongoClient.create(server.uri() + "&socketTimeoutMS=500&retryWrites=false")) {
            var numbers = client.database("app").collection("numbers", items);
            assertThat(numbers.insertMany(numbers(140)).insertedCount()).isEqualTo(140);
        }
    }
}
