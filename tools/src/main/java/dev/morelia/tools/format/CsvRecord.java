package dev.morelia.tools.format;

import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Reads one record of CSV (RFC 4180) after the other from bytes in UTF-8, strictly: a quotation mark within a value
 * that does not begin with one is an error, and so is anything between a closing quotation mark and the next separator.
 * Lines end with LF or CR LF. A record that cannot be read ends where it would end if the quotation mark in its middle
 * were an ordinary character. For one thread.
 */
public final class CsvRecord {
    private final byte[] bytes;
    private final byte separator;
    private final List<String> values = new ArrayList<>();
    private final List<Boolean> quoted = new ArrayList<>();
    private int at;
    private @Nullable String problem;

    /** Reads records, from the first byte on. */
    public CsvRecord(byte[] bytes, char separator) {
        this.bytes = bytes;
        this.separator = (byte) separator;
    }

    /** Where records end. */
    static RecordEnds ends(char separator) {
        return (bytes, from, to) -> {
            int last = from;
            int end = end(bytes, from, to, separator);
            while (end >= 0) {
                last = end;
                end = end < to ? end(bytes, end, to, separator) : -1;
            }
            return last;
        };
    }

    /** The index after the line feed that ends a record; -1 if there is none. */
    public static int end(byte[] bytes, int from, int to, char separator) {
        boolean valueStart = true;
        boolean inQuotes = false;
        for (int i = from; i < to; i++) {
            byte c = bytes[i];
            if (c == '"' && (valueStart || inQuotes)) {
                // A doubled quotation mark ends the value here and begins it again at the next one.
                inQuotes = !inQuotes;
                valueStart = !inQuotes && i + 1 < to && bytes[i + 1] == '"';
                continue;
            }
            if (!inQuotes && c == '\n') {
                return i + 1;
            }
            valueStart = !inQuotes && c == separator;
        }
        return -1;
    }

    /** Moves to the next record; returns false at the end. */
    public boolean next() {
        values.clear();
        quoted.clear();
        problem = null;
        if (at >= bytes.length) {
            return false;
        }
        int end = end(bytes, at, bytes.length, (char) separator);
        int next = end < 0 ? bytes.length : end;
        int content = end < 0 ? next : end - 1;
        if (content > at && bytes[content - 1] == '\r') {
            content--;
        }
        int from = at;
        while (from >= 0) {
            from = value(from, content);
        }
        at = next;
        return true;
    }

    /** Reads a value; returns where the next one begins, or -1 if it was the last, or not well-formed. */
    private int value(int from, int end) {
        if (from < end && bytes[from] == '"') {
            return quotedValue(from + 1, end);
        }
        int to = from;
        while (to < end && bytes[to] != separator) {
            if (bytes[to] == '"') {
                return fail("a quotation mark in value " + (values.size() + 1) + ", which does not begin with one: put"
                        + " the value in quotation marks and double those within");
            }
            if (bytes[to] == '\r') {
                return fail("a carriage return in value " + (values.size() + 1) + " without quotation marks");
            }
            to++;
        }
        return add(from, to, end, false, false);
    }

    private int quotedValue(int from, int end) {
        boolean doubled = false;
        int to = from;
        while (to < end) {
            if (bytes[to] == '"') {
                if (to + 1 == end || bytes[to + 1] != '"') {
                    break;
                }
                doubled = true;
                to++;
            }
            to++;
        }
        if (to >= end) {
            return fail("the quotation mark that opens value " + (values.size() + 1) + " is not closed");
        }
        if (to + 1 < end && bytes[to + 1] != separator) {
            return fail("text after the closing quotation mark of value " + (values.size() + 1)
                    + ": double quotation marks within a value");
        }
        return add(from, to, end, true, doubled);
    }

    private int add(int from, int to, int end, boolean inQuotes, boolean doubled) {
        String text = Utf8.decode(bytes, from, to);
        if (text == null) {
            return fail("value " + (values.size() + 1) + " is not valid UTF-8");
        }
        values.add(doubled ? text.replace("\"\"", "\"") : text);
        quoted.add(inQuotes);
        int separatorAt = inQuotes ? to + 1 : to;
        return separatorAt < end ? separatorAt + 1 : -1;
    }

    private int fail(String what) {
        problem = what;
        return -1;
    }

    /** What is wrong with this record; null if nothing is. */
    public @Nullable String problem() {
        return problem;
    }

    /** Whether the record is an empty line. */
    boolean isBlank() {
        return values.size() == 1 && values.getFirst().isEmpty() && !quoted.getFirst() && problem == null;
    }

    /** The values of this record. */
    public List<String> values() {
        return values;
    }

    /** Whether a value was in quotation marks. */
    boolean isQuoted(int index) {
        return quoted.get(index);
    }

    /** Where the next record begins. */
    public int position() {
        return at;
    }
}
