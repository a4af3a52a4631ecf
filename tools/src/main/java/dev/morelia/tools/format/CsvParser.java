package dev.morelia.tools.format;

import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Records of values with the same columns. Empty lines are skipped unless there is only one column. */
public final class CsvParser implements RecordParser {
    private final Columns columns;
    private final char separator;
    private final boolean ignoreBlanks;

    /**
     * A parser for a table.
     *
     * @param ignoreBlanks whether empty values are left out
     */
    public CsvParser(Columns columns, char separator, boolean ignoreBlanks) {
        this.columns = columns;
        this.separator = separator;
        this.ignoreBlanks = ignoreBlanks;
    }

    @Override
    public RecordEnds ends() {
        return CsvRecord.ends(separator);
    }

    @Override
    public void parse(Chunk chunk, Sink sink) {
        var row = new CsvRecord(chunk.bytes(), separator);
        long line = chunk.firstLine();
        int from = row.position();
        while (row.next()) {
            if (!row.isBlank()) {
                parse(row, line, from, sink);
            }
            for (; from < row.position(); from++) {
                if (chunk.bytes()[from] == '\n') {
                    line++;
                }
            }
        }
    }

    private void parse(CsvRecord row, long line, int from, Sink sink) {
        String problem = row.problem();
        if (problem == null && row.values().size() != columns.count()) {
            problem = Quantity.of(row.values().size(), "value") + " for " + Quantity.of(columns.count(), "column");
        }
        if (problem != null) {
            sink.rejected(line, problem);
            return;
        }
        List<@Nullable Object> values = new ArrayList<>(columns.count());
        try {
            for (int i = 0; i < columns.count(); i++) {
                values.add(columns.value(i, row.values().get(i), row.isQuoted(i), ignoreBlanks));
            }
        } catch (IllegalArgumentException other) {
            sink.rejected(line, String.valueOf(other.getMessage()));
            return;
        }
        sink.document(line, from, columns.document(values));
    }
}
