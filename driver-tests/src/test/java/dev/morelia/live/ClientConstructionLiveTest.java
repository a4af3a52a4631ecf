package dev.morelia.live;

import static org.assertj.core.api.Assertions.assertThat;

import dev.morelia.MongoClient;
import dev.morelia.bson.Document;
import dev.morelia.testkit.Mongod;
import java.time.Duration;
import java.util.List;
import java.util.UUID;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.condition.EnabledIf;

/** The ways to create a client, as seen by a server. */
@Timeout(120)
@EnabledIf(value = "dev.morelia.testkit.Mongod#available", disabledReason = "no mongod")
class ClientConstructionLiveTest {
    private final Mongod mongod = Mongod.shared();

    private static Document ping(MongoClient client) {
        return client.database("admin").runCommand(new Document("ping", 1));
    }

    /** The client metadata in the server's log and in currentOp for the connections of this application. */
    private static List<Document> clients(MongoClient client, String application) {
        var operations = Document.of("currentOp", 1, "$all", true);
        return client.database("admin").runCommand(operations).list("inprog", Document.class).stream()
                .filter(operation -> application.equals(operation.get("appName")))
                .map(operation -> operation.document("clientMetadata"))
                .toList();
    }

    @Test
    void byHostAndPortAndByPlainHost() {
        var address = mongod.address();
        try (var client = MongoClient.create(address.host(), address.port())) {
            assertThat(ping(client)).containsEntry("ok", 1.0);
        }
        try (var client = MongoClient.create(address.toString())) {
            assertThat(ping(client)).containsEntry("ok", 1.0);
        }
        try (var client = MongoClient.create(List.of(address.toString(), mongod.directUri()))) {
            assertThat(ping(client)).containsEntry("ok", 1.0);
        }
    }

    @Test
    void aClientThatDoesNotConnectStartsWithTheFirstOperation() {
        var builder = MongoClient.builder().uri(mongod.directUri()).connect(false);
        try (var client = builder.build()) {
            assertThat(client.description().servers()).isEmpty();
            assertThat(ping(client)).containsEntry("ok", 1.0);
            assertThat(client.description().servers()).hasSize(1);
        }
        try (var client = builder.build()) {
            assertThat(client.verify(Duration.ofSeconds(30)).isUsable()).isTrue();
        }
        try (var client = builder.build()) {
            client.warmUp(Duration.ofSeconds(30));
            assertThat(client.nodes()).hasSize(1);
        }
    }

    @Test
    void wrappingLibrariesAreVisibleToTheServer() {
        var application = UUID.randomUUID().toString();
        try (var client = MongoClient.builder()
                        .uri(mongod.directUri())
                        .settings(settings -> settings.applicationName(application))
                        .driverInfo("spring", "2.0", "Framework")
                        .connect(false)
                        .build();
                var observer = MongoClient.create(mongod.directUri())) {
            client.appendMetadata("kit", "7", null);
            ping(client);
            client.appendMetadata("later", null, null);
            ping(client);
            assertThat(clients(observer, application)).anySatisfy(metadata -> {
                assertThat(metadata.document("driver").string("name")).isEqualTo("morelia|spring|kit");
                assertThat(metadata.document("driver").string("version")).endsWith("|2.0|7");
                assertThat(metadata.string("platform")).endsWith("|Framework");
            });
            client.disconnect();
            ping(client);
            assertThat(clients(observer, application))
                    .anySatisfy(
                            metadata -> assertThat(metadata.document("driver").string("name"))
                                    .isEqualTo("morelia|spring|kit|later"));
        }
    }

    @Test
    void aDatabaseIsDroppedByItsNameOrByItself() {
        try (var client = MongoClient.create(mongod.directUri())) {
            var database =
                    client.database("drop_" + UUID.randomUUID().toString().substring(0, 8));
            database.collection("c").insertOne(Document.of("_id", 1));
            assertThat(client.listDatabaseNames()).contains(database.name());
            client.dropDatabase(database);
            assertThat(client.listDatabaseNames()).doesNotContain(database.name());
        }
    }

    @Test
    void keepAliveMayBeDisabled() {
        try (var client = MongoClient.builder()
                .uri(mongod.directUri())
                .socketKeepAlive(false)
                .build()) {
            assertThat(ping(client)).containsEntry("ok", 1.0);
        }
    }
}
