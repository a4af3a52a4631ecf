package dev.morelia.live.call;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.morelia.MongoClient;
import dev.morelia.MongoDatabase;
import dev.morelia.bson.DbRef;
import dev.morelia.bson.Document;
import dev.morelia.error.CommandException;
import dev.morelia.testkit.Mongod;
import java.time.Duration;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.condition.EnabledIf;

/** What administrators ask a server for. */
@Timeout(60)
@EnabledIf(value = "dev.morelia.testkit.Mongod#available", disabledReason = "no mongod")
class AdministrationLiveTest {
    private final MongoClient client = MongoClient.create(Mongod.shared().uri());
    private final MongoDatabase database = client.database("administration");

    @AfterEach
    void close() {
        database.setProfilingLevel(0, Duration.ofMillis(100));
        database.drop();
        client.close();
    }

    @Test
    void theProfiler() {
        assertThat(database.profilingLevel()).isZero();
        assertThat(database.setProfilingLevel(2)).isZero();
        assertThat(database.setProfilingLevel(2, Duration.ofNanos(1))).isEqualTo(2);
        assertThat(database.runCommand(new Document("profile", -1)).int32("slowms"))
                .isEqualTo(1);
        assertThat(database.collection("people").countDocuments()).isZero();
        assertThat(database.setProfilingLevel(0)).isEqualTo(2);
        assertThat(database.profilingInfo().toList())
                .anyMatch(entry -> "administration.people".equals(entry.get("ns")));
    }

    @Test
    void aCollectionIsChecked() {
        database.collection("people").insertOne(new Document("_id", 1));
        assertThat(database.validateCollection("people").bool("valid")).isTrue();
        assertThatThrownBy(() -> database.validateCollection("none")).isInstanceOf(CommandException.class);
    }

    @Test
    void references() {
        database.collection("people").insertOne(new Document("_id", 1));
        assertThat(database.dereference(new DbRef("people", 1))).contains(new Document("_id", 1));
        assertThat(database.dereference(new DbRef("people", 2))).isEmpty();
        assertThat(client.database("other").dereference(new DbRef("people", 1, "administration")))
                .contains(new Document("_id", 1));
    }

    @Test
    void whatTheServerIsDoing() {
        assertThat(client.currentOperations(false))
                .anyMatch(operation -> "admin.$cmd.aggregate".equals(operation.get("ns")));
        assertThat(client.currentOperations(true))
                .hasSizeGreaterThan(client.currentOperations(false).size());
    }
}
