package dev.morelia.bson;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

/** Lookups in a document large enough for an index while fields in front are added and removed. */
final class LargeDocumentTest {
    @Test
    void keysAreFoundWhileTheFirstOneChanges() {
        var document = new Document();
        for (int number = 0; number < 100; number++) {
            document.append("key" + number, number);
        }
        assertThat(document.get("key0")).isEqualTo(0);
        assertThat(document.containsKey("_id")).isFalse();

        document.putFirst("_id", "first");
        assertThat(document.get("_id")).isEqualTo("first");
        assertThat(document.get("key0")).isEqualTo(0);
        assertThat(document.get("key99")).isEqualTo(99);
        assertThat(document.put("_id", "again")).isEqualTo("first");
        assertThat(document).hasSize(101).containsEntry("_id", "again");

        assertThat(document.remove("_id")).isEqualTo("again");
        assertThat(document.containsKey("_id")).isFalse();
        assertThat(document.get("key0")).isEqualTo(0);
        assertThat(document.get("key99")).isEqualTo(99);
        assertThat(document).hasSize(100);
    }

    @Test
    void aFieldIsPutInFrontOnlyWhereItIsMissing() {
        for (int size : new int[] {0, 1, 5, 100}) {
            var document = new Document();
            for (int number = 0; number < size; number++) {
                document.append("key" + number, number);
            }
            assertThat(document.putFirstIfAbsent("_id", () -> "made")).isEqualTo("made");
            assertThat(document.firstEntry().getKey()).isEqualTo("_id");
            assertThat(document.putFirstIfAbsent("_id", () -> "again")).isEqualTo("made");
            document.append("last", null);
            assertThat(document.putFirstIfAbsent("last", () -> "null is a value"))
                    .isNull();
            assertThat(document.lastEntry().getKey()).isEqualTo("last");
            assertThat(document).hasSize(size + 2);
        }
    }
}
