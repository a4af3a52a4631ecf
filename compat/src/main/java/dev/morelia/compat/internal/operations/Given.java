package dev.morelia.compat.internal.operations;

import org.jspecify.annotations.Nullable;

/** Checks of arguments, with the messages of the official driver. */
public final class Given {
    private Given() {}

    /**
     * Returns the value.
     *
     * @throws IllegalArgumentException if it is null
     */
    public static <T> T notNull(String name, @Nullable T value) {
        if (value == null) {
            throw new IllegalArgumentException(name + " can not be null");
        }
        return value;
    }
}
