package dev.morelia.internal.changestream;

import static org.assertj.core.api.Assertions.assertThat;

import dev.morelia.bson.Document;
import dev.morelia.bson.RawDocument;
import dev.morelia.error.AsyncQueueFullException;
import dev.morelia.error.ClientClosedException;
import dev.morelia.error.CommandException;
import dev.morelia.error.ConnectionLostException;
import dev.morelia.error.CursorNotFoundException;
import dev.morelia.error.InterruptedOperationException;
import dev.morelia.error.MongoException;
import dev.morelia.error.MongoException.RetryAdvice;
import dev.morelia.error.OperationTimeoutException;
import dev.morelia.error.OperationTimeoutException.LastStep;
import dev.morelia.error.OperationTimeoutException.Step;
import dev.morelia.error.PoolTimeoutException;
import dev.morelia.error.ProtocolException;
import dev.morelia.error.ReportedError;
import dev.morelia.error.ServerException;
import dev.morelia.error.ServerSelectionException;
import dev.morelia.error.UnsupportedFeatureException;
import dev.morelia.internal.command.Limits;
import dev.morelia.internal.operation.GetMore;
import dev.morelia.internal.operation.ServerCursor;
import dev.morelia.internal.protocol.ErrorCode;
import dev.morelia.internal.protocol.ErrorLabel;
import dev.morelia.internal.protocol.WireVersion;
import dev.morelia.topology.ServerAddress;
import java.time.Duration;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.MethodSource;

class RecoveryTest {
    private static final ServerAddress SERVER = new ServerAddress("localhost", 27017);
    private static final String TRIED = "getMore on app.orders";

    private static ReportedError error(int code, String... labels) {
        var reply = Document.of("ok", 0, "code", code, "errmsg", "failed", "errorLabels", List.of(labels));
        return ReportedError.of(TRIED, SERVER, RawDocument.encode(reply));
    }

    private static ServerException failure(int code, String... labels) {
        return new CommandException(error(code, labels));
    }

    private static OperationTimeoutException timeout() {
        return new OperationTimeoutException(
                SERVER,
                TRIED,
                Duration.ofSeconds(1),
                new LastStep(Step.SENDING, Duration.ofSeconds(1)),
                RetryAdvice.SAFE,
                null);
    }

    static Stream<Arguments> requests() {
        var lost = new ConnectionLostException(SERVER, TRIED, true, Duration.ZERO, null);
        return Stream.of(
                Arguments.of(failure(10107, "ResumableChangeStreamError"), Recovery.RESUME),
                Arguments.of(failure(10107), Recovery.END),
                Arguments.of(failure(280), Recovery.END),
                Arguments.of(failure(280, "NonResumableChangeStreamError"), Recovery.END),
                Arguments.of(new CursorNotFoundException(error(43)), Recovery.RESUME),
                Arguments.of(failure(462, "RetryableError", "SystemOverloadedError"), Recovery.REPEAT),
                Arguments.of(lost, Recovery.RESUME),
                Arguments.of(new ServerSelectionException("server", Duration.ZERO, "", null), Recovery.RESUME),
                Arguments.of(new AsyncQueueFullException(1, 1, 0, 0), Recovery.RESUME),
                Arguments.of(new PoolTimeoutException(SERVER, Duration.ZERO, "", null), Recovery.RESUME),
                Arguments.of(
                        new InterruptedOperationException(SERVER, TRIED, RetryAdvice.SAFE, null),
                        Recovery.RESUME_LATER),
                Arguments.of(new ProtocolException(SERVER, TRIED, "odd", null), Recovery.END),
                Arguments.of(new UnsupportedFeatureException(SERVER, "it", "more"), Recovery.END),
                Arguments.of(new ClientClosedException(TRIED, RetryAdvice.UNSAFE), Recovery.END));
    }

    @ParameterizedTest
    @MethodSource("requests")
    void ofARequestForMore(MongoException failure, Recovery expected) {
        assertThat(Recovery.of(failure, true)).isEqualTo(expected);
        assertThat(Recovery.of(failure, false)).isEqualTo(expected);
    }

    @Test
    void aTimeoutLeavesNoTimeUnlessItIsThatOfTheSocket() {
        assertThat(Recovery.of(timeout(), true)).isEqualTo(Recovery.RESUME_LATER);
        assertThat(Recovery.of(timeout(), false)).isEqualTo(Recovery.RESUME);
    }

    static Stream<Arguments> resumes() {
        return Stream.of(
                Arguments.of(timeout(), Recovery.RESUME_LATER),
                Arguments.of(
                        new InterruptedOperationException(SERVER, TRIED, RetryAdvice.SAFE, null),
                        Recovery.RESUME_LATER),
                Arguments.of(
                        new ConnectionLostException(SERVER, TRIED, true, Duration.ZERO, null), Recovery.RESUME_LATER),
                Arguments.of(failure(189), Recovery.RESUME_LATER),
                Arguments.of(failure(2, "ResumableChangeStreamError"), Recovery.RESUME_LATER),
                // ChangeStreamHistoryLost: the server has no events of that time any more.
                Arguments.of(failure(286, "NonResumableChangeStreamError"), Recovery.END),
                Arguments.of(new ClientClosedException(TRIED, RetryAdvice.UNSAFE), Recovery.END));
    }

    @ParameterizedTest
    @MethodSource("resumes")
    void ofAnAttemptToResume(MongoException failure, Recovery expected) {
        assertThat(Recovery.ofFailedResume(failure)).isEqualTo(expected);
    }

    private static final List<Integer> RESUMABLE =
            List.of(6, 7, 63, 89, 91, 133, 150, 189, 234, 262, 9001, 10107, 11600, 11602, 13388, 13435, 13436);

    @ParameterizedTest
    @EnumSource(ErrorCode.class)
    void serversBeforeVersion44DoNotLabelErrors(ErrorCode code) {
        var request = new NextChanges(new GetMore(new ServerCursor(1, "app.orders", SERVER), 0, 0, null));
        var old = failure(code.number());
        request.label(old, limits(WireVersion.SERVER_4_2));
        assertThat(old.hasErrorLabel(ErrorLabel.RESUMABLE_CHANGE_STREAM_ERROR))
                .isEqualTo(RESUMABLE.contains(code.number()));
        var present = failure(code.number());
        request.label(present, limits(WireVersion.SERVER_4_4));
        assertThat(present.errorLabels()).isEmpty();
    }

    private static Limits limits(int maxWireVersion) {
        return new Limits(16 << 20, 48_000_000, 100_000, 0, maxWireVersion);
    }
}
