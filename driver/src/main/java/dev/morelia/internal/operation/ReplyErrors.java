package dev.morelia.internal.operation;

import dev.morelia.bson.BsonException;
import dev.morelia.bson.RawDocument;
import dev.morelia.error.CommandException;
import dev.morelia.error.CursorNotFoundException;
import dev.morelia.error.DocumentValidationException;
import dev.morelia.error.DuplicateKeyException;
import dev.morelia.error.ExecutionTimeoutException;
import dev.morelia.error.NotPrimaryException;
import dev.morelia.error.ProtocolException;
import dev.morelia.error.ReportedError;
import dev.morelia.error.ServerException;
import dev.morelia.error.WriteConcernException;
import dev.morelia.internal.command.Command;
import dev.morelia.internal.command.Reply;
import dev.morelia.internal.protocol.ErrorCode;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/** Finds the errors in replies and gives each the exception that explains it. */
public final class ReplyErrors {
    private ReplyErrors() {}

    /**
     * What the reply means to the operation.
     *
     * @throws ServerException unless its {@code ok} is 1 or the operation tolerates the error
     * @throws ProtocolException when it is malformed
     */
    public static <R> R read(Reply reply, Operation<R> operation) {
        try {
            if (!isOk(reply) && !operation.tolerates().test(reply.document())) {
                throw error(operation.tried(), reply);
            }
            return operation.parse(reply);
        } catch (BsonException malformed) {
            throw new ProtocolException(reply.server(), operation.tried(), malformed);
        }
    }

    /**
     * The error of a reply whose {@code ok} is not 1, otherwise null.
     *
     * @throws ProtocolException when it is malformed
     */
    public static @Nullable ServerException find(Command command, Reply reply) {
        return find(command.tried(), reply);
    }

    /** As above, for an operation that is not named like its command. */
    public static @Nullable ServerException find(String tried, Reply reply) {
        try {
            return isOk(reply) ? null : error(tried, reply);
        } catch (BsonException malformed) {
            throw new ProtocolException(reply.server(), tried, malformed);
        }
    }

    private static boolean isOk(Reply reply) {
        return RequiredFields.at(reply.document(), "ok").number() == 1;
    }

    private static ServerException error(String tried, Reply reply) {
        var error = ReportedError.of(tried, reply.server(), reply.document());
        return exception(error, CommandException::new);
    }

    /**
     * The exception for an error.
     *
     * @param other makes the exception of a code that has none of its own
     */
    public static ServerException exception(ReportedError error, Function<ReportedError, ServerException> other) {
        if (ErrorCode.isStateChange(error.code())) {
            return new NotPrimaryException(error);
        }
        if (ErrorCode.isDuplicateKey(error.code())) {
            return new DuplicateKeyException(error);
        }
        return switch (ErrorCode.of(error.code())) {
            case DOCUMENT_VALIDATION_FAILURE -> new DocumentValidationException(error);
            case CURSOR_NOT_FOUND -> new CursorNotFoundException(error);
            case MAX_TIME_MS_EXPIRED -> new ExecutionTimeoutException(error);
            case null, default -> other.apply(error);
        };
    }

    /** Throws when the reply has a write concern error. */
    static void checkWriteConcern(String tried, OperationKind kind, Reply reply) {
        RawDocument failure = reply.document().documentOrNull("writeConcernError");
        if (failure != null) {
            var error = new ReportedError(tried, reply.server(), failure.toDocument(), reply.document());
            throw kind == OperationKind.TRANSACTION_END
                    ? WriteConcernException.ofCommit(error)
                    : new WriteConcernException(error, null);
        }
    }
}
