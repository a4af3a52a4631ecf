package dev.morelia.internal.seedlist;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.morelia.result.Problem;
import dev.morelia.settings.SrvSettings;
import dev.morelia.spi.DnsResolver.SrvRecord;
import dev.morelia.topology.ServerAddress;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Objects;
import java.util.SplittableRandom;
import java.util.function.Predicate;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Which records may be used. */
class SrvRulesTest {

    private static SrvRules rules(String host, int maxHosts, @Nullable String suffix) {
        return new SrvRules(new SrvSettings(host, "mongodb", maxHosts, suffix), null);
    }

    private static Seedlist hosts(String host, @Nullable String suffix, String target, int port) {
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
    void accepted(String host, String target) {
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
    void rejected(String host, String target, Problem problem) {
        var found = hosts(host, null, target, 27017);
        assertThat(found.hosts()).isEmpty();
        assertThat(Objects.requireNonNull(found.rejected()).problem()).isEqualTo(problem);
    }

    @Test
    void theSuffixReplacesTheDomain() {
        assertThat(hosts("a.example.org", "internal", "b.internal", 1).rejected())
                .isNull();
        assertThat(hosts("a.example.org", "x.internal", "b.example.org", 1).rejected())
                .hasMessageContaining("does not belong to the domain x.internal of srvAllowedHostsSuffix");
    }

    private static Seedlist validated(Predicate<String> validator, SrvRecord... records) {
        var settings = new SrvSettings("a.example.org", "mongodb", 0, null);
        return new SrvRules(settings, validator).hosts(List.of(records));
    }

    @Test
    void theValidatorReplacesTheDomain() {
        var asked = new ArrayList<String>();
        var found = validated(
                host -> {
                    asked.add(host);
                    return host.endsWith(".net");
                },
                new SrvRecord("B.Example.NET.", 1, null),
                new SrvRecord("c.example.org", 2, null));
        assertThat(asked).containsExactly("b.example.net", "c.example.org");
        assertThat(found.hosts()).containsExactly(new ServerAddress("b.example.net", 1));
        assertThat(found.rejected())
                .hasMessage("an SRV record of _mongodb._tcp.a.example.org names the host c.example.org, which the"
                        + " srvHostValidator does not accept");
        assertThat(Objects.requireNonNull(found.rejected()).problem()).isEqualTo(Problem.SRV_HOST_VALIDATOR);
    }

    @Test
    void theValidatorMayThrowAnything() {
        var thrown = new StackOverflowError();
        var found = validated(
                host -> {
                    throw thrown;
                },
                new SrvRecord("b.example.org", 1, null));
        assertThat(found.hosts()).isEmpty();
        assertThat(found.rejected())
                .hasCause(thrown)
                .hasMessage("the srvHostValidator threw java.lang.StackOverflowError for the host b.example.org in an"
                        + " SRV record of _mongodb._tcp.a.example.org");
    }

    @Test
    void theValidatorIsOnlyAskedAboutHosts() {
        Predicate<String> unasked = host -> {
            throw new AssertionError(host);
        };
        assertThat(validated(unasked, new SrvRecord(".", 1, null)).rejected()).hasMessageContaining("empty target");
        assertThat(validated(unasked, new SrvRecord("[::1]", 1, null)).rejected())
                .hasMessageContaining("no DNS name");
        assertThat(validated(unasked, new SrvRecord("b.example.org", 0, null)).rejected())
                .hasMessageContaining("with port 0");
        var tooMany = Collections.nCopies(SrvRules.MAXIMUM_RECORDS + 1, new SrvRecord("b.example.org", 1, null));
        assertThat(validated(unasked, tooMany.toArray(SrvRecord[]::new)).rejected())
                .hasMessageContaining("has 1001 SRV records");
    }

    @ParameterizedTest
    @CsvSource({"0", "-1", "65536"})
    void portsOutOfRange(int port) {
        assertThat(hosts("a.example.org", null, "b.example.org", port).rejected())
                .hasMessageContaining("with port " + port);
    }

    @Test
    void theSameHostTwiceIsOne() {
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
