package dev.morelia.internal.wire;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowable;

import dev.morelia.bson.Document;
import dev.morelia.bson.RawDocument;
import dev.morelia.bson.io.BsonOutput;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class OpMsgTest {

    private static final RawDocument PING = raw(Document.of("ping", 1, "$db", "admin"));

    private static RawDocument raw(Document document) {
        return RawDocument.encode(document);
    }

    private static OpMsg.Sequence sequence(String identifier, Document... documents) {
        return new OpMsg.Sequence(
                identifier, Arrays.stream(documents).map(OpMsgTest::raw).toList());
    }

    /** The message after its header. */
    private static byte[] payload(OpMsg message) {
        var output = new BsonOutput();
        message.encode(output, 1, 0);
        byte[] bytes = output.toByteArray();
        assertThat(MessageHeader.decode(bytes, 0, bytes.length).length()).isEqualTo(bytes.length);
        return Arrays.copyOfRange(bytes, MessageHeader.BYTES, bytes.length);
    }

    private static OpMsg decode(byte[] payload) {
        return OpMsg.decode(payload, 0, payload.length);
    }

    private static byte[] withFlags(int flags, byte[] payload) {
        var output = new BsonOutput();
        output.writeBytes(payload, 0, payload.length);
        output.setInt32(0, flags);
        return output.toByteArray();
    }

    private static byte[] concat(byte[]... parts) {
        var output = new BsonOutput();
        for (byte[] part : parts) {
            output.writeBytes(part, 0, part.length);
        }
        return output.toByteArray();
    }

    @Test
    void encodesTheBodyByteForByte() {
        assertThat(payload(new OpMsg(OpMsg.MORE_TO_COME, raw(new Document()), List.of())))
                .containsExactly(2, 0, 0, 0, 0, 5, 0, 0, 0, 0);
    }

    @Test
    void encodesASequenceByteForByte() {
        assertThat(payload(new OpMsg(0, raw(new Document()), List.of(sequence("ab", new Document())))))
                .containsExactly(0, 0, 0, 0, 0, 5, 0, 0, 0, 0, 1, 12, 0, 0, 0, 'a', 'b', 0, 5, 0, 0, 0, 0);
    }

    @Test
    void decodesWhatItEncodedWithSeededContents() {
        for (int seed = 0; seed < 300; seed++) {
            var random = new Random(seed);
            List<OpMsg.Sequence> sequences = new ArrayList<>();
            for (int s = random.nextInt(4); s > 0; s--) {
                var documents = new Document[random.nextInt(5)];
                Arrays.setAll(documents, i -> Document.of("_id", i, "x", "y".repeat(random.nextInt(300))));
                sequences.add(sequence("s" + s, documents));
            }
            var body = raw(Document.of("insert", "c" + seed, "n", random.nextLong()));
            var message = new OpMsg(random.nextBoolean() ? OpMsg.EXHAUST_ALLOWED : 0, body, sequences);
            assertThat(decode(payload(message))).as("seed %d", seed).isEqualTo(message);
        }
    }

    @Test
    void rejectsEveryTruncationAndEveryAddition() {
        byte[] payload = payload(new OpMsg(0, PING, List.of(sequence("documents", Document.of("a", 1)))));
        int bodyAlone = OpMsg.BEFORE_BODY_BYTES + PING.length();
        for (int length = 0; length < payload.length; length++) {
            byte[] truncated = Arrays.copyOf(payload, length);
            if (length != bodyAlone) {
                assertThatThrownBy(() -> decode(truncated))
                        .as("%d bytes", length)
                        .isInstanceOf(WireException.class);
            }
        }
        for (int more = 1; more < 9; more++) {
            byte[] longer = Arrays.copyOf(payload, payload.length + more);
            assertThatThrownBy(() -> decode(longer)).isInstanceOf(WireException.class);
        }
    }

    @Test
    void acceptsSectionsInAnyOrder() {
        byte[] flags = {0, 0, 0, 0};
        byte[] sequence = {1, 12, 0, 0, 0, 'a', 'b', 0, 5, 0, 0, 0, 0};
        byte[] body = {0, 5, 0, 0, 0, 0};
        assertThat(decode(concat(flags, sequence, body))).isEqualTo(decode(concat(flags, body, sequence)));
    }

    @Test
    void rejectsAMessageWithoutBodyOrWithTwo() {
        byte[] flags = {0, 0, 0, 0};
        byte[] body = {0, 5, 0, 0, 0, 0};
        assertThatThrownBy(() -> decode(flags)).hasMessage("OP_MSG has no body section");
        assertThatThrownBy(() -> decode(concat(flags, body, body))).hasMessage("OP_MSG has two body sections");
    }

    @ParameterizedTest
    @ValueSource(ints = {2, 3, 127, 255})
    void rejectsUnknownSectionKinds(int kind) {
        byte[] payload = payload(new OpMsg(0, PING, List.of()));
        payload[4] = (byte) kind;
        assertThatThrownBy(() -> decode(payload)).hasMessage("OP_MSG has a section of unknown kind " + kind);
    }

    @ParameterizedTest
    @ValueSource(ints = {4, 1 << 7, 1 << 15, 0xFFFF})
    void rejectsUnknownRequiredFlags(int flags) {
        byte[] payload = withFlags(flags, payload(new OpMsg(0, PING, List.of())));
        assertThatThrownBy(() -> decode(payload)).hasMessageStartingWith("OP_MSG has unknown required flags 0x");
        assertThat(OpMsg.lengthOfOnlyBody(payload, 0, payload.length)).isEqualTo(-1);
    }

    @ParameterizedTest
    @ValueSource(ints = {1 << 16, 1 << 17, 1 << 31})
    void ignoresUnknownOptionalFlags(int flags) {
        byte[] payload = withFlags(flags, payload(new OpMsg(0, PING, List.of())));
        assertThat(decode(payload).body()).isEqualTo(PING);
        assertThat(OpMsg.lengthOfOnlyBody(payload, 0, payload.length)).isEqualTo(PING.length());
    }

    @Test
    void skipsAChecksumWhenReadingAndNeverWritesOne() {
        byte[] plain = payload(new OpMsg(0, PING, List.of()));
        byte[] summed = withFlags(OpMsg.CHECKSUM_PRESENT, concat(plain, new byte[] {1, 2, 3, 4}));
        assertThat(decode(summed).body()).isEqualTo(PING);
        assertThat(payload(decode(summed))).isEqualTo(plain);
        byte[] missing = withFlags(OpMsg.CHECKSUM_PRESENT, plain);
        assertThatThrownBy(() -> decode(missing)).isInstanceOf(WireException.class);
    }

    @Test
    void lengthOfOnlyBodyAgreesWithDecoding() {
        byte[] usual = payload(new OpMsg(0, PING, List.of()));
        assertThat(OpMsg.lengthOfOnlyBody(usual, 0, usual.length)).isEqualTo(PING.length());
        var random = new Random(4);
        for (int i = 0; i < 50_000; i++) {
            byte[] changed = usual.clone();
            changed[random.nextInt(12)] = (byte) random.nextInt(5);
            int length = random.nextInt(changed.length + 1);
            int quick = OpMsg.lengthOfOnlyBody(changed, 0, length);
            byte[] message = Arrays.copyOf(changed, length);
            if (quick >= 0) {
                assertThat(decode(message))
                        .isEqualTo(new OpMsg(
                                decode(message).flags(), decode(message).body(), List.of()));
                assertThat(decode(message).body().length()).isEqualTo(quick);
            } else {
                var failure = catchThrowable(() -> decode(message));
                boolean unusual = failure != null || (decode(message).flags() & 0xFFFF) != 0;
                assertThat(unusual).isTrue();
            }
        }
    }

    @Test
    void foldsSequencesIntoTheBody() {
        var message = new OpMsg(
                0,
                raw(Document.of("insert", "c")),
                List.of(sequence("documents", Document.of("a", 1), Document.of("a", 2)), sequence("more")));
        assertThat(message.folded().toDocument())
                .isEqualTo(new Document()
                        .append("insert", "c")
                        .append("documents", List.of(Document.of("a", 1), Document.of("a", 2)))
                        .append("more", List.of()));
    }

    @Test
    void rejectsFoldingTheSameFieldTwice() {
        var inBody = new OpMsg(0, raw(Document.of("a", 1)), List.of(sequence("a")));
        assertThatThrownBy(inBody::folded).hasMessage("field a occurs twice in an OP_MSG");
        var twice = new OpMsg(0, raw(Document.of("b", 1)), List.of(sequence("a"), sequence("a")));
        assertThatThrownBy(twice::folded).hasMessage("field a occurs twice in an OP_MSG");
    }

    @ParameterizedTest
    @ValueSource(ints = {Integer.MIN_VALUE, -1, 0, 3, 14, Integer.MAX_VALUE})
    void rejectsForgedLengthsOfSequences(int length) {
        byte[] payload = payload(new OpMsg(0, raw(new Document()), List.of(sequence("ab", new Document()))));
        var output = new BsonOutput();
        output.writeBytes(payload, 0, payload.length);
        output.setInt32(11, length);
        assertThatThrownBy(() -> decode(output.toByteArray())).isInstanceOf(WireException.class);
    }
}
