package dev.morelia.benchmarks.driver;

import static org.assertj.core.api.Assertions.assertThat;

import dev.morelia.benchmarks.harness.Contest;
import dev.morelia.benchmarks.harness.Side;
import dev.morelia.bson.Document;
import dev.morelia.testkit.ScriptedServer;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Both drivers and the replay run against a scripted server; the speed is not checked. */
final class ContendersTest {
    private static final Side NOTHING = operations -> {};
    private static final String JSON = "{\"text\": \"x\"}";

    private final ScriptedServer server = ScriptedServer.canned(
            Map.of("find", Document.of("cursor", found(), "ok", 1.0), "insert", Document.of("n", 1, "ok", 1.0)));
    private final Contenders contenders = new Contenders(server.uri());

    private static Document found() {
        return Document.of("firstBatch", List.of(new Document("_id", 1)), "id", 0L)
                .append("ns", "perftest.corpus");
    }

    @BeforeEach
    void peerIsConnected() {
        contenders.peer().findOne(1);
    }

    @AfterEach
    void stop() {
        contenders.close();
        server.close();
    }

    @Test
    void moreliaPeerAndLimitRunTheSameRow() throws Exception {
        for (var task : List.of(DriverTask.FIND_ONE, DriverTask.SMALL_INSERT)) {
            var contest = new Contest(task.row(), "ops/s", 1, 10);
            var row = contenders.run(task, contest, new Contest.Length(0, 3), JSON, NOTHING);

            assertThat(row.ratio()).isPositive().isFinite();
            assertThat(row.oursOfLimit()).isPositive().isFinite();
            assertThat(row.ours().bytesPerOperation()).isPositive();
            assertThat(row.peer().bytesPerOperation()).isPositive();
        }
    }

    /** Bulk writes of 48 MB batches spent most of their time growing the output buffer again for each batch. */
    @Test
    void largeMessagesInARowGrowTheBufferOnce() throws Exception {
        var large = new Document("text", "x".repeat(4_000_000));
        var contest = new Contest("large", "ops/s", 1, 1);
        var row = contest.run(
                new Contest.Length(0, 5),
                operations -> contenders.ours().insertOne(large),
                operations -> contenders.ours().findOne(1),
                null);

        assertThat(row.ours().bytesPerOperation()).isLessThan(500_000);
    }

    @Test
    void stackIsSampledAtTheSocketRead() throws Exception {
        var ours = new DriverSide<>(contenders.ours(), DriverTask.FIND_ONE, JSON, NOTHING);
        assertThat(FramesAtSocket.deepest("dev.morelia.", ours))
                .first()
                .asString()
                .endsWith("SocketLink.read");
        var peer = new DriverSide<>(contenders.peer(), DriverTask.FIND_ONE, JSON, NOTHING);
        assertThat(FramesAtSocket.deepest("com.mongodb.", peer)).hasSizeGreaterThan(10);
    }
}
