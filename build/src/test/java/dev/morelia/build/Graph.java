package dev.morelia.build;

import static java.util.stream.Collectors.groupingBy;
import static java.util.stream.Collectors.mapping;
import static java.util.stream.Collectors.toCollection;

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
import java.util.function.Function;
import java.util.function.Supplier;
import java.util.stream.Stream;

/** What refers to what: files or packages by name, each with those it uses directly. */
record Graph(Map<String, Set<String>> uses) {

    /** The references between the classes, each of which belongs to the node that {@code node} names. */
    static Graph of(Supplier<Stream<JavaClass>> classes, Function<JavaClass, String> node) {
        var nodes = classes.get().map(node).collect(toCollection(TreeSet::new));
        var uses = classes.get()
                .flatMap(type -> type.getDirectDependenciesFromSelf().stream())
                .map(it -> Map.entry(node.apply(it.getOriginClass()), node.apply(it.getTargetClass())))
                .filter(it -> nodes.contains(it.getKey()) && nodes.contains(it.getValue()))
                .filter(it -> !it.getKey().equals(it.getValue()))
                .collect(groupingBy(
                        Map.Entry::getKey, TreeMap::new, mapping(Map.Entry::getValue, toCollection(TreeSet::new))));
        var all = new TreeMap<String, Set<String>>(uses);
        nodes.forEach(name -> all.putIfAbsent(name, Set.of()));
        return new Graph(all);
    }

    /** The same without a reference. */
    Graph without(String from, String to) {
        var kept = new TreeMap<>(uses);
        var used = new TreeSet<>(kept.getOrDefault(from, Set.of()));
        used.remove(to);
        kept.put(from, used);
        return new Graph(kept);
    }

    /** The sets of more than one node that each lead to all others of the set, the largest first. */
    List<Set<String>> circles() {
        var reachable = new TreeMap<String, Set<String>>();
        uses.keySet().forEach(node -> reachable.put(node, reachable(node)));
        var circles = new ArrayList<Set<String>>();
        reachable.forEach((node, others) -> {
            var circle = new TreeSet<>(others);
            circle.removeIf(other -> !reachable.getOrDefault(other, Set.of()).contains(node));
            if (circle.size() > 1 && !circles.contains(circle)) {
                circles.add(circle);
            }
        });
        circles.sort(Comparator.<Set<String>>comparingInt(Set::size).reversed());
        return circles;
    }

    /** The same without the references that others imply; only for a graph without circles. */
    Graph withoutImplied() {
        var kept = new TreeMap<String, Set<String>>();
        uses.forEach((node, used) -> {
            var direct = new TreeSet<>(used);
            used.forEach(it -> direct.removeAll(reachable(it)));
            kept.put(node, direct);
        });
        return new Graph(kept);
    }

    private Set<String> reachable(String from) {
        var reached = new TreeSet<String>();
        Deque<String> open = new ArrayDeque<>(uses.getOrDefault(from, Set.of()));
        while (!open.isEmpty()) {
            var next = open.remove();
            if (reached.add(next)) {
                open.addAll(uses.getOrDefault(next, Set.of()));
            }
        }
        return reached;
    }
}
