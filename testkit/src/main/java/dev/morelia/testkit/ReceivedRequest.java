package dev.morelia.testkit;

import dev.morelia.bson.RawDocument;

/**
 * A request as a {@link ScriptedServer} has received it.
 *
 * @param connection number of the connection, from 1 on in the order of their opening
 * @param requestId the number that the client gave to it
 * @param flags of the message
 * @param command the whole command, document sequences as arrays in it
 * @param length bytes of the whole message with its header
 */
public record ReceivedRequest(int connection, int requestId, int flags, RawDocument command, int length) {

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
     * Whether the client waits for an answer.
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
