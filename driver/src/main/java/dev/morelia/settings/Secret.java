package dev.morelia.settings;

import dev.morelia.internal.argument.Argument;
import dev.morelia.internal.argument.WithoutMessages;
import java.util.Arrays;
import java.util.Objects;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * A password or token. It prints as {@code ***}, so a record that holds one cannot leak it through {@code toString}.
 * Immutable and thread-safe, if the supplier is.
 */
public final class Secret {
    private final char @Nullable [] value;
    private final @Nullable Supplier<char[]> supplier;

    private Secret(char @Nullable [] value, @Nullable Supplier<char[]> supplier) {
        this.value = value;
        this.supplier = supplier;
    }

    /**
     * Wraps a secret.
     *
     * @throws IllegalArgumentException if the value is null
     */
    public static Secret of(String value) {
        return new Secret(Argument.notNull("secret", value).toCharArray(), null);
    }

    /**
     * Wraps a copy of a secret; the caller may overwrite its own.
     *
     * @throws IllegalArgumentException if the value is null
     */
    public static Secret of(char[] value) {
        return new Secret(Argument.notNull("secret", value).clone(), null);
    }

    /**
     * A secret that the program supplies each time it is needed, such as for each new connection, from several threads.
     * The driver overwrites the array with zeros after use, so that each call must return a new one. A call counts
     * towards the timeouts of the operation that needs the secret, but cannot be interrupted by them; if it throws or
     * returns null, authentication fails. The error then shows the class and the stack trace of what was thrown, but
     * not its message, which may contain the secret.
     *
     * @throws IllegalArgumentException if the supplier is null
     */
    public static Secret from(Supplier<char[]> supplier) {
        return new Secret(null, Argument.notNull("supplier", supplier));
    }

    /**
     * The secret itself. Never put it into a message, a log or an event.
     *
     * @throws IllegalStateException as {@link #chars} does
     */
    public String reveal() {
        char[] copy = chars();
        try {
            return new String(copy);
        } finally {
            Arrays.fill(copy, '\0');
        }
    }

    /**
     * A copy of the secret itself, to be overwritten after use.
     *
     * @throws IllegalStateException if the supplier throws or returns null; its cause shows the stack trace of what was
     *     thrown, but no message
     */
    public char[] chars() {
        if (value != null) {
            return value.clone();
        }
        char[] supplied = supplier == null ? null : supplied(supplier);
        if (supplied == null) {
            throw new IllegalStateException("its supplier returned null");
        }
        return supplied;
    }

    private static char @Nullable [] supplied(Supplier<char[]> supplier) {
        try {
            return supplier.get();
        } catch (Throwable failed) {
            throw new IllegalStateException(
                    "its supplier threw " + failed.getClass().getName(), WithoutMessages.of(failed));
        }
    }

    /** Whether both wrap the same characters, or have the same supplier, which is not asked. */
    @Override
    public boolean equals(@Nullable Object other) {
        return other instanceof Secret that
                && Arrays.equals(value, that.value)
                && Objects.equals(supplier, that.supplier);
    }

    @Override
    public int hashCode() {
        return 31 * Arrays.hashCode(value) + Objects.hashCode(supplier);
    }

    @Override
    public String toString() {
        return "***";
    }
}
