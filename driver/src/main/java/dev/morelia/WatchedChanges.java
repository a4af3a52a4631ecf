package dev.morelia;

import dev.morelia.bson.Document;
import dev.morelia.bson.RawDocument;
import dev.morelia.bson.Timestamp;
import dev.morelia.internal.argument.Argument;
import dev.morelia.internal.changestream.ChangeStreamCommand;
import dev.morelia.internal.changestream.ResumePoint;
import dev.morelia.internal.changestream.StreamIdentity;
import dev.morelia.internal.client.Core;
import dev.morelia.internal.command.Target;
import dev.morelia.internal.cursor.ChangeCursor;
import dev.morelia.internal.cursor.GetMoreOptions;
import dev.morelia.internal.durable.ChangeSource;
import dev.morelia.internal.exec.ExecutionContext;
import dev.morelia.internal.session.ExplicitSession;
import dev.morelia.settings.Namespace;
import dev.morelia.settings.ReadPreference;
import dev.morelia.spi.Checkpoints.Position;
import dev.morelia.topology.ServerAddress;
import dev.morelia.topology.ServerDescription;
import java.time.Duration;
import java.util.Collections;
import java.util.Set;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * The changes that a durable consumer watches.
 *
 * @param core of the client
 * @param context how they are read
 * @param command opens the stream
 * @param getMore how further batches are requested
 * @param checkpoints the collection with the checkpoints, whose changes are left out; null if it is elsewhere
 */
record WatchedChanges(
        Core core,
        ExecutionContext context,
        ChangeStreamCommand command,
        GetMoreOptions getMore,
        @Nullable MongoCollection<?> checkpoints)
        implements ChangeSource {
    @Override
    public String watched() {
        return command.target().toString();
    }

    @Override
    public String stream() {
        return StreamIdentity.of(command, context.codecs());
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
        ChangeStreamCommand opening = withoutCheckpoints();
        if (from != null && from.token() != null) {
            opening = opening.from(ResumePoint.START_AFTER, from.token());
        } else if (from != null && from.operationTime() != null) {
            opening = opening.from(ResumePoint.START_AT, from.operationTime());
        }
        ChangeStreamCommand positioned = opening;
        ExecutionContext outside = isInTransaction(context) ? context.withoutSession() : context;
        // Within a transaction of the program servers reject it, and abort the transaction.
        return new Opened(CollectionCheckpoints.outside(() -> core.watch(positioned, outside, getMore)));
    }

    /** Each position that is saved would be an event otherwise, after which another one is saved. */
    private ChangeStreamCommand withoutCheckpoints() {
        MongoCollection<?> stored = checkpoints;
        if (stored == null || !isOfSameDeployment(stored.core())) {
            return command;
        }
        Namespace where = stored.namespace();
        if (command.target().equals(Target.of(where))) {
            throw Argument.rejected("checkpoints", where, "must not be the collection that is watched");
        }
        boolean within = command.ofCluster() || command.database().equals(where.database());
        return within && command.collection() == null ? command.without(where) : command;
    }

    /** Clients of one deployment know servers by the same names, once they have found them. */
    @SuppressWarnings("ReferenceEquality") // of the same client
    private boolean isOfSameDeployment(Core other) {
        if (other == core) {
            return true;
        }
        // The other client has acquired the lease, but this one may not have been used yet.
        operationTime();
        return !Collections.disjoint(servers(core), servers(other));
    }

    private static Set<ServerAddress> servers(Core of) {
        return of.topology().description().servers().stream()
                .map(ServerDescription::address)
                .collect(Collectors.toSet());
    }

    static boolean isInTransaction(ExecutionContext context) {
        ExplicitSession session = context.session();
        return session != null && session.isInTransaction();
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
