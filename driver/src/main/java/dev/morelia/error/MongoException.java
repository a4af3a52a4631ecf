package dev.morelia.error;

import dev.morelia.bson.internal.SerialForm;
import dev.morelia.internal.errordetail.ErrorNotes;
import dev.morelia.result.BulkWriteResult;
import dev.morelia.topology.ServerAddress;
import java.io.Serial;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Something went wrong between this client and a server. Invalid arguments are rejected with an
 * {@link IllegalArgumentException} instead, before anything is sent.
 */
public abstract sealed class MongoException extends RuntimeException
        permits ServerException,
                ConnectionException,
                ProtocolException,
                OperationTimeoutException,
                ServerSelectionException,
                PoolTimeoutException,
                InterruptedOperationException,
                ClientClosedException,
                AuthenticationException,
                UnsupportedFeatureException {
    private static final long serialVersionUID = 1;

    /** Whether the same operation may be tried again. */
    public enum RetryAdvice {
        /** No server has executed the operation, or it only reads; trying again does no harm and may succeed. */
        SAFE("it has not been executed and may be tried again"),
        /** Trying again unchanged would fail the same way, or do twice what has been done already. */
        UNSAFE("trying it again unchanged does not help"),
        /** The server may or may not have executed it; look first, or try again only what may happen twice. */
        OUTCOME_UNKNOWN("the server may or may not have executed it; check before trying again");

        private final String description;

        RetryAdvice(String description) {
            this.description = description;
        }

        /** The advice in words, without capital letter and full stop. */
        public String description() {
            return description;
        }
    }

    static {
        ErrorNotes.provide(exception -> exception.notes);
    }

    private final @Nullable ServerAddress server;
    private final ErrorNotes notes;

    MongoException(String message, @Nullable ServerAddress server, RetryAdvice retryAdvice, @Nullable Throwable cause) {
        this(message, server, retryAdvice, cause, false);
    }

    /** @param endsWithAdvice whether the message goes on with the description of the advice */
    MongoException(
            String message,
            @Nullable ServerAddress server,
            RetryAdvice retryAdvice,
            @Nullable Throwable cause,
            boolean endsWithAdvice) {
        super(message, cause);
        this.server = server;
        this.notes = new ErrorNotes(message, retryAdvice, endsWithAdvice);
    }

    /** The same, but for causes and values of the program that cannot be serialized. */
    MongoException(MongoException original) {
        super(original.notes.message(), SerialForm.orRecord(original.getCause(), MongoException.class));
        server = original.server;
        BulkWriteResult done = original.notes.partialResult();
        notes = new ErrorNotes(original.notes, done == null ? null : SerialResults.of(done));
        setStackTrace(original.getStackTrace());
        for (Throwable suppressed : original.getSuppressed()) {
            addSuppressed(SerialForm.orRecord(suppressed, MongoException.class));
        }
    }

    /** A new exception of the same class, by the constructor for copies. */
    abstract MongoException copy();

    /** Serialization does not fail, whatever a program has put into the exception. */
    @Serial
    final Object writeReplace() {
        return copy();
    }

    /** The server; null if none was selected. */
    public final @Nullable ServerAddress server() {
        return server;
    }

    /** Whether the same operation may be tried again. */
    public RetryAdvice retryAdvice() {
        return notes.retryAdvice();
    }

    /** The error labels of the server and the driver, such as {@code TransientTransactionError}; read-only. */
    public final Set<String> errorLabels() {
        return notes.errorLabels();
    }

    /** Whether the error has this label. */
    public final boolean hasErrorLabel(String label) {
        return notes.errorLabels().contains(label);
    }

    /** What failed and where, what to do about it, and how another attempt of the operation ended if there was one. */
    @Override
    public final String getMessage() {
        return notes.wholeMessage();
    }

    /**
     * What a bulk write had done before this failure ended it; null for all other operations. The writes of the command
     * that failed are not counted, as their outcome is unknown.
     */
    public @Nullable BulkWriteResult partialResult() {
        return notes.partialResult();
    }

    /** " on host:port", or nothing where no server is known. */
    static String on(@Nullable ServerAddress server) {
        return server == null ? "" : " on " + server;
    }

    /** ": what the cause says", or nothing without a cause. */
    static String because(@Nullable Throwable cause) {
        if (cause == null) {
            return "";
        }
        String message = cause.getMessage();
        return ": " + (message == null || message.isBlank() ? cause.getClass().getSimpleName() : message);
    }

    /** The last in the chain of causes, which tells the kind of problem; those before it tell where and with whom. */
    static @Nullable Throwable origin(@Nullable Throwable cause) {
        Throwable origin = cause;
        while (origin != null && origin.getCause() != null) {
            origin = origin.getCause();
        }
        return origin;
    }
}
