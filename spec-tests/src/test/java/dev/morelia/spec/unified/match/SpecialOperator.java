package dev.morelia.spec.unified.match;

import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * A document of one key that starts with {@code $$}, such as {@code {$$exists: true}}.
 *
 * @param name the operator with its two dollars
 * @param argument its argument
 */
record SpecialOperator(String name, @Nullable Object argument) {
    static Optional<SpecialOperator> of(@Nullable Object expected) {
        if (expected instanceof Map<?, ?> map && map.size() == 1) {
            var entry = map.entrySet().iterator().next();
            if (entry.getKey() instanceof String name && name.startsWith("$$")) {
                return Optional.of(new SpecialOperator(name, entry.getValue()));
            }
        }
        return Optional.empty();
    }
}
