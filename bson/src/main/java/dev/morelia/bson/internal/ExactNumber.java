package dev.morelia.bson.internal;

import dev.morelia.bson.Decimal128;
import java.math.BigDecimal;
import java.math.BigInteger;
import org.jspecify.annotations.Nullable;

/** Converts numbers between Java types without loss. */
public final class ExactNumber {
    private ExactNumber() {}

    /** Whether numbers are converted to this type. */
    public static boolean isKnown(Class<?> type) {
        return type == Integer.class
                || type == Long.class
                || type == Double.class
                || type == Decimal128.class
                || type == BigDecimal.class
                || type == BigInteger.class
                || type == Float.class
                || type == Short.class
                || type == Byte.class;
    }

    /**
     * Converts a number to another {@linkplain #isKnown known} type.
     *
     * @return the converted number; null if it cannot be represented exactly
     */
    public static @Nullable Number convertOrNull(Number value, Class<?> type) {
        if ((value instanceof Double || value instanceof Float) && (type == Double.class || type == Float.class)) {
            double floating = value.doubleValue(); // not via BigDecimal, which has neither NaN nor negative zero
            return type == Double.class ? (Number) floating : floatOrNull(floating);
        }
        try {
            return convert(decimal(value), type);
        } catch (ArithmeticException | IllegalArgumentException e) {
            return null;
        }
    }

    private static @Nullable Float floatOrNull(double value) {
        return Double.compare((float) value, value) == 0 ? (Float) (float) value : null;
    }

    private static Number convert(BigDecimal value, Class<?> type) {
        if (type == Integer.class) {
            return value.intValueExact();
        } else if (type == Long.class) {
            return value.longValueExact();
        } else if (type == Short.class) {
            return value.shortValueExact();
        } else if (type == Byte.class) {
            return value.byteValueExact();
        } else if (type == BigInteger.class) {
            return value.toBigIntegerExact();
        } else if (type == Decimal128.class) {
            return Decimal128.of(value);
        } else if (type == BigDecimal.class) {
            return value;
        }
        double nearest = type == Float.class ? value.floatValue() : value.doubleValue();
        if (new BigDecimal(nearest).compareTo(value) != 0) {
            throw new ArithmeticException("not exact");
        }
        return type == Float.class ? (Number) (float) nearest : (Number) nearest;
    }

    private static BigDecimal decimal(Number value) {
        return switch (value) {
            case BigDecimal decimal -> decimal;
            case BigInteger integer -> new BigDecimal(integer);
            case Decimal128 decimal -> decimal.bigDecimalValue();
            case Double floating -> new BigDecimal(floating);
            case Float floating -> new BigDecimal(floating);
            case Long number -> BigDecimal.valueOf(number);
            case Integer number -> BigDecimal.valueOf(number);
            case Short number -> BigDecimal.valueOf(number);
            case Byte number -> BigDecimal.valueOf(number);
            default -> throw new IllegalArgumentException("a number of unknown class " + value.getClass());
        };
    }
}
