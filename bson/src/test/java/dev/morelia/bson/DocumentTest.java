package dev.morelia.bson;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.entry;

import java.math.BigDecimal;
import java.math.BigInteger;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
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
import java.util.UUID;
import java.util.concurrent.ConcurrentLinkedQueue;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class DocumentTest {
    /** The two strings have the same hash code, and so has every sequence of them. */
    private static String colliding(int number, int length) {
        var text = new StringBuilder();
        for (int i = 0; i < length; i++) {
            text.append((number >> i & 1) == 0 ? "Aa" : "BB");
        }
        return text.toString();
    }

    @Test
    void createdWithFields() {
        assertThat(Document.of("a", 1, "b", null).entrySet()).containsExactly(entry("a", 1), entry("b", null));
        assertThat(Document.of("a", 1, "b", 2, "a", 3).entrySet()).containsExactly(entry("a", 3), entry("b", 2));
        assertThat(Document.copyOf(Map.of("a", 1))).isEqualTo(new Document("a", 1));
        Document original = new Document("a", 1);
        Document copy = Document.copyOf(original);
        copy.put("a", 2);
        copy.put("b", 2);
        assertThat(original).isEqualTo(new Document("a", 1));
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
    }

    @Test
    void textOfValuesWithoutABsonType() {
        assertThat(new Document("x", Locale.ROOT).append("y", Thread.State.NEW).toString())
                .isEqualTo("{\"x\": \"\", \"y\": \"NEW\"}");
        assertThat(new Document("t", Instant.MAX).append("n", 1).toString())
                .isEqualTo("{\"t\": \"+1000000000-12-31T23:59:59.999999999Z\", \"n\": 1}");
        assertThat(new Document("m", Collections.singletonMap(null, Map.of(1, 2))).toString())
                .isEqualTo("{\"m\": {\"null\": {\"1\": 2}}}");
        Object failing = new Object() {
            @Override
            public String toString() {
                throw new IllegalStateException("no text");
            }
        };
        assertThat(new Document("f", failing).append("n", 1).toString())
                .contains("no text")
                .endsWith("\"n\": 1}");
    }

    @Test
    void textOfADeepDocument() {
        var document = new Document("end", 1);
        List<Object> list = new ArrayList<>();
        for (int level = 0; level < 3_000; level++) {
            document = Document.of("level", level, "inner", document);
            list = new ArrayList<>(List.of(list));
        }
        assertThat(document.toString())
                .startsWith("{\"level\": 2999, \"inner\": {\"level\": 2998")
                .contains("\"inner\": \"...\"")
                .hasSizeLessThan(20_000);
        assertThat(new Document("list", list).toString()).contains("\"...\"");
        assertThatThrownBy(document::toJson).isInstanceOf(BsonException.class);
        Document deep = document;
        assertThatThrownBy(() -> RawDocument.encode(deep)).isInstanceOf(BsonException.class);
        assertThatThrownBy(() -> new Document("_id", deep).append("d", deep).toJson())
                .isInstanceOf(BsonException.class)
                .message()
                .hasSizeLessThan(1_000);
    }

    @Test
    void textOfADocumentInsideItself() {
        var document = new Document("n", 1);
        document.append("self", document).append("again", List.of(document)).append("last", 2);
        assertThat(document.toString())
                .isEqualTo("{\"n\": 1, \"self\": \"(this document)\", \"again\": [\"(this document)\"],"
                        + " \"last\": 2}");
        List<@Nullable Object> list = new ArrayList<>();
        list.add(list);
        assertThat(new Document("list", list).toString()).isEqualTo("{\"list\": [\"(this list)\"]}");
        Object[] array = new Object[1];
        array[0] = array;
        assertThat(new Document("array", array).toString()).isEqualTo("{\"array\": [\"(this list)\"]}");
        Document one = new Document();
        Document other = Document.of("a", one, "b", one);
        one.append("x", other).append("y", other);
        assertThat(one.toString()).contains("\"a\": \"(this document)\"");
        Document identified = new Document();
        identified.append("_id", identified);
        assertThatThrownBy(identified::toJson).isInstanceOf(BsonException.class);
        assertThatThrownBy(() -> RawDocument.encode(identified)).isInstanceOf(BsonException.class);
        record Holder(Document document) {}
        var held = new Document();
        held.append("holder", new Holder(held));
        assertThat(held.toString()).contains("Holder").hasSizeLessThan(2_000);
    }

    /** A list that contains the same list twice, forty levels deep: as text it would have a trillion elements. */
    @Test
    void textOfSharedListsIsLimited() {
        List<Object> list = List.of("x".repeat(1_000));
        for (int i = 0; i < 40; i++) {
            list = List.of(list, list);
        }
        assertThat(new Document("list", list).toString()).endsWith("}").contains("\"...\"");
    }

    @Test
    void createdFromManyFields() {
        Document ten = Document.of("a", 1, "b", 2, "c", 3, "d", 4, "e", 5, "f", 6, "g", 7, "h", 8, "i", 9, "j", null);
        assertThat(ten.keySet()).containsExactly("a", "b", "c", "d", "e", "f", "g", "h", "i", "j");
        assertThat(ten).containsEntry("i", 9).containsEntry("j", null);
        assertThat(Document.of("a", 1, "b", 2, "c", 3).entrySet())
                .containsExactly(entry("a", 1), entry("b", 2), entry("c", 3));
        assertThat(Document.of("a", 1, "b", 2, "c", 3, "d", 4)).hasSize(4);
        assertThat(Document.of("a", 1, "b", 2, "c", 3, "d", 4, "e", 5)).hasSize(5);
        assertThat(Document.of("a", 1, "b", 2, "c", 3, "d", 4, "e", 5, "f", 6)).hasSize(6);
        assertThat(Document.of("a", 1, "b", 2, "c", 3, "d", 4, "e", 5, "f", 6, "g", 7))
                .hasSize(7);
        assertThat(Document.of("a", 1, "b", 2, "c", 3, "d", 4, "e", 5, "f", 6, "g", 7, "h", 8))
                .hasSize(8);
        assertThat(Document.of("a", 1, "b", 2, "c", 3, "d", 4, "e", 5, "f", 6, "g", 7, "h", 8, "i", 9))
                .hasSize(9);
        assertThat(Document.of("a", 1, "b", 2, "a", 3)).isEqualTo(Document.of("a", 3, "b", 2));
    }

    @Test
    void createdFromAMap() {
        Map<String, Object> map = new LinkedHashMap<>(Map.of("b", 1));
        map.put("a", List.of(2));
        Document document = new Document(map);
        assertThat(document.entrySet()).containsExactly(entry("b", 1), entry("a", List.of(2)));
        document.put("c", 3);
        assertThat(map).hasSize(2);
        assertThat(new Document(Map.of())).isEmpty();
        assertThat(new Document(document)).isEqualTo(document).isNotSameAs(document);
        assertThatIllegalArgumentException()
                .isThrownBy(() -> new Document(Collections.singletonMap(null, 1)))
                .withMessage("key must not be null");
        @SuppressWarnings("unchecked")
        Map<String, Object> raw = (Map<String, Object>) (Map<?, ?>) Map.of(5, 1);
        assertThatIllegalArgumentException()
                .isThrownBy(() -> new Document(raw))
                .withMessageContaining("5")
                .withMessageContaining("Integer");
        assertThatIllegalArgumentException().isThrownBy(() -> Document.copyOf(raw));
    }

    @Test
    void wholeNumbersOfEveryType() {
        Document document = Document.of(
                "decimal",
                Decimal128.parse("5.00"),
                "big",
                new BigDecimal("1E+3"),
                "bigger",
                BigInteger.TEN,
                "float",
                2f,
                "short",
                (short) 3,
                "half",
                Decimal128.parse("0.5"),
                "huge",
                Decimal128.parse("9223372036854775808"),
                "nan",
                Decimal128.NAN,
                "inf",
                Double.NEGATIVE_INFINITY,
                "large",
                Decimal128.parse("2147483648"));
        assertThat(document.int32("decimal")).isEqualTo(5);
        assertThat(document.int64("decimal")).isEqualTo(5);
        assertThat(document.int32("decimal", 7)).isEqualTo(5);
        assertThat(document.int32("big")).isEqualTo(1000);
        assertThat(document.int64("bigger")).isEqualTo(10);
        assertThat(document.int32("float")).isEqualTo(2);
        assertThat(document.int32("short")).isEqualTo(3);
        assertThat(document.int64("large")).isEqualTo(2_147_483_648L);
        assertThat(document.float64("half")).isEqualTo(0.5);
        assertThat(document.float64("nan")).isNaN();
        assertThat(document.float64("bigger")).isEqualTo(10);
        for (String key : List.of("half", "huge", "nan", "inf", "large")) {
            assertThatThrownBy(() -> document.int32(key))
                    .isInstanceOf(BsonException.class)
                    .hasMessageContaining(key)
                    .hasMessageContaining("int32");
        }
        for (String key : List.of("half", "huge", "nan", "inf")) {
            assertThatThrownBy(() -> document.int64(key)).isInstanceOf(BsonException.class);
        }
    }

    @Test
    void uuidsOfSubtypeFour() {
        var uuid = UUID.fromString("00112233-4455-6677-8899-aabbccddeeff");
        Document document = Document.of(
                "u",
                uuid,
                "b",
                UuidRepresentation.STANDARD.encode(uuid),
                "old",
                UuidRepresentation.JAVA_LEGACY.encode(uuid),
                "short",
                new Binary(Binary.UUID, new byte[3]));
        assertThat(document.value("u", UUID.class)).isEqualTo(uuid);
        assertThat(document.value("b", UUID.class)).isEqualTo(uuid);
        assertThat(document.valueOrNull("b", UUID.class)).isEqualTo(uuid);
        assertThat(document.value("b", Binary.class).subtype()).isEqualTo(Binary.UUID);
        assertThatThrownBy(() -> document.value("old", UUID.class)).isInstanceOf(BsonException.class);
        assertThatThrownBy(() -> document.value("short", UUID.class)).isInstanceOf(BsonException.class);

        Document lists = Document.of(
                "u", List.of(uuid), "mixed", List.of(uuid, document.get("b")), "old", List.of(document.get("old")));
        assertThat(lists.list("u", UUID.class)).isSameAs(lists.get("u"));
        assertThat(lists.list("mixed", UUID.class)).containsExactly(uuid, uuid);
        assertThatThrownBy(() -> lists.list("old", UUID.class))
                .isInstanceOf(BsonException.class)
                .hasMessageContaining("'old.0'");
        assertThat(Document.parse("{\"a\": [{\"$binary\": {\"base64\": \"ABEiM0RVZneImaq7zN3u/w==\","
                                + " \"subType\": \"04\"}}]}")
                        .list("a", UUID.class))
                .as("as parsed from Extended JSON")
                .containsExactly(uuid);
    }

    @Test
    void errorsShowSomeOfManyNames() {
        var document = new Document();
        for (int i = 0; i < 1_000; i++) {
            document.put("name" + i, i);
        }
        assertThatThrownBy(() -> document.string("x"))
                .hasMessageContaining("name19 ".trim())
                .hasMessageContaining("and 980 more")
                .message()
                .hasSizeLessThan(400);
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
    }

    @Test
    void typedAccessorsWithAFallback() {
        Document document = new Document("i", 1).append("b", true).append("null", null);
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
        assertThatIllegalArgumentException()
                .isThrownBy(() -> none.forEach(key -> map.put(key, 1)))
                .withMessage("key must not be null");
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

    /** The same random calls on a document and on a LinkedHashMap must have the same results. */
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
        // The same through encoded bytes. Quadratic work would take minutes.
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
