package dev.morelia.event;

import dev.morelia.bson.RawDocument;
import java.time.Duration;

/**
 * A command succeeded. Immutable and thread-safe.
 *
 * @param databaseName the database that it ran on
 * @param commandName its name, as in {@code insert}
 * @param requestId number of the message, the same as in the event that started the command
 * @param operationId number that all commands of one operation share
 * @param connection the connection that it was sent on
 * @param duration time from before the command was encoded until the reply was there
 * @param reply the whole reply; empty for commands that carry secrets
 */
public record CommandSucceededEvent(
        String databaseName,
        String commandName,
        int requestId,
        long operationId,
        ConnectionId connection,
        Duration duration,
        RawDocument reply) {}
