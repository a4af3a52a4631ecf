package dev.morelia.internal.cursor;

import dev.morelia.bson.BsonException;
import dev.morelia.error.ConnectionException;
import dev.morelia.error.MongoException;
import dev.morelia.error.MongoException.RetryAdvice;
import dev.morelia.error.OperationTimeoutException;
import dev.morelia.error.ProtocolException;
import dev.morelia.error.ServerException;
import dev.morelia.error.ServerSelectionException;
import dev.morelia.internal.errordetail.ErrorNotes;
import dev.morelia.internal.exec.Call;
import dev.morelia.internal.exec.Executor;
import dev.morelia.internal.log.Log;
import dev.morelia.internal.operation.CursorBatch;
import dev.morelia.internal.operation.GetMore;
import dev.morelia.internal.operation.ServerCursor;
import dev.morelia.internal.protocol.ErrorLabel;
import dev.morelia.internal.session.ImplicitSession;
import dev.morelia.internal.session.Transaction;
import java.lang.System.Logger.Level;
import java.lang.ref.Cleaner;
import java.time.Duration;
import java.util.concurrent.atomic.AtomicReference;
import org.jspecify.annotations.Nullable;

/**
 * A server's cursor, walked batch by batch on the thread that asks. Not thread-safe, but for {@link #close}, which any
 * thread may call. A cursor that is forgotten while the server still keeps its side is closed in the background.
 */
public final class BatchCursor implements AutoCloseable {
    private final Executor executor;
    private final ReadAheadMemory memory;
    private final Call call;
    private final GetMoreOptions options;
    /** Null if nothing is read ahead. */
    private final @Nullable BatchSizing sizing;
    /** The transaction that it was opened in; null for none. */
    private final @Nullable Transaction transaction;

    private CursorBatch batch;
    /** The call with the deadline of the batches that are fetched at present. */
    private Call turn;

    /** When the present batch arrived, or while the next one is fetched, when the program asked for it. */
    private long arrivedNanos;
    /** How long the program has waited for the present batch. */
    private long waitedNanos;

    private final AbandonedCursors abandoned;
    private String commandName;
    private final @Nullable ServerSide serverSide;
    private final Cleaner.@Nullable Cleanable cleanable;
    private @Nullable Throwable lost;
    /** Whether the time of the last request, or a part of it, has gone without a reply. */
    private volatile boolean unanswered;

    private final AtomicReference<State> state = new AtomicReference<>(State.IDLE);
    private volatile boolean closed;

    /**
     * A cursor whose first batch has arrived.
     *
     * @param commandName the command that returned it
     */
    public BatchCursor(
            CursorResources resources, Call call, String commandName, CursorBatch first, GetMoreOptions options) {
        this.executor = resources.executor();
        this.memory = resources.memory();
        this.abandoned = resources.abandoned();
        this.call = call.pinnedTo(first.serverCursor().server());
        this.sizing = options.readsAhead() && isSharable(call) ? new BatchSizing() : null;
        this.options = options;
        this.transaction = call.session().transaction();
        this.batch = first;
        this.turn = this.call;
        this.commandName = commandName;
        this.serverSide =
                first.serverCursor().isOpen() ? new ServerSide(first.serverCursor(), abandoned, this.call) : null;
        this.cleanable = serverSide == null ? null : abandoned.watch(this, serverSide);
        if (serverSide == null) {
            call.end();
        } else if (sizing != null) {
            arrivedNanos = executor.env().nanoTime();
        }
    }

    /** Whether another thread may use its session, and any connection: neither belongs to the program's thread. */
    private static boolean isSharable(Call call) {
        return call.session() instanceof ImplicitSession && call.connection() == null;
    }

    /** The batch that arrived last. */
    public CursorBatch batch() {
        return batch;
    }

    /** Whether the server may have more. */
    public boolean hasMore() {
        return batch.serverCursor().isOpen();
    }

    /** Whether it keeps the connection that its batches come over. */
    public boolean holdsConnection() {
        return call.connection() != null && hasMore();
    }

    /** Whether the cursor can go on: it is not closed, and no failure has lost documents. */
    public boolean isUsable() {
        return !closed && lost == null;
    }

    /**
     * Checks that the cursor can go on: one that cannot must not look as if it had no more documents.
     *
     * @throws IllegalStateException when it is closed, or a failure before this has lost documents
     */
    public void requireUsable() {
        if (closed) {
            throw new IllegalStateException("the cursor on "
                    + batch.serverCursor().namespace() + " is closed: read its documents before closing it");
        }
        if (lost != null) {
            throw new IllegalStateException(
                    "the cursor on " + batch.serverCursor().namespace()
                            + " has failed and may have lost documents: run the query again",
                    lost);
        }
    }

    /**
     * Fetches the next batch, which may be empty. Call only while {@link #hasMore}. After a failure that may have taken
     * a batch off the server the cursor cannot be used any more: the next batch would be one too far.
     *
     * @param again whether another batch was fetched before for the same call of the program, whose timeout holds for
     *     all of them if it is not that of the cursor
     * @param documents how many the present batch has
     * @throws IllegalStateException if it was opened in a transaction that is over
     */
    public CursorBatch fetch(boolean again, int documents) {
        requireUsable();
        boolean before = isOlderThanTransaction();
        begin();
        try {
            if (sizing != null) {
                usedUp(sizing, documents);
            }
            batch = next(again, before);
            // While it fetches: a thread that closes the cursor leaves the call to this one.
            if (sizing != null) {
                arrived(sizing);
            }
            if (!batch.serverCursor().isOpen()) {
                release();
                call.end();
            }
        } catch (MongoException failure) {
            failed(failure);
            throw failure;
        } catch (Throwable failure) {
            // Memory may not have sufficed for the batch, or a bug has lost it.
            lost = failure;
            throw failure;
        } finally {
            end();
        }
        commandName = GetMore.NAME;
        unanswered = false;
        return batch;
    }

    private CursorBatch next(boolean again, boolean before) {
        CursorBatch taken = serverSide == null ? null : serverSide.takeAhead();
        if (taken != null) {
            return taken;
        }
        if (options.renewsTimeout() && !again) {
            turn = executor.renewed(call);
        }
        return executor.execute(getMore(), before ? turn.outsideTransactions() : turn);
    }

    private GetMore getMore() {
        int batchSize = options.batchSize() == 0 && sizing != null ? sizing.documents() : options.batchSize();
        var connection = call.connection();
        boolean exhaust = connection != null && connection.isExhaust();
        return new GetMore(batch.serverCursor(), batchSize, options.sentAwaitMillis(), options.comment(), exhaust);
    }

    private void usedUp(BatchSizing pace, int documents) {
        long nowNanos = executor.env().nanoTime();
        pace.usedUp(documents, batch.cursor().length(), nowNanos - arrivedNanos, waitedNanos);
        arrivedNanos = nowNanos;
    }

    /** Requests the batch after this one, unless the batches are so small that a thread costs more than it gains. */
    private void arrived(BatchSizing pace) {
        try {
            long nowNanos = executor.env().nanoTime();
            waitedNanos = nowNanos - arrivedNanos;
            arrivedNanos = nowNanos;
            int bytes = batch.cursor().length();
            if (serverSide != null && hasMore() && bytes >= BatchSizing.MINIMUM_BYTES) {
                long expectedBytes = options.batchSize() == 0 ? pace.expectedBytes(bytes) : bytes;
                serverSide.ahead = ReadAhead.start(executor, getMore(), call, memory, expectedBytes);
            }
        } catch (Throwable failure) {
            // The batch has arrived; the next one is fetched when it is needed.
            if (executor.env().isOver()) {
                throw failure;
            }
            Log.CURSOR.text(Level.DEBUG, "cursor " + batch.serverCursor().id() + " could not read ahead", failure);
        }
    }

    /**
     * Whether the session has begun a transaction since, which the cursor is no part of: a server would reject it there
     * and abort the transaction.
     */
    private boolean isOlderThanTransaction() {
        Transaction present = call.session().transaction();
        boolean running = present != null && present.isRunning();
        if (transaction == null) {
            return running;
        }
        if (!running || !transaction.equals(present)) {
            throw new IllegalStateException("the cursor on "
                    + batch.serverCursor().namespace()
                    + " was opened in a transaction that is over, and ended with it: read its documents before the"
                    + " commit, in inTransaction within the body, or run the query again");
        }
        return false;
    }

    private void failed(MongoException failure) {
        unanswered = call.deadline().isSet() && !(failure instanceof ServerException);
        if (!isUntouched(failure)) {
            lost = failure;
            ErrorNotes.of(failure).lostCursor();
            if (failure.isTransient() && transaction == null) {
                ErrorNotes.of(failure).ofTransientRead();
            }
        } else if (failure instanceof OperationTimeoutException && !options.renewsTimeout()) {
            ErrorNotes.of(failure).timedOutCursor();
        } else if (failure instanceof ConnectionException || failure instanceof ServerSelectionException) {
            ErrorNotes.of(failure).unreachedCursor();
        }
    }

    /** Whether nothing was sent, or an overloaded server rejected it before it began. */
    static boolean isUntouched(MongoException failure) {
        return failure instanceof ServerException
                ? failure.hasErrorLabel(ErrorLabel.RETRYABLE_ERROR)
                : failure.retryAdvice() == RetryAdvice.SAFE;
    }

    /** The batch is malformed; the cursor cannot be used any more. */
    public ProtocolException malformed(BsonException problem) {
        lost = problem;
        ServerCursor cursor = batch.serverCursor();
        var malformed = new ProtocolException(cursor.server(), cursor.target().tried(commandName), problem);
        ErrorNotes.of(malformed).lostCursor();
        return malformed;
    }

    private void begin() {
        if (!state.compareAndSet(State.IDLE, State.FETCHING)) {
            requireUsable();
            throw new IllegalStateException("two threads are using the cursor on "
                    + batch.serverCursor().namespace() + " at once");
        }
    }

    /**
     * A thread that closed the cursor meanwhile left the session to this one, whose command was running; and the rest
     * of closing too, if that takes the connection of the command.
     */
    private void end() {
        if (!state.compareAndSet(State.FETCHING, State.IDLE)) {
            if (isLeftToReadAhead()) {
                return;
            }
            if (call.connection() == null) {
                call.end();
            } else {
                kill(false, null);
            }
        }
    }

    /**
     * Closes the cursor, on the server too, with the timeout of the call, which begins anew; in the background if the
     * last request was not answered in this time, so that no caller waits for twice as long, or if the next batch is on
     * its way. Never throws.
     */
    @Override
    public void close() {
        close(null);
    }

    /** Closes the cursor like {@link #close()}, but with another timeout, unless it is null. */
    public void close(@Nullable Duration timeout) {
        if (closed) {
            return;
        }
        closed = true;
        State before = state.getAndSet(State.CLOSED);
        if (before == State.CLOSED) {
            // By another thread, a moment ago.
            return;
        }
        boolean fetching = before == State.FETCHING;
        release();
        if (!fetching && isLeftToReadAhead()) {
            abandoned.add(batch.serverCursor(), call.context());
        } else if (!fetching) {
            kill(false, timeout);
        } else if (call.connection() == null) {
            kill(true, timeout);
        }
    }

    /** Whether the next batch is on its way; the thread that waits for it then ends the call. */
    private boolean isLeftToReadAhead() {
        return serverSide != null && serverSide.isLeftToReadAhead();
    }

    /**
     * Closes the server's side and ends the call.
     *
     * @param apart whether another thread still uses the cursor's call, so that this takes one of its own
     * @param timeout how long that may take; null for the timeout of the call
     */
    private void kill(boolean apart, @Nullable Duration timeout) {
        ServerCursor cursor = batch.serverCursor();
        boolean open = cursor.isOpen() && (serverSide == null || !serverSide.isExhausted());
        Call killing = apart ? null : call;
        try {
            if (open && unanswered && timeout == null && call.connection() == null) {
                abandoned.add(cursor, call.context());
            } else if (open) {
                killing = executor.renewed(apart ? call.apart(new ImplicitSession(executor.sessions())) : call);
                abandoned.kill(timeout == null ? killing : executor.renewed(killing, timeout), cursor);
            }
        } catch (Throwable failure) {
            if (executor.env().isOver()) {
                throw failure;
            }
            Log.CURSOR.text(Level.DEBUG, "cursor " + cursor.id() + " could not be closed", failure);
        } finally {
            if (killing != null) {
                killing.end();
            }
        }
    }

    private void release() {
        if (serverSide != null && cleanable != null) {
            serverSide.released = true;
            cleanable.clean();
        }
    }

    private enum State {
        IDLE,
        /** A thread waits for a batch. */
        FETCHING,
        CLOSED
    }

    /** What remains of a forgotten cursor; must not refer to the cursor itself. */
    private static final class ServerSide implements Runnable {
        private final ServerCursor cursor;
        private final AbandonedCursors abandoned;
        private final Call call;
        private volatile @Nullable ReadAhead ahead;
        private volatile boolean released;

        ServerSide(ServerCursor cursor, AbandonedCursors abandoned, Call call) {
            this.cursor = cursor;
            this.abandoned = abandoned;
            this.call = call;
        }

        /** The batch that was read ahead; null if none was, or it has to be requested again. */
        @Nullable
        CursorBatch takeAhead() {
            ReadAhead underWay = ahead;
            if (underWay == null) {
                return null;
            }
            CursorBatch taken = underWay.take();
            ahead = null;
            return taken;
        }

        boolean isLeftToReadAhead() {
            ReadAhead underWay = ahead;
            return underWay != null && underWay.leave();
        }

        boolean isExhausted() {
            ReadAhead underWay = ahead;
            return underWay != null && underWay.isExhausted();
        }

        @Override
        public void run() {
            if (released) {
                return;
            }
            if (isLeftToReadAhead()) {
                abandoned.add(cursor, call.context());
            } else {
                abandoned.add(cursor, call);
            }
        }
    }
}
