package dev.morelia.internal.identity;

import static org.assertj.core.api.Assertions.assertThat;

import dev.morelia.internal.env.Deadline;
import dev.morelia.spi.DnsException;
import dev.morelia.spi.DnsException.Reason;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

/** The host in a Kerberos principal. */
class CanonicalHostTest {
    private static final String UNKNOWN = "No-Such-Host.invalid";

    private final TestEnv env = new TestEnv();

    private String canonical(String property, String host) {
        return new CanonicalHost(env, property).of(host, Deadline.NONE);
    }

    @ParameterizedTest
    @ValueSource(strings = {"none", "false"})
    void none(String property) {
        env.aliases.put("localhost", "other.example.org.");
        assertThat(canonical(property, "LocalHost")).isEqualTo("LocalHost");
        assertThat(canonical(property, UNKNOWN)).isEqualTo(UNKNOWN);
    }

    @Test
    void forward() {
        assertThat(canonical("forward", "LocalHost")).isEqualTo("localhost");
        env.aliases.put("localhost", "Alias.Example.ORG.");
        assertThat(canonical("forward", "LocalHost")).isEqualTo("alias.example.org");
        env.aliases.put("alias.example.org", "db1.example.org");
        assertThat(canonical("forward", "LocalHost")).isEqualTo("db1.example.org");
        assertThat(canonical("forward", UNKNOWN)).isEqualTo(UNKNOWN);
    }

    @Test
    void addressesAreNoAliases() {
        env.aliases.put("127.0.0.1", "evil.example.org");
        env.aliases.put("::1", "evil.example.org");
        assertThat(canonical("forward", "127.0.0.1")).isEqualTo("127.0.0.1");
        assertThat(canonical("forward", "::1")).isEqualTo("::1");
    }

    @Test
    void aNameThatOnlyTheSystemKnowsIsNoAlias() {
        env.aliasFailure = new DnsException(Reason.NO_SUCH_NAME, "unknown", null);
        assertThat(canonical("forward", "LocalHost")).isEqualTo("localhost");
    }

    @ParameterizedTest
    @EnumSource(value = Reason.class, names = "NO_SUCH_NAME", mode = EnumSource.Mode.EXCLUDE)
    void theGivenNameIsUsedIfALookupFails(Reason reason) {
        env.aliasFailure = new DnsException(reason, "failed", null);
        assertThat(canonical("forward", "LocalHost")).isEqualTo("LocalHost");
    }

    @ParameterizedTest
    @ValueSource(strings = {"", ".", "a b.example.org", "[::1]", "/tmp/x.sock", "ldap://evil.org/x"})
    void theGivenNameIsUsedIfTheAnswerIsMalformed(String target) {
        env.aliases.put("localhost", target);
        assertThat(canonical("forward", "LocalHost")).isEqualTo("LocalHost");
    }

    @Test
    void aliasesThatGoRoundInCircles() {
        env.aliases.put("localhost", "b.example.org");
        env.aliases.put("b.example.org", "localhost");
        assertThat(canonical("forward", "LocalHost")).isEqualTo("LocalHost");
    }

    @Test
    void aDeadlineThatHasPassed() {
        env.aliases.put("localhost", "b.example.org");
        var passed = Deadline.after(env.nanoTime(), 0);
        assertThat(new CanonicalHost(env, "forward").of("LocalHost", passed)).isEqualTo("LocalHost");
    }

    @ParameterizedTest
    @CsvSource({"DB1.example.org,db1.example.org", "127.0.0.1,LocalHost", "'',LocalHost"})
    void forwardAndReverse(String nameOfAddress, String expected) {
        env.addressName = nameOfAddress.isEmpty() ? null : nameOfAddress;
        env.aliases.put("localhost", "alias.example.org");
        var given = Stream.of("forwardAndReverse", "true").map(property -> canonical(property, "LocalHost"));
        assertThat(given).containsOnly(expected);
        assertThat(canonical("forwardAndReverse", UNKNOWN)).isEqualTo(UNKNOWN);
    }
}
