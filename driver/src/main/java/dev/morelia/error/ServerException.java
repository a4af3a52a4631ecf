package dev.morelia.error;

import dev.morelia.bson.RawDocument;
import dev.morelia.internal.errordetail.ErrorNotes;
import org.jspecify.annotations.Nullable;

/** A server answered, and the answer is an error. */
public abstract sealed class ServerException extends MongoException
        permits CommandException,
                WriteException,
                DuplicateKeyException,
                DocumentValidationException,
                WriteConcernException,
                BulkWriteException,
                CursorNotFoundException,
                ExecutionTimeoutException,
                NotPrimaryException {
    private static final long serialVersionUID = 1;

    private final ReportedError error;

    ServerException(ReportedError error, String advice, RetryAdvice retryAdvice) {
        this(error, advice, retryAdvice, false);
    }

    ServerException(ReportedError error, String advice, RetryAdvice retryAdvice, boolean endsWithAdvice) {
        super(
                error.description() + (advice.isEmpty() && !endsWithAdvice ? "" : ". " + advice),
                error.server(),
                retryAdvice,
                null,
                endsWithAdvice);
        this.error = error;
        error.errorLabels().forEach(ErrorNotes.of(this)::addErrorLabel);
    }

    ServerException(ReportedError error, String message, RetryAdvice retryAdvice, @Nullable Throwable cause) {
        super(message, error.server(), retryAdvice, cause);
        this.error = error;
        error.errorLabels().forEach(ErrorNotes.of(this)::addErrorLabel);
    }

    ServerException(ServerException original) {
        super(original);
        error = original.error;
    }

    /** The server's number for this kind of error; -1 if it told none. */
    public final int code() {
        return error.code();
    }

    /** The server's name for this kind of error; empty if it told none. */
    public final String codeName() {
        return error.codeName();
    }

    /** What the server said, word for word. */
    public final String serverMessage() {
        return error.message();
    }

    /** The whole reply, as it came. */
    public final RawDocument reply() {
        return error.reply();
    }

    /** The error as the server told it. */
    public final ReportedError reportedError() {
        return error;
    }
}
