package dev.morelia.internal.connection;

import static dev.morelia.internal.connection.ServerReplies.FIRST;
import static dev.morelia.internal.connection.ServerReplies.connected;
import static dev.morelia.internal.connection.ServerReplies.reply;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.morelia.bson.Document;
import dev.morelia.error.OperationTimeoutException;
import dev.morelia.internal.command.Command;
import dev.morelia.internal.env.CancelToken;
import dev.morelia.internal.env.Deadline;
import dev.morelia.internal.net.StubLink;
import org.junit.jupiter.api.Test;

/** Commands that are encoded but not sent. */
class EncodedCommandTest {
    private static final Command PING = Command.of("ping", "admin", output -> output.int32("ping", 1));
    private static final Document OK = Document.of("ok", 1);

    @Test
    void anUnsentCommandIsDiscarded() {
        var connection = connected(new StubLink(), reply(FIRST + 1, OK));
        connection.encode(Command.of("insert", "app", output -> output.string("x", "y".repeat(3_000_000))), null);
        assertThatThrownBy(() -> connection.roundTrip(Deadline.after(System.nanoTime() - 2, 1), CancelToken.NONE))
                .isInstanceOf(OperationTimeoutException.class);
        assertThat(connection.isEncoded()).isTrue();
        connection.discardEncoded();
        assertThat(connection.isEncoded()).isFalse();
        connection.discardEncoded();
        assertThat(connection
                        .roundTrip(PING, null, Deadline.NONE, CancelToken.NONE)
                        .document()
                        .toDocument())
                .isEqualTo(OK);
    }
}
