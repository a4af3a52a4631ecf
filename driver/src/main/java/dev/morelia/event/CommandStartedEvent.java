package dev.morelia.event;

import dev.morelia.bson.RawDocument;
import org.jspecify.annotations.Nullable;

/**
 * A command is about to be sent. Immutable and thread-safe, as far as the context is.
 *
 * @param databaseName the database that it runs on
 * @param commandName its name, as in {@code insert}
 * @param requestId number of the message, the same in the event that ends the command
 * @param operationId number that all commands of one operation share, such as the batches of a bulk write
 * @param connection the connection that it is sent on
 * @param command the whole command, document sequences included; empty for commands that carry secrets
 * @param context what the program attached to the collection or database by {@code withContext}, or null
 */
public record CommandStartedEvent(
        String databaseName,
        String commandName,
        int requestId,
        long operationId,
        ConnectionId connection,
        RawDocument command,
        @Nullable Object context) {}
