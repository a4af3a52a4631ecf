package dev.morelia.bson.internal.json;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static org.assertj.core.api.Assertions.assertThat;

import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class DoubleParserTest {

    private static double parse(String text) {
        byte[] bytes = text.getBytes(US_ASCII);
        return DoubleParser.parse(bytes, 0, bytes.length);
    }

    private static boolean isNumber(String text) {
        byte[] bytes = text.getBytes(US_ASCII);
        return DoubleParser.isNumber(new Slice(bytes, 0, bytes.length));
    }

    @Test
    void roundsAsTheJdkDoes() {
        var random = new Random(53);
        for (int i = 0; i < 200_000; i++) {
            String text = switch (i % 6) {
                case 0 -> Double.toString(Double.longBitsToDouble(random.nextLong()));
                case 1 -> Double.toString(random.nextGaussian() * 1e6);
                case 2 -> random.nextLong(1L << 52, 1L << 56) + (random.nextBoolean() ? ".5" : "e" + random.nextInt(6));
                case 3 -> random.nextLong(1_000_000_000_000_000_000L) + "e" + (random.nextInt(60) - 30);
                case 4 -> random.nextLong() + "." + random.nextInt(1_000_000);
                default -> (random.nextLong() >> random.nextInt(64)) + "e" + (random.nextInt(60) - 30);
            };
            if (isNumber(text) && parse(text) != Double.parseDouble(text)) {
                throw new AssertionError(text + " was read as " + parse(text));
            }
        }
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "0",
                "-0",
                "+0",
                "0.0",
                "-0.0",
                "1e22",
                "1e23",
                "1e-22",
                "1e-23",
                "9007199254740992e22",
                "9007199254740993e0",
                "0e25",
                "4503599627370497.5",
                "90071992547409915e-1",
                "999999999999999999e27",
                "999999999999999999e-27",
                "1e27",
                "9007199254740993e-27",
                "123456789012345678",
                "1234567890123456789",
                "00000000000000000000001.5",
                "0.00000000000000000000000000000000000001e38",
                "1e+0",
                "1E-0",
                "5e-324",
                "1e-400",
                "1e400",
                "1e9999",
                "1e99999",
                "1.",
                ".5",
                "1.e5",
                "-.5e-1",
                "4.837384839313709E+18"
            })
    void roundsAsTheJdkDoesAtTheEdges(String text) {
        assertThat(isNumber(text)).isTrue();
        assertThat(parse(text)).isEqualTo(Double.parseDouble(text));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "", "+", ".", "-.", "e5", ".e5", "1e", "1e+", "1e5.0", "1 ", " 1", "1d", "0x1", "1e5e5", "--1", "1-"
            })
    void recognizesInvalidNumbers(String text) {
        assertThat(isNumber(text)).isFalse();
    }
}
