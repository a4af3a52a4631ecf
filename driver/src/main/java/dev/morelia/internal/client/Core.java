package dev.morelia.internal.client;

import dev.morelia.bson.Document;
import dev.morelia.error.ClientClosedException;
import dev.morelia.error.InterruptedOperationException;
import dev.morelia.error.MongoException.RetryAdvice;
import dev.morelia.internal.argument.Argument;
import dev.morelia.internal.background.Background;
import dev.morelia.internal.bridge.Bridge;
import dev.morelia.internal.changestream.ChangeStreamCommand;
import dev.morelia.internal.connection.ConnectionFactory;
import dev.morelia.internal.cursor.BatchCursor;
import dev.morelia.internal.cursor.ChangeCursor;
import dev.morelia.internal.cursor.CursorResources;
import dev.morelia.internal.cursor.GetMoreOptions;
import dev.morelia.internal.env.Deadline;
import dev.morelia.internal.env.Env;
import dev.morelia.internal.exec.Call;
import dev.morelia.internal.exec.ExecutionContext;
import dev.morelia.internal.exec.Executor;
import dev.morelia.internal.operation.CursorBatch;
import dev.morelia.internal.operation.Explain;
import dev.morelia.internal.operation.Operation;
import dev.morelia.internal.operation.OperationKind;
import dev.morelia.internal.seedlist.EffectiveSettings;
import dev.morelia.internal.session.ExplicitSession;
import dev.morelia.internal.session.SessionScope;
import dev.morelia.internal.topology.Topology;
import dev.morelia.options.ExplainVerbosity;
import dev.morelia.options.SessionOptions;
import dev.morelia.options.TransactionOptions;
import dev.morelia.settings.ClientSettings;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/**
 * What all views of a client share.
 *
 * @param effective the client's settings, completed by DNS
 * @param background the client's threads
 * @param topology the servers and their pools
 * @param connections establishes connections
 * @param executor executes operations
 * @param cursors what cursors share
 * @param bridge runs the async API
 * @param cleanUps end what operations without a reply have left
 */
public record Core(
        EffectiveSettings effective,
        Background background,
        Topology topology,
        ConnectionFactory connections,
        Executor executor,
        CursorResources cursors,
        Bridge bridge,
        CleanUps cleanUps) {
    /** How long {@link #close} waits for clean-ups that are running or waiting. */
    private static final Duration CLEAN_UP_TIMEOUT = Duration.ofMillis(200);

    /** The settings as they are known now. */
    public ClientSettings settings() {
        return effective.current();
    }

    public Env env() {
        return executor.env();
    }

    /** Runs the async API of a view with this context. */
    public Bridge bridge(ExecutionContext context) {
        return bridge(context, null);
    }

    /** As {@link #bridge(ExecutionContext)}, for operations on this, which their messages name. */
    public Bridge bridge(ExecutionContext context, @Nullable Object target) {
        return bridge.with(context.timeout(), context.session()).of(executor.sessions(), target);
    }

    public Deadline deadline(Duration timeout) {
        return Deadline.after(env().nanoTime(), timeout.toNanos());
    }

    /**
     * Starts a session of a view with this context.
     *
     * @throws ClientClosedException if the client is closed
     */
    public ExplicitSession startSession(SessionOptions options, ExecutionContext context) {
        if (topology.isClosed()) {
            throw new ClientClosedException("starting a session", RetryAdvice.UNSAFE);
        }
        var inherited = new TransactionOptions(
                context.readConcern(), context.writeConcern(), context.readPreference(), null, context.timeout());
        return new ExplicitSession(
                env(), executor.sessions(), options, inherited, settings().timeout());
    }

    /**
     * Checks that a session is one of this client.
     *
     * @throws IllegalArgumentException if it is not
     */
    public ExplicitSession checked(ExplicitSession session) {
        if (!session.isOf(executor.sessions())) {
            throw new IllegalArgumentException(
                    "session belongs to another client: start it with the client that uses it");
        }
        return session;
    }

    /** Whether operations of a view run in a session of the program: that of the view, or of a scope of the thread. */
    public boolean isInSession(ExecutionContext context) {
        return context.session() != null || SessionScope.current(executor.sessions()) != null;
    }

    /** Executes an operation as a call of its own. */
    public <R> R execute(Operation<R> operation, ExecutionContext context) {
        return executor.execute(operation, executor.call(context));
    }

    /**
     * Executes an operation whose reply carries a cursor; all batches belong to the same call.
     *
     * @throws IllegalArgumentException if options of the cursor conflict with the timeout
     */
    public BatchCursor open(Operation<CursorBatch> operation, ExecutionContext context, GetMoreOptions getMore) {
        getMore.check(context.timeout(), operation.kind() == OperationKind.QUERY_INTO);
        Call call = getMore.isExhaust() ? executor.callOfExhaustCursor(context) : executor.callOfCursor(context);
        boolean opened = false;
        try {
            CursorBatch first = executor.execute(operation, getMore.limitsServer() ? call : call.withoutServerLimit());
            var batches = new BatchCursor(cursors, call, operation.commandName(), first, getMore);
            opened = true;
            return batches;
        } catch (InterruptedOperationException interrupted) {
            if (!operation.kind().writes()) {
                // Servers finish a write whose connection is lost: it must not end half way.
                cursors.abandoned().addLost(call, interrupted);
            }
            throw interrupted;
        } finally {
            if (!opened) {
                call.end();
            }
        }
    }

    /**
     * Opens a change stream.
     *
     * @throws IllegalArgumentException if its time to wait conflicts with the timeout
     */
    public ChangeCursor watch(ChangeStreamCommand command, ExecutionContext context, GetMoreOptions getMore) {
        return ChangeCursor.open(cursors, command, context, getMore);
    }

    /** Explains an operation on the server that the read preference selects. */
    public Document explain(Operation<?> operation, ExplainVerbosity verbosity, ExecutionContext context) {
        String value = Argument.notNull("verbosity", verbosity).value();
        return execute(new Explain(operation, value), context);
    }

    /** Ends the sessions on the servers, as far as they can be reached soon. */
    public void endSessions(ExecutionContext context) {
        new SessionsEnd(this, context).run();
    }

    /** Aborts the transactions, ends the sessions and closes everything. Never throws. */
    public void close(ExecutionContext context) {
        try {
            bridge.close();
            new SessionsEnd(this, context).runWithTransactions();
            cleanUps.finish(deadline(CLEAN_UP_TIMEOUT));
        } catch (Throwable unexpected) {
            // Out of memory, or no thread could be started: the servers expire the sessions.
            if (env().isOver()) {
                throw unexpected;
            }
        } finally {
            close();
        }
    }

    private void close() {
        cursors.abandoned().close();
        topology.close();
        connections.close();
        background.events().close();
        background.awaitEnd();
    }
}
