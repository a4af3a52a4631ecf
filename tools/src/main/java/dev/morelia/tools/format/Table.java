package dev.morelia.tools.format;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * How the values of a table become documents.
 *
 * @param fields the names of the columns; empty if the first line of the input has them
 * @param types the types of columns by name, under {@code *} that of all others
 * @param ignoreBlanks whether empty values are left out rather than empty strings
 */
public record Table(List<String> fields, Map<String, ColumnType> types, boolean ignoreBlanks) {
    /**
     * A table as told on the command line.
     *
     * @param fields names with commas between them; may be empty
     * @param types {@code name=type} with commas between them, or one type for all columns; may be empty
     * @throws TransferException if that is malformed
     */
    public static Table of(String fields, String types, boolean ignoreBlanks) {
        var byName = new LinkedHashMap<String, ColumnType>();
        for (String part : names(types)) {
            int equals = part.lastIndexOf('=');
            String name = equals < 0 ? "*" : part.substring(0, equals).strip();
            if (byName.put(name, ColumnType.named(part.substring(equals + 1).strip())) != null) {
                throw new TransferException(
                        "--column-types: two types for " + (equals < 0 ? "all columns" : "column '" + name + "'"));
            }
        }
        return new Table(names(fields), byName, ignoreBlanks);
    }

    /** Names with commas between them. */
    public static List<String> names(String text) {
        var names = new ArrayList<String>();
        if (!text.isBlank()) {
            for (String name : text.split(",", -1)) {
                names.add(name.strip());
            }
        }
        return names;
    }

    /** The columns, whose names are those of the header unless they were told. */
    public Columns columns(List<String> header) {
        return new Columns(fields.isEmpty() ? header : fields, types);
    }
}
