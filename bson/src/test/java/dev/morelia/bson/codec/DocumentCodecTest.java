package dev.morelia.bson.codec;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.morelia.bson.BsonException;
import dev.morelia.bson.Code;
import dev.morelia.bson.CodeWithScope;
import dev.morelia.bson.DbRef;
import dev.morelia.bson.Document;
import dev.morelia.bson.RawDocument;
import dev.morelia.bson.io.BsonInput;
import dev.morelia.bson.io.BsonOutput;
import java.time.DayOfWeek;
import java.time.Instant;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import java.util.function.BiConsumer;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** Which values can be top-level documents. */
class DocumentCodecTest {
    private static final CodecRegistry CODECS = CodecRegistry.standard();

    sealed interface Shape {}

    record Circle(int radius) implements Shape {}

    record Square(int side) implements Shape {}

    enum Plain implements Shape {
        DOT
    }

    sealed interface Flag {}

    enum Red implements Flag {
        R
    }

    static Stream<TypeReference<?>> values() {
        return Stream.of(
                new TypeReference<String>() {},
                new TypeReference<Integer>() {},
                new TypeReference<UUID>() {},
                new TypeReference<Instant>() {},
                new TypeReference<Code>() {},
                new TypeReference<byte[]>() {},
                new TypeReference<String[]>() {},
                new TypeReference<Document[]>() {},
                new TypeReference<List<Document>>() {},
                new TypeReference<Set<String>>() {},
                new TypeReference<Optional<Circle>>() {},
                new TypeReference<DayOfWeek>() {},
                new TypeReference<Flag>() {});
    }

    @ParameterizedTest
    @MethodSource("values")
    void typesThatAreNotDocuments(TypeReference<?> type) {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> CODECS.documentCodec(type))
                .withMessageContaining("not documents")
                .withMessageContaining("use a record, a Map or a Document")
                .withMessageContaining(
                        type.type() instanceof Class<?> plain
                                ? plain.getSimpleName()
                                : type.type().getTypeName());
        assertThat(CODECS.codec(type)).as("inside a document").isNotNull();
    }

    static Stream<TypeReference<?>> documents() {
        return Stream.of(
                new TypeReference<Object>() {},
                new TypeReference<Document>() {},
                new TypeReference<RawDocument>() {},
                new TypeReference<DbRef>() {},
                new TypeReference<Map<String, String>>() {},
                new TypeReference<EnumMap<DayOfWeek, String>>() {},
                new TypeReference<Circle>() {},
                new TypeReference<Shape>() {});
    }

    @ParameterizedTest
    @MethodSource("documents")
    void typesThatAreDocuments(TypeReference<?> type) {
        assertThat(CODECS.documentCodec(type)).isNotNull();
    }

    @Test
    void valuesThatAreNotDocuments() {
        for (Object value : List.of(5, "x", Plain.DOT, Instant.EPOCH)) {
            assertThatIllegalArgumentException()
                    .isThrownBy(() -> CODECS.encode(value))
                    .withMessageContaining("not documents");
        }
    }

    /** What a registered codec may write for a top-level document. */
    static Stream<Arguments> written() {
        return Stream.of(
                written("a document", true, (out, value) -> out.document(Document.of("a", 1))),
                written("nothing", false, (out, value) -> {}),
                written("a number", false, (out, value) -> out.int32(1)),
                written("an array", false, (out, value) -> out.startArray().endArray()),
                written("text", false, (out, value) -> out.string("x")),
                written(
                        "two documents",
                        false,
                        (out, value) -> out.document(Document.of("a", 1)).document(Document.of("a", 1))),
                written("no end", false, (out, value) -> out.startDocument().int32("a", 1)),
                written(
                        "two ends",
                        false,
                        (out, value) -> out.startDocument().endDocument().endDocument()),
                written(
                        "a name alone",
                        false,
                        (out, value) -> out.startDocument().name("a").endDocument()),
                written(
                        "a value without a name",
                        false,
                        (out, value) -> out.startDocument().int32(1).endDocument()));
    }

    private static Arguments written(String name, boolean right, BiConsumer<BsonOutput, Circle> writer) {
        return Arguments.of(name, right, new Codec<Circle>() {
            @Override
            public Circle decode(BsonInput input) {
                throw input.failure("not read here", null);
            }

            @Override
            public void encode(BsonOutput output, Circle value) {
                writer.accept(output, value);
            }
        });
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("written")
    void mustWriteOneDocument(String name, boolean right, Codec<Circle> codec) {
        var outermost = new BsonOutput(0);
        assertThat(outermost.isOneDocument(() -> codec.encode(outermost, new Circle(1))))
                .isEqualTo(right);

        var inside = new BsonOutput(0);
        inside.startDocument().name("u");
        assertThat(inside.isOneDocument(() -> codec.encode(inside, new Circle(1))))
                .isEqualTo(right);
        inside.position(0);
        inside.document(Document.of("b", 2));
        assertThat(RawDocument.of(inside.toByteArray()).toDocument())
                .as("usable as before")
                .isEqualTo(Document.of("b", 2));

        var codecs = CodecRegistry.builder().codec(Circle.class, codec).build();
        if (right) {
            assertThat(codecs.encode(new Circle(1)).toDocument()).isEqualTo(Document.of("a", 1));
        } else {
            assertThatIllegalArgumentException()
                    .isThrownBy(() -> codecs.encode(new Circle(1)))
                    .withMessageContaining(Circle.class.getName())
                    .withMessageContaining(codec.getClass().getName());
        }
    }

    @Test
    void exceptionsOfACodecAreNotReplaced() {
        var own = new IllegalStateException("mine");
        var output = new BsonOutput();
        assertThatThrownBy(() -> output.isOneDocument(() -> {
                    throw own;
                }))
                .isSameAs(own);
    }

    record Holder(Circle circle) {}

    @Test
    void aRecordIsNotReadAsAnotherSubtypeOfTheSameType() {
        for (Document square :
                List.of(Document.of("_t", "Square", "radius", 1), Document.of("radius", 1, "_t", "Square"))) {
            assertThatThrownBy(() -> CODECS.decode(RawDocument.encode(square), Circle.class))
                    .isInstanceOf(BsonException.class)
                    .hasMessageContaining("'_t'")
                    .hasMessageContaining("'Square'")
                    .hasMessageContaining("'Circle'");
            assertThatThrownBy(() -> CODECS.decode(RawDocument.encode(Document.of("circle", square)), Holder.class))
                    .isInstanceOf(BsonException.class)
                    .hasMessageContaining("circle._t");
        }
        for (Document circle : List.of(
                Document.of("_t", "Circle", "radius", 1),
                Document.of("radius", 1),
                Document.of("_t", 7, "radius", 1))) {
            assertThat(CODECS.decode(RawDocument.encode(circle), Circle.class)).isEqualTo(new Circle(1));
        }
    }

    @Test
    void aRecordIsNotReadAsAnotherRegisteredSubtype() {
        var codecs = CodecRegistry.builder()
                .sealed(Object.class, "kind", Map.of("holder", Holder.class, "node", Plot.class))
                .build();
        assertThatThrownBy(() -> codecs.decode(RawDocument.encode(Document.of("kind", "node")), Holder.class))
                .isInstanceOf(BsonException.class)
                .hasMessageContaining("'node'")
                .hasMessageContaining("'holder'");
    }

    record Plot(String name) {}

    record Node<T>(T value, @Nullable Node<List<T>> next) {}

    record Pairs<T>(T value, List<Pairs<Map<String, T>>> next) {}

    record Arrays<T>(T value, @Nullable Arrays<T[]> next) {}

    record Threes<A, B, C>(Optional<Threes<Threes<A, B, C>, Threes<A, B, C>, Threes<A, B, C>>> next) {}

    sealed interface Growing<T> {}

    record Grown<T>(T value, Growing<Optional<T>> next) implements Growing<T> {}

    static Stream<TypeReference<?>> endless() {
        return Stream.of(
                new TypeReference<Node<String>>() {},
                new TypeReference<Map<String, Node<String>>>() {},
                new TypeReference<Pairs<Integer>>() {},
                new TypeReference<Arrays<Integer>>() {},
                new TypeReference<Threes<Integer, String, Long>>() {},
                new TypeReference<Grown<String>>() {},
                new TypeReference<Growing<String>>() {});
    }

    @ParameterizedTest
    @MethodSource("endless")
    void typesThatGrowWithoutLimit(TypeReference<?> type) {
        for (Runnable attempt : List.<Runnable>of(() -> CODECS.documentCodec(type), () -> CODECS.codec(type))) {
            assertThatIllegalArgumentException()
                    .isThrownBy(attempt::run)
                    .withMessageContaining("component 'next' of class")
                    .withMessageContaining("CodecRegistry.builder().codec(")
                    .withMessageMatching("(?s).{1,600}");
        }
        assertThatIllegalArgumentException()
                .isThrownBy(() -> CODECS.documentCodec(Node.class))
                .as("without its parameter")
                .withMessageContaining("'next'");
    }

    record Box<T>(T value) {}

    record Wrapper(Box<List<Set<Optional<String>>>> box) {}

    @Test
    void typesThatOnlySeemToGrow() {
        var type = new TypeReference<Box<Box<Box<Box<Box<Box<Wrapper>>>>>>>() {};
        var value = new Box<>(new Box<>(new Box<>(new Box<>(
                new Box<>(new Box<>(new Wrapper(new Box<>(List.of(Set.of(Optional.of("x")))))))))));
        var output = new BsonOutput();
        CODECS.documentCodec(type).encode(output, value);
        assertThat(CODECS.decode(RawDocument.of(output.toByteArray()), type)).isEqualTo(value);
    }

    record Cycle(List<Object> others) {}

    record Links(Map<String, Object> links, Object any) {}

    static Stream<Object> containingThemselves() {
        var list = new ArrayList<Object>();
        list.add(list);
        var map = new HashMap<String, Object>();
        map.put("me", map);
        Object[] array = new Object[1];
        array[0] = array;
        var others = new ArrayList<Object>();
        var cycle = new Cycle(others);
        others.add(cycle);
        Document document = new Document();
        document.append("list", List.of(document));
        return Stream.of(
                Document.of("list", list),
                map,
                Document.of("array", array),
                cycle,
                document,
                new Links(map, 1),
                new Links(Map.of(), array),
                Document.of("code", new CodeWithScope("f", document)),
                Document.of("ref", new DbRef("c", list)));
    }

    @ParameterizedTest
    @MethodSource("containingThemselves")
    void valuesThatContainThemselves(Object value) {
        assertThatThrownBy(() -> CODECS.encode(value))
                .isInstanceOf(BsonException.class)
                .hasMessageContaining("200 levels");
    }
}
