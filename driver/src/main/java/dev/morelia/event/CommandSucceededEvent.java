package dev.morelia.event;

import dev.morelia.bson.RawDocument;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/**
 * A command succeeded. Immutable and thread-safe, as far as the context is.
 *
 * @param databaseName the database that it ran on
 * @param commandName its name, as in {@code insert}
 * @param requestId number of the message, the same as in the event that started the command
 * @param operationId number that all commands of one operation share
 * @param connection the connection that it was sent on
 * @param duration time from before the command was encoded until the reply was there
 * @param reply the whole reply; empty for commands that carry secrets
 * @param context what the program attached to the collection or database by {@code withContext}, or null
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
