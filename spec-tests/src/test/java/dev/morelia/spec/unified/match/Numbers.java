package dev.morelia.spec.unified.match;

import java.math.BigDecimal;

/** "Flexible numeric comparisons": int32, int64 and double by value. Decimal128 is not included. */
final class Numbers {
    private Numbers() {}

    static boolean areFlexible(Number left, Number right) {
        return isFlexible(left) && isFlexible(right);
    }

    private static boolean isFlexible(Number number) {
        return number instanceof Integer || number instanceof Long || number instanceof Double;
    }

    /** Compares by value, without losing digits of a long; NaN equals itself and is greater than all others. */
    static int compare(Number left, Number right) {
        var leftDouble = left.doubleValue();
        var rightDouble = right.doubleValue();
        if (Double.isFinite(leftDouble) && Double.isFinite(rightDouble)) {
            return exact(left).compareTo(exact(right));
        }
        return Double.compare(leftDouble, rightDouble);
    }

    private static BigDecimal exact(Number number) {
        return number instanceof Double value ? new BigDecimal(value) : BigDecimal.valueOf(number.longValue());
    }
}
