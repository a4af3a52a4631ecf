package dev.morelia.event;

import dev.morelia.bson.RawDocument;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/**
 * Published when a command succeeded. Immutable, and thread-safe if the context is.
 *
 * @param databaseName the database that the command ran on
 * @param commandName the command's name, such as {@code insert}
 * @param requestId id of the request message, the same as in the started event
 * @param operationId id shared by all commands of one operation
 * @param connection the connection that the command was sent on
 * @param duration time from before the command was encoded until the reply arrived
 * @param reply the whole reply; empty for commands that carry secrets
 * @param context the object attached to the collection or database with {@code withContext}, or null
 */
public record CommandSucceededEvent(
        String databaseName,
        String commandName,
        int requestId,
        long operationId,
        ConnectionId connection,
        Duration duration,
        RawDocument reply,
        @Nullable Object context) {}
