package dev.morelia.event;

import dev.morelia.bson.RawDocument;
import org.jspecify.annotations.Nullable;

/**
 * Published when a command is about to be sent. Immutable, and thread-safe if the context is.
 *
 * @param databaseName the database that the command runs on
 * @param commandName the command's name, such as {@code insert}
 * @param requestId id of the request message, the same as in the succeeded or failed event
 * @param operationId id shared by all commands of one operation, such as the batches of a bulk write
 * @param connection the connection that the command is sent on
 * @param command the whole command, including document sequences; empty for commands that carry secrets
 * @param context the object attached to the collection or database with {@code withContext}, or null
 */
public record CommandStartedEvent(
        String databaseName,
        String commandName,
        int requestId,
        long operationId,
        ConnectionId connection,
        RawDocument command,
        @Nullable Object context) {}
