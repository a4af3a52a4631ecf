package dev.morelia.internal.exec;

import dev.morelia.error.AuthenticationException;
import dev.morelia.error.ClientClosedException;
import dev.morelia.error.InterruptedOperationException;
import dev.morelia.error.MongoException;
import dev.morelia.error.MongoException.RetryAdvice;
import dev.morelia.error.ServerException;
import dev.morelia.error.UnsupportedFeatureException;
import dev.morelia.event.ServerDescription;
import dev.morelia.event.ServerType;
import dev.morelia.event.TopologyType;
import dev.morelia.internal.env.Deadline;
import dev.morelia.internal.env.Env;
import dev.morelia.internal.operation.Operation;
import dev.morelia.internal.operation.OperationKind;
import dev.morelia.internal.session.ServerSession;
import dev.morelia.internal.topology.Server;
import dev.morelia.settings.RetrySettings;
import dev.morelia.settings.ServerAddress;
import java.util.HashSet;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * Whether another attempt of an operation follows a failed one, and which of the failures its caller gets to see. A
 * write is tried again only under the number that it had the first time, by which the servers know it and do not write
 * twice, or when the server says that it turned it away. Not thread-safe: one execution owns it.
 *
 * @see <a href="https://github.com/mongodb/specifications/blob/master/source/retryable-reads/retryable-reads.md">Retryable reads</a>
 * @see <a href="https://github.com/mongodb/specifications/blob/master/source/retryable-writes/retryable-writes.md">Retryable writes</a>
 * @see <a href="https://github.com/mongodb/specifications/blob/master/source/client-backpressure/client-backpressure.md">Client backpressure</a>
 */
final class Retry<R> {
    private static final long FIRST_PAUSE_NANOS = TimeUnit.MILLISECONDS.toNanos(100);
    private static final long LONGEST_PAUSE_NANOS = TimeUnit.SECONDS.toNanos(10);
    private static final int MOST_DOUBLINGS = 7;

    /** OP_MSG, sessions and retryable writes came with it (3.6). */
    private static final int NUMBERED_WRITES_WIRE_VERSION = 6;

    private final Env env;
    private final Deadline deadline;
    private final RetrySettings settings;
    private final OperationKind kind;
    private final Operation<?> operation;
    private boolean retryable;
    private long transactionNumber;
    private int retries;
    private int mostRetries = 1;
    private long pauseNanos;
    private Set<ServerAddress> deprioritized = Set.of();
    private @Nullable MongoException kept;
    private @Nullable R keptResult;

    Retry(Operation<R> operation, RetrySettings settings, Env env, Deadline deadline) {
        this.env = env;
        this.deadline = deadline;
        this.settings = settings;
        this.kind = operation.kind();
        this.operation = operation;
        this.retryable = kind == OperationKind.RETRYABLE_WRITE && settings.retryWrites();
    }

    /** Whether an attempt before has failed. */
    boolean isRepeated() {
        return kept != null;
    }

    /** Waits before an attempt as long as an overloaded server shall be left alone. */
    void pause() {
        if (pauseNanos > 0) {
            try {
                env.sleep(pauseNanos);
            } catch (InterruptedException e) {
                env.interruptSelf();
                throw new InterruptedOperationException(
                        null, "waiting to try " + operation.tried() + " again", RetryAdvice.SAFE, e);
            }
        }
    }

    /** The servers where attempts failed, to be taken only if no other can serve. */
    Set<ServerAddress> deprioritized() {
        return deprioritized;
    }

    /** Called with each server that is selected: one that supports no retryable writes gets the write as it is. */
    void selected(ServerDescription server) {
        if (!retryable || supportsRetryableWrites(server)) {
            return;
        }
        if (transactionNumber > 0) {
            throw new UnsupportedFeatureException(server.address(), "repeating a write", "a server with sessions");
        }
        retryable = false;
    }

    private static boolean supportsRetryableWrites(ServerDescription server) {
        return server.type() != ServerType.STANDALONE
                && server.logicalSessionTimeoutMinutes() != null
                && server.maxWireVersion() >= NUMBERED_WRITES_WIRE_VERSION;
    }

    /** The number under which the servers remember the write, the same in all attempts; 0 for none. */
    long transactionNumber(@Nullable ServerSession session) {
        if (retryable && transactionNumber == 0 && session != null) {
            transactionNumber = session.nextTransactionNumber();
        }
        return transactionNumber;
    }

    /**
     * Whether another attempt follows this failure.
     *
     * @param server where it happened; null if none could be selected
     * @param result what the attempt brought in spite of the failure; null if nothing
     */
    boolean follows(MongoException failure, @Nullable Server server, @Nullable R result) {
        if (server == null) {
            return false;
        }
        if (retryable) {
            Retryable.label(failure, server.description());
        }
        boolean overloaded = Retryable.isOverload(failure);
        if (overloaded) {
            mostRetries = settings.maxAdaptiveRetries();
        }
        if (retries >= mostRetries || !isRetryable(failure)) {
            return false;
        }
        pauseNanos = overloaded ? pauseNanos(retries) : 0;
        if (deadline.hasPassed(env.nanoTime() + pauseNanos)) {
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

    private boolean isRetryable(MongoException failure) {
        boolean byLabel = Retryable.isTurnedAway(failure) && isAllowed();
        return byLabel
                || (retryable && Retryable.isWriteError(failure))
                || (kind.isRetryableRead() && settings.retryReads() && Retryable.isReadError(failure));
    }

    private boolean isAllowed() {
        return (!kind.reads() || settings.retryReads()) && (!kind.writes() || settings.retryWrites());
    }

    /** By chance between nothing and a limit that doubles with each retry, so that not all clients come at once. */
    private long pauseNanos(int retriesBefore) {
        long most = Math.min(FIRST_PAUSE_NANOS << Math.min(retriesBefore, MOST_DOUBLINGS), LONGEST_PAUSE_NANOS);
        return (long) (env.random().nextDouble() * most);
    }

    private void keep(MongoException failure, @Nullable R result) {
        if (kept == null) {
            kept = failure;
            keptResult = result;
        } else if (hasDoneNothing(failure)) {
            kept.addSuppressed(failure);
        } else {
            kept = failure.afterEarlier(kept, retries);
            keptResult = result;
        }
    }

    /**
     * What the caller gets when no attempt follows the last failure: that failure, or what an attempt before brought
     * where the last one did nothing and so tells nothing of what became of the operation.
     */
    R end(MongoException last) {
        boolean useless = hasDoneNothing(last);
        if (kind.isRetryableRead()) {
            last.ofRead();
        }
        if (kept == null) {
            throw last;
        }
        if (kind.isRetryableRead()) {
            kept.ofRead();
        }
        if (!useless) {
            throw last.afterEarlier(kept, retries + 1);
        }
        if (keptResult != null) {
            return keptResult;
        }
        throw kept.beforeLast(last);
    }

    /**
     * What the caller gets when the command cannot be encoded. The first time that is the caller's mistake; where an
     * attempt before has been sent, only its failure tells what may have become of the operation.
     */
    R endUnencoded(IllegalArgumentException refused) {
        if (kept == null) {
            throw refused;
        }
        if (keptResult != null) {
            return keptResult;
        }
        kept.addSuppressed(refused);
        throw kept;
    }

    private static boolean hasDoneNothing(MongoException failure) {
        return switch (failure) {
            case ServerException answer -> Retryable.isWithoutWrites(answer);
            case InterruptedOperationException interrupted -> false;
            case ClientClosedException closed -> false;
            case AuthenticationException refused -> true;
            case UnsupportedFeatureException unsupported -> true;
            default -> failure.retryAdvice() == RetryAdvice.SAFE;
        };
    }
}
