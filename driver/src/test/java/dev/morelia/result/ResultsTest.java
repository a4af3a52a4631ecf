package dev.morelia.result;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.HashMap;
import java.util.Map;
import org.junit.jupiter.api.Test;

final class ResultsTest {

    @Test
    void nothingIsKnownOfAnUnacknowledgedWrite() {
        var update = UpdateResult.unacknowledged();
        assertThat(update.acknowledged()).isFalse();
        assertThatThrownBy(update::matchedCount)
                .isInstanceOf(IllegalStateException.class)
                .hasMessageStartingWith("matchedCount is not known: the write was not acknowledged");
        assertThatThrownBy(update::modifiedCount).isInstanceOf(IllegalStateException.class);
        assertThatThrownBy(update::upsertedCount).isInstanceOf(IllegalStateException.class);
        assertThatThrownBy(update::upsertedId).isInstanceOf(IllegalStateException.class);
        assertThatThrownBy(DeleteResult.unacknowledged()::deletedCount).isInstanceOf(IllegalStateException.class);
        assertThatThrownBy(new InsertManyResult(false, 0, Map.of())::insertedCount)
                .isInstanceOf(IllegalStateException.class);
        var bulk = BulkWriteResult.unacknowledged(Map.of(0, "id"));
        assertThat(bulk.insertedIds()).isEqualTo(Map.of(0, "id"));
        assertThatThrownBy(bulk::insertedCount).isInstanceOf(IllegalStateException.class);
        assertThatThrownBy(bulk::upsertedIds).isInstanceOf(IllegalStateException.class);
    }

    @Test
    void anUnacknowledgedWritePrintsWhatIsKnown() {
        assertThat(UpdateResult.unacknowledged()).hasToString("UpdateResult[unacknowledged]");
        assertThat(DeleteResult.unacknowledged()).hasToString("DeleteResult[unacknowledged]");
        assertThat(new InsertOneResult(false, 7)).hasToString("InsertOneResult[unacknowledged, insertedId=7]");
        assertThat(new InsertManyResult(false, 0, Map.of(0, "id")))
                .hasToString("InsertManyResult[unacknowledged, insertedIds={0=id}]");
        assertThat(BulkWriteResult.unacknowledged(Map.of(0, "id")))
                .hasToString("BulkWriteResult[unacknowledged, insertedIds={0=id}]");

        assertThat(new UpdateResult(true, 2, 1, null))
                .hasToString("UpdateResult[acknowledged=true, matchedCount=2, modifiedCount=1, upsertedCount=0,"
                        + " upsertedId=null]");
        assertThat(new DeleteResult(true, 3)).hasToString("DeleteResult[acknowledged=true, deletedCount=3]");
        assertThat(new InsertOneResult(true, 7)).hasToString("InsertOneResult[acknowledged=true, insertedId=7]");
        assertThat(new InsertManyResult(true, 1, Map.of(0, "id")))
                .hasToString("InsertManyResult[acknowledged=true, insertedCount=1, insertedIds={0=id}]");
        assertThat(new BulkWriteResult(true, 1, 2, 3, 4, Map.of(0, "id"), Map.of()))
                .hasToString("BulkWriteResult[acknowledged=true, insertedCount=1, matchedCount=2, modifiedCount=3,"
                        + " deletedCount=4, insertedIds={0=id}, upsertedIds={}]");
    }

    @Test
    void anUpsertedIdMayBeNull() {
        assertThat(new UpdateResult(true, 0, 0, null).upsertedCount()).isZero();
        assertThat(new UpdateResult(true, 0, 0, "id").upsertedCount()).isEqualTo(1);
        assertThat(new UpdateResult(true, 0, 0, 1, null).upsertedCount()).isEqualTo(1);
    }

    @Test
    void idsAreReadOnly() {
        Map<Integer, Object> ids = new HashMap<>(Map.of(0, "a"));
        var result = new InsertManyResult(true, 1, ids);
        assertThatThrownBy(() -> result.insertedIds().put(1, "b")).isInstanceOf(UnsupportedOperationException.class);
        assertThat(new BulkWriteResult(true, 1, 2, 3, 4, ids, ids).upsertedCount())
                .isEqualTo(1);
    }
}
