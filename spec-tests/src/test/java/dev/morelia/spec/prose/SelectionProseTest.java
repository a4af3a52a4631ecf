package dev.morelia.spec.prose;

import static org.assertj.core.api.Assertions.assertThat;

import dev.morelia.MongoClient;
import dev.morelia.bson.Document;
import dev.morelia.event.CommandStartedEvent;
import dev.morelia.event.PoolEvent;
import dev.morelia.settings.ReadPreference;
import dev.morelia.testkit.ReplicaSet;
import dev.morelia.testkit.RouterFront;
import dev.morelia.topology.ServerAddress;
import dev.morelia.topology.ServerDescription;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.Executors;
import java.util.function.DoublePredicate;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.TestFactory;

/** Server Selection: load goes to the server with the fewest operations, and a custom selector is respected. */
final class SelectionProseTest {
    private static final Prose PROSE = new Prose("server-selection", "server-selection-tests.md");
    private static final int THREADS = 10;
    /** The shares depend on chance and on other load on the machine: one good round is enough. */
    private static final int ROUNDS = 5;

    @TestFactory
    Stream<DynamicTest> tests() {
        return Stream.of(
                PROSE.onFronts(
                        "Prose Test: operation count-based selection within the latency window",
                        SelectionProseTest::fewerForTheBusyServer),
                PROSE.onReplicaSet("Application-Provided Server Selector", SelectionProseTest::customSelector));
    }

    private static void fewerForTheBusyServer(RouterFront slow, RouterFront other) throws Exception {
        var options = "/?appName=loadBalancingTest&localThresholdMS=30000&minPoolSize=10&maxPoolSize=10";
        try (var watched = Watched.open(RouterFront.uri(slow, other) + options);
                var control = MongoClient.create(slow.uri())) {
            for (var front : List.of(slow, other)) {
                watched.await(
                        PoolEvent.ConnectionReady.class,
                        10,
                        event -> event.server().equals(front.address()));
            }
            var admin = control.database("admin");
            var blocked = Document.of("failCommands", List.of("find"), "blockConnection", true);
            blocked.append("blockTimeMS", 500).append("appName", "loadBalancingTest");
            admin.runCommand(new Document("configureFailPoint", "failCommand")
                    .append("mode", Prose.times(10_000))
                    .append("data", blocked));
            assertShare(watched, slow, 10, share -> share < 0.25);
            admin.runCommand(new Document("configureFailPoint", "failCommand").append("mode", "off"));
            assertShare(watched, slow, 100, share -> share >= 0.4 && share <= 0.6);
        }
    }

    /** In one of the rounds, with the given number of reads per thread, the share of a front must be as expected. */
    private static void assertShare(Watched watched, RouterFront front, int reads, DoublePredicate expected)
            throws Exception {
        var shares = new ArrayList<Double>();
        for (int round = 0; round < ROUNDS; round++) {
            watched.forget();
            readAll(watched.client(), reads);
            var servers = servers(watched);
            assertThat(servers).hasSize(THREADS * reads);
            double share = servers.stream().filter(front.address()::equals).count() / (double) servers.size();
            shares.add(share);
            if (expected.test(share)) {
                return;
            }
        }
        throw new AssertionError("the shares were " + shares);
    }

    private static void readAll(MongoClient client, int reads) throws Exception {
        var work = new ArrayList<Callable<@Nullable Void>>();
        for (int thread = 0; thread < THREADS; thread++) {
            work.add(() -> {
                for (int i = 0; i < reads; i++) {
                    client.database("prose").collection("selection").findOne(new Document());
                }
                return null;
            });
        }
        try (var threads = Executors.newFixedThreadPool(THREADS)) {
            for (var done : threads.invokeAll(work)) {
                done.get();
            }
        }
    }

    private static void customSelector(String uri) {
        var highest = ReplicaSet.shared().members().stream()
                .map(member -> member.address())
                .max(Comparator.comparingInt(ServerAddress::port))
                .orElseThrow();
        try (var watched = Watched.open(
                uri,
                builder -> builder.settings(settings ->
                        settings.topology(topology -> topology.serverSelector(SelectionProseTest::highestPort))))) {
            var nearest = watched.client().with(ReadPreference.nearest());
            for (int i = 0; i < 10; i++) {
                nearest.database("prose").collection("selection").findOne(new Document());
            }
            assertThat(servers(watched)).hasSize(10).containsOnly(highest);
        }
    }

    /** Selects only the member with the highest port of the whole set, which may still be unknown. */
    private static List<ServerDescription> highestPort(List<ServerDescription> servers) {
        int highest = ReplicaSet.shared().members().stream()
                .mapToInt(member -> member.address().port())
                .max()
                .orElseThrow();
        return servers.stream()
                .filter(server -> server.address().port() == highest)
                .toList();
    }

    private static List<ServerAddress> servers(Watched watched) {
        return watched.events(CommandStartedEvent.class).stream()
                .map(event -> event.connection().server())
                .toList();
    }
}
