package dev.morelia.bson.codec;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.morelia.bson.BsonException;
import dev.morelia.bson.BsonType;
import dev.morelia.bson.Document;
import dev.morelia.bson.ObjectId;
import dev.morelia.bson.RawDocument;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

class RecordCodecTest {
    private static final CodecRegistry CODECS = CodecRegistry.standard();

    record Person(ObjectId id, String name, int age, Optional<Address> address, List<String> tags) {}

    record Address(String street, @BsonName("zip_code") String zip) {}

    @SuppressWarnings("ArrayRecordComponent") // users have them, too
    record Page<T>(List<T> items, Map<String, T> byName, T[] array, long total) {}

    record People(Page<Address> page, Page<List<Integer>> numbers) {}

    record Node(String value, @Nullable Node next, List<Node> children) {}

    record Numbers(
            byte a,
            short b,
            int c,
            long d,
            float e,
            double f,
            boolean g,
            char h,
            @Nullable Integer i) {}

    record Positive(int value) {
        Positive {
            if (value <= 0) {
                throw new IllegalArgumentException("must be positive");
            }
        }
    }

    record Holder(Object any, Set<Integer> set) {}

    record Twice(@BsonName("x") int a, @BsonName("x") int b) {}

    record NoCodec(Thread thread) {}

    record Nothing() {}

    private static Document document(Object value) {
        return CODECS.encode(value).toDocument();
    }

    private static <T> T decode(Document document, Class<T> type) {
        return CODECS.decode(RawDocument.encode(document), type);
    }

    @Test
    void nested() {
        var ada = new Person(
                new ObjectId(), "Ada", 36, Optional.of(new Address("Main 1", "12345")), List.of("math", "poetry"));

        assertThat(document(ada))
                .isEqualTo(new Document("_id", ada.id())
                        .append("name", "Ada")
                        .append("age", 36)
                        .append("address", new Document("street", "Main 1").append("zip_code", "12345"))
                        .append("tags", List.of("math", "poetry")));
        assertThat(CODECS.decode(CODECS.encode(ada), Person.class)).isEqualTo(ada);
    }

    @Test
    void emptyOptionalAndNullAreLeftOutAndReadBack() {
        var nobody = new Person(new ObjectId(), "Nobody", 0, Optional.empty(), List.of());
        assertThat(document(nobody)).containsOnlyKeys("_id", "name", "age", "tags");
        assertThat(CODECS.decode(CODECS.encode(nobody), Person.class)).isEqualTo(nobody);

        var leaf = new Node("x", null, List.of());
        assertThat(document(leaf)).containsOnlyKeys("value", "children");
        assertThat(decode(new Document("value", "x").append("next", null).append("children", List.of()), Node.class))
                .isEqualTo(leaf);
    }

    @Test
    void generic() {
        var one = new Address("a", "1");
        var people = new People(
                new Page<>(List.of(one), Map.of("one", one), new Address[] {one, one}, 3),
                new Page<>(List.of(List.of(1, 2)), Map.of(), listArray(), 4));

        People read = CODECS.decode(CODECS.encode(people), People.class);

        assertThat(read).usingRecursiveComparison().isEqualTo(people);
        assertThat(read.page().items().get(0)).isInstanceOf(Address.class);
    }

    @SuppressWarnings("unchecked") // Java cannot make an array of a generic type otherwise
    private static List<Integer>[] listArray() {
        return (List<Integer>[]) new List<?>[] {List.of(7)};
    }

    @Test
    void containingItself() {
        var tree = new Node("a", new Node("b", null, List.of()), List.of(new Node("c", null, List.of())));
        assertThat(CODECS.decode(CODECS.encode(tree), Node.class)).isEqualTo(tree);
    }

    @Test
    void numbersOfEveryKindWiden() {
        var numbers = new Numbers((byte) 1, (short) 2, 3, 4, 5.5f, 6.5, true, 'x', 9);
        assertThat(CODECS.decode(CODECS.encode(numbers), Numbers.class)).isEqualTo(numbers);

        Document others = document(numbers)
                .append("a", 1L)
                .append("c", 3.0)
                .append("d", 4)
                .append("f", 7L)
                .append("i", null);
        assertThat(decode(others, Numbers.class))
                .isEqualTo(new Numbers((byte) 1, (short) 2, 3, 4, 5.5f, 7, true, 'x', null));
    }

    @Test
    void numbersThatDoNotFit() {
        Document tooLarge = document(new Positive(1)).append("value", 1L << 40);
        assertThatThrownBy(() -> decode(tooLarge, Positive.class))
                .isInstanceOfSatisfying(BsonException.class, e -> {
                    assertThat(e.path()).isEqualTo("value");
                    assertThat(e.type()).isEqualTo(BsonType.INT64);
                })
                .hasMessageContaining("1099511627776");
        assertThatThrownBy(() -> decode(new Document("value", 1.5), Positive.class))
                .isInstanceOf(BsonException.class)
                .hasMessageContaining("1.5");
    }

    @Test
    void fieldsInAnyOrderAndUnknownOnes() {
        Document document = new Document("unknown", List.of(1, 2))
                .append("zip_code", "1")
                .append("more", new Document("street", "wrong"))
                .append("street", "s");
        assertThat(decode(document, Address.class)).isEqualTo(new Address("s", "1"));
    }

    @Test
    void missingPrimitive() {
        Document document = new Document("_id", 7).append("inner", new Document());
        record Outer(Object id, Positive inner) {}
        assertThatThrownBy(() -> decode(document, Outer.class))
                .isInstanceOfSatisfying(BsonException.class, e -> {
                    assertThat(e.path()).isEqualTo("inner");
                    assertThat(e.documentId()).isEqualTo(7);
                })
                .hasMessageContaining("'value'")
                .hasMessageContaining("primitive int");
    }

    @Test
    void constructorThatRefuses() {
        assertThatThrownBy(() -> decode(new Document("value", -1), Positive.class))
                .isInstanceOf(BsonException.class)
                .hasMessageContaining("must be positive")
                .hasCauseInstanceOf(IllegalArgumentException.class);
    }

    @Test
    void wrongTypeTellsPathTypeAndId() {
        var tags = new ArrayList<Object>(List.of("a", "b"));
        tags.add(3);
        Document document = new Document("_id", ObjectId.of("0123456789abcdef01234567"))
                .append("name", "x")
                .append("age", 1)
                .append("tags", tags);
        assertThatThrownBy(() -> decode(document, Person.class)).isInstanceOfSatisfying(BsonException.class, e -> {
            assertThat(e.path()).isEqualTo("tags.2");
            assertThat(e.type()).isEqualTo(BsonType.INT32);
            assertThat(e.documentId()).isEqualTo(ObjectId.of("0123456789abcdef01234567"));
        });
    }

    @Test
    void valuesOfAnyType() {
        var holder = new Holder(new Document("x", List.of(1, "y")), Set.of(1));
        assertThat(CODECS.decode(CODECS.encode(holder), Holder.class)).isEqualTo(holder);
        assertThat(document(new Holder(new Address("s", "z"), Set.of())).get("any"))
                .isEqualTo(new Document("street", "s").append("zip_code", "z"));
    }

    @Test
    void withoutComponents() {
        assertThat(document(new Nothing())).isEmpty();
        assertThat(decode(new Document("x", 1), Nothing.class)).isEqualTo(new Nothing());
    }

    @Test
    void whatCannotBeMappedSaysWhatToDo() {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> CODECS.codec(NoCodec.class))
                .withMessageContaining("component 'thread'")
                .withMessageContaining("CodecRegistry.builder().codec(Thread.class");
        assertThatIllegalArgumentException()
                .isThrownBy(() -> CODECS.codec(Twice.class))
                .withMessageContaining("'x'");
        assertThatIllegalArgumentException()
                .isThrownBy(() -> CODECS.codec(Runnable.class))
                .withMessageContaining("sealed(");
    }
}
