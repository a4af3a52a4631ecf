package dev.morelia.internal.exec;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import dev.morelia.bson.Document;
import dev.morelia.bson.RawDocument;
import dev.morelia.bson.Timestamp;
import dev.morelia.error.CommandException;
import dev.morelia.error.ConnectionLostException;
import dev.morelia.error.ConnectionOpenException;
import dev.morelia.error.CursorNotFoundException;
import dev.morelia.error.InterruptedOperationException;
import dev.morelia.error.MongoException;
import dev.morelia.error.MongoException.RetryAdvice;
import dev.morelia.error.NotPrimaryException;
import dev.morelia.error.OperationTimeoutException;
import dev.morelia.error.OperationTimeoutException.LastStep;
import dev.morelia.error.OperationTimeoutException.Step;
import dev.morelia.error.PoolClearedException;
import dev.morelia.error.PoolTimeoutException;
import dev.morelia.error.ReportedError;
import dev.morelia.error.WriteConcernException;
import dev.morelia.internal.command.ServerFacts;
import dev.morelia.internal.env.Deadline;
import dev.morelia.internal.env.SystemEnv;
import dev.morelia.internal.operation.Administration;
import dev.morelia.internal.operation.Aggregate;
import dev.morelia.internal.operation.Find;
import dev.morelia.internal.operation.GetMore;
import dev.morelia.internal.operation.Operation;
import dev.morelia.internal.operation.OperationKind;
import dev.morelia.internal.operation.ServerCursor;
import dev.morelia.internal.operation.write.DeleteStatement;
import dev.morelia.internal.operation.write.Write;
import dev.morelia.internal.operation.write.WriteHeader;
import dev.morelia.internal.operation.write.WriteKind;
import dev.morelia.internal.pool.ConnectionPool;
import dev.morelia.internal.session.ExplicitSession;
import dev.morelia.internal.session.ImplicitSession;
import dev.morelia.internal.session.ServerSessions;
import dev.morelia.internal.topology.Server;
import dev.morelia.options.SessionOptions;
import dev.morelia.options.TransactionOptions;
import dev.morelia.settings.Namespace;
import dev.morelia.settings.RetrySettings;
import dev.morelia.topology.ServerAddress;
import dev.morelia.topology.ServerDescription;
import dev.morelia.topology.ServerType;
import dev.morelia.topology.TopologyType;
import java.io.IOException;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Which failure of which operation on which server is followed by another attempt. */
class RetryDecisionTest {
    private static final ServerAddress ADDRESS = new ServerAddress("db1", 27017);
    private static final Namespace PEOPLE = new Namespace("app", "people");
    private static final Document NONE = new Document();
    private static final int MANY = 999;
    private static final LastStep WAITING = new LastStep(Step.REPLY, Duration.ZERO);

    private final ImplicitSession session = new ImplicitSession(new ServerSessions(SystemEnv.INSTANCE));

    static Operation<?> operation(OperationKind kind) {
        var write = new WriteHeader(PEOPLE, WriteKind.DELETE, true, true, NONE);
        return switch (kind) {
            case QUERY -> new Find(PEOPLE, NONE, NONE);
            case LISTING -> Administration.listCollections("app", NONE);
            case QUERY_INTO -> new Aggregate("app", "people", List.of(new Document("$out", "other")), NONE);
            case QUERY_ONCE -> Administration.mapReduce(PEOPLE, "m", "r", NONE);
            case WRITE -> Write.single(write, new DeleteStatement(NONE, true, NONE));
            case RETRYABLE_WRITE -> Write.single(write, new DeleteStatement(NONE, false, NONE));
            case COMMAND -> Administration.command("app", new Document("ping", 1));
            case TRANSACTION_END -> Administration.transactionEnd("commitTransaction", 0, null);
            case CURSOR -> new GetMore(new ServerCursor(1, "app.people", ADDRESS), 0, 0, null);
        };
    }

    /** Of a connection to it; {@code standalone} and {@code old} (before sessions) know no retryable writes. */
    private static ServerFacts facts(String server) {
        return switch (server) {
            case "member" -> new ServerFacts(ServerType.RS_PRIMARY, true, 25, 30);
            case "member 4.2" -> new ServerFacts(ServerType.RS_PRIMARY, true, 8, 30);
            case "router 4.2" -> new ServerFacts(ServerType.MONGOS, true, 8, 30);
            case "standalone" -> new ServerFacts(ServerType.STANDALONE, true, 25, 30);
            default -> new ServerFacts(ServerType.RS_PRIMARY, true, 25, null);
        };
    }

    private static ReportedError error(int code, String... labels) {
        var reply = Document.of("ok", 0, "code", code, "errmsg", "no", "errorLabels", List.of(labels));
        return new ReportedError("delete on app.people", ADDRESS, reply, RawDocument.encode(reply));
    }

    private static MongoException failure(String name) {
        return switch (name) {
            case "lost" -> new ConnectionLostException(ADDRESS, "it", true, Duration.ZERO, null);
            case "not opened" -> new ConnectionOpenException(ADDRESS, "connecting", Duration.ZERO, new IOException());
            case "pool cleared" -> new PoolClearedException(ADDRESS, null);
            case "pool timeout" -> new PoolTimeoutException(ADDRESS, Duration.ZERO, "", null);
            case "timeout" ->
                new OperationTimeoutException(ADDRESS, "it", Duration.ZERO, WAITING, RetryAdvice.OUTCOME_UNKNOWN, null);
            case "interrupted" -> new InterruptedOperationException(ADDRESS, "it", RetryAdvice.SAFE, null);
            case "not primary" -> new NotPrimaryException(error(10107));
            case "not primary, labelled" -> new NotPrimaryException(error(10107, "RetryableWriteError"));
            case "network of server" -> new CommandException(error(6));
            case "no majority yet" -> new CommandException(error(134));
            case "no snapshot yet" -> new CommandException(error(246));
            case "duplicate key" -> new CommandException(error(11000));
            case "cursor lost" -> new CursorNotFoundException(error(43));
            case "labelled" -> new CommandException(error(8000, "RetryableWriteError"));
            case "overload" -> new CommandException(error(462, "SystemOverloadedError", "RetryableError"));
            case "overload only" -> new CommandException(error(462, "SystemOverloadedError"));
            case "turned away only" -> new CommandException(error(462, "RetryableError"));
            default -> new WriteConcernException(error(91), null);
        };
    }

    @SuppressWarnings("NullAway") // No connection is checked out here.
    private static ConnectionPool noPool() {
        return null;
    }

    private static Server server(TopologyType type) {
        return new Server(ServerDescription.unknown(ADDRESS, 0), type, noPool());
    }

    /** How many attempts there are if each ends with this failure. */
    private int attempts(Operation<?> operation, RetrySettings settings, String server, String failure) {
        return attempts(new Retry<>(operation, settings, SystemEnv.INSTANCE, Deadline.NONE, false), server, failure);
    }

    private int attempts(Retry<?> retry, String server, String failure) {
        for (int attempt = 1; attempt < MANY; attempt++) {
            retry.pause(nanos -> {});
            retry.selected(server(TopologyType.REPLICA_SET_WITH_PRIMARY));
            session.begin(facts(server));
            long unused = retry.transactionNumber(facts(server), session);
            if (!retry.follows(failure(failure))) {
                return attempt;
            }
        }
        return MANY;
    }

    private static final String FAILURES = """
            lost                    | 2 | 2 |
            not opened              | 2 | 2 |
            pool cleared            | 2 | 2 |
            timeout                 | 2 | 2 |
            pool timeout            |   |   |
            interrupted             |   |   |
            not primary             | 2 |   |
            not primary, labelled   | 2 | 2 |
            network of server       | 2 |   |
            no majority yet         | 2 |   |
            no snapshot yet         | 2 |   |
            duplicate key           |   |   |
            cursor lost             |   |   |
            labelled                |   | 2 |
            overload                | 3 | 3 | 3
            overload only           |   |   |
            turned away only        |   |   |
            write concern           | 2 |   |
            """;

    /** Reads, retryable writes, and all others; empty for one attempt alone. */
    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = FAILURES)
    void byKindAndFailure(String failure, Integer ofRead, Integer ofRetryableWrite, Integer ofOthers) {
        for (OperationKind kind : OperationKind.values()) {
            Integer attempts = switch (kind) {
                case QUERY, LISTING -> ofRead;
                case RETRYABLE_WRITE, TRANSACTION_END -> ofRetryableWrite;
                case WRITE, QUERY_INTO, QUERY_ONCE, COMMAND, CURSOR -> ofOthers;
            };
            assertThat(attempts(operation(kind), RetrySettings.defaults(), "member", failure))
                    .as("%s of %s", failure, kind)
                    .isEqualTo(attempts == null ? 1 : attempts);
        }
    }

    /** With a timeout an operation is attempted until that expires; 999 stands for as often as there is time. */
    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
            QUERY           | lost                  | 999
            QUERY           | not opened            | 999
            QUERY           | pool cleared          | 999
            QUERY           | not primary           | 999
            QUERY           | no snapshot yet       | 999
            QUERY           | timeout               | 1
            QUERY           | duplicate key         | 1
            QUERY           | overload              | 3
            LISTING         | lost                  | 999
            RETRYABLE_WRITE | lost                  | 999
            RETRYABLE_WRITE | labelled              | 999
            RETRYABLE_WRITE | timeout               | 1
            RETRYABLE_WRITE | overload              | 3
            WRITE           | lost                  | 1
            COMMAND         | lost                  | 1
            CURSOR          | lost                  | 1
            """)
    void untilTheDeadline(OperationKind kind, String failure, int attempts) {
        for (Deadline deadline : List.of(Deadline.INFINITE, in(Duration.ofHours(1)))) {
            var retry = new Retry<>(operation(kind), RetrySettings.defaults(), SystemEnv.INSTANCE, deadline, false);
            assertThat(attempts(retry, "member", failure)).isEqualTo(attempts);
            assertThat(retry.isOutOfTime()).isFalse();
        }
    }

    /** A snapshot of a time that the session has chosen can be gone for good. */
    @Test
    void aSnapshotThatTheServerMayNeverHaveIsNotAskedForAgain() {
        for (Timestamp chosen : Arrays.asList(null, new Timestamp(1, 1))) {
            var options = new SessionOptions().snapshot(true);
            var reader = new ExplicitSession(
                    SystemEnv.INSTANCE,
                    new ServerSessions(SystemEnv.INSTANCE),
                    chosen == null ? options : options.snapshotTime(chosen),
                    new TransactionOptions(),
                    null);
            var retry = new Retry<>(
                    operation(OperationKind.QUERY), RetrySettings.defaults(), SystemEnv.INSTANCE, Deadline.NONE, false);
            retry.pause(nanos -> {});
            retry.selected(server(TopologyType.REPLICA_SET_WITH_PRIMARY));
            retry.sending(reader);
            assertThat(retry.follows(failure("no snapshot yet"))).isEqualTo(chosen == null);
        }
    }

    private static Deadline in(Duration timeout) {
        return Deadline.of(timeout, SystemEnv.INSTANCE);
    }

    @ParameterizedTest
    @CsvSource({"lost, true", "duplicate key, false", "timeout, false"})
    void withoutTimeNoAttemptFollows(String failure, boolean outOfTime) {
        var retry = new Retry<>(
                operation(OperationKind.QUERY),
                RetrySettings.defaults(),
                SystemEnv.INSTANCE,
                in(Duration.ofNanos(1)),
                false);
        assertThat(attempts(retry, "member", failure)).isEqualTo(1);
        assertThat(retry.isOutOfTime()).isEqualTo(outOfTime);
    }

    /** Thousands of failures must not be kept until the last one. */
    @Test
    void onlyTheLastFailuresAreKept() {
        var retry = new Retry<>(
                operation(OperationKind.QUERY), RetrySettings.defaults(), SystemEnv.INSTANCE, Deadline.INFINITE, false);
        assertThat(attempts(retry, "member", "lost")).isEqualTo(MANY);
        assertThat(attempts(retry, "member", "pool cleared")).isEqualTo(MANY);
        var last = catchThrowableOfType(OperationTimeoutException.class, () -> retry.end(failure("timeout")));
        assertThat(last.attempts()).isEqualTo(2 * (MANY - 1) + 1);
        int depth = 0;
        for (Throwable kept = last; kept.getSuppressed().length > 0; kept = kept.getSuppressed()[0]) {
            assertThat(kept.getSuppressed()).hasSizeLessThan(10);
            depth++;
        }
        assertThat(depth).isBetween(1, 10);
    }

    /** A timeout before anything was sent does not hide that an attempt before may have been executed. */
    @Test
    void aTimeoutTellsTheOutcomeOfAllAttempts() {
        var retry = new Retry<>(
                operation(OperationKind.RETRYABLE_WRITE),
                RetrySettings.defaults(),
                SystemEnv.INSTANCE,
                in(Duration.ofHours(1)),
                false);
        retry.pause(nanos -> {});
        retry.selected(server(TopologyType.REPLICA_SET_WITH_PRIMARY));
        assertThat(retry.follows(failure("lost"))).isTrue();
        var unsent = TimeoutErrors.beforeSending(ADDRESS, "it", in(Duration.ofHours(1)), "no time");
        var thrown = catchThrowableOfType(OperationTimeoutException.class, () -> retry.end(unsent));
        assertThat(thrown.retryAdvice()).isEqualTo(RetryAdvice.OUTCOME_UNKNOWN);
        assertThat(thrown.attempts()).isEqualTo(2);
        assertThat(thrown).hasMessageContaining("attempt 2").hasMessageContaining("ConnectionLostException");
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
            member      | lost                  | 2
            member      | write concern         | 1
            member 4.2  | lost                  | 2
            member 4.2  | not primary           | 2
            member 4.2  | network of server     | 2
            member 4.2  | write concern         | 2
            member 4.2  | no majority yet       | 1
            member 4.2  | duplicate key         | 1
            router 4.2  | not primary           | 2
            router 4.2  | write concern         | 1
            standalone  | lost                  | 1
            standalone  | not primary, labelled | 1
            standalone  | overload              | 3
            no sessions | lost                  | 1
            """)
    void retryableWritesByServer(String server, String failure, int attempts) {
        assertThat(attempts(operation(OperationKind.RETRYABLE_WRITE), RetrySettings.defaults(), server, failure))
                .isEqualTo(attempts);
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
            QUERY           | false | true  | 5 | lost     | 1
            QUERY           | false | true  | 5 | overload | 1
            QUERY           | true  | false | 5 | lost     | 2
            QUERY           | true  | false | 5 | overload | 6
            QUERY           | true  | true  | 0 | overload | 1
            QUERY           | true  | true  | 0 | lost     | 2
            RETRYABLE_WRITE | true  | false | 5 | lost     | 1
            RETRYABLE_WRITE | true  | false | 5 | overload | 1
            RETRYABLE_WRITE | false | true  | 5 | lost     | 2
            RETRYABLE_WRITE | false | true  | 5 | overload | 6
            WRITE           | false | true  | 5 | overload | 6
            WRITE           | true  | false | 5 | overload | 1
            COMMAND         | true  | true  | 1 | overload | 2
            COMMAND         | false | true  | 1 | overload | 1
            COMMAND         | true  | false | 1 | overload | 1
            CURSOR          | true  | false | 1 | overload | 2
            CURSOR          | false | true  | 1 | overload | 1
            """)
    void bySettings(OperationKind kind, boolean reads, boolean writes, int adaptive, String failure, int attempts) {
        var settings = new RetrySettings(reads, writes, adaptive, false);
        assertThat(attempts(operation(kind), settings, "member", failure)).isEqualTo(attempts);
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
            REPLICA_SET_WITH_PRIMARY | lost     | false | false
            SHARDED                  | lost     | false | true
            SHARDED                  | overload | false | true
            REPLICA_SET_WITH_PRIMARY | overload | false | false
            REPLICA_SET_WITH_PRIMARY | overload | true  | true
            """)
    void theServerIsAvoidedWhereAnotherCanServe(
            TopologyType topology, String failure, boolean retargeting, boolean avoided) {
        var settings = RetrySettings.defaults().enableOverloadRetargeting(retargeting);
        var retry = new Retry<>(operation(OperationKind.QUERY), settings, SystemEnv.INSTANCE, Deadline.NONE, false);
        retry.pause(nanos -> {});
        retry.selected(server(topology));
        assertThat(retry.follows(failure(failure))).isTrue();
        assertThat(retry.deprioritized().contains(ADDRESS)).isEqualTo(avoided);
    }

    /** What the caller sees after two failures; the first class is that of the first attempt. */
    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
            lost     | duplicate key | CommandException
            lost     | pool cleared  | ConnectionLostException
            lost     | not opened    | ConnectionLostException
            lost     | pool timeout  | ConnectionLostException
            lost     | interrupted   | InterruptedOperationException
            overload | lost          | ConnectionLostException
            """)
    void theFailureThatTellsMoreIsThrown(String first, String last, String thrown) {
        var retry = new Retry<>(
                operation(OperationKind.RETRYABLE_WRITE),
                RetrySettings.defaults(),
                SystemEnv.INSTANCE,
                Deadline.NONE,
                false);
        retry.pause(nanos -> {});
        retry.selected(server(TopologyType.REPLICA_SET_WITH_PRIMARY));
        assertThat(retry.follows(failure(first))).isTrue();
        assertThat(retry.isAgain()).isTrue();
        var failure = catchThrowableOfType(MongoException.class, () -> retry.end(failure(last)));
        assertThat(failure.getClass().getSimpleName()).isEqualTo(thrown);
        assertThat(failure.getSuppressed()).hasSize(1);
    }
}
