package dev.morelia.live.gridfs;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.morelia.MongoClient;
import dev.morelia.gridfs.GridFsBucket;
import dev.morelia.testkit.ReplicaSet;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.condition.EnabledIf;

/** Files in sessions and transactions. */
@Timeout(120)
@EnabledIf(value = "dev.morelia.testkit.Mongod#available", disabledReason = "no mongod")
class GridFsSessionTest {
    private static final int LENGTH = 5_000_000;

    @Test
    void filesBecomeVisibleWithTheCommit() {
        try (var set = ReplicaSet.start(1);
                var client = MongoClient.create(set.uri())) {
            var bucket = GridFsBucket.of(client.database("app"));
            client.inTransaction(session -> {
                var within = bucket.with(session);
                var stream = within.openUploadStream("x");
                stream.write(new byte[LENGTH]);
                stream.close();
                assertThat(bucket.find().first()).isEmpty();
                try (var content = within.openDownloadStream(stream.id())) {
                    assertThat(content.readAllBytes()).hasSize(LENGTH);
                }
            });
            var file = bucket.find().firstOrThrow();
            try (var content = bucket.openDownloadStream(file.id())) {
                assertThat(content.readAllBytes()).hasSize(LENGTH);
            }
            assertThatThrownBy(() -> client.inTransaction(session -> {
                        bucket.with(session).delete(file.id());
                        throw new IllegalStateException("undo");
                    }))
                    .hasMessage("undo");
            try (var content = bucket.openDownloadStreamByName("x")) {
                assertThat(content.readAllBytes()).hasSize(LENGTH);
            }
        }
    }
}
