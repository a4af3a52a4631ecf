package dev.morelia.internal.operation.write;

import dev.morelia.bson.RawDocument;
import dev.morelia.error.ReportedError;
import dev.morelia.error.ServerException;
import dev.morelia.error.WriteConcernException;
import dev.morelia.error.WriteException;
import dev.morelia.internal.operation.ReplyErrors;
import dev.morelia.result.WriteResult;
import org.jspecify.annotations.Nullable;

/** Finds the errors of statements and of write concerns in the replies to write commands. */
public final class WriteErrors {
    private WriteErrors() {}

    /** Throws when one of the statements failed. */
    public static void checkStatements(String tried, WriteReply reply) {
        if (!reply.writeErrors().isEmpty()) {
            throw statementFailure(tried, reply);
        }
    }

    /** The exception of the first of the statements that failed. */
    public static ServerException statementFailure(String tried, WriteReply reply) {
        return ReplyErrors.exception(statementError(tried, reply, 0), WriteException::new);
    }

    /** Throws when the reply has a write concern error. */
    public static void checkWriteConcern(String tried, WriteReply reply, @Nullable WriteResult result) {
        ReportedError error = writeConcernError(tried, reply);
        if (error != null) {
            throw new WriteConcernException(error, result);
        }
    }

    /** The error of one of the statements that failed. */
    public static ReportedError statementError(String tried, WriteReply reply, int which) {
        return new ReportedError(
                tried, reply.server(), reply.writeErrors().get(which).toDocument(), reply.document());
    }

    /** The write concern's error, or null. */
    public static @Nullable ReportedError writeConcernError(String tried, WriteConfirmation reply) {
        RawDocument failure = reply.writeConcernError();
        return failure == null
                ? null
                : new ReportedError(tried, reply.server(), failure.toDocument(), reply.document());
    }
}
