package dev.morelia.simulation;

import static org.assertj.core.api.Assertions.assertThat;

import dev.morelia.MongoClient;
import dev.morelia.spi.DnsException.Reason;
import dev.morelia.spi.DnsResolver.SrvRecord;
import dev.morelia.testkit.simulation.SimulatedDns;
import dev.morelia.testkit.simulation.SimulatedReplicaSet;
import dev.morelia.testkit.simulation.Simulation;
import dev.morelia.topology.ServerDescription;
import java.time.Duration;
import java.util.List;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

/** Polling of SRV records in simulated time. The hosts do not exist, so that the type of the deployment is unknown. */
class SrvPollingTest {
    private static final String HOST = "cluster.example.org";
    private static final String NAME = "_mongodb._tcp." + HOST;
    private static final String URI = "mongodb+srv://" + HOST + "/?tls=false";
    private static final int SEEDS = 20;

    @FunctionalInterface
    private interface Scenario {
        void run(Simulation simulation, SimulatedDns dns, MongoClient client) throws Exception;
    }

    private static void run(String options, Scenario scenario) {
        for (long seed = 0; seed < SEEDS; seed++) {
            var simulation = Simulation.of(seed);
            var dns = simulation.network().dns();
            dns.srv(NAME, records(null, "a", "b"));
            simulation.run(() -> {
                try (var client = simulation.client(MongoClient.builder().uri(URI + options))) {
                    simulation.pause(Duration.ofSeconds(1));
                    scenario.run(simulation, dns, client);
                }
                simulation.pause(Duration.ofSeconds(5));
                assertThat(simulation.liveThreads()).hasSize(1);
            });
        }
    }

    private static List<SrvRecord> records(@Nullable Duration timeToLive, String... hosts) {
        return Stream.of(hosts)
                .map(host -> new SrvRecord(host + ".example.org.", 27017, timeToLive))
                .toList();
    }

    private static List<String> hosts(MongoClient client) {
        return client.description().servers().stream()
                .map(ServerDescription::address)
                .map(address -> address.host().substring(0, 1))
                .toList();
    }

    @Test
    void changesAreFoundAfterAMinute() {
        run("", (simulation, dns, client) -> {
            assertThat(hosts(client)).containsExactly("a", "b");
            dns.srv(NAME, records(null, "b", "c"));
            simulation.pause(Duration.ofSeconds(55));
            assertThat(hosts(client)).containsExactly("a", "b");
            simulation.pause(Duration.ofSeconds(10));
            assertThat(hosts(client)).containsExactly("b", "c");
        });
    }

    @Test
    void theLeastTimeToLiveOfMoreThanAMinuteIsTheInterval() {
        var both = Stream.concat(
                        records(Duration.ofSeconds(300), "a").stream(), records(Duration.ofSeconds(90), "b").stream())
                .toList();
        var simulation = Simulation.of(1);
        var dns = simulation.network().dns();
        dns.srv(NAME, both);
        simulation.run(() -> {
            try (var client = simulation.client(MongoClient.builder().uri(URI))) {
                simulation.pause(Duration.ofSeconds(85));
                assertThat(dns.lookups()).isOne();
                simulation.pause(Duration.ofSeconds(10));
                assertThat(dns.lookups()).isEqualTo(2);
                dns.srv(NAME, records(Duration.ofSeconds(1), "a"));
                simulation.pause(Duration.ofSeconds(90));
                assertThat(dns.lookups()).isEqualTo(3);
                simulation.pause(Duration.ofSeconds(55));
                assertThat(dns.lookups()).isEqualTo(3);
                simulation.pause(Duration.ofSeconds(10));
                assertThat(dns.lookups()).isEqualTo(4);
                assertThat(hosts(client)).containsExactly("a");
            }
        });
    }

    @Test
    void theLastHostsStayWhileDnsFailsAndLookupsAreRepeatedAfterAHeartbeat() {
        run("&heartbeatFrequencyMS=5000", (simulation, dns, client) -> {
            dns.fail(Reason.SERVER_FAILURE);
            simulation.pause(Duration.ofMinutes(2));
            assertThat(hosts(client)).containsExactly("a", "b");
            assertThat(dns.lookups()).isBetween(12, 14);
            dns.srv(NAME, records(null, "c"));
            dns.fail(null);
            simulation.pause(Duration.ofSeconds(6));
            assertThat(hosts(client)).containsExactly("c");
        });
    }

    @Test
    void recordsOfAnotherDomainAreIgnored() {
        run("", (simulation, dns, client) -> {
            dns.srv(
                    NAME,
                    List.of(
                            new SrvRecord("a.example.org", 27017, null),
                            new SrvRecord("a.evil.org", 27017, null),
                            new SrvRecord("c.example.org", 0, null)));
            simulation.pause(Duration.ofSeconds(61));
            assertThat(hosts(client)).containsExactly("a");
            dns.srv(NAME, List.of(new SrvRecord("a.evil.org", 27017, null)));
            simulation.pause(Duration.ofSeconds(61));
            assertThat(hosts(client)).containsExactly("a");
            dns.srv(NAME, List.of());
            simulation.pause(Duration.ofSeconds(61));
            assertThat(hosts(client)).containsExactly("a");
        });
    }

    @Test
    void withAMaximumTheHostsInUseStay() {
        run("&srvMaxHosts=2", (simulation, dns, client) -> {
            dns.srv(NAME, records(null, "c", "d", "e", "b"));
            simulation.pause(Duration.ofSeconds(61));
            assertThat(hosts(client)).hasSize(2).contains("b").doesNotContain("a");
        });
    }

    @Test
    void slowLookupsDoNotOverlap() {
        run("&connectTimeoutMS=30000", (simulation, dns, client) -> {
            dns.delay(Duration.ofSeconds(20));
            dns.srv(NAME, records(null, "c"));
            simulation.pause(Duration.ofSeconds(75));
            assertThat(hosts(client)).containsExactly("a", "b");
            simulation.pause(Duration.ofSeconds(10));
            assertThat(hosts(client)).containsExactly("c");
            assertThat(dns.lookups()).isEqualTo(2);
            dns.delay(Duration.ofMillis(1));
        });
    }

    @Test
    void theHostsOfAReplicaSetAreNotPolled() {
        var simulation = Simulation.of(1);
        var dns = simulation.network().dns();
        SimulatedReplicaSet.start(simulation, "rs", "a.example.org", "b.example.org", "c.example.org");
        dns.srv(NAME, records(null, "a", "b"));
        dns.txt(HOST, "replicaSet=rs");
        simulation.run(() -> {
            try (var client = simulation.client(MongoClient.builder().uri(URI))) {
                simulation.pause(Duration.ofSeconds(10));
                assertThat(hosts(client)).containsExactly("a", "b", "c");
                dns.srv(NAME, records(null, "d"));
                simulation.pause(Duration.ofMinutes(10));
                assertThat(hosts(client)).containsExactly("a", "b", "c");
                assertThat(dns.lookups()).isOne();
                assertThat(simulation.liveThreads().stream().map(Object::toString))
                        .noneMatch(thread -> thread.contains("morelia-srv"));
            }
        });
    }
}
