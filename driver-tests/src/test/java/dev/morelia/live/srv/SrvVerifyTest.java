package dev.morelia.live.srv;

import static org.assertj.core.api.Assertions.assertThat;

import dev.morelia.MongoClient;
import dev.morelia.result.Problem;
import dev.morelia.result.Verification;
import dev.morelia.result.Verification.Action;
import dev.morelia.result.Verification.Step;
import dev.morelia.testkit.Exchange;
import dev.morelia.testkit.ScriptedServer;
import dev.morelia.testkit.dns.DnsServer;
import dev.morelia.testkit.dns.DnsServer.Fault;
import java.time.Duration;
import java.util.Objects;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** The DNS steps of verify. */
@Timeout(60)
class SrvVerifyTest {
    private final DnsServer dns = DnsServer.start();

    @AfterEach
    void close() {
        dns.close();
    }

    private @Nullable Predicate<String> validator;

    private Verification verify() {
        var builder = MongoClient.builder()
                .uri(Srv.URI + "&connectTimeoutMS=1000")
                .dnsResolver(dns.resolver())
                .settings(settings -> settings.topology(topology -> topology.srvHostValidator(validator)));
        try (var client = Srv.client(builder)) {
            return client.verify(Duration.ofSeconds(10));
        }
    }

    private void assertProblem(Problem problem, Action lastStep, String message) {
        var verification = verify();
        var srv = Objects.requireNonNull(verification.srv());
        assertThat(verification.isUsable()).isFalse();
        assertThat(verification.problem()).isEqualTo(problem);
        assertThat(verification.hosts()).isEmpty();
        assertThat(srv.problem()).isEqualTo(problem);
        assertThat(srv.message()).contains(message);
        assertThat(srv.steps()).extracting(Step::action).last().isEqualTo(lastStep);
        assertThat(srv.steps()).extracting(Step::succeeded).last().isEqualTo(false);
        assertThat(verification.toString())
                .containsPattern(lastStep + " +FAILED ")
                .contains("mongodb+srv://" + Srv.HOST, "Next step: " + problem.nextStep());
    }

    @Test
    void aHealthyDeployment() {
        try (var server = ScriptedServer.start(Exchange::replyOk)) {
            Srv.add(dns, "a.example.org", server);
            dns.zone().txt(Srv.HOST, "authSource=admin");
            var verification = verify();
            assertThat(verification.isUsable()).as(verification.toString()).isTrue();
            assertThat(Objects.requireNonNull(verification.srv()).steps())
                    .extracting(Step::action)
                    .containsExactly(Action.SRV, Action.TXT);
            assertThat(verification.hosts()).hasSize(1);
            assertThat(verification.toString())
                    .containsPattern("SRV +ok ")
                    .contains("mongodb+srv://" + Srv.HOST, "a.example.org:", "authSource=admin");
        }
    }

    @Test
    void anUnknownName() {
        assertProblem(Problem.DNS, Action.SRV, "the name does not exist");
    }

    @Test
    void noSrvRecords() {
        dns.zone().txt(Srv.NAME, "x");
        assertProblem(Problem.NO_SRV_RECORDS, Action.SRV, "has no SRV records");
    }

    @Test
    void aForeignDomain() {
        dns.zone().srv(Srv.NAME, 1, "a.evil.org");
        assertProblem(Problem.SRV_DOMAIN, Action.SRV, "a.evil.org");
    }

    @Test
    void aHostThatTheValidatorDoesNotAccept() {
        dns.zone().srv(Srv.NAME, 1, "a.example.org");
        validator = host -> false;
        assertProblem(Problem.SRV_HOST_VALIDATOR, Action.SRV, "which the srvHostValidator does not accept");
    }

    @Test
    void aBadTxtRecord() {
        dns.zone().srv(Srv.NAME, 1, "a.example.org").txt(Srv.HOST, "tls=false");
        assertProblem(Problem.TXT_RECORD, Action.TXT, "Option 'tls' is not allowed");
    }

    @Test
    void aSilentNameServer() {
        dns.fault(Fault.SILENT);
        assertProblem(Problem.DNS_SERVER, Action.SRV, "no");
    }

    @Test
    void dnsThatFailsLaterIsNoProblemOfTheDeployment() {
        try (var server = ScriptedServer.start(Exchange::replyOk)) {
            Srv.add(dns, "a.example.org", server);
            try (var client = Srv.client(dns, "")) {
                assertThat(client.verify(Duration.ofSeconds(10)).isUsable()).isTrue();
                dns.zone().remove(Srv.NAME);
                var verification = client.verify(Duration.ofSeconds(10));
                assertThat(verification.isUsable()).isTrue();
                assertThat(verification.problem()).isEqualTo(Problem.NONE);
                assertThat(Objects.requireNonNull(verification.srv()).problem()).isEqualTo(Problem.DNS);
            }
        }
    }
}
