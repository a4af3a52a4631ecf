package dev.morelia.bson.codec;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import dev.morelia.bson.Document;
import dev.morelia.bson.ObjectId;
import dev.morelia.bson.RawDocument;
import dev.morelia.bson.io.BsonInput;
import dev.morelia.bson.io.BsonOutput;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.TreeMap;
import java.util.UUID;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** The component {@code id} is {@code _id} in a top-level document, and {@code id} inside another one. */
class RecordIdTest {
    private static final CodecRegistry CODECS = CodecRegistry.standard();

    record Inner(@Nullable String id, int n) {}

    record Outer(String id, Inner inner, List<Inner> list, Map<String, Inner> map, Optional<Inner> optional) {}

    record Annotated(@BsonName("_id") String id) {}

    record Renamed(@BsonName("key") String id) {}

    record Both(String id, @BsonName("id") String other) {}

    record NamedKey(@BsonName("_id") String key) {}

    record Holder(Annotated annotated, Renamed renamed) {}

    record Tree(String id, @Nullable Tree next, List<Tree> children) {}

    sealed interface Event {}

    record Opened(String id, @Nullable Event cause) implements Event {}

    record Closed(@Nullable ObjectId id) implements Event {}

    record Anonymous(int n) implements Event {}

    sealed interface Mixed {}

    record WithId(String id) implements Mixed {}

    record WithField(@BsonName("id") String id) implements Mixed {}

    record UserId(String value) {}

    record User(@Nullable UserId id) {}

    private static Document document(Object value) {
        return CODECS.encode(value).toDocument();
    }

    private static <T> T decode(Document document, Class<T> type) {
        return CODECS.decode(RawDocument.encode(document), type);
    }

    @Test
    void idInsideAnotherDocument() {
        var inner = new Inner("i", 1);
        var outer = new Outer("o", inner, List.of(inner), Map.of("k", inner), Optional.of(inner));
        Document nested = Document.of("id", "i", "n", 1);

        assertThat(document(outer))
                .isEqualTo(Document.of(
                        "_id",
                        "o",
                        "inner",
                        nested,
                        "list",
                        List.of(nested),
                        "map",
                        Document.of("k", nested),
                        "optional",
                        nested));
        assertThat(CODECS.decode(CODECS.encode(outer), Outer.class)).isEqualTo(outer);
        assertThat(document(inner)).isEqualTo(Document.of("_id", "i", "n", 1));
        assertThat(CODECS.encode(Document.of("inner", inner)).document("inner"))
                .as("as a value in a filter or update")
                .isEqualTo(RawDocument.encode(nested));
    }

    @Test
    void annotationAppliesInBothPlaces() {
        var holder = new Holder(new Annotated("a"), new Renamed("r"));
        assertThat(document(holder))
                .isEqualTo(Document.of("annotated", Document.of("_id", "a"), "renamed", Document.of("key", "r")));
        assertThat(CODECS.decode(CODECS.encode(holder), Holder.class)).isEqualTo(holder);
        assertThat(document(new Annotated("a"))).isEqualTo(Document.of("_id", "a"));
        assertThat(document(new Renamed("r"))).isEqualTo(Document.of("key", "r"));
        assertThat(document(new Both("i", "o"))).isEqualTo(Document.of("_id", "i", "id", "o"));
    }

    @Test
    void recordInsideItsOwnType() {
        var tree = new Tree("a", new Tree("b", null, List.of()), List.of(new Tree("c", null, List.of())));
        Document encoded = document(tree);
        assertThat(encoded).containsEntry("_id", "a").doesNotContainKey("id");
        assertThat(encoded.document("next")).containsEntry("id", "b").doesNotContainKey("_id");
        assertThat(encoded.list("children", Document.class).getFirst()).containsEntry("id", "c");
        assertThat(CODECS.decode(CODECS.encode(tree), Tree.class)).isEqualTo(tree);
        assertThat(CODECS.documentCodec(Tree.class))
                .isSameAs(CODECS.documentCodec(Tree.class))
                .isNotSameAs(CODECS.codec(Tree.class));
    }

    @Test
    void subtypesOfSealedTypes() {
        Event event = new Opened("o", new Opened("p", new Closed(ObjectId.of("0123456789abcdef01234567"))));
        Codec<Event> events = CODECS.documentCodec(Event.class);
        var output = new BsonOutput();
        events.encode(output, event);
        RawDocument encoded = RawDocument.of(output.toByteArray());

        assertThat(encoded.toDocument())
                .isEqualTo(Document.of("_t", "Opened", "_id", "o")
                        .append(
                                "cause",
                                Document.of("_t", "Opened", "id", "p")
                                        .append(
                                                "cause",
                                                Document.of(
                                                        "_t",
                                                        "Closed",
                                                        "id",
                                                        ObjectId.of("0123456789abcdef01234567")))));
        assertThat(CODECS.decode(encoded, Event.class)).isEqualTo(event);
        assertThat(CODECS.encode(event)).as("by its class").isEqualTo(encoded);
    }

    @Test
    void underscoreIdIsReadInsideIfThereIsNoId() {
        Document old = Document.of("_id", "o")
                .append("inner", Document.of("_id", "i", "n", 1))
                .append("list", List.of(Document.of("n", 2, "_id", "l")));
        Outer outer = decode(old, Outer.class);
        assertThat(outer.inner()).isEqualTo(new Inner("i", 1));
        assertThat(outer.list()).containsExactly(new Inner("l", 2));

        ObjectId other = new ObjectId();
        for (Document both : List.of(
                Document.of("_id", other, "id", "right").append("n", 1),
                Document.of("id", "right", "n", 1).append("_id", other))) {
            assertThat(decode(Document.of("inner", both), Outer.class).inner()).isEqualTo(new Inner("right", 1));
        }
        assertThat(decode(Document.of("renamed", Document.of("_id", "x")), Holder.class)
                        .renamed()
                        .id())
                .as("an annotation sets its field")
                .isNull();
        assertThat(decode(Document.of("id", "x"), Annotated.class).id())
                .as("a top-level document has no other name for it")
                .isNull();
    }

    sealed interface Renamings {}

    record Brief(@BsonName("n") String name, @BsonName("a") int age, int size) implements Renamings {}

    record Lengthy(String age, @BsonName("s") int size) implements Renamings {}

    record Swapped(@BsonName("b") int a, @BsonName("a") int b) {}

    record Typed(@BsonName("kind") String _t) implements Renamings {}

    static Stream<Arguments> stored() {
        return Stream.of(
                Arguments.of(Inner.class, Map.of("id", "_id")),
                Arguments.of(Outer.class, Map.of("id", "_id")),
                Arguments.of(Annotated.class, Map.of("id", "_id")),
                Arguments.of(Tree.class, Map.of("id", "_id")),
                Arguments.of(Event.class, Map.of("id", "_id")),
                Arguments.of(Opened.class, Map.of("id", "_id")),
                Arguments.of(Renamed.class, Map.of("id", "key")),
                Arguments.of(NamedKey.class, Map.of("key", "_id")),
                Arguments.of(Brief.class, Map.of("name", "n", "age", "a")),
                Arguments.of(Renamings.class, Map.of("name", "n")),
                Arguments.of(Swapped.class, Map.of()),
                Arguments.of(Typed.class, Map.of()),
                Arguments.of(Both.class, Map.of("other", "id")),
                Arguments.of(Holder.class, Map.of()),
                Arguments.of(Anonymous.class, Map.of()),
                Arguments.of(Mixed.class, Map.of()),
                Arguments.of(Document.class, Map.of()),
                Arguments.of(RawDocument.class, Map.of()),
                Arguments.of(Map.class, Map.of()));
    }

    /** Names that are a field of none of the records, and names that are a field of another record. */
    @ParameterizedTest
    @MethodSource("stored")
    void codecReportsStoredNames(Class<?> type, Map<String, String> stored) {
        assertThat(CODECS.documentCodec(type).storedNames()).isEqualTo(stored);
        assertThat(CODECS.codec(Inner.class).storedNames()).as("inside").isEmpty();
    }

    @Test
    void fieldsOfARegisteredCodecAreUnknown() {
        var codecs = CodecRegistry.builder()
                .codec(Closed.class, new OwnCodec<>(CODECS.codec(Closed.class)))
                .build();
        assertThat(codecs.documentCodec(Opened.class).storedNames()).isNotEmpty();
        assertThat(codecs.documentCodec(Event.class).storedNames()).isEmpty();
    }

    record OwnCodec<T>(Codec<T> codec) implements Codec<T> {
        @Override
        public T decode(BsonInput input) {
            return codec.decode(input);
        }

        @Override
        public void encode(BsonOutput output, T value) {
            codec.encode(output, value);
        }
    }

    record Ids<T>(@Nullable T id) {}

    static Stream<TypeReference<? extends Ids<?>>> generated() {
        return Stream.of(
                new TypeReference<Ids<ObjectId>>() {},
                new TypeReference<Ids<Object>>() {},
                new TypeReference<Ids<Optional<ObjectId>>>() {});
    }

    @ParameterizedTest
    @MethodSource("generated")
    void codecReportsThatAnObjectIdIsAcceptable(TypeReference<Ids<?>> type) {
        assertThat(CODECS.documentCodec(type).requiredIdType(new Ids<>(null))).isNull();
    }

    static Stream<TypeReference<? extends Ids<?>>> required() {
        return Stream.of(
                new TypeReference<Ids<String>>() {},
                new TypeReference<Ids<UUID>>() {},
                new TypeReference<Ids<Integer>>() {},
                new TypeReference<Ids<OptionalLong>>() {},
                new TypeReference<Ids<Inner>>() {});
    }

    @ParameterizedTest
    @MethodSource("required")
    void codecReportsThatAnObjectIdIsNotAcceptable(TypeReference<Ids<?>> type) {
        assertThat(CODECS.documentCodec(type).requiredIdType(new Ids<>(null))).isEqualTo(Object.class);
    }

    @Test
    void codecReportsTheRequiredId() {
        assertThat(CODECS.documentCodec(Inner.class).requiredIdType(new Inner(null, 1)))
                .isEqualTo(String.class);
        assertThat(CODECS.documentCodec(NamedKey.class).requiredIdType(new NamedKey("k")))
                .isEqualTo(String.class);
        Codec<Event> events = CODECS.documentCodec(Event.class);
        assertThat(events.requiredIdType(new Opened("x", null))).isEqualTo(String.class);
        assertThat(events.requiredIdType(new Closed(null))).isNull();
        assertThat(events.requiredIdType(new Anonymous(1))).isNull();
        assertThat(events.requiredIdType(null)).as("some accept an ObjectId").isNull();
        assertThat(CODECS.documentCodec(Mail.class).requiredIdType(null)).isEqualTo(UUID.class);
        assertThat(CODECS.documentCodec(Inner.class).requiredIdType(null)).isEqualTo(String.class);
    }

    sealed interface Mail {}

    record Letter(UUID id) implements Mail {}

    record Chain(String id, Map<String, Chain> next) {}

    static Stream<Arguments> maps() {
        return Stream.of(
                Arguments.of(new TypeReference<Map<String, String>>() {}, String.class),
                Arguments.of(new TypeReference<TreeMap<String, Optional<Integer>>>() {}, Optional.class),
                Arguments.of(new TypeReference<Map<Object, Inner>>() {}, Inner.class),
                Arguments.of(new TypeReference<Map<String, Chain>>() {}, Chain.class),
                Arguments.of(new TypeReference<Map<String, Object>>() {}, null),
                Arguments.of(new TypeReference<Map<String, Optional<ObjectId>>>() {}, null),
                Arguments.of(new TypeReference<Map<Object, ObjectId>>() {}, null));
    }

    @ParameterizedTest
    @MethodSource("maps")
    void codecOfMapsReportsTheRequiredId(TypeReference<?> type, @Nullable Class<?> required) {
        assertThat(CODECS.documentCodec(type).requiredIdType(null)).isEqualTo(required);
    }

    @Test
    void mapsWhoseKeysCannotBeUnderscoreId() {
        Codec<Map<Integer, Object>> codec = CODECS.documentCodec(new TypeReference<Map<Integer, Object>>() {});
        assertThatIllegalArgumentException()
                .isThrownBy(() -> codec.requiredIdType(Map.of(1, 1)))
                .withMessageContaining("Map<java.lang.Integer, java.lang.Object>")
                .withMessageContaining("_id");
    }

    @Test
    void registeredCodecMayReadObjectIds() {
        Codec<UserId> codec = new Codec<>() {
            @Override
            public UserId decode(BsonInput input) {
                return new UserId(input.objectId().toString());
            }

            @Override
            public void encode(BsonOutput output, UserId value) {
                output.objectId(ObjectId.of(value.value()));
            }
        };
        var codecs = CodecRegistry.builder().codec(UserId.class, codec).build();
        assertThat(codecs.documentCodec(User.class).requiredIdType(new User(null)))
                .isNull();
        assertThat(CODECS.documentCodec(User.class).requiredIdType(new User(null)))
                .isEqualTo(UserId.class);
    }

    record Clash(String id, @BsonName("_id") String other) {}

    @Test
    void twoComponentsStoredAsUnderscoreId() {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> CODECS.documentCodec(Clash.class))
                .withMessageEndingWith(
                        "are the field '_id': a component id is the field _id, unless it has the annotation"
                                + " @BsonName(\"id\")");
        assertThat(CODECS.codec(Clash.class))
                .as("inside another document they differ")
                .isNotNull();
    }
}
