package dev.morelia.internal.copy;

import static org.assertj.core.api.Assertions.assertThat;

import dev.morelia.bson.Document;
import dev.morelia.bson.RawDocument;
import dev.morelia.options.admin.CopyDatabaseOptions;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class DivisionTest {
    private static List<RawDocument> ids(int count) {
        return IntStream.range(0, count)
                .mapToObj(i -> RawDocument.encode(new Document("_id", i)))
                .toList();
    }

    @Test
    void boundsAreAtEqualDistances() {
        assertThat(Division.chosen(ids(100), 4))
                .extracting(bound -> bound.int32("_id"))
                .containsExactly(25, 50, 75);
        assertThat(Division.chosen(ids(2), 2))
                .extracting(bound -> bound.int32("_id"))
                .containsExactly(1);
        assertThat(Division.chosen(ids(1), 4)).isEmpty();
        assertThat(Division.chosen(ids(0), 4)).isEmpty();
    }

    @Test
    void aSampleMayHaveADocumentTwice() {
        var ids = new ArrayList<RawDocument>();
        ids(4).forEach(id -> ids.addAll(List.of(id, id, id)));
        assertThat(Division.chosen(ids, 6)).doesNotHaveDuplicates().hasSizeBetween(2, 5);
    }

    @Test
    void boundsThatWouldNotFitIntoADocumentAreNone() {
        var large = new Document("_id", new Document("key", "x".repeat(3 * 1024 * 1024)).append("n", 0));
        var ids = IntStream.range(0, 8)
                .mapToObj(i -> {
                    large.document("_id").put("n", i);
                    return RawDocument.encode(large);
                })
                .toList();
        assertThat(Division.chosen(ids, 8)).isEmpty();
    }

    @Test
    void rangesCoverAllValuesOnce() {
        var ids = ids(3);
        assertThat(IdRange.between(ids))
                .containsExactly(
                        new IdRange(null, ids.get(0)),
                        new IdRange(ids.get(0), ids.get(1)),
                        new IdRange(ids.get(1), ids.get(2)),
                        new IdRange(ids.get(2), null));
        assertThat(IdRange.between(List.of())).containsExactly(new IdRange(null, null));
        assertThat(new IdRange(null, null).findOptions()).isEqualTo(new Document("hint", new Document("$natural", 1)));
        assertThat(new IdRange(ids.get(0), ids.get(1)).findOptions().keySet()).containsExactly("hint", "min", "max");
    }

    @Test
    void optionsAreThoseThatWereSet() {
        var all = new CopyDatabaseOptions();
        assertThat(all.parallelism()).isEqualTo(4);
        var some = all.parallelism(2).collections(List.of("a", "b", "a"));
        assertThat(some.collections()).containsExactlyInAnyOrder("a", "b");
        assertThat(some.toString()).contains("FAIL", "parallelism=2");
        assertThat(all.collections()).isEmpty();
    }
}
