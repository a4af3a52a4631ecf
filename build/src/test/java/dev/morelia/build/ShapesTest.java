package dev.morelia.build;

import static java.util.stream.Collectors.counting;
import static java.util.stream.Collectors.groupingBy;
import static org.assertj.core.api.Assertions.assertThat;

import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.domain.JavaMethod;
import com.tngtech.archunit.core.domain.JavaModifier;
import java.io.IOException;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** Sizes of packages, names, and what is open to extension. */
class ShapesTest {
    private static final int FILES_PER_PACKAGE = 25;

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
                .filteredOn(it -> it.getValue() > FILES_PER_PACKAGE)
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
        assertThat(Code.CLASSES.stream()
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

    private static boolean overrides(JavaMethod method) {
        var owner = method.getOwner();
        return Stream.concat(owner.getAllRawSuperclasses().stream(), owner.getAllRawInterfaces().stream())
                .flatMap(type -> type.getMethods().stream())
                .anyMatch(above -> above.getName().equals(method.getName())
                        && above.getRawParameterTypes().size()
                                == method.getRawParameterTypes().size());
    }
}
