package dev.morelia.compat.internal.values;

import com.mongodb.RequestContext;
import com.mongodb.event.CommandListener;
import dev.morelia.bson.RawDocument;
import dev.morelia.event.CommandFailedEvent;
import dev.morelia.event.CommandStartedEvent;
import dev.morelia.event.CommandSucceededEvent;
import org.bson.BsonDocument;
import org.bson.RawBsonDocument;
import org.jspecify.annotations.Nullable;

/**
 * Publishes the events of commands to a listener of the official driver. The context of an event is what the operation
 * was given with {@code withContext}, if it is a {@link RequestContext}.
 */
record CommandEvents(CommandListener listener, EventOrigin origin) implements dev.morelia.event.CommandListener {
    @Override
    public void started(CommandStartedEvent event) {
        listener.commandStarted(new com.mongodb.event.CommandStartedEvent(
                context(event.context()),
                event.operationId(),
                event.requestId(),
                origin.connection(event.connection()),
                event.databaseName(),
                event.commandName(),
                undecoded(event.command())));
    }

    @Override
    public void succeeded(CommandSucceededEvent event) {
        listener.commandSucceeded(new com.mongodb.event.CommandSucceededEvent(
                context(event.context()),
                event.operationId(),
                event.requestId(),
                origin.connection(event.connection()),
                event.databaseName(),
                event.commandName(),
                undecoded(event.reply()),
                event.duration().toNanos()));
    }

    @Override
    public void failed(CommandFailedEvent event) {
        listener.commandFailed(new com.mongodb.event.CommandFailedEvent(
                context(event.context()),
                event.operationId(),
                event.requestId(),
                origin.connection(event.connection()),
                event.databaseName(),
                event.commandName(),
                event.duration().toNanos(),
                throwable(event.failure())));
    }

    static Throwable throwable(Throwable failure) {
        return failure instanceof Error ? failure : Failures.official(failure);
    }

    private static @Nullable RequestContext context(@Nullable Object context) {
        return context instanceof RequestContext official ? official : null;
    }

    /** Most listeners read a field or two, or none. */
    static BsonDocument undecoded(RawDocument document) {
        return new RawBsonDocument(document.toByteArray());
    }
}
