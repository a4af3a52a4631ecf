package dev.morelia.internal.connection;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.morelia.bson.Document;
import dev.morelia.bson.RawDocument;
import dev.morelia.bson.io.BsonOutput;
import dev.morelia.bson.io.EncodingContext;
import dev.morelia.internal.command.Command;
import dev.morelia.internal.command.DocumentSequence;
import dev.morelia.internal.command.Target;
import dev.morelia.internal.wire.MessageHeader;
import dev.morelia.internal.wire.OpMsg;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** The bytes of commands, and the buffers that they are encoded in. */
class CommandOutputTest {
    private final AtomicInteger closed = new AtomicInteger();
    private final CommandOutput output =
            new CommandOutput(ServerReplies.SERVER, new AtomicInteger(40), closed::incrementAndGet);

    private static void insert(BsonOutput output) {
        output.string("insert", "orders");
    }

    private static Command insert(Consumer<BsonOutput> body, @Nullable DocumentSequence sequence) {
        return new Command("insert", "app", body, sequence, true);
    }

    private int encode(Command command) {
        return output.encode(command, null, EncodingContext.STANDARD);
    }

    private byte[] message() {
        return Arrays.copyOf(output.message(), output.length());
    }

    @ParameterizedTest
    @CsvSource({"true, false, 0", "false, false, 2", "true, true, 65536", "false, true, 2"})
    void flagsSayWhichRepliesAreWanted(boolean acknowledged, boolean exhaustAllowed, int flags) {
        encode(new Command("insert", Target.of("app"), CommandOutputTest::insert, null, acknowledged, exhaustAllowed));
        byte[] message = message();
        assertThat(OpMsg.decode(message, MessageHeader.BYTES, message.length - MessageHeader.BYTES)
                        .flags())
                .isEqualTo(flags);
    }

    @Test
    void eachMessageHasItsLengthAndTheNextRequestId() {
        for (int expected = 41; expected <= 43; expected++) {
            assertThat(encode(insert(CommandOutputTest::insert, null))).isEqualTo(expected);
            byte[] message = message();
            var header = MessageHeader.decode(message, 0, message.length);
            assertThat(header.requestId()).isEqualTo(expected);
            assertThat(header.length()).isEqualTo(message.length);
            output.release();
        }
    }

    @Test
    void extraElementsFollowTheDatabase() {
        output.encode(
                insert(CommandOutputTest::insert, null),
                extra -> extra.string("apiVersion", "1"),
                EncodingContext.STANDARD);
        assertThat(output.command().toDocument())
                .isEqualTo(Document.of("insert", "orders", "$db", "app").append("apiVersion", "1"));
    }

    @Test
    void nothingIsEncodedBeforeAndAfter() {
        assertThat(output.isEncoded()).isFalse();
        assertThatThrownBy(output::command).isInstanceOf(IllegalStateException.class);
        encode(insert(CommandOutputTest::insert, null));
        assertThat(output.isEncoded()).isTrue();
        output.release();
        assertThat(output.isEncoded()).isFalse();
        assertThatThrownBy(output::requireEncoded).isInstanceOf(IllegalStateException.class);
    }

    @Test
    void nothingIsEncodedIfTheSequenceIsEmptyOrTheBodyFails() {
        encode(insert(CommandOutputTest::insert, documents(0)));
        assertThat(output.isEncoded()).isFalse();
        var failure = new IllegalStateException("codec");
        assertThatThrownBy(() -> encode(insert(
                        body -> {
                            body.string("insert", "orders");
                            throw failure;
                        },
                        null)))
                .isSameAs(failure);
        assertThat(output.isEncoded()).isFalse();
        encode(insert(CommandOutputTest::insert, documents(2)));
        assertThat(output.command().toDocument())
                .isEqualTo(Document.of("insert", "orders", "$db", "app")
                        .append("documents", List.of(Document.of("a", 1), Document.of("a", 1))));
    }

    @Test
    void aLargeBufferIsUsedAgainButNotRetained() {
        Consumer<BsonOutput> large = body -> body.string("insert", "x".repeat(3_000_000));
        encode(insert(large, null));
        byte[] buffer = output.message();
        output.release();
        assertThat(output.message().length).isLessThanOrEqualTo(CommandOutput.RETAINED_BYTES);
        encode(insert(large, null));
        assertThat(output.message()).isSameAs(buffer);
        output.release();
        assertThat(output.message().length).isLessThanOrEqualTo(CommandOutput.RETAINED_BYTES);
        assertThat(closed).hasValue(0);
    }

    private static DocumentSequence documents(int count) {
        return new DocumentSequence() {
            @Override
            public String identifier() {
                return "documents";
            }

            @Override
            public int write(BsonOutput target, int maxMessageEnd) {
                for (int i = 0; i < count; i++) {
                    target.document(RawDocument.encode(Document.of("a", 1)));
                }
                return count;
            }
        };
    }
}
