package dev.morelia.benchmarks;

import dev.morelia.bson.Document;
import dev.morelia.bson.json.ExtendedJson;
import dev.morelia.bson.json.JsonMode;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.function.Function;

/** Rows as they become ready: printed as a table, kept for the JSON file. */
final class Report {
    private final PrintStream out;
    private final Map<String, String> versions = Machine.versions();
    private final List<Row> rows = new ArrayList<>();

    Report(PrintStream out) {
        this.out = out;
        out.println(Machine.description() + ", Java " + Runtime.version());
    }

    /** Adds what else took part, such as the server. */
    void version(String name, String version) {
        versions.put(name, version);
    }

    void note(String line) {
        out.println(line);
    }

    /** Says what runs now; a full run takes minutes. */
    void progress(String row) {
        out.println("  ... " + row);
    }

    void add(Row row) {
        rows.add(row);
    }

    List<Row> rows() {
        return rows;
    }

    void printTables() {
        boolean limited = rows.stream().anyMatch(row -> row.limit() != null);
        out.println();
        out.printf(Locale.ROOT, "%-24s %-6s %10s %10s", "row", "unit", "ours", "peer");
        out.printf(Locale.ROOT, "%s %6s", limited ? "      limit" : "", "ratio");
        out.printf(Locale.ROOT, "%s %12s %12s%n", limited ? "  ours/l  peer/l" : "", "B/op ours", "B/op peer");
        for (var row : rows) {
            out.printf(
                    Locale.ROOT,
                    "%-24s %-6s %10s",
                    row.row(),
                    row.unit(),
                    rate(row.ours().rate()));
            out.printf(Locale.ROOT, " %10s", rate(row.peer().rate()));
            out.print(
                    limited
                            ? " %10s"
                                    .formatted(
                                            row.limit() == null
                                                    ? "-"
                                                    : rate(row.limit().rate()))
                            : "");
            out.printf(Locale.ROOT, " %6.2f", row.ratio());
            out.print(limited ? String.format(Locale.ROOT, " %7.2f %7.2f", row.oursOfLimit(), row.peerOfLimit()) : "");
            out.printf(Locale.ROOT, " %,12.0f", row.ours().bytesPerOperation());
            out.printf(Locale.ROOT, " %,12.0f%n", row.peer().bytesPerOperation());
        }
        printTimes();
    }

    private void printTimes() {
        out.println();
        out.printf(Locale.ROOT, "%-24s %23s %23s %23s%n", "us/op: median (minimum)", "ours", "peer", "limit");
        for (var row : rows) {
            out.printf(Locale.ROOT, "%-24s %s %s", row.row(), times(row.ours()), times(row.peer()));
            out.printf(Locale.ROOT, " %s%n", row.limit() == null ? " ".repeat(22) + "-" : times(row.limit()));
        }
    }

    /** Geometric mean over the rows, or NaN when there is none. */
    double geometricMean(Function<Row, Double> value) {
        return Math.exp(rows.stream()
                .mapToDouble(row -> Math.log(value.apply(row)))
                .average()
                .orElse(Double.NaN));
    }

    void writeJson(Path file) throws IOException {
        var report = Document.of("machine", Machine.description(), "versions", Document.copyOf(versions))
                .append("rows", rows.stream().map(Row::toDocument).toList());
        Files.writeString(file, ExtendedJson.write(report, JsonMode.RELAXED, true) + System.lineSeparator());
        out.println("rows written to " + file);
    }

    private static String rate(double rate) {
        String format = rate >= 1000 ? "%,.0f" : rate >= 10 ? "%.1f" : "%.3f";
        return String.format(Locale.ROOT, format, rate);
    }

    private static String times(Row.Figures figures) {
        return String.format(Locale.ROOT, "%,11.2f (%,9.2f)", figures.medianMicros(), figures.minimumMicros());
    }
}
