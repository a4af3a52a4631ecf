package dev.morelia.testkit.simulation.oplog;

import dev.morelia.bson.Document;
import dev.morelia.bson.RawDocument;
import dev.morelia.internal.protocol.ErrorCode;
import dev.morelia.testkit.simulation.oplog.Entry.Change;
import dev.morelia.testkit.simulation.oplog.Entry.DocumentKey;
import dev.morelia.testkit.simulation.oplog.Entry.Done;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * The transactions in progress at a primary, with snapshot isolation: each reads the documents as they were when it
 * began, with its own changes. The first transaction to change a document wins. All are lost when the primary steps
 * down; a commit is an entry of the oplog, by which every later primary knows it.
 */
final class Transactions {

    /** Real servers abort transactions after a minute. */
    private static final long LIFETIME_NANOS = TimeUnit.SECONDS.toNanos(5);

    private static final class Open {
        final long number;
        final long begunNanos;
        final OpTime snapshot;
        final Documents documents;
        final Map<DocumentKey, Change> changes = new LinkedHashMap<>();

        Open(long number, Replica replica) {
            this.number = number;
            this.begunNanos = replica.nowNanos();
            this.snapshot = replica.last();
            this.documents = replica.current().copy();
        }
    }

    private final Replica replica;
    private final Map<RawDocument, Open> open = new LinkedHashMap<>();
    private final Map<RawDocument, Long> newest = new LinkedHashMap<>();
    private boolean ignoringConflicts;

    Transactions(Replica replica) {
        this.replica = replica;
    }

    int count() {
        abortOld();
        return open.size();
    }

    void abortAll() {
        open.clear();
    }

    /** The process has died. */
    void forget() {
        open.clear();
        newest.clear();
    }

    void ignoreConflicts() {
        ignoringConflicts = true;
    }

    void abortOld() {
        open.values().removeIf(each -> replica.nowNanos() - each.begunNanos > LIFETIME_NANOS);
    }

    /** A session uses this number, which ends an older transaction of it. */
    void use(RawDocument session, long number) {
        requireNotOld(session, number);
        newest.put(session, number);
        Open present = open.get(session);
        if (present != null && present.number < number) {
            open.remove(session);
        }
    }

    private void requireNotOld(RawDocument session, long number) {
        Done last = replica.lastDone(session);
        long used = Math.max(newest.getOrDefault(session, 0L), last == null ? 0 : last.number());
        if (number < used) {
            throw RejectedCommand.tooOld(number, used);
        }
    }

    void begin(RawDocument session, long number) {
        requireNotOld(session, number);
        Done last = replica.lastDone(session);
        if (newest.getOrDefault(session, 0L) == number || (last != null && last.number() == number)) {
            throw new RejectedCommand(
                    ErrorCode.CONFLICTING_OPERATION_IN_PROGRESS,
                    "transaction " + number + " of this session has already begun");
        }
        use(session, number);
        open.put(session, new Open(number, replica));
    }

    /** Reads in a transaction. */
    Document find(RawDocument session, long number, RawDocument command) {
        return inProgress(session, number).documents.find(command);
    }

    /** Writes in a transaction; aborts it if another one was first. */
    Document write(RawDocument session, long number, String commandName, RawDocument command) {
        Open own = inProgress(session, number);
        var written = Statements.execute(own.documents, commandName, command, replica.now());
        boolean conflicting = written.changes().stream()
                .map(Change::key)
                .anyMatch(key -> replica.lastChange(key).compareTo(own.snapshot) > 0 || isChangedByOther(key, own));
        if (conflicting && !ignoringConflicts) {
            open.remove(session);
            throw new RejectedCommand(
                    ErrorCode.WRITE_CONFLICT, "another command has changed the document since the transaction began");
        }
        written.changes().forEach(change -> own.changes.merge(change.key(), change, Change::then));
        if (written.reply().has("writeErrors")) {
            open.remove(session);
        }
        return written.reply();
    }

    private boolean isChangedByOther(DocumentKey key, @Nullable Open own) {
        return open.values().stream().anyMatch(other -> other != own && other.changes.containsKey(key));
    }

    /** Whether a transaction in progress has changed one of these documents. */
    boolean isHolding(List<Change> changes) {
        return changes.stream()
                .anyMatch(change -> isChangedByOther(change.key(), null) || (change.isDrop() && isHolding(change)));
    }

    private boolean isHolding(Change drop) {
        String namespace = drop.key().namespace();
        return open.values().stream()
                .flatMap(each -> each.changes.keySet().stream())
                .anyMatch(key -> key.namespace().equals(namespace));
    }

    /** Commits a transaction, or finds that it is committed already; returns the position that a majority must have. */
    OpTime commit(RawDocument session, long number) {
        requireNotOld(session, number);
        Done last = replica.lastDone(session);
        if (last != null && last.number() == number) {
            return replica.last();
        }
        Open ending = inProgress(session, number);
        open.remove(session);
        return replica.append(
                List.copyOf(ending.changes.values()), new Done(session.copy(), number, Document.of("ok", 1.0)));
    }

    void abort(RawDocument session, long number) {
        requireNotOld(session, number);
        inProgress(session, number);
        open.remove(session);
    }

    private Open inProgress(RawDocument session, long number) {
        Open present = open.get(session);
        if (present == null || present.number != number) {
            throw RejectedCommand.noTransaction(number);
        }
        return present;
    }
}
