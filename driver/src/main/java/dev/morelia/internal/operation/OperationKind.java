package dev.morelia.internal.operation;

/** What the executor must know of an operation to add the shared command fields and to decide about a retry. */
public enum OperationKind {
    /** Reads data: takes a read concern and a read preference, may be repeated. */
    QUERY(true, true, false),
    /** Reads metadata (listDatabases, listCollections, listIndexes): may be repeated, takes no read concern. */
    LISTING(true, false, false),
    /** An aggregation that ends in {@code $out} or {@code $merge}: reads and writes, is never repeated. */
    QUERY_INTO(false, true, true),
    /** Writes: takes a write concern. */
    WRITE(false, false, true),
    /** A caller's own command: nothing is added but what every command carries, never repeated. */
    COMMAND(false, false, false),
    /** Continues or ends a cursor: bound to the server that holds it, never repeated. */
    CURSOR(false, false, false);

    private final boolean repeatableRead;
    private final boolean takesReadConcern;
    private final boolean takesWriteConcern;

    OperationKind(boolean repeatableRead, boolean takesReadConcern, boolean takesWriteConcern) {
        this.repeatableRead = repeatableRead;
        this.takesReadConcern = takesReadConcern;
        this.takesWriteConcern = takesWriteConcern;
    }

    /** Whether the retryable reads specification lets it be sent a second time. */
    public boolean isRepeatableRead() {
        return repeatableRead;
    }

    /** Whether a {@code readConcern} field belongs in its command. */
    public boolean takesReadConcern() {
        return takesReadConcern;
    }

    /** Whether a {@code writeConcern} field belongs in its command. */
    public boolean takesWriteConcern() {
        return takesWriteConcern;
    }
}
