package dev.morelia.live.srv;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import dev.morelia.MongoClient;
import dev.morelia.bson.Document;
import dev.morelia.error.ClientClosedException;
import dev.morelia.error.MongoException.RetryAdvice;
import dev.morelia.error.OperationTimeoutException;
import dev.morelia.error.ServerSelectionException;
import dev.morelia.event.TopologyEvent;
import dev.morelia.event.TopologyListener;
import dev.morelia.spi.DnsException;
import dev.morelia.testkit.Exchange;
import dev.morelia.testkit.ScriptedServer;
import dev.morelia.testkit.dns.DnsServer;
import dev.morelia.testkit.dns.DnsServer.Fault;
import dev.morelia.topology.ServerAddress;
import dev.morelia.topology.TopologyType;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.function.Predicate;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** The first lookup of the hosts. */
@Timeout(60)
class SrvDiscoveryTest {
    private static final Document PING = new Document("ping", 1);
    private static final Duration SOON = Duration.ofMillis(500);

    private final DnsServer dns = DnsServer.start();

    @AfterEach
    void close() {
        dns.close();
    }

    private static void ping(MongoClient client) {
        client.database("admin").runCommand(PING);
    }

    private static Duration since(long nanos) {
        return Duration.ofNanos(System.nanoTime() - nanos);
    }

    @Test
    void anOperationWaitsForTheHosts() {
        try (var server = ScriptedServer.start(Exchange::replyOk)) {
            Srv.add(dns, "a.example.org", server);
            try (var client = Srv.client(dns, "")) {
                ping(client);
                assertThat(client.description().servers()).hasSize(1);
                assertThat(client.settings().topology().hosts())
                        .containsExactly(new ServerAddress(
                                "a.example.org", server.address().port()));
                assertThat(client).hasToString("MongoClient[mongodb+srv://cluster.example.org]");
            }
        }
    }

    @Test
    void buildingAClientDoesNotWaitForDns() {
        dns.fault(Fault.SILENT);
        long begun = System.nanoTime();
        try (var client = Srv.client(dns, "")) {
            assertThat(since(begun)).isLessThan(SOON);
            assertThat(client.description().servers()).isEmpty();
            assertThat(client.settings().topology().hosts()).isEmpty();
        }
    }

    @Test
    void closingAClientDoesNotWaitForDns() throws Exception {
        dns.fault(Fault.SILENT);
        CompletableFuture<Void> waiting;
        long begun;
        try (var client = Srv.client(dns, "")) {
            waiting = CompletableFuture.runAsync(() -> ping(client));
            Thread.sleep(100);
            begun = System.nanoTime();
        }
        assertThat(since(begun)).isLessThan(SOON);
        assertThatThrownBy(waiting::get)
                .isInstanceOf(ExecutionException.class)
                .hasCauseInstanceOf(ClientClosedException.class);
    }

    @Test
    void optionsOfTheTxtRecordApply() {
        var hosts = List.of("a.example.org:1");
        try (var server = ScriptedServer.start(
                hello -> hello.append("setName", "rs0").append("hosts", hosts).append("setVersion", 1),
                Exchange::replyOk)) {
            Srv.add(dns, "a.example.org", server);
            dns.zone().txt(Srv.HOST, "replica", "Set=other");
            try (var client = Srv.client(dns, "&serverSelectionTimeoutMS=500")) {
                assertThatThrownBy(() -> ping(client))
                        .isInstanceOf(ServerSelectionException.class)
                        .hasMessageContaining("replicaSet=other");
                assertThat(client.settings().topology().replicaSet()).isEqualTo("other");
                assertThat(client.description().type()).isEqualTo(TopologyType.REPLICA_SET_NO_PRIMARY);
            }
        }
    }

    @Test
    void theErrorSaysWhatWasLookedUp() {
        try (var client = Srv.client(dns, "&serverSelectionTimeoutMS=300")) {
            var failure = catchThrowableOfType(ServerSelectionException.class, () -> ping(client));
            assertThat(failure)
                    .hasMessageContaining("Found no server for read preference primary within 3")
                    .hasMessageContaining("The hosts of mongodb+srv://cluster.example.org are not known: looking up the"
                            + " SRV records of _mongodb._tcp.cluster.example.org failed: the name does not exist (1"
                            + " attempt in 3")
                    .hasMessageContaining("Next step: check the spelling of the host name and the DNS configuration")
                    .hasRootCauseInstanceOf(javax.naming.NameNotFoundException.class);
            assertThat(failure.retryAdvice()).isEqualTo(RetryAdvice.SAFE);
        }
    }

    @Test
    void theTimeoutOfAnOperationApplies() {
        dns.fault(Fault.SILENT);
        try (var client = Srv.client(dns, "&timeoutMS=200")) {
            assertThatThrownBy(() -> ping(client))
                    .isInstanceOf(OperationTimeoutException.class)
                    .hasStackTraceContaining("DNS has not answered");
        }
    }

    @Test
    void aNameThatAppearsLaterIsFoundSoon() throws Exception {
        try (var server = ScriptedServer.start(Exchange::replyOk);
                var client = Srv.client(dns, "")) {
            var waiting = CompletableFuture.runAsync(() -> ping(client));
            Thread.sleep(700);
            Srv.add(dns, "a.example.org", server);
            waiting.get();
        }
    }

    @Test
    void failFastAndTryOnceEndTheWait() {
        long begun = System.nanoTime();
        try (var client = Srv.client(MongoClient.builder()
                        .uri(Srv.URI)
                        .dnsResolver(dns.resolver())
                        .settings(settings -> settings.topology(topology -> topology.failFast(true))));
                var other = Srv.client(dns, "&serverSelectionTryOnce=true")) {
            assertThatThrownBy(() -> ping(client))
                    .isInstanceOf(ServerSelectionException.class)
                    .hasMessageContaining("failFast");
            assertThatThrownBy(() -> ping(other))
                    .isInstanceOf(ServerSelectionException.class)
                    .hasMessageContaining("serverSelectionTryOnce");
        }
        assertThat(since(begun)).isLessThan(Duration.ofSeconds(5));
    }

    @Test
    void aClientThatIsOpenedAgainKeepsTheHostsIfDnsFails() {
        try (var server = ScriptedServer.start(Exchange::replyOk)) {
            Srv.add(dns, "a.example.org", server);
            try (var client = Srv.client(dns, "&connectTimeoutMS=500")) {
                ping(client);
                client.disconnect();
                dns.fault(Fault.SERVER_FAILURE);
                ping(client);
            }
        }
    }

    @Test
    void theHostsAreLookedUpAgainAfterADisconnection() {
        try (var one = ScriptedServer.start(Exchange::replyOk);
                var other = ScriptedServer.start(Exchange::replyOk)) {
            Srv.add(dns, "a.example.org", one);
            try (var client = Srv.client(dns, "")) {
                ping(client);
                client.disconnect();
                dns.zone().remove(Srv.NAME);
                Srv.add(dns, "b.example.org", other);
                ping(client);
                assertThat(client.address().host()).isEqualTo("b.example.org");
            }
        }
    }

    private MongoClient validated(Predicate<String> validator, String options) {
        return Srv.client(MongoClient.builder()
                .uri(Srv.URI + options)
                .dnsResolver(dns.resolver())
                .settings(settings -> settings.topology(topology -> topology.srvHostValidator(validator))));
    }

    @Test
    void aHostValidatorReplacesTheCheckOfTheDomain() {
        try (var server = ScriptedServer.start(Exchange::replyOk)) {
            Srv.add(dns, "Db.Other.NET", server);
            try (var client = validated("db.other.net"::equals, "")) {
                ping(client);
                assertThat(client.address().host()).isEqualTo("db.other.net");
            }
        }
    }

    @Test
    void theErrorOfAHostValidatorIsTheCause() {
        dns.zone().srv(Srv.NAME, 1, "a.example.org");
        var raised = new IllegalStateException("raised");
        Predicate<String> raising = host -> {
            throw raised;
        };
        try (var client = validated(raising, "&serverSelectionTimeoutMS=300")) {
            assertThatThrownBy(() -> ping(client))
                    .isInstanceOf(ServerSelectionException.class)
                    .hasMessageContaining("the srvHostValidator threw java.lang.IllegalStateException for the host"
                            + " a.example.org")
                    .hasRootCause(raised);
        }
    }

    @Test
    void aHostValidatorThatHangsHoldsNothingUp() throws Exception {
        dns.zone().srv(Srv.NAME, 1, "a.example.org");
        var asked = new CountDownLatch(1);
        var end = new CountDownLatch(1);
        Predicate<String> hanging = host -> {
            asked.countDown();
            try {
                return end.await(1, TimeUnit.MINUTES);
            } catch (InterruptedException e) {
                return false;
            }
        };
        long begun;
        try (var client = validated(hanging, "&timeoutMS=200")) {
            assertThat(asked.await(10, TimeUnit.SECONDS)).isTrue();
            begun = System.nanoTime();
            assertThatThrownBy(() -> ping(client)).isInstanceOf(OperationTimeoutException.class);
        } finally {
            end.countDown();
        }
        assertThat(since(begun)).isLessThan(Duration.ofSeconds(1));
    }

    @Test
    void eventsBeginWithTheOpeningAndEndWithTheClosing() {
        var events = new CopyOnWriteArrayList<String>();
        var listener = new TopologyListener() {
            @Override
            public void topologyOpening(TopologyEvent.TopologyOpening event) {
                events.add("opening");
            }

            @Override
            public void topologyDescriptionChanged(TopologyEvent.TopologyDescriptionChanged event) {
                events.add("changed");
            }

            @Override
            public void topologyClosed(TopologyEvent.TopologyClosed event) {
                events.add("closed");
            }
        };
        var builder = MongoClient.builder().uri(Srv.URI + "&serverSelectionTimeoutMS=100");
        builder.dnsResolver(dns.resolver()).topologyListener(listener);
        try (var client = Srv.client(builder)) {
            assertThatThrownBy(() -> ping(client)).isInstanceOf(ServerSelectionException.class);
        }
        assertThat(events).containsExactly("opening", "closed");
    }

    @Test
    void theResolverOfTheSystemIsTheDefault() {
        var builder = MongoClient.builder()
                .uri("mongodb+srv://cluster.invalid/?tls=false&connectTimeoutMS=500&serverSelectionTimeoutMS=1000");
        try (var client = builder.build()) {
            assertThatThrownBy(() -> ping(client))
                    .isInstanceOf(ServerSelectionException.class)
                    .hasStackTraceContaining(DnsException.class.getName());
        }
    }
}
