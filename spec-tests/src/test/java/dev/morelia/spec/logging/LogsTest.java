package dev.morelia.spec.logging;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import dev.morelia.MongoClient;
import dev.morelia.bson.Document;
import dev.morelia.error.MongoException;
import dev.morelia.error.ServerSelectionException;
import dev.morelia.event.CommandFailedEvent;
import dev.morelia.event.CommandListener;
import dev.morelia.event.LogMessage;
import dev.morelia.testkit.Exchange;
import dev.morelia.testkit.FaultProxy;
import dev.morelia.testkit.ScriptedServer;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.logging.Handler;
import java.util.logging.Level;
import java.util.logging.LogRecord;
import java.util.logging.Logger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** The log records of a client, as a handler of java.util.logging receives them. */
@Timeout(60)
class LogsTest {
    private static final String SECRET = "correct horse battery staple";

    private final Logger root = Logger.getLogger("dev.morelia");
    private final List<LogRecord> records = new CopyOnWriteArrayList<>();
    private final Handler handler = new Handler() {
        @Override
        public void publish(LogRecord record) {
            records.add(record);
        }

        @Override
        public void flush() {}

        @Override
        public void close() {}
    };

    @BeforeEach
    void listen() {
        handler.setLevel(Level.ALL);
        root.addHandler(handler);
        root.setUseParentHandlers(false);
    }

    @AfterEach
    void stop() {
        root.removeHandler(handler);
        root.setUseParentHandlers(true);
        root.setLevel(null);
    }

    /** The records of clients for this server: threads of other tests may still be logging. */
    private List<LogMessage> messages(ScriptedServer server) {
        return records.stream()
                .map(record -> record.getParameters()[0])
                .map(LogMessage.class::cast)
                .filter(message -> message.toString()
                        .contains(
                                server.address().host() + ":" + server.address().port()))
                .toList();
    }

    private static void ping(ScriptedServer server) {
        try (var client = MongoClient.create("mongodb://" + server.address())) {
            client.database("admin").runCommand(new Document("ping", 1));
        }
    }

    /** Several clients, because the server may be discovered at any time during the first operation. */
    @Test
    void healthyClientsAreSilent() {
        try (var server = ScriptedServer.start(Exchange::replyOk)) {
            for (int i = 0; i < 50; i++) {
                ping(server);
            }
            assertThat(messages(server)).isEmpty();
        }
    }

    /** Its members reply one after the other, and the first operation runs in between. */
    @Test
    void discoveryOfAReplicaSetLogsNothing() {
        var members = new ArrayList<String>();
        try (var secondary = ScriptedServer.start(
                        hello -> hello.append("setName", "rs")
                                .append("hosts", members)
                                .append("isWritablePrimary", false)
                                .append("secondary", true),
                        Exchange::replyOk);
                var primary = FaultProxy.start(secondary.address())) {
            primary.blackHole(FaultProxy.Direction.values());
            members.add(secondary.address().toString());
            members.add(primary.address().toString());
            var uri = "mongodb://" + secondary.address() + "/?replicaSet=rs&serverSelectionTimeoutMS=50"
                    + "&connectTimeoutMS=600000";
            try (var client = MongoClient.create(uri)) {
                while (client.nodes().isEmpty()) {
                    Thread.onSpinWait();
                }
                assertThatThrownBy(client::address).isInstanceOf(ServerSelectionException.class);
            }
            assertThat(messages(secondary)).isEmpty();
        }
    }

    @Test
    void debugLogsEverythingWithItsFields() {
        root.setLevel(Level.FINE);
        try (var server = ScriptedServer.start(Exchange::replyOk)) {
            ping(server);
            var messages = messages(server);
            assertThat(messages)
                    .extracting(LogMessage::message)
                    .contains(
                            "Starting server monitoring",
                            "Server heartbeat started",
                            "Server heartbeat succeeded",
                            "Topology description changed",
                            "Connection pool created",
                            "Connection pool ready",
                            "Connection created",
                            "Connection ready",
                            "Connection checkout started",
                            "Connection checked out",
                            "Connection checked in",
                            "Connection closed",
                            "Server selection started",
                            "Server selection succeeded",
                            "Command started",
                            "Command succeeded");
            var started = messages.stream()
                    .filter(message -> message.message().equals("Command started"))
                    .findFirst()
                    .orElseThrow();
            assertThat(started.fields())
                    .containsEntry("commandName", "ping")
                    .containsEntry("databaseName", "admin")
                    .containsEntry("serverPort", server.address().port())
                    .containsKeys("requestId", "operationId", "driverConnectionId", "serverHost")
                    .doesNotContainKey("serviceId");
            assertThat(started.toString())
                    .startsWith("Command \"ping\" started on database \"admin\"")
                    .contains("\"ping\"")
                    .doesNotContain("{driver", "null");
            var operationId = String.valueOf(started.fields().get("operationId"));
            assertThat(messages)
                    .filteredOn(message -> message.message().startsWith("Server selection")
                            && "ping".equals(message.fields().get("operation")))
                    .hasSize(2)
                    .allSatisfy(message -> assertThat(message.toString())
                            .contains(" for operation ping with ID " + operationId + ". "));
            assertThat(messages)
                    .allSatisfy(message -> assertThat(message.toString()).doesNotContain("null"));
        }
    }

    @Test
    void secretsAreNeverLogged() {
        root.setLevel(Level.FINE);
        var failures = new CopyOnWriteArrayList<CommandFailedEvent>();
        try (var server = ScriptedServer.start(exchange ->
                        exchange.replyError(51003, "Location51003", "user ada with password " + SECRET + " exists"));
                var client = MongoClient.builder()
                        .uri("mongodb://" + server.address())
                        .commandListener(new CommandListener() {
                            @Override
                            public void failed(CommandFailedEvent event) {
                                failures.add(event);
                            }
                        })
                        .build()) {
            var rejected = catchThrowableOfType(
                    MongoException.class,
                    () -> client.database("admin").runCommand(new Document("createUser", "ada").append("pwd", SECRET)));
            assertThat(rejected).isNotNull();
            assertThat(failures)
                    .singleElement()
                    .satisfies(event -> assertThat(event.failure())
                            .hasMessageContaining("51003")
                            .hasMessageNotContaining(SECRET));
            assertThat(messages(server)).extracting(LogMessage::message).contains("Command started", "Command failed");
            assertThat(records)
                    .allSatisfy(
                            record -> assertThat(List.of(record.getParameters()).toString())
                                    .doesNotContain(SECRET));
        }
    }

    /** The warning says what is wrong; the waiting operation is logged after it. */
    @Test
    void aFailedFirstOperationIsAWarningAndALineForTheWait() {
        var server = ScriptedServer.start(Exchange::replyOk);
        server.close();
        try (var client = MongoClient.create("mongodb://" + server.address() + "/?serverSelectionTimeoutMS=200")) {
            assertThatThrownBy(() -> client.database("admin").runCommand(new Document("ping", 1)))
                    .isInstanceOf(ServerSelectionException.class);
        }
        assertThat(messages(server))
                .extracting(LogMessage::message)
                .startsWith("Server state changed")
                // Only if the operation starts to wait after that.
                .isSubsetOf("Server state changed", "Waiting for suitable server to become available")
                .doesNotHaveDuplicates();
        assertThat(records)
                .filteredOn(record -> record.getParameters()[0]
                        .toString()
                        .contains(server.address().toString()))
                .extracting(LogRecord::getLevel)
                .startsWith(Level.WARNING)
                .isSubsetOf(Level.WARNING, Level.INFO);
    }

    @Test
    void aLostServerIsOneLine() throws InterruptedException {
        var server = ScriptedServer.start(Exchange::replyOk);
        try (var client = MongoClient.create("mongodb://" + server.address())) {
            client.database("admin").runCommand(new Document("ping", 1));
            server.close();
            while (messages(server).isEmpty()) {
                Thread.sleep(10);
            }
            var impatient = client.with(Duration.ofMillis(100));
            for (int i = 0; i < 6; i++) {
                assertThatThrownBy(() -> impatient.database("admin").runCommand(new Document("ping", 1)))
                        .isInstanceOf(MongoException.class);
            }
            assertThat(messages(server))
                    .filteredOn(message -> message.message().equals("Server state changed"))
                    .singleElement()
                    .satisfies(
                            message -> assertThat(message.toString()).contains("is now Unknown (was Standalone for "));
            assertThat(messages(server))
                    .filteredOn(message -> message.message().startsWith("Waiting for suitable server"))
                    // The connection was lost; then connections were refused.
                    .hasSizeBetween(1, 2)
                    .allSatisfy(message -> assertThat(message.fields()).containsEntry("operation", "ping"));
        }
    }
}
