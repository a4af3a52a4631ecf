package dev.morelia.live.cursor;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.morelia.MongoClient;
import dev.morelia.MongoCollection;
import dev.morelia.MongoCursor;
import dev.morelia.bson.BsonException;
import dev.morelia.bson.Document;
import dev.morelia.bson.codec.Codec;
import dev.morelia.bson.io.BsonInput;
import dev.morelia.bson.io.BsonOutput;
import dev.morelia.error.ConnectionLostException;
import dev.morelia.error.CursorNotFoundException;
import dev.morelia.error.ProtocolException;
import dev.morelia.testkit.Exchange;
import dev.morelia.testkit.ScriptedServer;
import java.io.IOException;
import java.util.List;
import java.util.NoSuchElementException;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** A cursor that cannot read the rest of its documents never looks exhausted. */
@Timeout(60)
class BrokenCursorTest {
    /** Replies to the first getMore; later ones return documents 4 and 5 and the end. */
    private interface Reply {
        void give(Exchange exchange) throws IOException;
    }

    private interface Use {
        void of(MongoCollection<Document> people);
    }

    private static Document cursor(long id, String field, Object... documents) {
        return new Document("ok", 1)
                .append(
                        "cursor",
                        new Document(field, List.of(documents)).append("id", id).append("ns", "app.people"));
    }

    private static Document numbered(Object number) {
        return new Document("n", number);
    }

    private static void run(Reply firstMore, Use use) {
        var more = new AtomicInteger();
        try (var server = ScriptedServer.start(exchange -> {
                    switch (exchange.commandName()) {
                        case "find" -> exchange.reply(cursor(7, "firstBatch", numbered(0), numbered(1)));
                        case "getMore" -> {
                            if (more.getAndIncrement() == 0) {
                                firstMore.give(exchange);
                            } else {
                                exchange.reply(cursor(0, "nextBatch", numbered(4), numbered(5)));
                            }
                        }
                        default -> exchange.replyOk();
                    }
                });
                var client = MongoClient.create(server.uri())) {
            use.of(client.database("app").collection("people"));
        }
    }

    private static void assertFailed(MongoCursor<Document> cursor, String reason) {
        assertThatIllegalStateException().isThrownBy(cursor::hasNext).withMessageContaining(reason);
        assertThatIllegalStateException().isThrownBy(cursor::next).withMessageContaining(reason);
        assertThatIllegalStateException().isThrownBy(cursor::tryNext).withMessageContaining(reason);
        assertThatIllegalStateException()
                .isThrownBy(() -> cursor.forEachRemaining(document -> {}))
                .withMessageContaining("app.people");
    }

    @Test
    void aClosedCursorThrows() {
        run(Exchange::replyOk, people -> {
            var cursor = people.find().cursor();
            assertThat(cursor.next()).isEqualTo(numbered(0));
            assertThat(cursor.hasNext()).isTrue();
            cursor.close();
            assertFailed(cursor, "is closed");
        });
    }

    @Test
    void anExhaustedCursorStaysExhausted() {
        run(exchange -> exchange.reply(cursor(0, "nextBatch")), people -> {
            var cursor = people.find().cursor();
            cursor.next();
            cursor.next();
            assertThat(cursor.hasNext()).isFalse();
            assertThat(cursor.tryNext()).isNull();
            assertThatThrownBy(cursor::next).isInstanceOf(NoSuchElementException.class);
            assertThat(cursor.hasNext()).isFalse();
        });
    }

    @Test
    void aLostBatchIsNotSkipped() {
        run(Exchange::close, people -> {
            var cursor = people.find().cursor();
            cursor.next();
            cursor.next();
            assertThatThrownBy(cursor::hasNext).isInstanceOf(ConnectionLostException.class);
            assertFailed(cursor, "may have lost documents");
            assertThatThrownBy(cursor::hasNext).hasCauseInstanceOf(ConnectionLostException.class);
            cursor.close();
            assertFailed(cursor, "is closed");
        });
    }

    @Test
    void aMalformedBatchIsNotSkipped() {
        for (Document odd : List.of(
                new Document("ok", 1),
                new Document("cursor", 1),
                cursor(7, "firstBatch", numbered(2)),
                new Document("ok", 1).append("cursor", new Document("nextBatch", List.of()).append("ns", "app.people")),
                cursor(7, "nextBatch", "x"))) {
            run(exchange -> exchange.reply(odd), people -> {
                var cursor = people.find().cursor();
                cursor.next();
                cursor.next();
                assertThatThrownBy(cursor::tryNext)
                        .isInstanceOf(ProtocolException.class)
                        .hasMessageContaining("getMore");
                assertFailed(cursor, "may have lost documents");
            });
        }
    }

    @Test
    void aCursorKilledByTheServerIsNotExhausted() {
        run(exchange -> exchange.replyError(43, "CursorNotFound", "cursor id 7 not found"), people -> {
            var cursor = people.find().cursor();
            cursor.next();
            cursor.next();
            assertThatThrownBy(cursor::hasNext).isInstanceOf(CursorNotFoundException.class);
            assertFailed(cursor, "may have lost documents");
        });
    }

    /** Throws in the middle of a document whose number is a string. */
    private static final class Numbers implements Codec<Integer> {
        @Override
        public Integer decode(BsonInput input) {
            input.startDocument();
            input.next();
            int number = input.int32();
            input.endDocument();
            return number;
        }

        @Override
        public void encode(BsonOutput output, Integer number) {
            throw new UnsupportedOperationException();
        }
    }

    @Test
    void onlyADocumentThatCannotBeDecodedIsSkipped() {
        var documents = IntStream.range(0, 5)
                .mapToObj(i -> numbered(i % 2 == 0 ? i : "odd"))
                .toArray();
        run(exchange -> exchange.reply(cursor(7, "nextBatch", documents)), people -> {
            var cursor = people.with(new Numbers()).find().cursor();
            assertThat(cursor.next()).isEqualTo(0);
            assertThat(cursor.next()).isEqualTo(1);
            assertThat(cursor.next()).isEqualTo(0);
            assertThatThrownBy(cursor::next).isInstanceOf(BsonException.class);
            assertThat(cursor.next()).isEqualTo(2);
            assertThat(cursor.hasNext()).isTrue();
            assertThatThrownBy(cursor::tryNext).isInstanceOf(BsonException.class);
            assertThat(cursor.next()).isEqualTo(4);
            assertThat(cursor.next()).as("of the batch after it").isEqualTo(4);
            assertThat(cursor.next()).isEqualTo(5);
            assertThat(cursor.hasNext()).isFalse();
        });
    }

    /** Throws the given exception in the middle of every other document. */
    private record Throwing(Throwable failure) implements Codec<Integer> {
        @Override
        public Integer decode(BsonInput input) {
            input.startDocument();
            input.next();
            int number = input.int32();
            if (number % 2 == 1) {
                Throwing.<RuntimeException>sneak(failure);
            }
            input.endDocument();
            return number;
        }

        @SuppressWarnings({"unchecked", "TypeParameterUnusedInFormals"}) // intended
        private static <E extends Throwable> void sneak(Throwable failure) throws E {
            throw (E) failure;
        }

        @Override
        public void encode(BsonOutput output, Integer number) {
            throw new UnsupportedOperationException();
        }
    }

    @Test
    void afterAnyExceptionOfACodecTheNextDocumentIsReturned() {
        var documents =
                IntStream.range(2, 6).mapToObj(BrokenCursorTest::numbered).toArray();
        for (Throwable failure : List.of(
                new IllegalStateException(), new IOException(), new AssertionError(), new StackOverflowError())) {
            run(exchange -> exchange.reply(cursor(0, "nextBatch", documents)), people -> {
                var cursor = people.with(new Throwing(failure)).find().cursor();
                for (int number = 0; number < 6; number++) {
                    if (number % 2 == 0) {
                        assertThat(cursor.next()).isEqualTo(number);
                    } else {
                        assertThatThrownBy(cursor::next).isSameAs(failure);
                    }
                }
                assertThat(cursor.hasNext()).isFalse();
            });
        }
    }
}
