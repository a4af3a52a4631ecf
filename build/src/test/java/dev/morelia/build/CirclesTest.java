package dev.morelia.build;

import static org.assertj.core.api.Assertions.assertThat;

import com.tngtech.archunit.core.domain.JavaClass;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.Test;

/** How many files of bson depend on each other in a circle; no packages of the driver do. */
class CirclesTest {
    private static final String BSON = "dev.morelia.bson";

    /**
     * {@code Document}, its views and encoded form, the values that contain documents, {@code BsonInput},
     * {@code BsonOutput} and Extended JSON, each of which reads or writes documents while a document can read and write
     * itself. A lower limit would cost {@code Document} the methods {@code toJson}, {@code parse} and {@code toString},
     * or input and output those for documents.
     */
    private static final int FILES_AROUND_DOCUMENT = 22;

    /** {@code BsonException}, the type that it names, its notes, and how it is serialized. */
    private static final int FILES_IN_OTHER_CIRCLES = 5;

    @Test
    void circlesOfBsonAreSmall() {
        var circles = Graph.of(
                        () -> Code.CLASSES.stream().filter(type -> Code.inPackage(type, BSON)), CirclesTest::file)
                .circles();
        assertThat(circles).isNotEmpty();
        assertThat(circles.getFirst()).contains(BSON + ".Document").hasSizeLessThanOrEqualTo(FILES_AROUND_DOCUMENT);
        assertThat(circles.subList(1, circles.size()))
                .allSatisfy(circle -> assertThat(circle).hasSizeLessThanOrEqualTo(FILES_IN_OTHER_CIRCLES));
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
