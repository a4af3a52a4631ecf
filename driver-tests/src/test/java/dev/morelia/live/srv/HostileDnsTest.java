package dev.morelia.live.srv;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowable;

import dev.morelia.MongoClient;
import dev.morelia.bson.Document;
import dev.morelia.error.ServerSelectionException;
import dev.morelia.spi.DnsException;
import dev.morelia.spi.DnsResolver;
import dev.morelia.testkit.Exchange;
import dev.morelia.testkit.ScriptedServer;
import dev.morelia.testkit.dns.DnsServer;
import dev.morelia.testkit.dns.DnsServer.Fault;
import dev.morelia.testkit.dns.Zone;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.concurrent.Semaphore;
import java.util.function.Consumer;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;
import org.junit.jupiter.api.Timeout;

/**
 * Name servers and resolvers that misbehave: each time an operation ends with a clear error at its deadline, and the
 * client can be used once the answers are right.
 */
@Timeout(180)
class HostileDnsTest {
    private static final Document PING = new Document("ping", 1);
    private static final Duration LIMIT = Duration.ofMillis(1500 + 250);
    private static final String OPTIONS =
            "&serverSelectionTimeoutMS=1500&connectTimeoutMS=1000&heartbeatFrequencyMS=500";

    /** Of the driver or of the resolver, whichever notices first. */
    private static final String NO_ANSWER = "there was no answer in time|no name server answered";

    private static final Duration HOUR = Duration.ofHours(1);

    /** Loads classes, which would take some of the time that is measured. */
    @BeforeAll
    static void warmUp() {
        try (var dns = DnsServer.start();
                var server = ScriptedServer.start(Exchange::replyOk)) {
            check(dns.resolver(), Duration.ofMinutes(1), "does not exist", () -> Srv.add(dns, "a.example.org", server));
        }
    }

    private static void ping(MongoClient client) {
        client.database("admin").runCommand(PING);
    }

    private static DynamicTest fault(Fault fault, String message) {
        return DynamicTest.dynamicTest(fault.toString(), () -> {
            try (var dns = DnsServer.start();
                    var server = ScriptedServer.start(Exchange::replyOk)) {
                Srv.add(dns, "a.example.org", server);
                dns.fault(fault);
                check(dns.resolver(), message, () -> dns.fault(null));
            }
        });
    }

    private static DynamicTest records(String name, Consumer<Zone> records, String message) {
        return DynamicTest.dynamicTest(name, () -> {
            try (var dns = DnsServer.start();
                    var server = ScriptedServer.start(Exchange::replyOk)) {
                records.accept(dns.zone());
                check(dns.resolver(), message, () -> {
                    dns.zone().remove(Srv.NAME).remove(Srv.HOST);
                    Srv.add(dns, "a.example.org", server);
                });
            }
        });
    }

    private static DynamicTest resolver(String name, DnsResolver hostile, String message) {
        return DynamicTest.dynamicTest(name, () -> {
            try (var dns = DnsServer.start();
                    var server = ScriptedServer.start(Exchange::replyOk)) {
                Srv.add(dns, "a.example.org", server);
                var resolver = new Switch(hostile);
                check(resolver, message, () -> resolver.current = dns.resolver());
            }
        });
    }

    private static void check(DnsResolver resolver, String message, Runnable repair) {
        check(resolver, LIMIT, message, repair);
    }

    private static void check(DnsResolver resolver, Duration limit, String message, Runnable repair) {
        try (var client = Srv.client(resolver, OPTIONS)) {
            long begun = System.nanoTime();
            Throwable failure = catchThrowable(() -> ping(client));
            assertThat(Duration.ofNanos(System.nanoTime() - begun)).isLessThan(limit);
            assertThat(failure).isInstanceOf(ServerSelectionException.class).hasMessageFindingMatch(message);
            assertThat(failure.getMessage()).hasSizeLessThan(1000);
            repair.run();
            assertThat(usableSoon(client)).isTrue();
        }
    }

    /** Within some seconds: the pause between two lookups, and one that is still running, must be over. */
    private static boolean usableSoon(MongoClient client) {
        for (int i = 0; i < 5; i++) {
            if (catchThrowable(() -> ping(client)) == null) {
                return true;
            }
        }
        return false;
    }

    /** A resolver that can be exchanged. */
    private static final class Switch implements DnsResolver {
        private volatile DnsResolver current;

        Switch(DnsResolver first) {
            current = first;
        }

        @Override
        public List<SrvRecord> srv(String name, Duration timeout) throws DnsException {
            return current.srv(name, timeout);
        }

        @Override
        public List<String> txt(String name, Duration timeout) throws DnsException {
            return current.txt(name, timeout);
        }
    }

    /** A resolver of SRV records; there are no TXT records. */
    private interface SrvOnly extends DnsResolver {
        @Override
        default List<String> txt(String name, Duration timeout) {
            return List.of();
        }
    }

    private static SrvOnly thatReturns(List<DnsResolver.SrvRecord> records) {
        return (name, timeout) -> records;
    }

    @TestFactory
    Stream<DynamicTest> nameServers() {
        return Stream.of(
                fault(Fault.SILENT, NO_ANSWER),
                fault(Fault.SERVER_FAILURE, "looking up the SRV records of " + Srv.NAME + " failed"),
                fault(Fault.REFUSED, "looking up the SRV records of " + Srv.NAME + " failed"),
                fault(Fault.WRONG_ID, NO_ANSWER),
                fault(Fault.CUT_OFF, Srv.NAME),
                fault(Fault.GARBAGE, Srv.NAME),
                fault(Fault.SILENT_OVER_TCP, Srv.NAME));
    }

    @TestFactory
    Stream<DynamicTest> records() {
        String twenty = "x".repeat(20);
        return Stream.of(
                records("no name", zone -> {}, "the name does not exist"),
                records("no SRV records", zone -> zone.txt(Srv.NAME, "a"), "has no SRV records"),
                records(
                        "foreign domain",
                        zone -> zone.srv(Srv.NAME, 1, "a.evil.org"),
                        "names the host a.evil.org, which" + " does not belong to the domain example.org"),
                records(
                        "one of several in a foreign domain",
                        zone -> zone.srv(Srv.NAME, 1, "a.example.org").srv(Srv.NAME, 1, "a.example.org.evil.net"),
                        "a.example.org.evil.net"),
                records(
                        "no dot before the domain",
                        zone -> zone.srv(Srv.NAME, 1, "evilexample.org"),
                        "evilexample.org"),
                records("port 0", zone -> zone.srv(Srv.NAME, 0, "a.example.org"), "with port 0"),
                records("empty target", zone -> zone.srv(Srv.NAME, 1, ""), "the service is not available"),
                records("blank in the target", zone -> zone.srv(Srv.NAME, 1, "a b.example.org"), "is no DNS name"),
                records("NUL in the target", zone -> zone.srv(Srv.NAME, 1, "a\0.example.org"), "is no DNS name"),
                records(
                        "CNAME loop",
                        zone -> zone.cname(Srv.NAME, "_mongodb._tcp.b.example.org")
                                .cname("_mongodb._tcp.b.example.org", Srv.NAME),
                        "has no SRV records"),
                records(
                        "1,500 records over TCP",
                        zone -> {
                            for (int i = 0; i < 1500; i++) {
                                zone.srv(Srv.NAME, i + 1, "a.example.org");
                            }
                        },
                        "has 1500 SRV records, the maximum is 1000"),
                records(
                        "TXT record with ten strings that is no list of options",
                        zone -> zone.srv(Srv.NAME, 1, "a.example.org")
                                .txt(Srv.HOST, Collections.nCopies(10, twenty).toArray(String[]::new)),
                        "the TXT record does not fit the settings"),
                records(
                        "TXT record of 51 KB",
                        zone -> zone.srv(Srv.NAME, 1, "a.example.org")
                                .txt(
                                        Srv.HOST,
                                        Collections.nCopies(200, "x".repeat(255))
                                                .toArray(String[]::new)),
                        "has 51000 characters, the maximum is 10000"),
                records(
                        "two TXT records",
                        zone -> zone.srv(Srv.NAME, 1, "a.example.org")
                                .txt(Srv.HOST, "replicaSet=a")
                                .txt(Srv.HOST, "authSource=a"),
                        "has 2 TXT records"),
                records(
                        "TXT record that would switch TLS off",
                        zone -> zone.srv(Srv.NAME, 1, "a.example.org").txt(Srv.HOST, "tls=false"),
                        "Option 'tls' is not allowed in a TXT record"),
                records(
                        "TXT record that contradicts the SRV records",
                        zone -> zone.srv(Srv.NAME, 1, "a.example.org")
                                .srv(Srv.NAME, 2, "a.example.org")
                                .txt(Srv.HOST, "loadBalanced=true"),
                        "loadBalanced=true needs exactly one host"));
    }

    @TestFactory
    Stream<DynamicTest> resolvers() {
        var many = new ArrayList<DnsResolver.SrvRecord>();
        for (int i = 0; i < 10_000; i++) {
            many.add(new DnsResolver.SrvRecord("host" + i + ".example.org.", 27017, HOUR));
        }
        var never = new Semaphore(0);
        return Stream.of(
                resolver("10,000 records", thatReturns(many), "has 10000 SRV records, the maximum is 1000"),
                resolver(
                        "port above 65535",
                        thatReturns(List.of(new DnsResolver.SrvRecord("a.example.org", 65_536, null))),
                        "with port 65536"),
                resolver(
                        "a target of 64 KB",
                        thatReturns(List.of(new DnsResolver.SrvRecord("x".repeat(65_536) + ".evil.org", 1, null))),
                        "which does not belong to the domain"),
                resolver("null", thatReturns(Collections.emptyList()), "has no SRV records"),
                resolver(
                        "a null record",
                        thatReturns(Arrays.asList((DnsResolver.SrvRecord) null)),
                        "the resolver failed: java.lang.NullPointerException"),
                resolver(
                        "an exception",
                        (SrvOnly) (name, timeout) -> {
                            throw new IllegalStateException("mine");
                        },
                        "the resolver failed: java.lang.IllegalStateException: mine"),
                resolver(
                        "an error",
                        (SrvOnly) (name, timeout) -> {
                            throw new StackOverflowError();
                        },
                        "the resolver failed: java.lang.StackOverflowError"),
                resolver(
                        "an answer that never comes",
                        (SrvOnly) (name, timeout) -> {
                            never.acquireUninterruptibly();
                            return List.of();
                        },
                        "there was no answer in time"));
    }

    @Test
    void lookupsThatNeverEndDoNotOccupyMoreAndMoreThreads() throws Exception {
        var never = new Semaphore(0);
        SrvOnly hanging = (name, timeout) -> {
            never.acquireUninterruptibly();
            throw new DnsException(DnsException.Reason.TIMED_OUT, "at last", null);
        };
        long before = lookups();
        var options = "&serverSelectionTimeoutMS=20000&connectTimeoutMS=1&heartbeatFrequencyMS=500";
        try (var client = Srv.client(hanging, options)) {
            long end = System.nanoTime() + Duration.ofSeconds(20).toNanos();
            Throwable failure = null;
            while (System.nanoTime() < end && !String.valueOf(failure).contains("still running")) {
                failure = catchThrowable(() ->
                        client.with(Duration.ofMillis(400)).database("admin").runCommand(PING));
            }
            assertThat(failure).hasStackTraceContaining("has not answered 10 earlier queries");
            assertThat(lookups() - before).isEqualTo(10);
        } finally {
            never.release(1000);
        }
    }

    private static long lookups() {
        return Thread.getAllStackTraces().keySet().stream()
                .filter(thread -> thread.getName().equals("morelia-dns"))
                .count();
    }
}
