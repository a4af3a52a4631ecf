package dev.morelia.spec.srv;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.morelia.MongoClient;
import dev.morelia.internal.seedlist.SeedlistException;
import dev.morelia.settings.ClientSettings;
import dev.morelia.settings.ConnectionString;
import dev.morelia.spec.report.SkipReason;
import dev.morelia.spec.report.SpecCase;
import dev.morelia.spec.report.SpecReport;
import dev.morelia.testkit.dns.DnsServer;
import dev.morelia.topology.ServerAddress;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.Predicate;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.TestFactory;
import org.junit.jupiter.api.function.Executable;

/**
 * Initial DNS Seedlist Discovery: the prose tests. Those of {@code srvHostValidator} are from the proposal to specify
 * it.
 *
 * @see <a href="https://github.com/mongodb/specifications/pull/1980">mongodb/specifications, pull request 1980</a>
 */
final class SeedlistProseTest {

    @TestFactory
    Stream<DynamicTest> tests() {
        return Stream.of(
                test("1. Allow SRVs with fewer than 3 . separated parts", () -> {
                    ConnectionString.parse("mongodb+srv://localhost");
                    ConnectionString.parse("mongodb+srv://mongo.local");
                }),
                test("2. Throw when return address does not end with SRV domain", () -> {
                    rejected("localhost", "localhost.mongodb");
                    rejected("mongo.local", "test_1.evil.local");
                    rejected("blogs.mongodb.com", "blogs.evil.com");
                }),
                test("3. Throw when return address is identical to SRV hostname", () -> {
                    rejected("localhost", "localhost");
                    rejected("mongo.local", "mongo.local");
                }),
                test("4. Throw when return address does not contain . separating shared part of domain", () -> {
                    rejected("localhost", "test_1.cluster_1localhost");
                    rejected("mongo.local", "test_1.my_hostmongo.local");
                    rejected("blogs.mongodb.com", "cluster.testmongodb.com");
                }),
                test("5. srvHostValidator accepts a host the default verification would reject", () -> {
                    assertThat(hosts("blogs.mongodb.com", "blogs.evil.com", host -> true))
                            .containsExactly("blogs.evil.com");
                    assertThat(hosts("mongo.local", "mongo.local", host -> true))
                            .containsExactly("mongo.local");
                }),
                test(
                        "6. Reject a host the default verification would accept",
                        () -> assertThatThrownBy(() -> hosts("blogs.mongodb.com", "cluster.mongodb.com", host -> false))
                                .isInstanceOf(SeedlistException.class)
                                .hasMessageContaining("cluster.mongodb.com")),
                test("7. The validator receives the normalized host name", () -> {
                    var received = new CopyOnWriteArrayList<String>();
                    assertThat(hosts("blogs.mongodb.com", "CLUSTER.MONGODB.COM", received::add))
                            .containsExactly("cluster.mongodb.com");
                    assertThat(received).containsExactly("cluster.mongodb.com");
                }),
                test("8. Wrap an error raised by the validator", () -> {
                    var raised = new IllegalStateException("raised");
                    assertThatThrownBy(() -> hosts("blogs.mongodb.com", "cluster.mongodb.com", host -> {
                                throw raised;
                            }))
                            .isInstanceOf(SeedlistException.class)
                            .hasCause(raised);
                }),
                test(
                        "9. Throw when both srvAllowedHostsSuffix and srvHostValidator are configured",
                        () -> rejected("mongodb+srv://blogs.mongodb.com/?srvAllowedHostsSuffix=.mongodb.com")),
                test(
                        "10. Accept a mixed case returned address with srvAllowedHostsSuffix",
                        () -> assertThat(hosts(
                                        "blogs.mongodb.com",
                                        "CLUSTER.MONGODB.COM",
                                        "srvAllowedHostsSuffix=.mongodb.com"))
                                .containsExactly("cluster.mongodb.com")),
                SpecReport.current()
                        .skipped(
                                named("11. Throw when srvHostValidator is not callable"),
                                SkipReason.SPEC_SAYS_SKIP,
                                "the compiler checks the type"),
                test(
                        "12. Accept a reserved single label as srvAllowedHostsSuffix",
                        () -> assertThat(hosts(
                                        "cluster.localhost", "db.cluster.localhost", "srvAllowedHostsSuffix=localhost"))
                                .containsExactly("db.cluster.localhost")),
                test(
                        "13. Throw when srvHostValidator is used with a non-SRV URI",
                        () -> rejected("mongodb://localhost:27017")));
    }

    private static SpecCase named(String title) {
        return SpecCase.of("initial-dns-seedlist-discovery", "tests/README.md", title);
    }

    private static DynamicTest test(String title, Executable body) {
        return SpecReport.current().test(named(title), body);
    }

    private static void rejected(String host, String target) {
        assertThatThrownBy(() -> hosts(host, target, ""))
                .isInstanceOf(SeedlistException.class)
                .hasMessageContaining(target);
    }

    /** A client with this connection string and any validator. */
    private static void rejected(String uri) {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> MongoClient.builder()
                        .uri(uri)
                        .settings(settings -> settings.topology(topology -> topology.srvHostValidator(host -> true)))
                        .connect(false)
                        .build())
                .withMessageContaining("srvHostValidator");
    }

    private static List<String> hosts(String host, String target, String options) throws SeedlistException {
        return hosts(host, target, ClientSettings.of("mongodb+srv://" + host + "/?" + options));
    }

    private static List<String> hosts(String host, String target, Predicate<String> validator)
            throws SeedlistException {
        return hosts(
                host,
                target,
                ClientSettings.of("mongodb+srv://" + host).topology(topology -> topology.srvHostValidator(validator)));
    }

    private static List<String> hosts(String host, String target, ClientSettings settings) throws SeedlistException {
        try (var dns = DnsServer.start()) {
            dns.zone().srv("_mongodb._tcp." + host, 27017, target);
            return Lookups.complete(settings, dns).topology().hosts().stream()
                    .map(ServerAddress::host)
                    .toList();
        }
    }
}
