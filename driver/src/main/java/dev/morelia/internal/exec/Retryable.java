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

/** Whether a failure is retryable, by its labels, its code and its class. Pure. */
final class Retryable {
    private Retryable() {}

    /** Whether the server is overloaded. */
    static boolean isOverload(MongoException failure) {
        return failure.hasErrorLabel(ErrorLabel.SYSTEM_OVERLOADED_ERROR);
    }

    /** Whether an overloaded server has rejected the operation before it began. */
    static boolean isRejected(MongoException failure) {
        return isOverload(failure) && failure.hasErrorLabel(ErrorLabel.RETRYABLE_ERROR);
    }

    /** The base backoff that an overloaded server asks for; 0 if none. */
    static long baseBackoffMillis(ServerException failure) {
        try {
            return failure.reply().int64("baseBackoffMS", 0);
        } catch (BsonException malformed) {
            return 0;
        }
    }

    /** Whether a read may be retried. */
    static boolean isReadError(MongoException failure) {
        return isNetworkError(failure)
                || (failure instanceof ServerException error && ErrorCode.isRetryableReadError(error.code()));
    }

    /** Whether the member, restarted or elected a moment ago, does not know yet what a majority has. */
    static boolean isWithoutCommitPoint(MongoException failure) {
        return failure instanceof ServerException error && ErrorCode.isCommitPointUnknown(error.code());
    }

    /** Whether a retryable write may be retried. */
    static boolean isWriteError(MongoException failure) {
        return failure.hasErrorLabel(ErrorLabel.RETRYABLE_WRITE_ERROR);
    }

    /** Whether the server assures that nothing was written. */
    static boolean isWithoutWrites(ServerException failure) {
        return failure.hasErrorLabel(ErrorLabel.NO_WRITES_PERFORMED);
    }

    /** Labels the failure of a retryable write where the server has not. */
    static void label(MongoException failure, ServerFacts server) {
        if (isNetworkError(failure)
                || (failure instanceof ServerException error && isRetryableOnOldServer(error, server))) {
            ErrorNotes.of(failure).addErrorLabel(ErrorLabel.RETRYABLE_WRITE_ERROR);
        }
    }

    /** An expired socket timeout is a network error, too. */
    private static boolean isNetworkError(MongoException failure) {
        return failure instanceof ConnectionException || failure instanceof OperationTimeoutException;
    }

    /**
     * Servers since 4.4 label their retryable errors themselves. A mongos before that has retried the write itself
     * before it reports a write concern error.
     */
    private static boolean isRetryableOnOldServer(ServerException failure, ServerFacts server) {
        return server.maxWireVersion() < WireVersion.SERVER_4_4
                && ErrorCode.isRetryableWriteError(failure.code())
                && !(failure instanceof WriteConcernException && server.type() == ServerType.MONGOS);
    }
}
