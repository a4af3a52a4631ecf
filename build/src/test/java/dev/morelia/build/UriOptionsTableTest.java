package dev.morelia.build;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.lang.reflect.Field;
import java.nio.file.Files;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeSet;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;

/** The table of docs/connecting.md has every option that connection strings accept, and no other one. */
class UriOptionsTableTest {
    private static final Pattern NAME = Pattern.compile("`(\\w+)`");

    private static List<String> cells() throws IOException {
        String page = Files.readString(Code.root().resolve("docs/connecting.md"));
        return page.substring(page.indexOf("## All options"))
                .lines()
                .filter(line -> line.startsWith("| `"))
                .map(line -> line.substring(1, line.indexOf('|', 1)))
                .toList();
    }

    private static Map<?, ?> accepted(String field) throws ReflectiveOperationException {
        Field names = Class.forName("dev.morelia.settings.UriOption").getDeclaredField(field);
        names.setAccessible(true);
        return (Map<?, ?>) names.get(null);
    }

    @Test
    void hasEveryOption() throws IOException, ReflectiveOperationException {
        var shown = new TreeSet<String>();
        var first = new ArrayList<String>();
        for (String cell : cells()) {
            List<String> names = NAME.matcher(cell)
                    .results()
                    .map(name -> name.group(1).toLowerCase(Locale.ROOT))
                    .toList();
            first.add(names.getFirst());
            shown.addAll(names);
        }
        var accepted = new TreeSet<String>();
        for (String field : List.of("BY_NAME", "BY_FORMER_NAME")) {
            accepted(field).keySet().forEach(name -> accepted.add((String) name));
        }
        assertThat(shown).isEqualTo(accepted);
        assertThat(first).isSorted();
    }
}
