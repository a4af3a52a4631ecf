package dev.morelia;

import dev.morelia.bson.Document;
import dev.morelia.bson.codec.Codec;
import dev.morelia.internal.argument.Argument;
import dev.morelia.internal.background.Background;
import dev.morelia.internal.connection.ConnectionFactory;
import dev.morelia.internal.cursor.AbandonedCursors;
import dev.morelia.internal.cursor.BatchCursor;
import dev.morelia.internal.cursor.GetMoreOptions;
import dev.morelia.internal.env.Deadline;
import dev.morelia.internal.env.Env;
import dev.morelia.internal.exec.ExecutionContext;
import dev.morelia.internal.exec.Executor;
import dev.morelia.internal.operation.CursorBatch;
import dev.morelia.internal.operation.Explain;
import dev.morelia.internal.operation.Operation;
import dev.morelia.internal.session.ImplicitSession;
import dev.morelia.internal.topology.Topology;
import dev.morelia.options.ExplainVerbosity;
import dev.morelia.settings.ClientSettings;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/**
 * What the views of one client share.
 *
 * @param settings what it was created with
 * @param background its threads
 * @param topology its servers and their pools
 * @param connections opens connections
 * @param executor carries operations out
 * @param abandonedCursors closes forgotten cursors
 */
record Core(
        ClientSettings settings,
        Background background,
        Topology topology,
        ConnectionFactory connections,
        Executor executor,
        AbandonedCursors abandonedCursors) {

    Env env() {
        return executor.env();
    }

    Deadline deadline(Duration timeout) {
        return Deadline.after(env().nanoTime(), timeout.toNanos());
    }

    /** Runs an operation that is answered with a cursor. */
    <T> MongoCursor<T> open(
            Operation<CursorBatch> operation, ExecutionContext context, Codec<T> codec, GetMoreOptions getMore) {
        var session = new ImplicitSession(executor.sessions());
        ExecutionContext inSession = context.in(session);
        boolean opened = false;
        try {
            CursorBatch first = executor.execute(operation, inSession);
            opened = true;
            return new MongoCursor<>(
                    new BatchCursor(executor, inSession, operation.commandName(), first, getMore, abandonedCursors),
                    codec::decode);
        } finally {
            if (!opened) {
                session.end();
            }
        }
    }

    /** Asks for the plan of an operation, as the read preference says where. */
    Document explain(
            Operation<?> operation,
            ExplainVerbosity verbosity,
            @Nullable Object maxTimeMillis,
            ExecutionContext context) {
        String told = Argument.notNull("verbosity", verbosity).value();
        return executor.execute(new Explain(operation, told, maxTimeMillis), context);
    }

    void close() {
        abandonedCursors.close();
        topology.close();
        connections.close();
        background.events().close();
        background.awaitEnd();
    }
}
