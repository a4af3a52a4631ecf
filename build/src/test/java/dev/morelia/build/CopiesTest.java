package dev.morelia.build;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;

/** No code is copied within the main sources. */
class CopiesTest {
    private static final int COPIED_LINES = 12;

    /** {@code Document.of} has an overload for each number of pairs, as {@code Map.of} has. */
    private static final Set<String> EXEMPT = Set.of("Document.java");

    @Test
    void noRunOfLinesIsCopied() throws IOException {
        var files = Code.sources().stream()
                .filter(file -> file.toString().replace('\\', '/').contains("/src/main/"))
                .filter(file -> !EXEMPT.contains(file.getFileName().toString()))
                .toList();
        assertThat(files).isNotEmpty();
        assertThat(copies(files)).isEmpty();
    }

    @Test
    void copiesAreFound() throws IOException {
        var file = Files.createTempFile("copies", ".java");
        try {
            var lines = new ArrayList<String>();
            for (int i = 0; i < 2 * (COPIED_LINES + 1); i++) {
                lines.add("line(" + i % (COPIED_LINES + 1) + ");");
            }
            Files.write(file, lines);
            assertThat(copies(List.of(file))).isNotEmpty();
            Files.write(file, lines.subList(0, COPIED_LINES + 1));
            assertThat(copies(List.of(file))).isEmpty();
        } finally {
            Files.delete(file);
        }
    }

    /** The places where more than so many lines of code are the same as at another place. */
    private static List<String> copies(List<Path> files) throws IOException {
        var seen = new HashMap<List<String>, String>();
        var copies = new ArrayList<String>();
        for (var file : files) {
            var lines = Files.readAllLines(file).stream()
                    .map(String::strip)
                    .filter(CopiesTest::isCode)
                    .toList();
            for (int from = 0; from + COPIED_LINES < lines.size(); from++) {
                var run = lines.subList(from, from + COPIED_LINES + 1);
                var place = file.getFileName() + ": " + run.getFirst();
                var other = seen.putIfAbsent(List.copyOf(run), place);
                if (other != null) {
                    copies.add(place + " as in " + other);
                }
            }
        }
        return copies;
    }

    /** Not blank, no comment, no import, and not only closing brackets. */
    private static boolean isCode(String line) {
        return !line.isEmpty()
                && !line.startsWith("*")
                && !line.startsWith("/")
                && !line.startsWith("import ")
                && !line.startsWith("@")
                && line.chars().anyMatch(Character::isLetterOrDigit);
    }
}
