package dev.morelia.build;

import static java.util.Map.entry;
import static java.util.stream.Collectors.counting;
import static java.util.stream.Collectors.groupingBy;
import static org.assertj.core.api.Assertions.assertThat;

import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.domain.JavaMethod;
import com.tngtech.archunit.core.domain.JavaModifier;
import java.io.IOException;
import java.util.Map;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** Sizes of packages, names, and what is open to extension. */
class ShapesTest {
    private static final int FILES_PER_PACKAGE = 25;
    /** Lists of public types of one kind, which users find by their package. */
    private static final Map<String, Integer> LARGER_PACKAGES =
            Map.of("driver/src/main/java/dev/morelia/error", 30, "driver/src/main/java/dev/morelia/options", 30);

    /** As many as a method has parameters at the most. */
    private static final int RECORD_COMPONENTS = 6;

    /** Larger records, each of which the driver alone makes and others only read, by name: why they are not divided. */
    private static final Map<String, String> LARGE_RECORDS = Map.ofEntries(
            entry("dev.morelia.event.AsyncUse", "one snapshot of all counters of the async API"),
            entry("dev.morelia.event.CommandFailedEvent", "the fields of the Command Logging and Monitoring spec"),
            entry("dev.morelia.event.CommandStartedEvent", "the fields of the Command Logging and Monitoring spec"),
            entry("dev.morelia.event.CommandSucceededEvent", "the fields of the Command Logging and Monitoring spec"),
            entry("dev.morelia.result.BulkWriteError", "what the server tells of one error, and the driver with it"),
            entry("dev.morelia.result.BulkWriteResult", "the fields of the CRUD spec"),
            entry("dev.morelia.result.ClientBulkWriteResult", "the fields of the Bulk Write spec"),
            entry("dev.morelia.result.Verification", "the lines of one report"),
            entry("dev.morelia.result.Verification$Host", "the lines of one report on a host"),
            entry("dev.morelia.topology.ReplicaSetMember", "the fields of a hello reply that concern a replica set"),
            entry("dev.morelia.topology.ServerDescription", "the fields of the Server Discovery and Monitoring spec"),
            entry("dev.morelia.topology.TopologyDescription", "the fields of the Server Discovery and Monitoring spec"),
            entry("dev.morelia.internal.client.Core", "what all views of a client share"),
            entry("dev.morelia.internal.cursor.GetMoreOptions", "what a query says about its further batches"),
            entry("dev.morelia.internal.exec.ExecutionContext", "what a view of a client may change"),
            entry("dev.morelia.internal.operation.write.WriteReply", "the fields of a reply to a write command"),
            entry("dev.morelia.internal.pool.PoolStatistics", "one snapshot of all counters of a pool"),
            entry("dev.morelia.internal.sdam.ApplicationError", "the fields of the spec's application errors"));

    private static final Pattern NAMELESS = Pattern.compile(
            "(Abstract|Base|Default)[A-Z].*|.*[a-z](Helpers?|Utils?|Utilities|Managers?|Impl|Base|Data|Info)");

    /** getMore and getParameter are commands. */
    private static final Pattern GETTER = Pattern.compile("get(?!More|Parameter)[A-Z].*");

    @Test
    void packagesAreSmall() throws IOException {
        var files = Code.sources().stream()
                .filter(file -> !file.getFileName().toString().endsWith("-info.java"))
                .collect(groupingBy(
                        file -> Code.root().relativize(file.getParent()).toString(), counting()));
        assertThat(files).isNotEmpty();
        assertThat(files.entrySet())
                .filteredOn(it -> it.getValue() > LARGER_PACKAGES.getOrDefault(it.getKey(), FILES_PER_PACKAGE))
                .isEmpty();
    }

    @Test
    void namesSayWhatThingsAre() {
        assertThat(Code.CLASSES.stream()
                        .filter(type -> NAMELESS.matcher(type.getSimpleName()).matches())
                        .map(JavaClass::getName))
                .isEmpty();
    }

    @Test
    void accessorsAreNamedWithoutGet() {
        // The interfaces that compat implements are not ours.
        assertThat(Code.ofTheDriver()
                        .flatMap(type -> type.getMethods().stream())
                        .filter(method -> GETTER.matcher(method.getName()).matches())
                        .filter(method -> !overrides(method))
                        .map(JavaMethod::getFullName))
                .isEmpty();
    }

    @Test
    void classesWithoutSubclassesAreFinal() {
        assertThat(Code.CLASSES.stream()
                        .filter(type -> !type.isInterface() && !type.isEnum() && !type.isAnonymousClass())
                        .filter(type -> !type.getModifiers().contains(JavaModifier.FINAL))
                        // An abstract class is there for programs to extend.
                        .filter(type -> !type.getModifiers().contains(JavaModifier.ABSTRACT))
                        .filter(type -> type.getSubclasses().isEmpty())
                        .map(JavaClass::getName))
                .isEmpty();
    }

    @Test
    void publicRecordsAreSmall() {
        assertThat(Code.CLASSES.stream()
                        .filter(type -> type.isRecord() && type.getModifiers().contains(JavaModifier.PUBLIC))
                        .filter(type -> components(type) > RECORD_COMPONENTS)
                        .map(JavaClass::getName))
                .containsExactlyInAnyOrderElementsOf(LARGE_RECORDS.keySet());
    }

    private static long components(JavaClass type) {
        return type.getFields().stream()
                .filter(field -> !field.getModifiers().contains(JavaModifier.STATIC))
                .count();
    }

    private static boolean overrides(JavaMethod method) {
        var owner = method.getOwner();
        return Stream.concat(owner.getAllRawSuperclasses().stream(), owner.getAllRawInterfaces().stream())
                .flatMap(type -> type.getMethods().stream())
                .anyMatch(above -> above.getName().equals(method.getName())
                        && above.getRawParameterTypes().size()
                                == method.getRawParameterTypes().size());
    }
}
