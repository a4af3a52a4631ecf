package dev.morelia.bson;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.math.BigDecimal;
import java.math.BigInteger;
import java.util.List;
import java.util.UUID;
import org.junit.jupiter.api.Test;

/** What the typed accessors convert, and what they say where they cannot. */
class TypedFieldsTest {
    @Test
    void numbersOfAnyTypeThatFits() {
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
                .hasMessageContaining("holds 3 bytes of binary subtype 0, which is no UUID");
    }

    @Test
    void namesAreNoPaths() {
        Document document = Document.of("t", Document.of("u", 1));
        String advice = "a name is no path, so read the field 't' and look into its value";
        assertThatThrownBy(() -> document.string("t.u"))
                .hasMessageContaining("the field 't.u' is absent; there are [t]: " + advice);
        assertThatThrownBy(() -> document.string("x.u")).message().doesNotContain("path");
        assertThatThrownBy(() -> RawDocument.encode(document).string("t.u"))
                .hasMessageContaining("the field 't.u' is absent: " + advice);
    }
}
