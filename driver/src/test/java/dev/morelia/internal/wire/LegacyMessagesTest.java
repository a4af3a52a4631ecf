package dev.morelia.internal.wire;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.morelia.bson.Document;
import dev.morelia.bson.RawDocument;
import dev.morelia.bson.io.BsonOutput;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Test;

class LegacyMessagesTest {

    private static final RawDocument HELLO = RawDocument.encode(Document.of("isMaster", 1, "helloOk", true));

    private static byte[] payload(BsonOutput output) {
        return Arrays.copyOfRange(output.buffer(), MessageHeader.BYTES, output.position());
    }

    private static byte[] query(OpQuery query) {
        var output = new BsonOutput();
        query.encode(output, 3);
        assertThat(MessageHeader.decode(output.buffer(), 0, 1000))
                .isEqualTo(new MessageHeader(output.position(), 3, 0, OpCode.QUERY));
        return payload(output);
    }

    private static byte[] reply(OpReply reply) {
        var output = new BsonOutput();
        reply.encode(output, 4, 3);
        assertThat(MessageHeader.decode(output.buffer(), 0, 1000))
                .isEqualTo(new MessageHeader(output.position(), 4, 3, OpCode.REPLY));
        return payload(output);
    }

    @Test
    void queryRoundTrip() {
        var command = OpQuery.command("admin", HELLO);
        assertThat(OpQuery.decode(query(command), 0, query(command).length)).isEqualTo(command);
        assertThat(command.collection()).isEqualTo("admin.$cmd");
        var find = new OpQuery(0, "a.b", 1, 2, HELLO, RawDocument.encode(Document.of("x", 1)));
        assertThat(OpQuery.decode(query(find), 0, query(find).length)).isEqualTo(find);
    }

    @Test
    void replyRoundTrip() {
        for (var reply : List.of(
                OpReply.of(HELLO), new OpReply(2, 77, 5, List.of()), new OpReply(0, 0, 0, List.of(HELLO, HELLO)))) {
            assertThat(OpReply.decode(reply(reply), 0, reply(reply).length)).isEqualTo(reply);
        }
    }

    @Test
    void rejectsEveryTruncationAndEveryAddition() {
        byte[] query = query(OpQuery.command("admin", HELLO));
        byte[] reply = reply(OpReply.of(HELLO));
        for (int length = 0; length < query.length; length++) {
            byte[] truncated = Arrays.copyOf(query, length);
            assertThatThrownBy(() -> OpQuery.decode(truncated, 0, truncated.length))
                    .isInstanceOf(WireException.class);
        }
        for (int length = 0; length < reply.length; length++) {
            byte[] truncated = Arrays.copyOf(reply, length);
            assertThatThrownBy(() -> OpReply.decode(truncated, 0, truncated.length))
                    .isInstanceOf(WireException.class);
        }
        for (int more = 1; more < 9; more++) {
            byte[] longQuery = Arrays.copyOf(query, query.length + more);
            byte[] longReply = Arrays.copyOf(reply, reply.length + more);
            assertThatThrownBy(() -> OpQuery.decode(longQuery, 0, longQuery.length))
                    .isInstanceOf(WireException.class);
            assertThatThrownBy(() -> OpReply.decode(longReply, 0, longReply.length))
                    .isInstanceOf(WireException.class);
        }
    }

    @Test
    void rejectsAWrongNumberOfDocumentsWithoutAllocatingForIt() {
        byte[] reply = reply(OpReply.of(HELLO));
        Arrays.fill(reply, 16, 20, (byte) 0x7F);
        assertThatThrownBy(() -> OpReply.decode(reply, 0, reply.length))
                .hasMessage("OP_REPLY announces 2139062143 documents and has 1");
    }
}
