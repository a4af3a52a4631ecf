package dev.morelia.internal.seedlist;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.morelia.result.Problem;
import dev.morelia.settings.SrvSettings;
import dev.morelia.spi.DnsResolver.SrvRecord;
import dev.morelia.topology.ServerAddress;
import java.util.List;
import java.util.Objects;
import java.util.SplittableRandom;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Which records may be used. */
class SrvRulesTest {

    private static SrvRules rules(String host, int maxHosts, @Nullable String suffix) {
        return new SrvRules(new SrvSettings(host, "mongodb", maxHosts, suffix));
    }

    private static SrvRules.Hosts hosts(String host, @Nullable String suffix, String target, int port)
            throws SeedlistException {
        return rules(host, 0, suffix).hosts(List.of(new SrvRecord(target, port, null)));
    }

    @ParameterizedTest
    @CsvSource({
        "a.example.org,b.example.org",
        "a.example.org,B.Example.ORG.",
        "a.example.org,x.y.example.org",
        "a.example.org,a.example.org",
        "example.org,a.example.org",
        "localhost,a.localhost"
    })
    void accepted(String host, String target) throws SeedlistException {
        var found = hosts(host, null, target, 27018);
        assertThat(found.rejected()).isNull();
        assertThat(found.hosts()).hasSize(1).allMatch(address -> address.port() == 27018);
    }

    @ParameterizedTest
    @CsvSource({
        "a.example.org,example.org,SRV_DOMAIN",
        "a.example.org,b.example.com,SRV_DOMAIN",
        "a.example.org,bexample.org,SRV_DOMAIN",
        "a.example.org,b.example.org.evil.com,SRV_DOMAIN",
        "example.org,example.org,SRV_DOMAIN",
        "localhost,localhost,SRV_DOMAIN",
        "a.example.org,.,NO_SRV_RECORDS",
        "a.example.org,'',NO_SRV_RECORDS",
        "a.example.org,..example.org,SRV_RECORDS",
        "a.example.org,[::1],SRV_RECORDS",
        "a.example.org,/tmp/x.example.org,SRV_RECORDS",
        "a.example.org,\\000.example.org,SRV_RECORDS"
    })
    void rejected(String host, String target, Problem problem) throws SeedlistException {
        var found = hosts(host, null, target, 27017);
        assertThat(found.hosts()).isEmpty();
        assertThat(Objects.requireNonNull(found.rejected()).problem()).isEqualTo(problem);
    }

    @Test
    void theSuffixReplacesTheDomain() throws SeedlistException {
        assertThat(hosts("a.example.org", "internal", "b.internal", 1).rejected())
                .isNull();
        assertThat(hosts("a.example.org", "x.internal", "b.example.org", 1).rejected())
                .hasMessageContaining("does not belong to the domain x.internal of srvAllowedHostsSuffix");
    }

    @ParameterizedTest
    @CsvSource({"0", "-1", "65536"})
    void portsOutOfRange(int port) throws SeedlistException {
        assertThat(hosts("a.example.org", null, "b.example.org", port).rejected())
                .hasMessageContaining("with port " + port);
    }

    @Test
    void theSameHostTwiceIsOne() throws SeedlistException {
        var twice = List.of(new SrvRecord("b.example.org", 1, null), new SrvRecord("B.example.org.", 1, null));
        assertThat(rules("a.example.org", 0, null).hosts(twice).hosts()).hasSize(1);
    }

    @Test
    void thereMustBeOneTxtRecordAtTheMost() throws SeedlistException {
        var rules = rules("a.example.org", 0, null);
        assertThat(rules.txt(List.of())).isEmpty();
        assertThat(rules.txt(List.of("replicaSet=a"))).isEqualTo("replicaSet=a");
        assertThatThrownBy(() -> rules.txt(List.of("a", "b"))).hasMessageContaining("has 2 TXT records");
    }

    @Test
    void everyHostIsSelectedEquallyOften() {
        var found = IntStream.range(1, 11)
                .mapToObj(port -> new ServerAddress("b.example.org", port))
                .toList();
        var random = new SplittableRandom(1);
        var counts = new int[11];
        for (int i = 0; i < 10_000; i++) {
            var selected = rules("a.example.org", 3, null).select(found, List.of(), random);
            assertThat(selected).hasSize(3).doesNotHaveDuplicates();
            selected.forEach(host -> counts[host.port()]++);
        }
        assertThat(counts[0]).isZero();
        for (int port = 1; port < counts.length; port++) {
            assertThat(counts[port]).isBetween(2700, 3300);
        }
    }

    @Test
    void hostsInUseAreSelectedFirst() {
        var found = IntStream.range(1, 11)
                .mapToObj(port -> new ServerAddress("b.example.org", port))
                .toList();
        var inUse = List.of(found.get(7), new ServerAddress("gone.example.org", 1));
        for (int seed = 0; seed < 100; seed++) {
            assertThat(rules("a.example.org", 2, null).select(found, inUse, new SplittableRandom(seed)))
                    .hasSize(2)
                    .contains(found.get(7));
        }
        assertThat(rules("a.example.org", 10, null).select(found, inUse, new SplittableRandom(1)))
                .isEqualTo(found);
    }
}
