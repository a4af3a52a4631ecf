package dev.morelia.spec.logging;

import static org.assertj.core.api.Assertions.assertThat;

import dev.morelia.bson.Document;
import dev.morelia.bson.ObjectId;
import dev.morelia.bson.RawDocument;
import dev.morelia.bson.io.BsonOutput;
import dev.morelia.event.ConnectionId;
import dev.morelia.event.LogMessage;
import dev.morelia.event.TopologyEvent.HeartbeatFailed;
import dev.morelia.event.TopologyEvent.ServerDescriptionChanged;
import dev.morelia.event.TopologyEvent.TopologyDescriptionChanged;
import dev.morelia.internal.log.DocumentText;
import dev.morelia.internal.log.Log;
import dev.morelia.internal.log.StateLog;
import dev.morelia.topology.ReplicaSetMember;
import dev.morelia.topology.ServerAddress;
import dev.morelia.topology.ServerDescription;
import dev.morelia.topology.ServerType;
import dev.morelia.topology.TopologyDescription;
import dev.morelia.topology.TopologyType;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.logging.Handler;
import java.util.logging.Level;
import java.util.logging.LogRecord;
import java.util.logging.Logger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

final class LogTest {
    private static final ServerAddress HOST = ServerAddress.of("db1");
    private static final long SECOND = 1_000_000_000L;

    private final List<String> lines = new ArrayList<>();
    private final Logger logger = Logger.getLogger("dev.morelia.topology");
    private final Handler handler = new Handler() {
        @Override
        public void publish(LogRecord record) {
            lines.add(record.getLevel() + " " + record.getParameters()[0]);
        }

        @Override
        public void flush() {}

        @Override
        public void close() {}
    };

    @BeforeEach
    void listen() {
        logger.addHandler(handler);
        logger.setUseParentHandlers(false);
    }

    @AfterEach
    void stop() {
        logger.removeHandler(handler);
        logger.setUseParentHandlers(true);
    }

    @Test
    void templatesOmitMissingFields() {
        var template = "{a}[ and {b}] to {c}[:{d}]";
        assertThat(new LogMessage("m", Map.of("a", 1, "b", "[{x}]", "c", "h", "d", 2), template))
                .hasToString("1 and [{x}] to h:2");
        assertThat(new LogMessage("m", Map.of("a", 1, "c", "h"), template)).hasToString("1 to h");
        assertThat(new LogMessage("m", Map.of(), "plain")).hasToString("plain");
    }

    @Test
    void longDocumentsAreTruncatedBetweenCharacters() {
        var document = raw(new Document("name", "Ada"));
        assertThat(new DocumentText(1000).of(document)).contains("\"name\"", "\"Ada\"");
        assertThat(new DocumentText(3).of(document)).hasSize(6).endsWith("...");
        var clef = raw(new Document("a", "\uD834\uDD1E\uD834\uDD1E"));
        for (int most = 0; most < 12; most++) {
            var text = new DocumentText(most).of(clef);
            assertThat(text.codePoints()).allMatch(point -> Character.getType(point) != Character.SURROGATE);
        }
        assertThat(new DocumentText(0).of(document)).isEqualTo("...");
    }

    private static RawDocument raw(Document document) {
        var output = new BsonOutput(64);
        output.value(document);
        return RawDocument.of(output.toByteArray());
    }

    @Test
    void membersThatAreIgnoredAreNamedWithANextStep() {
        StateLog.writeIgnoredMembers(HOST, List.of(ServerAddress.of("/tmp/mongodb-27017.sock")));
        assertThat(lines)
                .containsExactly("WARNING db1:27017 reports Unix domain sockets as members of its replica set, which"
                        + " other machines cannot reach, so they are ignored: [/tmp/mongodb-27017.sock]. Use host"
                        + " and port in the configuration of the replica set");
    }

    @Test
    void eachChangeIsOneLineAndRepeatsAreCounted() {
        var log = new StateLog();
        var unchecked = ServerDescription.unknown(HOST, 0);
        var secondary = known(ServerType.RS_SECONDARY, SECOND);
        var primary = known(ServerType.RS_PRIMARY, 2 * SECOND);
        log.serverDescriptionChanged(change(unchecked, secondary));
        assertThat(lines).isEmpty();

        log.serverDescriptionChanged(change(secondary, primary));
        assertThat(lines).containsExactly("INFO db1:27017 is now RSPrimary (was RSSecondary for 1.0 s)");

        var rejected = ServerDescription.failed(
                HOST, 5 * SECOND, "No connection: Connection refused", new IOException("Connection refused"), null);
        log.heartbeatFailed(failed());
        log.serverDescriptionChanged(change(primary, rejected));
        assertThat(lines.getLast())
                .isEqualTo("WARNING db1:27017 is now Unknown (was RSPrimary for 3.0 s): Connection refused");

        var silent = ServerDescription.failed(HOST, 6 * SECOND, "timed out", new IOException("y"), null);
        for (int i = 0; i < 11; i++) {
            log.heartbeatFailed(failed());
            log.serverDescriptionChanged(change(rejected, silent));
        }
        assertThat(lines).hasSize(2);

        log.serverDescriptionChanged(change(rejected, known(ServerType.RS_PRIMARY, 17 * SECOND)));
        assertThat(lines.getLast())
                .isEqualTo("INFO db1:27017 is now RSPrimary (was Unknown for 12.0 s: Connection refused;"
                        + " 12 checks failed)");
        assertThat(lines).hasSize(3);
    }

    @Test
    void aServerThatIsUnavailableFromTheStartIsAWarning() {
        var log = new StateLog();
        var rejected = ServerDescription.failed(HOST, 5 * SECOND, "Connection refused", null, null);
        log.serverDescriptionChanged(change(ServerDescription.unknown(HOST, 0), rejected));
        assertThat(lines).containsExactly("WARNING db1:27017 is now Unknown: Connection refused");
    }

    @Test
    void aDroppedServerIsOneWarningWithTheReason() {
        var log = new StateLog();
        var unchecked = ServerDescription.unknown(HOST, 0);
        var standalone = known(ServerType.STANDALONE, SECOND);
        var wanted = topology(TopologyType.REPLICA_SET_NO_PRIMARY, unchecked);
        log.serverDescriptionChanged(change(unchecked, standalone.error("is a Standalone")));
        log.topologyDescriptionChanged(
                new TopologyDescriptionChanged(new ObjectId(), wanted, topology(TopologyType.REPLICA_SET_NO_PRIMARY)));
        assertThat(lines).containsExactly("WARNING db1:27017 is not used: it is a Standalone");
    }

    @Test
    void aSeedThatThePrimaryDoesNotNameIsAWarning() {
        var log = new StateLog();
        var unchecked = ServerDescription.unknown(ServerAddress.of("db2"), 0);
        var primary = known(ServerType.RS_PRIMARY, SECOND);
        var before = topology(TopologyType.UNKNOWN, ServerDescription.unknown(HOST, 0), unchecked);
        var after = topology(TopologyType.REPLICA_SET_WITH_PRIMARY, primary);
        log.topologyDescriptionChanged(new TopologyDescriptionChanged(new ObjectId(), before, after));
        assertThat(lines)
                .containsExactly("WARNING db2:27017 is not used: it is not a member in the configuration of the primary"
                        + " db1:27017: []");
        log.topologyDescriptionChanged(
                new TopologyDescriptionChanged(new ObjectId(), after, TopologyDescription.EMPTY));
        assertThat(lines).hasSize(1);
    }

    @Test
    void anAliasOfAMemberIsNotAWarning() {
        var log = new StateLog();
        var before = topology(TopologyType.UNKNOWN, ServerDescription.unknown(ServerAddress.of("forwarded"), 0));
        var after = topology(TopologyType.REPLICA_SET_WITH_PRIMARY, known(ServerType.RS_PRIMARY, SECOND));
        log.topologyDescriptionChanged(new TopologyDescriptionChanged(new ObjectId(), before, after));
        assertThat(lines).noneMatch(line -> line.startsWith("WARNING") || line.startsWith("INFO"));
    }

    private static TopologyDescription topology(TopologyType type, ServerDescription... servers) {
        return new TopologyDescription(type, null, null, null, List.of(servers), null, null);
    }

    private static HeartbeatFailed failed() {
        return new HeartbeatFailed(new ConnectionId(HOST, 1, null), false, Duration.ZERO, new IOException("x"));
    }

    private static ServerDescriptionChanged change(ServerDescription before, ServerDescription now) {
        return new ServerDescriptionChanged(new ObjectId(), HOST, before, now);
    }

    private static ServerDescription known(ServerType type, long nanos) {
        return new ServerDescription(
                HOST,
                type,
                ReplicaSetMember.NONE,
                8,
                25,
                30,
                null,
                null,
                Duration.ofMillis(1),
                Duration.ZERO,
                nanos,
                nanos,
                null,
                null);
    }

    @Test
    void levelsAreThoseOfTheLogger() {
        logger.setLevel(Level.OFF);
        try {
            assertThat(Log.TOPOLOGY.isOn(System.Logger.Level.ERROR)).isFalse();
        } finally {
            logger.setLevel(null);
        }
        assertThat(Log.TOPOLOGY.isOn(System.Logger.Level.INFO)).isTrue();
        assertThat(Log.TOPOLOGY.isOn(System.Logger.Level.DEBUG)).isFalse();
    }
}
