package dev.morelia.error;

import static org.assertj.core.api.Assertions.assertThat;

import dev.morelia.bson.Document;
import dev.morelia.bson.RawDocument;
import dev.morelia.error.MongoException.RetryAdvice;
import dev.morelia.internal.errordetail.ErrorNotes;
import dev.morelia.options.WriteModel;
import dev.morelia.result.BulkWriteError;
import dev.morelia.result.BulkWriteResult;
import dev.morelia.result.InsertOneResult;
import dev.morelia.result.WriteConcernError;
import dev.morelia.topology.ServerAddress;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

/** Exceptions made of what servers tell. */
final class ServerExceptionsTest {
    private static final ServerAddress SERVER = ServerAddress.parse("db.example.org:27018");

    private static ReportedError error(String json) {
        return ReportedError.of("insert on app.people", SERVER, RawDocument.encode(Document.parse(json)));
    }

    /** An error that stands inside a reply, as write errors and write concern errors do. */
    private static ReportedError inside(String error) {
        var reply = Document.of("ok", 1, "errorLabels", List.of("RetryableWriteError"));
        return new ReportedError("insert on app.people", SERVER, Document.parse(error), RawDocument.encode(reply));
    }

    @Test
    void commandErrorsTellAll() {
        var exception = new CommandException(
                error("{\"ok\": 0, \"code\": 59, \"codeName\": \"CommandNotFound\", \"errmsg\": \"no such command\"}"));

        assertThat(exception)
                .hasMessage("insert on app.people failed on db.example.org:27018: no such command (code 59,"
                        + " CommandNotFound). This server does not know the command: check its name and the server's"
                        + " version");
        assertThat(exception.code()).isEqualTo(59);
        assertThat(exception.codeName()).isEqualTo("CommandNotFound");
        assertThat(exception.serverMessage()).isEqualTo("no such command");
        assertThat(exception.server()).isEqualTo(SERVER);
        assertThat(exception.reply().int32("code", 0)).isEqualTo(59);
        assertThat(exception.retryAdvice()).isEqualTo(RetryAdvice.UNSAFE);
        assertThat(exception.errorLabels()).isEmpty();
    }

    @Test
    void aCodeWithoutANameIsToldOnce() {
        var exception = new CommandException(
                error("{\"code\": 40324, \"codeName\": \"Location40324\", \"errmsg\": \"Unrecognized stage\"}"));
        assertThat(exception)
                .hasMessage("insert on app.people failed on db.example.org:27018: Unrecognized stage (code 40324)");
        assertThat(exception.codeName()).isEqualTo("Location40324");
        assertThat(new CommandException(error("{\"code\": 1, \"codeName\": \"Location2\", \"errmsg\": \"x\"}")))
                .hasMessageEndingWith("(code 1, Location2)");
    }

    @Test
    void repliesMayBeBare() {
        var exception = new CommandException(
                new ReportedError("ping", null, new Document(), RawDocument.encode(new Document())));
        assertThat(exception).hasMessage("ping failed: the server gave no reason");
        assertThat(exception.code()).isEqualTo(-1);
        assertThat(exception.codeName()).isEmpty();
        assertThat(new CommandException(error("{\"code\": \"x\", \"errmsg\": 1, \"errorLabels\": [1, \"a\"]}"))
                        .errorLabels())
                .containsExactly("a");
    }

    @Test
    void labelsDecideWhetherToTryAgain() {
        var retryable = new CommandException(error("{\"code\": 1, \"errorLabels\": [\"RetryableWriteError\"]}"));
        assertThat(retryable.retryAdvice())
                .as("without its number the write may happen twice")
                .isEqualTo(RetryAdvice.OUTCOME_UNKNOWN);
        assertThat(retryable.hasErrorLabel("RetryableWriteError")).isTrue();
        var harmless = "{\"code\": 1, \"errorLabels\": [\"RetryableWriteError\", \"NoWritesPerformed\"]}";
        assertThat(new CommandException(error(harmless)).retryAdvice()).isEqualTo(RetryAdvice.SAFE);

        ErrorNotes.of(retryable).addErrorLabel("NoWritesPerformed");
        assertThat(retryable.errorLabels()).containsExactly("RetryableWriteError", "NoWritesPerformed");

        assertThat(new WriteException(inside("{\"code\": 2}")).errorLabels()).containsExactly("RetryableWriteError");
    }

    @Test
    void duplicateKey() {
        var exception =
                new DuplicateKeyException(inside("{\"index\": 0, \"code\": 11000, \"keyPattern\": {\"email\": 1},"
                        + "\"keyValue\": {\"email\": \"a\"}, \"errmsg\": \"E11000 duplicate key error collection:"
                        + " app.people"
                        + " index: email_1 dup key: { email: \\\"a\\\" }\"}"));

        assertThat(exception.indexName()).isEqualTo("email_1");
        assertThat(exception.keyPattern()).isEqualTo(new Document("email", 1));
        assertThat(exception.keyValue()).isEqualTo(new Document("email", "a"));
        assertThat(exception)
                .hasMessageStartingWith("insert on app.people failed on db.example.org:27018: E11000")
                .hasMessageEndingWith("(code 11000). A document with {\"email\": \"a\"} already exists in the unique"
                        + " index email_1; use another value, or change that document");
    }

    @Test
    void documentValidation() {
        var exception = new DocumentValidationException(inside("{\"code\": 121, \"errmsg\": \"failed validation\","
                + "\"errInfo\": {\"failingDocumentId\": 1, \"details\": {\"operatorName\": \"$gt\","
                + "\"specifiedAs\": {\"age\": {\"$gt\": 0}}, \"reason\": \"comparison failed\","
                + "\"consideredValue\": -3}}}"));

        assertThat(exception.violations()).containsExactly("age: {\"$gt\": 0} (comparison failed), got -3");
        assertThat(exception.details()).isNotNull().containsKey("failingDocumentId");
        assertThat(exception)
                .hasMessageEndingWith(
                        "The document violates these rules: age: {\"$gt\": 0} (comparison failed), got -3");
        assertThat(new DocumentValidationException(inside("{\"code\": 121}")).details())
                .isNull();
    }

    @Test
    void writeConcern() {
        var exception = new WriteConcernException(
                inside("{\"code\": 64, \"codeName\": \"WriteConcernTimeout\", \"errmsg\": \"waiting for replication"
                        + " timed"
                        + " out\", \"errInfo\": {\"wtimeout\": true}}"),
                new InsertOneResult(true, 1));

        assertThat(exception.result()).isEqualTo(new InsertOneResult(true, 1));
        assertThat(exception.writeConcernError())
                .isEqualTo(new WriteConcernError(
                        64,
                        "WriteConcernTimeout",
                        "waiting for replication timed out",
                        new Document("wtimeout", true)));
        assertThat(exception.retryAdvice()).isEqualTo(RetryAdvice.UNSAFE);
        assertThat(exception).hasMessageContaining("do not repeat it");
        var commit = WriteConcernException.ofCommit(inside("{\"code\": 64, \"errmsg\": \"timed out\"}"));
        assertThat(commit).hasMessageContaining("only the commit may be repeated");
        assertThat(commit.result()).isNull();
    }

    @Test
    void bulkWrite() {
        var first =
                inside("{\"index\": 0, \"code\": 11000, \"errmsg\": \"E11000 duplicate key error collection: a.b index:"
                        + " _id_ dup key: { _id: 1 }\"}");
        List<BulkWriteError> errors = List.of(
                first.toBulkWriteError(3, 1),
                inside("{\"code\": 2, \"errmsg\": \"bad\"}").toBulkWriteError(5, null));
        var partial = new BulkWriteResult(true, 1, 2, 3, 4, Map.of(0, "a"), Map.of());
        var exception = new BulkWriteException(
                "bulk write on a.b",
                first,
                new BulkWriteException.Details(
                        partial,
                        2,
                        errors,
                        List.of(new WriteConcernError(64, "", "timed out", null)),
                        List.of(WriteModel.deleteOne(new Document()))));

        assertThat(exception.partialResult()).isEqualTo(partial);
        assertThat(exception.writeErrors()).extracting(BulkWriteError::index).containsExactly(3, 5);
        assertThat(exception.writeConcernErrors()).hasSize(1);
        assertThat(exception.unprocessedModels()).hasSize(1);
        assertThat(exception.code()).isEqualTo(11000);
        assertThat(exception)
                .hasMessage("bulk write on a.b failed on db.example.org:27018: 2 writes failed: index 3 (_id 1): E11000"
                        + " duplicate key error collection: a.b index: _id_ dup key: { _id: 1 } (code 11000);"
                        + " index 5: bad (code 2). A document with {\"_id\": 1}"
                        + " already exists in the unique index _id_; use another value, or"
                        + " change that document. Other writes were executed, but their write concern was not"
                        + " satisfied:"
                        + " timed out. Do not repeat them; check that enough members are up, or that wtimeout is"
                        + " long enough. Done so far: inserted 1, matched 2, modified 3, upserted 0, deleted 4;"
                        + " not attempted: 1");
    }

    @Test
    void aBulkWriteTellsTheFirstFiveErrorsAndHowManyMore() {
        var cause = new IllegalStateException("no");
        var errors = IntStream.range(0, 8)
                .mapToObj(i -> new BulkWriteError(
                        i * 2, i == 1 ? null : "x".repeat(70 * i), -1, "m" + i, null, "m" + i, i == 2 ? cause : null))
                .toList();
        var exception = new BulkWriteException(
                "bulk write on a.b",
                null,
                new BulkWriteException.Details(
                        BulkWriteResult.unacknowledged(Map.of()), 8, errors, List.of(), List.of()));

        assertThat(exception)
                .hasMessage("bulk write on a.b failed: 8 writes failed: index 0 (_id ''): m0; index 2: m1;"
                        + " index 4 (_id '" + "x".repeat(120) + "...'): m2; index 6 (_id '" + "x".repeat(120)
                        + "...'): m3; index 8 (_id '" + "x".repeat(120)
                        + "...'): m4; and 3 more. The writes were unacknowledged, so what they did is unknown")
                .hasCause(cause);
        assertThat(exception.code()).isEqualTo(-1);
        assertThat(exception.serverMessage()).isEqualTo("m0");
        assertThat(exception.reply().toDocument()).isEmpty();
        assertThat(exception.server()).isNull();
    }

    @Test
    void anIdThatCannotShowItselfDoesNotHideTheErrors() {
        var id = new Object() {
            @Override
            public String toString() {
                throw new IllegalStateException();
            }
        };
        var error = new BulkWriteError(1, id, -1, "m", null, "m", null);
        var exception = new BulkWriteException(
                "bulk write on a.b",
                null,
                new BulkWriteException.Details(
                        BulkWriteResult.unacknowledged(Map.of()), 1, List.of(error), List.of(), List.of()));

        assertThat(exception)
                .hasMessageContaining("index 1 (_id a " + id.getClass().getName() + "): m.");
    }

    @Test
    void bulkWriteErrorsExplainBrokenRules() {
        var error = inside(
                        "{\"code\": 121, \"errmsg\": \"failed\", \"errInfo\": {\"details\": {\"operatorName\": \"$gt\","
                                + "\"specifiedAs\": {\"age\": {\"$gt\": 0}}}}}")
                .toBulkWriteError(0, null);
        assertThat(error.explanation())
                .isEqualTo("The document violates these rules of its collection: age: {\"$gt\": 0}");
        assertThat(inside("{\"code\": 2, \"errmsg\": \"bad\"}")
                        .toBulkWriteError(0, null)
                        .explanation())
                .isEqualTo("bad");
    }

    @Test
    void notPrimary() {
        var refused = new NotPrimaryException(error("{\"code\": 10107}"));
        assertThat(refused.retryAdvice()).isEqualTo(RetryAdvice.SAFE);
        assertThat(refused).hasMessageContaining("electing another primary").hasMessageContaining("directConnection");
        assertThat(new NotPrimaryException(error("{\"code\": 11602}")).retryAdvice())
                .isEqualTo(RetryAdvice.OUTCOME_UNKNOWN);
    }

    @Test
    void cursorsAndTimes() {
        assertThat(new CursorNotFoundException(error("{\"code\": 43}")).retryAdvice())
                .isEqualTo(RetryAdvice.SAFE);
        assertThat(new ExecutionTimeoutException(error("{\"code\": 50}")).retryAdvice())
                .isEqualTo(RetryAdvice.OUTCOME_UNKNOWN);
    }
}
