package dev.morelia.bson.codec;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.morelia.bson.BsonException;
import dev.morelia.bson.BsonType;
import dev.morelia.bson.BsonVector;
import dev.morelia.bson.DbRef;
import dev.morelia.bson.Decimal128;
import dev.morelia.bson.Document;
import dev.morelia.bson.ObjectId;
import dev.morelia.bson.RawDocument;
import dev.morelia.bson.UuidRepresentation;
import dev.morelia.bson.io.BsonInput;
import dev.morelia.bson.io.BsonOutput;
import java.math.BigInteger;
import java.time.DayOfWeek;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.EnumMap;
import java.util.EnumSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.OptionalInt;
import java.util.OptionalLong;
import java.util.Set;
import java.util.TreeSet;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

class RecordCodecTest {
    private static final CodecRegistry CODECS = CodecRegistry.standard();

    record Person(ObjectId id, String name, int age, Optional<Address> address, List<String> tags) {}

    record Address(String street, @BsonName("zip_code") String zip) {}

    @SuppressWarnings("ArrayRecordComponent") // applications have them, too
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

    record Optionals(
            Optional<String> text,
            OptionalInt number,
            OptionalLong large,
            OptionalDouble real,
            List<OptionalInt> list) {}

    @SuppressWarnings("ArrayRecordComponent") // null stays null
    record Containers(
            List<Integer> list,
            Set<String> set,
            Map<String, Integer> map,
            TreeSet<Integer> sorted,
            EnumMap<DayOfWeek, Integer> days,
            @Nullable String text,
            int @Nullable [] array) {}

    record Special(BsonVector vector, BsonVector.Float32 floats, DbRef reference) {}

    record Keyed(
            Map<DayOfWeek, Integer> days,
            Map<UUID, Integer> uuids,
            Map<Integer, Integer> integers,
            Map<BigInteger, Integer> large,
            Map<Object, Integer> any) {}

    private static Document document(Object value) {
        return CODECS.encode(value).toDocument();
    }

    private static <T> T decode(Document document, Class<T> type) {
        return CODECS.decode(RawDocument.encode(document), type);
    }

    record Account(UUID id, int age, double share) {}

    @Test
    void mismatchesNameBothTypes() {
        var id = UUID.fromString("00112233-4455-6677-8899-aabbccddeeff");
        assertThatThrownBy(() -> CODECS.decode(RawDocument.encode(Document.of("age", "36")), Account.class))
                .isInstanceOf(BsonException.class)
                .hasMessageContaining(
                        "expected a number, to be read as Java's int, but found a value of BSON type string")
                .hasMessageContaining("at field 'age'");
        assertThatThrownBy(() -> CODECS.decode(RawDocument.encode(Document.of("share", true)), Account.class))
                .hasMessageContaining("Java's double, but found a value of BSON type boolean");
        assertThatThrownBy(() ->
                        CODECS.decode(RawDocument.encode(Document.of("share", Decimal128.parse("0.1"))), Account.class))
                .hasMessageContaining("expected a double, int32 or int64 but found a value of BSON type decimal128");
        var old = RawDocument.encode(Document.of("_id", UuidRepresentation.C_SHARP_LEGACY.encode(id)));
        assertThatThrownBy(() -> CODECS.decode(old, Account.class))
                .hasMessageContaining(
                        "expected a UUID but found 16 bytes of binary subtype 3, a UUID of an older driver")
                .hasMessageContaining("set uuidRepresentation");
        var standard = RawDocument.encode(Document.of("_id", UuidRepresentation.STANDARD.encode(id)));
        assertThatThrownBy(() -> CODECS.with(UuidRepresentation.JAVA_LEGACY).decode(standard, Account.class))
                .hasMessageContaining("subtype 4, a UUID in the standard representation: set uuidRepresentation");
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
    void emptyOptionalAndNullAreOmittedAndReadBack() {
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

    @SuppressWarnings("unchecked") // generic arrays need an unchecked cast
    private static List<Integer>[] listArray() {
        return (List<Integer>[]) new List<?>[] {List.of(7)};
    }

    @Test
    void optionalNumbers() {
        var full = new Optionals(
                Optional.of("t"),
                OptionalInt.of(1),
                OptionalLong.of(2),
                OptionalDouble.of(3.5),
                List.of(OptionalInt.of(1), OptionalInt.empty()));
        assertThat(document(full))
                .isEqualTo(Document.of(
                        "text", "t", "number", 1, "large", 2L, "real", 3.5, "list", Arrays.asList(1, null)));
        assertThat(CODECS.decode(CODECS.encode(full), Optionals.class)).isEqualTo(full);
        var empty = new Optionals(
                Optional.empty(), OptionalInt.empty(), OptionalLong.empty(), OptionalDouble.empty(), List.of());
        assertThat(document(empty)).containsOnlyKeys("list");
        assertThat(CODECS.decode(CODECS.encode(empty), Optionals.class)).isEqualTo(empty);
        assertThat(decode(Document.of("text", null, "number", null), Optionals.class))
                .isEqualTo(empty);
        assertThat(CODECS.encode(Document.of("n", OptionalInt.of(4), "none", OptionalLong.empty()))
                        .toDocument())
                .isEqualTo(Document.of("n", 4, "none", null));
    }

    @Test
    void absentCollectionsAndMapsAreEmpty() {
        Containers read = decode(new Document(), Containers.class);
        assertThat(read)
                .isEqualTo(new Containers(
                        List.of(), Set.of(), Map.of(), new TreeSet<>(), new EnumMap<>(DayOfWeek.class), null, null));
        read.list().add(1);
        assertThat(decode(new Document(), Containers.class).list())
                .as("each a new one")
                .isEmpty();
        assertThat(decode(Document.of("list", null), Containers.class).list())
                .as("null is not absent")
                .isNull();
    }

    @Test
    void vectorsAndReferences() {
        var special = new Special(
                BsonVector.int8(1, 2), BsonVector.float32(0.5f), new DbRef("people", new Document("a", 1), "app"));
        assertThat(document(special).get("vector"))
                .isEqualTo(BsonVector.int8(1, 2).toBinary());
        assertThat(CODECS.decode(CODECS.encode(special), Special.class)).isEqualTo(special);
        Document wrongKind =
                document(special).append("floats", BsonVector.int8(1).toBinary());
        assertThatThrownBy(() -> decode(wrongKind, Special.class))
                .isInstanceOfSatisfying(
                        BsonException.class, e -> assertThat(e.path()).isEqualTo("floats"));
        Document noReference = document(special).append("reference", new Document("$ref", 1));
        assertThatThrownBy(() -> decode(noReference, Special.class))
                .isInstanceOf(BsonException.class)
                .hasMessageContaining("$ref");
    }

    @Test
    void referenceByUuidInTheRepresentationOfTheRegistry() {
        record Link(DbRef to) {}
        var legacy = CODECS.with(UuidRepresentation.JAVA_LEGACY);
        var link = new Link(new DbRef("people", UUID.randomUUID()));
        assertThat(legacy.decode(legacy.encode(link), Link.class)).isEqualTo(link);
    }

    @Test
    void keysOfMapsAreTheSameEverywhere() {
        UUID uuid = UUID.randomUUID();
        var keyed = new Keyed(
                Map.of(DayOfWeek.MONDAY, 1),
                Map.of(uuid, 2),
                Map.of(-3, 3),
                Map.of(BigInteger.TEN.pow(30), 4),
                Map.of(uuid, 5));
        Document encoded = document(keyed);
        assertThat(encoded)
                .isEqualTo(Document.of(
                        "days", Document.of("MONDAY", 1),
                        "uuids", Document.of(uuid.toString(), 2),
                        "integers", Document.of("-3", 3),
                        "large", Document.of(BigInteger.TEN.pow(30).toString(), 4),
                        "any", Document.of(uuid.toString(), 5)));
        assertThat(CODECS.encode(Document.of(
                                "days", keyed.days(),
                                "uuids", keyed.uuids(),
                                "integers", keyed.integers(),
                                "large", keyed.large(),
                                "any", keyed.any()))
                        .toDocument())
                .isEqualTo(encoded);
        Keyed read = CODECS.decode(CODECS.encode(keyed), Keyed.class);
        assertThat(read.days()).isEqualTo(keyed.days());
        assertThat(read.uuids()).isEqualTo(keyed.uuids());
        assertThat(read.integers()).isEqualTo(keyed.integers());
        assertThat(read.large()).isEqualTo(keyed.large());
        assertThat(MapKeys.ofOrNull(DayOfWeek.class)).isSameAs(MapKeys.ofOrNull(DayOfWeek.class));
        var noKey = new Keyed(Map.of(), Map.of(), Map.of(), Map.of(), Map.of(List.of(), 1));
        assertThatThrownBy(() -> document(noKey))
                .isInstanceOf(BsonException.class)
                .hasMessageContaining("keys become field names");
    }

    @Test
    void listOfWhatContainsTheList() {
        record Branch(String name, Optional<Branch> next, List<Branch> branches) {}
        var leaf = new Branch("b", Optional.empty(), List.of());
        CodecRegistry fresh = CodecRegistry.builder().build();
        Codec<List<Branch>> lists = fresh.codec(new TypeReference<>() {});
        var output = new BsonOutput();
        output.startDocument().name("v");
        lists.encode(output, List.of(new Branch("a", Optional.of(leaf), List.of(leaf))));
        output.endDocument();
        var input = new BsonInput(output.toByteArray());
        input.startDocument();
        input.next();
        assertThat(lists.decode(input)).containsExactly(new Branch("a", Optional.of(leaf), List.of(leaf)));
        assertThat(decode(Document.of("name", "x"), Branch.class))
                .isEqualTo(new Branch("x", Optional.empty(), List.of()));
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
    void constructorThatThrows() {
        assertThatThrownBy(() -> decode(new Document("value", -1), Positive.class))
                .isInstanceOf(BsonException.class)
                .hasMessageContaining("must be positive")
                .hasCauseInstanceOf(IllegalArgumentException.class);
    }

    @Test
    void wrongTypeNamesPathTypeAndId() {
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
    void unmappableTypesSayWhatToDo() {
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

    record Days(EnumSet<DayOfWeek> open) {}

    @Test
    void enumSetsAreComponents() {
        var days = new Days(EnumSet.of(DayOfWeek.MONDAY, DayOfWeek.FRIDAY));
        assertThat(CODECS.decode(CODECS.encode(days), Days.class)).isEqualTo(days);
    }
}
