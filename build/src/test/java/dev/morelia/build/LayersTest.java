package dev.morelia.build;

import static java.util.stream.Collectors.toMap;
import static org.assertj.core.api.Assertions.assertThat;

import com.tngtech.archunit.core.domain.Dependency;
import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.domain.JavaCodeUnit;
import com.tngtech.archunit.core.domain.JavaField;
import com.tngtech.archunit.core.domain.JavaModifier;
import java.util.Collection;
import java.util.List;
import java.util.Set;
import java.util.function.Predicate;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** An import in bson and driver may only point to the same layer or a lower one. */
class LayersTest {
    private static final String MONITOR = "dev.morelia.internal.env.Monitor";

    /** Lowest first. A name stands for its package and those below it that have no place of their own. */
    private static final List<Set<String>> LAYERS = List.of(
            Set.of("dev.morelia.bson"),
            Set.of("dev.morelia.internal.argument", "dev.morelia.internal.protocol"),
            Set.of(
                    "dev.morelia.builder",
                    "dev.morelia.settings",
                    "dev.morelia.options",
                    "dev.morelia.result",
                    "dev.morelia.error",
                    "dev.morelia.internal.errordetail",
                    "dev.morelia.event",
                    "dev.morelia.spi",
                    "dev.morelia.topology"),
            Set.of(
                    "dev.morelia.internal.command",
                    "dev.morelia.internal.env",
                    "dev.morelia.internal.jfr",
                    "dev.morelia.internal.log"),
            Set.of("dev.morelia.internal.background"),
            Set.of(
                    "dev.morelia.internal.net",
                    "dev.morelia.internal.wire",
                    "dev.morelia.internal.compression",
                    "dev.morelia.internal.auth",
                    "dev.morelia.internal.session",
                    "dev.morelia.internal.selection",
                    "dev.morelia.internal.sdam",
                    "dev.morelia.internal.seedlist",
                    "dev.morelia.internal.operation"),
            Set.of("dev.morelia.internal.identity", "dev.morelia.internal.changestream"),
            Set.of("dev.morelia.internal.connection"),
            Set.of("dev.morelia.internal.pool"),
            Set.of("dev.morelia.internal.topology"),
            Set.of("dev.morelia.internal.monitor", "dev.morelia.internal.verify"),
            Set.of("dev.morelia.internal.exec"),
            Set.of("dev.morelia.internal.cursor", "dev.morelia.internal.durable"),
            Set.of("dev.morelia.internal.bridge"),
            Set.of("dev.morelia.internal.client"),
            Set.of("dev.morelia.internal.copy"),
            Set.of("dev.morelia", "dev.morelia.async"),
            Set.of("dev.morelia.gridfs"));

    /** Packages of one layer that must not use each other. */
    private static final Set<String> INDEPENDENT = Set.of(
            "dev.morelia.internal.net",
            "dev.morelia.internal.wire",
            "dev.morelia.internal.compression",
            "dev.morelia.internal.auth",
            "dev.morelia.internal.selection",
            "dev.morelia.internal.sdam",
            "dev.morelia.internal.seedlist",
            "dev.morelia.internal.operation",
            "dev.morelia.internal.monitor",
            "dev.morelia.internal.verify",
            "dev.morelia.internal.argument",
            "dev.morelia.internal.protocol");

    /** No clock, no lock, no socket, no thread: tested with plain values. */
    private static final Set<String> PURE = Set.of(
            "dev.morelia.internal.wire",
            "dev.morelia.internal.compression",
            "dev.morelia.internal.auth",
            "dev.morelia.internal.selection",
            "dev.morelia.internal.sdam",
            "dev.morelia.internal.operation",
            "dev.morelia.internal.changestream");

    @Test
    void everyPackageHasAPlace() {
        assertThat(Code.ofTheDriver().map(JavaClass::getPackageName).distinct())
                .isNotEmpty()
                .allSatisfy(name -> assertThat(layer(name)).as(name).isNotNegative());
    }

    @Test
    void importsPointDownwards() {
        assertThat(dependencies(it -> rank(it.getTargetClass()) > rank(it.getOriginClass())))
                .isEmpty();
    }

    @Test
    void independentPackagesDoNotUseEachOther() {
        assertThat(dependencies(it -> {
                    var from = place(it.getOriginClass());
                    var to = place(it.getTargetClass());
                    return INDEPENDENT.contains(from)
                            && INDEPENDENT.contains(to)
                            && layer(from) == layer(to)
                            && !from.equals(to);
                }))
                .isEmpty();
    }

    @Test
    void pureCodeKnowsNoEnvironment() {
        assertThat(dependencies(it -> PURE.contains(place(it.getOriginClass()))
                        && place(it.getTargetClass()).equals("dev.morelia.internal.env")))
                .isEmpty();
    }

    @Test
    void onlyThePoolLocksThePool() {
        assertThat(Code.ofTheDriver()
                        .filter(type -> place(type).equals("dev.morelia.internal.pool"))
                        .filter(type -> dependsOn(type, MONITOR))
                        .map(JavaClass::getSimpleName))
                .as("Waiter and LateReplies have monitors of their own")
                .containsExactlyInAnyOrder("ConnectionPool", "Waiter", "LateReplies");
    }

    @Test
    void aMonitorStaysWithTheClassThatMadeIt() {
        var outside = Code.ofTheDriver()
                .filter(type -> !place(type).equals("dev.morelia.internal.env"))
                .toList();
        assertThat(outside.stream()
                        .flatMap(type -> type.getCodeUnits().stream())
                        .filter(it -> !it.getModifiers().contains(JavaModifier.SYNTHETIC))
                        .filter(it -> it.getRawReturnType().getName().equals(MONITOR)
                                || it.getRawParameterTypes().stream()
                                        .anyMatch(type -> type.getName().equals(MONITOR)))
                        .map(JavaCodeUnit::getFullName))
                .isEmpty();
        assertThat(outside.stream()
                        .flatMap(type -> type.getFields().stream())
                        .filter(it -> it.getRawType().getName().equals(MONITOR))
                        .filter(it -> !it.getModifiers().contains(JavaModifier.PRIVATE))
                        .map(JavaField::getFullName))
                .isEmpty();
    }

    private static boolean dependsOn(JavaClass type, String name) {
        return type.getDirectDependenciesFromSelf().stream()
                .anyMatch(it -> it.getTargetClass().getName().equals(name));
    }

    @Test
    void theBlockingApiKnowsTheAsyncOneByItsMethodAsyncAlone() {
        assertThat(Code.ofTheDriver()
                        .filter(type -> place(type).equals("dev.morelia"))
                        .flatMap(type -> type.getDirectDependenciesFromSelf().stream())
                        .filter(it -> place(it.getTargetClass()).equals("dev.morelia.async"))
                        .map(Dependency::getDescription)
                        .filter(it -> !it.contains(".async()>")))
                .isEmpty();
    }

    @Test
    void nothingBelowTheBridgeKnowsAFuture() {
        var bridge = layer("dev.morelia.internal.bridge");
        assertThat(Code.ofTheDriver()
                        .filter(type -> rank(type) < bridge)
                        .flatMap(type -> type.getDirectDependenciesFromSelf().stream())
                        .filter(it -> it.getTargetClass().isAssignableTo("java.util.concurrent.Future")
                                || it.getTargetClass().isAssignableTo("java.util.concurrent.CompletionStage")
                                || it.getTargetClass().getName().startsWith("java.util.concurrent.Flow"))
                        .map(Dependency::getDescription))
                .isEmpty();
    }

    @Test
    void buildersKnowDocumentsAlone() {
        var allowed = Set.of("dev.morelia.builder", "dev.morelia.bson", "dev.morelia.internal.argument");
        assertThat(dependencies(it -> place(it.getOriginClass()).equals("dev.morelia.builder")
                        && !allowed.contains(place(it.getTargetClass()))))
                .isEmpty();
    }

    @Test
    void testkitNeedsJUnitInOnePackageAlone() {
        assertThat(Code.CLASSES.stream()
                        .filter(type -> type.getPackageName().startsWith("dev.morelia.testkit"))
                        .flatMap(type -> type.getDirectDependenciesFromSelf().stream())
                        .filter(it -> it.getTargetClass().getPackageName().startsWith("org.junit"))
                        .map(it -> it.getOriginClass().getPackageName())
                        .distinct())
                .containsExactly("dev.morelia.testkit.junit");
    }

    /** The dependencies within bson and driver that meet the condition, one of each kind between two classes. */
    private static Collection<String> dependencies(Predicate<Dependency> condition) {
        return Code.ofTheDriver()
                .flatMap(type -> type.getDirectDependenciesFromSelf().stream())
                .filter(it -> it.getTargetClass().getPackageName().startsWith("dev.morelia"))
                .filter(condition)
                .collect(toMap(
                        it -> it.getOriginClass().getName() + " -> "
                                + it.getTargetClass().getName(),
                        Dependency::getDescription,
                        (one, another) -> one))
                .values();
    }

    private static int rank(JavaClass type) {
        return layer(place(type));
    }

    /** The layer of a package, -1 if it has none. */
    private static int layer(String name) {
        for (int i = 0; i < LAYERS.size(); i++) {
            if (LAYERS.get(i).contains(placed(name))) {
                return i;
            }
        }
        return -1;
    }

    private static String place(JavaClass type) {
        return placed(type.getPackageName());
    }

    /** The package's own name if it has a place, else that of the nearest package above it that has one. */
    private static String placed(String name) {
        return Stream.iterate(name, it -> it.contains("."), it -> it.substring(0, it.lastIndexOf('.')))
                .filter(it -> LAYERS.stream().anyMatch(layer -> layer.contains(it)))
                // The root package is the blocking API, not a home for whatever was forgotten.
                .filter(it -> !it.equals("dev.morelia") || name.equals("dev.morelia"))
                .findFirst()
                .orElse(name);
    }
}
