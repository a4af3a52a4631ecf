package dev.morelia.build;

import static org.assertj.core.api.Assertions.assertThat;

import com.tngtech.archunit.core.domain.JavaClass;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;

/** The drawing of the driver's packages in {@code docs/packages.md} is what the classes say. */
class PackagesTest {
    private static final String ROOT = "dev.morelia";
    private static final String BSON = ROOT + ".bson";
    private static final Pattern SUMMARY = Pattern.compile("^/\\*\\*\\s*(.*?\\.)(\\s|$)", Pattern.DOTALL);

    /**
     * The packages of the driver by their names without the root; those of bson are one. The blocking API refers to the
     * async one by its methods {@code async()} alone, which are left out: that is the one circle of packages.
     */
    static Graph packages() {
        return Graph.of(Code::ofTheDriver, PackagesTest::node).without(ROOT, "async");
    }

    private static String node(JavaClass type) {
        var name = type.getBaseComponentType().getPackageName();
        if (Code.inPackage(type.getBaseComponentType(), BSON)) {
            return "bson";
        }
        return name.equals(ROOT) || !name.startsWith(ROOT + ".") ? name : name.substring(ROOT.length() + 1);
    }

    @Test
    void theDrawingIsUpToDate() throws IOException {
        var drawn = Path.of("target", "packages.md");
        Files.createDirectories(drawn.getParent());
        Files.writeString(drawn, drawing());
        assertThat(Code.root().resolve("docs/packages.md"))
                .as("docs/packages.md; the new one is build/target/packages.md")
                .exists()
                .content()
                .isEqualTo(drawing());
    }

    private static String drawing() throws IOException {
        var text = new StringBuilder("# Packages of the driver\n\n")
                .append("Drawn by the build (`PackagesTest`), which fails if this page is out of date. An arrow\n")
                .append("points to a package that is used. Arrows that others imply are left out: what uses `pool`\n")
                .append("may use all that `pool` uses. So is the one of `async()`.\n\n")
                .append("```mermaid\nflowchart TD\n");
        packages()
                .withoutImplied()
                .uses()
                .forEach((node, used) -> used.forEach(it -> text.append("    ")
                        .append(node)
                        .append(" --> ")
                        .append(it)
                        .append('\n')));
        text.append("```\n\n| package | holds |\n|---|---|\n");
        for (var node : packages().uses().keySet()) {
            text.append("| `")
                    .append(node)
                    .append("` | ")
                    .append(description(node))
                    .append(" |\n");
        }
        return text.toString();
    }

    /** The summary of the package's javadoc. */
    private static String description(String node) throws IOException {
        var module = node.equals("bson") ? "bson" : "driver";
        var name = node.equals(ROOT) ? ROOT : ROOT + "." + node;
        var source = Files.readString(Code.root()
                .resolve(module)
                .resolve("src/main/java")
                .resolve(name.replace('.', '/'))
                .resolve("package-info.java"));
        var summary = SUMMARY.matcher(source.replaceAll("\n \\*(/| ?)", "\n$1"));
        assertThat(summary.find()).as("a summary in " + name).isTrue();
        return summary.group(1).replaceAll("\\s+", " ").replaceAll("\\{@(?:code|link) (?:[\\w.]*\\.)?(\\w+)}", "`$1`");
    }
}
