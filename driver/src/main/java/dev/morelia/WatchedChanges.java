package dev.morelia;

import dev.morelia.bson.Document;
import dev.morelia.bson.RawDocument;
import dev.morelia.bson.Timestamp;
import dev.morelia.internal.changestream.ChangeStreamCommand;
import dev.morelia.internal.changestream.ResumePoint;
import dev.morelia.internal.changestream.StreamIdentity;
import dev.morelia.internal.client.Core;
import dev.morelia.internal.cursor.ChangeCursor;
import dev.morelia.internal.cursor.GetMoreOptions;
import dev.morelia.internal.durable.ChangeSource;
import dev.morelia.internal.exec.ExecutionContext;
import dev.morelia.settings.ReadPreference;
import dev.morelia.spi.Checkpoints.Position;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/**
 * The changes that a durable consumer watches.
 *
 * @param core of the client
 * @param context how they are read
 * @param command opens the stream
 * @param asked the stream that the program has asked for, of which this may be a part
 * @param getMore how further batches are requested
 */
record WatchedChanges(
        Core core,
        ExecutionContext context,
        ChangeStreamCommand command,
        ChangeStreamCommand asked,
        GetMoreOptions getMore)
        implements ChangeSource {
    @Override
    public String watched() {
        return command.target().toString();
    }

    @Override
    public String stream() {
        return StreamIdentity.of(asked, context.codecs());
    }

    @Override
    public boolean hasStart() {
        return command.hasStart();
    }

    @Override
    public @Nullable Duration timeout() {
        return context.timeout();
    }

    @Override
    public Changes open(@Nullable Position from) {
        ChangeStreamCommand opening = command;
        if (from != null && from.token() != null) {
            opening = command.from(ResumePoint.START_AFTER, from.token());
        } else if (from != null && from.operationTime() != null) {
            opening = command.from(ResumePoint.START_AT, from.operationTime());
        }
        ChangeStreamCommand positioned = opening;
        // Within a transaction of the program servers reject it, and abort the transaction.
        return new Opened(CollectionCheckpoints.outside(() -> core.watch(positioned, context, getMore)));
    }

    @Override
    public @Nullable Timestamp operationTime() {
        var database =
                new MongoDatabase(core, context.withoutSession().with(ReadPreference.primary()), command.database());
        Document replied = CollectionCheckpoints.outside(() -> database.runCommand(new Document("ping", 1)));
        return replied.get("operationTime") instanceof Timestamp time ? time : null;
    }

    @Override
    public @Nullable Timestamp clusterTime() {
        RawDocument newest = core.executor().sessions().clock().time();
        return newest == null ? null : newest.valueOrNull("clusterTime", Timestamp.class);
    }

    /**
     * An open stream.
     *
     * @param cursor its events
     */
    private record Opened(ChangeCursor cursor) implements Changes {
        @Override
        public @Nullable RawDocument tryNext() {
            return cursor.tryNext();
        }

        @Override
        public @Nullable Document resumeToken() {
            return cursor.resumeToken();
        }

        @Override
        public boolean isOver() {
            return cursor.isOver();
        }

        @Override
        public void close() {
            cursor.close(null);
        }
    }
}
