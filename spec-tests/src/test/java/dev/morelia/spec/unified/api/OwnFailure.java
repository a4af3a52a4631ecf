package dev.morelia.spec.unified.api;

import dev.morelia.bson.Document;
import dev.morelia.error.BulkWriteException;
import dev.morelia.error.ClientBulkWriteException;
import dev.morelia.error.MongoException;
import dev.morelia.error.OperationTimeoutException;
import dev.morelia.error.ServerException;
import dev.morelia.error.WriteConcernException;
import dev.morelia.result.BulkWriteError;
import dev.morelia.result.WriteConcernError;
import dev.morelia.spec.unified.match.Absent;
import dev.morelia.spec.unified.operation.ResultDocuments;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** An exception of the driver's own APIs. */
record OwnFailure(Throwable thrown) implements Failure {
    /** What has ended a bulk write of a client as a whole; any other error as it is. */
    private Throwable error() {
        return thrown instanceof ClientBulkWriteException bulk && bulk.error() != null ? bulk.error() : thrown;
    }

    @Override
    public boolean isClientError() {
        return !(error() instanceof ServerException || error() instanceof ClientBulkWriteException);
    }

    @Override
    public boolean isTimeout() {
        return error() instanceof OperationTimeoutException;
    }

    @Override
    public List<String> texts() {
        var texts = new ArrayList<String>();
        texts.add(String.valueOf(error().getMessage()));
        if (error() instanceof BulkWriteException bulk) {
            bulk.writeErrors().forEach(e -> texts.add(e.message()));
            bulk.writeConcernErrors().forEach(e -> texts.add(e.message()));
        }
        return texts;
    }

    @Override
    public List<Integer> codes() {
        var codes = new ArrayList<Integer>();
        if (error() instanceof ServerException server) {
            codes.add(server.code());
        }
        if (error() instanceof BulkWriteException bulk) {
            bulk.writeErrors().forEach(e -> codes.add(e.code()));
            bulk.writeConcernErrors().forEach(e -> codes.add(e.code()));
        }
        return codes;
    }

    @Override
    public List<String> codeNames() {
        var names = new ArrayList<String>();
        if (error() instanceof ServerException server) {
            names.add(String.valueOf(server.codeName()));
        }
        if (error() instanceof BulkWriteException bulk) {
            bulk.writeConcernErrors().forEach(e -> names.add(e.codeName()));
        }
        return names;
    }

    @Override
    public boolean hasLabel(String label) {
        return error() instanceof MongoException mongo && mongo.hasErrorLabel(label);
    }

    @Override
    public @Nullable Document reply() {
        return error() instanceof ServerException server ? server.reply().toDocument() : null;
    }

    @Override
    public Object result() {
        return switch (thrown) {
            case ClientBulkWriteException bulk when bulk.result() != null -> ResultDocuments.of(bulk.result());
            case MongoException ended when ended.partialResult() != null -> ResultDocuments.of(ended.partialResult());
            case WriteConcernException concern when concern.result() != null -> ResultDocuments.of(concern.result());
            default -> Absent.ABSENT;
        };
    }

    @Override
    public @Nullable List<BulkWriteError> writeErrors() {
        return switch (thrown) {
            case BulkWriteException bulk -> bulk.writeErrors();
            case ClientBulkWriteException bulk -> bulk.writeErrors();
            default -> null;
        };
    }

    @Override
    public @Nullable List<WriteConcernError> writeConcernErrors() {
        return switch (thrown) {
            case BulkWriteException bulk -> bulk.writeConcernErrors();
            case ClientBulkWriteException bulk -> bulk.writeConcernErrors();
            default -> null;
        };
    }
}
