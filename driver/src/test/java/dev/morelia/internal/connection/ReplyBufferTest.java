package dev.morelia.internal.connection;

import static dev.morelia.internal.connection.ServerReplies.FIRST;
import static dev.morelia.internal.connection.ServerReplies.connected;
import static dev.morelia.internal.connection.ServerReplies.reply;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.morelia.bson.Document;
import dev.morelia.error.ProtocolException;
import dev.morelia.internal.command.Command;
import dev.morelia.internal.command.Reply;
import dev.morelia.internal.command.ReplyBuffer;
import dev.morelia.internal.env.CancelToken;
import dev.morelia.internal.env.Deadline;
import dev.morelia.internal.net.StubLink;
import java.util.Arrays;
import java.util.List;
import java.util.Objects;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Replies that are read into a buffer. */
@Timeout(20)
class ReplyBufferTest {
    private static final Command FIND = Command.of("find", "app", output -> output.string("find", "c"));

    private final StubLink link = new StubLink();
    private final ReplyBuffer buffer = new ReplyBuffer();

    private static Document batch(String text) {
        var documents = List.of(new Document("x", text));
        return new Document("cursor", Document.of("firstBatch", documents, "id", 0L, "ns", "app.c"))
                .append("ok", 1.0)
                .append("text", text.substring(0, 3));
    }

    private Reply roundTrip(Connection connection) {
        connection.encode(FIND, null);
        return connection.roundTrip(buffer, Deadline.NONE, CancelToken.NONE);
    }

    private static String text(Reply reply) {
        return Objects.requireNonNull(reply.batch()).document("0").string("x");
    }

    @Test
    void theBufferIsUsedAgainAsFarAsItIsLargeEnough() {
        String large = "large".repeat(1_000_000);
        var connection = connected(
                link,
                reply(FIRST, batch("small")),
                reply(FIRST + 1, batch(large)),
                reply(FIRST + 2, batch("again")),
                reply(FIRST + 3, batch(large)));
        var first = roundTrip(connection);
        assertThat(text(first)).isEqualTo("small");
        byte[] small = buffer.bytes();
        var second = roundTrip(connection);
        assertThat(text(second)).isEqualTo(large);
        byte[] grown = buffer.bytes();
        assertThat(grown).isNotSameAs(small).hasSizeGreaterThan(5_000_000);
        assertThat(text(roundTrip(connection))).isEqualTo("again");
        assertThat(text(roundTrip(connection))).isEqualTo(large);
        assertThat(buffer.bytes()).isSameAs(grown);
        // What is no document of the batch stays as it was.
        assertThat(first.document().string("text")).isEqualTo("sma");
        assertThat(second.document().string("text")).isEqualTo("lar");
        assertThat(second.document().length()).isLessThan(200);
        assertThat(connection.usable()).isTrue();
    }

    @Test
    void theNextReplyHasMemoryOfItsOwnUnlessABufferIsGiven() {
        var connection = connected(link, reply(FIRST, batch("first")), reply(FIRST + 1, batch("other")));
        var first = roundTrip(connection);
        byte[] used = buffer.bytes().clone();
        var other = connection.roundTrip(FIND, null, Deadline.NONE, CancelToken.NONE);
        assertThat(other.batch()).isNull();
        assertThat(other.document().toDocument()).isEqualTo(batch("other"));
        assertThat(buffer.bytes()).isEqualTo(used);
        assertThat(text(first)).isEqualTo("first");
    }

    @Test
    void aMessageOfUnusualFormHasMemoryOfItsOwn() {
        byte[] usual = reply(FIRST, batch("first"));
        byte[] bytes = Arrays.copyOf(usual, usual.length + 4);
        bytes[0] = (byte) (bytes[0] + 4);
        bytes[16] = 1; // there is a checksum
        var connection = connected(link, bytes);
        assertThat(roundTrip(connection).document().toDocument()).isEqualTo(batch("first"));
        assertThat(buffer.bytes()).isEmpty();
    }

    @Test
    void aMalformedReplyClosesTheConnection() {
        byte[] bytes = reply(FIRST, batch("first"));
        bytes[16 + 5 + 4 + 1 + 7 + 4 + 1 + 11 + 2] = 127; // the length of the array
        var connection = connected(link, bytes);
        assertThatThrownBy(() -> roundTrip(connection)).isInstanceOf(ProtocolException.class);
        assertThat(connection.usable()).isFalse();
    }
}
