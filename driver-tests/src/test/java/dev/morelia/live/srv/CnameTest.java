package dev.morelia.live.srv;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import dev.morelia.internal.env.JndiDnsResolver;
import dev.morelia.spi.DnsException;
import dev.morelia.spi.DnsException.Reason;
import dev.morelia.testkit.dns.DnsServer;
import dev.morelia.testkit.dns.DnsServer.Fault;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** CNAME records, as the JDK's DNS client reads them. */
@Timeout(60)
class CnameTest {
    private static final String ALIAS = "alias.example.org";

    private final DnsServer dns = DnsServer.start();

    @AfterEach
    void close() {
        dns.close();
    }

    private List<String> cname(String name) throws DnsException {
        return ((JndiDnsResolver) dns.resolver()).cname(name, Duration.ofSeconds(1));
    }

    @Test
    void anAlias() throws DnsException {
        dns.zone().cname(ALIAS, "b.example.org").cname("b.example.org", "c.example.org");
        assertThat(cname(ALIAS)).containsExactly("b.example.org.");
        assertThat(cname("b.example.org")).containsExactly("c.example.org.");
    }

    @Test
    void noAlias() throws DnsException {
        dns.zone().txt(ALIAS, "text");
        assertThat(cname(ALIAS)).isEmpty();
        assertThat(catchThrowableOfType(DnsException.class, () -> cname("other.example.org"))
                        .reason())
                .isEqualTo(Reason.NO_SUCH_NAME);
    }

    @Test
    void aSilentNameServer() {
        dns.fault(Fault.SILENT);
        long begun = System.nanoTime();
        assertThat(catchThrowableOfType(DnsException.class, () -> cname(ALIAS)).reason())
                .isEqualTo(Reason.TIMED_OUT);
        assertThat(Duration.ofNanos(System.nanoTime() - begun)).isLessThan(Duration.ofMillis(1500));
    }
}
