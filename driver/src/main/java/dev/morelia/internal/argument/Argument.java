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
 * Checks of single arguments. Every failure is an {@link IllegalArgumentException} that names the argument and the
 * value, so it must never be handed a secret.
 */
public final class Argument {
    private static final int MAXIMUM_VALUE_SHOWN = 120;
    private static final Duration TEN_MILLISECONDS = Duration.ofMillis(10);
    private static final Duration MAXIMUM_DURATION = Duration.ofNanos(Long.MAX_VALUE);

    private Argument() {}

    /** The value itself, unless it is null. */
    public static <T> T notNull(String name, @Nullable T value) {
        if (value == null) {
            throw new IllegalArgumentException(name + " must not be null");
        }
        return value;
    }

    /** The text itself, unless it is null, empty or contains a NUL character. */
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

    /** The number itself, unless it is smaller than the minimum. */
    public static int atLeast(String name, int value, int minimum) {
        if (value < minimum) {
            throw rejected(name, value, "must be at least " + minimum);
        }
        return value;
    }

    /** The number itself, unless it is smaller than the minimum. */
    public static long atLeast(String name, long value, long minimum) {
        if (value < minimum) {
            throw rejected(name, value, "must be at least " + minimum);
        }
        return value;
    }

    /** The duration itself, unless it is null, negative or longer than {@link Long#MAX_VALUE} nanoseconds. */
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

    /** The whole milliseconds of a duration, rounded up so that a positive duration never becomes zero. */
    public static long milliseconds(String name, @Nullable Duration value) {
        long nanos = duration(name, value).toNanos();
        return nanos / 1_000_000 + (nanos % 1_000_000 == 0 ? 0 : 1);
    }

    /** The elements of an array, unless it is null; they are not looked at. */
    public static <T> List<T> array(String name, T @Nullable [] values) {
        return Arrays.asList(notNull(name, values));
    }

    /** An immutable copy of the list, unless it or one of its elements is null. */
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

    /** An immutable copy of the list, unless it or one of its elements is null or it is empty. */
    public static <T> List<T> notEmpty(String name, @Nullable Iterable<? extends T> values) {
        List<T> copy = list(name, values);
        if (copy.isEmpty()) {
            throw new IllegalArgumentException(name + " must not be empty");
        }
        return copy;
    }

    /** The exception that says which argument had which value and what was wrong with it. */
    public static IllegalArgumentException rejected(String name, @Nullable Object value, String reason) {
        return new IllegalArgumentException(name + " " + reason + ", got " + shown(value));
    }

    /** A value as messages show it: text in quotes, all of it cut short. */
    public static String shown(@Nullable Object value) {
        String shown = text(value);
        if (shown.length() > MAXIMUM_VALUE_SHOWN) {
            shown = shown.substring(0, MAXIMUM_VALUE_SHOWN) + "...";
        }
        return value instanceof CharSequence ? "'" + shown + "'" : shown;
    }

    /**
     * A duration as messages show it, as in {@code 500 ms}. From 10 ms on only whole milliseconds count; a shorter one
     * is told to three digits, as in {@code 0.25 ms}.
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

    /** A class of the program may say nothing of itself, or throw. */
    private static String text(@Nullable Object value) {
        try {
            return String.valueOf(value);
        } catch (RuntimeException | StackOverflowError broken) {
            return "a " + (value == null ? "null" : value.getClass().getName());
        }
    }
}
