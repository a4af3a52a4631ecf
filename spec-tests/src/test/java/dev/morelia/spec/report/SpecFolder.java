package dev.morelia.spec.report;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicNode;

/**
 * The folder of the official specification files, with one folder per specification. Set by the system property
 * {@code specs.dir}, {@code ../shared/specs} by default; a relative path is relative to the root of this repository.
 */
public final class SpecFolder {
    private final Path root;

    private SpecFolder(Path root) {
        this.root = root;
    }

    /** The folder, or empty if it does not exist; suites then report themselves as skipped. */
    public static Optional<SpecFolder> find() {
        var root = repositoryRoot()
                .resolve(System.getProperty("specs.dir", "../shared/specs"))
                .normalize();
        return Files.isDirectory(root) ? Optional.of(new SpecFolder(root)) : Optional.empty();
    }

    /** The tests of all files below a folder; if there are none, a skipped one that says so. */
    public static Stream<DynamicNode> tests(String folder, Function<SpecFile, Stream<? extends DynamicNode>> ofFile) {
        var files = find().map(found -> found.files(folder)).orElse(List.of());
        if (files.isEmpty()) {
            var all = SpecCase.of(folder.split("/", 2)[0], "", "all files");
            return Stream.of(SpecReport.current().skipped(all, SkipReason.NO_SPECS, "nothing in " + folder));
        }
        return files.stream().flatMap(ofFile);
    }

    /** Names of the specifications in the folder, sorted. */
    public List<String> specs() {
        return list(root, 1)
                .filter(path -> !path.equals(root) && Files.isDirectory(path))
                .map(path -> path.getFileName().toString())
                .toList();
    }

    /**
     * The JSON files below a folder, at any depth, sorted; none if the folder does not exist.
     *
     * @param folder below the root, such as {@code bson-corpus/tests}
     */
    public List<SpecFile> files(String folder) {
        var start = root.resolve(folder);
        if (!Files.isDirectory(start)) {
            return List.of();
        }
        return list(start, Integer.MAX_VALUE)
                .filter(path -> path.toString().endsWith(".json"))
                .map(path -> new SpecFile(folder.split("/", 2)[0], root.resolve(folder.split("/", 2)[0]), path))
                .toList();
    }

    private static Stream<Path> list(Path start, int depth) {
        try (var paths = Files.walk(start, depth)) {
            return paths.sorted().toList().stream();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static Path repositoryRoot() {
        var start = Path.of("").toAbsolutePath();
        for (var folder = start; folder != null; folder = folder.getParent()) {
            if (Files.isDirectory(folder.resolve(".mvn"))) {
                return folder;
            }
        }
        return start;
    }

    /** One file of a specification. */
    public static final class SpecFile {
        private final String spec;
        private final Path specRoot;
        private final Path path;

        private SpecFile(String spec, Path specRoot, Path path) {
            this.spec = spec;
            this.specRoot = specRoot;
            this.path = path;
        }

        /** The specification it belongs to, such as {@code crud}. */
        public String spec() {
            return spec;
        }

        /** Its name below the folder of the specification, with forward slashes. */
        public String name() {
            return specRoot.relativize(path).toString().replace('\\', '/');
        }

        /** Its text. */
        public String text() {
            try {
                return Files.readString(path);
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
        }

        /** A case of this file, for the report. */
        public SpecCase specCase(String caseName) {
            return SpecCase.of(spec, name(), caseName);
        }

        @Override
        public String toString() {
            return spec + "/" + name();
        }
    }
}
