package dev.morelia.build;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.util.List;
import java.util.Locale;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;

/**
 * The names of the benchmarks are written three times: where they are run, in the command, which must not depend on
 * that module, and in the script, which builds it only if one is to run.
 */
class BenchNamesTest {
    private static List<String> names(String file, String pattern, String separator) throws IOException {
        String text = Files.readString(Code.root().resolve(file));
        Matcher list = Pattern.compile(pattern).matcher(text);
        assertThat(list.find()).as(file).isTrue();
        return List.of(list.group(1).toLowerCase(Locale.ROOT).strip().split("\\s*" + separator + "\\s*"));
    }

    @Test
    void areTheSameEverywhere() throws IOException {
        String constants = "enum Name \\{([A-Z_,\\s]+);";
        List<String> run = names("benchmarks/src/main/java/dev/morelia/benchmarks/Bench.java", constants, ",");
        assertThat(run).contains("bson", "session");
        assertThat(names("tools/src/main/java/dev/morelia/tools/BenchCommand.java", constants, ","))
                .isEqualTo(run);
        assertThat(names("morelia", "(?m)^ *([a-z |]+)\\) named=0", "\\|")).isEqualTo(run);
    }
}
