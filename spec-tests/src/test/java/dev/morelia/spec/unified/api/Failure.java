package dev.morelia.spec.unified.api;

import dev.morelia.bson.BsonException;
import dev.morelia.bson.Document;
import dev.morelia.error.MongoException;
import dev.morelia.result.BulkWriteError;
import dev.morelia.result.WriteConcernError;
import dev.morelia.spec.unified.compat.OfficialFailure;
import java.util.List;
import org.bson.BSONException;
import org.jspecify.annotations.Nullable;

/** What an operation has thrown, with what files may expect of it. */
public interface Failure {
    /** Of the exception of any API. */
    static Failure of(Throwable thrown) {
        return thrown instanceof com.mongodb.MongoException official
                ? new OfficialFailure(official)
                : new OwnFailure(thrown);
    }

    /** Whether a driver throws it; anything else is an error of the runner. */
    static boolean isOfDriver(Throwable thrown) {
        return thrown instanceof MongoException
                || thrown instanceof BsonException
                || thrown instanceof com.mongodb.MongoException
                || thrown instanceof BSONException
                || thrown instanceof IllegalArgumentException
                || thrown instanceof IllegalStateException;
    }

    Throwable thrown();

    /** Whether it is anything but an error of the server. */
    boolean isClientError();

    boolean isTimeout();

    /** Its message, and those of the errors in it. */
    List<String> texts();

    List<Integer> codes();

    List<String> codeNames();

    boolean hasLabel(String label);

    /** The reply of the server; null if it is no error of the server. */
    @Nullable
    Document reply();

    /** The result of what was done all the same; absent if there is none. */
    Object result();

    /** Of a bulk write; null if it is not one. */
    @Nullable
    List<BulkWriteError> writeErrors();

    /** Of a bulk write; null if it is not one. */
    @Nullable
    List<WriteConcernError> writeConcernErrors();
}
