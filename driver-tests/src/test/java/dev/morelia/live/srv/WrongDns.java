package dev.morelia.live.srv;

import dev.morelia.live.scenario.Peer;
import dev.morelia.live.scenario.Scenario;
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

/** Name servers and resolvers that misbehave. */
public final class WrongDns {
    /** Of the driver or of the resolver, whichever notices first. */
    private static final String NO_ANSWER = "there was no answer in time|no name server answered";

    private static final Duration HOUR = Duration.ofHours(1);

    private WrongDns() {}

    /** All of them. */
    public static List<Scenario> all() {
        return Stream.of(nameServers(), records(), resolvers())
                .flatMap(each -> each)
                .toList();
    }

    private static Scenario fault(Fault fault, String message) {
        return Scenario.selection("name server: " + fault, message, () -> {
            var dns = DnsServer.start();
            var server = ScriptedServer.start(Exchange::replyOk);
            Srv.add(dns, "a.example.org", server);
            dns.fault(fault);
            return peer(dns.resolver(), () -> dns.fault(null), dns, server);
        });
    }

    private static Scenario records(String name, Consumer<Zone> records, String message) {
        return Scenario.selection("DNS records: " + name, message, () -> {
            var dns = DnsServer.start();
            var server = ScriptedServer.start(Exchange::replyOk);
            records.accept(dns.zone());
            Runnable repair = () -> {
                dns.zone().remove(Srv.NAME).remove(Srv.HOST);
                Srv.add(dns, "a.example.org", server);
            };
            return peer(dns.resolver(), repair, dns, server);
        });
    }

    private static Scenario resolver(String name, DnsResolver hostile, String message) {
        return Scenario.selection("resolver: " + name, message, () -> {
            var dns = DnsServer.start();
            var server = ScriptedServer.start(Exchange::replyOk);
            Srv.add(dns, "a.example.org", server);
            var resolver = new Switch(hostile);
            return peer(resolver, () -> resolver.current = dns.resolver(), dns, server);
        });
    }

    private static Peer peer(DnsResolver resolver, Runnable repair, AutoCloseable... parts) {
        return Peer.of(() -> Srv.client(resolver, Scenario.SELECTION_OPTIONS), repair, parts);
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

    /** It can only be ended by what it waits for. */
    private static Scenario hangingResolver() {
        return Scenario.selection("resolver: an answer that never comes", "there was no answer in time", () -> {
            var dns = DnsServer.start();
            var server = ScriptedServer.start(Exchange::replyOk);
            Srv.add(dns, "a.example.org", server);
            var never = new Semaphore(0);
            var resolver = new Switch((SrvOnly) (name, timeout) -> {
                never.acquireUninterruptibly();
                return List.of();
            });
            AutoCloseable end = () -> never.release(1000);
            return peer(resolver, () -> resolver.current = dns.resolver(), end, dns, server);
        });
    }

    private static Stream<Scenario> nameServers() {
        return Stream.of(
                fault(Fault.SILENT, NO_ANSWER),
                fault(Fault.SERVER_FAILURE, "looking up the SRV records of " + Srv.NAME + " failed"),
                fault(Fault.REFUSED, "looking up the SRV records of " + Srv.NAME + " failed"),
                fault(Fault.WRONG_ID, NO_ANSWER),
                fault(Fault.CUT_OFF, Srv.NAME),
                fault(Fault.GARBAGE, Srv.NAME),
                fault(Fault.SILENT_OVER_TCP, Srv.NAME),
                fault(Fault.ONE_BYTE_AT_A_TIME, Srv.NAME),
                fault(Fault.LOOPING_NAMES, Srv.NAME),
                fault(Fault.CLAIMS_MORE_RECORDS, Srv.NAME));
    }

    private static Stream<Scenario> records() {
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

    private static Stream<Scenario> resolvers() {
        var many = new ArrayList<DnsResolver.SrvRecord>();
        for (int i = 0; i < 10_000; i++) {
            many.add(new DnsResolver.SrvRecord("host" + i + ".example.org.", 27017, HOUR));
        }
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
                hangingResolver());
    }
}
