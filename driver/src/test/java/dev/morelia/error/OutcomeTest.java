package dev.morelia.error;

import static org.assertj.core.api.Assertions.assertThat;

import dev.morelia.bson.Document;
import dev.morelia.bson.RawDocument;
import dev.morelia.error.MongoException.Outcome;
import dev.morelia.error.MongoException.RetryAdvice;
import dev.morelia.error.OperationTimeoutException.LastStep;
import dev.morelia.error.OperationTimeoutException.Step;
import dev.morelia.internal.errordetail.ErrorNotes;
import dev.morelia.internal.errordetail.TlsFailure;
import dev.morelia.result.BulkWriteError;
import dev.morelia.result.BulkWriteResult;
import dev.morelia.result.Problem;
import dev.morelia.settings.Namespace;
import dev.morelia.topology.ServerAddress;
import java.io.IOException;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** What exceptions tell of the fate of a write, and whether the cause may pass. */
final class OutcomeTest {
    private static final ServerAddress SERVER = ServerAddress.parse("db.example.org:27018");

    private static ReportedError error(int code, String... labels) {
        var reply = Document.of("ok", 0, "code", code, "errmsg", "failed", "errorLabels", List.of(labels));
        return ReportedError.of("update on app.people", SERVER, RawDocument.encode(reply));
    }

    private static ConnectionLostException lost(boolean sent) {
        return new ConnectionLostException(
                SERVER, "update on app.people", sent, Duration.ZERO, new IOException("reset"));
    }

    private static OperationTimeoutException timeout(MongoException cause) {
        var last = new LastStep(Step.EXECUTION, Duration.ofMillis(5));
        return new OperationTimeoutException(
                SERVER, "update on app.people", Duration.ofSeconds(1), last, cause.retryAdvice(), cause);
    }

    private static BulkWriteException bulk(long inserted) {
        var result = new BulkWriteResult(true, inserted, 0, 0, 0, Map.of(), Map.of());
        var error = new BulkWriteError(1, 1, 11_000, "duplicate", null, "duplicate", null);
        return new BulkWriteException(
                "bulkWrite on app.people",
                error(11_000),
                new BulkWriteException.Details(result, 1, List.of(error), List.of(), List.of()));
    }

    @Test
    void aRejectedCommandHasWrittenNothing() {
        var rejected = new CommandException(error(9));
        assertThat(rejected.outcome()).isEqualTo(Outcome.NOT_APPLIED);
        assertThat(rejected.isTransient()).isFalse();
    }

    @Test
    void aCommandThatSomebodyHasEndedMayHaveWritten() {
        var interrupted = new CommandException(error(11_601));
        assertThat(interrupted.outcome()).isEqualTo(Outcome.UNKNOWN);
        ErrorNotes.of(interrupted).ofRead();
        assertThat(interrupted.outcome()).isEqualTo(Outcome.NOT_APPLIED);
    }

    @Test
    void aWriteOfManyDocumentsMayHaveWrittenSome() {
        var failed = new WriteException(error(28));
        assertThat(failed.outcome()).isEqualTo(Outcome.NOT_APPLIED);
        ErrorNotes.of(failed).ofManyDocuments();
        assertThat(failed.outcome()).isEqualTo(Outcome.UNKNOWN);
    }

    @Test
    void aLostConnectionTellsWhetherTheRequestWasSent() {
        assertThat(lost(true).outcome()).isEqualTo(Outcome.UNKNOWN);
        assertThat(lost(false).outcome()).isEqualTo(Outcome.NOT_APPLIED);
        assertThat(lost(true).isTransient()).isTrue();
    }

    @Test
    void aWriteWithoutItsWriteConcernIsApplied() {
        var unfulfilled = new WriteConcernException(error(64), null);
        assertThat(unfulfilled.outcome()).isEqualTo(Outcome.APPLIED);
        assertThat(unfulfilled.isTransient()).isFalse();
        ErrorNotes.of(unfulfilled).ofManyDocuments();
        assertThat(unfulfilled.outcome()).isEqualTo(Outcome.APPLIED);
        assertThat(timeout(unfulfilled).outcome()).isEqualTo(Outcome.APPLIED);
    }

    @Test
    void anEarlierAttemptCounts() {
        var second = new NotPrimaryException(error(10_107, "NoWritesPerformed"));
        assertThat(second.outcome()).isEqualTo(Outcome.NOT_APPLIED);
        ErrorNotes.of(second).afterEarlier(new WriteConcernException(error(11_602), null), 2);
        assertThat(second.outcome()).isEqualTo(Outcome.APPLIED);

        var other = new CommandException(error(9));
        ErrorNotes.of(other).afterEarlier(lost(true), 2);
        assertThat(other.outcome()).isEqualTo(Outcome.UNKNOWN);
    }

    @Test
    void aBulkWriteIsAppliedAsSoonAsOneWriteIs() {
        assertThat(bulk(1).outcome()).isEqualTo(Outcome.APPLIED);
        assertThat(bulk(0).outcome()).isEqualTo(Outcome.NOT_APPLIED);
        var ended = lost(true);
        ErrorNotes.of(ended).endedBulkWrite(new BulkWriteResult(true, 3, 0, 0, 0, Map.of(), Map.of()));
        assertThat(ended.outcome()).as("what was counted, beside what was lost").isEqualTo(Outcome.APPLIED);
    }

    @Test
    void transactionsAreUndoneOrUnknown() {
        var aborted = new CommandException(error(112, MongoException.TRANSIENT_TRANSACTION_ERROR));
        assertThat(aborted.outcome()).isEqualTo(Outcome.NOT_APPLIED);
        assertThat(aborted.isTransient()).isTrue();
        var commit = new CommandException(error(50, MongoException.UNKNOWN_TRANSACTION_COMMIT_RESULT));
        assertThat(commit.outcome()).isEqualTo(Outcome.UNKNOWN);
    }

    @Test
    void aChangeStreamThatStaysOpenTellsIt() {
        assertThat(new CommandException(error(234)).isTransient()).isFalse();
        assertThat(new CommandException(error(234, "ResumableChangeStreamError")).isTransient())
                .isTrue();
    }

    @Test
    void settingsDoNotPass() {
        assertThat(open(new IOException("refused")).isTransient()).isTrue();
        assertThat(open(new TlsFailure(Problem.SERVER_CERTIFICATE, "not trusted"))
                        .isTransient())
                .isFalse();
        assertThat(new UnsupportedFeatureException(SERVER, "x", "y").isTransient())
                .isFalse();
        assertThat(new ClientClosedException("find", RetryAdvice.UNSAFE).isTransient())
                .isFalse();
        var missing = new GridFsException.FileNotFound(new Namespace("app", "fs.files"), "report.pdf");
        assertThat(missing.isTransient()).isFalse();
        assertThat(missing.outcome()).isEqualTo(Outcome.NOT_APPLIED);
    }

    private static ConnectionOpenException open(IOException cause) {
        return new ConnectionOpenException(SERVER, ConnectionOpenException.CONNECTING, Duration.ZERO, cause);
    }
}
