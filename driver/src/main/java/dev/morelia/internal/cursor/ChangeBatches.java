package dev.morelia.internal.cursor;

import dev.morelia.bson.BsonException;
import dev.morelia.error.CursorNotFoundException;
import dev.morelia.error.InterruptedOperationException;
import dev.morelia.error.MongoException;
import dev.morelia.error.MongoException.RetryAdvice;
import dev.morelia.error.ProtocolException;
import dev.morelia.error.ServerException;
import dev.morelia.internal.changestream.ChangeStreamCommand;
import dev.morelia.internal.changestream.NextChanges;
import dev.morelia.internal.changestream.Recovery;
import dev.morelia.internal.changestream.ResumePoint;
import dev.morelia.internal.env.Env;
import dev.morelia.internal.errordetail.ErrorNotes;
import dev.morelia.internal.exec.Call;
import dev.morelia.internal.exec.ExecutionContext;
import dev.morelia.internal.exec.Executor;
import dev.morelia.internal.log.Log;
import dev.morelia.internal.operation.CursorBatch;
import dev.morelia.internal.operation.GetMore;
import dev.morelia.internal.operation.ServerCursor;
import dev.morelia.internal.session.ImplicitSession;
import dev.morelia.internal.session.Transaction;
import java.lang.System.Logger.Level;
import java.lang.ref.Cleaner;
import java.time.Duration;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicReference;
import org.jspecify.annotations.Nullable;

/**
 * The batches of a change stream: of one server's cursor after the other, as each is replaced when it is lost. All of
 * them belong to one call, and so to one session. Not thread-safe, but for {@link #close}, which any thread may call. A
 * stream that is forgotten is closed in the background.
 */
final class ChangeBatches {
    private static final long FIRST_PAUSE_NANOS = TimeUnit.MILLISECONDS.toNanos(10);
    private static final int MAXIMUM_DOUBLINGS = 6;

    private final Executor executor;
    private final AbandonedCursors abandoned;
    private final ChangeStreamCommand command;
    private final ResumePoint point;
    private final GetMoreOptions options;
    private final ServerSide side;
    private final Cleaner.@Nullable Cleanable cleanable;

    private CursorBatch batch;
    /** The call with the deadline of the batches that are fetched at present. */
    private Call turn;

    /** How often it was resumed since a server has last answered a request for more. */
    private int resumesInRow;
    /** Whether the last fetch has opened another cursor. */
    private boolean reopened;

    private @Nullable Throwable lost;
    private final AtomicReference<State> state = new AtomicReference<>(State.IDLE);
    private volatile boolean closed;

    private ChangeBatches(
            CursorResources resources,
            ChangeStreamCommand command,
            ResumePoint point,
            GetMoreOptions options,
            Call call,
            CursorBatch first) {
        this.executor = resources.executor();
        this.abandoned = resources.abandoned();
        this.command = command;
        this.point = point;
        this.options = options;
        this.batch = first;
        this.turn = call.pinnedTo(first.serverCursor().server());
        this.side = new ServerSide(abandoned, turn);
        if (first.serverCursor().isOpen()) {
            side.cursor = first.serverCursor();
            this.cleanable = abandoned.watch(this, side);
        } else {
            this.cleanable = null;
            side.over = true;
            call.end();
        }
    }

    /**
     * Opens the stream.
     *
     * @throws IllegalArgumentException if options of the cursor conflict with the timeout
     * @throws IllegalStateException if the session is in a transaction
     */
    static ChangeBatches open(
            CursorResources resources,
            ChangeStreamCommand command,
            ResumePoint point,
            ExecutionContext context,
            GetMoreOptions options) {
        options.check(context.timeout(), false);
        Executor executor = resources.executor();
        Call call = executor.callOfCursor(context);
        boolean opened = false;
        try {
            requireNoTransaction(call.session().transaction());
            CursorBatch first = executor.execute(command.aggregate(command.stageOptions()), call);
            var batches = new ChangeBatches(resources, command, point, options, call, first);
            opened = true;
            return batches;
        } catch (InterruptedOperationException interrupted) {
            resources.abandoned().addLost(call, interrupted);
            throw interrupted;
        } catch (ServerException rejected) {
            String token = command.rejectedToken(rejected.code());
            if (token != null) {
                ErrorNotes.of(rejected).invalidToken(token);
            }
            throw rejected;
        } finally {
            if (!opened) {
                call.end();
            }
        }
    }

    /** The server would reject it, and abort the transaction. */
    private static void requireNoTransaction(@Nullable Transaction transaction) {
        if (transaction != null && transaction.isRunning()) {
            throw new IllegalStateException("a change stream cannot be opened in a transaction, which the server would"
                    + " abort: open it before or after, or with a view that has no session");
        }
    }

    /** The batch that arrived last. */
    CursorBatch batch() {
        return batch;
    }

    /** Whether the last fetch has opened another cursor, as the one before was lost. */
    boolean isReopened() {
        return reopened;
    }

    /** Whether the next fetch only opens another cursor, as the one before was lost. */
    boolean isInterrupted() {
        return side.cursor == null && hasMore();
    }

    /** Whether the stream goes on. */
    boolean hasMore() {
        return !side.over;
    }

    /** Whether it can go on: it is neither closed nor failed. */
    boolean isUsable() {
        return !closed && lost == null;
    }

    /**
     * Checks that the stream can go on.
     *
     * @throws IllegalStateException if it is closed or has failed
     */
    void requireUsable() {
        if (closed) {
            throw new IllegalStateException(describe() + " is closed");
        }
        if (lost != null) {
            throw new IllegalStateException(
                    describe() + " has failed: open another one, after resumeToken() if the cause permits it", lost);
        }
    }

    private String describe() {
        return "the change stream on " + command.target();
    }

    /**
     * Fetches the next batch, which may be empty. Call only while {@link #hasMore}. If the cursor is lost, another one
     * is opened where the program has got to, and its first batch is the next one.
     *
     * @param again whether another batch was fetched before for the same call of the program, whose timeout holds for
     *     all of them
     */
    void fetch(boolean again) {
        requireUsable();
        begin();
        reopened = false;
        try {
            if (!again) {
                turn = executor.renewed(side.call);
            }
            ServerCursor cursor = side.cursor;
            if (cursor == null) {
                reopen(null);
            } else {
                advance(cursor);
            }
            if (!batch.serverCursor().isOpen()) {
                finish();
            }
        } catch (MongoException failure) {
            if (lost == null) {
                ErrorNotes.of(failure).ofOpenStream();
            } else {
                ErrorNotes.of(failure).ofRead();
            }
            throw failure;
        } finally {
            end();
        }
    }

    private void advance(ServerCursor cursor) {
        boolean answered = false;
        try {
            var getMore = new GetMore(cursor, options.batchSize(), options.sentAwaitMillis(), options.comment());
            batch = executor.execute(new NextChanges(getMore), outsideTransactions(turn));
            answered = true;
            resumesInRow = 0;
        } catch (MongoException failure) {
            requireOpen(failure);
            switch (Recovery.of(failure, turn.deadline().isSet())) {
                case RESUME -> {
                    interrupt();
                    if (failure instanceof CursorNotFoundException) {
                        side.left = null;
                    }
                    reopen(failure);
                    answered = true;
                }
                case RESUME_LATER -> {
                    interrupt();
                    closeLeft();
                    throw failure;
                }
                case REPEAT -> {
                    answered = true;
                    throw failure;
                }
                case END -> throw over(failure);
            }
        } finally {
            if (!answered) {
                // The batch may be lost.
                interrupt();
            }
        }
    }

    private void reopen(@Nullable MongoException cause) {
        if (resumesInRow > 0) {
            pause(FIRST_PAUSE_NANOS << Math.min(resumesInRow - 1, MAXIMUM_DOUBLINGS));
        }
        if (turn.connection() != null) {
            // No other one is sure to lead to the server that has the cursor.
            closeLeft();
        }
        try {
            Call opening = turn.forNextCursor();
            batch = executor.execute(command.aggregate(point.stageOptions()), outsideTransactions(opening));
            turn = opening.pinnedTo(batch.serverCursor().server());
        } catch (MongoException failure) {
            requireOpen(failure);
            if (cause != null) {
                failure.addSuppressed(cause);
            }
            throw Recovery.ofFailedResume(failure) == Recovery.END ? over(failure) : failure;
        }
        // Not before, as the pool of its server was probably cleared.
        closeLeft();
        side.call = turn;
        side.cursor = batch.serverCursor();
        reopened = true;
        resumesInRow++;
    }

    /** Waits, within the timeout of the call. */
    private void pause(long nanos) {
        Env env = executor.env();
        try {
            executor.pause(Math.min(nanos, turn.deadline().remainingNanos(env.nanoTime())));
        } catch (InterruptedException e) {
            env.interruptSelf();
            throw new InterruptedOperationException(null, "waiting to resume " + describe(), RetryAdvice.SAFE, e);
        }
    }

    /** A session may have begun a transaction since, which the stream is no part of. */
    private static Call outsideTransactions(Call call) {
        Transaction present = call.session().transaction();
        return present != null && present.isRunning() ? call.outsideTransactions() : call;
    }

    /** Another thread that closes the stream makes the request of this one fail. */
    private void requireOpen(MongoException failure) {
        if (closed) {
            throw new IllegalStateException(describe() + " was closed by another thread", failure);
        }
    }

    /** The last batch is lost, in part or whole: the next fetch opens another cursor where the program has got to. */
    void interrupt() {
        if (side.over && lost == null) {
            lost = new IllegalStateException("its last batch is lost");
        }
        ServerCursor cursor = side.cursor;
        if (cursor != null) {
            side.left = cursor;
            side.cursor = null;
        }
    }

    /** Closes the cursor that was lost on its server, which may still have it. */
    private void closeLeft() {
        ServerCursor left = side.left;
        if (left == null) {
            return;
        }
        side.left = null;
        if (side.call.connection() == null) {
            abandoned.add(left, side.call.context());
        } else {
            abandoned.kill(turn, left);
        }
    }

    /** The server has closed its cursor after the last event. */
    private void finish() {
        side.over = true;
        side.cursor = null;
        release();
        side.call.end();
    }

    /** What has arrived cannot be used; the stream has ended. */
    MongoException ended(MongoException failure) {
        if (!state.compareAndSet(State.IDLE, State.FETCHING)) {
            // Another thread has closed it.
            return failure;
        }
        try {
            return over(failure);
        } finally {
            end();
        }
    }

    /** A failure has ended the stream; for the thread that fetches. */
    private MongoException over(MongoException failure) {
        lost = failure;
        interrupt();
        closeLeft();
        side.over = true;
        release();
        side.call.end();
        return failure;
    }

    /** The batch is malformed; the stream has ended. */
    MongoException malformed(BsonException problem) {
        ServerCursor cursor = batch.serverCursor();
        return ended(new ProtocolException(cursor.server(), cursor.target().tried(GetMore.NAME), problem));
    }

    private void begin() {
        if (!state.compareAndSet(State.IDLE, State.FETCHING)) {
            requireUsable();
            throw new IllegalStateException("two threads are using " + describe() + " at once");
        }
    }

    /** A thread that closed the stream meanwhile has left to this one what it was using. */
    private void end() {
        if (state.compareAndSet(State.FETCHING, State.IDLE)) {
            return;
        }
        if (side.call.connection() != null) {
            kill(side.call, null);
            return;
        }
        ServerCursor opened = side.cursor;
        if (reopened && opened != null) {
            abandoned.add(opened, side.call.context());
        }
        side.call.end();
    }

    /** Closes the stream, on the server too, with the timeout of the call or another one. Never throws. */
    void close(@Nullable Duration timeout) {
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
        Call call = side.call;
        if (!fetching) {
            kill(call, timeout);
        } else if (call.connection() == null) {
            // The other thread uses the call, and ends it.
            kill(call.apart(new ImplicitSession(executor.sessions())), timeout);
        }
    }

    private void kill(Call call, @Nullable Duration timeout) {
        ServerCursor open = side.cursor;
        ServerCursor cursor = open == null ? side.left : open;
        try {
            if (cursor != null && open == null && call.connection() == null) {
                // A request for its last batch had no reply: closing it may take long, too.
                abandoned.add(cursor, call.context());
            } else if (cursor != null) {
                Call killing = timeout == null ? executor.renewed(call) : executor.renewed(call, timeout);
                abandoned.kill(killing, cursor);
            }
        } catch (Throwable failure) {
            if (executor.env().isOver()) {
                throw failure;
            }
            Log.CURSOR.text(Level.DEBUG, describe() + " could not be closed on the server", failure);
        } finally {
            call.end();
        }
    }

    private void release() {
        side.released = true;
        if (cleanable != null) {
            cleanable.clean();
        }
    }

    private enum State {
        IDLE,
        /** A thread waits for a batch. */
        FETCHING,
        CLOSED
    }

    /** What remains of a forgotten stream; must not refer to the stream itself. */
    private static final class ServerSide implements Runnable {
        private final AbandonedCursors abandoned;
        private volatile Call call;
        /** Null while there is none, between two of them or after the last. */
        private volatile @Nullable ServerCursor cursor;
        /** A cursor that was lost, and is to be closed on its server. */
        private volatile @Nullable ServerCursor left;

        private volatile boolean over;
        private volatile boolean released;

        ServerSide(AbandonedCursors abandoned, Call call) {
            this.abandoned = abandoned;
            this.call = call;
        }

        @Override
        public void run() {
            if (released) {
                return;
            }
            ServerCursor open = cursor == null ? left : cursor;
            if (open == null) {
                call.end();
            } else {
                abandoned.add(open, call);
            }
        }
    }
}
