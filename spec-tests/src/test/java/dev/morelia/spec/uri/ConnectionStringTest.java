package dev.morelia.spec.uri;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.morelia.bson.Document;
import dev.morelia.settings.ClientSettings;
import dev.morelia.settings.ConnectionString;
import dev.morelia.settings.Secret;
import dev.morelia.topology.ServerAddress;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.DynamicNode;
import org.junit.jupiter.api.TestFactory;

/** The files of the connection string and URI options specifications. */
final class ConnectionStringTest {

    @TestFactory
    Stream<DynamicNode> connectionString() {
        return UriCases.below("connection-string/tests", ConnectionStringTest::check);
    }

    @TestFactory
    Stream<DynamicNode> uriOptions() {
        return UriCases.below("uri-options/tests", ConnectionStringTest::check);
    }

    private static void check(Document test) {
        String uri = test.string("uri");
        if (!test.bool("valid")) {
            assertThatThrownBy(() -> ConnectionString.parse(uri)).isInstanceOf(IllegalArgumentException.class);
            return;
        }
        ConnectionString parsed = ConnectionString.parse(uri);
        if (test.get("warning") instanceof Boolean warning) {
            assertThat(parsed.warnings())
                    .as("warnings")
                    .satisfies(all -> assertThat(!all.isEmpty()).isEqualTo(warning));
        }
        List<Document> hosts = UriCases.documents(test, "hosts");
        if (!hosts.isEmpty()) {
            checkHosts(parsed, hosts);
        }
        Document auth = UriCases.documentOrNull(test, "auth");
        if (auth != null) {
            checkAuth(parsed, auth);
        }
        Document options = UriCases.documentOrNull(test, "options");
        if (options != null) {
            checkOptions(parsed, options);
        }
        // What can be parsed must also be valid settings, so that the client accepts it.
        assertThat(ClientSettings.of(parsed)).isNotNull();
    }

    private static void checkHosts(ConnectionString parsed, List<Document> expected) {
        assertThat(parsed.hosts()).hasSameSizeAs(expected);
        for (int i = 0; i < expected.size(); i++) {
            Document host = expected.get(i);
            ServerAddress address = parsed.hosts().get(i);
            assertThat(address.host()).isEqualTo(host.string("host"));
            assertThat(address.isUnixSocket()).isEqualTo(host.string("type").equals("unix"));
            if (host.get("port") instanceof Integer port) {
                assertThat(address.port()).isEqualTo(port);
            }
        }
    }

    private static void checkAuth(ConnectionString parsed, Document expected) {
        Secret password = parsed.password();
        if (expected.get("username") != null) {
            assertThat(parsed.username()).isEqualTo(expected.get("username"));
        }
        if (expected.get("password") != null) {
            assertThat(password == null ? null : password.reveal()).isEqualTo(expected.get("password"));
        }
        if (expected.get("db") != null) {
            String namespace =
                    parsed.collection() == null ? parsed.database() : parsed.database() + "." + parsed.collection();
            assertThat(namespace).isEqualTo(expected.get("db"));
        }
    }

    private static void checkOptions(ConnectionString parsed, Document expected) {
        var actual = new TreeMap<String, Object>(String.CASE_INSENSITIVE_ORDER);
        actual.putAll(parsed.options());
        expected.forEach(
                (name, value) -> assertThat(plain(actual.get(name))).as(name).isEqualTo(plain(value)));
    }

    /** Normalizes types: numbers as long, secrets revealed, documents as maps. */
    private static @Nullable Object plain(@Nullable Object value) {
        return switch (value) {
            case Number number -> number.longValue();
            case Secret secret -> secret.reveal();
            case Map<?, ?> map -> {
                var plain = new TreeMap<String, @Nullable Object>();
                map.forEach((key, inner) -> plain.put(String.valueOf(key), plain(inner)));
                yield plain;
            }
            case List<?> list -> list.stream().map(ConnectionStringTest::plain).toList();
            case null, default -> value;
        };
    }
}
