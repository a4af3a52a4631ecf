package dev.morelia.internal.sdam;

import static org.assertj.core.api.Assertions.assertThat;

import dev.morelia.bson.Document;
import dev.morelia.bson.ObjectId;
import dev.morelia.bson.RawDocument;
import dev.morelia.topology.ServerAddress;
import dev.morelia.topology.ServerType;
import dev.morelia.topology.TopologyVersion;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

final class HelloReplyTest {

    @Test
    void rejectsAReplyWithTwoThousandHosts() {
        var server = Servers.describe(Servers.A, Servers.secondary(hosts(2000)), 1);
        assertThat(server.type()).isEqualTo(ServerType.UNKNOWN);
        assertThat(server.member().members()).isEmpty();
        assertThat(server.error())
                .contains("reports 2000 members", "the maximum is 50", "check that this is a MongoDB server");
    }

    @Test
    void limitsDistinctHostsPassivesAndArbitersTogether() {
        var full = Servers.primary(hosts(50)).append("passives", List.of(hosts(50)));
        assertThat(Servers.describe(Servers.A, full, 1).member().members()).hasSize(50);
        full.append("arbiters", List.of("one-too-many:27017"));
        assertThat(Servers.describe(Servers.A, full, 1).error()).contains("reports 51 members");
    }

    /** A path in the file system of another machine: on this one it may be any other socket. */
    @Test
    void unixSocketsReportedByARemoteServerAreNotMembers() {
        var hello = Servers.primary("a:27017", "/tmp/mongodb-27017.sock")
                .append("passives", List.of("/var/run/docker.sock"))
                .append("arbiters", List.of("/tmp/x.sock", "b:27017"));
        assertThat(Servers.describe(Servers.A, hello, 1).member().members()).containsExactly(Servers.A, Servers.B);
        assertThat(HelloReply.ignoredMembers(Servers.A, RawDocument.encode(hello)))
                .containsExactly(
                        ServerAddress.of("/tmp/mongodb-27017.sock"),
                        ServerAddress.of("/var/run/docker.sock"),
                        ServerAddress.of("/tmp/x.sock"));
    }

    @Test
    void unixSocketsReportedByALocalServerAreMembers() {
        var here = ServerAddress.of("/tmp/mongodb-27017.sock");
        var hello = Servers.primary("/tmp/mongodb-27017.sock", "/tmp/mongodb-27018.sock");
        assertThat(Servers.describe(here, hello, 1).member().members()).hasSize(2);
        assertThat(HelloReply.ignoredMembers(here, RawDocument.encode(hello))).isEmpty();
    }

    @Test
    void nullMembersAreNone() {
        var hosts = new ArrayList<@Nullable Object>(List.of("b"));
        hosts.add(null);
        var server = Servers.describe(Servers.A, Servers.primary("b").append("hosts", hosts), 1);
        assertThat(server.type()).isEqualTo(ServerType.RS_PRIMARY);
        assertThat(server.member().hosts()).hasSize(1);
    }

    @Test
    void malformedRepliesGiveAnUnknownServerWithTheError() {
        var replies = List.of(
                Servers.primary("b:99999"),
                Servers.primary("b").append("ok", "yes"),
                Servers.primary("b").append("setName", 7),
                Servers.primary("b").append("hosts", List.of("b", 5, true)),
                Servers.primary("b").append("minWireVersion", "old"),
                Servers.primary("b").append("tags", List.of()),
                Servers.primary("b").append("topologyVersion", 3),
                Servers.primary("b").append("setVersion", 1.5));
        assertThat(replies).allSatisfy(reply -> {
            var server = Servers.describe(Servers.A, reply, 1);
            assertThat(server.type()).isEqualTo(ServerType.UNKNOWN);
            assertThat(server.error()).startsWith("its reply to hello is malformed: ");
            assertThat(server.cause()).isNotNull();
        });
    }

    @Test
    void reportsWhyHelloFailed() {
        var rejected = Document.of("ok", 0, "errmsg", "go away").append("code", 18);
        assertThat(Servers.describe(Servers.A, rejected, 1).error()).isEqualTo("hello failed: go away (code 18)");
        assertThat(Servers.describe(Servers.A, new Document(), 1).error()).isEqualTo("hello failed: no error message");
    }

    @Test
    void parsesTheReplyOfAMember() {
        var processId = new ObjectId();
        var now = Instant.ofEpochMilli(1_700_000_000_000L);
        var server = Servers.describe(
                Servers.A,
                Servers.secondary("A", "B:1")
                        .append("me", "A:27017")
                        .append("primary", "B:1")
                        .append("tags", Document.of("dc", "ny", "rack", "2"))
                        .append("lastWrite", new Document("lastWriteDate", now))
                        .append("logicalSessionTimeoutMinutes", 30)
                        .append("topologyVersion", Document.of("processId", processId, "counter", 4L)),
                9);
        assertThat(server.type()).isEqualTo(ServerType.RS_SECONDARY);
        assertThat(server.member().hosts()).containsExactly(Servers.A, new ServerAddress("b", 1));
        assertThat(server.member().me()).isEqualTo(Servers.A);
        assertThat(server.member().primary()).isEqualTo(new ServerAddress("b", 1));
        assertThat(server.member().tags()).isEqualTo(Map.of("dc", "ny", "rack", "2"));
        assertThat(server.lastWriteDate()).isEqualTo(now);
        assertThat(server.logicalSessionTimeoutMinutes()).isEqualTo(30);
        assertThat(server.topologyVersion()).isEqualTo(new TopologyVersion(processId, 4));
        assertThat(server.roundTripTime()).isEqualTo(Duration.ofMillis(5));
        assertThat(server.lastUpdateNanos()).isEqualTo(9);
        assertThat(server).hasToString("a:27017 RSSecondary of rs {dc=ny, rack=2} rtt 5000 us");
    }

    private static String[] hosts(int count) {
        return IntStream.range(0, count).mapToObj(i -> "host" + i + ":27017").toArray(String[]::new);
    }
}
