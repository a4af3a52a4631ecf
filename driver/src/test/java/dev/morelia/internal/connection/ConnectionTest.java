package dev.morelia.internal.connection;

import static dev.morelia.internal.connection.ServerReplies.FIRST;
import static dev.morelia.internal.connection.ServerReplies.connected;
import static dev.morelia.internal.connection.ServerReplies.message;
import static dev.morelia.internal.connection.ServerReplies.reply;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import dev.morelia.bson.Document;
import dev.morelia.bson.RawDocument;
import dev.morelia.bson.io.BsonOutput;
import dev.morelia.error.ConnectionLostException;
import dev.morelia.error.InterruptedOperationException;
import dev.morelia.error.MongoException;
import dev.morelia.error.MongoException.RetryAdvice;
import dev.morelia.error.OperationTimeoutException;
import dev.morelia.error.ProtocolException;
import dev.morelia.internal.command.Command;
import dev.morelia.internal.command.Reply;
import dev.morelia.internal.command.Target;
import dev.morelia.internal.env.CancelToken;
import dev.morelia.internal.env.Deadline;
import dev.morelia.internal.net.StubLink;
import dev.morelia.internal.wire.MessageHeader;
import dev.morelia.internal.wire.OpMsg;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

@Timeout(20)
class ConnectionTest {

    private static final Command PING = Command.of("ping", "admin", output -> output.int32("ping", 1));
    private static final Document OK = Document.of("ok", 1);

    private final StubLink link = new StubLink();

    private static Reply roundTrip(Connection connection, Command command) {
        return connection.roundTrip(command, null, Deadline.NONE, CancelToken.NONE);
    }

    /** The last message written, decoded. */
    private OpMsg lastWritten() {
        byte[] bytes = link.written().getLast();
        assertThat(MessageHeader.decode(bytes, 0, bytes.length).length()).isEqualTo(bytes.length);
        return OpMsg.decode(bytes, MessageHeader.BYTES, bytes.length - MessageHeader.BYTES);
    }

    private static <E extends MongoException> E failure(Class<E> type, ThrowingCallable call) {
        return catchThrowableOfType(type, call);
    }

    @Test
    void sendsACommandInOneWriteAndReadsASmallReplyInOneRead() {
        var connection = connected(link, reply(FIRST, OK), reply(FIRST + 1, OK));
        int reads = link.reads();
        int writes = link.written().size();
        var reply =
                connection.roundTrip(PING, output -> output.string("apiVersion", "1"), Deadline.NONE, CancelToken.NONE);
        assertThat(reply.document().toDocument()).isEqualTo(OK);
        assertThat(reply.server()).isEqualTo(ServerReplies.SERVER);
        assertThat(link.reads()).isEqualTo(reads + 1);
        assertThat(link.written()).hasSize(writes + 1);
        assertThat(lastWritten().flags()).isZero();
        assertThat(lastWritten().body().toDocument())
                .isEqualTo(Document.of("ping", 1, "$db", "admin").append("apiVersion", "1"));
        assertThat(roundTrip(connection, PING).document().toDocument()).isEqualTo(OK);
        assertThat(connection.usable()).isTrue();
    }

    @Test
    void repliesKeepTheirBytesWhenTheConnectionIsReused() {
        var connection = connected(link, reply(FIRST, Document.of("x", 1)), reply(FIRST + 1, Document.of("x", 2)));
        var first = roundTrip(connection, PING);
        var second = roundTrip(connection, PING);
        assertThat(first.document().int32("x", 0)).isEqualTo(1);
        assertThat(second.document().int32("x", 0)).isEqualTo(2);
    }

    @ParameterizedTest
    @ValueSource(ints = {10, 16_300, 16_384, 70_000, 5_000_000, 17_000_000})
    void readsRepliesOfAnySizeInPiecesOfAnySize(int size) {
        var document = Document.of("x", "y".repeat(size));
        for (int pieceLength : new int[] {7, 1000, 16_384, 100_000, Integer.MAX_VALUE}) {
            if (size / pieceLength < 10_000) {
                var source = new StubLink();
                byte[] reply = reply(FIRST, document);
                byte[][] pieces = new byte[(reply.length - 1) / pieceLength + 1][];
                Arrays.setAll(
                        pieces,
                        i -> Arrays.copyOfRange(
                                reply, i * pieceLength, (int) Math.min(reply.length, (i + 1L) * pieceLength)));
                var connection = connected(source, pieces);
                assertThat(roundTrip(connection, PING).document()).isEqualTo(RawDocument.encode(document));
                assertThat(connection.usable()).isTrue();
            }
        }
    }

    @Test
    void sendsASequenceUpToTheLimitOfAMessage() {
        var hello = ServerReplies.hello().append("maxMessageSizeBytes", 20_000);
        var connection = connected(link, hello, reply(FIRST, OK));
        var sequence = new Documents("documents", RawDocument.encode(Document.of("x", "y".repeat(1000))), 100);
        var insert = new Command("insert", "app", output -> output.string("insert", "c"), sequence, true);
        roundTrip(connection, insert);
        assertThat(link.written().getLast().length).isBetween(19_000, 20_000);
        assertThat(lastWritten().sequences().getFirst().documents()).hasSize(sequence.written);
        assertThat(sequence.written).isBetween(18, 19);
    }

    @Test
    void providesTheEncodedCommandBeforeItIsSent() {
        var connection = connected(link, reply(FIRST, OK));
        var sequence = new Documents("documents", RawDocument.encode(Document.of("a", 1)), 2);
        int id = connection.encode(
                new Command("insert", "app", output -> output.string("insert", "c"), sequence, true), null);
        assertThat(id).isEqualTo(FIRST);
        assertThat(connection.encodedCommand().toDocument())
                .isEqualTo(Document.of("insert", "c", "$db", "app")
                        .append("documents", List.of(Document.of("a", 1), Document.of("a", 1))));
        connection.roundTrip(Deadline.NONE, CancelToken.NONE);
        assertThatThrownBy(connection::encodedCommand).isInstanceOf(IllegalStateException.class);
    }

    @Test
    void aSequenceLearnsThatItIsSentUntilTheReplyArrives() {
        var connection = connected(link.blocksWhenEmpty());
        var sequence = new Documents("documents", RawDocument.encode(Document.of("a", 1)), 2);
        var insert = new Command("insert", "app", output -> output.string("insert", "c"), sequence, true);
        int writes = link.written().size();
        sequence.whenSent = awaited -> {
            assertThat(link.written()).hasSize(writes + 1);
            assertThat(awaited.goesOn()).isTrue();
            link.arrived(reply(FIRST, OK));
            assertThat(awaited.goesOn()).isFalse();
            assertThat(awaited.goesOn()).isFalse();
        };
        assertThat(roundTrip(connection, insert).document().toDocument()).isEqualTo(OK);
        assertThat(connection.usable()).isTrue();
        link.piece(reply(FIRST + 1, OK));
        sequence.whenSent = awaited -> {
            throw new AssertionError("of another command");
        };
        assertThat(roundTrip(connection, PING).document().toDocument()).isEqualTo(OK);
    }

    @Test
    void aConnectionThatBreaksMeanwhileIsReportedByTheReply() {
        var connection = connected(link.blocksWhenEmpty());
        var sequence = new Documents("documents", RawDocument.encode(Document.of("a", 1)), 2);
        var insert = new Command("insert", "app", output -> output.string("insert", "c"), sequence, true);
        sequence.whenSent = awaited -> {
            link.fails(new IOException("Connection reset"));
            assertThat(awaited.goesOn()).isFalse();
        };
        assertThat(failure(ConnectionLostException.class, () -> roundTrip(connection, insert)))
                .hasMessageContaining("Connection reset");
    }

    @Test
    void unacknowledgedCommandIsSentWithoutReading() {
        var connection = connected(link);
        int reads = link.reads();
        connection.send(
                new Command("insert", "app", output -> output.string("insert", "c"), null, false),
                null,
                Deadline.NONE,
                CancelToken.NONE);
        assertThat(lastWritten().moreToCome()).isTrue();
        assertThat(link.reads()).isEqualTo(reads);
        assertThat(connection.usable()).isTrue();
    }

    /** Each message of {@link ServerReplies} has request id 900. */
    @Test
    void anExhaustCommandGetsSeveralRepliesAndIsSentOnce() {
        byte[] first = message(FIRST, OpMsg.MORE_TO_COME, Document.of("ok", 1, "n", 1));
        byte[] second = message(900, OpMsg.MORE_TO_COME, Document.of("ok", 1, "n", 2));
        // Two replies that arrived together are returned one by one.
        byte[] both = Arrays.copyOf(first, first.length + second.length);
        System.arraycopy(second, 0, both, first.length, second.length);
        var connection = connected(link, both, reply(900, Document.of("ok", 1, "n", 3)), reply(FIRST + 1, OK));
        connection.encode(exhaust(), null);
        int writes = link.written().size();
        for (int n = 1; n <= 3; n++) {
            var reply = connection.roundTrip(Deadline.NONE, CancelToken.NONE);
            assertThat(reply.document().int32("n", 0)).isEqualTo(n);
            assertThat(connection.usable()).isTrue();
            assertThat(connection.moreToCome()).isEqualTo(n < 3);
        }
        assertThat(link.written()).hasSize(writes + 1);
        assertThat(lastWritten().flags()).isEqualTo(OpMsg.EXHAUST_ALLOWED);
        assertThat(roundTrip(connection, PING).document().toDocument()).isEqualTo(OK);
    }

    @Test
    void noCommandIsSentBetweenTheRepliesOfAnother() {
        var connection = connected(link, message(FIRST, OpMsg.MORE_TO_COME, OK), reply(FIRST, OK));
        connection.encode(exhaust(), null);
        connection.roundTrip(Deadline.NONE, CancelToken.NONE);
        assertThatThrownBy(() -> connection.encode(PING, null)).isInstanceOf(IllegalStateException.class);
        assertThat(failure(ProtocolException.class, () -> connection.roundTrip(Deadline.NONE, CancelToken.NONE)))
                .hasMessageContaining("message is a reply to request " + FIRST + ", not 900");
        assertThat(connection.usable()).isFalse();
    }

    private static Command exhaust() {
        return new Command("hello", Target.of("admin"), output -> output.int32("hello", 1), null, true, true);
    }

    @Test
    void sendAndRoundTripRequireAMatchingCommand() {
        var connection = connected(link);
        assertThatThrownBy(() -> connection.roundTrip(Deadline.NONE, CancelToken.NONE))
                .isInstanceOf(IllegalStateException.class);
        connection.encode(PING, null);
        assertThatThrownBy(() -> connection.send(Deadline.NONE, CancelToken.NONE))
                .isInstanceOf(IllegalStateException.class);
        connection.encode(new Command("insert", "app", output -> {}, null, false), null);
        assertThatThrownBy(() -> connection.roundTrip(Deadline.NONE, CancelToken.NONE))
                .isInstanceOf(IllegalStateException.class);
        assertThat(connection.usable()).isTrue();
    }

    @Test
    void aCommandWithAnEmptySequenceIsNotEncoded() {
        var connection = connected(link, reply(FIRST + 1, OK));
        var none = new Documents("documents", RawDocument.encode(new Document()), 0);
        connection.encode(new Command("insert", "app", output -> output.string("insert", "c"), none, true), null);
        assertThat(connection.isEncoded()).isFalse();
        assertThatThrownBy(connection::encodedCommand).isInstanceOf(IllegalStateException.class);
        roundTrip(connection, PING);
    }

    @Test
    void anEncodingErrorSendsNothingAndKeepsTheConnectionUsable() {
        var connection = connected(link, reply(FIRST + 4, OK));
        int writes = link.written().size();
        var big = "x".repeat(16 * 1024 * 1024 + 16 * 1024);
        for (var bad : List.of(
                Command.of("a", "app", output -> output.string("a", "\uD800")),
                Command.of("a", "app", output -> output.string("a\0", "b")),
                Command.of("a", "app", output -> output.string("a", big)),
                Command.of("a", "app", output -> {
                    throw new IllegalArgumentException("the caller's error");
                }))) {
            assertThatThrownBy(() -> roundTrip(connection, bad))
                    .isNotInstanceOf(MongoException.class)
                    .isInstanceOf(RuntimeException.class);
        }
        assertThat(link.written()).hasSize(writes);
        assertThat(roundTrip(connection, PING).document().toDocument()).isEqualTo(OK);
    }

    @Test
    void tooLargeCommandsReportTheirSizeAndTheLimit() {
        var connection = connected(link, ServerReplies.hello().append("maxBsonObjectSize", 1024));
        var command = Command.of("find", "app", output -> output.string("find", "x".repeat(20_000)));
        assertThatThrownBy(() -> connection.encode(command, null))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining(
                        "document of 20029 bytes is larger than 17408 bytes, the limit of 127.0.0.1:27017");
        var small = connected(new StubLink(), ServerReplies.hello().append("maxMessageSizeBytes", 17_408));
        assertThatThrownBy(() -> small.encode(command, null))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage(
                        "find on app: message of 20050 bytes is larger than 17408 bytes, the limit of 127.0.0.1:27017");
    }

    @Test
    void wrongResponseToIsAProtocolError() {
        var connection = connected(link, reply(77, OK));
        assertThat(failure(ProtocolException.class, () -> roundTrip(connection, PING)))
                .hasMessageContaining("message is a reply to request 77, not " + FIRST);
        assertThat(connection.usable()).isFalse();
    }

    @Test
    void malformedMessagesAreDescribed() {
        var cases = new LinkedHashMap<String, byte[]>();
        cases.put(
                "the reply starts with HTTP: a web server listens there",
                "HTTP/1.1 400 Bad Request\r\n\r\n".getBytes(StandardCharsets.US_ASCII));
        cases.put("message announces another one that was not requested", message(FIRST, OpMsg.MORE_TO_COME, OK));
        cases.put("OP_MSG has unknown required flags 0x8", message(FIRST, 8, OK));
        byte[] reply = reply(FIRST, OK);
        reply[12] = 1;
        reply[13] = 0;
        cases.put("message has operation code 1 instead of 2013", reply);
        byte[] document = reply(FIRST, OK);
        document[21]++;
        cases.put("length of body is", document);
        byte[] end = reply(FIRST, OK);
        end[end.length - 1] = 1;
        cases.put("does not end with NUL", end);
        byte[] headerOnly = Arrays.copyOf(reply(FIRST, OK), 16);
        headerOnly[0] = 16;
        cases.put("message ends inside flags", headerOnly);
        cases.forEach((problem, bytes) -> {
            var connection = connected(new StubLink().blocksWhenEmpty(), bytes);
            assertThat(failure(ProtocolException.class, () -> roundTrip(connection, PING)))
                    .as(problem)
                    .hasMessageContaining(problem);
            assertThat(connection.usable()).isFalse();
        });
    }

    @Test
    void unusualRepliesAreDecoded() {
        byte[] summed = Arrays.copyOf(message(FIRST, 0, OK), message(FIRST, 0, OK).length + 4);
        summed[0] = (byte) (summed[0] + 4);
        summed[16] = OpMsg.CHECKSUM_PRESENT;
        var output = new BsonOutput();
        var part = new OpMsg.Sequence("documents", List.of(RawDocument.encode(OK)));
        new OpMsg(0, RawDocument.encode(OK), List.of(part)).encode(output, 9, FIRST + 1);
        var connection = connected(link, summed, output.toByteArray());
        assertThat(roundTrip(connection, PING).document().toDocument()).isEqualTo(OK);
        assertThat(roundTrip(connection, PING).document().toDocument())
                .isEqualTo(Document.of("ok", 1, "documents", List.of(OK)));
        assertThat(connection.usable()).isTrue();
    }

    @Test
    void bytesAfterTheReplyMakeTheConnectionUnusable() {
        byte[] reply = reply(FIRST, OK);
        var connection = connected(link, Arrays.copyOf(reply, reply.length + 1));
        assertThat(roundTrip(connection, PING).document().toDocument()).isEqualTo(OK);
        assertThat(connection.usable()).isFalse();
    }

    @Test
    void endOfStreamWithinTheReplyLeavesTheOutcomeUnknown() {
        byte[] reply = reply(FIRST, OK);
        for (int length = 0; length < reply.length; length++) {
            var connection = connected(new StubLink(), Arrays.copyOf(reply, length));
            var failure = failure(ConnectionLostException.class, () -> roundTrip(connection, PING));
            assertThat(failure.requestSent()).isTrue();
            assertThat(failure.retryAdvice()).isEqualTo(RetryAdvice.OUTCOME_UNKNOWN);
            assertThat(connection.usable()).isFalse();
        }
    }

    @Test
    void failingWriteIsSafeToRetry() {
        var connection = connected(link);
        link.fails(new IOException("Broken pipe"));
        var failure = failure(ConnectionLostException.class, () -> roundTrip(connection, PING));
        assertThat(failure.requestSent()).isFalse();
        assertThat(failure.retryAdvice()).isEqualTo(RetryAdvice.SAFE);
        assertThat(failure).hasMessageContaining("ping on admin").hasMessageContaining("Broken pipe");
        assertThat(connection.usable()).isFalse();
    }

    @Test
    void aForgedLengthCostsNoMemory() {
        byte[] forged = reply(FIRST, OK);
        Arrays.fill(forged, 0, 4, (byte) 0);
        forged[2] = (byte) 0xDC;
        forged[3] = 2; // 47,972,352 bytes now
        var connection = connected(link, forged);
        assertThatThrownBy(() -> roundTrip(connection, PING)).isInstanceOf(ConnectionLostException.class);
        assertThat(link.largestTarget()).isLessThan(100_000);
    }

    @Test
    void memoryForALargeReplyGrowsWithTheBytesReceived() {
        byte[] forged = Arrays.copyOf(reply(FIRST, OK), 20_000);
        forged[2] = (byte) 0xDC;
        forged[3] = 2;
        var connection = connected(link, forged);
        assertThatThrownBy(() -> roundTrip(connection, PING)).isInstanceOf(ConnectionLostException.class);
        assertThat(link.largestTarget()).isEqualTo(4 * 1024 * 1024);
    }

    @Test
    void aConnectionThatReceivedALargeReplyMayAllocateTwiceAsMuch() {
        byte[] reply = reply(FIRST, Document.of("bytes", new byte[5_000_000]));
        byte[] forged = Arrays.copyOf(reply(FIRST + 1, OK), 20_000);
        forged[2] = (byte) 0xDC;
        forged[3] = 2;
        var connection = connected(link, reply, forged);
        assertThat(roundTrip(connection, PING).document().length()).isEqualTo(reply.length - 21);
        assertThatThrownBy(() -> roundTrip(connection, PING)).isInstanceOf(ConnectionLostException.class);
        assertThat(link.largestTarget()).isEqualTo(2 * (reply.length - 21));
    }

    @Test
    void aPassedDeadlineIsATimeoutThatReportsTheTimeAllowed() {
        var connection = connected(link.blocksWhenEmpty());
        connection.encode(PING, null);
        var deadline = Deadline.after(System.nanoTime(), 400_000_000);
        var failure = failure(OperationTimeoutException.class, () -> connection.roundTrip(deadline, CancelToken.NONE));
        assertThat(failure.retryAdvice()).isEqualTo(RetryAdvice.OUTCOME_UNKNOWN);
        assertThat(failure).hasMessageContaining("400 ms").hasMessageContaining("ping on admin");
        assertThat(connection.usable()).isFalse();
    }

    @Test
    void aDeadlinePassedBeforehandLeavesTheConnectionOpen() {
        var connection = connected(link, reply(FIRST, OK));
        connection.encode(PING, null);
        var failure = failure(
                OperationTimeoutException.class,
                () -> connection.roundTrip(Deadline.after(System.nanoTime(), 0), CancelToken.NONE));
        assertThat(failure.retryAdvice()).isEqualTo(RetryAdvice.SAFE);
        assertThat(connection
                        .roundTrip(Deadline.NONE, CancelToken.NONE)
                        .document()
                        .toDocument())
                .isEqualTo(OK);
    }

    @Test
    void anInterruptBeforehandSendsNothingAndLeavesTheConnectionOpen() {
        var connection = connected(link, reply(FIRST, OK));
        connection.encode(PING, null);
        Thread.currentThread().interrupt();
        var failure = failure(
                InterruptedOperationException.class, () -> connection.roundTrip(Deadline.NONE, CancelToken.NONE));
        assertThat(Thread.interrupted()).isTrue();
        assertThat(failure.retryAdvice()).isEqualTo(RetryAdvice.SAFE);
        assertThat(connection
                        .roundTrip(Deadline.NONE, CancelToken.NONE)
                        .document()
                        .toDocument())
                .isEqualTo(OK);
    }

    @Test
    void cancelAndInterruptLeaveTheOutcomeUnknown() {
        var token = new CancelToken();
        var cancelled = connected(new StubLink().blocksWhenEmpty());
        Thread.ofVirtual().start(token::cancel);
        var failure = failure(
                InterruptedOperationException.class, () -> cancelled.roundTrip(PING, null, Deadline.NONE, token));
        assertThat(failure.retryAdvice()).isIn(RetryAdvice.SAFE, RetryAdvice.OUTCOME_UNKNOWN);

        var blocking = new StubLink().blocksWhenEmpty();
        var interrupted = connected(blocking);
        var reader = Thread.currentThread();
        blocking.onRead(reader::interrupt);
        failure = failure(InterruptedOperationException.class, () -> roundTrip(interrupted, PING));
        assertThat(failure.retryAdvice()).isEqualTo(RetryAdvice.OUTCOME_UNKNOWN);
        assertThat(Thread.interrupted()).isTrue();
        assertThat(interrupted.usable()).isFalse();
    }

    @Test
    void atMostThreeOfOurFramesAreOnTheStackAtTheRead() {
        var frames = new AtomicInteger();
        var connection = connected(link, reply(FIRST, OK));
        link.onRead(() ->
                frames.set(StackWalker.getInstance().walk(stack -> (int) stack.map(StackWalker.StackFrame::getClassName)
                        .filter(name -> name.startsWith("dev.morelia."))
                        .filter(name -> !name.contains("Test") && !name.contains("StubLink"))
                        .count())));
        connection.encode(PING, null);
        // As operations do, which may have a buffer.
        connection.roundTrip(null, Deadline.NONE, CancelToken.NONE);
        // The round trip and the transport; the link, a stub here, is the third.
        assertThat(frames).hasValue(2);
    }
}
