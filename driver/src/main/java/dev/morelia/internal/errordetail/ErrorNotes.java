package dev.morelia.internal.errordetail;

import dev.morelia.error.MongoException;
import dev.morelia.error.MongoException.RetryAdvice;
import dev.morelia.result.BulkWriteResult;
import java.io.Serializable;
import java.util.Collections;
import java.util.LinkedHashSet;
import java.util.Objects;
import java.util.Set;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * What a {@link MongoException} tells besides the message that it was made with. The driver adds to it while the
 * exception is on its way to the caller, as those who throw it do not know what it was part of. Programs cannot: the
 * exception shows what is in here, and hands it to {@link #of} alone.
 *
 * <p>It changes only on the thread that throws the exception; other threads may read it meanwhile.
 */
public final class ErrorNotes implements Serializable {
    private static final long serialVersionUID = 1;
    private static final String RUN_AGAIN = "run the query again";

    private static volatile @Nullable Function<MongoException, ErrorNotes> provided;

    private final String message;
    private volatile RetryAdvice retryAdvice;
    private volatile Set<String> errorLabels;
    private volatile String during;
    private volatile String ending;
    private volatile String afterword;
    private volatile @Nullable BulkWriteResult partialResult;

    /**
     * The notes of a new exception.
     *
     * @param message its own message
     * @param endsWithAdvice whether the message goes on with the description of the advice
     */
    public ErrorNotes(String message, RetryAdvice retryAdvice, boolean endsWithAdvice) {
        this.message = message;
        this.retryAdvice = retryAdvice;
        this.errorLabels = Set.of();
        this.during = "";
        this.ending = endsWithAdvice ? retryAdvice.description() : "";
        this.afterword = "";
    }

    /** A copy with another partial result. */
    public ErrorNotes(ErrorNotes original, @Nullable BulkWriteResult partialResult) {
        this.message = original.message;
        this.retryAdvice = original.retryAdvice;
        this.errorLabels = original.errorLabels;
        this.during = original.during;
        this.ending = original.ending;
        this.afterword = original.afterword;
        this.partialResult = partialResult;
    }

    /** Called once, by the static initializer of {@link MongoException}. */
    public static void provide(Function<MongoException, ErrorNotes> notes) {
        provided = notes;
    }

    /** The notes of an exception. */
    public static ErrorNotes of(MongoException failure) {
        return Objects.requireNonNull(provided).apply(failure);
    }

    /** The exception's own message. */
    public String message() {
        return message;
    }

    /** The message with all that was added to it. */
    public String wholeMessage() {
        BulkWriteResult done = partialResult;
        return during + message + ending + afterword + (done == null ? "" : ". " + doneSoFar(done));
    }

    /** Whether trying the same operation once more is harmless, useless, or a risk. */
    public RetryAdvice retryAdvice() {
        return retryAdvice;
    }

    /** The labels of servers and of the driver; read-only. */
    public Set<String> errorLabels() {
        return errorLabels;
    }

    /** What a bulk write had done when this ended it; null for all other operations. */
    public @Nullable BulkWriteResult partialResult() {
        return partialResult;
    }

    /** Adds an error label. */
    public void addErrorLabel(String label) {
        var labels = new LinkedHashSet<>(errorLabels);
        labels.add(label);
        errorLabels = Collections.unmodifiableSet(labels);
    }

    /** Replaces what the message ends with: this text and the description of the advice. */
    public void advise(String text, RetryAdvice advice) {
        retryAdvice = advice;
        ending = text + advice.description();
    }

    /**
     * What was going on when this happened. It stands before the message, unless the first sentence of that names it:
     * those that follow may name others.
     *
     * @param operation as in {@code insert on app.people}
     */
    public void during(String operation) {
        during = whatHappened().contains(operation) ? during : operation + ": ";
    }

    /** What failed only reads: whether or not it was executed, another time does no harm. */
    public void ofRead() {
        if (retryAdvice == RetryAdvice.OUTCOME_UNKNOWN) {
            retryAdvice = RetryAdvice.SAFE;
            ending = ending.replace(RetryAdvice.OUTCOME_UNKNOWN.description(), "it only reads and may be tried again");
        }
    }

    /** What failed may have consumed a batch of a cursor, whose position is lost with it. */
    public void lostCursor() {
        if (retryAdvice == RetryAdvice.OUTCOME_UNKNOWN) {
            retryAdvice = RetryAdvice.SAFE;
        }
        if (!wholeMessage().contains(RUN_AGAIN)) {
            ending = (ending.isEmpty() ? ". The" : "the") + " cursor has lost its place: " + RUN_AGAIN;
        }
    }

    /** The server of a cursor could not be reached, and may have been restarted without it. */
    public void unreachedCursor() {
        if (!wholeMessage().contains(RUN_AGAIN)) {
            afterword = afterword + ". The cursor is on that server alone: if it was restarted, " + RUN_AGAIN;
        }
    }

    /** The timeout of the call that opened a cursor was over before another batch could be requested. */
    public void timedOutCursor() {
        retryAdvice = RetryAdvice.UNSAFE;
        ending = "it counts for the cursor with all its batches: " + RUN_AGAIN + ", with a longer one";
    }

    /**
     * The exception ended an attempt that followed others of the same operation.
     *
     * @param earlier what ended the one before
     * @param attempt which one it was, the first is 1
     */
    public void afterEarlier(MongoException earlier, int attempt) {
        ErrorNotes before = of(earlier);
        afterword = ". This was attempt " + attempt + "; one before"
                + (earlier.server() == null ? "" : " on " + earlier.server()) + " ended with "
                + earlier.getClass().getSimpleName() + ": " + before.whatHappened();
        if (retryAdvice == RetryAdvice.SAFE && before.retryAdvice != RetryAdvice.SAFE) {
            // What this attempt did not execute the other one may have.
            retryAdvice = before.retryAdvice;
            afterword = afterword + "; as to that one, " + before.retryAdvice.description();
        }
    }

    /** The exception tells what became of an operation, as the last attempt of it did nothing. */
    public void beforeLast(MongoException last) {
        afterword = afterword + ". Another attempt failed, too: " + last.getMessage();
    }

    /**
     * The exception tells what became of an operation whose last attempt may have been executed, and ended with what is
     * no failure of a server or the network.
     *
     * @param last describes that
     */
    public void beforeUnknown(String last) {
        boolean safe = retryAdvice == RetryAdvice.SAFE;
        retryAdvice = RetryAdvice.OUTCOME_UNKNOWN;
        if (safe) {
            ending = ending.replace(RetryAdvice.SAFE.description(), "this attempt has not been executed");
        }
        afterword = afterword + ". Another attempt ended with " + last + "; as to that one, "
                + RetryAdvice.OUTCOME_UNKNOWN.description();
    }

    /** The exception ended a bulk write that had done this much before. */
    public void endedBulkWrite(BulkWriteResult done) {
        partialResult = done;
        if (retryAdvice == RetryAdvice.SAFE && hasDoneAnything(done)) {
            retryAdvice = RetryAdvice.UNSAFE;
            ending = ending.replace(
                    RetryAdvice.SAFE.description(), "the rest has not been executed; do not repeat what is done");
        }
    }

    private static boolean hasDoneAnything(BulkWriteResult done) {
        return done.insertedCount() + done.matchedCount() + done.deletedCount() + done.upsertedCount() > 0;
    }

    /** What a bulk write has done, in words. */
    public static String doneSoFar(BulkWriteResult done) {
        return "Done so far: inserted " + done.insertedCount() + ", matched " + done.matchedCount() + ", modified "
                + done.modifiedCount() + ", upserted " + done.upsertedCount() + ", deleted " + done.deletedCount();
    }

    /** The first sentence of the message, without the advice. */
    private String whatHappened() {
        int end = message.indexOf(". ");
        return (end < 0 ? message : message.substring(0, end)).replaceFirst("[\\s.;:]+$", "");
    }
}
