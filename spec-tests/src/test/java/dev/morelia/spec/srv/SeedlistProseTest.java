package dev.morelia.spec.srv;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.morelia.internal.seedlist.SeedlistException;
import dev.morelia.settings.ConnectionString;
import dev.morelia.spec.report.SkipReason;
import dev.morelia.spec.report.SpecCase;
import dev.morelia.spec.report.SpecReport;
import dev.morelia.testkit.dns.DnsServer;
import dev.morelia.topology.ServerAddress;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.TestFactory;
import org.junit.jupiter.api.function.Executable;

/** Initial DNS Seedlist Discovery: the prose tests. */
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
                SpecReport.current()
                        .skipped(
                                named("5.-9., 11., 13. srvHostValidator"),
                                SkipReason.NOT_IMPLEMENTED,
                                "srvHostValidator"),
                test(
                        "10. Accept a mixed case returned address with srvAllowedHostsSuffix",
                        () -> assertThat(hosts(
                                        "blogs.mongodb.com",
                                        "CLUSTER.MONGODB.COM",
                                        "srvAllowedHostsSuffix=.mongodb.com"))
                                .containsExactly("cluster.mongodb.com")),
                test(
                        "12. Accept a reserved single label as srvAllowedHostsSuffix",
                        () -> assertThat(hosts(
                                        "cluster.localhost", "db.cluster.localhost", "srvAllowedHostsSuffix=localhost"))
                                .containsExactly("db.cluster.localhost")));
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

    private static List<String> hosts(String host, String target, String options) throws SeedlistException {
        try (var dns = DnsServer.start()) {
            dns.zone().srv("_mongodb._tcp." + host, 27017, target);
            return Lookups.complete("mongodb+srv://" + host + "/?" + options, dns).topology().hosts().stream()
                    .map(ServerAddress::host)
                    .toList();
        }
    }
}
