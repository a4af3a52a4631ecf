package dev.morelia.bson;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.assertThatNullPointerException;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.entry;

import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.ConcurrentModificationException;
import java.util.HashMap;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.Random;
import java.util.SequencedMap;
import java.util.concurrent.ConcurrentLinkedQueue;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class DocumentTest {
    /** The two strings share a hash, and so does every row of them. */
    private static String colliding(int number, int length) {
        var text = new StringBuilder();
        for (int i = 0; i < length; i++) {
            text.append((number >> i & 1) == 0 ? "Aa" : "BB");
        }
        return text.toString();
    }

    @Test
    void made() {
        assertThat(Document.of("a", 1, "b", null).entrySet()).containsExactly(entry("a", 1), entry("b", null));
        assertThat(Document.ofEntries("a", 1, "b", 2, "a", 3).entrySet()).containsExactly(entry("a", 3), entry("b", 2));
        assertThat(Document.copyOf(Map.of("a", 1))).isEqualTo(new Document("a", 1));
        Document original = new Document("a", 1);
        Document copy = Document.copyOf(original);
        copy.put("a", 2);
        copy.put("b", 2);
        assertThat(original).isEqualTo(new Document("a", 1));
        assertThatIllegalArgumentException().isThrownBy(() -> Document.ofEntries("a"));
        assertThatIllegalArgumentException().isThrownBy(() -> Document.ofEntries(1, "a"));
    }

    @Test
    void equalToAnyMapInAnyOrder() {
        Document document = new Document("a", 1).append("b", List.of(2));
        assertThat(document)
                .isEqualTo(Map.of("b", List.of(2), "a", 1))
                .isEqualTo(new Document("b", List.of(2)).append("a", 1))
                .hasSameHashCodeAs(Map.of("b", List.of(2), "a", 1))
                .isNotEqualTo(new Document("a", 1))
                .isNotEqualTo(new Document("a", 1).append("b", null))
                .isNotEqualTo(new Document("a", 1).append("c", List.of(2)));
        assertThat(Map.of("b", List.of(2), "a", 1)).isEqualTo(document);
    }

    @Test
    void json() {
        Document document = Document.parse("{\"a\": 1, \"b\": {\"$numberLong\": \"2\"}}");
        assertThat(document).isEqualTo(new Document("a", 1).append("b", 2L));
        assertThat(document.toJson()).isEqualTo(document.toString());
        assertThat(Document.parse(document.toJson()).int64("b")).isEqualTo(2);
        assertThat(new Document("x", Locale.ROOT).append("y", Thread.State.NEW).toString())
                .isEqualTo("[x=, y=NEW]");
    }

    @Test
    void typedAccessors() {
        ObjectId id = new ObjectId();
        Instant now = Instant.now();
        Document document = new Document("s", "x")
                .append("i", 1)
                .append("l", 2L)
                .append("d", 3.0)
                .append("half", 0.5)
                .append("big", 1L << 40)
                .append("b", true)
                .append("doc", new Document())
                .append("id", id)
                .append("t", now)
                .append("list", List.of("a", "b"))
                .append("null", null);
        assertThat(document.string("s")).isEqualTo("x");
        assertThat(document.int32("i")).isEqualTo(1);
        assertThat(document.int32("l")).isEqualTo(2);
        assertThat(document.int32("d")).isEqualTo(3);
        assertThat(document.int64("i")).isEqualTo(1);
        assertThat(document.int64("big")).isEqualTo(1L << 40);
        assertThat(document.float64("i")).isEqualTo(1);
        assertThat(document.float64("half")).isEqualTo(0.5);
        assertThat(document.bool("b")).isTrue();
        assertThat(document.document("doc")).isEmpty();
        assertThat(document.objectId("id")).isEqualTo(id);
        assertThat(document.instant("t")).isEqualTo(now);
        assertThat(document.list("list", String.class)).containsExactly("a", "b");
        assertThat(document.value("i", Number.class)).isEqualTo(1);
        for (String key : List.of("null", "absent")) {
            assertThat(document.int32(key, 7)).isEqualTo(7);
            assertThat(document.int64(key, 7)).isEqualTo(7);
            assertThat(document.float64(key, 7)).isEqualTo(7);
            assertThat(document.bool(key, true)).isTrue();
            assertThat(document.stringOrNull(key)).isNull();
            assertThat(document.documentOrNull(key)).isNull();
            assertThat(document.listOrNull(key, String.class)).isNull();
            assertThat(document.valueOrNull(key, String.class)).isNull();
        }
        assertThat(document.int32("i", 7)).isEqualTo(1);
        assertThat(document.int64("i", 7)).isEqualTo(1);
        assertThat(document.float64("i", 7)).isEqualTo(1);
        assertThat(document.bool("b", false)).isTrue();
    }

    @Test
    void typedAccessorsSayWhatIsWrong() {
        Document document = new Document("s", "x")
                .append("half", 0.5)
                .append("big", 1L << 40)
                .append("null", null)
                .append("list", Arrays.asList("a", 1));
        assertThatThrownBy(() -> document.int32("s"))
                .isInstanceOfSatisfying(
                        BsonException.class, e -> assertThat(e.path()).isEqualTo("s"))
                .hasMessageContaining("int32")
                .hasMessageContaining("String");
        assertThatThrownBy(() -> document.int32("half")).isInstanceOf(BsonException.class);
        assertThatThrownBy(() -> document.int32("big")).isInstanceOf(BsonException.class);
        assertThatThrownBy(() -> new Document("d", 0x1p63).int64("d")).isInstanceOf(BsonException.class);
        assertThatThrownBy(() -> document.float64("s")).isInstanceOf(BsonException.class);
        assertThatThrownBy(() -> document.string("null"))
                .isInstanceOf(BsonException.class)
                .hasMessageContaining("is null");
        assertThatThrownBy(() -> document.document("nowhere"))
                .isInstanceOf(BsonException.class)
                .hasMessageContaining("absent")
                .hasMessageContaining("half");
        assertThatThrownBy(() -> document.list("list", String.class))
                .isInstanceOfSatisfying(
                        BsonException.class, e -> assertThat(e.path()).isEqualTo("list.1"));
        assertThatThrownBy(() -> document.bool("s", true)).isInstanceOf(BsonException.class);
    }

    @Test
    void nullsAndOtherKeys() {
        Document document = new Document("a", null);
        Map<String, @Nullable Object> map = document;
        List<@Nullable String> none = new ArrayList<>();
        none.add(null);
        assertThatNullPointerException().isThrownBy(() -> none.forEach(key -> map.put(key, 1)));
        assertThat(document.containsKey(null)).isFalse();
        Object number = 1;
        assertThat(document.get(number)).isNull();
        assertThat(document.remove(number)).isNull();
        assertThat(document.containsKey("a")).isTrue();
        assertThat(document.containsValue(null)).isTrue();
        assertThat(document.getOrDefault("a", 5)).isNull();
        assertThat(document.getOrDefault("b", 5)).isEqualTo(5);
    }

    @Test
    void viewsWriteThrough() {
        Document document = new Document("a", 1).append("b", 2).append("c", 3).append("d", 4);
        document.keySet().remove("b");
        document.values().remove(3);
        assertThat(document).containsExactly(entry("a", 1), entry("d", 4));
        document.entrySet().iterator().next().setValue(9);
        assertThat(document).containsExactly(entry("a", 9), entry("d", 4));
        document.replaceAll((key, value) -> key + value);
        assertThat(document).containsExactly(entry("a", "a9"), entry("d", "d4"));
        assertThat(document.entrySet().remove(Map.entry("a", "other"))).isFalse();
        assertThat(document.entrySet().remove(Map.entry("a", "a9"))).isTrue();
        document.reversed().putLast("e", 5);
        assertThat(document).containsExactly(entry("e", 5), entry("d", "d4"));
        document.sequencedKeySet().reversed().removeFirst();
        assertThat(document).containsExactly(entry("e", 5));
        document.keySet().clear();
        assertThat(document).isEmpty();
    }

    @Test
    void iteratorsNoticeChanges() {
        Document document = new Document("a", 1).append("b", 2);
        Iterator<String> keys = document.keySet().iterator();
        keys.next();
        document.put("c", 3);
        assertThatThrownBy(keys::next).isInstanceOf(ConcurrentModificationException.class);
        assertThatThrownBy(() -> document.forEach((key, value) -> document.remove(key)))
                .isInstanceOf(ConcurrentModificationException.class);
        Iterator<String> fresh = document.keySet().iterator();
        assertThatThrownBy(fresh::remove).isInstanceOf(IllegalStateException.class);
    }

    /** The same random calls on a document and on Java's own map must have the same results. */
    @ParameterizedTest
    @ValueSource(ints = {3, 12, 60})
    void behavesLikeALinkedHashMap(int keys) {
        var random = new Random(keys);
        for (int round = 0; round < 200; round++) {
            SequencedMap<String, @Nullable Object> expected = new LinkedHashMap<>();
            SequencedMap<String, @Nullable Object> actual = new Document();
            for (int step = 0; step < 120; step++) {
                int call = random.nextInt(16);
                String key = "k" + random.nextInt(keys);
                Object value = random.nextInt(4) == 0 ? null : random.nextInt(3);
                assertThat(call(actual, call, key, value)).isEqualTo(call(expected, call, key, value));
                assertThat(new ArrayList<>(actual.entrySet())).isEqualTo(new ArrayList<>(expected.entrySet()));
                assertThat(actual).hasSize(expected.size());
            }
            assertThat(new ArrayList<>(actual.reversed().entrySet()))
                    .isEqualTo(new ArrayList<>(expected.reversed().entrySet()));
            assertThat(new ArrayList<>(actual.sequencedValues().reversed()))
                    .isEqualTo(new ArrayList<>(expected.sequencedValues().reversed()));
            assertThat(actual.hashCode()).isEqualTo(expected.hashCode());
            assertThat(actual.keySet()).isEqualTo(expected.keySet()).hasSameHashCodeAs(expected.keySet());
            assertThat(actual.reversed()).isEqualTo(expected.reversed());
        }
    }

    private static @Nullable Object call(
            SequencedMap<String, @Nullable Object> map, int call, String key, @Nullable Object value) {
        return switch (call) {
            case 0, 1, 2 -> map.put(key, value);
            case 3 -> map.remove(key);
            case 4 -> map.putFirst(key, value);
            case 5 -> map.putLast(key, value);
            case 6 -> map.get(key);
            case 7 -> map.containsKey(key);
            case 8 -> map.firstEntry();
            case 9 -> map.lastEntry();
            case 10 -> map.pollFirstEntry();
            case 11 -> map.reversed().pollFirstEntry();
            case 12 -> map.putIfAbsent(key, value);
            case 13 -> map.reversed().put(key, value);
            case 14 -> map.merge(key, 1, (old, one) -> Objects.equals(old, 1) ? null : one);
            default -> map.keySet().removeIf(one -> one.compareTo(key) > 0 && one.hashCode() % 3 == 0);
        };
    }

    @Test
    void manyKeysWithOneHashAreStillFoundFast() {
        int count = 1 << 15;
        var document = new Document();
        for (int i = 0; i < count; i++) {
            document.put(colliding(i, 15), i);
        }
        assertThat(document).hasSize(count);
        for (int i = 0; i < count; i++) {
            assertThat(document.get(colliding(i, 15))).isEqualTo(i);
        }
        assertThat(document.get(colliding(0, 16))).isNull();
        // The same on the way through bytes. Quadratic work would take minutes: the test as a whole would not end.
        assertThat(RawDocument.encode(document).toDocument()).isEqualTo(document);
        var plain = new HashMap<String, Object>(document);
        assertThat(document.equals(plain)).isTrue();
    }

    @Test
    void readByManyThreadsAtOnce() throws InterruptedException {
        for (int round = 0; round < 200; round++) {
            var document = new Document();
            for (int i = 0; i < 100; i++) {
                document.put("key" + i, i);
            }
            var wrong = new ConcurrentLinkedQueue<Object>();
            var threads = new ArrayList<Thread>();
            for (int t = 0; t < 4; t++) {
                threads.add(Thread.ofPlatform().start(() -> {
                    for (int i = 0; i < 100; i++) {
                        if (!Objects.equals(document.get("key" + i), i)) {
                            wrong.add(i);
                        }
                    }
                }));
            }
            for (Thread thread : threads) {
                thread.join();
            }
            assertThat(wrong).isEmpty();
        }
    }
}
