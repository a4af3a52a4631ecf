package dev.morelia.testkit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.morelia.MongoClient;
import dev.morelia.bson.Document;
import java.time.Duration;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledIf;

/** The tests of this class disturb their set and leave it in working order. */
@EnabledIf(value = "dev.morelia.testkit.ReplicaSet#available", disabledReason = "no mongod")
class ReplicaSetTest {
    private static final Duration LONG = Duration.ofSeconds(60);

    private static ReplicaSet set;

    @BeforeAll
    static void start() {
        set = ReplicaSet.builder()
                .name("disturbed")
                .member(0, Document.of("tags", Document.of("dc", "east")))
                .member(2, Document.of("priority", 0, "hidden", true))
                .start();
    }

    @AfterAll
    static void stop() {
        set.close();
    }

    @Test
    void isConfiguredByTheBuilder() {
        assertThat(set.uri()).startsWith("mongodb://127.0.0.1:").endsWith("/?replicaSet=disturbed");
        assertThat(set.members()).hasSize(3);
        assertThat(set.secondaries()).hasSize(2).doesNotContain(set.primary());
        var hidden = set.members().get(2).command("admin", Document.of("hello", 1));
        assertThat(hidden).containsEntry("hidden", true).containsEntry("setName", "disturbed");
        assertThat(hidden.list("hosts", String.class)).hasSize(2);
        var tagged = set.members().get(0).command("admin", Document.of("hello", 1));
        assertThat(tagged.document("tags")).containsEntry("dc", "east");
    }

    @Test
    void membersMayHaveGivenAddresses() {
        int port = Mongod.freePort();
        try (var alone =
                ReplicaSet.builder().members(1).firstAddress("localhost", port).start()) {
            assertThat(alone.uri()).startsWith("mongodb://localhost:" + port + "/");
            var hello = alone.primary().command("admin", Document.of("hello", 1));
            assertThat(hello).containsEntry("me", "localhost:" + port);
        }
        assertThatThrownBy(() -> ReplicaSet.builder().firstAddress("localhost", 0))
                .hasMessageContaining("port must be from 1 to 65535");
    }

    @Test
    void replicatesWhatADriverWrites() {
        try (var client = MongoClient.create(set.primary().directUri())) {
            client.database("replicated").collection("things").insertOne(Document.of("_id", 1));
        }
        set.waitForMembers(LONG);
        for (var secondary : set.secondaries()) {
            var find = Document.of("find", "things").append("$readPreference", Document.of("mode", "secondary"));
            var cursor = secondary.command("replicated", find).document("cursor");
            assertThat(cursor.list("firstBatch", Document.class)).containsExactly(Document.of("_id", 1));
        }
    }

    @Test
    void electsAnotherPrimaryAfterAStepDown() {
        var stepped = set.stepDown();
        assertThat(set.waitForPrimary(LONG)).isNotSameAs(stepped);
        set.freeze(stepped, Duration.ZERO);
        set.waitForMembers(LONG);
    }

    @Test
    void survivesThePrimarysDeath() {
        var killed = set.primary();
        killed.kill();
        assertThat(set.waitForPrimary(LONG)).isNotSameAs(killed);
        assertThat(set.secondaries()).hasSize(1);
        killed.restart();
        set.waitForMembers(LONG);
        assertThat(set.secondaries()).hasSize(2);
    }

    @Test
    void doesNotTrustAPrimaryThatWasSuspended() {
        var suspended = set.primary();
        suspended.suspend();
        try {
            assertThat(set.waitForPrimary(LONG)).isNotSameAs(suspended);
        } finally {
            suspended.resume();
        }
        assertThat(set.waitForPrimary(LONG)).isNotSameAs(suspended);
        set.waitForMembers(LONG);
    }

    @Test
    void addsAndRemovesMembers() {
        var added = set.addMember(Document.of("priority", 0, "votes", 0));
        assertThat(set.members()).hasSize(4).contains(added);
        assertThat(set.uri()).contains(added.address().toString());
        assertThat(set.secondaries()).contains(added);
        set.removeMember(added);
        assertThat(set.members()).hasSize(3).doesNotContain(added);
        assertThat(set.uri()).doesNotContain(added.address().toString());
        set.waitForMembers(LONG);
    }

    @Test
    void describesTheMembersAfterATimeout() {
        var command = Document.of("replSetGetStatus", 1);
        assertThatThrownBy(() -> set.reconfigure(configuration -> configuration.append("members", "none")))
                .isInstanceOf(IllegalStateException.class)
                .hasMessageContaining("returned an error for replSetReconfig");
        assertThat(set.primary().command("admin", command)).containsEntry("ok", 1.0);
    }

    @Test
    void supportsArbitersAndLeavesNothingBehind() {
        Mongod primary;
        Mongod arbiter;
        try (var small = ReplicaSet.builder().members(1).arbiters(1).start()) {
            primary = small.primary();
            arbiter = small.members().get(1);
            assertThat(arbiter.command("admin", Document.of("hello", 1))).containsEntry("arbiterOnly", true);
            assertThat(small.secondaries()).isEmpty();
        }
        assertThat(primary.folder()).doesNotExist();
        assertThat(arbiter.folder()).doesNotExist();
    }

    @Test
    void rejectsInvalidConfigurations() {
        assertThatThrownBy(() -> ReplicaSet.builder().members(0))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("is 0");
        assertThatThrownBy(() -> ReplicaSet.builder().arbiters(2)).isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> ReplicaSet.builder()
                        .members(1)
                        .member(0, Document.of("priority", 0))
                        .start())
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("no member can become primary");
    }
}
