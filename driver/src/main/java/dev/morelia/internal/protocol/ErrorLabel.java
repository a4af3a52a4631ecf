package dev.morelia.internal.protocol;

/** The error labels of the specifications that this driver or its test servers know. */
public final class ErrorLabel {
    /** A retryable write may be sent once more; given by servers since 4.4, by drivers for older ones. */
    public static final String RETRYABLE_WRITE_ERROR = "RetryableWriteError";

    /** The server has written nothing. */
    public static final String NO_WRITES_PERFORMED = "NoWritesPerformed";

    /** The server has rejected the operation before it began, so that any operation may be sent once more. */
    public static final String RETRYABLE_ERROR = "RetryableError";

    /** The server is overloaded. */
    public static final String SYSTEM_OVERLOADED_ERROR = "SystemOverloadedError";

    /** A change stream may be resumed; given by servers since 4.4, by this driver for older ones. */
    public static final String RESUMABLE_CHANGE_STREAM_ERROR = "ResumableChangeStreamError";

    /** The transaction may be tried again as a whole. */
    public static final String TRANSIENT_TRANSACTION_ERROR = "TransientTransactionError";

    /** Whether the transaction was committed is unknown; the commit may be sent once more. */
    public static final String UNKNOWN_TRANSACTION_COMMIT_RESULT = "UnknownTransactionCommitResult";

    private ErrorLabel() {}
}
