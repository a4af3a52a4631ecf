package dev.morelia.error;

import dev.morelia.settings.ServerAddress;
import java.util.Collections;
import java.util.LinkedHashSet;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Something went wrong between this client and a server. Bad arguments never come here: they are
 * {@link IllegalArgumentException}s, thrown before anything is sent.
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

    /** What a failure says about trying the same operation once more. */
    public enum RetryAdvice {
        /** The operation has not been carried out, or only reads; trying again does no harm and may succeed. */
        SAFE("it has not been carried out and may be tried again"),
        /** Trying again unchanged would fail the same way, or do twice what has been done already. */
        UNSAFE("trying it again unchanged does not help"),
        /** Nobody can tell whether it was carried out; look first, or try again only what may happen twice. */
        OUTCOME_UNKNOWN("it may or may not have been carried out; check before trying again");

        private final String sentence;

        RetryAdvice(String sentence) {
            this.sentence = sentence;
        }

        String sentence() {
            return sentence;
        }
    }

    private final transient @Nullable ServerAddress server;
    private final RetryAdvice retryAdvice;
    // Copied on each change: only the thread that throws adds labels, but others may read them meanwhile.
    private volatile Set<String> errorLabels = Set.of();

    MongoException(String message, @Nullable ServerAddress server, RetryAdvice retryAdvice, @Nullable Throwable cause) {
        super(message, cause);
        this.server = server;
        this.retryAdvice = retryAdvice;
    }

    /** The server that was talked to; null if it did not get that far. */
    public final @Nullable ServerAddress server() {
        return server;
    }

    /** Whether trying the same operation once more is harmless, useless, or a risk. */
    public RetryAdvice retryAdvice() {
        return retryAdvice;
    }

    /** The labels that server and driver gave this error, such as {@code TransientTransactionError}; read-only. */
    public final Set<String> errorLabels() {
        return errorLabels;
    }

    /** Whether the error has this label. */
    public final boolean hasErrorLabel(String label) {
        return errorLabels.contains(label);
    }

    /** Adds a label. For the driver; it is no use to a program. */
    public final void addErrorLabel(String label) {
        var labels = new LinkedHashSet<>(errorLabels);
        labels.add(label);
        errorLabels = Collections.unmodifiableSet(labels);
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
}
