package dev.morelia.spec.prose;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.morelia.bson.Document;
import dev.morelia.error.MongoException;
import dev.morelia.event.CommandFailedEvent;
import dev.morelia.event.CommandStartedEvent;
import dev.morelia.event.CommandSucceededEvent;
import dev.morelia.event.TopologyEvent;
import dev.morelia.settings.ServerAddress;
import dev.morelia.spec.unified.event.Observed;
import dev.morelia.testkit.ReplicaSet;
import dev.morelia.testkit.RouterFront;
import java.util.Arrays;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.Callable;
import java.util.concurrent.Executors;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.TestFactory;

/** Retryable Reads: after a cleared pool, and on another router where there is one. */
final class RetryableReadsProseTest {
    private static final Prose PROSE = new Prose("retryable-reads", "tests/README.md");

    @TestFactory
    Stream<DynamicTest> tests() {
        var cleared = "1. PoolClearedError Retryability Test";
        return Stream.of(
                PROSE.onStandalone(cleared, RetryableReadsProseTest::poolCleared),
                PROSE.onFront(cleared, RetryableReadsProseTest::poolCleared),
                PROSE.onFronts(
                        "2.1 Retryable Reads Are Retried on a Different mongos When One is Available",
                        RetryableReadsProseTest::onAnother),
                PROSE.onFront(
                        "2.2 Retryable Reads Are Retried on the Same mongos When No Others are Available",
                        RetryableReadsProseTest::onTheSame),
                PROSE.onReplicaSet(
                        "3.1 Retryable Reads Caused by Overload Errors Are Retried on a Different Replicaset Server"
                                + " When One is Available and enableOverloadRetargeting is enabled",
                        uri -> assertThat(triedOn(uri, "&enableOverloadRetargeting=true", "SystemOverloadedError"))
                                .hasSize(2)),
                PROSE.onReplicaSet(
                        "3.2 Retryable Reads Caused by Non-Overload Errors Are Retried on the Same Replicaset Server",
                        uri -> assertThat(triedOn(uri, "")).hasSize(1)),
                PROSE.onReplicaSet(
                        "3.3 Retryable Reads Caused by Overload Errors Are Retried on Same Replicaset Server When"
                                + " enableOverloadRetargeting is disabled",
                        uri -> assertThat(triedOn(uri, "", "SystemOverloadedError"))
                                .hasSize(1)));
    }

    private static void poolCleared(String uri) throws Throwable {
        var data = Document.ofEntries("failCommands", List.of("find"), "errorCode", 91, "blockConnection", true);
        data.append("blockTimeMS", 1000).append("appName", "poolCleared");
        try (var watched = Watched.open(Prose.with(uri, "maxPoolSize=1&retryReads=true&appName=poolCleared"))) {
            watched.client().address();
            Prose.failing(uri, Prose.times(1), data, () -> {
                Callable<Object> find = () ->
                        watched.client().database("prose").collection("retries").findOne(new Document());
                try (var threads = Executors.newFixedThreadPool(2)) {
                    for (var done : threads.invokeAll(List.of(find, find))) {
                        done.get();
                    }
                }
            });
            assertThat(watched.events().stream().map(Observed::name))
                    .containsSubsequence(
                            "connectionCheckedOutEvent", "poolClearedEvent", "connectionCheckOutFailedEvent");
            assertThat(watched.events(CommandStartedEvent.class)).hasSize(3);
        }
    }

    private static Document failingOnce() {
        return Document.ofEntries("failCommands", List.of("find"), "errorCode", 6, "appName", "retries");
    }

    private static void onAnother(RouterFront one, RouterFront other) throws Throwable {
        try (var watched = Watched.open(RouterFront.uri(one, other) + "/?retryReads=true&appName=retries")) {
            // Who has met one server only has no other to turn to.
            watched.await(
                    TopologyEvent.ServerDescriptionChanged.class,
                    2,
                    event -> event.current().isKnown());
            Prose.failing(
                    one.uri(),
                    Prose.times(1),
                    failingOnce(),
                    () -> Prose.failing(
                            other.uri(),
                            Prose.times(1),
                            failingOnce(),
                            () -> assertThatThrownBy(() -> find(watched)).isInstanceOf(MongoException.class)));
            assertThat(watched.events(CommandFailedEvent.class))
                    .extracting(event -> event.connection().server())
                    .containsExactlyInAnyOrder(one.address(), other.address());
        }
    }

    private static void onTheSame(String uri) throws Throwable {
        try (var watched = Watched.open(Prose.with(uri, "retryReads=true&appName=retries"))) {
            Prose.failing(uri, Prose.times(1), failingOnce(), () -> find(watched));
            assertThat(watched.events(CommandFailedEvent.class)).hasSize(1);
            assertThat(watched.events(CommandSucceededEvent.class)).hasSize(1);
        }
    }

    /** The servers on which a read was tried that failed the first time. */
    private static Set<ServerAddress> triedOn(String uri, String options, String... moreLabels) throws Throwable {
        var labels = Stream.concat(Stream.of("RetryableError"), Arrays.stream(moreLabels))
                .toList();
        var data = failingOnce().append("errorLabels", labels);
        var reading = "retryReads=true&appName=retries&readPreference=primaryPreferred";
        try (var watched = Watched.open(Prose.with(uri, reading + options))) {
            // Who has met the primary only has no other to turn to.
            watched.await(
                    TopologyEvent.ServerDescriptionChanged.class,
                    ReplicaSet.shared().members().size(),
                    event -> event.current().isKnown());
            Prose.failing(uri, Prose.times(1), data, () -> find(watched));
            var failed = watched.events(CommandFailedEvent.class);
            var succeeded = watched.events(CommandSucceededEvent.class);
            assertThat(failed).hasSize(1);
            assertThat(succeeded).hasSize(1);
            return new HashSet<>(List.of(
                    failed.getFirst().connection().server(),
                    succeeded.getFirst().connection().server()));
        }
    }

    private static void find(Watched watched) {
        watched.client().database("prose").collection("retries").findOne(new Document());
    }
}
