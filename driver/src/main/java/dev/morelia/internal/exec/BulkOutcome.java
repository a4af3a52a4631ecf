package dev.morelia.internal.exec;

import dev.morelia.bson.RawDocument;
import dev.morelia.bson.UuidRepresentation;
import dev.morelia.error.BulkWriteException;
import dev.morelia.error.MongoException;
import dev.morelia.error.ReportedError;
import dev.morelia.internal.errordetail.ErrorNotes;
import dev.morelia.internal.operation.write.Write;
import dev.morelia.internal.operation.write.WriteErrors;
import dev.morelia.internal.operation.write.WriteKind;
import dev.morelia.internal.operation.write.WriteReply;
import dev.morelia.internal.operation.write.WriteStatement;
import dev.morelia.options.WriteModel;
import dev.morelia.result.BulkWriteError;
import dev.morelia.result.BulkWriteResult;
import dev.morelia.result.WriteConcernError;
import java.util.ArrayList;
import java.util.BitSet;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.CompletionException;
import org.jspecify.annotations.Nullable;

/**
 * Collects the outcome of the writes of one bulk write: what the replies report, and which writes were never sent
 * because they cannot be encoded. Not thread-safe.
 */
final class BulkOutcome {
    /** A cause has a stack trace of some kilobytes, and a hundred thousand writes may all fail alike. */
    private static final int MAXIMUM_CAUSES = 100;

    /** How many errors of a stream of writes are kept. */
    private static final int MAXIMUM_ERRORS_OF_STREAM = 1_000;

    private final String tried;
    private final boolean acknowledged;
    private final boolean ordered;
    private final UuidRepresentation uuids;
    private long inserted;
    private long matched;
    private long modified;
    private long deleted;
    private int causes;
    private boolean idsWanted = true;
    private int maximumErrors = Integer.MAX_VALUE;
    private long failed;
    private final IdsByIndex insertedIds = new IdsByIndex();
    private final Map<Integer, @Nullable Object> upsertedIds = new TreeMap<>();
    private final List<BulkWriteError> writeErrors = new ArrayList<>();
    private final List<WriteConcernError> writeConcernErrors = new ArrayList<>();
    /** Whether a write has failed that may have written something before. */
    private boolean uncertain;

    private @Nullable ReportedError first;

    BulkOutcome(String tried, boolean acknowledged, boolean ordered, UuidRepresentation uuids) {
        this.tried = tried;
        this.acknowledged = acknowledged;
        this.ordered = ordered;
        this.uuids = uuids;
    }

    /** Keeps no ids of inserts from now on, and only the first errors: those of a stream might not fit into memory. */
    void ofStream() {
        idsWanted = false;
        maximumErrors = MAXIMUM_ERRORS_OF_STREAM;
    }

    /** The bulk write as messages name it. */
    String tried() {
        return tried;
    }

    /** Whether no more writes are attempted: they are ordered, and one has failed. */
    boolean isAtEnd() {
        return ordered && !writeErrors.isEmpty();
    }

    /** The first write that was not attempted, if a failure has ended the bulk write. */
    int untried(int size) {
        return isAtEnd() ? Math.min(size, writeErrors.getFirst().index() + 1) : size;
    }

    /** @param sent the statements that the command carried */
    void add(WriteKind kind, WriteReply reply, Sent sent) {
        switch (kind) {
            case INSERT -> inserted += reply.count();
            case DELETE -> deleted += reply.count();
            case UPDATE -> {
                matched += reply.count() - reply.upserted().size();
                modified += reply.modifiedCount();
            }
        }
        for (RawDocument upserted : reply.upserted()) {
            upsertedIds.put(sent.indexes().get(upserted.int32("index", 0)), upserted.valueOrNull("_id", uuids));
        }
        BitSet failed = addErrors(reply, sent);
        if (kind == WriteKind.INSERT) {
            addInserted(sent, failed);
        }
        ReportedError writeConcern = WriteErrors.writeConcernError(tried, reply);
        if (writeConcern != null) {
            remember(writeConcern);
            if (writeConcernErrors.size() < maximumErrors) {
                writeConcernErrors.add(writeConcern.toWriteConcernError());
            }
        }
    }

    /** The places of the statements that failed. */
    private BitSet addErrors(WriteReply reply, Sent sent) {
        var failedPlaces = new BitSet();
        for (int i = 0; i < reply.writeErrors().size(); i++) {
            int at = reply.writeErrors().get(i).int32("index", 0);
            failedPlaces.set(at);
            uncertain |= sent.statements().get(at).multi();
            if (isKept()) {
                ReportedError error = WriteErrors.statementError(tried, reply, i);
                remember(error);
                writeErrors.add(error.toBulkWriteError(
                        sent.indexes().get(at), sent.statements().get(at).id()));
            }
        }
        return failedPlaces;
    }

    /** Counts one more failed write, and says whether its error is kept. */
    private boolean isKept() {
        failed++;
        return writeErrors.size() < maximumErrors;
    }

    /** Inserts that were sent; after the first that failed none is tried if they are in order. */
    void addInserted(Sent sent, BitSet failed) {
        if (!idsWanted) {
            return;
        }
        insertedIds.expect(sent.indexes().size());
        for (int at = 0; at < sent.indexes().size(); at++) {
            if (!failed.get(at)) {
                insertedIds.add(
                        sent.indexes().get(at), sent.statements().get(at).id());
            } else if (ordered) {
                return;
            }
        }
    }

    /** A write that cannot be sent. */
    void addUnsent(WriteKind kind, int index, @Nullable Object id, Throwable cause) {
        String message = Write.describe(cause);
        if (!(cause instanceof IllegalArgumentException)) {
            message = kind.commandName() + " cannot be encoded: " + message;
        }
        addUnsent(index, id, message, cause);
    }

    /** A write whose command failed, but neither at a server nor in the network. */
    void addFailed(WriteKind kind, int index, @Nullable Object id, Throwable cause) {
        uncertain = true;
        addUnsent(index, id, kind.commandName() + " failed: " + Write.describe(cause), cause);
    }

    private void addUnsent(int index, @Nullable Object id, String message, Throwable cause) {
        if (!isKept()) {
            return;
        }
        Throwable kept = causes++ < MAXIMUM_CAUSES ? cause : null;
        writeErrors.add(new BulkWriteError(index, id, -1, message, null, message, kept));
    }

    /**
     * The source of the writes has failed at this index.
     *
     * @param source what it is, in a word
     */
    void addUnread(int index, String source, Throwable cause) {
        Throwable wrapped = cause instanceof CompletionException ? cause.getCause() : null;
        Throwable origin = wrapped == null ? cause : wrapped;
        String description = Write.describe(origin);
        String type = origin.getClass().getName();
        String named = description.startsWith(type) ? description : type + ": " + description;
        addLast(index, "the " + source + " failed at this document: " + named, cause);
    }

    /** Closing the stream of the writes has failed, after the write before this index. */
    void addUnclosed(int index, Throwable cause) {
        addLast(index, "closing the stream failed after its last document: " + Write.describe(cause), cause);
    }

    /** An error that has ended the bulk write is kept, however many others are. */
    private void addLast(int index, String message, Throwable cause) {
        failed++;
        writeErrors.add(new BulkWriteError(index, null, -1, message, null, message, cause));
    }

    private void remember(ReportedError error) {
        if (first == null) {
            first = error;
        }
    }

    /** Whether there was an error of a write or of its write concern. */
    boolean hasFailed() {
        return first != null || !writeErrors.isEmpty();
    }

    BulkWriteResult resultOrThrow(List<WriteModel<?>> unprocessed) {
        if (hasFailed()) {
            throw failure(unprocessed);
        }
        return result();
    }

    /**
     * The failure of a whole command, with what the commands before it have done.
     *
     * @param begun whether there was any
     */
    MongoException ended(MongoException failure, boolean begun) {
        try {
            if (acknowledged) {
                ErrorNotes.of(failure).endedBulkWrite(result());
            }
            if (uncertain || (begun && !acknowledged)) {
                ErrorNotes.of(failure).endedUnknownWrites();
            }
            if (hasFailed()) {
                failure.addSuppressed(failure(List.of()));
            }
        } catch (VirtualMachineError untold) {
            // No memory is left for it.
        }
        return failure;
    }

    /**
     * The failure for an error of the virtual machine, with what is done. That cannot be added to the error: those that
     * the virtual machine makes itself keep no suppressed exceptions.
     *
     * @param index first write of the command that it ended
     * @throws VirtualMachineError the error itself, where there is no memory for more
     */
    MongoException ended(int index, VirtualMachineError fatal) {
        try {
            uncertain = true;
            String message =
                    "the server may or may not have executed it and what was sent with it: " + Write.describe(fatal);
            addLast(index, message, fatal);
            return failure(List.of());
        } catch (VirtualMachineError untold) {
            throw fatal;
        }
    }

    private BulkWriteResult result() {
        return acknowledged
                ? new BulkWriteResult(true, inserted, matched, modified, deleted, insertedIds, upsertedIds)
                : BulkWriteResult.unacknowledged(insertedIds);
    }

    private BulkWriteException failure(List<WriteModel<?>> unprocessed) {
        writeErrors.sort(Comparator.comparingInt(BulkWriteError::index));
        var details = new BulkWriteException.Details(result(), failed, writeErrors, writeConcernErrors, unprocessed);
        var failure = new BulkWriteException(tried, first, details);
        if (uncertain) {
            ErrorNotes.of(failure).ofManyDocuments();
        }
        return failure;
    }

    /**
     * The statements that one command carries.
     *
     * @param indexes for each its index in the bulk write
     */
    record Sent(List<Integer> indexes, List<WriteStatement> statements) {}
}
