package dev.morelia.internal.exec;

import dev.morelia.bson.BsonException;
import dev.morelia.error.ConnectionException;
import dev.morelia.error.MongoException;
import dev.morelia.error.OperationTimeoutException;
import dev.morelia.error.ServerException;
import dev.morelia.error.WriteConcernException;
import dev.morelia.internal.command.ServerFacts;
import dev.morelia.topology.ServerType;
import java.util.Set;

/** What a failure says about trying again, by its labels, its code and its class. Pure. */
final class Retryable {
    private static final String WRITE = "RetryableWriteError";
    private static final String NOTHING_WRITTEN = "NoWritesPerformed";
    private static final String TURNED_AWAY = "RetryableError";
    private static final String OVERLOAD = "SystemOverloadedError";

    /** Servers from this one on (4.4) say themselves which of their errors of a write are retryable. */
    private static final int LABELS_WIRE_VERSION = 9;

    /**
     * The codes of the specifications; not primary, node recovering, shutting down, network trouble of the server.
     */
    private static final Set<Integer> CODES = Set.of(6, 7, 89, 91, 189, 262, 9001, 10107, 11600, 11602, 13435, 13436);

    /** ReadConcernMajorityNotAvailableYet, which only reads meet. */
    private static final int MAJORITY_NOT_AVAILABLE = 134;

    private Retryable() {}

    /** Whether the server has too much to do. */
    static boolean isOverload(MongoException failure) {
        return failure.hasErrorLabel(OVERLOAD);
    }

    /** Whether an overloaded server has turned the operation away, whatever it is, before it began. */
    static boolean isTurnedAway(MongoException failure) {
        return isOverload(failure) && failure.hasErrorLabel(TURNED_AWAY);
    }

    /** What an overloaded server wants pauses to begin with; 0 if it does not say. */
    static long baseBackoffMillis(ServerException failure) {
        try {
            return failure.reply().int64("baseBackoffMS", 0);
        } catch (BsonException malformed) {
            return 0;
        }
    }

    /** Whether a read may be repeated. */
    static boolean isReadError(MongoException failure) {
        return isOfNetwork(failure)
                || (failure instanceof ServerException error
                        && (CODES.contains(error.code()) || error.code() == MAJORITY_NOT_AVAILABLE));
    }

    /** Whether a retryable write may be repeated. */
    static boolean isWriteError(MongoException failure) {
        return failure.hasErrorLabel(WRITE);
    }

    /** Whether the server assures that nothing was written. */
    static boolean isWithoutWrites(ServerException failure) {
        return failure.hasErrorLabel(NOTHING_WRITTEN);
    }

    /** Labels the failure of a retryable write, where servers have not or cannot. */
    static void label(MongoException failure, ServerFacts server) {
        if (isOfNetwork(failure) || (failure instanceof ServerException error && isMeantByOldServer(error, server))) {
            failure.addErrorLabel(WRITE);
        }
    }

    /** That the time for one round trip is over is a failure of the network, too. */
    private static boolean isOfNetwork(MongoException failure) {
        return failure instanceof ConnectionException || failure instanceof OperationTimeoutException;
    }

    /** A router of old has repeated a write itself before it tells that the write concern is not fulfilled. */
    private static boolean isMeantByOldServer(ServerException failure, ServerFacts server) {
        return server.maxWireVersion() < LABELS_WIRE_VERSION
                && CODES.contains(failure.code())
                && !(failure instanceof WriteConcernException && server.type() == ServerType.MONGOS);
    }
}
