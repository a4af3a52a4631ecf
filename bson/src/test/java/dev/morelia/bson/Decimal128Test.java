package dev.morelia.bson;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.math.BigDecimal;
import java.math.BigInteger;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class Decimal128Test {

    private static final String NINES = "9".repeat(34);

    @ParameterizedTest
    @CsvSource({
        "0, 0",
        "-0, -0",
        "12, 12",
        "+0.003, 0.003",
        "017., 17",
        ".5, 0.5",
        "4E+9, 4E+9",
        "0.73e-7, 7.3E-8",
        "1.000, 1.000",
        "0.000001, 0.000001",
        "0.0000001, 1E-7",
        "1E1, 1E+1",
        "inF, Infinity",
        "-infinity, -Infinity",
        "nAn, NaN",
        "-NaN, NaN",
        "0E-9999, 0E-6176",
        "-0E+99999, -0E+6111",
        "1E6144, 1.000000000000000000000000000000000E+6144",
        "10E-6177, 1E-6176"
    })
    void readsAndWritesText(String text, String canonical) {
        var value = Decimal128.parse(text);
        assertThat(value).hasToString(canonical);
        assertThat(Decimal128.parse(canonical)).isEqualTo(value);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                ".",
                "-",
                "+",
                "-.",
                "e",
                "1e",
                "1e+",
                "E1",
                "1.2.3",
                "1 ",
                " 1",
                "--1",
                "0x1",
                "1d",
                "Infinit",
                "NaN1",
                "sNaN",
                "\u0131nf",
                "\u0661",
                "1e\u0661",
                "1E6145",
                "1E-6177",
                "1e2147483648",
                "1e-2147483648",
                "1e99999999999999999999999999",
                "12345678901234567890123456789012345"
            })
    void rejectsOtherText(String text) {
        assertThatThrownBy(() -> Decimal128.parse(text)).isInstanceOf(IllegalArgumentException.class);
    }

    @Test
    void exponentsOfAnySizeCostNothing() {
        var zeros = "0".repeat(60_000);
        assertThat(Decimal128.parse("0." + zeros + "1e60001")).hasToString("1");
        assertThat(Decimal128.parse("1" + zeros + "e-60000")).hasToString("1." + "0".repeat(33));
        assertThatThrownBy(() -> Decimal128.parse("1e999999999")).isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> Decimal128.of(new BigDecimal("1e999999999")))
                .isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> Decimal128.of(new BigDecimal("1e-999999999")))
                .isInstanceOf(IllegalArgumentException.class);
    }

    @Test
    void messagesDoNotRepeatLongText() {
        assertThatThrownBy(() -> Decimal128.parse("x".repeat(10_000))).message().hasSizeLessThan(200);
    }

    @Test
    void knowsTheBitsOfTheFormat() {
        assertThat(Decimal128.parse("1").high()).isEqualTo(0x3040_0000_0000_0000L);
        assertThat(Decimal128.parse("1").low()).isEqualTo(1);
        assertThat(Decimal128.parse("-0")).isEqualTo(new Decimal128(0xb040_0000_0000_0000L, 0));
        assertThat(Decimal128.parse(NINES + "E6111"))
                .isEqualTo(new Decimal128(0x5fff_ed09_bead_87c0L, 0x378d_8e63_ffff_ffffL));
        assertThat(Decimal128.parse("-" + NINES)).hasToString("-" + NINES);
    }

    @Test
    void keepsEveryBitOfNonCanonicalValues() {
        var payload = new Decimal128(0xfe00_0000_0000_0012L, 7);
        assertThat(payload.isNaN()).isTrue();
        assertThat(payload).hasToString("NaN").isNotEqualTo(Decimal128.NAN);
        assertThat(payload.high()).isEqualTo(0xfe00_0000_0000_0012L);
        assertThat(payload.low()).isEqualTo(7);
        // Coefficients above 34 digits are zero.
        var tooLarge = new Decimal128(0x3041_ed09_bead_87c0L, 0x378d_8e64_0000_0000L);
        assertThat(tooLarge).hasToString("0");
        assertThat(tooLarge.bigDecimalValue()).isEqualTo(BigDecimal.ZERO);
        assertThat(new Decimal128(0x6c10_0000_0000_0000L, 1)).hasToString("0");
        assertThat(new Decimal128(0xec10_0000_0000_0000L, 1)).hasToString("-0");
    }

    @Test
    void bigDecimalsRoundTripExactly() {
        var random = new Random(128);
        for (int i = 0; i < 20_000; i++) {
            var digits = new BigInteger(1 + random.nextInt(112), random);
            var value = new BigDecimal(random.nextBoolean() ? digits : digits.negate(), random.nextInt(12_200) - 6060);
            var decimal = Decimal128.of(value);
            assertThat(decimal.bigDecimalValue()).isEqualTo(value);
            assertThat(Decimal128.parse(decimal.toString())).isEqualTo(decimal);
            assertThat(new BigDecimal(decimal.toString())).isEqualTo(value);
        }
    }

    @Test
    void longsRoundTripExactly() {
        for (long value : new long[] {0, 1, -1, 42, Long.MAX_VALUE, Long.MIN_VALUE}) {
            assertThat(Decimal128.of(value)).hasToString(Long.toString(value));
            assertThat(Decimal128.of(value).longValue()).isEqualTo(value);
            assertThat(Decimal128.of(value)).isEqualTo(Decimal128.parse(Long.toString(value)));
        }
    }

    @Test
    void convertsAsJavaNumbersDo() {
        assertThat(Decimal128.parse("-0").doubleValue()).isEqualTo(-0.0);
        assertThat(Decimal128.parse("-0").floatValue()).isEqualTo(-0f);
        assertThat(Decimal128.parse("2.5").floatValue()).isEqualTo(2.5f);
        assertThat(Decimal128.parse("-2.9").intValue()).isEqualTo(-2);
        assertThat(Decimal128.parse("1E+400").doubleValue()).isEqualTo(Double.POSITIVE_INFINITY);
        assertThat(Decimal128.parse("1E+400").longValue()).isEqualTo(Long.MAX_VALUE);
        assertThat(Decimal128.parse("-1E+400").intValue()).isEqualTo(Integer.MIN_VALUE);
        assertThat(Decimal128.NAN.doubleValue()).isNaN();
        assertThat(Decimal128.NAN.longValue()).isZero();
        assertThat(Decimal128.NEGATIVE_INFINITY.floatValue()).isEqualTo(Float.NEGATIVE_INFINITY);
        assertThat(Decimal128.parse("-0").bigDecimalValue()).isEqualTo(BigDecimal.ZERO);
        assertThatThrownBy(Decimal128.NAN::bigDecimalValue).isInstanceOf(ArithmeticException.class);
        assertThatThrownBy(Decimal128.POSITIVE_INFINITY::bigDecimalValue).isInstanceOf(ArithmeticException.class);
    }

    @Test
    void ordersByValue() {
        assertThat(new Decimal128[] {
                    Decimal128.NEGATIVE_INFINITY,
                    Decimal128.parse("-1E+6000"),
                    Decimal128.parse("-0"),
                    Decimal128.ZERO,
                    Decimal128.parse("1E-6176"),
                    Decimal128.parse("2"),
                    Decimal128.parse("1E+1"),
                    Decimal128.POSITIVE_INFINITY,
                    Decimal128.NAN
                })
                .isSorted();
        assertThat(Decimal128.parse("2.0"))
                .isEqualByComparingTo(Decimal128.parse("2.00"))
                .isNotEqualTo(Decimal128.parse("2.00"));
    }
}
