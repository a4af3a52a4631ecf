package dev.morelia.build;

import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;

/** The project as the rules see it: its production classes and its source files. */
final class Code {
    /** All production classes of bson, driver, testkit, embedded, compat, compat-dropin and tools. */
    static final JavaClasses CLASSES = new ClassFileImporter()
            .withImportOption(new ImportOption.DoNotIncludeTests())
            .importPackages("dev.morelia");

    private Code() {}

    /** The production classes of the modules bson and driver. */
    static Stream<JavaClass> ofTheDriver() {
        return CLASSES.stream()
                .filter(type -> !inPackage(
                        type,
                        "dev.morelia.testkit",
                        "dev.morelia.embedded",
                        "dev.morelia.compat",
                        "dev.morelia.tools"));
    }

    static boolean inPackage(JavaClass type, String... roots) {
        return Stream.of(roots).anyMatch(root -> (type.getPackageName() + ".").startsWith(root + "."));
    }

    /** The folder of the whole project. */
    static Path root() {
        for (var folder = Path.of("").toAbsolutePath(); folder != null; folder = folder.getParent()) {
            if (Files.exists(folder.resolve("mvnw"))) {
                return folder;
            }
        }
        throw new IllegalStateException("The rules are checked within a checkout of the project");
    }

    /** The folders of the modules. */
    static List<Path> modules() throws IOException {
        try (var folders = Files.list(root())) {
            return folders.filter(folder -> Files.exists(folder.resolve("pom.xml")))
                    .toList();
        }
    }

    /** Every Java file of every module, tests included. */
    static List<Path> sources() throws IOException {
        var sources = new ArrayList<Path>();
        for (var module : modules()) {
            if (Files.isDirectory(module.resolve("src"))) {
                try (var files = Files.walk(module.resolve("src"))) {
                    files.filter(file -> file.toString().endsWith(".java")).forEach(sources::add);
                }
            }
        }
        return sources;
    }
}
