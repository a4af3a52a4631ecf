package dev.morelia.bson;

import static java.util.Map.entry;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.morelia.bson.codec.CodecRegistry;
import java.math.BigDecimal;
import java.math.BigInteger;
import java.time.Instant;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.function.BiFunction;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** The typed accessors of decoded and encoded documents have the same contract. */
class TypedFieldsTest {
    private static final Instant TIME = Instant.ofEpochMilli(1_700_000_000_000L);
    private static final ObjectId ID = ObjectId.of("507f1f77bcf86cd799439011");
    private static final UUID UUID_VALUE = UUID.fromString("00112233-4455-6677-8899-aabbccddeeff");

    @Test
    void numbersOfAnyTypeThatFit() {
        Document document = Document.of(
                "n", List.of(1, 2), "i", 5, "d", 5.0, "half", 0.5, "decimal", Decimal128.parse("7"), "big", 1L << 53);
        assertThat(document.list("n", Long.class)).containsExactly(1L, 2L);
        assertThat(document.listOrNull("n", Double.class)).containsExactly(1.0, 2.0);
        assertThat(document.list("n", Integer.class)).isSameAs(document.get("n"));
        assertThat(document.value("i", Long.class)).isEqualTo(5L);
        assertThat(document.value("i", Short.class)).isEqualTo((short) 5);
        assertThat(document.value("i", BigDecimal.class)).isEqualTo(new BigDecimal(5));
        assertThat(document.value("i", Decimal128.class)).isEqualTo(Decimal128.parse("5"));
        assertThat(document.value("d", Integer.class)).isEqualTo(5);
        assertThat(document.value("half", Float.class)).isEqualTo(0.5f);
        assertThat(document.valueOrNull("decimal", BigInteger.class)).isEqualTo(BigInteger.valueOf(7));
        assertThat(document.value("big", Double.class)).isEqualTo(0x1p53);
        assertThat(Document.of("n", Double.NaN).value("n", Float.class)).isNaN();
        assertThat(Document.of("n", -0.0).value("n", Float.class)).isEqualTo(-0.0f);

        assertThatThrownBy(() -> document.value("half", Integer.class))
                .isInstanceOf(BsonException.class)
                .hasMessageContaining("the field 'half' holds 0.5, which does not fit exactly into the type Integer");
        for (Class<?> type : List.of(Integer.class, Float.class)) {
            assertThatThrownBy(() -> Document.of("n", (1L << 53) + 1).value("n", type))
                    .hasMessageContaining("9007199254740993, which does not fit exactly");
        }
        assertThatThrownBy(() -> Document.of("n", Double.NaN).value("n", BigDecimal.class))
                .hasMessageContaining("NaN, which does not fit exactly into the type BigDecimal");
        assertThatThrownBy(() -> Document.of("n", List.of(1, 0.5)).list("n", Long.class))
                .hasMessageContaining("'n.1' holds 0.5");
        assertThatThrownBy(() -> Document.of("n", "5").value("n", Long.class))
                .hasMessageContaining("expected a value of type Long but the field 'n' holds a value of type String");
    }

    @Test
    void uuidsOfAnotherRepresentation() {
        var uuid = UUID.fromString("00112233-4455-6677-8899-aabbccddeeff");
        Document old = Document.of("u", UuidRepresentation.JAVA_LEGACY.encode(uuid));
        assertThatThrownBy(() -> old.value("u", UUID.class))
                .hasMessageContaining("the field 'u' holds 16 bytes of binary subtype 3, a UUID of an older driver")
                .hasMessageContaining("set uuidRepresentation");
        assertThatThrownBy(() -> Document.of("u", new Binary(new byte[3])).value("u", UUID.class))
                .hasMessageContaining("holds 3 bytes of binary subtype 0, which is not a UUID");
    }

    @Test
    void namesAreNotPaths() {
        Document document = Document.of("t", Document.of("u", 1));
        String advice = "names are not paths, so read the field 't' and then its fields";
        assertThatThrownBy(() -> document.string("t.u"))
                .hasMessageContaining("the field 't.u' is absent; the fields are [t]: " + advice);
        assertThatThrownBy(() -> document.string("x.u")).message().doesNotContain("path");
        assertThatThrownBy(() -> RawDocument.encode(document).string("t.u"))
                .hasMessageContaining("the field 't.u' is absent; the fields are [t]: " + advice);
    }

    /** The same fields decoded, decoded on demand and encoded. */
    static Stream<TypedFields> bothForms() {
        Document document = Document.of("text", "x", "int", 3, "long", 1L << 40, "half", 0.5)
                .append("decimal", Decimal128.parse("1E+3"))
                .append("flag", true)
                .append("id", ID)
                .append("time", TIME)
                .append("uuid", UUID_VALUE)
                .append("inner", Document.of("a", 1))
                .append("numbers", List.of(1, 2L, 3.0))
                .append("inners", List.of(Document.of("a", 1), Document.of("a", 2)))
                .append("mixed", Arrays.asList(1, null))
                .append("nothing", null);
        RawDocument raw = RawDocument.encode(document);
        return Stream.of(document, CodecRegistry.standard().decode(raw, Document.class), raw);
    }

    /** Each accessor that requires the field, with the name of a field that it accepts. */
    private static Map<String, BiFunction<TypedFields, String, Object>> required() {
        return Map.ofEntries(
                entry("text", TypedFields::string),
                entry("int", TypedFields::int32),
                entry("long", TypedFields::int64),
                entry("half", TypedFields::float64),
                entry("flag", TypedFields::bool),
                entry("inner", TypedFields::document),
                entry("id", TypedFields::objectId),
                entry("time", TypedFields::instant),
                entry("uuid", (fields, name) -> fields.value(name, UUID.class)),
                entry("numbers", (fields, name) -> fields.list(name, Integer.class)));
    }

    @ParameterizedTest
    @MethodSource("bothForms")
    void present(TypedFields fields) {
        assertThat(fields.string("text")).isEqualTo(fields.stringOrNull("text")).isEqualTo("x");
        for (String name : List.of("int", "decimal")) {
            assertThat(fields.int32(name)).isEqualTo(fields.int32(name, -1)).isPositive();
            assertThat(fields.int64(name)).isEqualTo(fields.int64(name, -1)).isPositive();
            assertThat(fields.float64(name)).isEqualTo(fields.float64(name, -1)).isPositive();
        }
        assertThat(fields.int64("long")).isEqualTo(fields.valueOrNull("long")).isEqualTo(1L << 40);
        assertThat(fields.float64("half")).isEqualTo(0.5);
        assertThat(fields.bool("flag")).isEqualTo(fields.bool("flag", false)).isTrue();
        assertThat(fields.objectId("id")).isEqualTo(ID);
        assertThat(fields.instant("time")).isEqualTo(TIME);
        assertThat(fields.value("uuid", UUID.class)).isEqualTo(UUID_VALUE);
        assertThat(fields.value("decimal", Long.class)).isEqualTo(1000L);
        assertThat(fields.document("inner").int32("a")).isEqualTo(1);
        assertThat(fields.documentOrNull("inner")).hasSameClassAs(fields.document("inner"));
        assertThat(fields.value("inner", Document.class)).isEqualTo(Document.of("a", 1));
        assertThat(fields.list("numbers", Long.class)).containsExactly(1L, 2L, 3L);
        assertThat(fields.list("inners", Document.class))
                .isEqualTo(fields.listOrNull("inners", Document.class))
                .extracting(document -> document.int32("a"))
                .containsExactly(1, 2);
    }

    @ParameterizedTest
    @MethodSource("bothForms")
    void nullOrAbsent(TypedFields fields) {
        assertThat(fields.has("nothing")).isTrue();
        assertThat(fields.has("nowhere")).isFalse();
        assertThat(fields.has("a")).as("of another document").isFalse();
        required().values().forEach(accessor -> {
            assertThatThrownBy(() -> accessor.apply(fields, "nothing"))
                    .isInstanceOfSatisfying(
                            BsonException.class, e -> assertThat(e.path()).isEqualTo("nothing"))
                    .hasMessageContaining("expected a value of type ")
                    .hasMessageContaining("but the field 'nothing' is null");
            assertThatThrownBy(() -> accessor.apply(fields, "nowhere"))
                    .isInstanceOf(BsonException.class)
                    .hasMessageContaining("but the field 'nowhere' is absent; the fields are [text, int, long, ");
        });
        for (String name : List.of("nothing", "nowhere")) {
            assertThat(fields.int32(name, -1)).isEqualTo(-1);
            assertThat(fields.int64(name, -1)).isEqualTo(-1);
            assertThat(fields.float64(name, -1)).isEqualTo(-1);
            assertThat(fields.bool(name, true)).isTrue();
            assertThat(fields.stringOrNull(name)).isNull();
            assertThat(fields.documentOrNull(name)).isNull();
            assertThat(fields.valueOrNull(name)).isNull();
            assertThat(fields.valueOrNull(name, Long.class)).isNull();
            assertThat(fields.listOrNull(name, Document.class)).isNull();
        }
    }

    @ParameterizedTest
    @MethodSource("bothForms")
    void ofAnotherType(TypedFields fields) {
        required().forEach((accepted, accessor) -> {
            String name = accepted.equals("text") ? "int" : "text";
            assertThatThrownBy(() -> accessor.apply(fields, name))
                    .isInstanceOfSatisfying(
                            BsonException.class, e -> assertThat(e.path()).isEqualTo(name));
        });
        for (String name : List.of("long", "half")) {
            assertThatThrownBy(() -> fields.int32(name, 1)).isInstanceOf(BsonException.class);
        }
        assertThatThrownBy(() -> fields.int64("half", 1)).isInstanceOf(BsonException.class);
        assertThatThrownBy(() -> fields.bool("int", true)).isInstanceOf(BsonException.class);
        assertThatThrownBy(() -> fields.stringOrNull("int")).isInstanceOf(BsonException.class);
        assertThatThrownBy(() -> fields.documentOrNull("mixed")).isInstanceOf(BsonException.class);
        assertThatThrownBy(() -> fields.listOrNull("inner", Document.class)).isInstanceOf(BsonException.class);
        assertThatThrownBy(() -> fields.list("mixed", Integer.class))
                .isInstanceOfSatisfying(
                        BsonException.class, e -> assertThat(e.path()).isEqualTo("mixed.1"));
    }

    @Test
    void encodedDocumentsStayEncoded() {
        RawDocument raw = RawDocument.encode(Document.of("d", Document.of("a", 1), "l", List.of(Document.of("a", 2))));
        assertThat(raw.value("d", RawDocument.class)).isEqualTo(raw.document("d"));
        assertThat(raw.valueOrNull("d", RawDocument.class)).isEqualTo(raw.document("d"));
        assertThat(raw.valueOrNull("x", RawDocument.class)).isNull();
        assertThat(raw.list("l", RawDocument.class)).containsExactly(RawDocument.encode(Document.of("a", 2)));
        assertThat(raw.listOrNull("l", RawDocument.class)).hasSize(1);
        assertThatThrownBy(() -> raw.list("x", RawDocument.class)).hasMessageContaining("absent");
    }
}
