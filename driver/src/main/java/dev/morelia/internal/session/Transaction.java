package dev.morelia.internal.session;

import dev.morelia.bson.RawDocument;
import dev.morelia.bson.io.BsonOutput;
import dev.morelia.error.InterruptedOperationException;
import dev.morelia.error.MongoException;
import dev.morelia.error.OperationTimeoutException;
import dev.morelia.error.ServerException;
import dev.morelia.internal.errordetail.ErrorNotes;
import dev.morelia.internal.operation.OperationKind;
import dev.morelia.internal.protocol.ErrorCode;
import dev.morelia.options.TransactionOptions;
import dev.morelia.settings.ReadPreference;
import dev.morelia.settings.WriteConcern;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/**
 * One transaction of a session, from its start until the session is used for something else. The server learns of it
 * with its first command. Used by one thread at a time.
 *
 * @see <a href="https://github.com/mongodb/specifications/blob/master/source/transactions/transactions.md#clientsession-changes">Transactions:
 *     ClientSession changes</a>
 */
public final class Transaction {
    /** Repeated commits wait no longer than this for a majority, unless the write concern says how long. */
    private static final Duration REPEATED_COMMIT_WTIMEOUT = Duration.ofSeconds(10);

    /** What has become of a transaction. */
    public enum State {
        /** No command was sent yet. */
        STARTING,
        IN_PROGRESS,
        /** The program has asked to commit it. */
        COMMITTED,
        /** The program has asked to abort it. */
        ABORTED
    }

    private final TransactionOptions options;
    private State state = State.STARTING;
    private long number;
    private int sent;
    private boolean repeatedCommit;
    private boolean commitSent;
    private int commits;
    private @Nullable MongoException sentCommitFailure;
    private @Nullable RawDocument recoveryToken;
    private @Nullable MongoException firstFailure;
    private boolean unanswered;

    /**
     * A transaction of which no command was sent.
     *
     * @param options with read concern, write concern and read preference set
     */
    Transaction(TransactionOptions options) {
        this.options = options;
    }

    /** Its number in the session; 0 before its first command. */
    public long number() {
        return number;
    }

    /** What has become of it. */
    public State state() {
        return state;
    }

    /** Whether operations belong to it. */
    public boolean isRunning() {
        return state == State.STARTING || state == State.IN_PROGRESS;
    }

    /** Whether no command was sent, so that the servers do not know it. */
    public boolean isEmpty() {
        return sent == 0;
    }

    /** How long the server may take to commit it; null for no limit. */
    public @Nullable Duration maxCommitTime() {
        return options.maxCommitTime();
    }

    /** How long committing or aborting it may take with all it entails; null for no limit. */
    public @Nullable Duration timeout() {
        return options.timeout();
    }

    /** What a mongos needs to end a transaction that another one has begun; null if none was received. */
    public @Nullable RawDocument recoveryToken() {
        return recoveryToken;
    }

    /**
     * The write concern for the command that ends it.
     *
     * @see <a href="https://github.com/mongodb/specifications/blob/master/source/transactions/transactions.md#writeconcern-for-committransaction-attempts">Transactions:
     *     write concern for commitTransaction attempts</a>
     */
    public WriteConcern writeConcern() {
        WriteConcern wanted = options.writeConcern() == null ? WriteConcern.ACKNOWLEDGED : options.writeConcern();
        if (!repeatedCommit) {
            return wanted;
        }
        Duration wtimeout = wanted.wtimeout() == null ? REPEATED_COMMIT_WTIMEOUT : wanted.wtimeout();
        return new WriteConcern("majority", wanted.journal(), wtimeout, wanted.fsync());
    }

    /**
     * The read preference of an operation in it.
     *
     * @throws IllegalArgumentException if that is not primary
     */
    ReadPreference readPreference(OperationKind kind, ReadPreference ofView) {
        boolean named = kind == OperationKind.COMMAND && ofView.mode() != ReadPreference.Mode.PRIMARY;
        ReadPreference ofOptions =
                options.readPreference() == null ? ReadPreference.primary() : options.readPreference();
        ReadPreference wanted = named ? ofView : ofOptions;
        if (wanted.mode() != ReadPreference.Mode.PRIMARY) {
            throw new IllegalArgumentException("read preference in a transaction must be primary, not " + wanted.mode()
                    + ": set it in the options of the transaction");
        }
        return wanted;
    }

    TransactionOptions options() {
        return options;
    }

    /** Gives it the number that the servers know it by. */
    void number(long value) {
        number = value;
    }

    /** A command of it is about to be sent. */
    void sending() {
        sent++;
        if (state == State.STARTING) {
            state = State.IN_PROGRESS;
        }
        commitSent |= state == State.COMMITTED;
    }

    /** The server has not executed the command that was sent last; if it was the first one, the next is the first. */
    void notExecuted() {
        sent--;
        if (sent == 0 && state == State.IN_PROGRESS) {
            state = State.STARTING;
        }
    }

    /** The program asks to commit it. */
    void commit() {
        commits++;
        if (state == State.COMMITTED) {
            repeatedCommit = true;
        }
        state = State.COMMITTED;
    }

    /** The program asks to abort it. */
    void abort() {
        state = State.ABORTED;
    }

    /** An operation of it has failed, after it was sent or before. */
    void operationFailed(MongoException failure, boolean sent) {
        unanswered |= sent
                && (failure instanceof InterruptedOperationException || failure instanceof OperationTimeoutException);
        operationFailed(failure);
    }

    /** An operation of it has failed, after which servers have usually aborted it. */
    public void operationFailed(MongoException failure) {
        if (firstFailure == null) {
            firstFailure = failure;
        } else if (failure instanceof ServerException reported
                && reported.code() == ErrorCode.NO_SUCH_TRANSACTION.number()) {
            failure.addSuppressed(firstFailure);
            ErrorNotes.of(failure).afterSwallowed(firstFailure);
        }
    }

    /** An operation was given up before the reply to what was sent: a busy server may begin with it later. */
    public void unanswered() {
        unanswered = true;
    }

    /** Whether an operation was given up before its reply. */
    public boolean isUnanswered() {
        return unanswered;
    }

    /** The first failure of one of its operations; null if there was none. */
    public @Nullable MongoException firstFailure() {
        return firstFailure;
    }

    /** Whether the commit that the program has asked for was never sent, so that the servers keep the transaction. */
    boolean isCommitUnsent() {
        return state == State.COMMITTED && !commitSent;
    }

    /** The server has received none of the commands to commit it. */
    public void commitNotReceived() {
        commitSent = false;
    }

    /** How often the program has asked to commit it. */
    public int commits() {
        return commits;
    }

    /** The failure of the last commit that was sent, which may have succeeded all the same; null if there is none. */
    public @Nullable MongoException sentCommitFailure() {
        return sentCommitFailure;
    }

    /** A commit that was sent has failed. */
    public void sentCommitFailed(MongoException failure) {
        sentCommitFailure = failure;
    }

    /** An attempt to commit may have succeeded although it failed. */
    void commitFailed() {
        repeatedCommit = true;
    }

    void recoveryToken(RawDocument token) {
        recoveryToken = token.copy();
    }

    /** Writes its fields of a command. */
    void write(BsonOutput out) {
        out.name("txnNumber").int64(number);
        if (state == State.STARTING) {
            out.name("startTransaction").bool(true);
        }
        out.name("autocommit").bool(false);
    }
}
