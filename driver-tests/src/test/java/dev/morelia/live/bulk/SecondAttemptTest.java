package dev.morelia.live.bulk;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import dev.morelia.MongoClient;
import dev.morelia.MongoCollection;
import dev.morelia.bson.Document;
import dev.morelia.bson.RawDocument;
import dev.morelia.bson.codec.Codec;
import dev.morelia.bson.codec.CodecRegistry;
import dev.morelia.bson.io.BsonInput;
import dev.morelia.bson.io.BsonOutput;
import dev.morelia.error.BulkWriteException;
import dev.morelia.error.ConnectionLostException;
import dev.morelia.error.MongoException.RetryAdvice;
import dev.morelia.error.NotPrimaryException;
import dev.morelia.options.BulkWriteOptions;
import dev.morelia.options.InsertManyOptions;
import dev.morelia.options.WriteModel;
import dev.morelia.result.BulkWriteError;
import dev.morelia.testkit.Script;
import dev.morelia.testkit.ScriptedServer;
import java.io.IOException;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.BiConsumer;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * Values that can be encoded once, but not again: what was sent before is not hidden by the exceptions of the codec.
 */
@Timeout(60)
class SecondAttemptTest {
    /** A value of an application. */
    private record Fickle(int id) {}

    /** Encodes the given number of values, and then throws. */
    private static final class FickleCodec implements Codec<Fickle> {
        private final AtomicInteger left;
        private final Throwable failure;

        FickleCodec(int writes, Throwable failure) {
            this.left = new AtomicInteger(writes);
            this.failure = failure;
        }

        @Override
        public Fickle decode(BsonInput input) {
            throw new UnsupportedOperationException();
        }

        @Override
        public void encode(BsonOutput output, Fickle value) {
            if (left.getAndDecrement() <= 0) {
                throw FickleCodec.<RuntimeException>sneaky(failure);
            }
            output.startDocument().name("_id").int32(value.id()).endDocument();
        }

        @SuppressWarnings({"unchecked", "TypeParameterUnusedInFormals"}) // intended
        private static <E extends Throwable> E sneaky(Throwable failure) throws E {
            throw (E) failure;
        }
    }

    static Stream<Throwable> failures() {
        return Stream.of(
                new IllegalStateException("second"),
                new IllegalArgumentException("second"),
                new IOException("checked"),
                new AssertionError("error"),
                new StackOverflowError());
    }

    private static void run(FickleCodec codec, Script script, BiConsumer<MongoCollection<Fickle>, ScriptedServer> use) {
        var codecs = CodecRegistry.builder().codec(Fickle.class, codec).build();
        try (var server = ScriptedServer.start(
                        hello -> hello.append("msg", "isdbgrid").append("maxWriteBatchSize", 2), script);
                var client =
                        MongoClient.builder().uri(server.uri()).codecs(codecs).build()) {
            use.accept(client.database("app").collection("people", Fickle.class), server);
        }
    }

    @ParameterizedTest
    @MethodSource("failures")
    void aLostAttemptIsNotHidden(Throwable failure) {
        run(new FickleCodec(1, failure), exchange -> exchange.close(), (people, server) -> {
            var lost = catchThrowableOfType(ConnectionLostException.class, () -> people.insertOne(new Fickle(1)));
            assertUnknown(lost, failure);
            assertThat(server.received()).hasSize(1);
        });
        run(new FickleCodec(1, failure), exchange -> exchange.close(), (people, server) -> {
            var lost = catchThrowableOfType(
                    ConnectionLostException.class, () -> people.findOneAndReplace(new Document(), new Fickle(1)));
            assertUnknown(lost, failure);
            assertThat(server.received()).hasSize(1);
        });
    }

    private static void assertUnknown(ConnectionLostException lost, Throwable failure) {
        assertThat(lost.retryAdvice()).isEqualTo(RetryAdvice.OUTCOME_UNKNOWN);
        Throwable rejected = lost.getSuppressed()[0];
        assertThat(rejected).isInstanceOf(IllegalArgumentException.class).hasRootCause(failure);
    }

    @ParameterizedTest
    @MethodSource("failures")
    void earlierCommandsAreNotHidden(Throwable failure) {
        for (boolean ordered : List.of(true, false)) {
            // Once as a check, and once for the first command.
            run(
                    new FickleCodec(2, failure),
                    exchange -> exchange.reply(Document.of("ok", 1, "n", 2)),
                    (people, server) -> {
                        var documents = people.with(CodecRegistry.standard().documentCodec(Document.class));
                        var options = new InsertManyOptions().ordered(ordered).comment(new Fickle(0));
                        var bulk = catchThrowableOfType(
                                BulkWriteException.class,
                                () -> documents.insertMany(
                                        Stream.of(1, 2, 3, 4, 5)
                                                .map(id -> new Document("_id", id))
                                                .toList(),
                                        options));
                        assertThat(bulk.partialResult().insertedIds()).containsOnlyKeys(0, 1);
                        assertThat(bulk.writeErrors())
                                .extracting(BulkWriteError::index)
                                .isEqualTo(ordered ? List.of(2) : List.of(2, 3, 4));
                        assertThat(bulk.unprocessedModels()).hasSize(ordered ? 2 : 0);
                        assertThat(server.received()).hasSize(1);
                    });
        }
    }

    @Test
    void tooLittleMemoryToEncodeAgainHidesNothing() {
        var memory = new OutOfMemoryError("none left");
        run(new FickleCodec(1, memory), exchange -> exchange.close(), (people, server) -> {
            var lost = catchThrowableOfType(ConnectionLostException.class, () -> people.insertOne(new Fickle(1)));
            assertThat(lost.retryAdvice()).isEqualTo(RetryAdvice.OUTCOME_UNKNOWN);
            assertThat(lost.getSuppressed()).containsExactly(memory);
            assertThat(lost).hasMessageNotContaining("Another attempt");
            assertThat(server.received()).hasSize(1);
        });
        run(
                new FickleCodec(1, memory),
                exchange -> exchange.reply(Document.of("ok", 0, "code", 10107, "errmsg", "not primary")
                        .append("errorLabels", List.of("RetryableWriteError"))),
                (people, server) -> {
                    var rejected =
                            catchThrowableOfType(NotPrimaryException.class, () -> people.insertOne(new Fickle(1)));
                    assertThat(rejected.retryAdvice()).isEqualTo(RetryAdvice.SAFE);
                    assertThat(rejected.getSuppressed()).containsExactly(memory);
                });
    }

    @Test
    void tooLittleMemoryDoesNotHideEarlierCommands() {
        var memory = new OutOfMemoryError("none left");
        for (boolean ordered : List.of(true, false)) {
            run(
                    new FickleCodec(3, memory),
                    exchange -> exchange.reply(Document.of("ok", 1, "n", 2)),
                    (people, server) -> {
                        var documents =
                                Stream.of(1, 2, 3, 4, 5).map(Fickle::new).toList();
                        var options = new InsertManyOptions().ordered(ordered);
                        var bulk = catchThrowableOfType(
                                BulkWriteException.class, () -> people.insertMany(documents, options));
                        assertTold(bulk, memory);
                        assertThat(bulk.partialResult().insertedIds()).containsOnlyKeys(0, 1);
                        assertThat(server.received()).hasSize(1);
                    });
            run(
                    new FickleCodec(3, memory),
                    exchange -> exchange.reply(Document.of("ok", 1, "n", 2)),
                    (people, server) -> {
                        var models = Stream.of(1, 2, 3, 4, 5)
                                .map(id -> WriteModel.insertOne(new Fickle(id)))
                                .toList();
                        var options = new BulkWriteOptions().ordered(ordered);
                        assertTold(
                                catchThrowableOfType(BulkWriteException.class, () -> people.bulkWrite(models, options)),
                                memory);
                    });
        }
    }

    private static void assertTold(BulkWriteException bulk, Throwable cause) {
        assertThat(bulk)
                .hasCause(cause)
                .hasMessageContaining("index 2: the server may or may not have executed it and what was sent with it: ")
                .hasMessageContaining("OutOfMemoryError: none left")
                .hasMessageContaining("inserted 2");
        assertThat(bulk.partialResult().insertedCount()).isEqualTo(2);
        assertThat(bulk.unprocessedModels()).isEmpty();
    }

    @Test
    void tooLittleMemoryForTheFirstCommandIsThrownUnchanged() {
        var memory = new OutOfMemoryError("none left");
        run(new FickleCodec(1, memory), exchange -> exchange.replyOk(), (people, server) -> {
            var documents = List.of(new Fickle(1), new Fickle(2));
            assertThat(catchThrowableOfType(OutOfMemoryError.class, () -> people.insertMany(documents)))
                    .isSameAs(memory);
            assertThat(server.received()).isEmpty();
        });
    }

    /** A document that needs too much memory is an error of that document. */
    @Test
    void inAStreamTooLittleMemoryIsAnErrorOfTheDocument() {
        var memory = new OutOfMemoryError("none left");
        for (boolean ordered : List.of(true, false)) {
            run(
                    new FickleCodec(3, memory),
                    exchange -> exchange.reply(Document.of(
                            "ok",
                            1,
                            "n",
                            exchange.request()
                                    .command()
                                    .list("documents", RawDocument.class)
                                    .size())),
                    (people, server) -> {
                        var documents = Stream.of(1, 2, 3, 4, 5).map(Fickle::new);
                        var options = new InsertManyOptions().ordered(ordered);
                        var bulk = catchThrowableOfType(
                                BulkWriteException.class, () -> people.insertMany(documents, options));
                        assertThat(bulk).hasCause(memory);
                        assertThat(bulk.writeErrors())
                                .extracting(BulkWriteError::index)
                                .isEqualTo(ordered ? List.of(3) : List.of(3, 4));
                        assertThat(bulk.partialResult().insertedCount()).isEqualTo(3);
                    });
        }
    }

    @Test
    void aSelectorThatThrowsHidesNothing() {
        var selections = new AtomicInteger();
        Script script = exchange -> {
            if (exchange.commandName().equals("insert")) {
                exchange.reply(Document.of("ok", 1, "n", 2));
            } else {
                exchange.close();
            }
        };
        try (var server = ScriptedServer.start(
                        hello -> hello.append("msg", "isdbgrid").append("maxWriteBatchSize", 2), script);
                var client = MongoClient.builder()
                        .uri(server.uri())
                        .settings(settings -> settings.topology(topology -> topology.serverSelector(servers -> {
                            if (selections.incrementAndGet() == 2) {
                                throw new IllegalStateException("selector");
                            }
                            return servers;
                        })))
                        .build()) {
            var people = client.database("app").collection("people");
            var documents =
                    Stream.of(1, 2, 3, 4).map(id -> new Document("_id", id)).toList();
            var bulk = catchThrowableOfType(BulkWriteException.class, () -> people.insertMany(documents));
            assertThat(bulk.partialResult().insertedIds()).containsOnlyKeys(0, 1);
            assertThat(bulk.writeErrors().getFirst().message())
                    .contains("insert failed")
                    .contains("selector");
            selections.set(0);
            var lost =
                    catchThrowableOfType(ConnectionLostException.class, () -> people.deleteOne(new Document("_id", 1)));
            assertThat(lost.getSuppressed()).hasAtLeastOneElementOfType(IllegalStateException.class);
        }
    }

    @Test
    void anExceptionWithoutReadableMessageHidesNothing() {
        @SuppressWarnings("serial")
        var unreadable = new RuntimeException() {
            @Override
            public String getMessage() {
                throw new AssertionError("no message");
            }

            @Override
            public String toString() {
                throw FickleCodec.<RuntimeException>sneaky(new IOException("no text"));
            }
        };
        run(
                new FickleCodec(1, unreadable),
                exchange -> exchange.reply(Document.of("ok", 1, "n", 1)),
                (people, server) -> {
                    var bulk = catchThrowableOfType(
                            BulkWriteException.class, () -> people.insertMany(List.of(new Fickle(1), new Fickle(2))));
                    assertThat(bulk.partialResult().insertedIds()).containsOnlyKeys(0);
                });
    }

    @Test
    void nothingIsSentIfTheFirstAttemptCannotBeEncoded() {
        run(
                new FickleCodec(0, new IllegalArgumentException("first")),
                exchange -> exchange.replyOk(),
                (people, server) -> {
                    var rejected =
                            catchThrowableOfType(IllegalArgumentException.class, () -> people.insertOne(new Fickle(1)));
                    assertThat(rejected).hasMessageContaining("first");
                    assertThat(server.received()).isEmpty();
                });
    }
}
