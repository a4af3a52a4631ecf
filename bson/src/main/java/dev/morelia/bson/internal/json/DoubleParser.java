package dev.morelia.bson.internal.json;

import static java.nio.charset.StandardCharsets.ISO_8859_1;

/** Converts decimal text to {@code double}, correctly rounded. The text must have been checked before. */
final class DoubleParser {

    /** The powers of ten that a double can represent exactly. */
    private static final double[] POWERS_OF_TEN = {
        1e0, 1e1, 1e2, 1e3, 1e4, 1e5, 1e6, 1e7, 1e8, 1e9, 1e10, 1e11, 1e12, 1e13, 1e14, 1e15, 1e16, 1e17, 1e18, 1e19,
        1e20, 1e21, 1e22
    };

    private static final long MAX_EXACT_INTEGER = 1L << 53;
    /** As many digits as always fit into a long. */
    private static final int MAX_DIGITS = 18;
    /** The length of an exponent worth parsing: {@code E-308}. */
    private static final int MAX_EXPONENT_LENGTH = 5;

    private DoubleParser() {}

    /**
     * Whether a text consists of digits, with optional sign, point and exponent. The JDK also accepts white space,
     * hexadecimal digits and the suffixes of Java source code.
     */
    static boolean isNumber(Slice text) {
        int at = text.length() > 0 && isSign(text.at(0)) ? 1 : 0;
        int integerEnd = digitsEnd(text, at);
        int digits = integerEnd - at;
        at = integerEnd;
        if (at < text.length() && text.at(at) == '.') {
            int fractionEnd = digitsEnd(text, at + 1);
            digits += fractionEnd - at - 1;
            at = fractionEnd;
        }
        if (digits > 0 && at < text.length() && (text.at(at) | 0x20) == 'e') {
            at += at + 1 < text.length() && isSign(text.at(at + 1)) ? 2 : 1;
            int exponentEnd = digitsEnd(text, at);
            return exponentEnd > at && exponentEnd == text.length();
        }
        return digits > 0 && at == text.length();
    }

    private static boolean isSign(byte c) {
        return c == '-' || c == '+';
    }

    private static int digitsEnd(Slice text, int from) {
        int at = from;
        while (at < text.length() && text.at(at) >= '0' && text.at(at) <= '9') {
            at++;
        }
        return at;
    }

    /**
     * With a coefficient and a power of ten that are both exact as doubles, a single multiplication or division rounds
     * once, and thus correctly (Clinger's fast path). {@link LongDecimal} converts those with more digits, such as the
     * shortest text of most doubles, and the JDK the rest.
     */
    static double parse(byte[] text, int start, int end) {
        int at = isSign(text[start]) ? start + 1 : start;
        long coefficient = 0;
        int digits = 0;
        int scale = 0;
        int afterPoint = 0;
        for (; at < end; at++) {
            byte c = text[at];
            if (c == '.') {
                afterPoint = 1;
            } else if (c < '0' || c > '9' || digits == MAX_DIGITS) {
                break;
            } else {
                coefficient = coefficient * 10 + (c - '0');
                digits += coefficient == 0 ? 0 : 1;
                scale -= afterPoint;
            }
        }
        boolean complete = at == end;
        if (!complete && (text[at] | 0x20) == 'e' && end - at <= MAX_EXPONENT_LENGTH) {
            boolean negative = text[at + 1] == '-';
            int exponent = 0;
            for (int i = isSign(text[at + 1]) ? at + 2 : at + 1; i < end; i++) {
                exponent = exponent * 10 + (text[i] - '0');
            }
            scale += negative ? -exponent : exponent;
            complete = true;
        }
        double value = complete ? value(coefficient, scale) : Double.NaN;
        if (Double.isNaN(value)) {
            return Double.parseDouble(new String(text, start, end - start, ISO_8859_1));
        }
        return text[start] == '-' ? -value : value;
    }

    /** The double next to the number; NaN if it has to be found in another way. */
    private static double value(long coefficient, int scale) {
        if (coefficient <= MAX_EXACT_INTEGER && Math.abs(scale) < POWERS_OF_TEN.length) {
            return scale < 0 ? coefficient / POWERS_OF_TEN[-scale] : coefficient * POWERS_OF_TEN[scale];
        }
        return coefficient > 0 && Math.abs(scale) <= LongDecimal.MAXIMUM_SCALE
                ? LongDecimal.toDouble(coefficient, scale)
                : Double.NaN;
    }
}
