package dev.morelia.spec.prose;

import static org.assertj.core.api.Assertions.assertThat;

import dev.morelia.MongoClient;
import dev.morelia.bson.Document;
import dev.morelia.testkit.ReceivedRequest;
import dev.morelia.testkit.Script;
import dev.morelia.testkit.ScriptedServer;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.function.UnaryOperator;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.TestFactory;

/** MongoDB Handshake: updates of the client metadata. Its first test is {@code ClientMetadataTest} of the driver. */
final class HandshakeProseTest {
    private static final Prose PROSE = new Prose("mongodb-handshake", "tests/README.md");
    private static final DriverInfo LIBRARY = new DriverInfo("library", "1.2", "Library Platform");
    private static final DriverInfo FRAMEWORK = new DriverInfo("framework", "2.0", "Framework Platform");

    /** {@code DriverInfoOptions}. */
    private record DriverInfo(
            String name, @Nullable String version, @Nullable String platform) {
        void appendTo(MongoClient client) {
            client.appendMetadata(name, version, platform);
        }

        MongoClient.Builder addTo(MongoClient.Builder builder) {
            return builder.driverInfo(name, version, platform);
        }
    }

    /** A client and the server that receives its handshakes. Each ping needs a new connection. */
    private record Bench(ScriptedServer server, MongoClient client) implements AutoCloseable {
        static Bench open(UnaryOperator<MongoClient.Builder> change) {
            var server =
                    ScriptedServer.start(hello -> hello.append("saslSupportedMechs", List.of("SOMETHING-NEW")), ok());
            var builder = MongoClient.builder().uri(server.uri() + "&maxIdleTimeMS=1");
            return new Bench(server, change.apply(builder).build());
        }

        private static Script ok() {
            return exchange -> exchange.replyOk();
        }

        /** The metadata of the connection that a ping goes over. */
        Document ping() throws InterruptedException {
            assertThat(client.database("admin")
                            .runCommand(Document.of("ping", 1))
                            .float64("ok"))
                    .isEqualTo(1);
            int connection = server.received().getLast().connection();
            TimeUnit.MILLISECONDS.sleep(5);
            return server.hellos().stream()
                    .filter(hello -> hello.connection() == connection)
                    .map(hello -> hello.command().toDocument().document("client"))
                    .findFirst()
                    .orElseThrow();
        }

        @Override
        public void close() {
            client.close();
            server.close();
        }
    }

    @TestFactory
    Stream<DynamicTest> tests() {
        var tests = new ArrayList<DynamicTest>();
        tests.add(PROSE.test(
                "Test 2: Test that the driver accepts an arbitrary auth mechanism",
                HandshakeProseTest::arbitraryMechanism));
        for (DriverInfo appended : updates()) {
            tests.add(PROSE.test(
                    "Test 1: Test that the driver updates metadata: " + appended,
                    () -> appends(LIBRARY::addTo, List.of(), appended)));
            tests.add(PROSE.test(
                    "Test 2: Multiple Successive Metadata Updates: " + appended,
                    () -> appends(UnaryOperator.identity(), List.of(LIBRARY), appended)));
        }
        for (DriverInfo appended : partlyEqual()) {
            tests.add(PROSE.test(
                    "Test 3: Multiple Successive Metadata Updates with Duplicate Data: " + appended,
                    () -> appends(UnaryOperator.identity(), List.of(LIBRARY), appended)));
        }
        tests.add(PROSE.test(
                "Test 4: Multiple Metadata Updates with Duplicate Data",
                () -> changesNothing(UnaryOperator.identity(), List.of(LIBRARY, FRAMEWORK), LIBRARY)));
        tests.add(PROSE.test(
                "Test 5: Metadata is not appended if identical to initial metadata",
                () -> changesNothing(LIBRARY::addTo, List.of(), LIBRARY)));
        tests.add(PROSE.test(
                "Test 6: Metadata is not appended if identical to initial metadata (separated by non-identical"
                        + " metadata)",
                () -> changesNothing(
                        LIBRARY::addTo, List.of(new DriverInfo("framework", "1.2", "Library Platform")), LIBRARY)));
        var noVersion = new DriverInfo("library", null, "Library Platform");
        var noPlatform = new DriverInfo("library", "1.2", null);
        tests.add(PROSE.test(
                "Test 7: Empty strings are considered unset when appending duplicate metadata: version",
                () -> changesNothing(
                        UnaryOperator.identity(),
                        List.of(noVersion),
                        new DriverInfo("library", "", "Library Platform"))));
        tests.add(PROSE.test(
                "Test 7: Empty strings are considered unset when appending duplicate metadata: platform",
                () -> changesNothing(
                        UnaryOperator.identity(), List.of(noPlatform), new DriverInfo("library", "1.2", ""))));
        tests.add(PROSE.test(
                "Test 8: Empty strings are considered unset when appending metadata identical to initial metadata:"
                        + " version",
                () -> changesNothing(noVersion::addTo, List.of(), new DriverInfo("library", "", "Library Platform"))));
        tests.add(PROSE.test(
                "Test 8: Empty strings are considered unset when appending metadata identical to initial metadata:"
                        + " platform",
                () -> changesNothing(noPlatform::addTo, List.of(), new DriverInfo("library", "1.2", ""))));
        tests.add(PROSE.test(
                "Test 9: Handshake documents include `backpressure: \"2\"`", HandshakeProseTest::backpressure));
        return tests.stream();
    }

    private static List<DriverInfo> updates() {
        return List.of(
                FRAMEWORK,
                new DriverInfo("framework", "2.0", null),
                new DriverInfo("framework", null, "Framework Platform"),
                new DriverInfo("framework", null, null));
    }

    private static List<DriverInfo> partlyEqual() {
        return List.of(
                LIBRARY,
                new DriverInfo("framework", "1.2", "Library Platform"),
                new DriverInfo("library", "2.0", "Library Platform"),
                new DriverInfo("library", "1.2", "Framework Platform"),
                new DriverInfo("framework", "2.0", "Library Platform"),
                new DriverInfo("framework", "1.2", "Framework Platform"),
                new DriverInfo("library", "2.0", "Framework Platform"));
    }

    private static void arbitraryMechanism() throws InterruptedException {
        try (var bench = Bench.open(UnaryOperator.identity())) {
            assertThat(bench.ping()).containsKey("driver");
        }
    }

    private static void appends(
            UnaryOperator<MongoClient.Builder> initially, List<DriverInfo> before, DriverInfo appended)
            throws InterruptedException {
        try (var bench = Bench.open(initially)) {
            before.forEach(info -> info.appendTo(bench.client));
            Document initial = bench.ping();
            appended.appendTo(bench.client);
            Document updated = bench.ping();
            boolean same = appended.equals(LIBRARY);
            assertThat(updated)
                    .isEqualTo(initial.append("driver", driver(initial, same ? null : appended))
                            .append("platform", joined(initial.string("platform"), same ? null : appended.platform)));
            assertThat(updated.document("driver").string("name"))
                    .isEqualTo("morelia|library" + (same ? "" : "|" + appended.name));
        }
    }

    private static Document driver(Document initial, @Nullable DriverInfo appended) {
        var driver = initial.document("driver");
        return Document.of("name", joined(driver.string("name"), appended == null ? null : appended.name))
                .append("version", joined(driver.string("version"), appended == null ? null : appended.version));
    }

    private static String joined(String before, @Nullable String appended) {
        return appended == null ? before : before + "|" + appended;
    }

    private static void changesNothing(
            UnaryOperator<MongoClient.Builder> initially, List<DriverInfo> before, DriverInfo appended)
            throws InterruptedException {
        try (var bench = Bench.open(initially)) {
            before.forEach(info -> info.appendTo(bench.client));
            Document initial = bench.ping();
            assertThat(initial.document("driver").string("name")).contains("|library");
            appended.appendTo(bench.client);
            int connections = bench.server.connectionsOpened();
            assertThat(bench.ping()).isEqualTo(initial);
            assertThat(bench.server.connectionsOpened()).isGreaterThan(connections);
        }
    }

    private static void backpressure() throws InterruptedException {
        try (var bench = Bench.open(UnaryOperator.identity())) {
            assertThat(bench.ping()).isNotEmpty();
            // Checks of a connection that exists are no handshakes.
            assertThat(bench.server.hellos().stream()
                            .map(ReceivedRequest::command)
                            .filter(hello -> hello.has("client")))
                    .hasSizeGreaterThanOrEqualTo(2)
                    .allSatisfy(hello ->
                            assertThat(hello.valueOrNull("backpressure")).isEqualTo("2"));
        }
    }
}
