package dev.morelia.internal.session;

import dev.morelia.bson.BsonException;
import dev.morelia.bson.Document;
import dev.morelia.bson.RawDocument;
import dev.morelia.bson.Timestamp;
import dev.morelia.bson.io.BsonOutput;
import dev.morelia.error.ClientClosedException;
import dev.morelia.error.MongoException;
import dev.morelia.error.MongoException.RetryAdvice;
import dev.morelia.error.ServerException;
import dev.morelia.error.UnsupportedFeatureException;
import dev.morelia.internal.argument.Argument;
import dev.morelia.internal.command.ServerFacts;
import dev.morelia.internal.env.Deadline;
import dev.morelia.internal.env.Env;
import dev.morelia.internal.errordetail.ErrorNotes;
import dev.morelia.internal.operation.OperationKind;
import dev.morelia.internal.protocol.ErrorLabel;
import dev.morelia.internal.protocol.WireVersion;
import dev.morelia.options.SessionOptions;
import dev.morelia.options.TransactionOptions;
import dev.morelia.settings.ReadConcern;
import dev.morelia.settings.ReadPreference;
import dev.morelia.topology.ServerType;
import java.lang.ref.WeakReference;
import java.time.Duration;
import java.util.Objects;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * A session that the program has started, and that its operations name. It takes a server session with its first
 * command and keeps it until it is closed. For one thread at a time, which is checked: two threads that use it at once
 * would not know what their transaction contains. What it knows of the cluster may be read by any thread.
 *
 * @see <a href="https://github.com/mongodb/specifications/blob/master/source/sessions/driver-sessions.md#clientsession">Driver Sessions: ClientSession</a>
 */
public final class ExplicitSession implements Session {
    /** Writes that take a read concern to wait for what the session has seen. */
    private static final Set<String> CAUSAL_WRITES = Set.of(
            "insert",
            "update",
            "delete",
            "findAndModify",
            "bulkWrite",
            "create",
            "createIndexes",
            "drop",
            "dropDatabase",
            "dropIndexes");

    private final ServerSessions sessions;
    private final SessionOptions options;
    private final TransactionOptions transactionDefaults;
    private final @Nullable Duration viewTimeout;
    private final @Nullable Duration clientTimeout;
    private final ClusterClock clock = new ClusterClock();
    private final SessionUse use;
    private @Nullable ServerSession server;
    private @Nullable Transaction transaction;
    /** How many transactions were started that have no number yet, as it comes from the server session. */
    private int unnumbered;

    /** What the client knows it by, since its first transaction. */
    private @Nullable WeakReference<ExplicitSession> withTransactions;

    private @Nullable Pin pin;
    private volatile @Nullable Timestamp operationTime;
    private volatile @Nullable Timestamp snapshotTime;
    private volatile boolean ended;
    /** It is about to end: only its transaction is still aborted. */
    private volatile boolean ending;
    /** The client, which is being closed, aborts its transaction. */
    private volatile boolean clientCloses;

    private volatile Deadline deadline = Deadline.NONE;

    /**
     * A session without a server session yet.
     *
     * @param sessions the server sessions of its client
     * @param transactionDefaults the concerns, the read preference and the timeout of the client view
     * @param clientTimeout the timeout in the settings of the client; null if there is none
     */
    public ExplicitSession(
            Env env,
            ServerSessions sessions,
            SessionOptions options,
            TransactionOptions transactionDefaults,
            @Nullable Duration clientTimeout) {
        this.use = new SessionUse(env);
        this.sessions = sessions;
        this.options = options;
        this.transactionDefaults = options.defaultTransactionOptions().orElse(transactionDefaults);
        this.viewTimeout = transactionDefaults.timeout();
        this.clientTimeout = clientTimeout;
        this.snapshotTime = options.snapshotTime();
    }

    /**
     * The deadline of the transaction that it runs with all its operations, instead of one for each; {@link
     * Deadline#NONE} if there is none.
     */
    public Deadline deadline() {
        return deadline;
    }

    /** Sets the deadline of all operations from now on. */
    public void deadline(Deadline changed) {
        deadline = changed;
    }

    /** Whether operations have this timeout unless they were given another: from the client, or the session's view. */
    public boolean isInherited(Duration timeout) {
        return timeout.equals(viewTimeout) || timeout.equals(clientTimeout);
    }

    /** The timeout of a transaction with these options; null for none. */
    public @Nullable Duration timeout(TransactionOptions wanted) {
        return wanted.orElse(transactionDefaults).timeout();
    }

    /** The options that it was started with. */
    public SessionOptions options() {
        return options;
    }

    /** Whether it belongs to the client with these server sessions. */
    public boolean isOf(ServerSessions others) {
        return sessions == others;
    }

    /** The id that its commands carry; null before the first one. */
    public @Nullable RawDocument id() {
        ServerSession known = server;
        return known == null ? null : known.id();
    }

    /** Whether its server session is discarded at the end, because a connection broke during a command. */
    public boolean isDirty() {
        ServerSession known = server;
        return known != null && known.isDirty();
    }

    /** Whether it was closed. */
    public boolean hasEnded() {
        return ended;
    }

    /** The time of the last operation that it has seen; null if there was none. */
    public @Nullable Timestamp operationTime() {
        return operationTime;
    }

    /** The point in time that its reads see; null if it is not known yet, or the session is none of a snapshot. */
    public @Nullable Timestamp snapshotTime() {
        return snapshotTime;
    }

    @Override
    public boolean hasSnapshotTime() {
        return snapshotTime != null;
    }

    /** Moves its operation time forward, if this one is later. */
    public void advanceOperationTime(Timestamp time) {
        Timestamp known = operationTime;
        if (known == null || time.compareTo(known) > 0) {
            operationTime = time;
        }
    }

    /** The cluster time that it has seen itself; null if none. */
    public @Nullable RawDocument ownClusterTime() {
        return clock.time();
    }

    /**
     * Moves its cluster time forward, if this one is later.
     *
     * @throws BsonException if it is none
     */
    public void advanceClusterTime(RawDocument clusterTime) {
        clock.advance(clusterTime);
    }

    /** Whether operations belong to a transaction. */
    public boolean isInTransaction() {
        return transaction != null && transaction.isRunning();
    }

    /**
     * Starts a transaction; the servers learn of it with its first command.
     *
     * @throws IllegalStateException if there is one already, or the session is one of a snapshot or has ended
     * @throws IllegalArgumentException if its write concern is unacknowledged
     */
    public void startTransaction(TransactionOptions wanted) {
        requireOpen();
        use.requireNone();
        if (sessions.transactions().isClosing()) {
            throw new ClientClosedException("startTransaction", RetryAdvice.UNSAFE);
        }
        if (options.snapshot()) {
            throw new IllegalStateException("Transactions are not supported in snapshot sessions");
        }
        if (transaction != null && transaction.isRunning()) {
            throw new IllegalStateException("Transaction already in progress: commit or abort it before you start"
                    + " another one in this session");
        }
        TransactionOptions resolved = wanted.orElse(transactionDefaults);
        if (resolved.writeConcern() != null && !resolved.writeConcern().isAcknowledged()) {
            throw Argument.rejected(
                    "writeConcern",
                    resolved.writeConcern(),
                    "cannot be used: transactions do not support unacknowledged write concerns; set another one in the"
                            + " options of the transaction");
        }
        unpin();
        transaction = new Transaction(resolved);
        unnumbered++;
    }

    /**
     * The program asks to commit the transaction; the caller sends the command unless the transaction is empty.
     *
     * @throws IllegalStateException if there is none
     */
    public Transaction commitTransaction() {
        requireOpen();
        use.requireNone();
        Transaction present = requireTransaction();
        if (present.state() == Transaction.State.ABORTED) {
            throw new IllegalStateException("Cannot call commitTransaction after calling abortTransaction");
        }
        present.commit();
        return present;
    }

    /**
     * The program asks to abort the transaction; the caller sends the command unless the transaction is empty.
     *
     * @throws IllegalStateException if there is none
     */
    public Transaction abortTransaction() {
        requireOpen();
        use.requireNone();
        Transaction present = requireTransaction();
        switch (present.state()) {
            case COMMITTED ->
                throw new IllegalStateException("Cannot call abortTransaction after calling commitTransaction");
            case ABORTED -> {
                if (!clientCloses) {
                    throw new IllegalStateException("Cannot call abortTransaction twice");
                }
            }
            case STARTING, IN_PROGRESS -> present.abort();
        }
        return present;
    }

    /**
     * Gives up a transaction that the servers still keep: one in progress, or one whose commit was never sent.
     *
     * @return the transaction, to be aborted on the servers; null if there is none, or they do not know it
     */
    public @Nullable Transaction giveUpTransaction() {
        Transaction present = transaction;
        if (ended || present == null || !(present.isRunning() || present.isCommitUnsent())) {
            return null;
        }
        present.abort();
        return present.isEmpty() ? null : present;
    }

    /**
     * As {@link #giveUpTransaction}, on the thread that closes the client. The program's thread may be between two
     * operations: the next one would be executed outside the transaction, so there is none.
     *
     * @return null also if an operation is running in it, the last one
     */
    public @Nullable Transaction giveUpWithClient() {
        clientCloses |= isInTransaction();
        if (!use.tryBegin()) {
            return null;
        }
        try {
            return transaction == null || transaction.isEmpty() ? null : giveUpTransaction();
        } finally {
            exit(OperationKind.TRANSACTION_END);
        }
    }

    /** Who uses it at the moment. */
    public SessionUse use() {
        return use;
    }

    /** Whether the client, which is being closed, aborts its transaction. */
    public boolean isClosedWithClient() {
        return clientCloses;
    }

    /** The program closes it: no more operations begin. */
    public void ending() {
        ending = true;
    }

    /** Whether the program has closed it. */
    public boolean isEnding() {
        return ending;
    }

    /** The transaction is aborted, as far as that was possible: what follows may go anywhere. */
    public void aborted() {
        unpin();
    }

    /** What it is doing, in words. */
    public String state() {
        if (ended) {
            return "closed";
        }
        return transaction == null ? "no transaction" : "transaction " + transaction.state();
    }

    private Transaction requireTransaction() {
        if (transaction == null) {
            throw new IllegalStateException("No transaction started");
        }
        return transaction;
    }

    private void requireOpen() {
        if (ended || ending) {
            throw hasEndedAlready();
        }
    }

    private static IllegalStateException hasEndedAlready() {
        return new IllegalStateException("the session has ended: start another one");
    }

    /** What aborts its transaction may begin while it is ending. */
    private void requireOpenFor(OperationKind kind) {
        if (ended || (ending && kind != OperationKind.TRANSACTION_END)) {
            throw hasEndedAlready();
        }
        boolean aborted = clientCloses || (sessions.transactions().isClosing() && isInTransaction());
        if (aborted && kind != OperationKind.TRANSACTION_END) {
            throw new ClientClosedException("an operation of an aborted transaction", RetryAdvice.UNSAFE);
        }
    }

    @Override
    public void enter(OperationKind kind, boolean acknowledged) {
        requireOpenFor(kind);
        if (!acknowledged) {
            throw new IllegalArgumentException("unacknowledged writes cannot run in an explicit session: use a write"
                    + " concern with w=1 or more, or no session");
        }
        use.begin();
        try {
            // Once more: it may have been closed before it was acquired.
            requireOpenFor(kind);
        } catch (RuntimeException closed) {
            exit(kind);
            throw closed;
        }
        if (kind != OperationKind.TRANSACTION_END && transaction != null && !transaction.isRunning()) {
            transaction = null;
            unpin();
        }
    }

    /** An operation outside of its transaction begins; {@link #exit} must follow. */
    void acquire() {
        use.begin();
    }

    @Override
    public void exit(OperationKind kind) {
        use.end();
    }

    /**
     * Leaves something to the thread whose operation is running, for when that is over.
     *
     * @return whether an operation is running; if not, nothing is left to anybody
     */
    public boolean leaveToOperation(Runnable next) {
        return use.leave(next);
    }

    @Override
    public Session outsideTransactions() {
        return new OutsideTransactions(this, sessions, ended ? null : id(), pin);
    }

    @Override
    public @Nullable Transaction transaction() {
        return transaction;
    }

    @Override
    public @Nullable Pin pin() {
        return pin;
    }

    @Override
    public void pin(Pin where) {
        pin = where;
    }

    private void unpin() {
        Pin before = pin;
        pin = null;
        if (before != null) {
            before.release();
        }
    }

    @Override
    public ReadPreference readPreference(OperationKind kind, ReadPreference ofView) {
        return transaction == null ? ofView : transaction.readPreference(kind, ofView);
    }

    @Override
    public boolean begin(ServerFacts facts) {
        if (ended) {
            throw hasEndedAlready();
        }
        Integer timeoutMinutes = facts.logicalSessionTimeoutMinutes();
        if (timeoutMinutes == null) {
            throw new UnsupportedFeatureException(null, "an explicit session", "a server with sessions");
        }
        if (transaction != null && facts.type() == ServerType.STANDALONE) {
            throw new UnsupportedFeatureException(
                    null, "a transaction", "a replica set or a sharded cluster, while this server is a standalone");
        }
        if (options.snapshot() && facts.maxWireVersion() < WireVersion.SERVER_5_0) {
            throw new UnsupportedFeatureException(
                    null, "Snapshot reads require MongoDB 5.0 or later. A snapshot session", "server 5.0 or newer");
        }
        if (server == null) {
            server = sessions.take(timeoutMinutes);
        }
        // Transactions without a command count, too.
        for (; unnumbered > 0; unnumbered--) {
            long number = server.nextTransactionNumber();
            if (transaction != null) {
                transaction.number(number);
            }
        }
        return true;
    }

    @Override
    public long nextTransactionNumber() {
        return Objects.requireNonNull(server).nextTransactionNumber();
    }

    @Override
    public void write(BsonOutput out) {
        out.name("lsid").document(Objects.requireNonNull(server).id());
        if (transaction != null) {
            transaction.write(out);
        }
    }

    @Override
    public void writeReadConcern(BsonOutput out, OperationKind kind, String commandName, ReadConcern ofView) {
        Document fields;
        boolean causal;
        if (transaction != null) {
            if (transaction.state() != Transaction.State.STARTING) {
                return;
            }
            ReadConcern ofTransaction = transaction.options().readConcern();
            fields = ofTransaction == null ? new Document() : ofTransaction.toDocument();
            causal = true;
        } else if (options.snapshot()) {
            fields = ReadConcern.SNAPSHOT.toDocument();
            causal = false;
            if (snapshotTime != null) {
                fields.append("atClusterTime", snapshotTime);
            }
        } else {
            fields = kind.takesReadConcern() ? ofView.toDocument() : new Document();
            causal = kind.takesReadConcern() || CAUSAL_WRITES.contains(commandName);
        }
        if (causal && options.isCausallyConsistent() && operationTime != null) {
            fields.append("afterClusterTime", operationTime);
        }
        if (!fields.isEmpty()) {
            out.name("readConcern").value(fields);
        }
    }

    @Override
    public @Nullable RawDocument clusterTime() {
        return clock.timeOrLater(sessions.clock());
    }

    @Override
    public void sending() {
        Transaction present = transaction;
        if (present == null) {
            return;
        }
        present.sending();
        if (withTransactions == null) {
            withTransactions = new WeakReference<>(this);
            sessions.transactions().add(withTransactions);
        }
    }

    @Override
    public void notExecuted() {
        if (transaction != null) {
            transaction.notExecuted();
        }
    }

    @Override
    public void replied(RawDocument reply) {
        clock.replied(reply);
        sessions.clock().replied(reply);
        try {
            Timestamp time = reply.valueOrNull("operationTime", Timestamp.class);
            if (time != null) {
                advanceOperationTime(time);
            }
            if (options.snapshot() && snapshotTime == null) {
                RawDocument cursor = reply.documentOrNull("cursor");
                snapshotTime = (cursor == null ? reply : cursor).valueOrNull("atClusterTime", Timestamp.class);
            }
            if (transaction != null && transaction.isRunning()) {
                RawDocument token = reply.documentOrNull("recoveryToken");
                if (token != null) {
                    transaction.recoveryToken(token);
                }
            }
        } catch (BsonException malformed) {
            // The reply says what has become of the command.
        }
    }

    @Override
    public void failed(MongoException failure, boolean sent) {
        Transaction present = transaction;
        if (present == null) {
            return;
        }
        if (present.isRunning()) {
            ErrorNotes.of(failure).ofTransaction();
        }
        if (TransactionErrors.unpins(failure, present, sent)) {
            unpin();
        }
        // One that an overloaded server has not begun is tried again, and does not end the transaction.
        if (present.isRunning() && !failure.hasErrorLabel(ErrorLabel.RETRYABLE_ERROR)) {
            present.operationFailed(failure, sent);
            if (failure instanceof ServerException) {
                ErrorNotes.of(failure).transactionAborted();
            }
        }
    }

    @Override
    public void markDirty() {
        if (server != null) {
            server.markDirty();
        }
    }

    /** It ends when the program closes it. */
    @Override
    public void end() {}

    /** Gives its server session back. May be repeated. */
    public void close() {
        if (ended) {
            return;
        }
        ended = true;
        unpin();
        if (withTransactions != null) {
            sessions.transactions().remove(withTransactions);
        }
        if (server != null) {
            sessions.giveBack(server);
        }
    }
}
