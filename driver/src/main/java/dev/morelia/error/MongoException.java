package dev.morelia.error;

import dev.morelia.bson.internal.SerialForm;
import dev.morelia.result.BulkWriteResult;
import dev.morelia.settings.ServerAddress;
import java.io.Serial;
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
    }

    private static final String RUN_AGAIN = "run the query again";

    private final @Nullable ServerAddress server;
    // These change only on the thread that throws, but others may read them meanwhile.
    private volatile RetryAdvice retryAdvice;
    private volatile Set<String> errorLabels = Set.of();
    private volatile String during = "";
    private volatile String ending;
    private volatile String afterword = "";
    private volatile @Nullable BulkWriteResult partialResult;

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
        this.retryAdvice = retryAdvice;
        this.ending = endsWithAdvice ? retryAdvice.description : "";
    }

    /** The same, but for causes and values of the program that cannot be serialized. */
    MongoException(MongoException original) {
        super(original.plainMessage(), SerialForm.orRecord(original.getCause(), MongoException.class));
        server = original.server;
        retryAdvice = original.retryAdvice;
        errorLabels = original.errorLabels;
        during = original.during;
        ending = original.ending;
        afterword = original.afterword;
        BulkWriteResult done = original.partialResult;
        partialResult = done == null ? null : SerialResults.of(done);
        setStackTrace(original.getStackTrace());
        for (Throwable suppressed : original.getSuppressed()) {
            addSuppressed(SerialForm.orRecord(suppressed, MongoException.class));
        }
    }

    private @Nullable String plainMessage() {
        return super.getMessage();
    }

    /** A new exception of the same class, by the constructor for copies. */
    abstract MongoException copy();

    /** Serialization does not fail, whatever a program has put into the exception. */
    @Serial
    final Object writeReplace() {
        return copy();
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

    /** What failed and where, what to do about it, and how the other attempt ended where there were two. */
    @Override
    public final String getMessage() {
        BulkWriteResult done = partialResult;
        return during + super.getMessage() + ending + afterword + (done == null ? "" : ". " + doneSoFar(done));
    }

    /**
     * What a bulk write is known to have done when this failure ended it; null for all other operations. The writes of
     * the command that failed are not counted, as nobody knows what became of them.
     */
    public @Nullable BulkWriteResult partialResult() {
        return partialResult;
    }

    /** Ended a bulk write that had done this much before. For the driver. */
    public final void endedBulkWrite(BulkWriteResult done) {
        partialResult = done;
        if (retryAdvice == RetryAdvice.SAFE && hasDoneAnything(done)) {
            retryAdvice = RetryAdvice.UNSAFE;
            ending = ending.replace(
                    RetryAdvice.SAFE.description, "the rest has not been executed; do not repeat what is done");
        }
    }

    private static boolean hasDoneAnything(BulkWriteResult done) {
        return done.insertedCount() + done.matchedCount() + done.deletedCount() + done.upsertedCount() > 0;
    }

    static String doneSoFar(BulkWriteResult done) {
        return "Done so far: inserted " + done.insertedCount() + ", matched " + done.matchedCount() + ", modified "
                + done.modifiedCount() + ", upserted " + done.upsertedCount() + ", deleted " + done.deletedCount();
    }

    /** What failed only reads: whether or not it was executed, another time does no harm. For the driver. */
    public final void ofRead() {
        if (retryAdvice == RetryAdvice.OUTCOME_UNKNOWN) {
            retryAdvice = RetryAdvice.SAFE;
            ending = ending.replace(RetryAdvice.OUTCOME_UNKNOWN.description, "it only reads and may be tried again");
        }
    }

    /** What failed may have taken a batch off a cursor, whose place is lost with it. For the driver. */
    public final void ofCursor() {
        if (retryAdvice == RetryAdvice.OUTCOME_UNKNOWN) {
            retryAdvice = RetryAdvice.SAFE;
        }
        if (!getMessage().contains(RUN_AGAIN)) {
            ending = (ending.isEmpty() ? ". The" : "the") + " cursor has lost its place: " + RUN_AGAIN;
        }
    }

    /** The server of a cursor could not be reached, and may have been restarted without it. For the driver. */
    public final void ofUnreachedCursor() {
        if (!getMessage().contains(RUN_AGAIN)) {
            afterword = afterword + ". The cursor is on that server alone: if it was restarted, " + RUN_AGAIN;
        }
    }

    /** The time of the call that opened a cursor was over before another batch could be asked for. For the driver. */
    public final void ofSpentCursor() {
        retryAdvice = RetryAdvice.UNSAFE;
        ending = "it counts for the cursor with all its batches: " + RUN_AGAIN + ", with a longer one";
    }

    /** Changes what the message ends with. */
    final void advise(String before, RetryAdvice advice) {
        retryAdvice = advice;
        ending = before + advice.description;
    }

    /**
     * What was going on when this happened; it stands before the message, unless its first sentence names it: those
     * that follow may name others. For the driver.
     *
     * @param tried what was tried, as in {@code insert on app.people}
     */
    public final void during(String tried) {
        during = whatHappened().contains(tried) ? during : tried + ": ";
    }

    /**
     * This failure ended an attempt that followed others of the same operation. For the driver.
     *
     * @param earlier what ended the one before; shown as suppressed
     * @param attempt which one it was, the first is 1
     * @return this
     */
    public final MongoException afterEarlier(MongoException earlier, int attempt) {
        addSuppressed(earlier);
        afterword = ". This was attempt " + attempt + "; one before" + on(earlier.server) + " ended with "
                + earlier.getClass().getSimpleName() + ": " + earlier.whatHappened();
        if (retryAdvice == RetryAdvice.SAFE && earlier.retryAdvice != RetryAdvice.SAFE) {
            // What this attempt did not execute the other one may have.
            retryAdvice = earlier.retryAdvice;
            afterword = afterword + "; as to that one, " + earlier.retryAdvice.description;
        }
        return this;
    }

    /** The first sentence of the message, without the advice. */
    private String whatHappened() {
        String text = String.valueOf(super.getMessage());
        int end = text.indexOf(". ");
        return (end < 0 ? text : text.substring(0, end)).replaceFirst("[\\s.;:]+$", "");
    }

    /**
     * This failure tells what became of an operation, as the last attempt of it did nothing. For the driver.
     *
     * @param last what ended the last attempt; shown as suppressed
     * @return this
     */
    public final MongoException beforeLast(MongoException last) {
        addSuppressed(last);
        afterword = afterword + ". Another attempt failed, too: " + last.getMessage();
        return this;
    }

    /**
     * This failure is what is told of an operation whose last attempt may have been executed, and ended with what is no
     * failure of a server or the network. For the driver.
     *
     * @param last what that was
     */
    public final void beforeUnknown(String last) {
        boolean safe = retryAdvice == RetryAdvice.SAFE;
        retryAdvice = RetryAdvice.OUTCOME_UNKNOWN;
        if (safe) {
            ending = ending.replace(RetryAdvice.SAFE.description, "this attempt has not been executed");
        }
        afterword = afterword + ". Another attempt ended with " + last + "; as to that one, "
                + RetryAdvice.OUTCOME_UNKNOWN.description;
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
