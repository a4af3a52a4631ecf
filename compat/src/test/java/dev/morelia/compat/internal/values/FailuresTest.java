package dev.morelia.compat.internal.values;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.mongodb.MongoBulkWriteException;
import com.mongodb.MongoChangeStreamException;
import com.mongodb.MongoClientException;
import com.mongodb.MongoCommandException;
import com.mongodb.MongoConnectionPoolClearedException;
import com.mongodb.MongoCursorNotFoundException;
import com.mongodb.MongoException;
import com.mongodb.MongoExecutionTimeoutException;
import com.mongodb.MongoGridFSException;
import com.mongodb.MongoInternalException;
import com.mongodb.MongoInterruptedException;
import com.mongodb.MongoNodeIsRecoveringException;
import com.mongodb.MongoNotPrimaryException;
import com.mongodb.MongoOperationTimeoutException;
import com.mongodb.MongoQueryException;
import com.mongodb.MongoSecurityException;
import com.mongodb.MongoSocketOpenException;
import com.mongodb.MongoSocketReadException;
import com.mongodb.MongoSocketWriteException;
import com.mongodb.MongoTimeoutException;
import com.mongodb.MongoWriteConcernException;
import com.mongodb.MongoWriteException;
import com.mongodb.WriteConcernResult;
import com.mongodb.bulk.WriteConcernError;
import dev.morelia.bson.BsonException;
import dev.morelia.bson.Document;
import dev.morelia.bson.RawDocument;
import dev.morelia.error.AsyncQueueFullException;
import dev.morelia.error.AuthenticationException;
import dev.morelia.error.BulkWriteException;
import dev.morelia.error.ChangeConsumerException;
import dev.morelia.error.ClientBulkWriteException;
import dev.morelia.error.ClientClosedException;
import dev.morelia.error.CommandException;
import dev.morelia.error.ConnectionLostException;
import dev.morelia.error.ConnectionOpenException;
import dev.morelia.error.CursorNotFoundException;
import dev.morelia.error.DatabaseCopyException;
import dev.morelia.error.DocumentValidationException;
import dev.morelia.error.DuplicateKeyException;
import dev.morelia.error.ExecutionTimeoutException;
import dev.morelia.error.GridFsException;
import dev.morelia.error.InterruptedOperationException;
import dev.morelia.error.MongoException.RetryAdvice;
import dev.morelia.error.NotPrimaryException;
import dev.morelia.error.OperationTimeoutException;
import dev.morelia.error.PoolClearedException;
import dev.morelia.error.PoolTimeoutException;
import dev.morelia.error.ProtocolException;
import dev.morelia.error.ReportedError;
import dev.morelia.error.ServerException;
import dev.morelia.error.ServerSelectionException;
import dev.morelia.error.UnsupportedFeatureException;
import dev.morelia.error.WriteConcernException;
import dev.morelia.error.WriteException;
import dev.morelia.result.BulkWriteError;
import dev.morelia.result.BulkWriteResult;
import dev.morelia.result.ClientBulkWriteResult;
import dev.morelia.result.Problem;
import dev.morelia.result.UpdateResult;
import dev.morelia.settings.Credential;
import dev.morelia.settings.Namespace;
import dev.morelia.topology.ServerAddress;
import java.io.IOException;
import java.time.Duration;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CompletionException;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.bson.BsonDocument;
import org.bson.BsonInt32;
import org.bson.BsonSerializationException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

class FailuresTest {
    private static final ServerAddress SERVER = new ServerAddress("localhost", 27018);
    private static final com.mongodb.ServerAddress ADDRESS = new com.mongodb.ServerAddress("localhost", 27018);
    private static final Duration SECOND = Duration.ofSeconds(1);

    /** A failure of Morelia and the class that programs catch instead. */
    record Row(dev.morelia.error.MongoException failure, Class<?> official) {
        @Override
        public String toString() {
            return failure.getClass().getSimpleName() + " -> " + official.getSimpleName();
        }
    }

    static List<Row> rows() {
        return List.of(
                new Row(
                        new CommandException(ofCommand("count on a.b", 59, "CommandNotFound")),
                        MongoCommandException.class),
                new Row(new CommandException(ofCommand("find on a.b", 2, "BadValue")), MongoQueryException.class),
                new Row(new CommandException(ofCommand("getMore on a.b", 2, "BadValue")), MongoQueryException.class),
                new Row(
                        new NotPrimaryException(ofCommand("insert on a.b", 10107, "NotWritablePrimary")),
                        MongoNotPrimaryException.class),
                new Row(
                        new NotPrimaryException(ofCommand("insert on a.b", 11600, "InterruptedAtShutdown")),
                        MongoNodeIsRecoveringException.class),
                new Row(
                        new NotPrimaryException(ofCommand("find on a.b", 11600, "InterruptedAtShutdown")),
                        MongoQueryException.class),
                new Row(
                        new CursorNotFoundException(ofCommand("find on a.b", 43, "CursorNotFound")),
                        MongoQueryException.class),
                new Row(
                        new ExecutionTimeoutException(ofCommand("find on a.b", 50, "MaxTimeMSExpired")),
                        MongoExecutionTimeoutException.class),
                new Row(
                        new CursorNotFoundException(ofCommand("getMore on a.b", 43, "CursorNotFound")),
                        MongoCursorNotFoundException.class),
                new Row(
                        new DuplicateKeyException(ofCommand("findAndModify on a.b", 11000, "DuplicateKey")),
                        MongoCommandException.class),
                new Row(new DuplicateKeyException(ofWrite(11000)), MongoWriteException.class),
                new Row(new DocumentValidationException(ofWrite(121)), MongoWriteException.class),
                new Row(
                        new DocumentValidationException(
                                ofCommand("findAndModify on a.b", 121, "DocumentValidationFailure")),
                        MongoCommandException.class),
                new Row(new WriteException(ofWrite(9)), MongoWriteException.class),
                new Row(new WriteConcernException(ofConcern(), null), MongoWriteConcernException.class),
                new Row(bulk(), MongoBulkWriteException.class),
                new Row(clientBulk(), com.mongodb.ClientBulkWriteException.class),
                new Row(
                        new ConnectionOpenException(
                                SERVER, ConnectionOpenException.CONNECTING, SECOND, new IOException("refused")),
                        MongoSocketOpenException.class),
                new Row(
                        new ConnectionOpenException(
                                SERVER, ConnectionOpenException.AUTHENTICATING, SECOND, authentication()),
                        MongoSecurityException.class),
                new Row(authentication(), MongoSecurityException.class),
                new Row(
                        new ConnectionLostException(SERVER, "insert on a.b", true, SECOND, null),
                        MongoSocketReadException.class),
                new Row(
                        new ConnectionLostException(SERVER, "insert on a.b", false, SECOND, null),
                        MongoSocketWriteException.class),
                new Row(new PoolClearedException(SERVER, null), MongoConnectionPoolClearedException.class),
                new Row(new PoolTimeoutException(SERVER, 3, "report"), MongoTimeoutException.class),
                new Row(
                        new ServerSelectionException("a writable server", SECOND, "report", null),
                        MongoTimeoutException.class),
                new Row(timeout(), MongoOperationTimeoutException.class),
                new Row(
                        new InterruptedOperationException(SERVER, "insert on a.b", RetryAdvice.SAFE, null),
                        MongoInterruptedException.class),
                new Row(
                        new ProtocolException(SERVER, "insert on a.b", "no length", null),
                        MongoInternalException.class),
                new Row(
                        new UnsupportedFeatureException(SERVER, "sort in updateOne", "server 8.0"),
                        MongoClientException.class),
                new Row(
                        new UnsupportedFeatureException(SERVER, "a pipeline", "the resume token"),
                        MongoChangeStreamException.class),
                new Row(
                        new GridFsException.FileNotFound(Namespace.parse("a.fs.files"), "name"),
                        MongoGridFSException.class),
                new Row(new AsyncQueueFullException(1, 1, 1, 1), MongoClientException.class),
                new Row(new ClientClosedException("insert on a.b", RetryAdvice.UNSAFE), IllegalStateException.class),
                new Row(
                        new ClientClosedException("insert on a.b", RetryAdvice.UNSAFE, new IOException()),
                        MongoClientException.class),
                new Row(new ChangeConsumerException.LeaseHeld("c", "other", null), MongoClientException.class),
                new Row(new DatabaseCopyException("exists"), MongoClientException.class));
    }

    private static ReportedError ofCommand(String tried, int code, String name) {
        return ReportedError.of(
                tried,
                SERVER,
                RawDocument.encode(new Document("ok", 0)
                        .append("errmsg", "cursor id 77 not found")
                        .append("code", code)
                        .append("codeName", name)
                        .append("errorLabels", List.of("TransientTransactionError"))));
    }

    private static ReportedError ofWrite(int code) {
        var error = new Document("index", 0)
                .append("code", code)
                .append("errmsg", "rejected")
                .append("errInfo", new Document("why", "x"));
        var reply = new Document("ok", 1).append("n", 0).append("writeErrors", List.of(error));
        return new ReportedError("insert on a.b", SERVER, error, RawDocument.encode(reply));
    }

    private static ReportedError ofConcern() {
        var error = new Document("code", 64)
                .append("codeName", "WriteConcernFailed")
                .append("errmsg", "waiting");
        var reply = new Document("ok", 1)
                .append("writeConcernError", error)
                .append("errorLabels", List.of("RetryableWriteError"));
        return new ReportedError("update on a.b", SERVER, error, RawDocument.encode(reply));
    }

    private static BulkWriteException bulk() {
        var errors = List.of(new BulkWriteError(1, 7, 11000, "dup", new Document("why", "x"), "dup", null));
        var done = new BulkWriteResult(true, 1, 2, 3, 4, Map.of(0, "a"), Map.of(2, 9));
        var concerns = List.of(new dev.morelia.result.WriteConcernError(64, "WriteConcernFailed", "waiting", null));
        return new BulkWriteException(
                "bulkWrite on a.b",
                ofWrite(11000),
                new BulkWriteException.Details(done, 1, errors, concerns, List.of()));
    }

    private static ClientBulkWriteException clientBulk() {
        var errors = List.of(new BulkWriteError(1, null, 11000, "dup", null, "dup", null));
        var done = new ClientBulkWriteResult(
                true,
                1,
                1,
                2,
                3,
                4,
                new ClientBulkWriteResult.Results(
                        Map.of(0, new ClientBulkWriteResult.Inserted("a")),
                        Map.of(2, new ClientBulkWriteResult.Updated(1, 0, 1, 9)),
                        Map.of(3, new ClientBulkWriteResult.Deleted(4))),
                false);
        return new ClientBulkWriteException(
                "bulkWrite",
                SERVER,
                Set.of("RetryableWriteError"),
                new ClientBulkWriteException.Details(timeout(), done, 1, errors, List.of()));
    }

    private static AuthenticationException authentication() {
        return new AuthenticationException(
                SERVER, Credential.of("ada", "secret"), "rejected", Problem.AUTHENTICATION, null);
    }

    private static OperationTimeoutException timeout() {
        return new OperationTimeoutException(
                SERVER,
                "insert on a.b",
                SECOND,
                new OperationTimeoutException.LastStep(OperationTimeoutException.Step.REPLY, SECOND),
                RetryAdvice.OUTCOME_UNKNOWN,
                null);
    }

    @ParameterizedTest
    @MethodSource("rows")
    void classesLabelsAndCause(Row row) {
        RuntimeException official = Failures.official(row.failure());
        assertThat(official).isExactlyInstanceOf(row.official());
        assertThat(official.getMessage()).isNotBlank();
        if (official instanceof MongoException labelled) {
            assertThat(labelled.getErrorLabels()).containsAll(row.failure().errorLabels());
        }
        assertThat(Stream.iterate(official.getCause(), cause -> cause != null, Throwable::getCause))
                .as("Morelia's own exception is the cause")
                .anyMatch(cause -> cause instanceof dev.morelia.error.MongoException);
    }

    @Test
    void everyExceptionOfMoreliaHasARow() {
        Set<Class<?>> covered =
                rows().stream().map(row -> row.failure().getClass()).collect(Collectors.toSet());
        assertThat(leaves(dev.morelia.error.MongoException.class)).allMatch(covered::contains);
    }

    private static Stream<Class<?>> leaves(Class<?> type) {
        Class<?>[] permitted = type.getPermittedSubclasses();
        if (permitted == null || permitted[0].getEnclosingClass() == type) {
            return type.getPermittedSubclasses() == null ? Stream.of(type) : Stream.empty();
        }
        return Arrays.stream(permitted).flatMap(FailuresTest::leaves);
    }

    @Test
    void commands() {
        var failure = (MongoCommandException)
                Failures.official(new CommandException(ofCommand("count on a.b", 59, "CommandNotFound")));
        assertThat(failure.getErrorCode()).isEqualTo(59);
        assertThat(failure.getCode()).isEqualTo(59);
        assertThat(failure.getErrorCodeName()).isEqualTo("CommandNotFound");
        assertThat(failure.getErrorMessage()).isEqualTo("cursor id 77 not found");
        assertThat(failure.getServerAddress()).isEqualTo(ADDRESS);
        assertThat(failure.getResponse().getInt32("code")).isEqualTo(new BsonInt32(59));
        assertThat(failure.hasErrorLabel("TransientTransactionError")).isTrue();
        var cursor = (MongoCursorNotFoundException)
                Failures.official(new CursorNotFoundException(ofCommand("getMore on a.b", 43, "CursorNotFound")));
        assertThat(cursor.getCursorId()).isEqualTo(77);
    }

    @Test
    void writes() {
        var failure = (MongoWriteException) Failures.official(new DuplicateKeyException(ofWrite(11000)));
        assertThat(failure.getError().getCode()).isEqualTo(11000);
        assertThat(failure.getError().getMessage()).isEqualTo("rejected");
        assertThat(failure.getError().getDetails()).isEqualTo(BsonDocument.parse("{why: 'x'}"));
        assertThat(failure.getServerAddress()).isEqualTo(ADDRESS);
        assertThat(failure.getCode()).isEqualTo(11000);
    }

    @Test
    void writeConcerns() {
        var failure = (MongoWriteConcernException)
                Failures.official(new WriteConcernException(ofConcern(), new UpdateResult(true, 0, 0, "id")));
        assertThat(failure.getWriteConcernError())
                .isEqualTo(new WriteConcernError(64, "WriteConcernFailed", "waiting", new BsonDocument()));
        assertThat(failure.getWriteResult()).isEqualTo(WriteConcernResult.acknowledged(1, false, Bytes.value("id")));
        assertThat(failure.getErrorLabels()).containsExactly("RetryableWriteError");
        assertThat(failure.getServerAddress()).isEqualTo(ADDRESS);
    }

    @Test
    void bulkWrites() {
        var failure = (MongoBulkWriteException) Failures.official(bulk());
        assertThat(failure.getWriteErrors())
                .containsExactly(
                        new com.mongodb.bulk.BulkWriteError(11000, "dup", BsonDocument.parse("{why: 'x'}"), 1));
        assertThat(failure.getWriteConcernError())
                .isEqualTo(new WriteConcernError(64, "WriteConcernFailed", "waiting", new BsonDocument()));
        assertThat(failure.getWriteResult().getInsertedCount()).isEqualTo(1);
        assertThat(failure.getWriteResult().getMatchedCount()).isEqualTo(2);
        assertThat(failure.getWriteResult().getModifiedCount()).isEqualTo(3);
        assertThat(failure.getWriteResult().getDeletedCount()).isEqualTo(4);
        assertThat(failure.getWriteResult().getInserts().getFirst().getId()).isEqualTo(Bytes.value("a"));
        assertThat(failure.getWriteResult().getUpserts().getFirst().getIndex()).isEqualTo(2);
        assertThat(failure.getServerAddress()).isEqualTo(ADDRESS);
    }

    @Test
    void bulkWritesThatNoServerHasSeen() {
        var errors = List.of(new BulkWriteError(0, null, -1, "too large", null, "too large", null));
        var done = new BulkWriteResult(true, 0, 0, 0, 0, Map.of(), Map.of());
        var details = new BulkWriteException.Details(done, 1, errors, List.of(), List.of());
        var failure =
                (MongoBulkWriteException) Failures.official(new BulkWriteException("bulkWrite on a.b", null, details));
        assertThat(failure.getWriteErrors().getFirst().getMessage()).isEqualTo("too large");
        assertThat(failure.getWriteConcernError()).isNull();
    }

    @Test
    void bulkWritesOfClients() {
        var failure = (com.mongodb.ClientBulkWriteException) Failures.official(clientBulk());
        assertThat(failure.getCause()).isExactlyInstanceOf(MongoOperationTimeoutException.class);
        assertThat(failure.getWriteErrors()).containsOnlyKeys(1);
        var result = failure.getPartialResult().orElseThrow();
        assertThat(result.getInsertedCount()).isEqualTo(1);
        assertThat(result.getUpsertedCount()).isEqualTo(1);
        var verbose = result.getVerboseResults().orElseThrow();
        assertThat(only(verbose.getInsertResults()).getInsertedId()).contains(Bytes.value("a"));
        assertThat(only(verbose.getUpdateResults()).getUpsertedId()).contains(Bytes.value(9));
        assertThat(only(verbose.getDeleteResults()).getDeletedCount()).isEqualTo(4);
    }

    private static <T> T only(Map<Integer, T> results) {
        assertThat(results).hasSize(1);
        return results.values().iterator().next();
    }

    @Test
    void unacknowledgedResults() {
        var result = BulkResults.official(ClientBulkWriteResult.unacknowledged());
        assertThat(result.isAcknowledged()).isFalse();
        assertThatThrownBy(result::getInsertedCount).isInstanceOf(UnsupportedOperationException.class);
        assertThatThrownBy(result::getVerboseResults).isInstanceOf(UnsupportedOperationException.class);
        assertThat(BulkResults.official(BulkWriteResult.unacknowledged(new LinkedHashMap<>()))
                        .wasAcknowledged())
                .isFalse();
    }

    @Test
    void whatIsNotOfMoreliaPasses() {
        var mine = new IllegalArgumentException("mine");
        assertThat(Failures.official(mine)).isSameAs(mine);
        assertThat(Failures.official(new CompletionException(mine))).isSameAs(mine);
        var official = new MongoException("official");
        assertThat(Failures.official(official)).isSameAs(official);
        assertThat(Failures.official(new BsonException("bad"))).isInstanceOf(BsonSerializationException.class);
        assertThat(Failures.official(new IOException("io"))).isInstanceOf(MongoClientException.class);
        assertThatThrownBy(() -> Failures.official(new AssertionError("stop"))).isInstanceOf(AssertionError.class);
    }

    @Test
    void calls() {
        ServerException failure = new WriteException(ofWrite(9));
        assertThat(Failures.call(() -> 3)).isEqualTo(3);
        assertThatThrownBy(() -> Failures.call(() -> {
                    throw failure;
                }))
                .isInstanceOf(MongoWriteException.class)
                .hasCause(failure);
        assertThatThrownBy(() -> Failures.run(() -> {
                    throw failure;
                }))
                .isInstanceOf(MongoWriteException.class);
    }
}
