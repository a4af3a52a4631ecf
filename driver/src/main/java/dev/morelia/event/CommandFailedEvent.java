package dev.morelia.event;

import java.time.Duration;
import org.jspecify.annotations.Nullable;

/**
 * Published when a command failed. Immutable, and thread-safe if the context is.
 *
 * @param databaseName the database that the command ran on
 * @param commandName the command's name, such as {@code insert}
 * @param requestId id of the request message, the same as in the started event
 * @param operationId id shared by all commands of one operation
 * @param connection the connection that the command was sent on
 * @param duration time from before the command was encoded until the failure was detected
 * @param failure the error, usually a {@link dev.morelia.error.MongoException}; without the reply for commands that
 *     carry secrets
 * @param context the object attached to the collection or database with {@code withContext}, or null
 */
public record CommandFailedEvent(
        String databaseName,
        String commandName,
        int requestId,
        long operationId,
        ConnectionId connection,
        Duration duration,
        Throwable failure,
        @Nullable Object context) {}
