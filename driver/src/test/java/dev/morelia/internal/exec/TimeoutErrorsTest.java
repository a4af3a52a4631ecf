package dev.morelia.internal.exec;

import static org.assertj.core.api.Assertions.assertThat;

import dev.morelia.bson.Document;
import dev.morelia.bson.RawDocument;
import dev.morelia.error.BulkWriteException;
import dev.morelia.error.CommandException;
import dev.morelia.error.ExecutionTimeoutException;
import dev.morelia.error.MongoException;
import dev.morelia.error.MongoException.RetryAdvice;
import dev.morelia.error.OperationTimeoutException;
import dev.morelia.error.OperationTimeoutException.LastStep;
import dev.morelia.error.OperationTimeoutException.Step;
import dev.morelia.error.ReportedError;
import dev.morelia.error.WriteConcernException;
import dev.morelia.internal.env.Deadline;
import dev.morelia.result.BulkWriteError;
import dev.morelia.result.BulkWriteResult;
import dev.morelia.result.WriteConcernError;
import dev.morelia.topology.ServerAddress;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Which failures of calls with a timeout are reported as an expired timeout. */
class TimeoutErrorsTest {
    private static final ServerAddress ADDRESS = new ServerAddress("db1", 27017);
    private static final Duration TIMEOUT = Duration.ofMillis(300);
    private static final long BEGUN = 7_000_000;
    private static final Deadline DEADLINE = Deadline.after(BEGUN, TIMEOUT.toNanos());
    private static final long NOW = BEGUN + TimeUnit.MILLISECONDS.toNanos(280);

    private static ReportedError error(int code, String... labels) {
        var reply = Document.of("ok", 0, "code", code, "errmsg", "no", "errorLabels", List.of(labels));
        return new ReportedError("insert on app.people", ADDRESS, reply, RawDocument.encode(reply));
    }

    private static OperationTimeoutException timeout(MongoException failure, boolean outOfTime) {
        return (OperationTimeoutException) TimeoutErrors.of(failure, "insert on app.people", DEADLINE, outOfTime, NOW);
    }

    @Test
    void aServerThatStopsInTime() {
        for (MongoException failure : List.<MongoException>of(
                new ExecutionTimeoutException(error(50)),
                new CommandException(error(50)),
                new WriteConcernException(error(50), null))) {
            var timeout = timeout(failure, false);
            assertThat(timeout)
                    .hasCause(failure)
                    .hasMessageStartingWith("insert on app.people did not complete within the timeout of 300 ms on"
                            + " db1:27017 (execution on the server took 280 ms): ")
                    .hasMessageContaining("insert on app.people failed on db1:27017: no (code 50)");
            assertThat(timeout.retryAdvice()).isEqualTo(failure.retryAdvice());
            assertThat(timeout.lastStep()).isEqualTo(new LastStep(Step.EXECUTION, Duration.ofMillis(280)));
        }
    }

    @Test
    void aRetryForWhichThereIsNoTime() {
        var failure = new CommandException(error(91, "RetryableWriteError"));
        assertThat(timeout(failure, true)).hasCause(failure).hasMessageContaining("(all attempts took 280 ms): ");
        assertThat(timeout(failure, true).lastStep().step()).isEqualTo(Step.RETRY);
        assertThat(timeout(new CommandException(error(91, "NoWritesPerformed")), true)
                        .retryAdvice())
                .isEqualTo(RetryAdvice.SAFE);
    }

    @Test
    void allOthersStayAsTheyAre() {
        var failure = new CommandException(error(11));
        assertThat(TimeoutErrors.of(failure, "it", DEADLINE, false, NOW)).isSameAs(failure);
    }

    @Test
    void aTimeoutOfZeroHasNoTimes() {
        var failure = new ExecutionTimeoutException(error(50));
        var timeout = (OperationTimeoutException) TimeoutErrors.of(failure, "it", Deadline.INFINITE, false, NOW);
        assertThat(timeout)
                .hasMessageStartingWith("it did not complete in time on db1:27017 (execution on the server)");
        assertThat(timeout.timeout()).isZero();
        assertThat(timeout.lastStep().time()).isZero();
    }

    @ParameterizedTest
    @CsvSource({"50, 1, true", "1, 50, true", "1, 64, false"})
    void aBulkWrite(int writeCode, int concernCode, boolean isTimeout) {
        var done = new BulkWriteResult(true, 3, 0, 0, 0, Map.of(), Map.of());
        var outcome = new BulkWriteException.Details(
                done,
                1,
                List.of(new BulkWriteError(4, null, writeCode, "no", null, "no", null)),
                List.of(new WriteConcernError(concernCode, "", "no", null)),
                List.of());
        var failure = new BulkWriteException("bulkWrite on app.people", error(writeCode), outcome);
        var thrown = TimeoutErrors.ofBulkWrite(failure, "bulkWrite on app.people", DEADLINE);
        if (isTimeout) {
            assertThat(thrown).isInstanceOf(OperationTimeoutException.class).hasCause(failure);
            assertThat(thrown.partialResult()).isEqualTo(done);
        } else {
            assertThat(thrown).isSameAs(failure);
        }
        assertThat(TimeoutErrors.ofBulkWrite(failure, "it", Deadline.NONE)).isSameAs(failure);
    }
}
