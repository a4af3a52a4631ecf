package dev.morelia.spec.unified.compat;

import static org.assertj.core.api.Assertions.assertThat;

import com.mongodb.MongoBulkWriteException;
import com.mongodb.MongoClientException;
import com.mongodb.MongoCommandException;
import com.mongodb.MongoExecutionTimeoutException;
import com.mongodb.MongoOperationTimeoutException;
import com.mongodb.ServerAddress;
import com.mongodb.bulk.BulkWriteError;
import com.mongodb.bulk.BulkWriteResult;
import dev.morelia.bson.Document;
import dev.morelia.spec.unified.api.Failure;
import dev.morelia.spec.unified.match.Absent;
import java.util.List;
import java.util.Set;
import org.bson.BsonDocument;
import org.junit.jupiter.api.Test;

final class OfficialFailureTest {
    private static final ServerAddress SERVER = new ServerAddress("localhost", 1);

    @Test
    void anErrorOfACommand() {
        var failure = Failure.of(new MongoCommandException(
                BsonDocument.parse(
                        "{ok: 0, code: 8, codeName: 'UnknownError', errmsg: 'it broke', errorLabels: ['L']}"),
                SERVER));

        assertThat(failure.isClientError()).isFalse();
        assertThat(failure.isTimeout()).isFalse();
        assertThat(failure.codes()).containsExactly(8);
        assertThat(failure.codeNames()).containsExactly("UnknownError");
        assertThat(failure.texts()).singleElement().asString().contains("it broke");
        assertThat(failure.hasLabel("L")).isTrue();
        assertThat(failure.hasLabel("M")).isFalse();
        assertThat(failure.reply()).containsEntry("errmsg", "it broke");
        assertThat(failure.result()).isEqualTo(Absent.ABSENT);
        assertThat(failure.writeErrors()).isNull();
    }

    @Test
    void anErrorOfABulkWrite() {
        var failure = Failure.of(new MongoBulkWriteException(
                BulkWriteResult.acknowledged(1, 0, 0, 0, List.of(), List.of()),
                List.of(new BulkWriteError(11000, "twice", new BsonDocument(), 1)),
                null,
                SERVER,
                Set.of()));

        assertThat(failure.codes()).contains(11000);
        assertThat(failure.texts()).contains("twice");
        assertThat(failure.writeErrors())
                .singleElement()
                .satisfies(error -> assertThat(error.index()).isEqualTo(1));
        assertThat(failure.writeConcernErrors()).isEmpty();
        assertThat((Document) failure.result()).containsEntry("insertedCount", 1L);
    }

    @Test
    void whoseErrorItIs() {
        assertThat(Failure.of(new MongoClientException("bad")).isClientError()).isTrue();
        assertThat(Failure.of(new MongoExecutionTimeoutException(50, "late")).isClientError())
                .isFalse();
        assertThat(Failure.of(new MongoOperationTimeoutException("late")).isTimeout())
                .isTrue();
        assertThat(Failure.isOfDriver(new MongoClientException("bad"))).isTrue();
        assertThat(Failure.isOfDriver(new UnsupportedOperationException())).isFalse();
    }
}
