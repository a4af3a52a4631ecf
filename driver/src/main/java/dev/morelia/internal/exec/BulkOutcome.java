package dev.morelia.internal.exec;

import dev.morelia.bson.RawDocument;
import dev.morelia.bson.UuidRepresentation;
import dev.morelia.error.BulkWriteException;
import dev.morelia.error.MongoException;
import dev.morelia.error.ServerError;
import dev.morelia.internal.operation.ServerErrors;
import dev.morelia.internal.operation.WriteKind;
import dev.morelia.internal.operation.WriteReply;
import dev.morelia.options.WriteModel;
import dev.morelia.result.BulkWriteError;
import dev.morelia.result.BulkWriteResult;
import dev.morelia.result.WriteConcernError;
import java.util.ArrayList;
import java.util.BitSet;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/** Sums up the replies to the commands of one bulk write. Not thread-safe. */
final class BulkOutcome {
    private final String tried;
    private final UuidRepresentation uuids;
    private long inserted;
    private long matched;
    private long modified;
    private long deleted;
    private final Map<Integer, @Nullable Object> upsertedIds = new TreeMap<>();
    private final List<BulkWriteError> writeErrors = new ArrayList<>();
    private final List<WriteConcernError> writeConcernErrors = new ArrayList<>();
    private final BitSet answered = new BitSet();
    private @Nullable ServerError first;

    BulkOutcome(String tried, UuidRepresentation uuids) {
        this.tried = tried;
        this.uuids = uuids;
    }

    boolean hasWriteErrors() {
        return !writeErrors.isEmpty();
    }

    /** @param indexes for each statement of the command its index in the bulk write */
    void add(WriteKind kind, WriteReply reply, List<Integer> indexes) {
        indexes.forEach(answered::set);
        switch (kind) {
            case INSERT -> inserted += reply.count();
            case DELETE -> deleted += reply.count();
            case UPDATE -> {
                matched += reply.count() - reply.upserted().size();
                modified += reply.modifiedCount();
            }
        }
        for (RawDocument upserted : reply.upserted()) {
            upsertedIds.put(indexes.get(upserted.int32("index", 0)), upserted.field("_id", uuids));
        }
        for (int i = 0; i < reply.writeErrors().size(); i++) {
            ServerError error = ServerErrors.statementError(tried, reply, i);
            remember(error);
            writeErrors.add(error.toBulkWriteError(
                    indexes.get(reply.writeErrors().get(i).int32("index", 0))));
        }
        ServerError writeConcern = ServerErrors.writeConcernError(tried, reply);
        if (writeConcern != null) {
            remember(writeConcern);
            writeConcernErrors.add(writeConcern.toWriteConcernError());
        }
    }

    private void remember(ServerError error) {
        if (first == null) {
            first = error;
        }
    }

    /** Whether a server has answered the command of the write at this index. */
    boolean isAnswered(int index) {
        return answered.get(index);
    }

    /** The indexes of the writes that failed. */
    Set<Integer> failed() {
        Set<Integer> failed = new HashSet<>();
        writeErrors.forEach(error -> failed.add(error.index()));
        return failed;
    }

    BulkWriteResult resultOrThrow(Map<Integer, @Nullable Object> insertedIds, List<WriteModel<?>> unprocessed) {
        var result = result(insertedIds);
        if (first != null) {
            throw failure(first, result, unprocessed);
        }
        return result;
    }

    /** The failure of a command as a whole, with what the commands before it have done. */
    MongoException ended(MongoException failure, Map<Integer, @Nullable Object> insertedIds) {
        var result = result(insertedIds);
        failure.endedBulkWrite(result);
        if (first != null) {
            failure.addSuppressed(failure(first, result, List.of()));
        }
        return failure;
    }

    private BulkWriteResult result(Map<Integer, @Nullable Object> insertedIds) {
        return new BulkWriteResult(true, inserted, matched, modified, deleted, insertedIds, upsertedIds);
    }

    private BulkWriteException failure(ServerError error, BulkWriteResult result, List<WriteModel<?>> unprocessed) {
        return new BulkWriteException(
                error, new BulkWriteException.Outcome(result, writeErrors, writeConcernErrors, unprocessed));
    }
}
