package dev.morelia.builder;

import static org.assertj.core.api.Assertions.assertThat;

import java.lang.reflect.Method;
import java.lang.reflect.Modifier;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

/**
 * All builders can be imported with a star. A name in two of them would be ambiguous, or silently mean one of them, as
 * {@code text("title")} once did.
 */
final class SideBySideTest {
    private static final List<Class<?>> BUILDERS = List.of(
            Accumulators.class,
            Aggregates.class,
            Filters.class,
            GeoFilters.class,
            Indexes.class,
            Projections.class,
            Sorts.class,
            SourceStages.class,
            Updates.class);

    @Test
    void noTwoHaveAMethodOfTheSameName() {
        Map<String, Class<?>> owners = new HashMap<>();
        for (Class<?> builder : BUILDERS) {
            for (Method method : builder.getDeclaredMethods()) {
                if (Modifier.isPublic(method.getModifiers())) {
                    assertThat(owners.computeIfAbsent(method.getName(), name -> builder))
                            .as(method.getName())
                            .isSameAs(builder);
                }
            }
        }
        assertThat(owners).hasSizeGreaterThan(100);
    }
}
