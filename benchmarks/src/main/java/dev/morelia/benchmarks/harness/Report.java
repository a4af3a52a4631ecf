package dev.morelia.benchmarks.harness;

import dev.morelia.benchmarks.harness.Row.Figures;
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
import java.util.Set;
import java.util.function.Function;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** Collects rows: prints them as a table, and writes the JSON file. */
public final class Report {
    private final PrintStream out;
    private final Map<String, String> versions = Machine.versions();
    private final List<Row> rows = new ArrayList<>();

    public Report(PrintStream out) {
        this.out = out;
        out.println(Machine.description() + ", Java " + Runtime.version());
    }

    /** Adds the version of another participant, such as the server. */
    public void version(String name, String version) {
        versions.put(name, version);
    }

    /** Prints a line that is not a row. */
    public void note(String line) {
        out.println(line);
    }

    /** Prints the current progress; a full run takes minutes. */
    public void progress(String row) {
        out.println("  ... " + row);
    }

    /** Adds a finished row. */
    public void add(Row row) {
        rows.add(row);
    }

    /**
     * Prints rates and allocations, the limits, the processor times of one operation, and its times; then how the rows
     * compare in both, time and processor time.
     */
    public void printTables() {
        printRates();
        if (rows.stream().anyMatch(row -> row.limit() != null)) {
            printLimits();
        }
        printProcessorTimes();
        printTimes();
        printSummary();
    }

    private void printRates() {
        var rates = new ArrayList<List<String>>();
        rates.add(List.of("row", "unit", "ours", "peer", "ratio", "cpu ratio", "B/op ours", "B/op peer"));
        rows.forEach(row -> rates.add(List.of(
                row.row(),
                row.unit(),
                rate(row.ours()),
                rate(row.peer()),
                share(row.ratio()),
                share(row.cpuRatio()),
                bytes(row.ours()),
                bytes(row.peer()))));
        print(rates);
    }

    private void printLimits() {
        var limits = new ArrayList<List<String>>();
        limits.add(List.of("row", "unit", "limit", "ours / limit", "peer / limit"));
        rows.forEach(row -> limits.add(
                List.of(row.row(), row.unit(), rate(row.limit()), share(row.oursOfLimit()), share(row.peerOfLimit()))));
        print(limits);
    }

    private void printProcessorTimes() {
        var times = new ArrayList<List<String>>();
        times.add(List.of("cpu us/op", "", "ours", "jvm", "peer", "jvm", "limit", "jvm", "cpu ratio"));
        rows.forEach(row -> times.add(Stream.of(
                        Stream.of(row.row(), ""),
                        micros(row.ours(), Figures::cpuMicros, Figures::jvmMicros),
                        micros(row.peer(), Figures::cpuMicros, Figures::jvmMicros),
                        micros(row.limit(), Figures::cpuMicros, Figures::jvmMicros),
                        Stream.of(share(row.cpuRatio())))
                .flatMap(cells -> cells)
                .toList()));
        print(times);
    }

    private void printTimes() {
        var times = new ArrayList<List<String>>();
        times.add(List.of("us/op", "", "ours median", "min", "peer median", "min", "limit median", "min"));
        rows.forEach(row -> times.add(Stream.of(
                        Stream.of(row.row(), ""),
                        micros(row.ours(), Figures::medianMicros, Figures::minimumMicros),
                        micros(row.peer(), Figures::medianMicros, Figures::minimumMicros),
                        micros(row.limit(), Figures::medianMicros, Figures::minimumMicros))
                .flatMap(cells -> cells)
                .toList()));
        print(times);
    }

    private void printSummary() {
        out.println();
        out.println(String.format(
                Locale.ROOT,
                "%d rows, geometric means: ratio %.2f, cpu ratio %.2f",
                rows.size(),
                geometricMean(Row::ratio),
                geometricMean(Row::cpuRatio)));
        rows.stream()
                .filter(row -> row.ratio() < 1 || row.cpuRatio() < 1)
                .forEach(row -> out.println("peer ahead in %s: ratio %s, cpu ratio %s"
                        .formatted(row.row(), share(row.ratio()), share(row.cpuRatio()))));
    }

    /** Prints lines of cells, each column as wide as its widest cell, the first two left-aligned. */
    private void print(List<List<String>> table) {
        out.println();
        for (var line : table) {
            var text = new StringBuilder();
            for (int column = 0; column < line.size(); column++) {
                int place = column;
                int width = table.stream()
                        .mapToInt(each -> each.get(place).length())
                        .max()
                        .orElse(0);
                String padding = " ".repeat(width - line.get(column).length());
                text.append(column < 2 ? line.get(column) + padding : padding + line.get(column))
                        .append("  ");
            }
            out.println(text.toString().stripTrailing());
        }
    }

    /** The geometric mean over the existing rows with these names, or NaN if there is none. */
    public double geometricMean(Set<String> names, Function<Row, Double> value) {
        return geometricMean(rows.stream().filter(row -> names.contains(row.row())), value);
    }

    private double geometricMean(Function<Row, Double> value) {
        return geometricMean(rows.stream(), value);
    }

    private static double geometricMean(Stream<Row> rows, Function<Row, Double> value) {
        return Math.exp(
                rows.mapToDouble(row -> Math.log(value.apply(row))).average().orElse(Double.NaN));
    }

    /** Writes the machine, versions and rows. */
    public void writeJson(Path file) throws IOException {
        var report = Document.of("machine", Machine.description(), "versions", Document.copyOf(versions))
                .append("rows", rows.stream().map(Row::toDocument).toList());
        Files.writeString(file, ExtendedJson.write(report, JsonMode.RELAXED, true) + System.lineSeparator());
        out.println("rows written to " + file);
    }

    private static String rate(@Nullable Figures figures) {
        if (figures == null) {
            return "-";
        }
        double rate = figures.rate();
        String format = rate >= 1000 ? "%,.0f" : rate >= 10 ? "%.1f" : "%.3f";
        return String.format(Locale.ROOT, format, rate);
    }

    private static String share(double share) {
        return Double.isNaN(share) ? "-" : String.format(Locale.ROOT, "%.2f", share);
    }

    private static String bytes(Figures figures) {
        return String.format(Locale.ROOT, "%,.0f", figures.bytesPerOperation());
    }

    private static Stream<String> micros(
            @Nullable Figures figures, Function<Figures, Double> first, Function<Figures, Double> second) {
        return figures == null
                ? Stream.of("-", "-")
                : Stream.of(first, second).map(value -> String.format(Locale.ROOT, "%,.2f", value.apply(figures)));
    }
}
