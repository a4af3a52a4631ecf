package dev.morelia.spec.unified.compat;

import com.mongodb.ClientBulkWriteException;
import com.mongodb.MongoBulkWriteException;
import com.mongodb.MongoCommandException;
import com.mongodb.MongoException;
import com.mongodb.MongoExecutionTimeoutException;
import com.mongodb.MongoOperationTimeoutException;
import com.mongodb.MongoServerException;
import com.mongodb.MongoWriteConcernException;
import com.mongodb.MongoWriteException;
import com.mongodb.WriteError;
import dev.morelia.bson.Document;
import dev.morelia.compat.internal.values.Bytes;
import dev.morelia.result.BulkWriteError;
import dev.morelia.result.WriteConcernError;
import dev.morelia.spec.unified.api.Failure;
import dev.morelia.spec.unified.match.Absent;
import dev.morelia.spec.unified.operation.ResultDocuments;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/** An exception of the official driver. */
public record OfficialFailure(MongoException thrown) implements Failure {
    /** What has ended a bulk write of a client as a whole; any other error as it is. */
    private MongoException error() {
        return thrown instanceof ClientBulkWriteException bulk && bulk.getCause() != null ? bulk.getCause() : thrown;
    }

    @Override
    public boolean isClientError() {
        return !(error() instanceof MongoServerException || error() instanceof MongoExecutionTimeoutException);
    }

    @Override
    public boolean isTimeout() {
        return error() instanceof MongoOperationTimeoutException;
    }

    @Override
    public List<String> texts() {
        var texts = new ArrayList<String>();
        texts.add(String.valueOf(error().getMessage()));
        if (error() instanceof MongoBulkWriteException bulk) {
            bulk.getWriteErrors().forEach(e -> texts.add(e.getMessage()));
        }
        concernErrors(error()).forEach(e -> texts.add(e.getMessage()));
        return texts;
    }

    @Override
    public List<Integer> codes() {
        var codes = new ArrayList<Integer>();
        codes.add(error().getCode());
        if (error() instanceof MongoBulkWriteException bulk) {
            bulk.getWriteErrors().forEach(e -> codes.add(e.getCode()));
        }
        concernErrors(error()).forEach(e -> codes.add(e.getCode()));
        return codes;
    }

    @Override
    public List<String> codeNames() {
        var names = new ArrayList<String>();
        if (error() instanceof MongoServerException server && server.getErrorCodeName() != null) {
            names.add(server.getErrorCodeName());
        }
        // This class has the code only.
        if (error() instanceof MongoExecutionTimeoutException) {
            names.add("MaxTimeMSExpired");
        }
        concernErrors(error()).forEach(e -> names.add(e.getCodeName()));
        return names;
    }

    private static List<com.mongodb.bulk.WriteConcernError> concernErrors(MongoException error) {
        return switch (error) {
            case MongoBulkWriteException bulk
            when bulk.getWriteConcernError() != null -> List.of(bulk.getWriteConcernError());
            case MongoWriteConcernException concern -> List.of(concern.getWriteConcernError());
            default -> List.of();
        };
    }

    @Override
    public boolean hasLabel(String label) {
        return error().hasErrorLabel(label);
    }

    @Override
    public @Nullable Document reply() {
        return switch (error()) {
            case MongoCommandException command -> Bytes.ours(command.getResponse());
            case MongoWriteException write -> reply(write.getError());
            default -> null;
        };
    }

    private static Document reply(WriteError error) {
        return Document.of(
                "code", error.getCode(), "errmsg", error.getMessage(), "errInfo", Bytes.ours(error.getDetails()));
    }

    @Override
    public Object result() {
        return switch (thrown) {
            case MongoBulkWriteException bulk -> ResultDocuments.of(OfficialResults.ours(bulk.getWriteResult()));
            case ClientBulkWriteException bulk
            when bulk.getPartialResult().isPresent() ->
                ResultDocuments.of(OfficialResults.ours(bulk.getPartialResult().get()));
            default -> Absent.ABSENT;
        };
    }

    @Override
    public @Nullable List<BulkWriteError> writeErrors() {
        return switch (thrown) {
            case MongoBulkWriteException bulk ->
                bulk.getWriteErrors().stream()
                        .map(each -> ours(each.getIndex(), each))
                        .toList();
            case ClientBulkWriteException bulk ->
                bulk.getWriteErrors().entrySet().stream()
                        .map(each -> ours(each.getKey(), each.getValue()))
                        .toList();
            default -> null;
        };
    }

    private static BulkWriteError ours(int index, WriteError error) {
        return new BulkWriteError(index, null, error.getCode(), error.getMessage(), null, error.getMessage(), null);
    }

    @Override
    public @Nullable List<WriteConcernError> writeConcernErrors() {
        return switch (thrown) {
            case MongoBulkWriteException bulk -> ours(concernErrors(bulk));
            case ClientBulkWriteException bulk -> ours(bulk.getWriteConcernErrors());
            default -> null;
        };
    }

    private static List<WriteConcernError> ours(List<com.mongodb.bulk.WriteConcernError> errors) {
        return errors.stream()
                .map(each -> new WriteConcernError(
                        each.getCode(), Objects.requireNonNullElse(each.getCodeName(), ""), each.getMessage(), null))
                .toList();
    }
}
