package dev.morelia.bson;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** {@link Document} is an ordinary map that keeps its order; held against {@link LinkedHashMap}. */
class DocumentTest {
    @ParameterizedTest
    @ValueSource(ints = {3, 16, 17, 200})
    void behavesAsALinkedHashMap(int keys) {
        var random = new Random(keys);
        var expected = new LinkedHashMap<String, Object>();
        var document = new Document();
        for (int i = 0; i < 4000; i++) {
            String key = "k" + random.nextInt(keys);
            switch (random.nextInt(6)) {
                case 0 -> assertThat(document.remove(key)).isEqualTo(expected.remove(key));
                case 1 -> assertThat(document.putFirst(key, i)).isEqualTo(expected.putFirst(key, i));
                case 2 -> assertThat(document.putLast(key, i)).isEqualTo(expected.putLast(key, i));
                default -> assertThat(document.put(key, i)).isEqualTo(expected.put(key, i));
            }
            assertThat(document.get(key)).isEqualTo(expected.get(key));
            assertThat(document.containsKey(key)).isEqualTo(expected.containsKey(key));
        }
        assertThat(document).isEqualTo(expected).hasSameHashCodeAs(expected);
        assertThat(expected).isEqualTo(document);
        assertThat(new ArrayList<>(document.keySet())).isEqualTo(new ArrayList<>(expected.keySet()));
        assertThat(new ArrayList<>(document.values())).isEqualTo(new ArrayList<>(expected.values()));
        assertThat(new ArrayList<>(document.reversed().keySet()))
                .isEqualTo(new ArrayList<>(expected.reversed().keySet()));
        assertThat(document.firstEntry()).isEqualTo(expected.firstEntry());
        assertThat(document.lastEntry()).isEqualTo(expected.lastEntry());
        assertThat(Document.copyOf(document)).isEqualTo(document);
    }

    @Test
    void viewsWriteThrough() {
        Document document = new Document("a", 1).append("b", 2).append("c", 3);
        document.keySet().remove("a");
        document.values().remove(3);
        document.entrySet().iterator().next().setValue(20);
        assertThat(document).isEqualTo(Map.of("b", 20));
        var entries = document.entrySet().iterator();
        entries.next();
        entries.remove();
        assertThat(document).isEmpty();
    }

    @Test
    void changesWhileIteratingAreNoticedOrSafe() {
        Document document = new Document("a", 1).append("b", 2);
        document.entrySet().removeIf(entry -> entry.getKey().equals("a"));
        document.replaceAll((key, value) -> key + value);
        assertThat(document).isEqualTo(Map.of("b", "b2"));
        assertThat(document.computeIfAbsent("c", key -> 5)).isEqualTo(5);
        assertThat(document.merge("c", 6, (before, more) -> more)).isEqualTo(6);
    }

    @Test
    void equalsMapsWhateverTheOrder() {
        Document document = new Document("a", 1).append("b", null);
        Map<String, Object> map = new HashMap<>();
        map.put("b", null);
        map.put("a", 1);
        assertThat(document).isEqualTo(map).hasSameHashCodeAs(map);
        assertThat(document).isNotEqualTo(Map.of("a", 1));
        assertThat(document.containsKey("b")).isTrue();
        assertThat(document.get("b")).isNull();
    }

    @Test
    void typedAccessorsConvertNumbersAndSayWhatIsWrong() {
        Document document = new Document("name", "Ada").append("age", 36).append("list", List.of(1, 2));
        assertThat(document.int64("age")).isEqualTo(36);
        assertThat(document.float64("age")).isEqualTo(36.0);
        assertThat(document.int32("absent", 7)).isEqualTo(7);
        assertThat(document.list("list", Integer.class)).containsExactly(1, 2);
        assertThat(document.stringOrNull("absent")).isNull();
        assertThatExceptionOfType(BsonException.class)
                .isThrownBy(() -> document.int32("name"))
                .withMessageContaining("name");
        assertThatExceptionOfType(BsonException.class)
                .isThrownBy(() -> document.string("absent"))
                .withMessageContaining("absent");
    }

    @Test
    void printsAsExtendedJson() {
        assertThat(new Document("a", 1).append("b", List.of("x")).toString()).isEqualTo("{\"a\": 1, \"b\": [\"x\"]}");
        assertThat(Document.parse("{\"a\": {\"$numberLong\": \"5\"}}").int64("a"))
                .isEqualTo(5);
    }
}
