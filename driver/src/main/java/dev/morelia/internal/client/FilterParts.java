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

/** Visits the conditions of a filter and of the filters that it combines. */
final class FilterParts {
    /** The operators that combine filters. */
    static final Set<String> COMBINATIONS = Set.of("$and", "$or", "$nor");

    private static final int MAXIMUM_DEPTH = 200;

    private final Set<String> combinations;
    private final BiConsumer<@Nullable Object, @Nullable Object> condition;

    /** A filter may contain itself, even repeatedly: encoding rejects that, but the visit must end too. */
    private final Set<Object> seen = Collections.newSetFromMap(new IdentityHashMap<>());

    private FilterParts(Set<String> combinations, BiConsumer<@Nullable Object, @Nullable Object> condition) {
        this.combinations = combinations;
        this.condition = condition;
    }

    /**
     * Passes on the name and value of each condition. A value that is not a filter has none.
     *
     * @param combinations the operators whose filters are visited
     */
    static void forEach(
            @Nullable Object filter,
            Set<String> combinations,
            BiConsumer<@Nullable Object, @Nullable Object> condition) {
        new FilterParts(combinations, condition).visit(filter, 0);
    }

    private void visit(@Nullable Object filter, int depth) {
        // Deeper nesting is rejected when the filter is encoded.
        if (filter instanceof Map<?, ?> parts && depth < MAXIMUM_DEPTH && seen.add(parts)) {
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
