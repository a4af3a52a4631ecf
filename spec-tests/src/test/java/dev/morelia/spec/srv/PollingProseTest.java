package dev.morelia.spec.srv;

import static org.assertj.core.api.Assertions.assertThat;

import dev.morelia.MongoClient;
import dev.morelia.spec.report.SpecCase;
import dev.morelia.spec.report.SpecReport;
import dev.morelia.spi.DnsException.Reason;
import dev.morelia.spi.DnsResolver.SrvRecord;
import dev.morelia.testkit.simulation.SimulatedDns;
import dev.morelia.testkit.simulation.Simulation;
import dev.morelia.topology.ServerAddress;
import dev.morelia.topology.ServerDescription;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.Consumer;
import java.util.function.Predicate;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.TestFactory;
import org.junit.jupiter.api.function.Executable;

/**
 * Polling of SRV records: the prose tests, in simulated time. No mongos is there, so the type of the deployment stays
 * unknown, which is polled like a sharded cluster. Tests 14 and 15 are from the proposal to specify {@code
 * srvHostValidator}.
 *
 * @see <a href="https://github.com/mongodb/specifications/pull/1980">mongodb/specifications, pull request 1980</a>
 */
final class PollingProseTest {
    private static final String TEST1 = "_mongodb._tcp." + SpecZone.name(1);
    private static final String TEST3 = "_mongodb._tcp." + SpecZone.name(3);
    private static final String TEST22 = "_customname._tcp." + SpecZone.name(22);
    private static final Duration TWO_INTERVALS = Duration.ofMinutes(2);
    private static final Duration TWO_HEARTBEATS = Duration.ofSeconds(20);

    @TestFactory
    Stream<DynamicTest> tests() {
        return Stream.of(
                test1(
                        "1. Addition of a new DNS record",
                        dns -> ports(dns, TEST1, 27017, 27018, 27019),
                        27017,
                        27018,
                        27019),
                test1("2. Removal of an existing DNS record", dns -> ports(dns, TEST1, 27017), 27017),
                test1("3. Replacement of a DNS record", dns -> ports(dns, TEST1, 27017, 27019), 27017, 27019),
                test1(
                        "4. Replacement of both existing DNS records with one new record",
                        dns -> ports(dns, TEST1, 27019),
                        27019),
                test1(
                        "5. Replacement of both existing DNS records with two new records",
                        dns -> ports(dns, TEST1, 27019, 27020),
                        27019,
                        27020),
                test1("6. DNS record lookup timeout", dns -> dns.delay(Duration.ofSeconds(15)), 27017, 27018),
                test1("7. DNS record lookup failure", dns -> dns.fail(Reason.NO_SUCH_NAME), 27017, 27018),
                test1("8. Removal of all DNS SRV records", dns -> ports(dns, TEST1), 27017, 27018),
                test(
                        "9. Test that SRV polling is not done for load balalanced clusters",
                        SpecZone.name(3) + "/?tls=false&loadBalanced=true",
                        dns -> ports(dns, TEST3, 27017, 27018),
                        ports -> assertThat(ports).containsExactly(27017)),
                test(
                        "10. All DNS records are selected (srvMaxHosts = 0)",
                        SpecZone.name(1) + "/?tls=false&srvMaxHosts=0",
                        dns -> ports(dns, TEST1, 27017, 27019, 27020),
                        ports -> assertThat(ports).containsExactlyInAnyOrder(27017, 27019, 27020)),
                test(
                        "11. All DNS records are selected (srvMaxHosts >= records)",
                        SpecZone.name(1) + "/?tls=false&srvMaxHosts=2",
                        dns -> ports(dns, TEST1, 27019, 27020),
                        ports -> assertThat(ports).containsExactlyInAnyOrder(27019, 27020)),
                test(
                        "12. New DNS records are randomly selected (srvMaxHosts > 0)",
                        SpecZone.name(1) + "/?tls=false&srvMaxHosts=2",
                        dns -> ports(dns, TEST1, 27017, 27019, 27020),
                        ports -> assertThat(ports).hasSize(2).contains(27017)),
                test(
                        "13. DNS record with custom service name can be found",
                        SpecZone.name(22) + "/?tls=false&srvServiceName=customname",
                        dns -> ports(dns, TEST22, 27019, 27020),
                        ports -> assertThat(ports).containsExactlyInAnyOrder(27019, 27020)),
                named(
                        "14. The validator is consulted when SRV records are rescanned",
                        PollingProseTest::theValidatorIsConsulted),
                named("15. A validator that rejects or raises does not raise an error or stop polling", () -> {
                    pollingContinuesWith(host -> false);
                    pollingContinuesWith(host -> {
                        throw new IllegalStateException("raised");
                    });
                }));
    }

    private static void theValidatorIsConsulted() {
        var asked = new ArrayList<String>();
        run(SpecZone.name(1) + "/?tls=false", asked::add, (simulation, dns, client) -> {
            asked.clear();
            ports(dns, TEST1, 27017, 27018, 27019);
            simulation.pause(TWO_INTERVALS);
            assertThat(asked).isNotEmpty().containsOnly(SpecZone.LOCALHOST);
            assertThat(ports(client)).containsExactlyInAnyOrder(27017, 27018, 27019);
        });
    }

    private static void pollingContinuesWith(Predicate<String> unwilling) {
        var accepts = new AtomicBoolean(true);
        Predicate<String> validator = host -> accepts.get() || unwilling.test(host);
        run(SpecZone.name(1) + "/?tls=false", validator, (simulation, dns, client) -> {
            accepts.set(false);
            ports(dns, TEST1, 27017, 27018, 27019);
            simulation.pause(TWO_INTERVALS);
            assertThat(ports(client)).containsExactlyInAnyOrder(27017, 27018);
            accepts.set(true);
            simulation.pause(TWO_HEARTBEATS);
            assertThat(ports(client)).containsExactlyInAnyOrder(27017, 27018, 27019);
        });
    }

    private static void ports(SimulatedDns dns, String name, int... ports) {
        dns.srv(
                name,
                IntStream.of(ports)
                        .mapToObj(port -> new SrvRecord(SpecZone.LOCALHOST + ".", port, null))
                        .toList());
    }

    private static DynamicTest test1(String title, Consumer<SimulatedDns> change, Integer... expected) {
        return test(
                title,
                SpecZone.name(1) + "/?tls=false",
                change,
                ports -> assertThat(ports).containsExactlyInAnyOrder(expected));
    }

    private static DynamicTest test(
            String title, String uri, Consumer<SimulatedDns> change, Consumer<List<Integer>> check) {
        return named(
                title,
                () -> run(uri, null, (simulation, dns, client) -> {
                    change.accept(dns);
                    simulation.pause(TWO_INTERVALS);
                    check.accept(ports(client));
                }));
    }

    private static DynamicTest named(String title, Executable body) {
        var specCase = SpecCase.of("polling-srv-records-for-mongos-discovery", "tests/README.md", title);
        return SpecReport.current().test(specCase, body);
    }

    private static List<Integer> ports(MongoClient client) {
        return client.description().servers().stream()
                .map(ServerDescription::address)
                .map(ServerAddress::port)
                .toList();
    }

    /** What happens after the first lookup. */
    private interface Scenario {
        void play(Simulation simulation, SimulatedDns dns, MongoClient client) throws InterruptedException;
    }

    private static void run(String uri, @Nullable Predicate<String> validator, Scenario scenario) {
        var simulation = Simulation.of(1);
        var dns = simulation.network().dns();
        ports(dns, TEST1, 27017, 27018);
        ports(dns, TEST3, 27017);
        ports(dns, TEST22, 27017);
        var builder = MongoClient.builder()
                .uri("mongodb+srv://" + uri)
                .settings(settings -> settings.topology(topology -> topology.srvHostValidator(validator)));
        simulation.run(() -> {
            try (var client = simulation.client(builder)) {
                simulation.pause(Duration.ofSeconds(1));
                scenario.play(simulation, dns, client);
                dns.delay(Duration.ofMillis(1));
            }
        });
    }
}
