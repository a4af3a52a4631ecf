package dev.morelia.internal.argument;

import java.math.BigDecimal;
import java.math.MathContext;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Checks single arguments. Every failure is an {@link IllegalArgumentException} that names the argument and its value,
 * so never pass a secret.
 */
public final class Argument {
    private static final int MAXIMUM_VALUE_SHOWN = 120;
    private static final Duration TEN_MILLISECONDS = Duration.ofMillis(10);
    private static final Duration MAXIMUM_DURATION = Duration.ofNanos(Long.MAX_VALUE);

    private Argument() {}

    /** Returns the value, unless it is null. */
    public static <T> T notNull(String name, @Nullable T value) {
        if (value == null) {
            throw new IllegalArgumentException(name + " must not be null");
        }
        return value;
    }

    /** Returns the text, unless it is null, empty or contains a NUL character. */
    public static String text(String name, @Nullable String value) {
        String text = notNull(name, value);
        if (text.isEmpty()) {
            throw new IllegalArgumentException(name + " must not be empty");
        }
        if (text.indexOf('\0') >= 0) {
            throw rejected(name, text, "must not contain a NUL character");
        }
        return text;
    }

    /** Returns the number, unless it is less than the minimum. */
    public static int atLeast(String name, int value, int minimum) {
        if (value < minimum) {
            throw rejected(name, value, "must be at least " + minimum);
        }
        return value;
    }

    /** Returns the number, unless it is less than the minimum. */
    public static long atLeast(String name, long value, long minimum) {
        if (value < minimum) {
            throw rejected(name, value, "must be at least " + minimum);
        }
        return value;
    }

    /** Returns the duration, unless it is null, negative or longer than {@link Long#MAX_VALUE} nanoseconds. */
    public static Duration duration(String name, @Nullable Duration value) {
        Duration duration = notNull(name, value);
        if (duration.isNegative()) {
            throw rejected(name, duration, "must not be negative");
        }
        if (duration.compareTo(MAXIMUM_DURATION) > 0) {
            throw rejected(name, duration, "must not be longer than 292 years");
        }
        return duration;
    }

    /** Returns the duration, unless it is null, zero, negative or longer than {@link Long#MAX_VALUE} nanoseconds. */
    public static Duration positive(String name, @Nullable Duration value) {
        if (notNull(name, value).isZero()) {
            throw rejected(name, value, "must be positive");
        }
        return duration(name, value);
    }

    /** Returns the whole milliseconds of a duration, rounded up so that a positive duration never becomes zero. */
    public static long milliseconds(String name, @Nullable Duration value) {
        long nanos = duration(name, value).toNanos();
        return nanos / 1_000_000 + (nanos % 1_000_000 == 0 ? 0 : 1);
    }

    /** Returns the elements of an array, unless it is null; does not check the elements. */
    public static <T> List<T> array(String name, T @Nullable [] values) {
        return Arrays.asList(notNull(name, values));
    }

    /** Returns an immutable copy of the list, unless it or one of its elements is null. */
    public static <T> List<T> list(String name, @Nullable Iterable<? extends T> values) {
        var copy = new ArrayList<T>();
        for (T value : notNull(name, values)) {
            if (value == null) {
                throw new IllegalArgumentException(name + "[" + copy.size() + "] must not be null");
            }
            copy.add(value);
        }
        return Collections.unmodifiableList(copy);
    }

    /** Returns an immutable copy of the list, unless it is null or empty or one of its elements is null. */
    public static <T> List<T> notEmpty(String name, @Nullable Iterable<? extends T> values) {
        List<T> copy = list(name, values);
        if (copy.isEmpty()) {
            throw new IllegalArgumentException(name + " must not be empty");
        }
        return copy;
    }

    /** Returns an exception that names the argument, the reason and the value. */
    public static IllegalArgumentException rejected(String name, @Nullable Object value, String reason) {
        return new IllegalArgumentException(name + " " + reason + ", got " + shown(value));
    }

    /** Formats a value for messages: text in quotes, truncated if long. */
    public static String shown(@Nullable Object value) {
        String shown = text(value);
        if (shown.length() > MAXIMUM_VALUE_SHOWN) {
            shown = shown.substring(0, MAXIMUM_VALUE_SHOWN) + "...";
        }
        return value instanceof CharSequence ? "'" + shown + "'" : shown;
    }

    /**
     * Formats a duration for messages, such as {@code 500 ms}: in whole milliseconds from 10 ms on, with three digits
     * below, such as {@code 0.25 ms}.
     */
    public static String shown(Duration duration) {
        if (duration.compareTo(TEN_MILLISECONDS) >= 0) {
            return duration.toMillis() + " ms";
        }
        return BigDecimal.valueOf(duration.toNanos(), 6)
                        .round(new MathContext(3))
                        .stripTrailingZeros()
                        .toPlainString()
                + " ms";
    }

    /** The toString of a user's class may return null or throw. */
    private static String text(@Nullable Object value) {
        try {
            return String.valueOf(value);
        } catch (RuntimeException | StackOverflowError broken) {
            return "a " + (value == null ? "null" : value.getClass().getName());
        }
    }
}
