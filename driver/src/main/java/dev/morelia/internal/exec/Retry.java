package dev.morelia.internal.exec;

import dev.morelia.error.AuthenticationException;
import dev.morelia.error.ClientClosedException;
import dev.morelia.error.InterruptedOperationException;
import dev.morelia.error.MongoException;
import dev.morelia.error.MongoException.RetryAdvice;
import dev.morelia.error.OperationTimeoutException;
import dev.morelia.error.PoolClearedException;
import dev.morelia.error.ServerException;
import dev.morelia.error.UnsupportedFeatureException;
import dev.morelia.internal.command.ServerFacts;
import dev.morelia.internal.env.Deadline;
import dev.morelia.internal.env.Env;
import dev.morelia.internal.errordetail.ErrorNotes;
import dev.morelia.internal.operation.Operation;
import dev.morelia.internal.operation.OperationKind;
import dev.morelia.internal.operation.write.Write;
import dev.morelia.internal.session.Session;
import dev.morelia.internal.topology.Server;
import dev.morelia.settings.RetrySettings;
import dev.morelia.topology.ServerAddress;
import dev.morelia.topology.ServerType;
import dev.morelia.topology.TopologyType;
import java.util.HashSet;
import java.util.Objects;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * Whether another attempt of an operation follows a failed one, and which of the failures its caller gets to see. A
 * write is retried only under its first transaction number, by which the servers recognize it and do not write twice,
 * or when the server says that it rejected it before it began. Not thread-safe: one execution owns it.
 *
 * @see <a href="https://github.com/mongodb/specifications/blob/master/source/retryable-reads/retryable-reads.md">Retryable reads</a>
 * @see <a href="https://github.com/mongodb/specifications/blob/master/source/retryable-writes/retryable-writes.md">Retryable writes</a>
 * @see <a href="https://github.com/mongodb/specifications/blob/master/source/client-backpressure/client-backpressure.md">Client backpressure</a>
 */
final class Retry<R> {
    private static final long FIRST_PAUSE_NANOS = TimeUnit.MILLISECONDS.toNanos(100);
    private static final long MAXIMUM_PAUSE_NANOS = TimeUnit.SECONDS.toNanos(10);
    /** Between attempts until a deadline, and before a member is asked again that was not ready. */
    private static final long FIRST_SHORT_PAUSE_NANOS = TimeUnit.MILLISECONDS.toNanos(10);

    private static final long MAXIMUM_SHORT_PAUSE_NANOS = TimeUnit.MILLISECONDS.toNanos(100);
    private static final int MAXIMUM_DOUBLINGS = 20;
    /** How many earlier failures are kept with the last one: until a deadline there may be thousands. */
    private static final int MAXIMUM_KEPT = 5;

    /** Waits for so many nanoseconds, or until the client is closed. */
    interface Sleep {
        void lasting(long nanos) throws InterruptedException;
    }

    private final Env env;
    private final Deadline deadline;
    private final RetrySettings settings;
    private final OperationKind kind;
    private final Operation<?> operation;
    private final boolean inTransaction;
    private boolean retryable;
    private long transactionNumber;
    private int retries;
    private int maximumRetries;
    private long pauseNanos;
    private Set<ServerAddress> deprioritized = Set.of();
    private @Nullable MongoException kept;
    private @Nullable R keptResult;
    private @Nullable Server server;
    private @Nullable ServerFacts facts;
    private boolean outOfTime;
    private boolean sent;
    private boolean readsSameSnapshot;
    private @Nullable MongoException unfulfilled;
    private @Nullable R unfulfilledResult;

    /** @param inTransaction whether a retry would follow commands that the server may have forgotten with it */
    Retry(Operation<R> operation, RetrySettings settings, Env env, Deadline deadline, boolean inTransaction) {
        this.env = env;
        this.deadline = deadline;
        this.maximumRetries = deadline.isSet() ? Integer.MAX_VALUE : 1;
        this.settings = settings;
        this.kind = operation.kind();
        this.operation = operation;
        this.inTransaction = inTransaction;
        this.retryable = kind == OperationKind.TRANSACTION_END
                || (kind == OperationKind.RETRYABLE_WRITE && settings.retryWrites() && !inTransaction);
    }

    /** Waits before an attempt as long as the failure of the one before asks for. */
    void pause(Sleep sleep) {
        server = null;
        facts = null;
        sent = false;
        unfulfilled = null;
        if (pauseNanos > 0) {
            try {
                sleep.lasting(pauseNanos);
            } catch (InterruptedException e) {
                env.interruptSelf();
                throw new InterruptedOperationException(
                        null, "waiting to retry " + operation.tried(), RetryAdvice.SAFE, e);
            }
        }
    }

    /** The servers where attempts failed, to be taken only if no other can serve. */
    Set<ServerAddress> deprioritized() {
        return deprioritized;
    }

    /** An attempt has a server; returns it. */
    Server selected(Server selected) {
        server = selected;
        return selected;
    }

    /** The server of the attempt. */
    Server server() {
        return Objects.requireNonNull(server);
    }

    /** Whether the attempt is made on whatever server there is, and that is no router. */
    boolean isDirect() {
        return server().topologyType() == TopologyType.SINGLE;
    }

    /**
     * The transaction number under which the servers remember the write, the same in all attempts; 0 for none. Called
     * with each connection: a server that supports no retryable writes gets the write as it is.
     *
     * @param own the facts from the handshake of the connection
     * @param session what the command runs in, or null
     */
    long transactionNumber(ServerFacts own, @Nullable Session session) {
        facts = own;
        if (!retryable || inTransaction) {
            return 0;
        }
        if (!supportsRetryableWrites(own)) {
            if (transactionNumber > 0) {
                throw new UnsupportedFeatureException(server().address(), "retrying a write", "a server with sessions");
            }
            retryable = false;
            return 0;
        }
        if (transactionNumber == 0 && session != null) {
            transactionNumber = session.nextTransactionNumber();
        }
        return transactionNumber;
    }

    private static boolean supportsRetryableWrites(ServerFacts server) {
        return server.type() != ServerType.STANDALONE && server.logicalSessionTimeoutMinutes() != null;
    }

    /** Whether another attempt would have followed, had there been time for it. */
    boolean isOutOfTime() {
        return outOfTime;
    }

    /** From now on the server may have received the command of this attempt. */
    void sending(Session session) {
        sent = true;
        readsSameSnapshot = session.hasSnapshotTime();
        session.sending();
    }

    /** Whether the server may have received the command of this attempt. */
    boolean isSent() {
        return sent;
    }

    /** The attempt has written, but its write concern is not satisfied. */
    void unfulfilled(MongoException failure, R result) {
        unfulfilled = failure;
        unfulfilledResult = result;
    }

    /** Whether another attempt follows one that has brought a result. */
    boolean followsResult() {
        return unfulfilled != null && follows(unfulfilled, unfulfilledResult);
    }

    /** Whether another attempt follows this failure; none does if no server could be selected. */
    boolean follows(MongoException failure) {
        return follows(failure, null);
    }

    private boolean follows(MongoException failure, @Nullable R result) {
        if (server == null) {
            return false;
        }
        if (retryable) {
            Retryable.label(failure, facts == null ? ServerFacts.of(server.description()) : facts);
        }
        boolean overloaded = Retryable.isOverload(failure);
        if (overloaded) {
            maximumRetries = settings.maxAdaptiveRetries();
        }
        if (retries >= maximumRetries || isOver(failure) || !isRetryable(failure)) {
            return false;
        }
        pauseNanos = overloaded ? pauseNanos(retries + 1, failure) : shortPauseNanos(failure);
        long roundTripNanos = server.description().minRoundTripTime().toNanos();
        if (deadline.hasPassed(env.nanoTime() + pauseNanos + roundTripNanos)) {
            outOfTime = true;
            return false;
        }
        retries++;
        if (server.topologyType() == TopologyType.SHARDED || (overloaded && settings.enableOverloadRetargeting())) {
            deprioritized = new HashSet<>(deprioritized);
            deprioritized.add(server.address());
        }
        keep(failure, result);
        return true;
    }

    /** Whether the timeout of the whole operation has expired; without one, it may have been that of the socket. */
    private boolean isOver(MongoException failure) {
        return deadline.isSet() && failure instanceof OperationTimeoutException;
    }

    private boolean isRetryable(MongoException failure) {
        boolean byLabel = Retryable.isRejected(failure) && isAllowed();
        return byLabel
                || (retryable && Retryable.isWriteError(failure))
                || (kind.isRetryableRead() && !inTransaction && settings.retryReads() && isReadError(failure));
    }

    /**
     * A member without a commit point can take no snapshot; one that it takes later does as well, unless the read names
     * the time of another. No specification has this case, which every election shows to readers of snapshots.
     */
    private boolean isReadError(MongoException failure) {
        return Retryable.isReadError(failure) || (Retryable.isWithoutCommitPoint(failure) && !readsSameSnapshot);
    }

    private boolean isAllowed() {
        return kind == OperationKind.TRANSACTION_END
                || ((!kind.reads() || settings.retryReads()) && (!kind.writes() || settings.retryWrites()));
    }

    /**
     * Random between zero and a maximum that doubles with each retry, so that not all clients retry at once.
     *
     * @param attempt number of the retry that follows, from 1 on
     */
    private long pauseNanos(int attempt, MongoException failure) {
        long wantedNanos = failure instanceof ServerException reported
                ? TimeUnit.MILLISECONDS.toNanos(Retryable.baseBackoffMillis(reported))
                : 0;
        long baseNanos = Math.min(wantedNanos > 0 ? wantedNanos : FIRST_PAUSE_NANOS, MAXIMUM_PAUSE_NANOS);
        long maximum = Math.min(baseNanos << Math.min(attempt, MAXIMUM_DOUBLINGS), MAXIMUM_PAUSE_NANOS);
        return (long) (env.random().nextDouble() * maximum);
    }

    /**
     * The first retry follows at once, as the specification says, the others until a deadline after pauses, so that a
     * server that answers each attempt with the same error is not asked as fast as it can answer. A member that does
     * not know yet what a majority has learns it with its next heartbeats.
     */
    private long shortPauseNanos(MongoException failure) {
        if (retries == 0 && !Retryable.isWithoutCommitPoint(failure)) {
            return 0;
        }
        long maximum =
                Math.min(FIRST_SHORT_PAUSE_NANOS << Math.min(retries, MAXIMUM_DOUBLINGS), MAXIMUM_SHORT_PAUSE_NANOS);
        return maximum / 2 + (long) (env.random().nextDouble() * maximum / 2);
    }

    private void keep(MongoException failure, @Nullable R result) {
        if (kept == null) {
            kept = failure;
            keptResult = result;
            return;
        }
        boolean isKept = retries <= MAXIMUM_KEPT;
        if (!hasDoneNothing(failure)) {
            if (isKept) {
                kept = afterEarlier(failure, kept, retries);
            } else {
                ErrorNotes.of(failure).afterMany(kept);
                kept = failure;
            }
            keptResult = result;
        } else if (isKept) {
            kept.addSuppressed(failure);
        }
    }

    private static MongoException afterEarlier(MongoException failure, MongoException earlier, int attempt) {
        failure.addSuppressed(earlier);
        ErrorNotes.of(failure).afterEarlier(earlier, attempt);
        return failure;
    }

    /**
     * What the caller gets when no attempt follows the last failure: that failure, or what an attempt before brought
     * where the last one did nothing and so says nothing about the outcome of the operation. A timeout of the whole
     * operation is always told, with the outcome of the attempts before.
     */
    R end(MongoException last) {
        boolean useless = hasDoneNothing(last);
        if (kind.isRetryableRead()) {
            noteRead(last);
        } else if (kind == OperationKind.QUERY_INTO) {
            ErrorNotes.of(last).ofManyDocuments();
        }
        if (kept == null) {
            throw last;
        }
        if (kind.isRetryableRead()) {
            noteRead(kept);
        }
        if (!useless || isOver(last) || explains(last, kept)) {
            throw afterEarlier(last, kept, retries + 1);
        }
        if (keptResult != null) {
            return keptResult;
        }
        kept.addSuppressed(last);
        ErrorNotes.of(kept).beforeLast(last);
        throw kept;
    }

    /** A transaction ends with an error of the server, and a member that has lost the time of a snapshot lacks it. */
    private void noteRead(MongoException failure) {
        if (failure.isTransient() && !inTransaction && !readsSameSnapshot) {
            ErrorNotes.of(failure).ofTransientRead();
        } else {
            ErrorNotes.of(failure).ofRead();
        }
    }

    /**
     * Whether the last failure tells why the one before did nothing either: another thread's login was rejected first.
     */
    private static boolean explains(MongoException last, MongoException before) {
        return last instanceof AuthenticationException && before instanceof PoolClearedException;
    }

    /** Whether an attempt before has failed. */
    boolean isAgain() {
        return kept != null;
    }

    /**
     * What the caller gets when another attempt failed, but neither at a server nor in the network: the command cannot
     * be encoded again, code of the program has thrown, or the virtual machine is in trouble. The attempt before tells
     * what may have become of the operation. It is not added to the other one, as errors that the virtual machine makes
     * itself keep no suppressed exceptions.
     */
    R endUnexpected(Throwable unexpected) {
        if (keptResult != null) {
            return keptResult;
        }
        MongoException before = Objects.requireNonNull(kept);
        try {
            if (kind.isRetryableRead()) {
                noteRead(before);
            }
            before.addSuppressed(unexpected);
            if (sent && !kind.isRetryableRead()) {
                ErrorNotes.of(before).beforeUnknown(Write.describe(unexpected));
            }
        } catch (VirtualMachineError untold) {
            // No memory is left for it.
        }
        throw before;
    }

    private static boolean hasDoneNothing(MongoException failure) {
        return switch (failure) {
            case ServerException reported -> Retryable.isWithoutWrites(reported);
            case InterruptedOperationException interrupted -> false;
            case ClientClosedException closed -> false;
            case AuthenticationException rejected -> true;
            case UnsupportedFeatureException unsupported -> true;
            default -> failure.retryAdvice() == RetryAdvice.SAFE;
        };
    }
}
