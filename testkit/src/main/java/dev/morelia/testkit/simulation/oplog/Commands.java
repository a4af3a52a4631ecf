package dev.morelia.testkit.simulation.oplog;

import dev.morelia.bson.Document;
import dev.morelia.bson.RawDocument;
import dev.morelia.bson.Timestamp;
import dev.morelia.internal.protocol.ErrorCode;
import dev.morelia.testkit.simulation.oplog.Entry.Done;
import org.jspecify.annotations.Nullable;

/**
 * Executes the commands of one server on its {@link Replica}: those that read, write, or end a transaction. It
 * remembers retryable writes, and does not execute a retried one again.
 */
public final class Commands {

    private final Replica replica;
    private final Transactions transactions;
    private final ChangeStreams changes;
    private long retriedWrites;
    private boolean forgetful;

    /** The commands of the server with this data. */
    public Commands(Replica replica) {
        this.replica = replica;
        this.transactions = new Transactions(replica);
        this.changes = new ChangeStreams(replica);
    }

    // ---- for the server ----

    /** The number of transactions in progress. */
    public int openTransactions() {
        return transactions.count();
    }

    /** How many retried writes had already been executed, and were not executed again. */
    public long retriedWrites() {
        return retriedWrites;
    }

    /** The change streams of its clients. */
    public ChangeStreams changes() {
        return changes;
    }

    /** The member is not primary any more. */
    public void stepDown() {
        transactions.abortAll();
    }

    /** The process has died. */
    public void die() {
        transactions.forget();
        changes.clear();
    }

    /** From now on a retried write is executed again. */
    public void forgetRetryableWrites() {
        forgetful = true;
    }

    /** From now on transactions overwrite each other's changes. */
    public void ignoreWriteConflicts() {
        transactions.ignoreConflicts();
    }

    /**
     * Executes a command.
     *
     * @return what it has done; null if it must wait, and is to be executed when something has changed
     * @throws RejectedCommand if it fails
     */
    public @Nullable Outcome execute(String commandName, RawDocument command) {
        transactions.abortOld();
        if (commandName.equals("getMore")) {
            return nextChanges(command);
        }
        boolean ends = commandName.equals("commitTransaction") || commandName.equals("abortTransaction");
        boolean inTransaction = command.has("autocommit");
        if (replica.isStandalone() && command.has("txnNumber")) {
            throw new RejectedCommand(
                    ErrorCode.ILLEGAL_OPERATION,
                    "Transaction numbers are only allowed on a replica set member or mongos");
        }
        if (replica.primaryTerm() == 0 && (ends || inTransaction || Statements.isWrite(commandName))) {
            throw RejectedCommand.notPrimary();
        }
        if (ends) {
            return end(commandName, command);
        }
        if (isBehind(command, inTransaction)) {
            return null;
        }
        if (inTransaction) {
            return inTransaction(commandName, command);
        }
        return switch (commandName) {
            case "find" -> find(command);
            case "aggregate" -> watch(command);
            default -> write(commandName, command);
        };
    }

    /** The time that a command waits for; null if there is none. */
    public static @Nullable Timestamp awaitedTime(RawDocument command) {
        RawDocument concern = command.documentOrNull("readConcern");
        if (concern == null) {
            return null;
        }
        Timestamp after = concern.valueOrNull("afterClusterTime", Timestamp.class);
        return after == null ? concern.valueOrNull("atClusterTime", Timestamp.class) : after;
    }

    private boolean isBehind(RawDocument command, boolean inTransaction) {
        Timestamp awaited = awaitedTime(command);
        if (awaited == null) {
            return false;
        }
        if (awaited.compareTo(replica.clock()) > 0) {
            throw new RejectedCommand(
                    ErrorCode.INVALID_OPTIONS,
                    "readConcern afterClusterTime " + awaited + " is later than the cluster time " + replica.clock());
        }
        if (replica.primaryTerm() > 0 && replica.last().time().compareTo(awaited) < 0) {
            replica.appendNothing();
        }
        OpTime reached = isOfMajority(level(command)) && !inTransaction ? replica.committed() : replica.last();
        return reached.time().compareTo(awaited) < 0;
    }

    private static String level(RawDocument command) {
        RawDocument concern = command.documentOrNull("readConcern");
        String level = concern == null ? null : concern.stringOrNull("level");
        return level == null ? "local" : level;
    }

    private static boolean isOfMajority(String level) {
        return level.equals("majority") || level.equals("snapshot");
    }

    // ---- outside transactions ----

    private Outcome find(RawDocument command) {
        String level = level(command);
        requireReadable(command);
        return switch (level) {
            case "majority" ->
                new Outcome(
                        replica.committedDocuments().find(command),
                        null,
                        replica.committed().time());
            case "snapshot" -> findInSnapshot(command);
            case "linearizable" -> {
                if (replica.primaryTerm() == 0) {
                    throw RejectedCommand.notPrimary();
                }
                Document reply = replica.current().find(command);
                // If this is not the primary any more, no majority will have the entry.
                yield new Outcome(reply, replica.appendNothing(), replica.last().time());
            }
            default ->
                new Outcome(
                        replica.current().find(command), null, replica.last().time());
        };
    }

    private void requireReadable(RawDocument command) {
        if (replica.primaryTerm() == 0 && command.documentOrNull("$readPreference") == null) {
            throw new RejectedCommand(ErrorCode.NOT_PRIMARY_NO_SECONDARY_OK, "not primary and secondaryOk=false");
        }
    }

    private Outcome watch(RawDocument command) {
        requireReadable(command);
        return new Outcome(changes.open(command), null, replica.committed().time());
    }

    private @Nullable Outcome nextChanges(RawDocument command) {
        Document reply = changes.next(command);
        return reply == null
                ? null
                : new Outcome(reply, null, replica.committed().time());
    }

    private Outcome findInSnapshot(RawDocument command) {
        Timestamp awaited = awaitedTime(command);
        Timestamp at = awaited == null ? replica.committed().time() : awaited;
        Document reply = replica.at(at).find(command);
        reply.append("cursor", reply.document("cursor").append("atClusterTime", at));
        return new Outcome(reply, null, replica.committed().time());
    }

    private @Nullable Outcome write(String commandName, RawDocument command) {
        RawDocument session = command.has("txnNumber") ? command.documentOrNull("lsid") : null;
        long number = command.int64("txnNumber", 0);
        if (session != null) {
            transactions.use(session.copy(), number);
            Done last = replica.lastDone(session);
            if (last != null && last.number() == number && !forgetful) {
                retriedWrites++;
                return written(Document.copyOf(last.reply()), replica.last());
            }
        }
        var written = Statements.execute(replica.current().copy(), commandName, command, replica.now());
        if (transactions.isHolding(written.changes())) {
            return null;
        }
        var done = session == null ? null : new Done(session.copy(), number, Document.copyOf(written.reply()));
        return written(written.reply(), replica.append(written.changes(), done));
    }

    private Outcome written(Document reply, OpTime at) {
        return new Outcome(reply, at, replica.last().time());
    }

    // ---- transactions ----

    private Outcome inTransaction(String commandName, RawDocument command) {
        RawDocument session = command.document("lsid").copy();
        long number = command.int64("txnNumber");
        if (commandName.equals("drop") || commandName.equals("aggregate")) {
            throw new RejectedCommand(
                    ErrorCode.OPERATION_NOT_SUPPORTED_IN_TRANSACTION, commandName + " cannot be part of a transaction");
        }
        if (command.bool("startTransaction", false)) {
            transactions.begin(session, number);
        }
        Document reply = commandName.equals("find")
                ? transactions.find(session, number, command)
                : transactions.write(session, number, commandName, command);
        return new Outcome(reply, null, replica.last().time());
    }

    private Outcome end(String commandName, RawDocument command) {
        RawDocument session = command.document("lsid").copy();
        long number = command.int64("txnNumber");
        if (commandName.equals("abortTransaction")) {
            transactions.abort(session, number);
            return new Outcome(Document.of("ok", 1.0), null, replica.last().time());
        }
        try {
            return written(Document.of("ok", 1.0), transactions.commit(session, number));
        } catch (RejectedCommand unknown) {
            if (unknown.code() != ErrorCode.NO_SUCH_TRANSACTION.number()) {
                throw unknown;
            }
            // A later primary may know the transaction, unless a majority agrees that this one is the primary.
            return written(
                    Document.of("ok", 0.0, "errmsg", unknown.reason(), "code", unknown.code()),
                    replica.appendNothing());
        }
    }

    /** Whether the command waits for a majority, unless it asks for less. */
    public static boolean needsMajority(RawDocument command) {
        RawDocument concern = command.documentOrNull("writeConcern");
        Object w = concern == null ? null : concern.valueOrNull("w");
        if (w == null || w.equals("majority")) {
            return true;
        }
        if (w instanceof Number number && number.intValue() <= 1) {
            return false;
        }
        throw RejectedCommand.unknown("a write concern like " + concern);
    }

    @Override
    public String toString() {
        return replica + ", " + openTransactions() + " transactions in progress";
    }
}
