package dev.morelia.bson.internal.json;

import java.math.BigInteger;

/**
 * Converts a coefficient of up to 64 bits and a power of ten to the nearest double, with one or two multiplications:
 * the algorithm of Eisel and Lemire ("Number Parsing at a Gigabyte per Second", 2021), for the exponents for which it
 * never needs another one.
 */
final class LongDecimal {
    /** Powers of five up to this exponent fit into a word, which makes the reciprocals precise enough. */
    static final int MAXIMUM_SCALE = 27;

    private static final int FRACTION_BITS = 52;
    private static final int MINIMUM_EXPONENT = -1023;
    /** The bits of a product's upper half that are not used, if all are 1, may change with a more precise product. */
    private static final long UNUSED_BITS = 0x1ff;

    /** Within these exponents, a decimal may lie exactly between two doubles. */
    private static final int LEAST_TIE = -4;

    private static final int GREATEST_TIE = 23;

    /** The most significant 128 bits of the powers of five, those with negative exponents rounded up. */
    private static final long[] HIGH = new long[2 * MAXIMUM_SCALE + 1];

    private static final long[] LOW = new long[2 * MAXIMUM_SCALE + 1];

    static {
        for (int scale = -MAXIMUM_SCALE; scale <= MAXIMUM_SCALE; scale++) {
            var power = BigInteger.valueOf(5).pow(Math.abs(scale));
            var bits = scale < 0
                    ? BigInteger.ONE
                            .shiftLeft(power.bitLength() + 127)
                            .divide(power)
                            .add(BigInteger.ONE)
                    : power.shiftLeft(128 - power.bitLength());
            HIGH[scale + MAXIMUM_SCALE] = bits.shiftRight(Long.SIZE).longValue();
            LOW[scale + MAXIMUM_SCALE] = bits.longValue();
        }
    }

    private LongDecimal() {}

    /**
     * The double that is nearest to {@code coefficient * 10^scale}.
     *
     * @param coefficient a positive number
     * @param scale at most {@link #MAXIMUM_SCALE}, positive or negative
     */
    static double toDouble(long coefficient, int scale) {
        int zeros = Long.numberOfLeadingZeros(coefficient);
        long word = coefficient << zeros;
        int at = scale + MAXIMUM_SCALE;
        long high = Math.unsignedMultiplyHigh(word, HIGH[at]);
        long low = word * HIGH[at];
        if ((high & UNUSED_BITS) == UNUSED_BITS) {
            long more = Math.unsignedMultiplyHigh(word, LOW[at]);
            low += more;
            high += Long.compareUnsigned(low, more) < 0 ? 1 : 0;
        }
        int upperBit = (int) (high >>> 63);
        int shift = upperBit + Long.SIZE - FRACTION_BITS - 3;
        long fraction = high >>> shift;
        // The binary logarithm of the power of ten, rounded down, is scale * 217706 / 2^16 in this range.
        int exponent = ((217_706 * scale) >> 16) + 63 + upperBit - zeros - MINIMUM_EXPONENT;
        boolean mayBeTie = low >= 0 && low <= 1 && scale >= LEAST_TIE && scale <= GREATEST_TIE;
        if (mayBeTie && (fraction & 3) == 1 && fraction << shift == high) {
            fraction &= ~1; // to the even one
        }
        fraction = (fraction + (fraction & 1)) >>> 1;
        if ((fraction >>> (FRACTION_BITS + 1)) != 0) {
            fraction = 1L << FRACTION_BITS;
            exponent++;
        }
        return Double.longBitsToDouble(((long) exponent << FRACTION_BITS) | (fraction & ((1L << FRACTION_BITS) - 1)));
    }
}
