package dev.morelia.spec.prose;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import dev.morelia.MongoClient;
import dev.morelia.bson.Document;
import dev.morelia.error.ServerException;
import dev.morelia.error.WriteConcernException;
import dev.morelia.event.CommandFailedEvent;
import dev.morelia.event.CommandListener;
import dev.morelia.event.CommandStartedEvent;
import dev.morelia.event.CommandSucceededEvent;
import dev.morelia.spec.report.SkipReason;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.TestFactory;

/** Retryable Writes: after a cleared pool, on another router if there is one, and the error that is thrown. */
final class RetryableWritesProseTest {
    private static final Prose PROSE = new Prose("retryable-writes", "tests/README.md");

    private static final RetryProse WRITES =
            new RetryProse("insert", List.of("RetryableWriteError"), RetryableWritesProseTest::insert);

    @TestFactory
    Stream<DynamicTest> tests() {
        var cleared = "2. Test that drivers properly retry after encountering PoolClearedErrors";
        return Stream.of(
                PROSE.skipped(
                        "1. Test that retryable writes raise an exception when using the MMAPv1 storage engine",
                        SkipReason.SERVER_REQUIREMENT,
                        "MMAPv1; RetriedWritesTest has a scripted server with the same replies"),
                PROSE.onReplicaSet(cleared, WRITES::poolCleared),
                PROSE.onFront(cleared, WRITES::poolCleared),
                PROSE.onReplicaSet(
                        "3. Test that drivers return the original error after encountering a WriteConcernError with a"
                                + " RetryableWriteError label",
                        RetryableWritesProseTest::originalError),
                PROSE.onFronts(
                        "4. Test that in a sharded cluster writes are retried on a different mongos when one is"
                                + " available",
                        WRITES::onAnother),
                PROSE.onFront(
                        "5. Test that in a sharded cluster writes are retried on the same mongos when no others are"
                                + " available",
                        WRITES::onTheSame),
                PROSE.onReplicaSet(
                        "6. Test error propagation after encountering multiple errors, case 1: only errors without"
                                + " NoWritesPerformed",
                        uri -> assertThat(failureOf(uri, overloaded(91), overloaded(10107))
                                        .code())
                                .isEqualTo(10107)),
                PROSE.onReplicaSet(
                        "6. Test error propagation after encountering multiple errors, case 2: only errors with"
                                + " NoWritesPerformed",
                        uri -> assertThat(failureOf(
                                                uri,
                                                overloaded(91, "NoWritesPerformed"),
                                                overloaded(10107, "NoWritesPerformed"))
                                        .code())
                                .isEqualTo(91)),
                PROSE.onReplicaSet(
                        "6. Test error propagation after encountering multiple errors, case 3: some errors with"
                                + " NoWritesPerformed and some without",
                        uri -> {
                            var failure = failureOf(uri, overloaded(91), overloaded(91, "NoWritesPerformed"));
                            assertThat(failure.code()).isEqualTo(91);
                            assertThat(failure.hasErrorLabel("NoWritesPerformed"))
                                    .isFalse();
                        }));
    }

    private static Document failing(int code, String... labels) {
        return Document.of("failCommands", List.of("insert"), "errorCode", code, "errorLabels", List.of(labels));
    }

    private static void insert(MongoClient client) {
        client.database("prose").collection("retries").insertOne(new Document());
    }

    /** After the first reply, and before the retry, a fail point makes the server reject the command. */
    private static void originalError(String uri) throws Throwable {
        var first = Document.of("failCommands", List.of("insert"), "errorLabels", List.of("RetryableWriteError"))
                .append("writeConcernError", Document.of("code", 91, "errmsg", "shutting down"))
                .append("appName", "originalError");
        var second = failing(10107, "RetryableWriteError", "NoWritesPerformed").append("appName", "originalError");
        try (var control = MongoClient.create(uri)) {
            var once = new AtomicBoolean();
            var interposed = new CommandListener() {
                @Override
                public void succeeded(CommandSucceededEvent event) {
                    if (event.commandName().equals("insert") && once.compareAndSet(false, true)) {
                        control.database("admin")
                                .runCommand(new Document("configureFailPoint", "failCommand")
                                        .append("mode", Prose.times(1))
                                        .append("data", second));
                    }
                }
            };
            try (var watched = Watched.open(
                    Prose.with(uri, "retryWrites=true&appName=originalError"),
                    builder -> builder.commandListener(interposed))) {
                Prose.failing(uri, Prose.times(1), first, () -> {
                    var failure = catchThrowableOfType(WriteConcernException.class, () -> insert(watched.client()));
                    assertThat(failure.code()).isEqualTo(91);
                });
                assertThat(watched.events(CommandStartedEvent.class)).hasSize(2);
            }
        }
    }

    private static Document overloaded(int code, String... moreLabels) {
        var labels = Stream.concat(Stream.of("RetryableError", "SystemOverloadedError"), Arrays.stream(moreLabels));
        return failing(code, labels.toArray(String[]::new)).append("appName", "multipleErrors");
    }

    /** The outcome of an insert that gets one error first and another one from then on. */
    private static ServerException failureOf(String uri, Document first, Document others) throws Throwable {
        try (var control = MongoClient.create(uri)) {
            var once = new AtomicBoolean();
            var interposed = new CommandListener() {
                @Override
                public void failed(CommandFailedEvent event) {
                    if (once.compareAndSet(false, true)) {
                        control.database("admin")
                                .runCommand(new Document("configureFailPoint", "failCommand")
                                        .append("mode", "alwaysOn")
                                        .append("data", others));
                    }
                }
            };
            var failures = new ArrayList<ServerException>();
            try (var watched = Watched.open(
                    Prose.with(uri, "retryWrites=true&appName=multipleErrors"),
                    builder -> builder.commandListener(interposed))) {
                Prose.failing(
                        uri,
                        Prose.times(1),
                        first,
                        () -> failures.add(
                                catchThrowableOfType(ServerException.class, () -> insert(watched.client()))));
                assertThat(watched.events(CommandFailedEvent.class)).hasSize(3);
            }
            return failures.getFirst();
        }
    }
}
