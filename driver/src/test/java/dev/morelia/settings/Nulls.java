package dev.morelia.settings;

import java.util.HashMap;
import java.util.Map;

/** Hands out null where the compiler expects a value, as callers without null checks do. */
final class Nulls {
    private static final Map<String, Object> EMPTY = new HashMap<>();

    private Nulls() {}

    @SuppressWarnings("NullAway") // This is what the class is for.
    static <T> T of(Class<T> type) {
        return type.cast(EMPTY.get("nothing"));
    }
}
