package dev.morelia.tools.format;

import java.util.Locale;

/** The formats of files. */
public enum FileType {
    /** Extended JSON; for an import one document a line, one after the other, or one array. */
    JSON,
    /** One document a line, also if the first line is not one. */
    JSONL,
    /** Comma-separated values. */
    CSV,
    /** Values separated by tabs, with the same quoting as CSV. */
    TSV;

    /** Whether the records have columns. */
    public boolean isTable() {
        return this == CSV || this == TSV;
    }

    /** What is between values. */
    public char separator() {
        return this == TSV ? '\t' : ',';
    }

    /** The type that the name of a file tells; JSON if it tells none. */
    public static FileType of(String file) {
        String name = file.toLowerCase(Locale.ROOT);
        for (FileType type : values()) {
            if (name.endsWith("." + type)) {
                return type;
            }
        }
        return JSON;
    }

    @Override
    public String toString() {
        return name().toLowerCase(Locale.ROOT);
    }
}
