package dev.morelia.settings;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import dev.morelia.topology.ServerAddress;
import java.util.List;
import java.util.Objects;
import java.util.function.Predicate;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** The settings of mongodb+srv, and what DNS adds to the others. */
class SrvSettingsTest {
    private static final List<ServerAddress> HOSTS = List.of(ServerAddress.of("a.example.org"));

    private static ClientSettings resolved(String uri, String txt) {
        return ClientSettings.of(uri).resolved(HOSTS, txt);
    }

    private static String source(ClientSettings settings) {
        return Objects.requireNonNull(
                Objects.requireNonNull(settings.credential()).source());
    }

    @ParameterizedTest
    @CsvSource({
        "cluster.example.org,cluster.example.org",
        "Cluster.Example.ORG.,cluster.example.org",
        "localhost,localhost",
        "b\u00fccher.example,xn--bcher-kva.example"
    })
    void namesAreNormalized(String host, String expected) {
        assertThat(new SrvSettings(host, "mongodb", 0, null).host()).isEqualTo(expected);
    }

    @ParameterizedTest
    @ValueSource(strings = {"127.0.0.1", "::1", ".", "a..b", "a b", "/tmp/a.sock"})
    void otherNamesAreRejected(String host) {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> new SrvSettings(host, "mongodb", 0, null))
                .withMessageContaining("host");
    }

    @Test
    void namesThatAreTooLongAreRejected() {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> new SrvSettings("a.".repeat(120) + "org", "mongodb", 0, null))
                .withMessageContaining("must not be longer than a DNS name may be");
        assertThatIllegalArgumentException().isThrownBy(() -> new SrvSettings("a.org", "x".repeat(63), 0, null));
        assertThat(new SrvSettings("a.org", "x".repeat(62), 0, null).serviceName())
                .hasSize(62);
    }

    @ParameterizedTest
    @CsvSource({"example.org,.example.org", ".Example.org.,.example.org", "internal,.internal", "localhost,.localhost"})
    void theSuffixIsNormalized(String suffix, String expected) {
        var srv = ClientSettings.of("mongodb+srv://a.b.c/?srvAllowedHostsSuffix=" + suffix)
                .topology()
                .srv();
        assertThat(Objects.requireNonNull(srv).allowedHostsSuffix()).isEqualTo(expected);
    }

    @ParameterizedTest
    @ValueSource(strings = {"org", ".com", "..a.b", "a b", "."})
    void aSuffixThatAllowsTooMuchIsRejected(String suffix) {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> new SrvSettings("a.b.c", "mongodb", 0, suffix))
                .withMessageContaining("srvAllowedHostsSuffix");
    }

    @Test
    void theSuffixNeedsTheScheme() {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> ConnectionString.parse("mongodb://a/?srvAllowedHostsSuffix=b.c"))
                .withMessageContaining(
                        "srvAllowedHostsSuffix needs a connection string that starts with mongodb+srv://");
    }

    @Test
    void theHostValidatorNeedsTheSchemeAndNoSuffix() {
        Predicate<String> validator = host -> true;
        var settings = ClientSettings.of("mongodb+srv://a.b.c/").topology().srvHostValidator(validator);
        assertThat(settings.srvHostValidator()).isSameAs(validator);
        assertThat(settings.srvHostValidator(null).srvHostValidator()).isNull();
        assertThat(settings.hosts(HOSTS).srvHostValidator()).isNull();
        var hosts = TopologySettings.defaults();
        assertThatIllegalArgumentException()
                .isThrownBy(() -> hosts.srvHostValidator(validator))
                .withMessage("srvHostValidator needs a connection string that starts with mongodb+srv://, got the hosts"
                        + " [localhost:27017]");
        var suffix = ClientSettings.of("mongodb+srv://a.b.c/?srvAllowedHostsSuffix=b.c")
                .topology();
        assertThatIllegalArgumentException()
                .isThrownBy(() -> suffix.srvHostValidator(validator))
                .withMessageStartingWith("srvHostValidator must not be set with srvAllowedHostsSuffix=.b.c");
    }

    @Test
    void optionsOfTheTxtRecordFillInWhatIsNotSet() {
        var settings = resolved("mongodb+srv://a.b.c/", "replicaSet=rs0&authSource=x");
        assertThat(settings.topology().hosts()).isEqualTo(HOSTS);
        assertThat(settings.topology().replicaSet()).isEqualTo("rs0");
        assertThat(settings.tls().enabled()).isTrue();
        assertThat(settings.topology().srv()).isNotNull();
        assertThat(resolved("mongodb+srv://a.b.c/", "LOADBALANCED=true")
                        .topology()
                        .loadBalanced())
                .isTrue();
    }

    @Test
    void optionsOfTheConnectionStringCountMore() {
        assertThat(resolved("mongodb+srv://a.b.c/?replicaSet=x", "replicaSet=rs0")
                        .topology()
                        .replicaSet())
                .isEqualTo("x");
        assertThat(resolved("mongodb+srv://a.b.c/?loadBalanced=false", "loadBalanced=true")
                        .topology()
                        .loadBalanced())
                .isFalse();
    }

    @ParameterizedTest
    @CsvSource({
        "mongodb+srv://u:p@a.b.c/,txt",
        "mongodb+srv://u:p@a.b.c/app,txt",
        "mongodb+srv://u:p@a.b.c/?authSource=uri,uri",
        "mongodb+srv://u:p@a.b.c/?authMechanism=PLAIN,txt",
        "mongodb+srv://a.b.c/?authMechanism=MONGODB-X509,$external"
    })
    void theSourceOfTheCredential(String uri, String expected) {
        assertThat(source(resolved(uri, "authSource=txt"))).isEqualTo(expected);
    }

    @Test
    void aCredentialSetInCodeKeepsTheSourceItNames() {
        var settings = ClientSettings.of("mongodb+srv://a.b.c/");
        var unnamed = settings.credential(Credential.of("u", "p"));
        var named = settings.credential(Credential.of("u", "p").source("admin"));
        assertThat(source(unnamed.resolved(HOSTS, "authSource=txt"))).isEqualTo("txt");
        assertThat(source(named.resolved(HOSTS, "authSource=txt"))).isEqualTo("admin");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "tls=false|Option 'tls' is not allowed in a TXT record",
                "ssl=false|Option 'ssl' is not allowed in a TXT record",
                "replicaSet=a&foo=bar|Option 'foo' is not allowed in a TXT record",
                "authSource|is incomplete",
                "authSource=|Option authSource must not be empty",
                "replicaSet=a&loadBalanced=true|loadBalanced=true must not be set with replicaSet=a",
                "authSource=%zz|percent sign"
            })
    void aTxtRecordIsRejected(String txt, String message) {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> resolved("mongodb+srv://u:canary@a.b.c/", txt))
                .withMessageContaining(message)
                .withMessageNotContaining("canary");
    }

    @Test
    void aTxtRecordMustFitTheMaximumOfHosts() {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> resolved("mongodb+srv://a.b.c/?srvMaxHosts=1", "replicaSet=rs0"))
                .withMessageContaining("srvMaxHosts=1 must not be set with replicaSet=rs0");
    }
}
