package dev.morelia.bson.internal;

import org.jspecify.annotations.Nullable;

/** Checks of single arguments, in the words of the driver's. */
public final class Argument {
    private Argument() {}

    /** The value itself, unless it is null, which is an {@link IllegalArgumentException} that names the argument. */
    public static <T> T notNull(String name, @Nullable T value) {
        if (value == null) {
            throw new IllegalArgumentException(name + " must not be null");
        }
        return value;
    }
}
