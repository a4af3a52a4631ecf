package dev.morelia.bson;

import dev.morelia.bson.internal.Argument;
import java.math.BigDecimal;
import java.math.BigInteger;
import org.jspecify.annotations.Nullable;

/**
 * A 34-digit decimal floating point number, BSON type 0x13 (IEEE 754-2008 decimal128, binary integer encoding). Values
 * are never rounded: one that does not fit exactly is rejected.
 *
 * <p>Immutable and thread-safe. As with {@link BigDecimal}, {@code 2.0} and {@code 2.00} are different to {@link
 * #equals} and equal to {@link #compareTo}.
 *
 * @see <a href="https://github.com/mongodb/specifications/blob/master/source/bson-decimal128/decimal128.md">BSON
 *     Decimal128 specification</a>
 */
public final class Decimal128 extends Number implements Comparable<Decimal128> {

    /** Positive infinity. */
    public static final Decimal128 POSITIVE_INFINITY = new Decimal128(0x7800_0000_0000_0000L, 0);
    /** Negative infinity. */
    public static final Decimal128 NEGATIVE_INFINITY = new Decimal128(0xf800_0000_0000_0000L, 0);
    /** Not a number, without sign and payload. */
    public static final Decimal128 NAN = new Decimal128(0x7c00_0000_0000_0000L, 0);
    /** Zero with exponent 0. */
    public static final Decimal128 ZERO = new Decimal128(0x3040_0000_0000_0000L, 0);

    static final int MAX_DIGITS = 34;
    static final int MIN_EXPONENT = -6176;
    static final int MAX_EXPONENT = 6111;

    private static final long serialVersionUID = 1L;

    private static final long SIGN_BIT = 1L << 63;
    private static final long COMBINATION_MASK = 0x7c00_0000_0000_0000L;
    private static final long INFINITY_BITS = 0x7800_0000_0000_0000L;
    private static final long NAN_BITS = 0x7c00_0000_0000_0000L;
    /** With both bits set the coefficient would be at least 2^113, more than 34 digits: such a number is zero. */
    private static final long LARGE_COEFFICIENT_BITS = 0x6000_0000_0000_0000L;

    private static final long COEFFICIENT_MASK = 0x0001_ffff_ffff_ffffL;
    /** The two halves of 10^34 - 1. */
    private static final long MAX_COEFFICIENT_HIGH = 0x0001_ed09_bead_87c0L;

    private static final long MAX_COEFFICIENT_LOW = 0x378d_8e63_ffff_ffffL;

    /** Sign, exponent and the upper bits of the coefficient. */
    private final long high;

    /** The lower 64 bits of the coefficient. */
    private final long low;

    /**
     * The number with these 128 bits, which are kept as they are, payloads of NaN included.
     *
     * @param high sign, exponent and the upper bits of the coefficient
     * @param low the lower 64 bits of the coefficient
     */
    public Decimal128(long high, long low) {
        this.high = high;
        this.low = low;
    }

    /**
     * The number equal to {@code value}, with exponent 0.
     *
     * @param value any value
     */
    public static Decimal128 of(long value) {
        long sign = value < 0 ? SIGN_BIT : 0;
        return new Decimal128(sign | ZERO.high, Math.abs(value));
    }

    /**
     * The number equal to {@code value}, with the same number of decimal places where the format allows it.
     *
     * @param value any value
     * @throws IllegalArgumentException if the value has more than 34 significant digits or is too large or too small
     */
    public static Decimal128 of(BigDecimal value) {
        BigInteger coefficient = Argument.notNull("value", value).unscaledValue();
        return DecimalText.assemble(coefficient.signum() < 0, coefficient.abs().toString(), -(long) value.scale());
    }

    /**
     * Reads a numeric string such as {@code "12.70"}, {@code "-4E+9"}, {@code "Infinity"} or {@code "NaN"}. Takes time
     * proportional to the length of the text, whatever the exponent.
     *
     * @throws IllegalArgumentException if {@code text} is not a number, or its value cannot be represented exactly
     */
    public static Decimal128 parse(String text) {
        return DecimalText.parse(Argument.notNull("text", text));
    }

    static Decimal128 ofParts(boolean negative, int exponent, long coefficientHigh, long coefficientLow) {
        long biased = (long) exponent - MIN_EXPONENT;
        return new Decimal128((negative ? SIGN_BIT : 0) | biased << 49 | coefficientHigh, coefficientLow);
    }

    /** {@return the sign, the exponent and the upper bits of the coefficient} */
    public long high() {
        return high;
    }

    /** {@return the lower 64 bits of the coefficient} */
    public long low() {
        return low;
    }

    /** {@return whether the sign bit is set; true for negative zero} */
    public boolean isNegative() {
        return high < 0;
    }

    /** {@return whether this is positive or negative infinity} */
    public boolean isInfinite() {
        return (high & COMBINATION_MASK) == INFINITY_BITS;
    }

    /** {@return whether this is NaN, of any sign and payload} */
    public boolean isNaN() {
        return (high & COMBINATION_MASK) == NAN_BITS;
    }

    /** {@return whether this is neither infinite nor NaN} */
    public boolean isFinite() {
        return (high & INFINITY_BITS) != INFINITY_BITS;
    }

    /**
     * Converts to a {@link BigDecimal} of the same scale. {@code BigDecimal} has no negative zero, so the sign of a
     * zero is lost.
     *
     * @throws ArithmeticException if this is infinite or NaN
     */
    public BigDecimal bigDecimalValue() {
        if (!isFinite()) {
            throw new ArithmeticException("no BigDecimal for " + this);
        }
        BigInteger coefficient = coefficientHigh() == 0 && coefficientLow() >= 0
                ? BigInteger.valueOf(coefficientLow())
                : BigInteger.valueOf(coefficientHigh())
                        .shiftLeft(64)
                        .or(new BigInteger(Long.toUnsignedString(coefficientLow())));
        return new BigDecimal(isNegative() ? coefficient.negate() : coefficient, -exponent());
    }

    int exponent() {
        int shift = (high & LARGE_COEFFICIENT_BITS) == LARGE_COEFFICIENT_BITS ? 47 : 49;
        return (int) (high >>> shift & 0x3fff) + MIN_EXPONENT;
    }

    long coefficientHigh() {
        return hasValidCoefficient() ? high & COEFFICIENT_MASK : 0;
    }

    long coefficientLow() {
        return hasValidCoefficient() ? low : 0;
    }

    private boolean hasValidCoefficient() {
        if ((high & LARGE_COEFFICIENT_BITS) == LARGE_COEFFICIENT_BITS) {
            return false;
        }
        long coefficientHigh = high & COEFFICIENT_MASK;
        return coefficientHigh < MAX_COEFFICIENT_HIGH
                || (coefficientHigh == MAX_COEFFICIENT_HIGH && Long.compareUnsigned(low, MAX_COEFFICIENT_LOW) <= 0);
    }

    @Override
    public double doubleValue() {
        if (isNaN()) {
            return Double.NaN;
        }
        if (isInfinite()) {
            return isNegative() ? Double.NEGATIVE_INFINITY : Double.POSITIVE_INFINITY;
        }
        double value = bigDecimalValue().doubleValue();
        return value == 0 && isNegative() ? -0.0 : value;
    }

    @Override
    public float floatValue() {
        if (!isFinite()) {
            return (float) doubleValue();
        }
        float value = bigDecimalValue().floatValue();
        return value == 0 && isNegative() ? -0f : value;
    }

    /** The whole part; the nearest {@code long} if it is too large for one, 0 for NaN. */
    @Override
    public long longValue() {
        if (!isFinite()) {
            return (long) doubleValue();
        }
        BigDecimal value = bigDecimalValue();
        if (value.compareTo(BigDecimal.valueOf(Long.MAX_VALUE)) >= 0) {
            return Long.MAX_VALUE;
        }
        if (value.compareTo(BigDecimal.valueOf(Long.MIN_VALUE)) <= 0) {
            return Long.MIN_VALUE;
        }
        return value.longValue();
    }

    /**
     * Converts to a {@code long} exactly.
     *
     * @throws ArithmeticException if it has a fraction, does not fit, or is infinite or NaN
     */
    public long longValueExact() {
        return bigDecimalValue().longValueExact();
    }

    /** The whole part; the nearest {@code int} if it is too large for one, 0 for NaN. */
    @Override
    public int intValue() {
        return Math.clamp(longValue(), Integer.MIN_VALUE, Integer.MAX_VALUE);
    }

    /**
     * Orders by numeric value: negative infinity, finite numbers, positive infinity, NaN. Negative zero is less than
     * zero, as in {@link Double#compareTo}.
     */
    @Override
    public int compareTo(Decimal128 other) {
        if (isFinite() && other.isFinite()) {
            int byValue = bigDecimalValue().compareTo(other.bigDecimalValue());
            return byValue != 0 ? byValue : Boolean.compare(other.isNegative(), isNegative());
        }
        return Integer.compare(rank(), other.rank());
    }

    private int rank() {
        if (isNaN()) {
            return 2;
        }
        if (isInfinite()) {
            return isNegative() ? -1 : 1;
        }
        return 0;
    }

    /** Whether {@code other} is a {@code Decimal128} with the same 128 bits. */
    @Override
    public boolean equals(@Nullable Object other) {
        return other instanceof Decimal128 that && high == that.high && low == that.low;
    }

    @Override
    public int hashCode() {
        return 31 * Long.hashCode(high) + Long.hashCode(low);
    }

    /**
     * The string form of the specification, which {@link #parse} reads back: {@code "12.70"}, {@code "1E+3"}, {@code
     * "-Infinity"}, {@code "NaN"} (for every NaN; payloads are not shown).
     */
    @Override
    public String toString() {
        return DecimalText.format(this);
    }
}
