package dev.morelia.spec.srv;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowable;

import dev.morelia.MongoClient;
import dev.morelia.bson.Document;
import dev.morelia.bson.json.ExtendedJson;
import dev.morelia.error.ServerSelectionException;
import dev.morelia.internal.seedlist.SeedlistException;
import dev.morelia.settings.ClientSettings;
import dev.morelia.settings.ConnectionString;
import dev.morelia.settings.Credential;
import dev.morelia.settings.Secret;
import dev.morelia.spec.report.SpecFolder;
import dev.morelia.spec.report.SpecFolder.SpecFile;
import dev.morelia.spec.report.SpecReport;
import dev.morelia.testkit.dns.DnsServer;
import dev.morelia.topology.ServerAddress;
import dev.morelia.topology.ServerDescription;
import java.time.Duration;
import java.util.List;
import java.util.Objects;
import java.util.function.Consumer;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.DynamicNode;
import org.junit.jupiter.api.TestFactory;
import org.junit.jupiter.api.TestInstance;

/** The files of Initial DNS Seedlist Discovery. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
final class SeedlistTest {
    private static final Document PING = new Document("ping", 1);
    private static final Duration TIMEOUT = Duration.ofSeconds(10);

    private final SeedlistDeployments deployments = new SeedlistDeployments();
    private @Nullable DnsServer dns;

    @BeforeAll
    void start() {
        dns = SpecZone.start();
    }

    @AfterAll
    void close() {
        deployments.close();
        dns().close();
    }

    private DnsServer dns() {
        return Objects.requireNonNull(dns);
    }

    @TestFactory
    Stream<DynamicNode> files() {
        return SpecFolder.tests("initial-dns-seedlist-discovery/tests", this::tests);
    }

    private Stream<DynamicNode> tests(SpecFile file) {
        var test = ExtendedJson.parse(file.text());
        String folder = file.name().split("/", -1)[1];
        return Stream.of(SpecReport.current().test(file.specCase(file.name()), () -> check(folder, test)));
    }

    private void check(String folder, Document test) throws Exception {
        String uri = test.string("uri");
        if (Boolean.TRUE.equals(test.get("error"))) {
            checkError(uri);
            return;
        }
        checkSettings(uri, test);
        deployments.require(folder);
        try (var client = client(uri, TIMEOUT)) {
            if (test.bool("ping", true)) {
                client.database("admin").runCommand(PING);
            }
            if (test.get("hosts") != null) {
                awaitHosts(
                        client,
                        hosts -> assertThat(hosts)
                                .containsExactlyInAnyOrderElementsOf(test.list("hosts", String.class)));
            }
            if (test.get("numHosts") instanceof Integer number) {
                awaitHosts(client, hosts -> assertThat(hosts).hasSize(number));
            }
        }
    }

    private void checkError(String uri) {
        assertThat(catchThrowable(() -> Lookups.complete(uri, dns())))
                .isInstanceOfAny(SeedlistException.class, IllegalArgumentException.class);
        var failure = catchThrowable(() -> {
            try (var client = client(uri, Duration.ofMillis(500))) {
                client.database("admin").runCommand(PING);
            }
        });
        assertThat(failure).isInstanceOfAny(ServerSelectionException.class, IllegalArgumentException.class);
    }

    private MongoClient client(String uri, Duration timeout) {
        return LoopbackEnv.build(MongoClient.builder()
                .uri(uri)
                .dnsResolver(dns().resolver())
                .settings(settings -> settings.topology(topology -> topology.serverSelectionTimeout(timeout))
                        .tls(tls -> tls.context(deployments.trust()))));
    }

    /** The servers of the description, once the first scan is complete. */
    private static void awaitHosts(MongoClient client, Consumer<List<String>> check) throws InterruptedException {
        long begunNanos = System.nanoTime();
        while (true) {
            List<String> hosts = client.description().servers().stream()
                    .filter(ServerDescription::isKnown)
                    .map(server -> server.address().toString())
                    .toList();
            if (System.nanoTime() - begunNanos > TIMEOUT.toNanos()
                    || catchThrowable(() -> check.accept(hosts)) == null) {
                check.accept(hosts);
                return;
            }
            Thread.sleep(20);
        }
    }

    private void checkSettings(String uri, Document test) throws SeedlistException {
        ClientSettings settings = Lookups.complete(uri, dns());
        List<String> seeds = settings.topology().hosts().stream()
                .map(ServerAddress::toString)
                .toList();
        if (test.get("seeds") != null) {
            assertThat(seeds).containsExactlyInAnyOrderElementsOf(test.list("seeds", String.class));
        }
        if (test.get("numSeeds") instanceof Integer number) {
            assertThat(seeds).hasSize(number);
        }
        test.document("options").forEach((name, expected) -> {
            Object actual = option(name, uri, settings);
            assertThat(actual).as(name).isEqualTo(expected);
        });
        if (test.get("parsed_options") != null) {
            test.document("parsed_options")
                    .forEach((name, expected) ->
                            assertThat(parsed(name, uri)).as(name).isEqualTo(expected));
        }
    }

    private @Nullable Object option(String name, String uri, ClientSettings settings) {
        var topology = settings.topology();
        return switch (name) {
            case "ssl" -> settings.tls().enabled();
            case "replicaSet" -> topology.replicaSet();
            case "loadBalanced" -> topology.loadBalanced();
            case "directConnection" -> topology.directConnection();
            case "srvMaxHosts" -> Objects.requireNonNull(topology.srv()).maxHosts();
            case "authSource" -> sourceOfAUser(uri);
            default -> throw new AssertionError("no such option: " + name);
        };
    }

    /** The source belongs to a credential, which these connection strings do not have. */
    private @Nullable String sourceOfAUser(String uri) {
        try {
            Credential credential = Lookups.complete(uri.replace("://", "://user:password@"), dns())
                    .credential();
            return credential == null ? null : credential.source();
        } catch (SeedlistException e) {
            throw new AssertionError(e);
        }
    }

    private static @Nullable Object parsed(String name, String uri) {
        ConnectionString parsed = ConnectionString.parse(uri);
        Secret password = parsed.password();
        return switch (name) {
            case "user" -> parsed.username();
            case "password" -> password == null ? null : password.reveal();
            case "db", "auth_database", "defaultDatabase" -> parsed.database();
            default -> throw new AssertionError("no such option: " + name);
        };
    }
}
