package dev.morelia.tools.transfer;

import dev.morelia.tools.format.FileType;
import dev.morelia.tools.format.Table;

/**
 * How a file is imported.
 *
 * @param type its format
 * @param table its columns, if it is a table
 * @param mode what is done with its documents
 * @param drop whether the collection is dropped first, once the beginning of the file is understood
 * @param writers how many threads read and write documents
 */
public record ImportPlan(FileType type, Table table, WriteMode mode, boolean drop, int writers) {
    private static final long HEAP_PER_WRITER = 32L << 20;
    private static final int MAXIMUM_WRITERS = 8;

    /** What decides on the documents, as far as the same file is concerned. */
    String documents() {
        String keys = mode.kind() == WriteMode.Kind.INSERT ? "" : " by " + String.join(",", mode.keys());
        return mode.kind() + keys + " from " + type + (type.isTable() ? " " + table : "");
    }

    /** As many writers as are of use on this machine, and have room in the heap. */
    public static int usualWriters() {
        long room = Runtime.getRuntime().maxMemory() / HEAP_PER_WRITER;
        int processors = Math.max(2, Runtime.getRuntime().availableProcessors());
        return (int) Math.max(1, Math.min(Math.min(processors, MAXIMUM_WRITERS), room));
    }
}
