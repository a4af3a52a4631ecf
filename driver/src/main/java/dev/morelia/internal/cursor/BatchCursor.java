package dev.morelia.internal.cursor;

import dev.morelia.bson.BsonException;
import dev.morelia.error.ConnectionException;
import dev.morelia.error.MongoException;
import dev.morelia.error.MongoException.RetryAdvice;
import dev.morelia.error.ProtocolException;
import dev.morelia.error.ServerException;
import dev.morelia.error.ServerSelectionException;
import dev.morelia.internal.exec.ExecutionContext;
import dev.morelia.internal.exec.Executor;
import dev.morelia.internal.operation.CursorBatch;
import dev.morelia.internal.operation.GetMore;
import dev.morelia.internal.operation.ServerCursor;
import dev.morelia.internal.session.ImplicitSession;
import java.lang.ref.Cleaner;
import org.jspecify.annotations.Nullable;

/**
 * A server's cursor, walked batch by batch on the thread that asks. Not thread-safe, but for {@link #close}, which any
 * thread may call. A cursor that is forgotten while the server still keeps its side is closed in the background.
 */
public final class BatchCursor implements AutoCloseable {
    private final Executor executor;
    private final ExecutionContext context;
    private final GetMoreOptions options;
    private CursorBatch batch;
    private final AbandonedCursors abandoned;
    private String commandName;
    private final @Nullable ImplicitSession session;
    private final @Nullable ServerSide serverSide;
    private final Cleaner.@Nullable Cleanable cleanable;
    private @Nullable Throwable lost;
    private volatile boolean closed;

    /**
     * A cursor whose first batch has arrived.
     *
     * @param commandName what brought that batch
     */
    public BatchCursor(
            Executor executor,
            ExecutionContext context,
            String commandName,
            CursorBatch first,
            GetMoreOptions options,
            AbandonedCursors abandoned) {
        this.executor = executor;
        this.context = context.pinnedTo(first.serverCursor().server());
        this.options = options;
        this.batch = first;
        this.abandoned = abandoned;
        this.commandName = commandName;
        this.session = context.session();
        this.serverSide =
                first.serverCursor().isOpen() ? new ServerSide(first.serverCursor(), abandoned, session) : null;
        this.cleanable = serverSide == null ? null : abandoned.watch(this, serverSide);
        if (serverSide == null) {
            endSession();
        }
    }

    /** The batch that arrived last. */
    public CursorBatch batch() {
        return batch;
    }

    /** Whether the server may have more. */
    public boolean hasMore() {
        return batch.serverCursor().isOpen();
    }

    /** Whether the cursor can go on: it is not closed, and no failure has lost documents. */
    public boolean isUsable() {
        return !closed && lost == null;
    }

    /**
     * Makes sure that the cursor can go on: one that cannot must not look as if it had no more documents.
     *
     * @throws IllegalStateException when it is closed, or a failure before this has lost documents
     */
    public void requireUsable() {
        if (closed) {
            throw new IllegalStateException(
                    "the cursor on " + batch.serverCursor().namespace() + " is closed: "
                            + "it cannot tell whether there are more documents");
        }
        if (lost != null) {
            throw new IllegalStateException(
                    "the cursor on " + batch.serverCursor().namespace()
                            + " has failed before and may have lost documents: run the query again",
                    lost);
        }
    }

    /**
     * Fetches the next batch, which may be empty. Call only while {@link #hasMore}. After a failure that may have taken
     * a batch off the server the cursor is of no more use: the next batch would be one too far.
     */
    public CursorBatch fetch() {
        requireUsable();
        ServerCursor cursor = batch.serverCursor();
        var getMore = new GetMore(cursor, options.batchSize(), options.maxAwaitMillis(), options.comment());
        try {
            batch = executor.execute(getMore, context);
        } catch (MongoException failure) {
            if (!isUntouched(failure)) {
                lost = failure;
                failure.ofCursor();
            } else if (failure instanceof ConnectionException || failure instanceof ServerSelectionException) {
                failure.ofUnreachedCursor();
            }
            throw failure;
        } catch (Error failure) {
            // Memory may not have sufficed for the batch.
            lost = failure;
            throw failure;
        }
        commandName = getMore.commandName();
        if (!batch.serverCursor().isOpen()) {
            release();
            endSession();
        }
        return batch;
    }

    /** Whether nothing was sent, or an overloaded server has turned it away before it began. */
    private static boolean isUntouched(MongoException failure) {
        return failure instanceof ServerException
                ? failure.hasErrorLabel("RetryableError")
                : failure.retryAdvice() == RetryAdvice.SAFE;
    }

    /** The batch holds something else than it should; the cursor is of no more use. */
    public ProtocolException odd(BsonException problem) {
        lost = problem;
        ServerCursor cursor = batch.serverCursor();
        return ProtocolException.ofShape(cursor.server(), cursor.target().tried(commandName), problem);
    }

    /** Ends the cursor, on the server too; errors of that are of no interest to anybody and are dropped. */
    @Override
    public void close() {
        if (closed) {
            return;
        }
        closed = true;
        ServerCursor cursor = batch.serverCursor();
        release();
        if (cursor.isOpen()) {
            abandoned.kill(context, cursor);
        }
        endSession();
    }

    private void endSession() {
        if (session != null) {
            session.end();
        }
    }

    private void release() {
        if (serverSide != null && cleanable != null) {
            serverSide.released = true;
            cleanable.clean();
        }
    }

    /** What remains of a forgotten cursor; must not refer to the cursor itself. */
    private static final class ServerSide implements Runnable {
        private final ServerCursor cursor;
        private final AbandonedCursors abandoned;
        private final @Nullable ImplicitSession session;
        private volatile boolean released;

        ServerSide(ServerCursor cursor, AbandonedCursors abandoned, @Nullable ImplicitSession session) {
            this.cursor = cursor;
            this.abandoned = abandoned;
            this.session = session;
        }

        @Override
        public void run() {
            if (!released) {
                abandoned.add(cursor);
                if (session != null) {
                    session.end();
                }
            }
        }
    }
}
