package dev.morelia.error;

import dev.morelia.bson.internal.SerialForm;
import dev.morelia.internal.errordetail.ErrorNotes;
import dev.morelia.internal.errordetail.SerialResults;
import dev.morelia.internal.protocol.ErrorCode;
import dev.morelia.internal.protocol.ErrorLabel;
import dev.morelia.result.BulkWriteResult;
import dev.morelia.result.Problem;
import dev.morelia.topology.ServerAddress;
import java.io.Serial;
import java.util.Collections;
import java.util.LinkedHashSet;
import java.util.Set;
import javax.net.ssl.SSLException;
import org.jspecify.annotations.Nullable;

/**
 * Something went wrong between this client and a server. Invalid arguments are rejected with an
 * {@link IllegalArgumentException} instead, before anything is sent.
 */
public abstract sealed class MongoException extends RuntimeException
        permits ServerException,
                ClientBulkWriteException,
                ConnectionException,
                ProtocolException,
                OperationTimeoutException,
                ServerSelectionException,
                PoolTimeoutException,
                AsyncQueueFullException,
                InterruptedOperationException,
                ClientClosedException,
                AuthenticationException,
                UnsupportedFeatureException,
                GridFsException,
                ChangeConsumerException,
                DatabaseCopyException {
    private static final long serialVersionUID = 1;

    /** Error label: the transaction is aborted, or is to be aborted, and may be tried again as a whole. */
    public static final String TRANSIENT_TRANSACTION_ERROR = ErrorLabel.TRANSIENT_TRANSACTION_ERROR;

    /** Error label: it is unknown whether the transaction was committed; {@code commitTransaction} may be repeated. */
    public static final String UNKNOWN_TRANSACTION_COMMIT_RESULT = ErrorLabel.UNKNOWN_TRANSACTION_COMMIT_RESULT;

    /** Error label: a retryable write may be sent once more, as the driver does by itself. */
    public static final String RETRYABLE_WRITE_ERROR = ErrorLabel.RETRYABLE_WRITE_ERROR;

    /** Error label: the server has written nothing. */
    public static final String NO_WRITES_PERFORMED = ErrorLabel.NO_WRITES_PERFORMED;

    /** Whether the same operation may be tried again, unchanged. */
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

    /** What has become of the writes of an operation that ended with an exception. */
    public enum Outcome {
        /** Nothing was written; also of what only reads. */
        NOT_APPLIED,
        /**
         * It was executed, at least in part; a bulk write tells how far in {@link MongoException#partialResult}, and
         * with {@link RetryAdvice#OUTCOME_UNKNOWN} the command after that may have been executed, too.
         */
        APPLIED,
        /** It may have been executed, entirely or in part. */
        UNKNOWN
    }

    static {
        ErrorNotes.provide(MongoException::notes);
    }

    private final @Nullable ServerAddress server;
    private final Notes notes;

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
        this.notes = new Notes(message, retryAdvice, endsWithAdvice);
    }

    /** The same, but for causes and values of the program that cannot be serialized. */
    MongoException(MongoException original) {
        super(original.notes.message(), SerialForm.orRecord(original.getCause(), MongoException.class));
        server = original.server;
        BulkWriteResult done = original.notes.partialResult();
        notes = new Notes(original.notes, done == null ? null : SerialResults.of(done));
        setStackTrace(original.getStackTrace());
        for (Throwable suppressed : original.getSuppressed()) {
            addSuppressed(SerialForm.orRecord(suppressed, MongoException.class));
        }
    }

    static Notes notes(RuntimeException exception) {
        return ((MongoException) exception).notes;
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

    /**
     * Whether the same operation may be tried again, unchanged. The labels {@link #TRANSIENT_TRANSACTION_ERROR} and
     * {@link #UNKNOWN_TRANSACTION_COMMIT_RESULT} tell whether to try again its transaction, or the commit.
     */
    public RetryAdvice retryAdvice() {
        return notes.retryAdvice();
    }

    /**
     * What has become of what the operation was to write, with all its attempts. A write that was applied may still be
     * rolled back if its write concern was not satisfied. In a transaction an error of the server is {@link
     * Outcome#NOT_APPLIED}, because it has aborted the transaction with it; of a commit that is for the transaction.
     */
    public final Outcome outcome() {
        if (hasErrorLabel(UNKNOWN_TRANSACTION_COMMIT_RESULT)) {
            // Also an error from before the first commit was sent has the label, as the commit can be repeated.
            boolean unsent = !(this instanceof ServerException) && retryAdvice() == RetryAdvice.SAFE;
            return unsent ? Outcome.NOT_APPLIED : Outcome.UNKNOWN;
        }
        return isAbortedByServer() ? Outcome.NOT_APPLIED : notes.outcome();
    }

    /** The driver gives the label, too, where it has no reply: such a transaction can still be committed. */
    private boolean isAbortedByServer() {
        return hasErrorLabel(TRANSIENT_TRANSACTION_ERROR)
                && (this instanceof ServerException || getCause() instanceof ServerException);
    }

    /**
     * Whether the same may succeed later, without a change of the operation or of the settings: connections were lost,
     * members elected a primary, a server was overloaded, two transactions wrote to the same document, or a wait was
     * too long. {@link #retryAdvice} and {@link #outcome} tell whether to try it again.
     */
    public final boolean isTransient() {
        return switch (this) {
            case WriteConcernException applied -> false;
            case BulkWriteException some -> false;
            case ClientBulkWriteException some -> some.error() instanceof MongoException error && error.isTransient();
            case ConnectionOpenException failed -> !(origin(failed) instanceof SSLException);
            case ConnectionException lost -> true;
            case PoolTimeoutException full -> true;
            case AsyncQueueFullException full -> true;
            case ServerSelectionException none -> true;
            case OperationTimeoutException late -> true;
            case ServerException reported -> ErrorCode.isTransient(reported.code()) || hasLabelOfRetry();
            case ProtocolException damaged -> false;
            case InterruptedOperationException asked -> false;
            case ClientClosedException closed -> false;
            case AuthenticationException rejected -> false;
            case UnsupportedFeatureException unsupported -> false;
            case GridFsException missing -> false;
            case ChangeConsumerException.LeaseHeld active -> true;
            case ChangeConsumerException.LeaseLost lost -> true;
            case ChangeConsumerException ended -> false;
            case DatabaseCopyException rejected -> false;
        };
    }

    private boolean hasLabelOfRetry() {
        return hasErrorLabel(TRANSIENT_TRANSACTION_ERROR)
                || hasErrorLabel(RETRYABLE_WRITE_ERROR)
                || hasErrorLabel(ErrorLabel.RETRYABLE_ERROR)
                || hasErrorLabel(ErrorLabel.RESUMABLE_CHANGE_STREAM_ERROR);
    }

    /** The error labels of the server and the driver, such as {@link #TRANSIENT_TRANSACTION_ERROR}; read-only. */
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

    /** The last in the chain of causes: the kind of problem. Those before it describe where it occurred. */
    static @Nullable Throwable origin(@Nullable Throwable cause) {
        Throwable origin = cause;
        while (origin != null && origin.getCause() != null) {
            origin = origin.getCause();
        }
        return origin;
    }

    /**
     * What a {@link MongoException} reports besides the message that it was created with. Changed only by the thread
     * that throws the exception; other threads may read it.
     */
    static final class Notes extends ErrorNotes {
        private static final long serialVersionUID = 1;
        private static final String RUN_AGAIN = "run the query again";
        private static final String GOES_ON = "no event was lost: the next call goes on";

        private final String message;
        private volatile RetryAdvice retryAdvice;
        /** What has become of it, as far as the advice does not say that. */
        private volatile Outcome whenUnsafe = Outcome.NOT_APPLIED;

        /** Whether what it has written is undone. */
        private volatile boolean undone;

        private volatile Set<String> errorLabels;
        private volatile String during;
        private volatile String ending;
        private volatile String afterword;
        private volatile int attempts = 1;
        private volatile boolean inTransaction;
        private volatile @Nullable BulkWriteResult partialResult;

        /**
         * The notes of a new exception.
         *
         * @param message its own message
         * @param endsWithAdvice whether the message goes on with the description of the advice
         */
        Notes(String message, RetryAdvice retryAdvice, boolean endsWithAdvice) {
            this.message = message;
            this.retryAdvice = retryAdvice;
            this.errorLabels = Set.of();
            this.during = "";
            this.ending = endsWithAdvice ? retryAdvice.description() : "";
            this.afterword = "";
        }

        /** A copy with another partial result. */
        Notes(Notes original, @Nullable BulkWriteResult partialResult) {
            this.message = original.message;
            this.retryAdvice = original.retryAdvice;
            this.whenUnsafe = original.whenUnsafe;
            this.undone = original.undone;
            this.errorLabels = original.errorLabels;
            this.during = original.during;
            this.ending = original.ending;
            this.afterword = original.afterword;
            this.attempts = original.attempts;
            this.inTransaction = original.inTransaction;
            this.partialResult = partialResult;
        }

        /** The exception's own message. */
        String message() {
            return message;
        }

        /** The message with all that was added to it. */
        String wholeMessage() {
            BulkWriteResult done = partialResult;
            return during + message + ending + afterword + (done == null ? "" : ". " + doneSoFar(done));
        }

        /** Whether trying the same operation once more is harmless, useless, or a risk. */
        RetryAdvice retryAdvice() {
            return retryAdvice;
        }

        /** What has become of what the operation was to write. */
        Outcome outcome() {
            if (undone) {
                return Outcome.NOT_APPLIED;
            }
            return switch (retryAdvice) {
                case SAFE -> Outcome.NOT_APPLIED;
                case OUTCOME_UNKNOWN -> whenUnsafe == Outcome.APPLIED ? Outcome.APPLIED : Outcome.UNKNOWN;
                case UNSAFE -> whenUnsafe;
            };
        }

        /** Says what has become of it, where the advice does not. */
        void outcome(Outcome known) {
            whenUnsafe = known;
        }

        @Override
        public void ofManyDocuments() {
            if (whenUnsafe == Outcome.NOT_APPLIED) {
                whenUnsafe = Outcome.UNKNOWN;
            }
        }

        /** The labels of servers and of the driver; read-only. */
        Set<String> errorLabels() {
            return errorLabels;
        }

        /** How many attempts of the operation there were, as far as this was noted. */
        int attempts() {
            return attempts;
        }

        /** What a bulk write had done when this ended it; null for all other operations. */
        @Nullable
        BulkWriteResult partialResult() {
            return partialResult;
        }

        @Override
        public void addErrorLabel(String label) {
            var labels = new LinkedHashSet<>(errorLabels);
            labels.add(label);
            errorLabels = Collections.unmodifiableSet(labels);
        }

        /** Replaces what the message ends with: this text and the description of the advice. */
        void advise(String text, RetryAdvice advice) {
            retryAdvice = advice;
            ending = text + advice.description();
        }

        @Override
        public void during(String operation) {
            during = whatHappened().contains(operation) ? during : operation + ": ";
        }

        @Override
        public void ofRead() {
            whenUnsafe = Outcome.NOT_APPLIED;
            readAgainIf(RetryAdvice.OUTCOME_UNKNOWN);
        }

        @Override
        public void ofTransientRead() {
            ofRead();
            readAgainIf(RetryAdvice.UNSAFE);
        }

        private void readAgainIf(RetryAdvice advice) {
            if (retryAdvice == advice) {
                retryAdvice = RetryAdvice.SAFE;
                ending = ending.replace(advice.description(), "it only reads and may be tried again");
            }
        }

        @Override
        public void lostCursor() {
            whenUnsafe = Outcome.NOT_APPLIED;
            if (retryAdvice == RetryAdvice.OUTCOME_UNKNOWN) {
                retryAdvice = RetryAdvice.SAFE;
            }
            if (!wholeMessage().contains(RUN_AGAIN)) {
                ending = (ending.isEmpty() ? ". The" : "the") + " cursor has lost its place: " + RUN_AGAIN;
            }
        }

        @Override
        public void unreachedCursor() {
            if (!wholeMessage().contains(RUN_AGAIN)) {
                afterword = afterword + ". The cursor is on that server alone: if it was restarted, " + RUN_AGAIN;
            }
        }

        @Override
        public void timedOutCursor() {
            retryAdvice = RetryAdvice.UNSAFE;
            ending = "it counts for the cursor with all its batches: " + RUN_AGAIN + ", with a longer one";
        }

        @Override
        public void ofOpenStream() {
            whenUnsafe = Outcome.NOT_APPLIED;
            retryAdvice = RetryAdvice.SAFE;
            if (!ending.isEmpty()) {
                ending = GOES_ON;
            }
        }

        @Override
        public void ofSubscription() {
            ending = ending.replace(
                    GOES_ON,
                    "no event was lost: subscribe again with startAfter and the token of the last event, or of"
                            + " progress(), and use with(Duration.ZERO) for a stream that may be silent for longer");
        }

        @Override
        public void invalidToken(String option) {
            afterword = afterword + ". The value given to " + option + " is no valid resume token of this stream: it"
                    + " must be one that a stream on the same target has returned, unchanged";
        }

        @Override
        public void uninitiatedSet() {
            advise("The server knows of no replica set: " + Problem.NOT_INITIATED.nextStep() + "; ", RetryAdvice.SAFE);
        }

        @Override
        public void directConnection(@Nullable String setName, @Nullable ServerAddress primary) {
            advise(
                    "directConnection leads to a secondary" + (setName == null ? "" : " of replica set " + setName)
                            + (primary == null ? "" : ", whose primary is " + primary)
                            + ", and only the primary accepts writes: name the primary, or leave directConnection out"
                            + (setName == null ? "" : " and set replicaSet=" + setName) + "; ",
                    RetryAdvice.UNSAFE);
        }

        @Override
        public void afterEarlier(RuntimeException earlier, int attempt) {
            Notes before = MongoException.notes(earlier);
            attempts = attempt;
            RetryAdvice advice = after((MongoException) earlier);
            afterword = ". This was attempt " + attempt + "; one before"
                    + MongoException.on(((MongoException) earlier).server()) + " ended with "
                    + earlier.getClass().getSimpleName() + ": " + before.whatHappened();
            if (advice != RetryAdvice.SAFE) {
                afterword = afterword + "; for that attempt, " + advice.description();
            }
        }

        @Override
        public void afterMany(RuntimeException earlier) {
            RetryAdvice advice = after((MongoException) earlier);
            if (advice != RetryAdvice.SAFE) {
                afterword = ". For an earlier attempt, " + advice.description();
            }
        }

        /** Takes over what another attempt may have executed; returns the advice, SAFE if this one is not changed. */
        private RetryAdvice after(MongoException earlier) {
            Outcome before = earlier.outcome();
            if (whenUnsafe == Outcome.NOT_APPLIED) {
                whenUnsafe = before;
            }
            if (retryAdvice != RetryAdvice.SAFE) {
                return RetryAdvice.SAFE;
            }
            retryAdvice = earlier.retryAdvice() == RetryAdvice.SAFE && before == Outcome.UNKNOWN
                    ? RetryAdvice.OUTCOME_UNKNOWN
                    : earlier.retryAdvice();
            return retryAdvice;
        }

        @Override
        public void afterSwallowed(RuntimeException swallowed) {
            afterword = afterword + ". An operation of the transaction had failed before: "
                    + MongoException.notes(swallowed).whatHappened()
                    + ". Servers abort a transaction with such an error: do not catch it inside, let it end the"
                    + " transaction";
        }

        @Override
        public void afterTries(RuntimeException previous, int tries) {
            Notes before = MongoException.notes(previous);
            afterword = afterword + ". The transaction was tried " + tries + " times; the try before the last one ended"
                    + " with " + previous.getClass().getSimpleName() + ": " + before.whatHappened() + before.afterword;
        }

        @Override
        public void ofTransaction() {
            inTransaction = true;
        }

        @Override
        public void transactionAborted() {
            boolean known = outcome() == Outcome.NOT_APPLIED;
            undone = inTransaction;
            if (known || !undone) {
                return;
            }
            if (retryAdvice == RetryAdvice.OUTCOME_UNKNOWN) {
                retryAdvice = RetryAdvice.SAFE;
                ending = ending.replace(RetryAdvice.OUTCOME_UNKNOWN.description(), "it was part of a transaction");
            }
            String before = afterword;
            afterword = before + ". The transaction was aborted, and with it what this may have done";
        }

        @Override
        public void unusedTransaction() {
            String before = afterword;
            afterword = before + ". No operation has run in the session of the transaction: operations belong to it on"
                    + " a view with(session)";
        }

        @Override
        public void beforeLast(RuntimeException last) {
            afterword = afterword + ". Another attempt failed, too: " + last.getMessage();
        }

        @Override
        public void beforeUnknown(String last) {
            boolean safe = retryAdvice == RetryAdvice.SAFE;
            retryAdvice = RetryAdvice.OUTCOME_UNKNOWN;
            if (safe) {
                ending = ending.replace(RetryAdvice.SAFE.description(), "this attempt has not been executed");
            }
            afterword = afterword + ". Another attempt ended with " + last + "; for that attempt, "
                    + RetryAdvice.OUTCOME_UNKNOWN.description();
        }

        @Override
        public void abortedUpload(String upload, boolean isUndone) {
            undone = isUndone;
            partialResult = null;
            retryAdvice = RetryAdvice.UNSAFE;
            whenUnsafe = isUndone ? Outcome.NOT_APPLIED : Outcome.UNKNOWN;
            ending = upload + " was aborted, and what it has stored is deleted in the background: begin another one,"
                    + " with a longer timeout";
        }

        @Override
        public void endedBulkWrite(BulkWriteResult done) {
            partialResult = done;
            if (hasDoneAnything(done)) {
                whenUnsafe = Outcome.APPLIED;
            }
            if (retryAdvice == RetryAdvice.SAFE && hasDoneAnything(done)) {
                retryAdvice = RetryAdvice.UNSAFE;
                ending = ending.replace(
                        RetryAdvice.SAFE.description(), "the rest has not been executed; do not repeat what is done");
            }
        }

        @Override
        public void endedUnknownWrites() {
            if (outcome() == Outcome.NOT_APPLIED) {
                whenUnsafe = Outcome.UNKNOWN;
            }
            if (retryAdvice == RetryAdvice.SAFE) {
                retryAdvice = RetryAdvice.OUTCOME_UNKNOWN;
                ending = ending.replace(RetryAdvice.SAFE.description(), "what was sent before may have been executed");
            }
        }

        /** Whether any of its writes were executed. */
        static boolean hasDoneAnything(BulkWriteResult done) {
            return done.insertedCount() + done.matchedCount() + done.deletedCount() + done.upsertedCount() > 0;
        }

        /** What a bulk write has done, in words. */
        static String doneSoFar(BulkWriteResult done) {
            return "Done so far: inserted " + done.insertedCount() + ", matched " + done.matchedCount() + ", modified "
                    + done.modifiedCount() + ", upserted " + done.upsertedCount() + ", deleted " + done.deletedCount();
        }

        /** The message up to the first full stop, without the advice. */
        String whatHappened() {
            int end = message.indexOf(". ");
            return (end < 0 ? message : message.substring(0, end)).replaceFirst("[\\s.;:]+$", "");
        }
    }
}
