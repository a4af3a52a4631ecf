package dev.morelia.internal.connection;

import static dev.morelia.internal.connection.ServerReplies.FIRST;
import static dev.morelia.internal.connection.ServerReplies.hello;
import static dev.morelia.internal.connection.ServerReplies.message;
import static dev.morelia.internal.connection.ServerReplies.reply;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.morelia.bson.Binary;
import dev.morelia.bson.Document;
import dev.morelia.bson.RawDocument;
import dev.morelia.bson.io.BsonOutput;
import dev.morelia.error.ConnectionOpenException;
import dev.morelia.error.ProtocolException;
import dev.morelia.internal.background.Background;
import dev.morelia.internal.command.Command;
import dev.morelia.internal.command.Target;
import dev.morelia.internal.compression.Compression;
import dev.morelia.internal.env.CancelToken;
import dev.morelia.internal.env.Deadline;
import dev.morelia.internal.identity.IdentityProviders;
import dev.morelia.internal.net.StubEnv;
import dev.morelia.internal.net.StubLink;
import dev.morelia.internal.wire.MessageHeader;
import dev.morelia.internal.wire.OpCode;
import dev.morelia.internal.wire.OpCompressed;
import dev.morelia.internal.wire.OpMsg;
import dev.morelia.settings.ClientSettings;
import dev.morelia.settings.CompressionSettings;
import dev.morelia.spi.Compressor;
import java.util.Arrays;
import java.util.List;
import java.util.Objects;
import java.util.Random;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Compressed commands and replies on one connection. */
@Timeout(20)
class CompressedConnectionTest {
    private static final Command PING = Command.of("ping", "admin", output -> output.int32("ping", 1));
    private static final Document OK = Document.of("ok", 1);

    private final StubLink link = new StubLink();
    private Compression compression = compression("zlib", "snappy");

    private static Compression compression(String... names) {
        return Compression.of(CompressionSettings.defaults().compressors(List.of(names)), List.of(), missing -> {});
    }

    private static Compressor compressor(String name) {
        var all = Compression.all();
        return Objects.requireNonNull(all.negotiated(RawDocument.encode(Document.of("compression", List.of(name)))));
    }

    private static byte[] compressed(String name, byte[] message) {
        return OpCompressed.encode(compressor(name), message);
    }

    private Connection connected(Object serverCompression, byte[]... replies) {
        return connected(reply(1, hello().append("compression", serverCompression)), replies);
    }

    private Connection connected(byte[] helloReply, byte[]... replies) {
        link.piece(helloReply);
        for (byte[] each : replies) {
            link.piece(each);
        }
        var factory = new ConnectionFactory(
                new Background(new StubEnv(address -> link)),
                ClientSettings.defaults(),
                IdentityProviders.NONE,
                compression);
        var connection = factory.open(ServerReplies.SERVER, 1, Deadline.NONE, CancelToken.NONE);
        factory.authenticate(connection, Deadline.NONE, CancelToken.NONE);
        return connection;
    }

    private static Document ping(Connection connection) {
        return connection
                .roundTrip(PING, null, Deadline.NONE, CancelToken.NONE)
                .document()
                .toDocument();
    }

    private @Nullable String compressorOf(byte[] message) {
        if (MessageHeader.decode(message, 0, message.length).opCode() == OpCode.MSG) {
            return null;
        }
        int id = OpCompressed.decode(message, MessageHeader.BYTES, message.length, message.length + 1000)
                .compressorId();
        return Objects.requireNonNull(compression.byId(id)).name();
    }

    private Document lastWritten() {
        byte[] written = OpCompressed.original(link.written().getLast(), compression::byId);
        return OpMsg.decode(written, MessageHeader.BYTES, written.length - MessageHeader.BYTES)
                .folded()
                .toDocument();
    }

    @Test
    void theHandshakeOffersTheCompressorsInOrderAndIsNotCompressed() {
        connected(List.of("snappy", "zlib"));
        assertThat(compressorOf(link.written().getFirst())).isNull();
        assertThat(lastWritten().get("compression")).isEqualTo(List.of("zlib", "snappy"));
    }

    @Test
    void withoutCompressionTheHandshakeOffersNone() {
        compression = Compression.NONE;
        connected(List.of("snappy"), reply(FIRST, OK));
        assertThat(lastWritten().get("compression")).isEqualTo(List.of());
    }

    @Test
    void commandsAreCompressedByTheClientsFirstChoiceInOneWrite() {
        byte[] answer = compressed("zlib", reply(FIRST, OK));
        var connection = connected(List.of("snappy", "zlib"), answer, reply(FIRST + 1, OK));
        int writes = link.written().size();
        int reads = link.reads();
        assertThat(ping(connection)).isEqualTo(OK);
        assertThat(link.written()).hasSize(writes + 1);
        assertThat(link.reads()).isEqualTo(reads + 1);
        assertThat(compressorOf(link.written().getLast())).isEqualTo("zlib");
        assertThat(lastWritten()).isEqualTo(Document.of("ping", 1, "$db", "admin"));
        assertThat(ping(connection)).as("an uncompressed reply").isEqualTo(OK);
        assertThat(connection.usable()).isTrue();
    }

    @Test
    void theServerMayUseAnyCompressorThatWasOffered() {
        var connection = connected(List.of("zlib"), compressed("snappy", reply(FIRST, OK)));
        assertThat(ping(connection)).isEqualTo(OK);
    }

    @Test
    void theReplyToTheHandshakeMayBeCompressed() {
        byte[] helloReply = compressed("snappy", reply(1, hello().append("compression", List.of("snappy"))));
        var connection = connected(helloReply, reply(FIRST, OK));
        assertThat(ping(connection)).isEqualTo(OK);
        assertThat(compressorOf(link.written().getLast())).isEqualTo("snappy");
    }

    @Test
    void nothingIsCompressedIfTheServerHasNoneOfThem() {
        var connection = connected(List.of("zstd", "noop"), reply(FIRST, OK));
        assertThat(ping(connection)).isEqualTo(OK);
        assertThat(compressorOf(link.written().getLast())).isNull();
    }

    @ParameterizedTest
    @ValueSource(strings = {"hello", "saslStart", "saslContinue", "authenticate", "createUser", "updateUser"})
    void commandsWithSecretsAreNotCompressed(String name) {
        var connection = connected(List.of("zlib"), reply(FIRST, OK), reply(FIRST + 1, OK));
        var command = Command.of(name, "admin", output -> output.int32(name, 1));
        connection.roundTrip(command, null, Deadline.NONE, CancelToken.NONE);
        assertThat(compressorOf(link.written().getLast())).isNull();
        ping(connection);
        assertThat(compressorOf(link.written().getLast())).isEqualTo("zlib");
    }

    @Test
    void monitorsDoNotCompress() {
        link.piece(reply(1, hello().append("compression", List.of("zlib")))).piece(reply(FIRST, OK));
        var factory = new ConnectionFactory(
                new Background(new StubEnv(address -> link)),
                ClientSettings.defaults(),
                IdentityProviders.NONE,
                compression);
        var connection = factory.openForMonitor(ServerReplies.SERVER, 1, Deadline.NONE, CancelToken.NONE);
        ping(connection);
        assertThat(compressorOf(link.written().getLast())).isNull();
    }

    @ParameterizedTest
    @ValueSource(ints = {20, 3_000, 16_000, 17_000, 100_000, 5_000_000})
    void messagesOfAnySize(int length) {
        byte[] noise = new byte[length];
        new Random(length).nextBytes(noise);
        var large = Document.of("ok", 1, "noise", new Binary(noise), "zeros", new Binary(new byte[length]));
        var connection = connected(
                List.of("snappy"), compressed("snappy", reply(FIRST, large)), compressed("zlib", reply(FIRST + 1, OK)));
        var command = Command.of("echo", "app", output -> output.document("echo", RawDocument.encode(large)));
        var document = connection
                .roundTrip(command, null, Deadline.NONE, CancelToken.NONE)
                .document();
        assertThat(document.toDocument()).isEqualTo(large);
        assertThat(lastWritten()).isEqualTo(Document.of("echo", large, "$db", "app"));
        assertThat(ping(connection)).isEqualTo(OK);
    }

    /** It would exceed the limit of the server otherwise. */
    @Test
    void anIncompressibleMessageOfTheMaximumSizeIsSentAsItIs() {
        byte[] noise = new byte[99_000];
        new Random(3).nextBytes(noise);
        byte[] helloReply =
                reply(1, hello().append("maxMessageSizeBytes", 99_050).append("compression", List.of("zlib")));
        var connection = connected(helloReply, reply(FIRST, OK), reply(FIRST + 1, OK));
        connection.roundTrip(
                Command.of("echo", "a", output -> output.value("echo", new Binary(noise))),
                null,
                Deadline.NONE,
                CancelToken.NONE);
        assertThat(compressorOf(link.written().getLast())).isNull();
        ping(connection);
        assertThat(compressorOf(link.written().getLast())).isEqualTo("zlib");
    }

    @Test
    void eventsShowTheCommandAsItWasBefore() {
        var connection = connected(List.of("zlib"));
        connection.encode(PING, null);
        assertThat(connection.encodedCommand().toDocument()).isEqualTo(Document.of("ping", 1, "$db", "admin"));
        connection.discardEncoded();
        assertThat(connection.isEncoded()).isFalse();
    }

    @Test
    void unacknowledgedCommandsAreCompressedToo() {
        var connection = connected(List.of("zlib"));
        var command = new Command("insert", Target.of("a"), output -> output.string("insert", "b"), null, false);
        connection.send(command, null, Deadline.NONE, CancelToken.NONE);
        byte[] written = link.written().getLast();
        assertThat(compressorOf(written)).isEqualTo("zlib");
        byte[] original = OpCompressed.original(written, compression::byId);
        assertThat(OpMsg.decode(original, 16, original.length - 16).moreToCome())
                .isTrue();
    }

    @Test
    void oneReplyAfterTheOtherMayBeCompressed() {
        var connection = connected(
                List.of("zlib"),
                compressed("zlib", message(FIRST, OpMsg.MORE_TO_COME, Document.of("n", 1))),
                compressed("zlib", message(900, 0, Document.of("n", 2))));
        var command = new Command("stream", Target.of("a"), output -> output.int32("stream", 1), null, true, true);
        var first = connection.roundTrip(command, null, Deadline.NONE, CancelToken.NONE);
        assertThat(first.document().int32("n")).isEqualTo(1);
        assertThat(connection.moreToCome()).isTrue();
        var second = connection.roundTrip(Deadline.NONE, CancelToken.NONE);
        assertThat(second.document().int32("n")).isEqualTo(2);
        assertThat(connection.usable()).isTrue();
    }

    /** Fails, closes the connection and names what is wrong. */
    private void assertRejected(byte[] answer, String message) {
        var connection = connected(List.of("zlib", "snappy"), answer);
        assertThatThrownBy(() -> ping(connection))
                .isInstanceOf(ProtocolException.class)
                .hasMessageContaining(message);
        assertThat(connection.usable()).isFalse();
    }

    private static byte[] patched(byte[] message, int at, int value) {
        var output = new BsonOutput();
        output.writeBytes(message, 0, message.length);
        output.setInt32(at, value);
        return output.toByteArray();
    }

    @Test
    void aCompressorThatWasNotOfferedIsRejected() {
        assertRejected(compressed("zstd", reply(FIRST, OK)), "id 3, which this client has not offered");
    }

    @Test
    void withoutCompressionACompressedReplyIsRejected() {
        compression = Compression.NONE;
        assertRejected(compressed("zlib", reply(FIRST, OK)), "has not offered");
    }

    @Test
    void theNoopCompressorWasNotOffered() {
        byte[] answer = compressed("zlib", reply(FIRST, OK));
        answer[24] = 0;
        assertRejected(answer, "id 0");
    }

    @Test
    void aReplyToAnotherRequestIsRejected() {
        assertRejected(compressed("zlib", reply(FIRST + 5, OK)), "not " + FIRST);
    }

    @Test
    void aCompressedMessageInACompressedMessageIsRejected() {
        byte[] inner = compressed("zlib", reply(FIRST, OK));
        assertRejected(compressed("zlib", inner), "operation code 2012");
    }

    @Test
    void anotherMessageThanAnOpMsgIsRejected() {
        assertRejected(patched(compressed("zlib", reply(FIRST, OK)), 16, OpCode.REPLY), "operation code 1");
    }

    @ParameterizedTest
    @ValueSource(ints = {Integer.MIN_VALUE, -1, 0, 9, 48_016_370, Integer.MAX_VALUE})
    void impossibleSizesAreRejected(int size) {
        assertRejected(patched(compressed("zlib", reply(FIRST, OK)), 20, size), "contains " + size + " bytes");
    }

    @ParameterizedTest
    @ValueSource(ints = {10, 17, 19, 1000, 48_016_368})
    void wrongSizesAreRejected(int size) {
        assertRejected(patched(compressed("zlib", reply(FIRST, OK)), 20, size), "OP_COMPRESSED");
    }

    @Test
    void truncatedContentIsRejected() {
        byte[] answer = compressed("zlib", reply(FIRST, OK));
        byte[] shorter = Arrays.copyOf(answer, answer.length - 4);
        assertRejected(patched(shorter, 0, shorter.length), "cannot be decompressed");
    }

    @Test
    void aBombIsRejected() {
        byte[] bomb = compressed("zlib", reply(FIRST, Document.of("zeros", new Binary(new byte[20_000_000]))));
        assertRejected(patched(bomb, 20, 100), "longer content");
    }

    @Test
    void aMalformedBodyIsRejected() {
        byte[] answer = reply(FIRST, OK);
        answer[20] = 7;
        assertRejected(compressed("zlib", answer), "unknown kind 7");
    }

    @Test
    void theReplyToTheHandshakeIsCheckedToo() {
        byte[] helloReply = patched(compressed("zlib", reply(1, hello())), 20, 11);
        assertThatThrownBy(() -> connected(helloReply)).isInstanceOf(ConnectionOpenException.class);
    }

    private record Throwing(Throwable thrown) implements Compressor {
        @Override
        public String name() {
            return "zlib";
        }

        @Override
        public int id() {
            return 2;
        }

        @Override
        public int maximumCompressedLength(int length) {
            return length;
        }

        @Override
        public int compress(byte[] source, int offset, int length, byte[] target, int targetOffset) {
            throw (RuntimeException) thrown;
        }

        @Override
        public int decompress(byte[] source, int offset, int length, byte[] target) {
            throw (RuntimeException) thrown;
        }
    }

    @Test
    void aCompressorOfTheProgramThatThrowsCostsNoConnection() {
        var thrown = new IllegalStateException("secret");
        compression = Compression.of(CompressionSettings.defaults(), List.of(new Throwing(thrown)), missing -> {});
        var connection = connected(List.of("zlib"), reply(FIRST + 1, OK));
        int writes = link.written().size();
        assertThatIllegalArgumentException()
                .isThrownBy(() -> ping(connection))
                .withMessageContaining(Throwing.class.getName())
                .withCause(thrown);
        assertThat(link.written()).hasSize(writes);
        assertThat(connection.isEncoded()).isFalse();
        assertThat(connection.usable()).isTrue();
    }
}
