package dev.morelia.internal.cursor;

import dev.morelia.error.InterruptedOperationException;
import dev.morelia.error.MongoException;
import dev.morelia.error.MongoException.RetryAdvice;
import dev.morelia.internal.env.AbandonableCall;
import dev.morelia.internal.env.CancelToken;
import dev.morelia.internal.env.Deadline;
import dev.morelia.internal.env.Env;
import dev.morelia.internal.env.ThreadKind;
import dev.morelia.internal.exec.Call;
import dev.morelia.internal.exec.Executor;
import dev.morelia.internal.operation.CursorBatch;
import dev.morelia.internal.operation.GetMore;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicReference;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * The request for the batch after the present one, which a thread of its own sends while the program works on that. It
 * takes a connection of its own and returns it when the reply has arrived, however long the program takes. When the
 * cursor is closed earlier, the thread ends the call.
 */
final class ReadAhead {
    private enum Phase {
        REQUESTED,
        /** The thread has begun. */
        SENDING,
        /** The thread uses the call no more. */
        ENDED,
        /** The cursor was closed before. */
        LEFT
    }

    private final GetMore getMore;
    private final Call call;
    private final ReadAheadMemory memory;
    private final long reservedBytes;
    private final AtomicReference<Phase> phase = new AtomicReference<>(Phase.REQUESTED);
    private final AtomicBoolean released = new AtomicBoolean();
    private @Nullable AbandonableCall<CursorBatch> request;
    /** Why there is no request to wait for, though its thread has begun. */
    private @Nullable Throwable unheld;

    private volatile @Nullable CursorBatch arrived;

    private ReadAhead(GetMore getMore, Call call, ReadAheadMemory memory, long reservedBytes) {
        this.getMore = getMore;
        this.call = call;
        this.memory = memory;
        this.reservedBytes = reservedBytes;
    }

    /**
     * Sends the request.
     *
     * @param expectedBytes how large the batch is expected to be
     * @return null if there is no memory or no thread for it: the program fetches the batch itself
     */
    static @Nullable ReadAhead start(
            Executor executor, GetMore getMore, Call call, ReadAheadMemory memory, long expectedBytes) {
        var ahead = new ReadAhead(getMore, call, memory, expectedBytes);
        return memory.reserve(expectedBytes) && ahead.begin(executor) ? ahead : null;
    }

    /** False if nothing was sent and nothing will be. */
    private boolean begin(Executor executor) {
        try {
            Env env = executor.env();
            var kind = ThreadKind.awaitedBy(env.currentThread());
            var started =
                    AbandonableCall.start(env, "morelia-read-ahead", kind, () -> execute(executor), Deadline.NONE);
            request = started;
            return !started.hasEnded()
                    || !(started.await(Deadline.NONE, CancelToken.NONE) instanceof AbandonableCall.NotStarted)
                    || !isWithdrawn();
        } catch (Throwable failure) {
            if (isWithdrawn() || executor.env().isOver()) {
                throw failure;
            }
            // Too little memory, but its thread has begun: asking again would skip the batch that it gets.
            unheld = failure;
            return true;
        }
    }

    /** Whether its thread has not begun, and so will not send the request. */
    private boolean isWithdrawn() {
        boolean withdrawn = phase.compareAndSet(Phase.REQUESTED, Phase.ENDED);
        if (withdrawn) {
            release();
        }
        return withdrawn;
    }

    private CursorBatch execute(Executor executor) {
        if (!phase.compareAndSet(Phase.REQUESTED, Phase.SENDING)) {
            if (phase.get() == Phase.LEFT) {
                release();
                call.end();
            }
            throw new IllegalStateException("not wanted any more");
        }
        try {
            CursorBatch batch = executor.execute(getMore, call);
            arrived = batch;
            return batch;
        } finally {
            if (!phase.compareAndSet(Phase.SENDING, Phase.ENDED)) {
                release();
                call.end();
            }
        }
    }

    /**
     * Waits for the batch. Called once.
     *
     * @return null if the request was not sent, or rejected before it began: it can be sent again
     * @throws InterruptedOperationException if the thread is interrupted, which ends the request, too
     */
    @Nullable
    CursorBatch take() {
        var started = request;
        if (unheld != null || started == null) {
            return failed(unheld == null ? new IllegalStateException("not started") : unheld);
        }
        var outcome = started.await(Deadline.NONE, CancelToken.NONE);
        return switch (outcome) {
            case AbandonableCall.Returned<CursorBatch> returned -> {
                release();
                yield returned.result();
            }
            case AbandonableCall.Failed<CursorBatch> failed -> {
                release();
                yield failed(failed.failure());
            }
            case AbandonableCall.Interrupted<CursorBatch> interrupted -> throw interrupted(interrupted.cause());
            case AbandonableCall.NotStarted<CursorBatch> never -> throw new IllegalStateException(never.failure());
            case AbandonableCall.TimedOut<CursorBatch> never -> throw new IllegalStateException("without a deadline");
            case AbandonableCall.Cancelled<CursorBatch> never -> throw new IllegalStateException("without a token");
        };
    }

    private static @Nullable CursorBatch failed(Throwable failure) {
        if (failure instanceof MongoException expected && BatchCursor.isUntouched(expected)) {
            return null;
        }
        // Shows the caller besides the thread that has met it.
        failure.setStackTrace(
                Stream.concat(Stream.of(failure.getStackTrace()), Stream.of(new Throwable().getStackTrace()))
                        .toArray(StackTraceElement[]::new));
        if (failure instanceof Error error) {
            throw error;
        }
        throw (RuntimeException) failure;
    }

    private InterruptedOperationException interrupted(InterruptedException cause) {
        var cursor = getMore.cursor();
        return new InterruptedOperationException(
                cursor.server(), cursor.target().tried(GetMore.NAME), RetryAdvice.OUTCOME_UNKNOWN, cause);
    }

    /**
     * The cursor is closed and takes no batch any more.
     *
     * @return whether the request is still under way: its thread ends the call, and nobody else may use it
     */
    boolean leave() {
        if (phase.compareAndSet(Phase.REQUESTED, Phase.LEFT) || phase.compareAndSet(Phase.SENDING, Phase.LEFT)) {
            return true;
        }
        release();
        return false;
    }

    private void release() {
        if (!released.getAndSet(true)) {
            memory.release(reservedBytes);
        }
    }

    /** Whether the last batch of the cursor has arrived, so that the server has closed it. */
    boolean isExhausted() {
        CursorBatch batch = arrived;
        return batch != null && !batch.serverCursor().isOpen();
    }
}
