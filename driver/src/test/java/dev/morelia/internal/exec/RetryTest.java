package dev.morelia.internal.exec;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import dev.morelia.bson.Document;
import dev.morelia.bson.RawDocument;
import dev.morelia.bson.codec.CodecRegistry;
import dev.morelia.error.CommandException;
import dev.morelia.error.ConnectionLostException;
import dev.morelia.error.MongoException;
import dev.morelia.error.MongoException.Outcome;
import dev.morelia.error.MongoException.RetryAdvice;
import dev.morelia.error.NotPrimaryException;
import dev.morelia.error.ReportedError;
import dev.morelia.internal.env.Deadline;
import dev.morelia.internal.env.Env;
import dev.morelia.internal.env.SystemEnv;
import dev.morelia.internal.operation.Administration;
import dev.morelia.internal.operation.Find;
import dev.morelia.internal.operation.write.InsertStatement;
import dev.morelia.internal.operation.write.Write;
import dev.morelia.internal.operation.write.WriteHeader;
import dev.morelia.internal.operation.write.WriteKind;
import dev.morelia.internal.operation.write.WriteReply;
import dev.morelia.internal.pool.ConnectionPool;
import dev.morelia.internal.session.ImplicitSession;
import dev.morelia.internal.session.ServerSessions;
import dev.morelia.internal.topology.Server;
import dev.morelia.settings.Namespace;
import dev.morelia.settings.RetrySettings;
import dev.morelia.topology.ServerAddress;
import dev.morelia.topology.ServerDescription;
import dev.morelia.topology.TopologyType;
import java.lang.reflect.Proxy;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.random.RandomGenerator;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** How long a server is left alone that is overloaded, or fails again and again. */
class RetryTest {
    private static final ServerAddress ADDRESS = new ServerAddress("db1", 27017);

    private final List<Long> pausesMillis = new ArrayList<>();
    private final RandomGenerator highest = () -> -1L;

    /** Chance always gives the longest pause, and no time passes. */
    private final Env env = Env.class.cast(Proxy.newProxyInstance(
            Env.class.getClassLoader(),
            new Class<?>[] {Env.class},
            (proxy, method, arguments) -> switch (method.getName()) {
                case "nanoTime" -> 0L;
                case "random" -> highest;
                default -> method.invoke(SystemEnv.INSTANCE, arguments);
            }));

    private static CommandException overload(Document fields) {
        var reply = Document.of("ok", 0, "code", 462, "errmsg", "rate exceeded");
        reply.append("errorLabels", List.of("SystemOverloadedError", "RetryableError"));
        reply.putAll(fields);
        return new CommandException(new ReportedError("ping", ADDRESS, reply, RawDocument.encode(reply)));
    }

    private void retry(int most, Document errorFields) {
        var settings = new RetrySettings(true, true, most, false);
        var ping = Administration.command("admin", new Document("ping", 1));
        var retry = new Retry<>(ping, settings, env, Deadline.NONE, false);
        var server = new Server(ServerDescription.unknown(ADDRESS, 0), TopologyType.SINGLE, noPool());
        for (int i = 0; i < most; i++) {
            retry.pause(nanos -> pausesMillis.add(TimeUnit.NANOSECONDS.toMillis(nanos + 1000)));
            retry.selected(server);
            var failure = overload(errorFields);
            assertThat(retry.follows(failure)).isTrue();
        }
        retry.pause(nanos -> pausesMillis.add(TimeUnit.NANOSECONDS.toMillis(nanos + 1000)));
        retry.selected(server);
        assertThat(retry.follows(overload(errorFields))).isFalse();
    }

    @SuppressWarnings("NullAway") // No connection is checked out here.
    private static ConnectionPool noPool() {
        return null;
    }

    @Test
    void pausesDoubleFromTheSecondStepOn() {
        retry(2, new Document());
        assertThat(pausesMillis).containsExactly(200L, 400L);
    }

    @Test
    void theServerSaysWhatTheyBeginWith() {
        retry(2, new Document("baseBackoffMS", 50));
        assertThat(pausesMillis).containsExactly(100L, 200L);
    }

    @ParameterizedTest
    @ValueSource(strings = {"0", "-5", "text", "1.0E300"})
    void whatTheServerCannotMeanIsNotBelieved(String value) {
        Object told = value.equals("text") ? value : Double.valueOf(value);
        retry(2, new Document("baseBackoffMS", told));
        assertThat(pausesMillis).isIn(List.of(200L, 400L), List.of(10_000L, 10_000L));
    }

    private static Write insert() {
        return Write.single(
                new WriteHeader(new Namespace("app", "people"), WriteKind.INSERT, true, true, new Document()),
                new InsertStatement<>(new Document(), CodecRegistry.standard().codec(Document.class)));
    }

    private Retry<WriteReply> again(boolean sent) {
        var retry = new Retry<>(insert(), RetrySettings.defaults(), env, Deadline.NONE, false);
        var server = new Server(ServerDescription.unknown(ADDRESS, 0), TopologyType.SINGLE, noPool());
        retry.pause(nanos -> {});
        retry.selected(server);
        retry.sending(new ImplicitSession(new ServerSessions(env)));
        assertThat(retry.follows(overload(new Document()))).isTrue();
        retry.pause(nanos -> {});
        retry.selected(server);
        if (sent) {
            retry.sending(new ImplicitSession(new ServerSessions(env)));
        }
        return retry;
    }

    /** By its type nobody can tell whether an exception came before or after the sending. */
    @Test
    void whetherASecondAttemptWasSentIsAFact() {
        for (Throwable unexpected : List.of(
                new OutOfMemoryError("none left"), new IllegalArgumentException("odd"), new AssertionError("odd"))) {
            var sent = catchThrowableOfType(
                    CommandException.class, () -> again(true).endUnexpected(unexpected));
            assertThat(sent.retryAdvice()).isEqualTo(RetryAdvice.OUTCOME_UNKNOWN);
            assertThat(sent)
                    .hasSuppressedException(unexpected)
                    .hasMessageContaining("Another attempt ended with ")
                    .hasMessageContaining(unexpected.getMessage())
                    .hasMessageEndingWith("for that attempt, the server may or may not have executed it; check before"
                            + " trying again");
            var unsent = catchThrowableOfType(
                    CommandException.class, () -> again(false).endUnexpected(unexpected));
            assertThat(unsent.retryAdvice()).isEqualTo(overload(new Document()).retryAdvice());
            assertThat(unsent).hasSuppressedException(unexpected).hasMessageNotContaining("Another attempt");
        }
    }

    /** The first retry follows at once; a server that goes on failing is not asked as fast as it answers. */
    @ParameterizedTest
    @CsvSource({"6, '0,20,40,80,100,100'", "134, '10,20,40,80,100,100'", "246, '10,20,40,80,100,100'"})
    void retriesUntilADeadlineArePaced(int code, String pauses) {
        var find = new Find(new Namespace("app", "people"), new Document(), new Document());
        var retry = new Retry<>(find, RetrySettings.defaults(), env, Deadline.INFINITE, false);
        for (int i = 0; i < 6; i++) {
            retry.pause(nanos -> pausesMillis.add(TimeUnit.NANOSECONDS.toMillis(nanos + 1000)));
            retry.selected(new Server(ServerDescription.unknown(ADDRESS, 0), TopologyType.SINGLE, noPool()));
            assertThat(retry.follows(failed(code))).isTrue();
        }
        retry.pause(nanos -> pausesMillis.add(TimeUnit.NANOSECONDS.toMillis(nanos + 1000)));
        if (pauses.startsWith("0,")) {
            pausesMillis.addFirst(0L);
        }
        assertThat(pausesMillis).hasToString("[" + pauses.replace(",", ", ") + "]");
    }

    /** Not all of so many failures are kept, but what the first attempt may have written. */
    @Test
    void theFirstOfManyAttemptsCounts() {
        var retry = new Retry<>(insert(), RetrySettings.defaults(), env, Deadline.INFINITE, false);
        for (int i = 0; i < 10; i++) {
            retry.pause(nanos -> {});
            retry.selected(new Server(ServerDescription.unknown(ADDRESS, 0), TopologyType.SINGLE, noPool()));
            assertThat(retry.follows(i == 0 ? lost() : notPrimary())).isTrue();
        }
        var last = catchThrowableOfType(MongoException.class, () -> retry.end(notPrimary()));
        assertThat(last.outcome()).isEqualTo(Outcome.UNKNOWN);
        assertThat(last.retryAdvice()).isEqualTo(RetryAdvice.OUTCOME_UNKNOWN);
    }

    private static ConnectionLostException lost() {
        return new ConnectionLostException(ADDRESS, "insert on app.people", true, Duration.ZERO, null);
    }

    private static NotPrimaryException notPrimary() {
        var reply = Document.of("ok", 0, "code", 10107, "errmsg", "no", "errorLabels", List.of("RetryableWriteError"));
        return new NotPrimaryException(
                new ReportedError("insert on app.people", ADDRESS, reply, RawDocument.encode(reply)));
    }

    private static CommandException failed(int code) {
        var reply = Document.of("ok", 0, "code", code, "errmsg", "not now");
        return new CommandException(new ReportedError("find", ADDRESS, reply, RawDocument.encode(reply)));
    }

    @Test
    void noneIsLongerThanTenSeconds() {
        retry(40, new Document("baseBackoffMS", 3_000));
        assertThat(pausesMillis.subList(0, 2)).containsExactly(6_000L, 10_000L);
        assertThat(pausesMillis.subList(2, 40)).containsOnly(10_000L);
    }
}
