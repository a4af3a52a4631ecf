package dev.morelia.error;

import dev.morelia.bson.RawDocument;
import dev.morelia.internal.errordetail.ErrorNotes;
import org.jspecify.annotations.Nullable;

/** A server replied with an error. */
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

    /** The server's error code; -1 if it sent none. */
    public final int code() {
        return error.code();
    }

    /** The name of the server's error code; empty if it sent none. */
    public final String codeName() {
        return error.codeName();
    }

    /** The server's error message, unchanged. */
    public final String serverMessage() {
        return error.message();
    }

    /** The whole reply. */
    public final RawDocument reply() {
        return error.reply();
    }

    /** The error as the server reported it. */
    public final ReportedError reportedError() {
        return error;
    }
}
