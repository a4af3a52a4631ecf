package dev.morelia.bson.codec;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.morelia.bson.Binary;
import dev.morelia.bson.BsonException;
import dev.morelia.bson.BsonType;
import dev.morelia.bson.Decimal128;
import dev.morelia.bson.Document;
import dev.morelia.bson.RawDocument;
import dev.morelia.bson.Regex;
import dev.morelia.bson.Timestamp;
import dev.morelia.bson.UuidRepresentation;
import dev.morelia.bson.io.BsonInput;
import dev.morelia.bson.io.BsonLimits;
import dev.morelia.bson.io.BsonOutput;
import java.lang.reflect.ParameterizedType;
import java.lang.reflect.Type;
import java.math.BigDecimal;
import java.net.URI;
import java.time.DayOfWeek;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collection;
import java.util.Deque;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.NavigableSet;
import java.util.Optional;
import java.util.SequencedMap;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeSet;
import java.util.UUID;
import java.util.concurrent.ConcurrentMap;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class CodecRegistryTest {
    private static final CodecRegistry CODECS = CodecRegistry.standard();

    enum Size {
        SMALL,
        @BsonName("L")
        LARGE {
            @Override
            public String toString() {
                return "has a class body";
            }
        }
    }

    sealed interface Shape {}

    record Circle(double radius) implements Shape {}

    record Square(@BsonName("s") double side) implements Shape {}

    record Drawing(
            String title, List<Shape> shapes, @Nullable Shape background) {}

    record Money(String currency, long cents) {}

    /** A value as a top-level document, as written by the codec for its class. */
    @SuppressWarnings("unchecked")
    private static RawDocument wrap(CodecRegistry codecs, Type type, Object value) {
        var output = new BsonOutput();
        output.startDocument().name("v");
        ((Codec<Object>) codecs.codec(type)).encode(output, value);
        output.endDocument();
        return RawDocument.of(output.toByteArray());
    }

    private static Object unwrap(CodecRegistry codecs, Type type, RawDocument document) {
        BsonInput input = document.input();
        input.startDocument();
        input.next();
        return codecs.codec(type).decode(input);
    }

    private static void roundTrip(Type type, Object value, @Nullable Object inDocument) {
        RawDocument encoded = wrap(CODECS, type, value);
        assertThat(encoded.valueOrNull("v")).isEqualTo(inDocument);
        assertThat(unwrap(CODECS, type, encoded)).isEqualTo(value);
    }

    private static Type generic(Class<?> raw, Type... arguments) {
        return new ParameterizedType() {
            @Override
            public Type[] getActualTypeArguments() {
                return arguments;
            }

            @Override
            public Type getRawType() {
                return raw;
            }

            @Override
            public @Nullable Type getOwnerType() {
                return null;
            }
        };
    }

    @Test
    void scalars() {
        UUID uuid = UUID.randomUUID();
        roundTrip(String.class, "x", "x");
        roundTrip(UUID.class, uuid, uuid);
        roundTrip(BigDecimal.class, new BigDecimal("12.50"), Decimal128.parse("12.50"));
        roundTrip(byte[].class, new byte[] {1, 2}, new Binary(new byte[] {1, 2}));
        roundTrip(Timestamp.class, new Timestamp(-1, 3), new Timestamp(-1, 3));
        roundTrip(URI.class, URI.create("mongodb://h/d"), "mongodb://h/d");
        roundTrip(Document.class, new Document("a", 1), new Document("a", 1));
        RawDocument raw = RawDocument.encode(new Document("a", 1));
        roundTrip(RawDocument.class, raw, new Document("a", 1));
        Object pattern = unwrap(
                CODECS, Pattern.class, wrap(CODECS, Pattern.class, Pattern.compile("a+", Pattern.CASE_INSENSITIVE)));
        assertThat(Regex.of((Pattern) pattern)).isEqualTo(new Regex("a+", "i"));
    }

    @Test
    void decimalsThatDoNotFit() {
        assertThatThrownBy(() -> wrap(CODECS, BigDecimal.class, BigDecimal.ONE.movePointLeft(7000)))
                .isInstanceOfSatisfying(
                        BsonException.class, e -> assertThat(e.path()).isEqualTo("v"));
    }

    @Test
    void enums() {
        roundTrip(Size.class, Size.SMALL, "SMALL");
        roundTrip(Size.class, Size.LARGE, "L");
        assertThatThrownBy(() -> unwrap(CODECS, Size.class, wrap(CODECS, String.class, "HUGE")))
                .isInstanceOf(BsonException.class)
                .hasMessageContaining("HUGE")
                .hasMessageContaining("[SMALL, L]");
    }

    @Test
    void valuesWithoutABsonTypeInsideDocuments() {
        var document = new Document("size", Size.LARGE).append("list", List.of(DayOfWeek.MONDAY, new Money("EUR", 5)));
        assertThat(CODECS.encode(document).toDocument())
                .isEqualTo(new Document("size", "L")
                        .append("list", List.of("MONDAY", new Document("currency", "EUR").append("cents", 5L))));
        assertThatThrownBy(() -> CODECS.encode(new Document("x", new Document("y", Thread.currentThread()))))
                .isInstanceOfSatisfying(
                        BsonException.class, e -> assertThat(e.path()).isEqualTo("x.y"))
                .hasMessageContaining("register");
        assertThatThrownBy(() -> RawDocument.encode(document))
                .as("without a registry there is no codec")
                .isInstanceOf(BsonException.class);
    }

    @Test
    void collections() {
        roundTrip(generic(List.class, Integer.class), List.of(1, 2), List.of(1, 2));
        roundTrip(generic(Collection.class, Size.class), List.of(Size.LARGE), List.of("L"));
        roundTrip(generic(Set.class, Integer.class), Set.of(1), List.of(1));
        roundTrip(generic(NavigableSet.class, String.class), new TreeSet<>(Set.of("b", "a")), List.of("a", "b"));
        roundTrip(List.class, Arrays.asList(1, null, "x"), Arrays.asList(1, null, "x"));
        Object deque = unwrap(
                CODECS,
                generic(Deque.class, Integer.class),
                wrap(CODECS, generic(Deque.class, Integer.class), new ArrayDeque<>(List.of(1, 2))));
        assertThat(new ArrayList<>((Deque<?>) deque)).isEqualTo(List.of(1, 2));
        assertThatIllegalArgumentException().isThrownBy(() -> CODECS.codec(EnumMap.class));
    }

    @Test
    void nullWhereACollectionCannotHoldIt() {
        RawDocument nulls = wrap(CODECS, List.class, Arrays.asList(1, null));
        assertThatThrownBy(() -> unwrap(CODECS, generic(Deque.class, Integer.class), nulls))
                .isInstanceOfSatisfying(
                        BsonException.class, e -> assertThat(e.path()).isEqualTo("v.1"));
        assertThatThrownBy(() -> unwrap(CODECS, int[].class, nulls)).isInstanceOf(BsonException.class);
        RawDocument map = wrap(CODECS, Document.class, new Document("k", null));
        assertThatThrownBy(() -> unwrap(CODECS, generic(ConcurrentMap.class, String.class, Object.class), map))
                .isInstanceOfSatisfying(
                        BsonException.class, e -> assertThat(e.path()).isEqualTo("v.k"));
    }

    @Test
    void arrays() {
        roundTrip(int[].class, new int[] {1, 2}, List.of(1, 2));
        roundTrip(double[][].class, new double[][] {{1}, {}}, List.of(List.of(1.0), List.of()));
        roundTrip(String[].class, new String[] {"a", null}, Arrays.asList("a", null));
    }

    @Test
    void maps() {
        roundTrip(generic(Map.class, Integer.class, String.class), Map.of(7, "seven"), new Document("7", "seven"));
        roundTrip(generic(EnumMap.class, Size.class, Long.class), Map.of(Size.LARGE, 1L), new Document("L", 1L));
        roundTrip(generic(Map.class, String.class, Long.class), Map.of("a", 1L), new Document("a", 1L));
        roundTrip(generic(SequencedMap.class, Size.class, Long.class), Map.of(Size.LARGE, 1L), new Document("L", 1L));
        roundTrip(
                generic(SortedMap.class, String.class, Size.class),
                Map.of("a", Size.SMALL),
                new Document("a", "SMALL"));
        assertThatIllegalArgumentException()
                .isThrownBy(() -> CODECS.codec(generic(Map.class, Money.class, String.class)))
                .withMessageContaining("register");
        assertThatThrownBy(() -> unwrap(
                        CODECS,
                        generic(Map.class, Size.class, Integer.class),
                        wrap(CODECS, Document.class, new Document("XL", 1))))
                .isInstanceOf(BsonException.class)
                .hasMessageContaining("XL");
    }

    @Test
    void optional() {
        Type type = generic(Optional.class, Integer.class);
        roundTrip(type, Optional.of(1), 1);
        roundTrip(type, Optional.empty(), null);
        roundTrip(generic(List.class, type), List.of(Optional.of(1), Optional.empty()), Arrays.asList(1, null));
    }

    @Test
    void sealedType() {
        CodecRegistry codecs = CodecRegistry.builder()
                .sealed(Shape.class, Map.of("circle", Circle.class, "square", Square.class))
                .build();
        var drawing = new Drawing("d", List.of(new Circle(1), new Square(2)), new Square(3));

        RawDocument encoded = codecs.encode(drawing);

        assertThat(encoded.toDocument().document("background"))
                .isEqualTo(new Document("_t", "square").append("s", 3.0));
        assertThat(codecs.decode(encoded, Drawing.class)).isEqualTo(drawing);
        assertThat(codecs.decode(RawDocument.encode(new Document("radius", 2).append("_t", "circle")), Shape.class))
                .as("the name may come last")
                .isEqualTo(new Circle(2));
    }

    sealed interface Level permits Fixed, Named {}

    record Fixed(int value) implements Level {}

    enum Named implements Level {
        LOW,
        HIGH
    }

    record Levels(List<Fixed> fixed, Level level, Object any) {}

    @Test
    void sealedTypeNeedsNoRegistration() {
        CodecRegistry codecs = CodecRegistry.standard();
        var levels = new Levels(List.of(new Fixed(1)), Named.LOW, new Fixed(2));

        RawDocument encoded = codecs.encode(levels);

        Document fixed = new Document("_t", "Fixed").append("value", 1);
        assertThat(encoded.toDocument().get("fixed"))
                .as("a collection of the subtype")
                .isEqualTo(List.of(fixed));
        assertThat(encoded.toDocument().get("level")).as("an enum subtype").isEqualTo("LOW");
        assertThat(encoded.toDocument().document("any"))
                .as("a component Object")
                .containsEntry("_t", "Fixed");
        Levels decoded = codecs.decode(encoded, Levels.class);
        assertThat(decoded.level()).isEqualTo(Named.LOW);
        assertThat(decoded.fixed()).containsExactly(new Fixed(1));
        assertThat(codecs.encode(Document.of("in", new Fixed(1))).document("in"))
                .as("a document")
                .isEqualTo(RawDocument.encode(fixed));
    }

    @Test
    void codecForABuiltInTypeAppliesInsideDocuments() {
        Codec<String> loud = new Codec<>() {
            @Override
            public String decode(BsonInput input) {
                return input.string();
            }

            @Override
            public void encode(BsonOutput output, String value) {
                output.value(value.endsWith("!") ? value : value + "!");
            }
        };
        CodecRegistry codecs = CodecRegistry.builder().codec(String.class, loud).build();

        var encoded =
                codecs.encode(new Document("a", "x").append("b", List.of("y")).append("c", Document.of("d", "z!")));

        assertThat(encoded.toDocument())
                .isEqualTo(new Document("a", "x!").append("b", List.of("y!")).append("c", Document.of("d", "z!")));
    }

    @Test
    void bigIntegerThatDoesNotFitIsAnError() {
        var tooLong = new java.math.BigInteger("1".repeat(40));
        assertThatThrownBy(() -> CodecRegistry.standard().encode(Document.of("n", tooLong)))
                .isInstanceOf(BsonException.class)
                .hasMessageContaining("does not fit");
    }

    @Test
    void sealedTypeWithAnUnknownName() {
        CodecRegistry codecs = CodecRegistry.builder()
                .sealed(Shape.class, "kind", Map.of("circle", Circle.class, "square", Square.class))
                .build();
        RawDocument unknown = RawDocument.encode(
                new Document("background", new Document("kind", "java.lang.Thread")).append("shapes", List.of()));
        assertThatThrownBy(() -> codecs.decode(unknown, Drawing.class))
                .isInstanceOfSatisfying(
                        BsonException.class, e -> assertThat(e.path()).isEqualTo("background"))
                .hasMessageContaining("java.lang.Thread")
                .hasMessageContaining("circle");
        RawDocument absent = RawDocument.encode(new Document("shapes", List.of(new Document("radius", 1))));
        assertThatThrownBy(() -> codecs.decode(absent, Drawing.class))
                .isInstanceOfSatisfying(
                        BsonException.class, e -> assertThat(e.path()).isEqualTo("shapes.0"))
                .hasMessageContaining("absent");
    }

    @Test
    void sealedTypeMustBeRegisteredCompletely() {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> CodecRegistry.builder().sealed(Shape.class, Map.of("circle", Circle.class)))
                .withMessageContaining("Square");
    }

    @Test
    void registeredCodecTakesPrecedenceOverBuiltIn() {
        Codec<Money> money = new Codec<>() {
            @Override
            public Money decode(BsonInput input) {
                String[] parts = input.string().split(" ", 2);
                return new Money(parts[0], Long.parseLong(parts[1]));
            }

            @Override
            public void encode(BsonOutput output, Money value) {
                output.string(value.currency() + " " + value.cents());
            }
        };
        CodecRegistry codecs = CodecRegistry.builder().codec(Money.class, money).build();
        assertThat(codecs.encode(new Document("m", new Money("EUR", 7))).toDocument())
                .isEqualTo(new Document("m", "EUR 7"));
        assertThat(codecs.codec(Money.class)).isSameAs(money);
        assertThatIllegalArgumentException()
                .isThrownBy(
                        () -> CodecRegistry.builder().codec(Money.class, money).codec(Money.class, money));
    }

    @ParameterizedTest
    @ValueSource(strings = {"STANDARD", "PYTHON_LEGACY", "JAVA_LEGACY", "C_SHARP_LEGACY"})
    void uuidRepresentation(String name) {
        UuidRepresentation representation = UuidRepresentation.valueOf(name);
        CodecRegistry codecs =
                CodecRegistry.builder().uuidRepresentation(representation).build();
        UUID uuid = UUID.fromString("00112233-4455-6677-8899-aabbccddeeff");
        record Owner(UUID uuid) {}

        RawDocument encoded = codecs.encode(new Document("u", uuid));

        BsonInput input = encoded.input();
        input.startDocument();
        input.next();
        assertThat(input.binary()).isEqualTo(representation.encode(uuid));
        assertThat(codecs.decode(encoded, Document.class).get("u")).isEqualTo(uuid);
        assertThat(codecs.decode(codecs.encode(new Owner(uuid)), Owner.class)).isEqualTo(new Owner(uuid));
        assertThat(codecs.chosenUuidRepresentation()).isEqualTo(representation);
        assertThat(CODECS.with(representation).chosenUuidRepresentation()).isEqualTo(representation);
        assertThat(CODECS.chosenUuidRepresentation()).isNull();
        if (representation != UuidRepresentation.STANDARD) {
            assertThat(encoded.toDocument().get("u")).isEqualTo(representation.encode(uuid));
        }
    }

    @Test
    void limits() {
        CodecRegistry codecs = CodecRegistry.builder()
                .limits(BsonLimits.DEFAULT.maxDepthRead(2).maxDepthWrite(3))
                .build();
        Document three = new Document("a", new Document("b", new Document()));
        RawDocument encoded = codecs.encode(three);
        Document decodedWhenAsked = codecs.decode(encoded, Document.class);
        assertThatThrownBy(decodedWhenAsked::size).isInstanceOfSatisfying(BsonException.class, e -> {
            assertThat(e.path()).isEqualTo("a.b");
            assertThat(e.type()).isEqualTo(BsonType.DOCUMENT);
        });
        assertThatThrownBy(() -> codecs.encode(new Document("x", three))).isInstanceOf(BsonException.class);
    }

    @Test
    void instancesOfObjectAreRejected() {
        var output = new BsonOutput();
        output.context(CodecRegistry.standard().encodingContext());
        assertThatThrownBy(() -> output.document(new Document("a", new Object())))
                .isInstanceOf(BsonException.class)
                .hasMessageContaining("no BSON type is known for values of class java.lang.Object, at field 'a'");
    }

    @Test
    void wrongTypeAtDocument() {
        assertThatThrownBy(() -> unwrap(CODECS, Document.class, wrap(CODECS, String.class, "x")))
                .isInstanceOf(BsonException.class)
                .hasMessageContaining("Document")
                .hasMessageContaining("string");
    }
}
