package dev.morelia.build;

import static java.util.stream.Collectors.groupingBy;
import static java.util.stream.Collectors.mapping;
import static java.util.stream.Collectors.toCollection;
import static org.assertj.core.api.Assertions.assertThat;

import com.tngtech.archunit.core.domain.JavaClass;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.Deque;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import org.junit.jupiter.api.Test;

/** How many files of bson depend on each other in a circle. */
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
        var circles = circles(references());
        assertThat(circles).isNotEmpty();
        assertThat(circles.getFirst()).contains(BSON + ".Document").hasSizeLessThanOrEqualTo(FILES_AROUND_DOCUMENT);
        assertThat(circles.subList(1, circles.size()))
                .allSatisfy(circle -> assertThat(circle).hasSizeLessThanOrEqualTo(FILES_IN_OTHER_CIRCLES));
    }

    @Test
    void circlesAreFound() {
        var circles = circles(Map.of(
                "a", Set.of("b", "c"),
                "b", Set.of("d"),
                "c", Set.of("e"),
                "d", Set.of("a"),
                "e", Set.of("f"),
                "f", Set.of("e"),
                "g", Set.of("a")));
        assertThat(circles).containsExactly(Set.of("a", "b", "d"), Set.of("e", "f"));
    }

    /** The files that each file refers to. */
    private static Map<String, Set<String>> references() {
        return Code.CLASSES.stream()
                .filter(type -> Code.inPackage(type, BSON))
                .flatMap(type -> type.getDirectDependenciesFromSelf().stream())
                .filter(it -> Code.inPackage(it.getTargetClass(), BSON))
                .collect(groupingBy(
                        it -> file(it.getOriginClass()),
                        TreeMap::new,
                        mapping(it -> file(it.getTargetClass()), toCollection(TreeSet::new))));
    }

    private static String file(JavaClass type) {
        var top = type.getBaseComponentType();
        while (top.getEnclosingClass().isPresent()) {
            top = top.getEnclosingClass().get();
        }
        return top.getName();
    }

    /** The sets of more than one file that each lead to all others of the set, the largest first. */
    private static List<Set<String>> circles(Map<String, Set<String>> references) {
        var reachable = new TreeMap<String, Set<String>>();
        references.keySet().forEach(file -> reachable.put(file, reachable(file, references)));
        var circles = new ArrayList<Set<String>>();
        reachable.forEach((file, others) -> {
            var circle = new TreeSet<>(others);
            circle.removeIf(other -> !reachable.getOrDefault(other, Set.of()).contains(file));
            if (circle.size() > 1 && !circles.contains(circle)) {
                circles.add(circle);
            }
        });
        circles.sort(Comparator.<Set<String>>comparingInt(Set::size).reversed());
        return circles;
    }

    private static Set<String> reachable(String from, Map<String, Set<String>> references) {
        var reached = new TreeSet<String>();
        Deque<String> open = new ArrayDeque<>(references.getOrDefault(from, Set.of()));
        while (!open.isEmpty()) {
            var next = open.remove();
            if (reached.add(next)) {
                open.addAll(references.getOrDefault(next, Set.of()));
            }
        }
        return reached;
    }
}
