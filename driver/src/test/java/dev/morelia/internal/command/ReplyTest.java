package dev.morelia.internal.command;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.morelia.bson.BsonException;
import dev.morelia.bson.Document;
import dev.morelia.bson.RawDocument;
import dev.morelia.topology.ServerAddress;
import java.util.Arrays;
import java.util.List;
import java.util.Objects;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Replies in memory that is used again. */
class ReplyTest {
    private static final ServerAddress SERVER = new ServerAddress("a", 1);
    private static final String FIND = "{\"cursor\": {\"firstBatch\": [{\"n\": 0, \"x\": \"yz\"}, {\"n\": 1}], "
            + "\"id\": {\"$numberLong\": \"0\"}, \"ns\": \"a.b\"}, \"ok\": 1.0, \"$clusterTime\": {\"x\": 5}}";

    private static byte[] bytes(String json) {
        return RawDocument.encode(Document.parse(json)).toByteArray();
    }

    private static Reply apart(byte[] encoded) {
        return Reply.apart(Arrays.copyOf(encoded, encoded.length + 7), encoded.length, SERVER);
    }

    @Test
    void theDocumentsOfABatchAreApart() {
        byte[] encoded = bytes(FIND);
        var memory = Arrays.copyOf(encoded, encoded.length + 100);
        var reply = Reply.apart(memory, encoded.length, SERVER);
        var batch = Objects.requireNonNull(reply.batch());
        assertThat(batch.document("0").string("x")).isEqualTo("yz");
        assertThat(batch.document("1").int32("n")).isEqualTo(1);
        Arrays.fill(memory, (byte) 0xDD);
        var expected = Document.parse(FIND);
        expected.document("cursor").append("firstBatch", List.of());
        assertThat(reply.document().toDocument()).isEqualTo(expected);
        assertThat(reply.server()).isEqualTo(SERVER);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "{}",
                "{\"ok\": 0.0, \"errmsg\": \"no\", \"code\": 5}",
                "{\"cursor\": [], \"ok\": 1}",
                "{\"cursor\": {}, \"ok\": 1}",
                "{\"cursor\": {\"nextBatch\": [{}]}, \"ok\": 1}",
                "{\"cursor\": {\"firstBatch\": {}}, \"ok\": 1}",
                "{\"cursor\": {\"id\": 1}, \"firstBatch\": [{}]}"
            })
    void anyOtherReplyIsCopied(String json) {
        byte[] encoded = bytes(json);
        byte[] memory = encoded.clone();
        var reply = Reply.apart(memory, memory.length, SERVER);
        Arrays.fill(memory, (byte) 0xDD);
        assertThat(reply.batch()).isNull();
        assertThat(reply.document().toByteArray()).isEqualTo(encoded);
    }

    @Test
    void anEmptyBatchIsOne() {
        var reply = apart(bytes("{\"cursor\": {\"firstBatch\": []}}"));
        assertThat(Objects.requireNonNull(reply.batch()).length()).isEqualTo(5);
        assertThat(reply.document().toDocument()).isEqualTo(Document.parse("{\"cursor\": {\"firstBatch\": []}}"));
    }

    /** Whatever a byte is changed to, there is a reply or the exception of malformed ones. */
    @Test
    void malformedRepliesAreRejected() {
        byte[] encoded = bytes(FIND);
        for (int at = 0; at < encoded.length; at++) {
            for (int value : new int[] {0, 1, 4, 5, 127, 128, 255}) {
                byte[] changed = encoded.clone();
                changed[at] = (byte) value;
                try {
                    var reply = apart(changed);
                    assertThat(reply.document().length()).isBetween(5, encoded.length);
                } catch (BsonException expected) {
                    assertThat(expected).hasMessageMatching("(?s).+");
                }
            }
        }
        byte[] tooLong = encoded.clone();
        tooLong[4 + 1 + 7 + 4 + 1 + 11 + 2] = 127; // the length of the array
        assertThatThrownBy(() -> apart(tooLong)).isInstanceOf(BsonException.class);
    }

    @Test
    void aDiscardedBufferIsOverwrittenWithAssertions() {
        var buffer = new ReplyBuffer();
        buffer.replace(new byte[3]);
        buffer.discard();
        boolean assertions = ReplyBuffer.class.desiredAssertionStatus();
        assertThat(buffer.bytes()).containsOnly((byte) (assertions ? 0xDD : 0));
    }
}
