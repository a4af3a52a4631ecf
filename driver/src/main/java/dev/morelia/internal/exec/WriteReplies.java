package dev.morelia.internal.exec;

import dev.morelia.error.ReportedError;
import dev.morelia.error.WriteConcernException;
import dev.morelia.internal.operation.Operation;
import dev.morelia.internal.operation.write.Write;
import dev.morelia.internal.operation.write.WriteConfirmation;
import dev.morelia.internal.operation.write.WriteErrors;
import dev.morelia.internal.operation.write.WriteReply;
import dev.morelia.internal.session.Transaction;
import org.jspecify.annotations.Nullable;

/** The failures that the reply to a successful write command may report. Pure. */
final class WriteReplies {
    private WriteReplies() {}

    /**
     * Throws if the server has stopped a write because its time was over. Those of a bulk write are counted first, and
     * {@link BulkWrite#result} reports them.
     */
    static void requireInTime(Operation<?> operation, @Nullable Object result) {
        if (!(operation instanceof Write write) || write.isPartOfBulk() || !(result instanceof WriteReply reply)) {
            return;
        }
        if (!reply.writeErrors().isEmpty()
                && TimeoutErrors.isExpired(
                        WriteErrors.statementError(write.tried(), reply, 0).code())) {
            WriteErrors.checkStatements(write.tried(), reply);
        }
        WriteConcernException unfulfilled = writeConcernFailure(write, reply);
        if (unfulfilled != null && TimeoutErrors.isExpired(unfulfilled.code())) {
            throw unfulfilled;
        }
    }

    /** Servers abort a transaction with the first statement that fails. */
    static void noteStatementFailure(Operation<?> operation, Object result, @Nullable Transaction transaction) {
        if (transaction != null
                && result instanceof WriteReply write
                && !write.writeErrors().isEmpty()) {
            transaction.operationFailed(WriteErrors.statementFailure(operation.tried(), write));
        }
    }

    /** Null unless a write's reply has a write concern error. */
    static @Nullable WriteConcernException writeConcernFailure(Operation<?> operation, Object result) {
        if (!(result instanceof WriteConfirmation write) || write.writeConcernError() == null) {
            return null;
        }
        ReportedError error = WriteErrors.writeConcernError(operation.tried(), write);
        return error == null ? null : new WriteConcernException(error, null);
    }
}
