package dev.morelia.spec.prose;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowableOfType;
import static org.assertj.core.api.Assertions.within;

import dev.morelia.MongoCollection;
import dev.morelia.bson.Document;
import dev.morelia.error.MongoException;
import dev.morelia.error.OperationTimeoutException;
import dev.morelia.event.CommandStartedEvent;
import dev.morelia.internal.env.Env;
import dev.morelia.internal.env.EnvOverride;
import dev.morelia.internal.env.SystemEnv;
import dev.morelia.internal.protocol.ErrorLabel;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Proxy;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.random.RandomGenerator;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.TestFactory;

/** Convenient API for Transactions: errors, results, the limit of time, and the pauses between attempts. */
final class WithTransactionProseTest {
    private static final Prose PROSE = new Prose("transactions-convenient-api", "tests/README.md");
    private static final int NO_SUCH_TRANSACTION = 251;
    private static final int SHUTDOWN_IN_PROGRESS = 91;

    @TestFactory
    Stream<DynamicTest> tests() {
        return Stream.of(
                PROSE.onReplicaSet("Callback Raises a Custom Error", WithTransactionProseTest::customError),
                PROSE.onReplicaSet("Callback Returns a Value", WithTransactionProseTest::value),
                PROSE.onReplicaSet(
                        "Retry Timeout is Enforced: callback raises TransientTransactionError",
                        uri -> timeout(uri, "insert", NO_SUCH_TRANSACTION, ErrorLabel.TRANSIENT_TRANSACTION_ERROR, 0)),
                PROSE.onReplicaSet(
                        "Retry Timeout is Enforced: committing raises UnknownTransactionCommitResult",
                        uri -> timeout(
                                uri,
                                "commitTransaction",
                                SHUTDOWN_IN_PROGRESS,
                                ErrorLabel.UNKNOWN_TRANSACTION_COMMIT_RESULT,
                                2)),
                PROSE.onReplicaSet(
                        "Retry Timeout is Enforced: committing raises TransientTransactionError",
                        uri -> timeout(
                                uri,
                                "commitTransaction",
                                NO_SUCH_TRANSACTION,
                                ErrorLabel.TRANSIENT_TRANSACTION_ERROR,
                                1)),
                PROSE.onReplicaSet("Retry Backoff is Enforced", WithTransactionProseTest::backoff));
    }

    /** An exception of the program. */
    private static final class CustomException extends Exception {
        private static final long serialVersionUID = 1L;
    }

    private static void customError(String uri) {
        try (var watched = Watched.open(uri)) {
            var thrown = new CustomException();
            var people = prepared(watched);
            assertThatThrownBy(() -> watched.client().inTransaction(session -> {
                        people.with(session).insertOne(new Document());
                        throw thrown;
                    }))
                    .isSameAs(thrown);
            assertThat(watched.events(CommandStartedEvent.class))
                    .extracting(CommandStartedEvent::commandName)
                    .containsSubsequence("insert", "abortTransaction")
                    .containsOnlyOnce("insert");
        }
    }

    private static void value(String uri) {
        try (var watched = Watched.open(uri)) {
            var people = prepared(watched);
            String result = watched.client().callInTransaction(session -> {
                people.with(session).insertOne(new Document());
                return "Foo";
            });
            assertThat(result).isEqualTo("Foo");
        }
    }

    /** The time is over when a command fails in a way that would make another attempt worthwhile. */
    private static void timeout(String uri, String command, int code, String label, int commits) throws Throwable {
        var test = Thread.currentThread();
        var late = new long[1];
        var env = altered(
                "nanoTime", () -> System.nanoTime() + (Thread.currentThread().equals(test) ? late[0] : 0));
        var application = "withTransaction" + command + code;
        var failing =
                Document.of("failCommands", List.of(command), "errorCode", code).append("appName", application);
        try (var watched = EnvOverride.with(env, () -> Watched.open(Prose.with(uri, "appName=" + application)))) {
            var people = prepared(watched);
            Prose.failing(uri, "alwaysOn", failing, () -> {
                var timedOut = catchThrowableOfType(
                        OperationTimeoutException.class,
                        () -> watched.client().inTransaction(session -> {
                            late[0] = TimeUnit.SECONDS.toNanos(121);
                            people.with(session).insertOne(new Document());
                        }));
                assertThat(timedOut).hasMessageContaining("transaction").hasMessageContaining("120000 ms");
                assertThat(timedOut.hasErrorLabel(label)).isTrue();
                assertThat(timedOut.getCause())
                        .isInstanceOfSatisfying(
                                MongoException.class,
                                last -> assertThat(last.errorLabels()).isEqualTo(timedOut.errorLabels()));
            });
            assertThat(watched.events(CommandStartedEvent.class))
                    .filteredOn(event -> event.commandName().equals("commitTransaction"))
                    .hasSize(commits);
        }
    }

    private static void backoff(String uri) throws Throwable {
        var without = retried(uri, () -> 0L);
        // Nearly 1 as a floating point number, and no number for which a random integer would be drawn again.
        var with = retried(uri, () -> 0xFFC0_0000_0000_0000L);
        assertThat(with.toMillis()).isCloseTo(without.toMillis() + 2_300, within(500L));
    }

    /** How long a transaction takes whose commit fails 13 times, with this source of random numbers. */
    private static Duration retried(String uri, RandomGenerator random) throws Throwable {
        var failing = Document.of("failCommands", List.of("commitTransaction"), "errorCode", NO_SUCH_TRANSACTION)
                .append("appName", "backoff");
        try (var watched = EnvOverride.with(
                altered("random", () -> random), () -> Watched.open(Prose.with(uri, "appName=backoff")))) {
            var people = prepared(watched);
            var took = new Duration[1];
            Prose.failing(uri, Prose.times(13), failing, () -> {
                long begun = System.nanoTime();
                watched.client().inTransaction(session -> people.with(session).insertOne(new Document()));
                took[0] = Duration.ofNanos(System.nanoTime() - begun);
            });
            return took[0];
        }
    }

    /** The value of a method of an environment. */
    private interface Value {
        Object get();
    }

    /** The environment of all other clients, except for one method. */
    private static Env altered(String method, Value value) {
        return (Env) Proxy.newProxyInstance(
                Env.class.getClassLoader(), new Class<?>[] {Env.class}, (proxy, called, arguments) -> {
                    if (called.getName().equals(method)) {
                        return value.get();
                    }
                    try {
                        return called.invoke(SystemEnv.INSTANCE, arguments);
                    } catch (InvocationTargetException thrown) {
                        throw thrown.getCause();
                    }
                });
    }

    private static MongoCollection<Document> prepared(Watched watched) {
        var people = watched.client().database("prose").collection("people");
        people.insertOne(new Document());
        watched.forget();
        return people;
    }
}
