package dev.morelia.event;

import java.time.Duration;
import org.jspecify.annotations.Nullable;

/**
 * A command failed. Immutable and thread-safe, as far as the context is.
 *
 * @param databaseName the database that it ran on
 * @param commandName its name, as in {@code insert}
 * @param requestId number of the message, the same as in the event that started the command
 * @param operationId number that all commands of one operation share
 * @param connection the connection that it was sent on
 * @param duration time from before the command was encoded until the failure was known
 * @param failure why, most often a {@link dev.morelia.error.MongoException}; without the reply for commands that carry
 *     secrets
 * @param context what the program attached to the collection or database by {@code withContext}, or null
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
