package dev.morelia.internal.exec;

import dev.morelia.error.AuthenticationException;
import dev.morelia.error.ClientClosedException;
import dev.morelia.error.ConnectionException;
import dev.morelia.error.InterruptedOperationException;
import dev.morelia.error.MongoException;
import dev.morelia.error.MongoException.RetryAdvice;
import dev.morelia.error.OperationTimeoutException;
import dev.morelia.error.ServerException;
import dev.morelia.error.UnsupportedFeatureException;
import dev.morelia.error.WriteConcernException;
import dev.morelia.event.ServerDescription;
import dev.morelia.event.ServerType;
import dev.morelia.internal.operation.OperationKind;
import dev.morelia.internal.session.ServerSession;
import dev.morelia.settings.RetrySettings;
import dev.morelia.settings.ServerAddress;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Whether an operation may be tried a second time, and which of two failures its caller gets to see. A write is tried
 * again only under the number that it had the first time: by that the servers know it and do not write twice. Not
 * thread-safe: one execution owns it.
 *
 * @see <a href="https://github.com/mongodb/specifications/blob/master/source/retryable-reads/retryable-reads.md">Retryable reads</a>
 * @see <a href="https://github.com/mongodb/specifications/blob/master/source/retryable-writes/retryable-writes.md">Retryable writes</a>
 */
final class Retry<R> {
    private static final String RETRYABLE_WRITE = "RetryableWriteError";
    private static final String NOTHING_WRITTEN = "NoWritesPerformed";

    /** OP_MSG, sessions and numbered writes came with it (3.6). */
    private static final int NUMBERED_WRITES_WIRE_VERSION = 6;

    /** Servers from this one on (4.4) say themselves which of their errors of a write are retryable. */
    private static final int LABELS_WIRE_VERSION = 9;

    /**
     * The codes of both specifications; not primary, node recovering, shutting down, network trouble of the server.
     */
    private static final Set<Integer> RETRYABLE_CODES =
            Set.of(6, 7, 89, 91, 189, 262, 9001, 10107, 11600, 11602, 13435, 13436);

    /** ReadConcernMajorityNotAvailableYet, which only reads meet. */
    private static final int MAJORITY_NOT_AVAILABLE = 134;

    private final boolean read;
    private final boolean write;
    private boolean allowed;
    private long transactionNumber;
    private Set<ServerAddress> deprioritized = Set.of();
    private @Nullable MongoException first;
    private @Nullable R firstResult;

    Retry(OperationKind kind, RetrySettings settings) {
        this.read = kind.isRepeatableRead();
        this.write = kind == OperationKind.REPEATABLE_WRITE;
        this.allowed = write ? settings.retryWrites() : settings.retryReads() && read;
    }

    /** The server where the first attempt failed, to be taken only if no other can serve. */
    Set<ServerAddress> deprioritized() {
        return deprioritized;
    }

    /** Called with each server that is selected: one that knows no numbered writes gets the write once, as it is. */
    void selected(ServerDescription server) {
        if (!write || !allowed || knowsNumberedWrites(server)) {
            return;
        }
        if (first != null) {
            throw new UnsupportedFeatureException(server.address(), "repeating a write", "a server with sessions");
        }
        allowed = false;
    }

    private static boolean knowsNumberedWrites(ServerDescription server) {
        return server.type() != ServerType.STANDALONE
                && server.logicalSessionTimeoutMinutes() != null
                && server.maxWireVersion() >= NUMBERED_WRITES_WIRE_VERSION;
    }

    /** The number under which the servers remember the write, the same in both attempts; 0 for none. */
    long transactionNumber(@Nullable ServerSession session) {
        if (write && allowed && transactionNumber == 0 && session != null) {
            transactionNumber = session.nextTransactionNumber();
        }
        return transactionNumber;
    }

    /**
     * Whether another attempt follows this failure.
     *
     * @param server where it happened; null if none could be selected
     * @param late whether the time of the whole operation is over
     */
    boolean follows(MongoException failure, @Nullable ServerDescription server, boolean late) {
        if (write && allowed && server != null) {
            label(failure, server);
        }
        if (first != null || !allowed || server == null || late || !isRetryable(failure)) {
            return false;
        }
        first = failure;
        deprioritized = Set.of(server.address());
        return true;
    }

    /** The same for a write that is done but whose write concern is not fulfilled; the result counts if all fails. */
    boolean follows(WriteConcernException failure, ServerDescription server, boolean late, R result) {
        boolean follows = follows(failure, server, late);
        if (follows) {
            firstResult = result;
        }
        return follows;
    }

    /**
     * What the caller gets when no attempt follows the last failure: that failure, or what the first attempt brought
     * where the last one wrote nothing and so tells nothing of what became of the write.
     */
    R end(MongoException last) {
        boolean useless = hasDoneNothing(last);
        if (read) {
            last.ofRead();
        }
        if (first == null) {
            throw last;
        }
        if (read) {
            first.ofRead();
        }
        if (!useless) {
            throw last.afterFirst(first);
        }
        if (firstResult != null) {
            return firstResult;
        }
        throw first.beforeSecond(last);
    }

    private static boolean hasDoneNothing(MongoException failure) {
        return switch (failure) {
            case ServerException answer -> answer.hasErrorLabel(NOTHING_WRITTEN);
            case InterruptedOperationException interrupted -> false;
            case ClientClosedException closed -> false;
            case AuthenticationException refused -> true;
            case UnsupportedFeatureException unsupported -> true;
            default -> failure.retryAdvice() == RetryAdvice.SAFE;
        };
    }

    private boolean isRetryable(MongoException failure) {
        return write
                ? failure.hasErrorLabel(RETRYABLE_WRITE)
                : isOfNetwork(failure)
                        || (failure instanceof ServerException error
                                && (RETRYABLE_CODES.contains(error.code()) || error.code() == MAJORITY_NOT_AVAILABLE));
    }

    /** That the time for one round trip is over is a failure of the network, too. */
    private static boolean isOfNetwork(MongoException failure) {
        return failure instanceof ConnectionException || failure instanceof OperationTimeoutException;
    }

    private static void label(MongoException failure, ServerDescription server) {
        if (isOfNetwork(failure) || (server.maxWireVersion() < LABELS_WIRE_VERSION && isOldServers(failure, server))) {
            failure.addErrorLabel(RETRYABLE_WRITE);
        }
    }

    private static boolean isOldServers(MongoException failure, ServerDescription server) {
        boolean routed = failure instanceof WriteConcernException && server.type() == ServerType.MONGOS;
        return failure instanceof ServerException error && !routed && RETRYABLE_CODES.contains(error.code());
    }
}
