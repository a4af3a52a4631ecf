package dev.morelia.internal.client;

import dev.morelia.bson.BsonException;
import dev.morelia.bson.Document;
import dev.morelia.bson.RawDocument;
import dev.morelia.error.ClientClosedException;
import dev.morelia.error.ExecutionTimeoutException;
import dev.morelia.error.InterruptedOperationException;
import dev.morelia.error.MongoException;
import dev.morelia.error.MongoException.RetryAdvice;
import dev.morelia.error.OperationTimeoutException;
import dev.morelia.error.OperationTimeoutException.LastStep;
import dev.morelia.error.OperationTimeoutException.Step;
import dev.morelia.error.ServerException;
import dev.morelia.internal.argument.Argument;
import dev.morelia.internal.env.Deadline;
import dev.morelia.internal.env.Env;
import dev.morelia.internal.errordetail.ErrorNotes;
import dev.morelia.internal.exec.ExecutionContext;
import dev.morelia.internal.exec.Lease;
import dev.morelia.internal.log.Log;
import dev.morelia.internal.operation.Administration;
import dev.morelia.internal.protocol.ErrorLabel;
import dev.morelia.internal.session.ExplicitSession;
import dev.morelia.internal.session.SessionScope;
import dev.morelia.internal.session.StartedOperations;
import dev.morelia.internal.session.Transaction;
import dev.morelia.options.TransactionOptions;
import dev.morelia.topology.ServerAddress;
import java.lang.System.Logger.Level;
import java.time.Duration;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * Commits, aborts and retries the transactions of a session. Not thread-safe, as the session is not.
 *
 * @see <a href="https://github.com/mongodb/specifications/blob/master/source/transactions/transactions.md">Transactions</a>
 * @see <a href="https://github.com/mongodb/specifications/blob/master/source/transactions-convenient-api/transactions-convenient-api.md">Convenient API for Transactions</a>
 */
public final class Transactions {
    private static final long TIMEOUT_NANOS = TimeUnit.SECONDS.toNanos(120);
    private static final double FIRST_PAUSE_NANOS = TimeUnit.MILLISECONDS.toNanos(5);
    private static final double MAXIMUM_PAUSE_NANOS = TimeUnit.MILLISECONDS.toNanos(500);
    private static final double PAUSE_GROWTH = 1.5;

    /** An abort must neither be cut short by an interrupt nor keep the interrupted thread for long. */
    private static final Duration HURRIED_ABORT = Duration.ofSeconds(1);

    private static final int ABORT_ATTEMPTS = 3;

    private final Core core;
    private final ExecutionContext context;
    private final ExplicitSession session;

    /** Those of a session that was started from a view with this context. */
    public Transactions(Core core, ExecutionContext context, ExplicitSession session) {
        this.core = core;
        this.context = context.with(session);
        this.session = session;
    }

    /**
     * The body of a transaction.
     *
     * @param <R> the type of its result
     * @param <X> the checked exception that it may throw
     */
    @FunctionalInterface
    public interface Body<R extends @Nullable Object, X extends Exception> {
        R call() throws X;
    }

    public static @Nullable Document document(@Nullable RawDocument raw) {
        return raw == null ? null : raw.toDocument();
    }

    public static void advanceClusterTime(ExplicitSession session, Document clusterTime) {
        try {
            session.advanceClusterTime(RawDocument.encode(clusterTime));
        } catch (BsonException malformed) {
            throw Argument.rejected(
                    "clusterTime",
                    clusterTime,
                    "must be the cluster time of a session, with a timestamp 'clusterTime'");
        }
    }

    public @Nullable ServerAddress pinnedAddress() {
        return session.pin() instanceof Lease.OneServer one ? one.address() : null;
    }

    /** Commits the transaction, within the timeout or else that of the transaction. */
    public void commit(@Nullable Duration timeout) {
        requireClient();
        ExecutionContext how = within(timeout);
        Transaction transaction = session.commitTransaction();
        if (transaction.isEmpty()) {
            return;
        }
        try {
            end("commitTransaction", transaction, how);
        } catch (MongoException failure) {
            boolean unsent = !(failure instanceof ServerException) && failure.retryAdvice() == RetryAdvice.SAFE;
            MongoException earlier = transaction.sentCommitFailure();
            if (!unsent) {
                transaction.sentCommitFailed(failure);
            } else if (earlier == null) {
                transaction.commitNotReceived();
            }
            if (earlier != null && failure.retryAdvice() == RetryAdvice.SAFE) {
                ErrorNotes.of(failure).afterEarlier(earlier, transaction.commits());
            }
            MongoException swallowed = transaction.firstFailure();
            if (swallowed != null
                    && (failure instanceof ServerException || failure instanceof OperationTimeoutException)) {
                failure.addSuppressed(swallowed);
                ErrorNotes.of(failure).afterSwallowed(swallowed);
            }
            throw failure;
        }
    }

    /** The transactions of a closed client were aborted, unless an earlier commit may have succeeded. */
    private void requireClient() {
        if (!core.topology().isClosed() && !session.isClosedWithClient()) {
            return;
        }
        var closed = new ClientClosedException("commitTransaction", RetryAdvice.UNSAFE);
        Transaction present = session.transaction();
        MongoException earlier = present == null ? null : present.sentCommitFailure();
        if (present != null && earlier != null) {
            closed.addSuppressed(earlier);
            ErrorNotes.of(closed).afterEarlier(earlier, present.commits() + 1);
        }
        throw closed;
    }

    /** Aborts the transaction, within the timeout or else that of the transaction. */
    public void abort(@Nullable Duration timeout) {
        ExecutionContext how = within(timeout);
        Transaction transaction = session.abortTransaction();
        try {
            if (!transaction.isEmpty()) {
                abort(transaction, how);
            }
        } finally {
            session.aborted();
        }
    }

    /** Ends the session, or leaves that to the thread whose operation runs in it, as this may be another one. */
    public void close() {
        if (session.hasEnded()) {
            return;
        }
        session.ending();
        if (session.leaveToOperation(this::close)) {
            return;
        }
        try {
            giveUp();
        } finally {
            session.close();
        }
    }

    /**
     * The client is about to be closed, by another thread perhaps: an operation that is running is the last one, after
     * which this may be called again. Aborting has the timeout of the context, not the longer one that the transaction
     * may have.
     */
    void clientCloses() {
        Transaction transaction = session.giveUpWithClient();
        if (transaction != null) {
            session.deadline(Deadline.NONE);
            abort(transaction, context);
            session.aborted();
        }
    }

    /**
     * Aborts what the servers would otherwise keep, with its locks, until it expires. That may be called while
     * something else is thrown, which is not to be lost.
     */
    private void giveUp() {
        // Aborting has time of its own.
        session.deadline(Deadline.NONE);
        ExecutionContext how = within(null);
        Transaction transaction = session.giveUpTransaction();
        try {
            if (transaction != null) {
                abort(transaction, how);
            }
        } catch (Throwable unexpected) {
            if (core.env().isOver()) {
                throw unexpected;
            }
            Log.CLIENT.text(Level.DEBUG, "A transaction that was given up could not be aborted", unexpected);
        } finally {
            if (transaction != null) {
                session.aborted();
            }
        }
    }

    /** As {@link #giveUp}, or leaves that to a thread whose operation runs in the session although it must not. */
    private void giveUpWhenUnused() {
        // The thread that closes it does this, too.
        if (!session.isEnding() && !session.leaveToOperation(this::giveUp)) {
            giveUp();
        }
    }

    /**
     * The view with the timeout of a commit or an abort.
     *
     * @throws IllegalArgumentException if it is not allowed, before anything has changed
     */
    private ExecutionContext within(@Nullable Duration timeout) {
        Transaction transaction = session.transaction();
        Duration limit = timeout != null || transaction == null ? timeout : transaction.timeout();
        ExecutionContext how = limit == null ? context : context.with(limit);
        how.requireTimeoutOf(session);
        return how;
    }

    private void abort(Transaction transaction, ExecutionContext how) {
        Env env = core.env();
        boolean interrupted = env.clearInterrupt();
        Deadline whole = Deadline.of(how.timeout(), env);
        RawDocument id = session.id();
        ServerAddress pinned = pinnedAddress();
        try {
            for (int attempt = 1; attempt <= ABORT_ATTEMPTS; attempt++) {
                try {
                    end("abortTransaction", transaction, interrupted ? hurried(whole) : how);
                    return;
                } catch (InterruptedOperationException again) {
                    interrupted |= env.clearInterrupt();
                }
            }
        } catch (MongoException ignored) {
            // The server aborts it anyway, after a while or when the next one begins.
            Log.CLIENT.text(Level.DEBUG, "A transaction could not be aborted on the server", ignored);
        } finally {
            if (id != null && transaction.isUnanswered()) {
                core.cleanUps()
                        .again("morelia-late-abort", new LateAbort(core, context, id, transaction.number(), pinned));
            }
            if (interrupted) {
                env.interruptSelf();
            }
        }
    }

    /** For an abort of an interrupted thread, within the time of the abort as a whole. */
    private ExecutionContext hurried(Deadline whole) {
        long leftNanos = whole.isSet() ? whole.remainingNanos(core.env().nanoTime()) : Long.MAX_VALUE;
        return context.with(Duration.ofNanos(Math.clamp(leftNanos, 1, HURRIED_ABORT.toNanos())));
    }

    private void end(String command, Transaction transaction, ExecutionContext how) {
        Duration limit = command.equals("commitTransaction") ? transaction.maxCommitTime() : null;
        long maxTimeMillis = limit == null ? 0 : Math.max(1, limit.toMillis());
        core.execute(Administration.transactionEnd(command, maxTimeMillis, transaction.recoveryToken()), how);
    }

    /** Runs code in the session. */
    public <R extends @Nullable Object, X extends Exception> R scoped(Body<R, X> code) throws X {
        SessionScope scope = SessionScope.open(session);
        try {
            return code.call();
        } finally {
            scope.close();
        }
    }

    /** Runs a transaction until it is committed, or nothing more can be done. */
    public <R extends @Nullable Object, X extends Exception> R run(TransactionOptions options, Body<R, X> body)
            throws X {
        var attempts = new Attempts(session.timeout(options));
        Deadline outer = session.deadline();
        try {
            return run(options, body, attempts);
        } finally {
            session.deadline(outer);
        }
    }

    private <R extends @Nullable Object, X extends Exception> R run(
            TransactionOptions options, Body<R, X> body, Attempts attempts) throws X {
        while (true) {
            session.startTransaction(options);
            session.deadline(attempts.ofOperations);
            attempts.begun++;
            R result;
            try {
                result = body.call();
                requireEndedOperations();
            } catch (Throwable failure) {
                boolean omitted = giveUpStarted();
                noteAbort(failure, omitted);
                attempts.pauseAfter(failure);
                continue;
            }
            if (session.hasEnded()) {
                throw new IllegalStateException("the body of the transaction has closed the session, so the transaction"
                        + " was not committed unless the body did that, too: leave closing it to who has started it");
            }
            if (session.isClosedWithClient() && isAborted()) {
                throw new ClientClosedException("a transaction", RetryAdvice.UNSAFE);
            }
            if (!session.isInTransaction() || isCommittedOrGivenUp(attempts)) {
                return result;
            }
        }
    }

    /** What the body has started belongs to the transaction, which must not be committed without it. */
    private void requireEndedOperations() {
        if (!session.isInTransaction()) {
            return;
        }
        StartedOperations.Operation running = session.use().started().running();
        if (running != null) {
            throw new IllegalStateException("the transaction is not committed, as an operation that its body has"
                    + " started has not ended: " + running + ". Return the future of the last operation from the body,"
                    + " and chain operations with thenCompose, not with thenApply");
        }
        String user = session.use().description();
        if (user != null) {
            throw new IllegalStateException("the transaction is not committed, as thread " + user + " is still running"
                    + " an operation in its session: the body must wait for that before it returns, in the async API"
                    + " with thenCompose");
        }
    }

    /**
     * Gives up, with what the body has started without waiting for it: that must not run outside the transaction.
     *
     * @return whether there was such an operation
     */
    private boolean giveUpStarted() {
        boolean omitted = session.use().started().cancel();
        if (omitted) {
            Transaction present = session.transaction();
            if (present != null) {
                present.unanswered();
            }
            close();
        } else {
            giveUpWhenUnused();
        }
        return omitted;
    }

    /** What failed in the transaction was not applied, once that is aborted. */
    private void noteAbort(Throwable failure, boolean omitted) {
        if (!(failure instanceof MongoException known)) {
            return;
        }
        Transaction present = session.transaction();
        boolean isOfBody = known instanceof OperationTimeoutException late
                && late.lastStep().step() == Step.BODY;
        if (isOfBody && present != null) {
            ErrorNotes.of(known).ofTransaction();
            if (present.isEmpty() && !omitted && !session.use().isBegun()) {
                ErrorNotes.of(known).unusedTransaction();
            }
        }
        // In a session that is ending, one that is not aborted yet is aborted after the operation that is running.
        boolean isGivenUp = session.isEnding() && session.isInTransaction();
        if (isAborted() || isGivenUp) {
            ErrorNotes.of(known).transactionAborted();
        }
    }

    private boolean isAborted() {
        Transaction present = session.transaction();
        return present != null && present.state() == Transaction.State.ABORTED;
    }

    private boolean isCommittedOrGivenUp(Attempts attempts) {
        try {
            return isCommitted(attempts);
        } finally {
            giveUpWhenUnused();
        }
    }

    /** Commits, until the result is known; false if the whole transaction is to be tried again. */
    private boolean isCommitted(Attempts attempts) {
        while (true) {
            try {
                commit(null);
                return true;
            } catch (MongoException failure) {
                boolean unknown = failure.hasErrorLabel(ErrorLabel.UNKNOWN_TRANSACTION_COMMIT_RESULT)
                        && !(failure instanceof ExecutionTimeoutException);
                if (!unknown) {
                    attempts.pauseAfter(failure);
                    return false;
                }
                if (attempts.isLate(0)) {
                    throw attempts.late(failure);
                }
            }
        }
    }

    /** How often a transaction was tried, and how long that may go on. */
    private final class Attempts {
        private final Deadline deadline;
        private final Deadline ofOperations;
        private final long begunNanos = core.env().nanoTime();
        private int begun;
        private @Nullable MongoException previous;

        Attempts(@Nullable Duration timeout) {
            long nanos = timeout == null || timeout.isZero() ? TIMEOUT_NANOS : timeout.toNanos();
            this.deadline = Deadline.after(begunNanos, nanos);
            this.ofOperations = timeout == null || timeout.isZero() ? Deadline.NONE : deadline;
        }

        boolean isLate(long pauseNanos) {
            return deadline.hasPassed(core.env().nanoTime() + pauseNanos);
        }

        /** What the caller gets as no time is left for another attempt: an error with the labels of the last one. */
        MongoException late(MongoException failure) {
            if (failure instanceof OperationTimeoutException) {
                MongoException before = previous;
                if (before != null) {
                    failure.addSuppressed(before);
                    ErrorNotes.of(failure).afterTries(before, begun);
                }
                return failure;
            }
            long elapsedNanos = core.env().nanoTime() - begunNanos;
            String tried = begun == 1 ? "a transaction" : "a transaction, tried " + begun + " times,";
            var timedOut = new OperationTimeoutException(
                    failure.server(),
                    tried,
                    deadline.timeout(),
                    new LastStep(Step.RETRY, Duration.ofNanos(elapsedNanos)),
                    // What an aborted transaction has done is undone.
                    failure.outcome() == MongoException.Outcome.NOT_APPLIED
                            ? RetryAdvice.SAFE
                            : RetryAdvice.OUTCOME_UNKNOWN,
                    failure);
            failure.errorLabels().forEach(ErrorNotes.of(timedOut)::addErrorLabel);
            return timedOut;
        }

        /** Waits before the next attempt; if none is to follow, throws the failure, as the body may. */
        @SuppressWarnings("unchecked")
        <X extends Throwable> void pauseAfter(Throwable failure) throws X {
            boolean isTransient = failure instanceof MongoException known
                    && known.hasErrorLabel(ErrorLabel.TRANSIENT_TRANSACTION_ERROR);
            double maximum = Math.min(FIRST_PAUSE_NANOS * Math.pow(PAUSE_GROWTH, begun), MAXIMUM_PAUSE_NANOS);
            long pauseNanos = (long) (core.env().random().nextDouble() * maximum);
            if (!isTransient || session.isEnding()) {
                throw (X) failure;
            }
            if (isLate(pauseNanos)) {
                throw late((MongoException) failure);
            }
            previous = (MongoException) failure;
            try {
                core.topology().sleep(pauseNanos);
            } catch (InterruptedException interrupted) {
                core.env().interruptSelf();
                var ended = new InterruptedOperationException(
                        null, "waiting to try a transaction again", RetryAdvice.SAFE, interrupted);
                ended.addSuppressed(failure);
                throw ended;
            }
        }
    }
}
