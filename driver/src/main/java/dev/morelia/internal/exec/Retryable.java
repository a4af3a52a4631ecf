package dev.morelia.internal.exec;

import dev.morelia.bson.BsonException;
import dev.morelia.error.ConnectionException;
import dev.morelia.error.MongoException;
import dev.morelia.error.OperationTimeoutException;
import dev.morelia.error.ServerException;
import dev.morelia.error.WriteConcernException;
import dev.morelia.internal.command.ServerFacts;
import dev.morelia.internal.errordetail.ErrorNotes;
import dev.morelia.internal.protocol.ErrorCode;
import dev.morelia.internal.protocol.ErrorLabel;
import dev.morelia.internal.protocol.WireVersion;
import dev.morelia.topology.ServerType;

/** What a failure says about trying again, by its labels, its code and its class. Pure. */
final class Retryable {
    private Retryable() {}

    /** Whether the server has too much to do. */
    static boolean isOverload(MongoException failure) {
        return failure.hasErrorLabel(ErrorLabel.SYSTEM_OVERLOADED_ERROR);
    }

    /** Whether an overloaded server has turned the operation away, whatever it is, before it began. */
    static boolean isTurnedAway(MongoException failure) {
        return isOverload(failure) && failure.hasErrorLabel(ErrorLabel.RETRYABLE_ERROR);
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
                || (failure instanceof ServerException error && ErrorCode.isRetryableReadError(error.code()));
    }

    /** Whether a retryable write may be repeated. */
    static boolean isWriteError(MongoException failure) {
        return failure.hasErrorLabel(ErrorLabel.RETRYABLE_WRITE_ERROR);
    }

    /** Whether the server assures that nothing was written. */
    static boolean isWithoutWrites(ServerException failure) {
        return failure.hasErrorLabel(ErrorLabel.NO_WRITES_PERFORMED);
    }

    /** Labels the failure of a retryable write, where servers have not or cannot. */
    static void label(MongoException failure, ServerFacts server) {
        if (isOfNetwork(failure) || (failure instanceof ServerException error && isMeantByOldServer(error, server))) {
            ErrorNotes.of(failure).addErrorLabel(ErrorLabel.RETRYABLE_WRITE_ERROR);
        }
    }

    /** That the time for one round trip is over is a failure of the network, too. */
    private static boolean isOfNetwork(MongoException failure) {
        return failure instanceof ConnectionException || failure instanceof OperationTimeoutException;
    }

    /**
     * Servers since 4.4 say themselves which of their errors are retryable. A router before that has repeated a write itself before it tells
     * that the write concern is not fulfilled.
     */
    private static boolean isMeantByOldServer(ServerException failure, ServerFacts server) {
        return server.maxWireVersion() < WireVersion.SERVER_4_4
                && ErrorCode.isRetryableWriteError(failure.code())
                && !(failure instanceof WriteConcernException && server.type() == ServerType.MONGOS);
    }
}
