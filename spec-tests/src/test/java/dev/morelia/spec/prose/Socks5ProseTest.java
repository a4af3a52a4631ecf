package dev.morelia.spec.prose;

import static java.util.stream.Collectors.joining;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowable;

import dev.morelia.MongoClient;
import dev.morelia.bson.Document;
import dev.morelia.error.ServerSelectionException;
import dev.morelia.event.CommandListener;
import dev.morelia.event.CommandStartedEvent;
import dev.morelia.event.CommandSucceededEvent;
import dev.morelia.settings.ProxySettings;
import dev.morelia.settings.Secret;
import dev.morelia.spec.report.SkipReason;
import dev.morelia.testkit.ReplicaSet;
import dev.morelia.testkit.Socks5Proxy;
import dev.morelia.testkit.tls.TestAuthority;
import java.nio.file.Path;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.TestFactory;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.io.TempDir;

/**
 * SOCKS5 Support: the table of connection strings, each with the proxy in the connection string and in the settings, on
 * a replica set with and without TLS. The proxies are those of the test kit, on free ports; {@code mappedhost} is a
 * name that only they know.
 */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
final class Socks5ProseTest {
    private static final Prose PROSE = new Prose("socks5-support", "tests/README.md");
    private static final String MAPPED_HOST = "mapped.test:12345";
    private static final String NONEXISTENT = "&proxyUsername=nonexistentuser&proxyPassword=badauth";
    private static final String RIGHT = "&proxyUsername=username&proxyPassword=p4ssw0rd";
    private static final String DIRECT = "&directConnection=true";

    private final TestAuthority authority = TestAuthority.create("SOCKS5 CA");

    @TempDir
    @Nullable
    Path folder;

    private @Nullable ReplicaSet encrypted;

    @AfterAll
    void close() {
        if (encrypted != null) {
            encrypted.close();
        }
    }

    /** A line of the table: 1080 stands for the proxy that requires authentication, 1081 for the other one. */
    private record Line(String host, int port, String options, boolean succeeds) {
        boolean requiresAuthentication() {
            return port == 1080;
        }

        String title(boolean tls, boolean inSettings) {
            return "mongodb://" + host + "/?proxyHost=localhost&proxyPort=" + port + options
                    + (succeeds ? " (succeeds)" : " (fails)") + (tls ? ", TLS" : "")
                    + (inSettings ? ", as MongoClient options" : "");
        }
    }

    private static final List<Line> LINES = List.of(
            new Line("<mappedhost>", 1080, DIRECT, false),
            new Line("<mappedhost>", 1081, DIRECT, true),
            new Line("<replicaset>", 1080, "", false),
            new Line("<replicaset>", 1081, "", true),
            new Line("<mappedhost>", 1080, NONEXISTENT + DIRECT, false),
            new Line("<mappedhost>", 1081, NONEXISTENT + DIRECT, true),
            new Line("<replicaset>", 1081, NONEXISTENT, true),
            new Line("<mappedhost>", 1080, RIGHT + DIRECT, true),
            new Line("<mappedhost>", 1081, DIRECT, true),
            new Line("<replicaset>", 1080, RIGHT, true),
            new Line("<replicaset>", 1081, "", true));

    @TestFactory
    Stream<DynamicTest> connectionStrings() {
        return LINES.stream()
                .flatMap(line -> Stream.of(
                        test(line, false, false),
                        test(line, false, true),
                        test(line, true, false),
                        test(line, true, true)));
    }

    private DynamicTest test(Line line, boolean tls, boolean inSettings) {
        String title = line.title(tls, inSettings);
        if (!ReplicaSet.available()) {
            return PROSE.skipped(
                    title, SkipReason.NO_SERVER, ReplicaSet.absence().orElse(""));
        }
        return PROSE.test(title, () -> run(line, tls, inSettings));
    }

    @TestFactory
    Stream<DynamicTest> others() {
        return Stream.of(PROSE.skipped(
                "The proxy is used for KMS servers",
                SkipReason.CLIENT_SIDE_ENCRYPTION,
                "there is no client-side encryption yet"));
    }

    private void run(Line line, boolean tls, boolean inSettings) {
        var set = tls ? encrypted() : ReplicaSet.shared();
        try (var proxy =
                line.requiresAuthentication() ? Socks5Proxy.start("username", "p4ssw0rd") : Socks5Proxy.start()) {
            proxy.host("mapped.test", set.members().getFirst().address());
            var connections = new CopyOnWriteArrayList<String>();
            var failure = catchThrowable(() -> {
                try (var client = client(line, set, proxy, tls, inSettings, connections)) {
                    client.database("admin").runCommand(new Document("hello", 1));
                }
            });
            if (line.succeeds()) {
                assertThat(failure).isNull();
                assertThat(connections).isNotEmpty().noneMatch(id -> id.contains(":" + proxy.port()));
                assertThat(proxy.requested()).isNotEmpty();
            } else {
                assertThat(failure).isInstanceOf(ServerSelectionException.class).hasMessageContaining("proxy");
            }
        }
    }

    private MongoClient client(
            Line line, ReplicaSet set, Socks5Proxy proxy, boolean tls, boolean inSettings, List<String> connections) {
        String hosts = line.host().equals("<mappedhost>")
                ? MAPPED_HOST
                : set.members().stream()
                        .map(member -> member.address().toString())
                        .collect(joining(","));
        String uri = "mongodb://" + hosts + "/?serverSelectionTimeoutMS=" + (line.succeeds() ? 10_000 : 500);
        if (tls) {
            uri += "&tls=true&tlsCAFile="
                    + authority
                            .own()
                            .writeCertificateTo(Objects.requireNonNull(folder).resolve("ca.pem"));
        }
        var builder = MongoClient.builder().commandListener(new Connections(connections));
        if (inSettings) {
            uri += line.options().endsWith(DIRECT) ? DIRECT : "";
            builder.settings(settings -> settings.socket(socket -> socket.proxy(settings(line, proxy))));
        } else {
            uri += "&proxyHost=localhost&proxyPort=" + proxy.port() + line.options();
        }
        return builder.uri(uri).build();
    }

    private static ProxySettings settings(Line line, Socks5Proxy proxy) {
        var parts = line.options().split("[&=]", -1);
        boolean hasUser = line.options().startsWith("&proxyUsername");
        return new ProxySettings(
                "localhost", proxy.port(), hasUser ? parts[2] : null, hasUser ? Secret.of(parts[4]) : null);
    }

    /** The connections that the events name. */
    private record Connections(List<String> ids) implements CommandListener {
        @Override
        public void started(CommandStartedEvent event) {
            ids.add(event.connection().toString());
        }

        @Override
        public void succeeded(CommandSucceededEvent event) {
            ids.add(event.connection().toString());
        }
    }

    private ReplicaSet encrypted() {
        var running = encrypted;
        if (running == null) {
            var certificate = authority
                    .certificate("server")
                    .address("127.0.0.1")
                    .host("mapped.test")
                    .issue();
            running = ReplicaSet.builder()
                    .tls(authority, certificate)
                    .electionTimeoutMillis(5_000)
                    .start();
            encrypted = running;
        }
        return running;
    }
}
