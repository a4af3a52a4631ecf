package dev.morelia.spec.report;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Queue;
import java.util.Set;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentLinkedQueue;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.function.Executable;

/**
 * The report of a test run: a row per case, written as JSON and as a table when the run ends (see
 * {@link SpecReportListener}). Suites wrap their cases with {@link #test}; the body decides the outcome: it returns
 * (passed), throws {@link SpecSkip} (skipped), or throws anything else (failed). Thread-safe.
 */
public final class SpecReport {
    private static final SpecReport CURRENT = new SpecReport();

    /** The APIs with lines of their own. */
    private static final Map<String, String> OTHERS =
            new TreeMap<>(Map.of("async", "async API", "compat", "official interfaces"));

    private static final int FAILURES_SHOWN = 100;
    private static final int DETAIL_SHOWN = 400;

    private final Queue<Row> rows = new ConcurrentLinkedQueue<>();

    enum Outcome {
        PASSED,
        FAILED,
        SKIPPED
    }

    record Row(SpecCase specCase, Outcome outcome, @Nullable SkipReason reason, String detail) {}

    /** The report of this JVM. */
    public static SpecReport current() {
        return CURRENT;
    }

    /** Wraps a case as a dynamic test that records the outcome. */
    public DynamicTest test(SpecCase specCase, Executable body) {
        var shown = specCase.name().isBlank() ? specCase.file() : specCase.name();
        return DynamicTest.dynamicTest(shown, () -> run(specCase, body));
    }

    /** A case that is not run, shown as a skipped test. */
    public DynamicTest skipped(SpecCase specCase, SkipReason reason, String detail) {
        return test(specCase, () -> {
            throw new SpecSkip(reason, detail);
        });
    }

    /** Runs a case and records the outcome; rethrows exceptions of the body. */
    public void run(SpecCase specCase, Executable body) throws Throwable {
        try {
            body.execute();
        } catch (SpecSkip skip) {
            rows.add(new Row(specCase, Outcome.SKIPPED, skip.reason(), skip.detail()));
            throw skip;
        } catch (Throwable failure) {
            rows.add(new Row(specCase, Outcome.FAILED, null, failure.toString()));
            throw failure;
        }
        rows.add(new Row(specCase, Outcome.PASSED, null, ""));
    }

    boolean isEmpty() {
        return rows.isEmpty();
    }

    /** The machine-readable report. */
    String toJson() {
        var total = Tally.of(rows);
        var json = new StringBuilder("{\n");
        json.append("  ").append(total.toJson(",\n  ")).append(",\n");
        json.append("  \"apis\": {");
        var separator = "\n";
        for (var ofApi : byApi().entrySet()) {
            json.append(separator).append("    \"").append(ofApi.getKey()).append("\": {");
            json.append(ofApi.getValue().toJson(", ")).append('}');
            separator = ",\n";
        }
        json.append("\n  },\n  \"cases\": [");
        separator = "\n";
        for (var row : rows) {
            json.append(separator).append("    ").append(toJson(row));
            separator = ",\n";
        }
        return json.append("\n  ]\n}\n").toString();
    }

    private static String toJson(Row row) {
        var json = new StringBuilder("{");
        field(json, "spec", row.specCase().spec()).append(", ");
        field(json, "file", row.specCase().file()).append(", ");
        field(json, "case", row.specCase().name()).append(", ");
        field(json, "api", row.specCase().api()).append(", ");
        field(json, "topology", row.specCase().topology()).append(", ");
        field(json, "outcome", row.outcome().name().toLowerCase(Locale.ROOT));
        if (row.reason() != null) {
            field(json.append(", "), "reason", row.reason().text());
        }
        if (!row.detail().isEmpty()) {
            field(json.append(", "), "detail", row.detail());
        }
        return json.append('}').toString();
    }

    private static StringBuilder field(StringBuilder json, String name, String value) {
        json.append('"').append(name).append("\": \"");
        for (var i = 0; i < value.length(); i++) {
            var c = value.charAt(i);
            switch (c) {
                case '"', '\\' -> json.append('\\').append(c);
                case '\n' -> json.append("\\n");
                default -> {
                    if (c < 0x20 || Character.isSurrogate(c)) {
                        // A name may contain an unpaired surrogate on purpose; escaped, it survives any encoding.
                        json.append("\\u%04x".formatted((int) c));
                    } else {
                        json.append(c);
                    }
                }
            }
        }
        return json.append('"');
    }

    /** The closing table, one line per specification, with failures above and the reasons for skipping below. */
    String table() {
        Map<String, List<Row>> bySpec = new TreeMap<>();
        Map<String, Integer> reasons = new TreeMap<>();
        for (var row : rows) {
            bySpec.computeIfAbsent(row.specCase().spec(), spec -> new ArrayList<>())
                    .add(row);
            if (row.reason() != null) {
                reasons.merge(row.reason().text(), 1, Integer::sum);
            }
        }
        var text = new StringBuilder();
        rows.stream()
                .filter(row -> row.outcome() == Outcome.FAILED)
                .limit(FAILURES_SHOWN)
                .forEach(row -> text.append(failure(row)));
        text.append(Tally.head("spec"));
        bySpec.forEach((spec, ofSpec) -> {
            text.append(Tally.of(ofSpec).line(spec));
            OTHERS.forEach((api, name) -> {
                var others = ofSpec.stream().filter(row -> row.specCase().api().equals(api));
                var ofApi = Tally.of(others.toList());
                if (!ofApi.isEmpty()) {
                    text.append(ofApi.line("  by the " + name));
                }
            });
        });
        text.append(Tally.head("api"));
        byApi().forEach((api, tally) -> text.append(tally.line(api)));
        reasons.forEach((reason, count) -> text.append("skipped %6d  %s%n".formatted(count, reason)));
        return text.toString();
    }

    /** The cases of each API, and those without one. */
    private Map<String, Tally> byApi() {
        Map<String, List<Row>> byApi = new TreeMap<>();
        rows.forEach(row -> byApi.computeIfAbsent(row.specCase().api(), api -> new ArrayList<>())
                .add(row));
        Map<String, Tally> tallies = new TreeMap<>();
        byApi.forEach((api, ofApi) -> tallies.put(api, Tally.of(ofApi)));
        return tallies;
    }

    /**
     * Where the outcomes of the APIs differ: a case that one of them has not run, or that passes with one and is
     * skipped with another on the same topology, or skipped for another reason. Failed cases count as equal, and what
     * the official interfaces lack is no difference.
     *
     * @param cases the cases with the APIs that have to run them
     */
    public List<String> differences(Map<SpecCase, Set<String>> cases) {
        return ApiDifferences.of(rows, cases);
    }

    private static String failure(Row row) {
        var specCase = row.specCase();
        var first = row.detail().lines().findFirst().orElse("");
        return "FAILED %s/%s: %s (%s): %s%n"
                .formatted(
                        specCase.spec(),
                        specCase.file(),
                        specCase.name(),
                        specCase.topology(),
                        first.substring(0, Math.min(first.length(), DETAIL_SHOWN)));
    }

    /** The closing line, which scripts parse. */
    String line() {
        var total = Tally.of(rows);
        return "%d passed, %d failed, %d skipped".formatted(total.passed(), total.failed(), total.skipped());
    }

    void write(Path file) throws IOException {
        Files.createDirectories(file.toAbsolutePath().getParent());
        Files.writeString(file, toJson());
    }
}
