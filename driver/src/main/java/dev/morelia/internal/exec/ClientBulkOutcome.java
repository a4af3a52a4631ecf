package dev.morelia.internal.exec;

import dev.morelia.bson.BsonException;
import dev.morelia.bson.RawDocument;
import dev.morelia.bson.UuidRepresentation;
import dev.morelia.error.ClientBulkWriteException;
import dev.morelia.error.MongoException;
import dev.morelia.error.ProtocolException;
import dev.morelia.error.ReportedError;
import dev.morelia.internal.errordetail.ErrorNotes;
import dev.morelia.internal.operation.write.BulkWriteReply;
import dev.morelia.internal.operation.write.NamespacedStatement;
import dev.morelia.internal.operation.write.Write;
import dev.morelia.internal.operation.write.WriteConfirmation;
import dev.morelia.internal.operation.write.WriteErrors;
import dev.morelia.internal.operation.write.WriteKind;
import dev.morelia.internal.operation.write.WriteReply;
import dev.morelia.result.BulkWriteError;
import dev.morelia.result.ClientBulkWriteResult;
import dev.morelia.result.ClientBulkWriteResult.Deleted;
import dev.morelia.result.ClientBulkWriteResult.Inserted;
import dev.morelia.result.ClientBulkWriteResult.Results;
import dev.morelia.result.ClientBulkWriteResult.Updated;
import dev.morelia.result.WriteConcernError;
import java.util.ArrayList;
import java.util.BitSet;
import java.util.Comparator;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * Collects the outcome of the writes of one bulk write of a client, by their indexes in the list of the caller. Not
 * thread-safe.
 */
final class ClientBulkOutcome {
    /** A cause has a stack trace of some kilobytes, and a hundred thousand writes may all fail alike. */
    private static final int MAXIMUM_CAUSES = 100;

    private final List<NamespacedStatement> statements;
    private final boolean acknowledged;
    private final boolean ordered;
    private final boolean verbose;
    private final UuidRepresentation uuids;
    private long inserted;
    private long upserted;
    private long matched;
    private long modified;
    private long deleted;
    private int causes;
    private boolean sent;
    private boolean succeeded;
    private boolean uncertain;
    /** How many errors the last reply has counted that its cursor has not shown yet. */
    private long unlisted;

    private boolean throughOlderCommands;
    private final Map<Integer, Inserted> inserts = new TreeMap<>();
    private final Map<Integer, Updated> updates = new TreeMap<>();
    private final Map<Integer, Deleted> deletes = new TreeMap<>();
    private final List<BulkWriteError> writeErrors = new ArrayList<>();
    private final List<WriteConcernError> writeConcernErrors = new ArrayList<>();
    private final Set<String> labels = new LinkedHashSet<>();
    private @Nullable ReportedError first;
    private @Nullable MongoException unclosed;

    /** @param statements all of the bulk write */
    ClientBulkOutcome(
            List<NamespacedStatement> statements,
            boolean acknowledged,
            boolean ordered,
            boolean verbose,
            UuidRepresentation uuids) {
        this.statements = statements;
        this.acknowledged = acknowledged;
        this.ordered = ordered;
        this.verbose = verbose;
        this.uuids = uuids;
    }

    /** The bulk write as messages name it. */
    String tried() {
        return "bulkWrite";
    }

    /** Whether no more writes are attempted: they are ordered, and one has failed. */
    boolean isAtEnd() {
        return ordered && !writeErrors.isEmpty();
    }

    /** Whether anything was sent. */
    boolean isBegun() {
        return sent;
    }

    /** The first error that a server has reported; null if there was none. */
    @Nullable
    ReportedError firstError() {
        return first;
    }

    /** A command was sent that asks for no reply. */
    void unacknowledged(int written) {
        sent |= written > 0;
    }

    /** The writes were not, or not all, sent with {@code bulkWrite}. */
    void throughOlderCommands() {
        throughOlderCommands = true;
    }

    /** @param written how many operations the command carried */
    void add(BulkWriteReply reply, int written) {
        sent = true;
        inserted += reply.counts().inserted();
        upserted += reply.counts().upserted();
        matched += reply.counts().matched();
        modified += reply.counts().modified();
        deleted += reply.counts().deleted();
        unlisted = reply.errorCount();
        succeeded |= reply.counts().any() || reply.errorCount() == 0 || (!ordered && reply.errorCount() < written);
        addWriteConcernError(reply);
    }

    private void addWriteConcernError(WriteConfirmation reply) {
        ReportedError error = WriteErrors.writeConcernError(tried(), reply);
        if (error != null) {
            remember(error);
            writeConcernErrors.add(error.toWriteConcernError());
        }
    }

    /** @param index of the operation in the bulk write */
    void add(BulkWriteReply.Item item, int index, BulkWriteReply reply) {
        if (item.failed()) {
            unlisted--;
            // Those before it were executed.
            succeeded |= ordered && item.index() > 0;
            addError(new ReportedError(tried(), reply.server(), item.document().toDocument(), reply.document()), index);
            return;
        }
        succeeded = true;
        if (verbose) {
            RawDocument upsert = item.upserted();
            switch (statements.get(index).kind()) {
                case INSERT -> inserts.put(index, inserted(index));
                case UPDATE -> updates.put(index, updated(item.count(), item.modifiedCount(), upsert));
                case DELETE -> deletes.put(index, new Deleted(item.count()));
            }
        }
    }

    private Inserted inserted(int index) {
        return new Inserted(statements.get(index).id());
    }

    /** @param count how many documents were matched or upserted, which servers report as one number */
    private Updated updated(long count, long modifiedCount, @Nullable RawDocument upsert) {
        return upsert == null
                ? new Updated(count, modifiedCount, 0, null)
                : new Updated(count, modifiedCount, 1, upsert.valueOrNull("_id", uuids));
    }

    /** The cursor with the results could not be closed. */
    void unclosed(MongoException failure) {
        unclosed = failure;
    }

    /** Checks that the results of a reply, which were all read, are not without the errors that it counts. */
    void requireListed(BulkWriteReply reply) {
        if (unlisted > 0 && unlisted == reply.errorCount()) {
            var problem = new BsonException("nErrors is " + unlisted + ", but the cursor has no error");
            throw new ProtocolException(reply.server(), tried(), problem);
        }
    }

    private void addError(ReportedError error, int index) {
        remember(error);
        NamespacedStatement statement = statements.get(index);
        uncertain |= statement.multi();
        writeErrors.add(error.toBulkWriteError(index, statement.id()));
    }

    private void remember(ReportedError error) {
        labels.addAll(error.errorLabels());
        if (first == null) {
            first = error;
        }
    }

    /**
     * The reply to one of the older commands.
     *
     * @param indexes of the statements that it carried, in the bulk write
     */
    void add(WriteKind kind, WriteReply reply, List<Integer> indexes) {
        sent = true;
        int upserts = reply.upserted().size();
        switch (kind) {
            case INSERT -> inserted += reply.count();
            case DELETE -> deleted += reply.count();
            case UPDATE -> {
                upserted += upserts;
                matched += reply.count() - upserts;
                modified += reply.modifiedCount();
            }
        }
        var failed = new BitSet();
        for (int i = 0; i < reply.writeErrors().size(); i++) {
            int at = reply.writeErrors().get(i).int32("index", 0);
            failed.set(at);
            addError(WriteErrors.statementError(tried(), reply, i), indexes.get(at));
        }
        succeeded |= ordered ? !failed.get(0) : failed.cardinality() < indexes.size();
        addWriteConcernError(reply);
        if (verbose) {
            addResults(kind, reply, indexes, failed);
        }
    }

    /** Of updates and deletes the command has carried only one, so that its counts are those of this one. */
    private void addResults(WriteKind kind, WriteReply reply, List<Integer> indexes, BitSet failed) {
        int executed = ordered && !failed.isEmpty() ? failed.nextSetBit(0) : indexes.size();
        for (int at = failed.nextClearBit(0); at < executed; at = failed.nextClearBit(at + 1)) {
            int index = indexes.get(at);
            switch (kind) {
                case INSERT -> inserts.put(index, inserted(index));
                case UPDATE -> {
                    var upsert =
                            reply.upserted().isEmpty() ? null : reply.upserted().getFirst();
                    updates.put(index, updated(reply.count(), reply.modifiedCount(), upsert));
                }
                case DELETE -> deletes.put(index, new Deleted(reply.count()));
            }
        }
    }

    /** A write that cannot be sent. */
    void addUnsent(int index, Throwable cause) {
        NamespacedStatement statement = statements.get(index);
        String message = Write.describe(cause);
        if (!(cause instanceof IllegalArgumentException)) {
            message = statement.kind().commandName() + " cannot be encoded: " + message;
        }
        Throwable kept = causes++ < MAXIMUM_CAUSES ? cause : null;
        writeErrors.add(new BulkWriteError(index, statement.id(), -1, message, null, message, kept));
    }

    private boolean hasFailed() {
        return !writeErrors.isEmpty() || !writeConcernErrors.isEmpty();
    }

    ClientBulkWriteResult resultOrThrow() {
        if (hasFailed()) {
            throw failure(null);
        }
        return result();
    }

    /** What the caller gets for an error that has ended the bulk write: the error alone if nothing else is known. */
    RuntimeException ended(RuntimeException error) {
        if (error instanceof MongoException ours) {
            ErrorNotes.of(ours).during(tried());
        }
        uncertain |= unlisted > 0 && statements.stream().anyMatch(NamespacedStatement::multi);
        boolean known = acknowledged ? succeeded || hasFailed() || unlisted > 0 : sent;
        return known ? failure(error) : error;
    }

    private ClientBulkWriteResult result() {
        return acknowledged
                ? new ClientBulkWriteResult(
                        true,
                        inserted,
                        upserted,
                        matched,
                        modified,
                        deleted,
                        verbose ? new Results(inserts, updates, deletes) : null,
                        throughOlderCommands)
                : ClientBulkWriteResult.unacknowledged();
    }

    private ClientBulkWriteException failure(@Nullable RuntimeException error) {
        writeErrors.sort(Comparator.comparingInt(BulkWriteError::index));
        var details = new ClientBulkWriteException.Details(
                error,
                succeeded || (!acknowledged && sent) ? result() : null,
                writeErrors.size(),
                writeErrors,
                writeConcernErrors);
        if (error instanceof MongoException ours) {
            labels.addAll(ours.errorLabels());
        }
        var server = error instanceof MongoException ours && ours.server() != null
                ? ours.server()
                : first == null ? null : first.server();
        var failure = new ClientBulkWriteException(tried(), server, labels, details);
        if (uncertain) {
            ErrorNotes.of(failure).endedUnknownWrites();
        }
        if (unclosed != null) {
            failure.addSuppressed(unclosed);
        }
        return failure;
    }
}
