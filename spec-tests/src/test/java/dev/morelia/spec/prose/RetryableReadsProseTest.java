package dev.morelia.spec.prose;

import static org.assertj.core.api.Assertions.assertThat;

import dev.morelia.MongoClient;
import dev.morelia.bson.Document;
import dev.morelia.event.CommandFailedEvent;
import dev.morelia.event.CommandSucceededEvent;
import dev.morelia.event.TopologyEvent;
import dev.morelia.testkit.ReplicaSet;
import dev.morelia.topology.ServerAddress;
import java.util.Arrays;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.TestFactory;

/** Retryable Reads: after a cleared pool, and on another router if there is one. */
final class RetryableReadsProseTest {
    private static final Prose PROSE = new Prose("retryable-reads", "tests/README.md");

    private static final RetryProse READS = new RetryProse("find", List.of(), RetryableReadsProseTest::find);

    @TestFactory
    Stream<DynamicTest> tests() {
        var cleared = "1. PoolClearedError Retryability Test";
        return Stream.of(
                PROSE.onStandalone(cleared, READS::poolCleared),
                PROSE.onFront(cleared, READS::poolCleared),
                PROSE.onFronts(
                        "2.1 Retryable Reads Are Retried on a Different mongos When One is Available",
                        READS::onAnother),
                PROSE.onFront(
                        "2.2 Retryable Reads Are Retried on the Same mongos When No Others are Available",
                        READS::onTheSame),
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

    /** The servers of the attempts of a read that fails the first time. */
    private static Set<ServerAddress> triedOn(String uri, String options, String... moreLabels) throws Throwable {
        var labels = Stream.concat(Stream.of("RetryableError"), Arrays.stream(moreLabels))
                .toList();
        var data = READS.failing(6, "triedOn").append("errorLabels", labels);
        var reading = "retryReads=true&appName=triedOn&readPreference=primaryPreferred";
        try (var watched = Watched.open(Prose.with(uri, reading + options))) {
            // A client that knows only the primary cannot use another server.
            watched.await(
                    TopologyEvent.ServerDescriptionChanged.class,
                    ReplicaSet.shared().members().size(),
                    event -> event.current().isKnown());
            Prose.failing(uri, Prose.times(1), data, () -> find(watched.client()));
            var failed = watched.events(CommandFailedEvent.class);
            var succeeded = watched.events(CommandSucceededEvent.class);
            assertThat(failed).hasSize(1);
            assertThat(succeeded).hasSize(1);
            return new HashSet<>(List.of(
                    failed.getFirst().connection().server(),
                    succeeded.getFirst().connection().server()));
        }
    }

    private static void find(MongoClient client) {
        client.database("prose").collection("retries").findOne(new Document());
    }
}
