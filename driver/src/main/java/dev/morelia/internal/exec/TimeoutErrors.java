package dev.morelia.internal.exec;

import dev.morelia.error.BulkWriteException;
import dev.morelia.error.ClientBulkWriteException;
import dev.morelia.error.MongoException;
import dev.morelia.error.MongoException.RetryAdvice;
import dev.morelia.error.OperationTimeoutException;
import dev.morelia.error.OperationTimeoutException.LastStep;
import dev.morelia.error.OperationTimeoutException.Step;
import dev.morelia.error.ServerException;
import dev.morelia.internal.env.Deadline;
import dev.morelia.internal.errordetail.ErrorNotes;
import dev.morelia.internal.protocol.ErrorCode;
import dev.morelia.internal.protocol.ErrorLabel;
import dev.morelia.result.BulkWriteError;
import dev.morelia.result.WriteConcernError;
import dev.morelia.topology.ServerAddress;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.TimeoutException;
import org.jspecify.annotations.Nullable;

/**
 * The errors of calls whose timeout has ended them. Pure.
 *
 * @see <a href="https://github.com/mongodb/specifications/blob/master/source/client-side-operations-timeout/client-side-operations-timeout.md#errors">Client Side Operations Timeout: errors</a>
 */
final class TimeoutErrors {
    private TimeoutErrors() {}

    /** Whether the server has stopped an operation because its time was over, whatever the name of the error. */
    static boolean isExpired(int code) {
        return code == ErrorCode.MAX_TIME_MS_EXPIRED.number();
    }

    /**
     * The error of a call with a timeout.
     *
     * @param failure how the last attempt has ended
     * @param outOfTime whether another attempt would have followed, had there been time for it
     */
    static MongoException of(
            MongoException failure, String tried, Deadline deadline, boolean outOfTime, long nowNanos) {
        if (failure instanceof ServerException reported && isExpired(reported.code())) {
            return ended(failure, tried, deadline, Step.EXECUTION, nowNanos);
        }
        return outOfTime ? ended(failure, tried, deadline, Step.RETRY, nowNanos) : failure;
    }

    /** The error of a bulk write with a timeout: another one if the server has stopped it because its time was over. */
    static MongoException ofBulkWrite(BulkWriteException failure, String tried, Deadline deadline) {
        if (!deadline.isSet() || !isExpired(failure.writeErrors(), failure.writeConcernErrors())) {
            return failure;
        }
        var timeout = endedOnServer(failure, tried, deadline);
        ErrorNotes.of(timeout).endedBulkWrite(failure.partialResult());
        return timeout;
    }

    /** As the other one, for a bulk write of a client; unless another error has ended it, which is the one to tell. */
    static MongoException ofBulkWrite(ClientBulkWriteException failure, String tried, Deadline deadline) {
        boolean expired = failure.error() == null && isExpired(failure.writeErrors(), failure.writeConcernErrors());
        return expired && deadline.isSet() ? endedOnServer(failure, tried, deadline) : failure;
    }

    private static boolean isExpired(List<BulkWriteError> errors, List<WriteConcernError> concernErrors) {
        return errors.stream().anyMatch(error -> isExpired(error.code()))
                || concernErrors.stream().anyMatch(error -> isExpired(error.code()));
    }

    /** How long it took is not known. */
    private static OperationTimeoutException endedOnServer(MongoException failure, String tried, Deadline deadline) {
        return ended(failure, tried, deadline, Step.EXECUTION, deadline.atNanos() - deadline.timeoutNanos());
    }

    private static OperationTimeoutException ended(
            MongoException failure, String tried, Deadline deadline, Step step, long nowNanos) {
        boolean unwritten = failure instanceof ServerException reported && Retryable.isWithoutWrites(reported);
        var timedOut = new OperationTimeoutException(
                failure.server(),
                tried,
                deadline.timeout(),
                new LastStep(step, elapsed(deadline, nowNanos)),
                unwritten ? RetryAdvice.SAFE : retryAdvice(failure),
                failure);
        // Programs and transactions decide by them what can be tried again.
        failure.errorLabels().forEach(ErrorNotes.of(timedOut)::addErrorLabel);
        return timedOut;
    }

    private static RetryAdvice retryAdvice(MongoException failure) {
        return failure.hasErrorLabel(ErrorLabel.UNKNOWN_TRANSACTION_COMMIT_RESULT)
                ? RetryAdvice.OUTCOME_UNKNOWN
                : failure.retryAdvice();
    }

    /** Too little is left for the way to the server and back, so nothing is sent. */
    static OperationTimeoutException beforeSending(
            @Nullable ServerAddress server, String tried, Deadline deadline, String problem) {
        return new OperationTimeoutException(
                server,
                tried,
                deadline.timeout(),
                new LastStep(Step.SENDING, Duration.ZERO),
                RetryAdvice.SAFE,
                new TimeoutException(problem));
    }

    /** How long the call has taken so far; zero if that is not known, as it has no limit. */
    static Duration elapsed(Deadline deadline, long nowNanos) {
        return deadline.isNone()
                ? Duration.ZERO
                : Duration.ofNanos(Math.max(0, deadline.timeoutNanos() - deadline.remainingNanos(nowNanos)));
    }
}
