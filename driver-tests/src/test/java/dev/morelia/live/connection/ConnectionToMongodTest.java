package dev.morelia.live.connection;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.morelia.bson.Document;
import dev.morelia.bson.RawDocument;
import dev.morelia.bson.io.BsonOutput;
import dev.morelia.error.ConnectionException;
import dev.morelia.error.OperationTimeoutException;
import dev.morelia.internal.background.Background;
import dev.morelia.internal.command.Command;
import dev.morelia.internal.command.DocumentSequence;
import dev.morelia.internal.connection.Connection;
import dev.morelia.internal.connection.ConnectionFactory;
import dev.morelia.internal.env.CancelToken;
import dev.morelia.internal.env.Deadline;
import dev.morelia.internal.env.SystemEnv;
import dev.morelia.settings.ClientSettings;
import dev.morelia.settings.ServerApi;
import dev.morelia.testkit.Mongod;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.condition.EnabledIf;

/** The driver's connection, below pool and topology, against a real server. */
@Timeout(60)
@EnabledIf(value = "dev.morelia.testkit.Mongod#available", disabledReason = "no mongod")
class ConnectionToMongodTest {

    private final ClientSettings settings = ClientSettings.defaults().applicationName("connection-test");
    private final ConnectionFactory factory = new ConnectionFactory(new Background(SystemEnv.INSTANCE), settings);

    @AfterEach
    void close() {
        factory.close();
    }

    private Connection open(Mongod mongod) {
        return factory.open(mongod.address(), 1, Deadline.NONE, CancelToken.NONE);
    }

    private static Document run(Connection connection, String database, Document command) {
        var name = command.firstEntry().getKey();
        return connection
                .roundTrip(
                        Command.of(name, database, output -> command.forEach(output::value)),
                        null,
                        Deadline.NONE,
                        CancelToken.NONE)
                .document()
                .toDocument();
    }

    /** Documents with ascending ids. */
    private static DocumentSequence documents(int count, int length) {
        return new DocumentSequence() {
            private int next;

            @Override
            public String identifier() {
                return "documents";
            }

            @Override
            public int write(BsonOutput output, int maxMessageEnd) {
                int first = next;
                for (; next < count; next++) {
                    int start = output.position();
                    output.document(Document.of("_id", next, "x", "y".repeat(length)));
                    if (output.position() > maxMessageEnd) {
                        output.position(start);
                        break;
                    }
                }
                return next - first;
            }
        };
    }

    @Test
    void handshakeSucceedsAndTheServerShowsTheClient() {
        try (var connection = open(Mongod.shared())) {
            assertThat(connection.facts().knowsHello()).isTrue();
            assertThat(connection.limits().maxMessageSizeBytes()).isEqualTo(48_000_000);
            assertThat(connection.id().serverConnectionId()).isPositive();
            var operations = run(
                    connection,
                    "admin",
                    new Document("aggregate", 1)
                            .append(
                                    "pipeline",
                                    List.of(
                                            Document.of("$currentOp", new Document()),
                                            Document.of(
                                                    "$match",
                                                    Document.of(
                                                            "connectionId",
                                                            connection.id().serverConnectionId()))))
                            .append("cursor", new Document()));
            var own = operations
                    .document("cursor")
                    .list("firstBatch", Document.class)
                    .getFirst();
            assertThat(own.string("appName")).isEqualTo("connection-test");
            assertThat(own.document("clientMetadata").document("driver").string("name"))
                    .isEqualTo("morelia");
        }
    }

    @Test
    void theStableApiIsAccepted() {
        try (var strict = new ConnectionFactory(
                        new Background(SystemEnv.INSTANCE), settings.serverApi(ServerApi.V1.strict(true)));
                var connection = strict.openForMonitor(Mongod.shared().address(), 1, Deadline.NONE, CancelToken.NONE)) {
            var hello = connection.takeHello();
            assertThat(hello.float64("ok", 0)).isEqualTo(1);
            assertThat(hello.has("isWritablePrimary")).isTrue();
        }
    }

    @Test
    void sequencesAndUnacknowledgedWritesArriveAndLargeRepliesAreRead() {
        try (var connection = open(Mongod.shared())) {
            run(connection, "connection_test", new Document("dropDatabase", 1));
            var insert = new Command(
                    "insert", "connection_test", output -> output.string("insert", "c"), documents(3_000, 1_000), true);
            var inserted = connection.roundTrip(insert, null, Deadline.NONE, CancelToken.NONE);
            assertThat(inserted.document().int32("n", 0)).isEqualTo(3_000);
            var more = RawDocument.encode(Document.of("_id", 3_000));
            var unacknowledged = new Command(
                    "insert",
                    "connection_test",
                    output -> output.string("insert", "c")
                            .name("documents")
                            .startArray()
                            .index(0)
                            .document(more)
                            .endArray()
                            .document("writeConcern", Document.of("w", 0)),
                    null,
                    false);
            connection.send(unacknowledged, null, Deadline.NONE, CancelToken.NONE);
            var found = run(
                    connection,
                    "connection_test",
                    new Document("find", "c").append("batchSize", 10_000).append("sort", Document.of("_id", 1)));
            var batch = found.document("cursor").list("firstBatch", Document.class);
            assertThat(batch).hasSize(3_001);
            assertThat(batch.getLast()).isEqualTo(Document.of("_id", 3_000));
            run(connection, "connection_test", new Document("dropDatabase", 1));
        }
    }

    @Test
    void suspendedServerIsATimeoutAndKilledServerALostConnection() {
        try (var mongod = Mongod.start();
                var suspended = open(mongod);
                var killed = open(mongod)) {
            var ping = Command.of("ping", "admin", output -> output.int32("ping", 1));
            mongod.suspend();
            assertThatThrownBy(() -> suspended.roundTrip(
                            ping, null, Deadline.after(System.nanoTime(), 500_000_000), CancelToken.NONE))
                    .isInstanceOf(OperationTimeoutException.class);
            assertThat(suspended.usable()).isFalse();
            mongod.kill();
            assertThatThrownBy(() -> killed.roundTrip(ping, null, Deadline.NONE, CancelToken.NONE))
                    .isInstanceOf(ConnectionException.class);
            assertThatThrownBy(() -> open(mongod))
                    .isInstanceOf(ConnectionException.class)
                    .hasMessageContaining("Nothing is listening on");
        }
    }
}
