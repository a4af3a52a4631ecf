package dev.morelia.compat.internal.values;

import com.mongodb.ClientBulkWriteException;
import com.mongodb.MongoBulkWriteException;
import com.mongodb.MongoCommandException;
import com.mongodb.MongoCursorNotFoundException;
import com.mongodb.MongoException;
import com.mongodb.MongoExecutionTimeoutException;
import com.mongodb.MongoNodeIsRecoveringException;
import com.mongodb.MongoNotPrimaryException;
import com.mongodb.MongoQueryException;
import com.mongodb.MongoWriteConcernException;
import com.mongodb.MongoWriteException;
import com.mongodb.ServerAddress;
import com.mongodb.WriteConcernResult;
import com.mongodb.WriteError;
import com.mongodb.bulk.BulkWriteError;
import com.mongodb.bulk.WriteConcernError;
import dev.morelia.bson.Document;
import dev.morelia.error.BulkWriteException;
import dev.morelia.error.CommandException;
import dev.morelia.error.CursorNotFoundException;
import dev.morelia.error.DocumentValidationException;
import dev.morelia.error.DuplicateKeyException;
import dev.morelia.error.ExecutionTimeoutException;
import dev.morelia.error.NotPrimaryException;
import dev.morelia.error.ReportedError;
import dev.morelia.error.ServerException;
import dev.morelia.error.WriteConcernException;
import dev.morelia.error.WriteException;
import dev.morelia.result.DeleteResult;
import dev.morelia.result.InsertManyResult;
import dev.morelia.result.InsertOneResult;
import dev.morelia.result.UpdateResult;
import dev.morelia.result.WriteResult;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.bson.BsonDocument;
import org.jspecify.annotations.Nullable;

/** Errors that a server reported, as exceptions of the official driver. Their messages are made by its classes. */
final class ServerFailures {
    /** The codes of a server that is a secondary now; other changes of state mean that it is recovering. */
    private static final Set<Integer> NOT_PRIMARY = Set.of(10058, 10107, 13435);

    private static final String GET_MORE = "getMore on ";

    private static final Pattern CURSOR_ID = Pattern.compile("cursor id (-?\\d+)");

    private ServerFailures() {}

    static MongoException official(ServerException failure) {
        ServerAddress address = Addresses.officialOrNull(failure.server());
        return switch (failure) {
            case BulkWriteException bulk -> bulk(bulk, address);
            case WriteConcernException unsatisfied -> concern(unsatisfied, address);
            case NotPrimaryException other -> statement(other, address);
            case ExecutionTimeoutException late -> statement(late, address);
            case CursorNotFoundException gone -> command(gone, address);
            case WriteException write -> statement(write, address);
            case DuplicateKeyException duplicate -> statement(duplicate, address);
            case DocumentValidationException invalid -> statement(invalid, address);
            case CommandException command -> command(command, address);
        };
    }

    /** An error of one write if the reply has such errors, else one of the whole command, as of findAndModify. */
    private static MongoException statement(ServerException failure, @Nullable ServerAddress address) {
        ReportedError error = failure.reportedError();
        if (!error.reply().has("writeErrors")) {
            return command(failure, address);
        }
        return new MongoWriteException(
                new WriteError(error.code(), error.message(), details(error.details())),
                address,
                failure.errorLabels());
    }

    private static MongoException command(ServerException failure, @Nullable ServerAddress address) {
        BsonDocument response = response(failure);
        String tried = failure.reportedError().tried();
        if (failure instanceof ExecutionTimeoutException late) {
            return new MongoExecutionTimeoutException(late.code(), late.serverMessage(), response);
        }
        if (failure instanceof CursorNotFoundException gone && tried.startsWith(GET_MORE)) {
            return new MongoCursorNotFoundException(cursorId(gone), response, address);
        }
        // The official driver makes no difference between the errors of a query.
        if (tried.startsWith("find on ") || tried.startsWith(GET_MORE)) {
            return new MongoQueryException(response, address);
        }
        if (failure instanceof NotPrimaryException other) {
            return NOT_PRIMARY.contains(other.code())
                    ? new MongoNotPrimaryException(response, address)
                    : new MongoNodeIsRecoveringException(response, address);
        }
        return new MongoCommandException(response, address);
    }

    private static MongoWriteConcernException concern(WriteConcernException failure, @Nullable ServerAddress address) {
        return new MongoWriteConcernException(
                error(failure.writeConcernError()), result(failure.result()), address, failure.errorLabels());
    }

    private static WriteConcernResult result(@Nullable WriteResult result) {
        return switch (result) {
            case InsertOneResult inserted -> WriteConcernResult.acknowledged(1, false, null);
            case InsertManyResult inserted ->
                WriteConcernResult.acknowledged(Math.toIntExact(inserted.insertedCount()), false, null);
            case DeleteResult deleted ->
                WriteConcernResult.acknowledged(Math.toIntExact(deleted.deletedCount()), false, null);
            case UpdateResult updated ->
                WriteConcernResult.acknowledged(
                        Math.toIntExact(updated.matchedCount() + updated.upsertedCount()),
                        updated.matchedCount() > 0,
                        updated.upsertedCount() == 0 ? null : Bytes.value(updated.upsertedId()));
            case null, default -> WriteConcernResult.acknowledged(0, false, null);
        };
    }

    private static MongoBulkWriteException bulk(BulkWriteException failure, @Nullable ServerAddress address) {
        List<dev.morelia.result.WriteConcernError> concerns = failure.writeConcernErrors();
        return new MongoBulkWriteException(
                BulkResults.official(failure.partialResult()),
                failure.writeErrors().stream().map(ServerFailures::bulkError).toList(),
                // The official driver keeps the last one.
                concerns.isEmpty() ? null : error(concerns.getLast()),
                address,
                failure.errorLabels());
    }

    static ClientBulkWriteException official(
            dev.morelia.error.ClientBulkWriteException failure, @Nullable MongoException error) {
        var writeErrors = new LinkedHashMap<Integer, WriteError>();
        failure.writeErrors().forEach(one -> writeErrors.put(one.index(), writeError(one)));
        var result = failure.result();
        return new ClientBulkWriteException(
                error,
                failure.writeConcernErrors().stream().map(ServerFailures::error).toList(),
                Map.copyOf(writeErrors),
                result == null ? null : BulkResults.official(result),
                Addresses.officialOrNull(failure.server()));
    }

    private static BulkWriteError bulkError(dev.morelia.result.BulkWriteError error) {
        return new BulkWriteError(error.code(), error.message(), details(error.details()), error.index());
    }

    private static WriteError writeError(dev.morelia.result.BulkWriteError error) {
        return new WriteError(error.code(), error.message(), details(error.details()));
    }

    private static WriteConcernError error(dev.morelia.result.WriteConcernError error) {
        return new WriteConcernError(error.code(), error.codeName(), error.message(), details(error.details()));
    }

    private static BsonDocument details(@Nullable Document details) {
        return details == null ? new BsonDocument() : Bytes.bson(details);
    }

    private static BsonDocument response(ServerException failure) {
        return Bytes.bson(failure.reply());
    }

    /** The official driver gives the id of the cursor that it asked for, which the server names. */
    private static long cursorId(CursorNotFoundException failure) {
        Matcher matcher = CURSOR_ID.matcher(failure.serverMessage());
        return matcher.find() ? Long.parseLong(matcher.group(1)) : 0;
    }
}
