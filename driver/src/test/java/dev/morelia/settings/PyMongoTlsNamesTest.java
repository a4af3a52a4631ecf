package dev.morelia.settings;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** PyMongo 3's names of the TLS options mean what they mean there. */
class PyMongoTlsNamesTest {

    private static TlsSettings tls(String options) {
        var uri = ConnectionString.parse("mongodb://h/?" + options);
        assertThat(uri.warnings()).isEmpty();
        return uri.settings().tls();
    }

    @Test
    void filesAndPassphrase() {
        var tls = tls("ssl_certfile=/c.pem&ssl_keyfile=/k.pem&ssl_pem_passphrase=s%26t&ssl_ca_certs=/ca.pem");
        assertThat(tls.enabled()).isTrue();
        assertThat(tls.certificateKeyFile()).isEqualTo(Path.of("/c.pem"));
        assertThat(tls.privateKeyFile()).isEqualTo(Path.of("/k.pem"));
        assertThat(tls.certificateKeyFilePassword()).isEqualTo(Secret.of("s&t"));
        assertThat(tls.caFile()).isEqualTo(Path.of("/ca.pem"));
        assertThat(tls.toString()).doesNotContain("s&t");
        assertThat(tls("ssl=true&ssl_ca_certs=/ca.pem")).isEqualTo(tls("tlsCAFile=/ca.pem"));
        assertThat(tls("SSL_CA_CERTS=/ca.pem")).isEqualTo(tls("tlsCAFile=/ca.pem"));
    }

    @ParameterizedTest
    @CsvSource({"CERT_NONE, true", "CERT_OPTIONAL, false", "CERT_REQUIRED, false"})
    void certReqs(String value, boolean acceptsAll) {
        var tls = tls("ssl_cert_reqs=" + value);
        assertThat(tls.enabled()).isTrue();
        assertThat(tls.allowInvalidCertificates()).isEqualTo(acceptsAll);
        assertThat(tls.allowInvalidHostnames()).isFalse();
    }

    @ParameterizedTest
    @ValueSource(booleans = {true, false})
    void matchHostname(boolean value) {
        var tls = tls("ssl_match_hostname=" + value);
        assertThat(tls.enabled()).isTrue();
        assertThat(tls.allowInvalidHostnames()).isEqualTo(!value);
        assertThat(tls.allowInvalidCertificates()).isFalse();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "ssl_certfile=/c.pem",
                "ssl_ca_certs=/c.pem",
                "ssl_cert_reqs=CERT_REQUIRED",
                "ssl_match_hostname=true"
            })
    void eachNeedsTls(String option) {
        for (String off : new String[] {"tls=false", "ssl=false"}) {
            assertThatIllegalArgumentException()
                    .isThrownBy(() -> ConnectionString.parse("mongodb://h/?" + option + "&" + off))
                    .withMessageContaining(option.substring(0, option.indexOf('=')) + " needs TLS");
            assertThatIllegalArgumentException()
                    .isThrownBy(() ->
                            ConnectionString.parse(java.util.List.of("mongodb://h/?" + option, "mongodb://g/?" + off)));
        }
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "ssl_keyfile=/k.pem",
                "ssl_cert_reqs=CERT_NONE&tlsInsecure=true",
                "ssl_cert_reqs=CERT_NONE&tlsAllowInvalidCertificates=true",
                "ssl_match_hostname=false&tlsAllowInvalidHostnames=true",
                "ssl_match_hostname=false&tlsInsecure=true",
                "ssl_cert_reqs=CERT_NONE&tlsDisableOCSPEndpointCheck=true"
            })
    void contradictionsAreRejected(String options) {
        assertThatIllegalArgumentException()
                .isThrownBy(
                        () -> ConnectionString.parse("mongodb://h/?" + options).settings());
    }

    @Test
    void anUnknownValueIsIgnoredAndLeavesTheCheckOn() {
        var uri = ConnectionString.parse("mongodb://h/?ssl=true&ssl_cert_reqs=CERT_NOON");
        assertThat(uri.warnings().toString()).contains("ssl_cert_reqs").contains("did you mean \"CERT_NONE\"");
        assertThat(uri.settings().tls().allowInvalidCertificates()).isFalse();
    }

    @Test
    void settingsThatContradictAreRejected() {
        var on = TlsSettings.disabled().enabled(true);
        assertThatIllegalArgumentException()
                .isThrownBy(() -> on.allowInvalidCertificates(true).disableOcspEndpointCheck(true));
        assertThatIllegalArgumentException()
                .isThrownBy(() -> on.disableOcspEndpointCheck(true).disableCertificateRevocationCheck(true));
    }
}
