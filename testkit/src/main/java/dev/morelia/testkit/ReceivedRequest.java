package dev.morelia.testkit;

import dev.morelia.bson.RawDocument;
import org.jspecify.annotations.Nullable;

/**
 * A request received by a {@link ScriptedServer}.
 *
 * @param connection the number of the connection, from 1 in the order of opening
 * @param requestId the request id chosen by the client
 * @param flags the flags of the message
 * @param command the whole command, with document sequences as arrays
 * @param length the size of the message in bytes, with its header, as received
 * @param compressor the name of the compressor that the message was compressed with, null for none
 */
public record ReceivedRequest(
        int connection,
        int requestId,
        int flags,
        RawDocument command,
        int length,
        @Nullable String compressor) {

    private static final int MORE_TO_COME = 2;

    /**
     * The command's name.
     *
     * @return the name of its first field
     */
    public String commandName() {
        return command.toDocument().firstEntry().getKey();
    }

    /**
     * Whether the client expects a reply.
     *
     * @return false for an unacknowledged write
     */
    public boolean expectsReply() {
        return (flags & MORE_TO_COME) == 0;
    }

    @Override
    public String toString() {
        return "request " + requestId + " on connection " + connection + ": " + command;
    }
}
