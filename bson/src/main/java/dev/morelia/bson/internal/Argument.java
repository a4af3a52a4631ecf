package dev.morelia.bson.internal;

import org.jspecify.annotations.Nullable;

/** Argument checks, with the same messages as the driver's. */
public final class Argument {
    private Argument() {}

    /** Returns the value; throws an {@link IllegalArgumentException} that names the argument if it is null. */
    public static <T> T notNull(String name, @Nullable T value) {
        if (value == null) {
            throw new IllegalArgumentException(name + " must not be null");
        }
        return value;
    }
}
