package dev.morelia.bson;

import static dev.morelia.bson.Decimal128.MAX_DIGITS;
import static dev.morelia.bson.Decimal128.MAX_EXPONENT;
import static dev.morelia.bson.Decimal128.MIN_EXPONENT;

/**
 * Parses and prints {@link Decimal128}. Works on digits only, so that an exponent such as {@code 1e999999999} costs
 * nothing.
 */
final class DecimalText {

    /** Beyond every exponent that the number of digits in a string could compensate. */
    private static final long EXPONENT_CAP = 1L << 40;

    private static final long TEN_TO_17 = 100_000_000_000_000_000L;
    private static final int TEN_TO_9 = 1_000_000_000;

    private DecimalText() {}

    static Decimal128 parse(String text) {
        int position = 0;
        boolean negative = false;
        if (!text.isEmpty() && (text.charAt(0) == '-' || text.charAt(0) == '+')) {
            negative = text.charAt(0) == '-';
            position = 1;
        }
        if (position < text.length() && (text.charAt(position) | 0x20) >= 'i') {
            return parseSpecial(text, position, negative);
        }
        StringBuilder digits = new StringBuilder(MAX_DIGITS);
        int seenDigits = 0;
        long decimalPlaces = 0;
        boolean afterPoint = false;
        for (; position < text.length(); position++) {
            char c = text.charAt(position);
            if (isDigit(c)) {
                seenDigits++;
                decimalPlaces += afterPoint ? 1 : 0;
                if (c != '0' || !digits.isEmpty()) {
                    digits.append(c);
                }
            } else if (c == '.' && !afterPoint) {
                afterPoint = true;
            } else {
                break;
            }
        }
        if (seenDigits == 0) {
            throw notNumeric(text);
        }
        long exponent = position == text.length() ? 0 : parseExponent(text, position);
        return assemble(negative, digits.toString(), exponent - decimalPlaces);
    }

    private static long parseExponent(String text, int indicator) {
        int position = indicator + 1;
        if ((text.charAt(indicator) != 'e' && text.charAt(indicator) != 'E') || position == text.length()) {
            throw notNumeric(text);
        }
        boolean negative = text.charAt(position) == '-';
        if (negative || text.charAt(position) == '+') {
            position++;
        }
        if (position == text.length()) {
            throw notNumeric(text);
        }
        long exponent = 0;
        for (; position < text.length(); position++) {
            char c = text.charAt(position);
            if (!isDigit(c)) {
                throw notNumeric(text);
            }
            exponent = Math.min(exponent * 10 + (c - '0'), EXPONENT_CAP);
        }
        return negative ? -exponent : exponent;
    }

    private static Decimal128 parseSpecial(String text, int position, boolean negative) {
        if (endsWith(text, position, "nan")) {
            return Decimal128.NAN;
        }
        if (endsWith(text, position, "infinity") || endsWith(text, position, "inf")) {
            return negative ? Decimal128.NEGATIVE_INFINITY : Decimal128.POSITIVE_INFINITY;
        }
        throw notNumeric(text);
    }

    // Not equalsIgnoreCase, which treats a dotless i as an i.
    private static boolean endsWith(String text, int position, String lowerCaseName) {
        if (text.length() - position != lowerCaseName.length()) {
            return false;
        }
        for (int i = 0; i < lowerCaseName.length(); i++) {
            if ((text.charAt(position + i) | 0x20) != lowerCaseName.charAt(i)) {
                return false;
            }
        }
        return true;
    }

    /**
     * The number of these digits (leading zeros allowed, none at all means zero) times ten to the {@code exponent},
     * rounded and clamped where that is exact.
     */
    static Decimal128 assemble(boolean negative, String allDigits, long exponent) {
        int start = 0;
        while (start < allDigits.length() && allDigits.charAt(start) == '0') {
            start++;
        }
        if (start == allDigits.length()) {
            return Decimal128.ofParts(negative, Math.clamp(exponent, MIN_EXPONENT, MAX_EXPONENT), 0, 0);
        }
        int length = allDigits.length() - start;
        // Too many digits or too small an exponent: only trailing zeros may go.
        long surplus = Math.max(Math.max(length - MAX_DIGITS, MIN_EXPONENT - exponent), 0);
        int end = allDigits.length();
        for (long dropped = 0; dropped < surplus; dropped++) {
            if (end - start == 1 || allDigits.charAt(end - 1) != '0') {
                throw new IllegalArgumentException("value must have at most 34 significant digits and none below"
                        + " 1E-6176; it cannot be rounded exactly");
            }
            end--;
        }
        String digits = allDigits.substring(start, end);
        long finalExponent = exponent + surplus;
        if (finalExponent > MAX_EXPONENT) {
            long padding = finalExponent - MAX_EXPONENT;
            if (digits.length() + padding > MAX_DIGITS) {
                throw new IllegalArgumentException("value must be below 1E+6145, but its exponent is too large");
            }
            digits += "0".repeat((int) padding);
            finalExponent = MAX_EXPONENT;
        }
        return ofDigits(negative, digits, (int) finalExponent);
    }

    private static Decimal128 ofDigits(boolean negative, String digits, int exponent) {
        int split = Math.max(0, digits.length() - 17);
        long upper = split == 0 ? 0 : Long.parseLong(digits, 0, split, 10);
        long lower = Long.parseLong(digits, split, digits.length(), 10);
        long productLow = upper * TEN_TO_17;
        long low = productLow + lower;
        long carry = Long.compareUnsigned(low, productLow) < 0 ? 1 : 0;
        return Decimal128.ofParts(negative, exponent, Math.unsignedMultiplyHigh(upper, TEN_TO_17) + carry, low);
    }

    static String format(Decimal128 value) {
        if (value.isNaN()) {
            return "NaN";
        }
        if (value.isInfinite()) {
            return value.isNegative() ? "-Infinity" : "Infinity";
        }
        String digits = coefficientDigits(value.coefficientHigh(), value.coefficientLow());
        int exponent = value.exponent();
        int adjusted = exponent + digits.length() - 1;
        StringBuilder text = new StringBuilder(MAX_DIGITS + 10);
        if (value.isNegative()) {
            text.append('-');
        }
        if (exponent > 0 || adjusted < -6) {
            text.append(digits.charAt(0));
            if (digits.length() > 1) {
                text.append('.').append(digits, 1, digits.length());
            }
            return text.append(adjusted < 0 ? "E" : "E+").append(adjusted).toString();
        }
        int pointAt = digits.length() + exponent;
        if (exponent == 0) {
            text.append(digits);
        } else if (pointAt > 0) {
            text.append(digits, 0, pointAt).append('.').append(digits, pointAt, digits.length());
        } else {
            text.append("0.").append("0".repeat(-pointAt)).append(digits);
        }
        return text.toString();
    }

    private static String coefficientDigits(long high, long low) {
        if (high == 0) {
            return Long.toUnsignedString(low);
        }
        // Long division of four 32-bit limbs, nine digits per round; no intermediate value exceeds 63 bits.
        long[] limbs = {high >>> 32, high & 0xffff_ffffL, low >>> 32, low & 0xffff_ffffL};
        char[] digits = new char[36];
        for (int block = 3; block >= 0; block--) {
            long remainder = 0;
            for (int i = 0; i < limbs.length; i++) {
                long dividend = remainder << 32 | limbs[i];
                limbs[i] = dividend / TEN_TO_9;
                remainder = dividend % TEN_TO_9;
            }
            for (int i = 8; i >= 0; i--) {
                digits[block * 9 + i] = (char) ('0' + remainder % 10);
                remainder /= 10;
            }
        }
        int start = 0;
        while (digits[start] == '0') {
            start++;
        }
        return new String(digits, start, digits.length - start);
    }

    private static boolean isDigit(char c) {
        return c >= '0' && c <= '9';
    }

    private static IllegalArgumentException notNumeric(String text) {
        String shown = text.length() <= 60 ? text : text.substring(0, 60) + "...";
        return new IllegalArgumentException("text must be a decimal number, but is \"" + shown + '"');
    }
}
