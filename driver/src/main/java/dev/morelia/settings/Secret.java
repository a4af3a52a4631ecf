package dev.morelia.settings;

import dev.morelia.internal.argument.Argument;
import org.jspecify.annotations.Nullable;

/**
 * A password or token. It prints as {@code ***}, so a record that holds one cannot leak it through {@code toString}.
 * Immutable and thread-safe.
 */
public final class Secret {
    private final String value;

    private Secret(String value) {
        this.value = value;
    }

    /**
     * Wraps a secret.
     *
     * @throws IllegalArgumentException if the value is null
     */
    public static Secret of(String value) {
        return new Secret(Argument.notNull("secret", value));
    }

    /** The secret itself. Never put it into a message, a log or an event. */
    public String reveal() {
        return value;
    }

    @Override
    public boolean equals(@Nullable Object other) {
        return other instanceof Secret that && value.equals(that.value);
    }

    @Override
    public int hashCode() {
        return value.hashCode();
    }

    @Override
    public String toString() {
        return "***";
    }
}
