package dev.morelia.build;

import static org.assertj.core.api.Assertions.assertThat;

import com.tngtech.archunit.core.domain.JavaClass;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.Test;

/** How many files of bson depend on each other in a circle; packages of the driver do only by {@code async()}. */
class CirclesTest {
    private static final String BSON = "dev.morelia.bson";

    /** The largest: {@code BsonException}, the type that it names, its notes, and how it is serialized. */
    private static final int FILES_IN_A_CIRCLE = 5;

    @Test
    void circlesOfBsonAreSmall() {
        var circles = Graph.of(
                        () -> Code.CLASSES.stream().filter(type -> Code.inPackage(type, BSON)), CirclesTest::file)
                .circles();
        assertThat(circles).isNotEmpty();
        assertThat(circles).allSatisfy(circle -> assertThat(circle).hasSizeLessThanOrEqualTo(FILES_IN_A_CIRCLE));
    }

    @Test
    void packagesOfTheDriverHaveNoCircle() {
        assertThat(PackagesTest.packages().uses()).isNotEmpty();
        assertThat(PackagesTest.packages().circles()).isEmpty();
    }

    @Test
    void circlesAreFound() {
        var graph = new Graph(Map.of(
                "a", Set.of("b", "c"),
                "b", Set.of("d"),
                "c", Set.of("e"),
                "d", Set.of("a"),
                "e", Set.of("f"),
                "f", Set.of("e"),
                "g", Set.of("a")));
        assertThat(graph.circles()).containsExactly(Set.of("a", "b", "d"), Set.of("e", "f"));
    }

    @Test
    void impliedReferencesAreLeftOut() {
        var graph = new Graph(Map.of("a", Set.of("b", "c", "d"), "b", Set.of("c"), "c", Set.of(), "d", Set.of("c")));
        assertThat(graph.withoutImplied().uses())
                .isEqualTo(Map.of("a", Set.of("b", "d"), "b", Set.of("c"), "c", Set.of(), "d", Set.of("c")));
    }

    private static String file(JavaClass type) {
        var top = type.getBaseComponentType();
        while (top.getEnclosingClass().isPresent()) {
            top = top.getEnclosingClass().get();
        }
        return top.getName();
    }
}
