package dev.morelia.testkit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.morelia.MongoClient;
import dev.morelia.bson.Document;
import dev.morelia.bson.RawDocument;
import dev.morelia.bson.io.BsonOutput;
import dev.morelia.internal.wire.MessageHeader;
import dev.morelia.internal.wire.OpMsg;
import dev.morelia.internal.wire.OpQuery;
import dev.morelia.internal.wire.OpReply;
import dev.morelia.testkit.message.BareConnection;
import java.io.IOException;
import java.net.ConnectException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.UUID;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledIf;

@EnabledIf(value = "dev.morelia.testkit.ReplicaSet#available", disabledReason = "no mongod")
class RouterFrontTest {
    private static final Duration TIMEOUT = Duration.ofSeconds(20);
    private static final String DATABASE = "fronted";

    private static ReplicaSet set;
    private static RouterFront first;
    private static RouterFront second;

    private BareConnection client;
    private BareConnection other;

    @BeforeAll
    static void start() {
        set = ReplicaSet.shared();
        first = RouterFront.start(set);
        second = RouterFront.start(set);
        var things = new ArrayList<Document>();
        for (int i = 0; i < 10; i++) {
            things.add(Document.of("_id", i));
        }
        set.primary().command(DATABASE, Document.of("dropDatabase", 1));
        set.primary()
                .command(
                        DATABASE,
                        Document.of("insert", "things", "documents", things)
                                .append("writeConcern", Document.of("w", 3)));
    }

    @AfterAll
    static void stop() {
        first.close();
        second.close();
    }

    @BeforeEach
    void connect() throws IOException {
        client = BareConnection.open(first.address(), TIMEOUT);
        other = BareConnection.open(second.address(), TIMEOUT);
    }

    @AfterEach
    void disconnect() throws IOException {
        client.close();
        other.close();
        first.restart();
    }

    @Test
    void presentsItselfAsARouter() throws IOException {
        var member = set.primary().command("admin", Document.of("hello", 1));
        var hello = client.command("admin", Document.of("hello", 1));
        assertThat(hello)
                .containsEntry("msg", "isdbgrid")
                .containsEntry("isWritablePrimary", true)
                .containsEntry("maxWireVersion", member.get("maxWireVersion"))
                .containsEntry("maxBsonObjectSize", member.get("maxBsonObjectSize"))
                .containsEntry("logicalSessionTimeoutMinutes", 30)
                .doesNotContainKeys("setName", "hosts", "me", "electionId", "secondary");
        assertThat(hello.document("topologyVersion"))
                .isNotEqualTo(other.command("admin", Document.of("hello", 1)).document("topologyVersion"));
        assertThat(client.command("admin", Document.of("isdbgrid", 1))).containsEntry("isdbgrid", 1);
        assertThat(client.command("admin", Document.of("replSetGetStatus", 1))).containsEntry("code", 59);
    }

    @Test
    void repliesToALegacyHello() throws IOException {
        var output = new BsonOutput();
        var isMaster = RawDocument.encode(Document.of("isMaster", 1, "helloOk", true));
        OpQuery.command("admin", isMaster).encode(output, 77);
        client.send(output);
        byte[] reply = client.receive();
        assertThat(MessageHeader.decode(reply, 0, reply.length).responseTo()).isEqualTo(77);
        var hello = OpReply.decode(reply, MessageHeader.BYTES, reply.length - MessageHeader.BYTES)
                .documents()
                .getFirst()
                .toDocument();
        assertThat(hello)
                .containsEntry("ismaster", true)
                .containsEntry("helloOk", true)
                .containsEntry("msg", "isdbgrid");
    }

    @Test
    void awaitsAChangeThatNeverComes() throws IOException {
        var known = client.command("admin", Document.of("hello", 1)).document("topologyVersion");
        var awaitable = Document.of("hello", 1, "topologyVersion", known).append("maxAwaitTimeMS", 100L);
        long begun = System.nanoTime();
        assertThat(client.command("admin", awaitable)).containsEntry("topologyVersion", known);
        assertThat(System.nanoTime() - begun)
                .isGreaterThanOrEqualTo(Duration.ofMillis(100).toNanos());
        assertThat(other.command("admin", awaitable.append("maxAwaitTimeMS", 3_600_000L)))
                .as("from a process that the client does not know")
                .containsEntry("msg", "isdbgrid");
    }

    @Test
    void streamsHellos() throws IOException {
        var known = client.command("admin", Document.of("hello", 1)).document("topologyVersion");
        var awaitable = Document.of("hello", 1, "topologyVersion", known).append("maxAwaitTimeMS", 20L);
        client.send("admin", awaitable, OpMsg.EXHAUST_ALLOWED, List.of());
        int before = -1;
        for (int i = 0; i < 4; i++) {
            byte[] reply = client.receive();
            var header = MessageHeader.decode(reply, 0, reply.length);
            var message = OpMsg.decode(reply, MessageHeader.BYTES, reply.length - MessageHeader.BYTES);
            assertThat(message.moreToCome()).isTrue();
            assertThat(message.body().stringOrNull("msg")).isEqualTo("isdbgrid");
            if (before >= 0) {
                assertThat(header.responseTo()).isEqualTo(before);
            }
            before = header.requestId();
        }
    }

    @Test
    void aStreamEndsWithItsClient() throws Exception {
        try (var streaming = BareConnection.open(first.address(), TIMEOUT)) {
            var known = streaming.command("admin", Document.of("hello", 1)).document("topologyVersion");
            var awaitable = Document.of("hello", 1, "topologyVersion", known).append("maxAwaitTimeMS", 60_000L);
            streaming.send("admin", awaitable, OpMsg.EXHAUST_ALLOWED, List.of());
        }
        client.command("admin", Document.of("ping", 1));
        long end = System.nanoTime() + TIMEOUT.toNanos();
        while (first.connectionsOpen() > 1 && System.nanoTime() < end) {
            Thread.sleep(5);
        }
        assertThat(first.connectionsOpen()).as("that of the client alone").isEqualTo(1);
    }

    @Test
    void routesByReadPreference() throws IOException {
        var primary = set.primary();
        var secondaries = set.secondaries();
        assertThat(memberThatAnswers(new Document()))
                .isEqualTo(primary.address().port());
        assertThat(memberThatAnswers(readPreference("primaryPreferred")))
                .isEqualTo(primary.address().port());
        Set<Integer> seen = new HashSet<>();
        for (int i = 0; i < 100 && seen.size() < 2; i++) {
            seen.add(memberThatAnswers(readPreference("secondary")));
        }
        assertThat(seen)
                .containsExactlyInAnyOrder(
                        secondaries.get(0).address().port(),
                        secondaries.get(1).address().port());
        var tagged = readPreference("secondaryPreferred");
        tagged.document("$readPreference").append("tags", List.of(Document.of("dc", "nowhere")));
        assertThat(memberThatAnswers(tagged)).isEqualTo(primary.address().port());
        tagged.document("$readPreference").append("tags", List.of(Document.of("dc", "nowhere"), new Document()));
        assertThat(memberThatAnswers(tagged)).isNotEqualTo(primary.address().port());
    }

    @Test
    void writesGoToThePrimaryWhateverTheReadPreference() throws IOException {
        var insert = Document.of("insert", "written", "documents", List.of(Document.of("_id", new UUID(1, 2))));
        insert.putAll(readPreference("secondary"));
        assertThat(client.command(DATABASE, insert)).containsEntry("n", 1).containsEntry("ok", 1.0);
    }

    @Test
    void sendsCursorsToTheMemberThatCreatedThem() throws IOException {
        var find = Document.of("find", "things", "batchSize", 2);
        find.putAll(readPreference("secondary"));
        for (int i = 0; i < 6; i++) {
            var cursor = client.command(DATABASE, find).document("cursor");
            var getMore = Document.of("getMore", cursor.int64("id"), "collection", "things")
                    .append("batchSize", 3);
            try (var elsewhere = BareConnection.open(first.address(), TIMEOUT)) {
                var more = elsewhere.command(DATABASE, getMore).document("cursor");
                assertThat(more.list("nextBatch", Document.class)).hasSize(3);
            }
            var killCursors = Document.of("killCursors", "things", "cursors", List.of(cursor.int64("id")));
            assertThat(client.command(DATABASE, killCursors).list("cursorsKilled", Long.class))
                    .containsExactly(cursor.int64("id"));
            assertThat(client.command(DATABASE, getMore)).containsEntry("code", 43);
        }
    }

    @Test
    void killsCursorsOfSeveralMembersAtOnce() throws IOException {
        var cursors = new ArrayList<Long>();
        for (String mode : List.of("primary", "secondary")) {
            var find = Document.of("find", "things", "batchSize", 2);
            find.putAll(readPreference(mode));
            cursors.add(client.command(DATABASE, find).document("cursor").int64("id"));
        }
        var all = new ArrayList<>(cursors);
        all.add(4711L);
        var killed = client.command(DATABASE, Document.of("killCursors", "things", "cursors", all));
        assertThat(killed.list("cursorsKilled", Long.class)).containsExactlyElementsOf(cursors);
        assertThat(killed.list("cursorsNotFound", Long.class)).containsExactly(4711L);
        var kill = Document.of("killCursors", "things", "cursors", cursors);
        for (var member : set.members()) {
            assertThat(member.command(DATABASE, kill).list("cursorsKilled", Long.class))
                    .as("left on " + member.address())
                    .isEmpty();
        }
    }

    @Test
    void addsARecoveryTokenToTransactions() throws IOException {
        var transaction = Document.of("lsid", Document.of("id", UUID.randomUUID()), "txnNumber", 1L)
                .append("autocommit", false);
        var id = UUID.randomUUID();
        set.primary().command(DATABASE, Document.of("create", "moved"));
        var insert = Document.of("insert", "moved", "documents", List.of(Document.of("_id", id)));
        insert.putAll(transaction);
        insert.append("startTransaction", true);
        var inserted = client.command(DATABASE, insert);
        assertThat(inserted).containsEntry("ok", 1.0).containsKey("recoveryToken");
        var commit = Document.of("commitTransaction", 1, "recoveryToken", inserted.get("recoveryToken"));
        commit.putAll(transaction);
        assertThat(client.command("admin", commit)).containsEntry("ok", 1.0).containsKey("recoveryToken");
        assertThat(other.command("admin", commit)).containsEntry("ok", 1.0);
        var find = Document.of("find", "moved", "filter", Document.of("_id", id));
        assertThat(client.command(DATABASE, find).document("cursor").list("firstBatch", Document.class))
                .hasSize(1);
    }

    @Test
    void implementsFailCommandItself() throws IOException {
        failCommand(client, "{failCommands: ['ping', 'insert'], errorCode: 10107}", 2);
        var ping = Document.of("ping", 1);
        assertThat(other.command("admin", ping)).containsEntry("ok", 1.0);
        assertThat(set.primary().command("admin", ping)).containsEntry("ok", 1.0);
        assertThat(client.command("admin", ping))
                .containsEntry("code", 10107)
                .containsEntry("codeName", "NotWritablePrimary")
                .containsEntry("errmsg", "Failing command via 'failCommand' failpoint")
                .doesNotContainKeys("errorLabels", "topologyVersion");
        var insert = Document.of("insert", "written", "documents", List.of(Document.of("_id", UUID.randomUUID())));
        insert.append("lsid", Document.of("id", UUID.randomUUID())).append("txnNumber", 1L);
        assertThat(client.command(DATABASE, insert))
                .as("a mongos leaves RetryableWriteError to the shards")
                .containsEntry("code", 10107)
                .doesNotContainKey("errorLabels");
        assertThat(client.command(DATABASE, insert)).containsEntry("n", 1);
        failCommand(client, "{failCommands: ['ping'], errorCode: 91, errorLabels: ['Mine']}", 1);
        assertThat(client.command("admin", ping)).containsEntry("errorLabels", List.of("Mine"));
        failCommand(client, "{failCommands: ['insert'], errorCode: 112}", 1);
        insert.append("autocommit", false);
        assertThat(client.command(DATABASE, insert)).containsEntry("errorLabels", List.of("TransientTransactionError"));
    }

    @Test
    void failsCommandsInOtherWays() throws IOException {
        var ping = Document.of("ping", 1);
        failCommand(client, "{failCommands: ['ping'], blockConnection: true, blockTimeMS: 80}", 1);
        long begun = System.nanoTime();
        assertThat(client.command("admin", ping)).containsEntry("ok", 1.0);
        assertThat(System.nanoTime() - begun)
                .isGreaterThanOrEqualTo(Duration.ofMillis(80).toNanos());
        var error = "{code: 91, errmsg: 'Replication is being shut down'}";
        failCommand(client, "{failCommands: ['insert'], writeConcernError: " + error + "}", 1);
        var insert = Document.of("insert", "written", "documents", List.of(Document.of("_id", UUID.randomUUID())));
        assertThat(client.command(DATABASE, insert))
                .containsEntry("n", 1)
                .containsEntry("ok", 1.0)
                .containsEntry("writeConcernError", json(error));
        failCommand(client, "{failCommands: ['ping'], closeConnection: true, appName: 'mine'}", 1);
        assertThat(client.command("admin", ping)).containsEntry("ok", 1.0);
        var mine = Document.of("application", Document.of("name", "mine"));
        client.command("admin", Document.of("hello", 1, "client", mine));
        client.send("admin", ping, 0, List.of());
        assertThat(client.isClosedByServer()).isTrue();
    }

    @Test
    void stopsDelaysAndRestarts() throws IOException {
        failCommand(client, "{failCommands: ['ping'], errorCode: 91}", 1);
        assertThat(first.connectionsOpen()).isEqualTo(1);
        first.stop();
        assertThat(client.isClosedByServer()).isTrue();
        assertThat(first.connectionsOpen()).isZero();
        assertThatThrownBy(() -> BareConnection.open(first.address(), TIMEOUT)).isInstanceOf(ConnectException.class);
        first.restart();
        first.lag(Duration.ofMillis(60));
        try (var again = BareConnection.open(first.address(), TIMEOUT)) {
            long begun = System.nanoTime();
            assertThat(again.command("admin", Document.of("ping", 1))).containsEntry("ok", 1.0);
            assertThat(System.nanoTime() - begun)
                    .isGreaterThanOrEqualTo(Duration.ofMillis(60).toNanos());
        } finally {
            first.lag(Duration.ZERO);
        }
    }

    @Test
    void findsTheNewPrimary() throws IOException {
        var insert = Document.of("insert", "written", "lsid", Document.of("id", UUID.randomUUID()));
        var document = Document.of("_id", UUID.randomUUID());
        insert.append("txnNumber", 1L).append("documents", List.of(document));
        for (var each : List.of(client, other)) {
            assertThat(each.command(DATABASE, Document.of("ping", 1))).containsEntry("ok", 1.0);
        }
        var stepped = set.stepDown();
        assertThat(client.command(DATABASE, insert)).containsEntry("n", 1).containsEntry("ok", 1.0);
        // The old primary rejects a command that is not retryable before execution, so it may be retried nevertheless.
        var plain = Document.of("insert", "written", "documents", List.of(Document.of("_id", UUID.randomUUID())));
        assertThat(other.command(DATABASE, plain)).containsEntry("n", 1).containsEntry("ok", 1.0);
        set.freeze(stepped, Duration.ZERO);
        set.waitForMembers(Duration.ofSeconds(60));
    }

    @Test
    void servesTheDriver() {
        try (var driver = MongoClient.create(first.uri() + "/?directConnection=true")) {
            var things = driver.database(DATABASE).collection("driven");
            things.drop();
            for (int i = 0; i < 5; i++) {
                things.insertOne(Document.of("_id", i));
            }
            var batches = things.find().batchSize(2);
            assertThat(batches).hasSize(5);
        }
    }

    @Test
    void aDriverWithTwoFrontsUsesTheOtherOne() {
        var uri = RouterFront.uri(first, second);
        assertThat(uri).isEqualTo("mongodb://" + first.address() + "," + second.address());
        try (var driver = MongoClient.create(uri)) {
            var things = driver.database(DATABASE).collection("things");
            for (int i = 0; i < 20; i++) {
                assertThat(things.find()).hasSize(10);
            }
            first.stop();
            for (int i = 0; i < 20; i++) {
                assertThat(things.find()).hasSize(10);
            }
        }
    }

    private static Document readPreference(String mode) {
        return Document.of("$readPreference", Document.of("mode", mode));
    }

    private int memberThatAnswers(Document readPreference) throws IOException {
        var command = Document.of("serverStatus", 1);
        command.putAll(readPreference);
        var host = client.command("admin", command).string("host");
        return Integer.parseInt(host.substring(host.indexOf(':') + 1));
    }

    private static void failCommand(BareConnection through, String data, int times) throws IOException {
        var command = Document.of("configureFailPoint", "failCommand", "mode", Document.of("times", times))
                .append("data", json(data));
        assertThat(through.command("admin", command)).containsEntry("ok", 1.0);
    }

    private static Document json(String relaxed) {
        return Document.parse(relaxed.replace('\'', '"').replaceAll("(\\w+):", "\"$1\":"));
    }
}
