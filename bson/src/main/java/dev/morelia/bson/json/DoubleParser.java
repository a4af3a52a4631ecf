package dev.morelia.bson.json;

import static java.nio.charset.StandardCharsets.ISO_8859_1;

/** Decimal text to {@code double}, exactly rounded. The text must be checked before. */
final class DoubleParser {

    /** The powers of ten that a double holds exactly. */
    private static final double[] POWERS_OF_TEN = {
        1e0, 1e1, 1e2, 1e3, 1e4, 1e5, 1e6, 1e7, 1e8, 1e9, 1e10, 1e11, 1e12, 1e13, 1e14, 1e15, 1e16, 1e17, 1e18, 1e19,
        1e20, 1e21, 1e22
    };

    private static final long MAX_EXACT_INTEGER = 1L << 53;

    private DoubleParser() {}

    /**
     * With a coefficient and a power of ten that are both exact as doubles, one multiplication or division rounds
     * once, and so correctly (Clinger's fast path). The rest is the JDK's.
     */
    static double parse(byte[] text, int start, int end) {
        int at = text[start] == '-' || text[start] == '+' ? start + 1 : start;
        long coefficient = 0;
        int digits = 0;
        int decimalPlaces = 0;
        boolean afterPoint = false;
        for (; at < end; at++) {
            byte c = text[at];
            if (c == '.') {
                afterPoint = true;
            } else if (c < '0' || c > '9' || digits == 18) {
                break;
            } else {
                coefficient = coefficient * 10 + (c - '0');
                digits += coefficient == 0 ? 0 : 1;
                decimalPlaces += afterPoint ? 1 : 0;
            }
        }
        if (at == end && coefficient <= MAX_EXACT_INTEGER && decimalPlaces < POWERS_OF_TEN.length) {
            double value = coefficient / POWERS_OF_TEN[decimalPlaces];
            return text[start] == '-' ? -value : value;
        }
        return Double.parseDouble(new String(text, start, end - start, ISO_8859_1));
    }
}
