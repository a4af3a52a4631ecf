package dev.morelia.tools.format;

import dev.morelia.bson.json.JsonMode;
import java.util.List;

/**
 * The text of an export. Immutable and thread-safe.
 *
 * @param type CSV, TSV, or JSON
 * @param array whether JSON is one array rather than lines
 * @param mode which Extended JSON
 * @param fields the columns of a table
 * @param header whether a table begins with their names
 */
public record ExportFormat(FileType type, boolean array, JsonMode mode, List<String> fields, boolean header) {
    /** Checks that a table has columns. */
    public ExportFormat {
        fields = List.copyOf(fields);
        if (type.isTable() && fields.isEmpty()) {
            throw new TransferException(
                    "--fields must name the columns of a table, such as --fields _id,name,address.city");
        }
        if (fields.stream().anyMatch(field -> field.isEmpty() || field.startsWith("$"))) {
            throw new TransferException("--fields: a name must not be empty or begin with $");
        }
    }

    /** What is before the first document. */
    public String beginning() {
        if (type.isTable()) {
            return header ? new CsvText(fields, type.separator()).header() : "";
        }
        return array ? "[\n" : "";
    }

    /** What is between two documents. */
    public String separator() {
        return isArray() ? ",\n" : "\n";
    }

    /** What is after the last document. */
    public String end(boolean anyDocuments) {
        return (anyDocuments ? "\n" : "") + (isArray() ? "]\n" : "");
    }

    private boolean isArray() {
        return array && !type.isTable();
    }

    /** Writes documents, for one thread. */
    public RecordWriter writer() {
        return type.isTable()
                ? new CsvRecordWriter(new CsvText(fields, type.separator()))
                : new JsonRecordWriter(mode, separator());
    }
}
