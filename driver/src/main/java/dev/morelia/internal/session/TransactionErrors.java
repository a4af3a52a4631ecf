package dev.morelia.internal.session;

import dev.morelia.error.ConnectionException;
import dev.morelia.error.MongoException;
import dev.morelia.error.OperationTimeoutException;
import dev.morelia.error.PoolClearedException;
import dev.morelia.error.ServerException;
import dev.morelia.error.ServerSelectionException;
import dev.morelia.error.WriteConcernException;
import dev.morelia.internal.errordetail.ErrorNotes;
import dev.morelia.internal.protocol.ErrorCode;
import dev.morelia.internal.protocol.ErrorLabel;

/**
 * What the failure of an attempt means for a transaction. Pure.
 *
 * @see <a href="https://github.com/mongodb/specifications/blob/master/source/transactions/transactions.md#error-reporting-and-retrying-transactions">Transactions:
 *     error reporting and retrying transactions</a>
 */
final class TransactionErrors {
    private TransactionErrors() {}

    /**
     * Adds the labels that the driver gives, and tells the transaction.
     *
     * @param sent whether the command of the attempt was about to be sent, so that the transaction counts it
     * @return whether the rest of the transaction may go to another server
     */
    static boolean unpins(MongoException failure, Transaction transaction, boolean sent) {
        boolean overloaded = failure.hasErrorLabel(ErrorLabel.SYSTEM_OVERLOADED_ERROR)
                && failure.hasErrorLabel(ErrorLabel.RETRYABLE_ERROR);
        return switch (transaction.state()) {
            case ABORTED -> true;
            case COMMITTED -> {
                if (!overloaded) {
                    transaction.commitFailed();
                }
                if (isUnknownCommitResult(failure)) {
                    ErrorNotes.of(failure).addErrorLabel(ErrorLabel.UNKNOWN_TRANSACTION_COMMIT_RESULT);
                }
                yield failure.hasErrorLabel(ErrorLabel.UNKNOWN_TRANSACTION_COMMIT_RESULT)
                        || failure.hasErrorLabel(ErrorLabel.TRANSIENT_TRANSACTION_ERROR);
            }
            case STARTING, IN_PROGRESS -> {
                if (isWithoutReply(failure)) {
                    ErrorNotes.of(failure).addErrorLabel(ErrorLabel.TRANSIENT_TRANSACTION_ERROR);
                }
                if (overloaded && sent) {
                    transaction.notExecuted();
                }
                yield failure.hasErrorLabel(ErrorLabel.TRANSIENT_TRANSACTION_ERROR);
            }
        };
    }

    private static boolean isWithoutReply(MongoException failure) {
        return failure instanceof ConnectionException
                || failure instanceof ServerSelectionException
                || failure instanceof PoolClearedException
                || failure instanceof OperationTimeoutException;
    }

    /** Whether the commit may have succeeded, or not yet with the write concern. */
    private static boolean isUnknownCommitResult(MongoException failure) {
        if (failure instanceof WriteConcernException unfulfilled) {
            return unfulfilled.code() != ErrorCode.UNSATISFIABLE_WRITE_CONCERN.number()
                    && unfulfilled.code() != ErrorCode.UNKNOWN_REPL_WRITE_CONCERN.number();
        }
        return isWithoutReply(failure)
                || failure.hasErrorLabel(ErrorLabel.RETRYABLE_WRITE_ERROR)
                || (failure instanceof ServerException error && isUnknownCommitError(error));
    }

    /** A server that does not know the transaction is not sure of that, either, without a majority. */
    private static boolean isUnknownCommitError(ServerException error) {
        return ErrorCode.isRetryableWriteError(error.code())
                || error.code() == ErrorCode.MAX_TIME_MS_EXPIRED.number()
                || (error.code() == ErrorCode.NO_SUCH_TRANSACTION.number()
                        && error.reply().has("writeConcernError"));
    }
}
