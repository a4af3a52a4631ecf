package dev.morelia.internal.client;

import java.util.Arrays;
import java.util.Collection;
import java.util.Collections;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.BiConsumer;
import org.jspecify.annotations.Nullable;

/** Goes through the conditions of a filter, and of those that it combines. */
final class FilterParts {
    /** The operators that combine filters. */
    static final Set<String> COMBINATIONS = Set.of("$and", "$or", "$nor");

    private static final int DEEPEST = 200;

    private final Set<String> combinations;
    private final BiConsumer<@Nullable Object, @Nullable Object> condition;

    /** A filter may contain itself, more than once: that is rejected when it is encoded, and must end here too. */
    private final Set<Object> seen = Collections.newSetFromMap(new IdentityHashMap<>());

    private FilterParts(Set<String> combinations, BiConsumer<@Nullable Object, @Nullable Object> condition) {
        this.combinations = combinations;
        this.condition = condition;
    }

    /**
     * Gives the name and the value of each condition. What is no filter has none.
     *
     * @param combinations the operators whose filters are looked into
     */
    static void forEach(
            @Nullable Object filter,
            Set<String> combinations,
            BiConsumer<@Nullable Object, @Nullable Object> condition) {
        new FilterParts(combinations, condition).visit(filter, 0);
    }

    private void visit(@Nullable Object filter, int depth) {
        // What is nested deeper is rejected when it is encoded.
        if (filter instanceof Map<?, ?> parts && depth < DEEPEST && seen.add(parts)) {
            parts.forEach((name, value) -> {
                if (name instanceof String operator && combinations.contains(operator)) {
                    combined(value).forEach(each -> visit(each, depth + 1));
                }
                condition.accept(name, value);
            });
        }
    }

    private static Collection<?> combined(@Nullable Object filters) {
        return switch (filters) {
            case Collection<?> several -> several;
            case Object[] several -> Arrays.asList(several);
            case null, default -> List.of();
        };
    }
}
