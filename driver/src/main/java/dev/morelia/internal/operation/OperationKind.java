package dev.morelia.internal.operation;

/**
 * What the executor must know of an operation to add the shared command fields and to decide about a retry. "Never
 * retried" means once a server may have begun with it.
 */
public enum OperationKind {
    /** Reads data: takes a read concern and a read preference, retryable. */
    QUERY(true, true, false, true),
    /** Reads metadata (listDatabases, listCollections, listIndexes): retryable, takes no read concern. */
    LISTING(true, false, false, false),
    /**
     * An aggregation that ends in {@code $out} or {@code $merge}: reads and writes, is never retried, and runs on a
     * secondary only where all servers can do that.
     */
    QUERY_INTO(false, true, true, true),
    /** A mapReduce that returns its results: reads, and is never retried. */
    QUERY_ONCE(false, true, false, true),
    /** Writes: takes a write concern, is never retried. */
    WRITE(false, false, true, false),
    /**
     * A write, each of whose statements is for one document: retryable where servers recognize it by its transaction
     * number.
     */
    RETRYABLE_WRITE(false, false, true, false),
    /** A caller's own command: nothing is added but what every command carries, never retried. */
    COMMAND(false, false, false, true),
    /** Commits or aborts a transaction: always retryable, as the servers recognize it by its transaction number. */
    TRANSACTION_END(false, false, true, false),
    /** Continues or ends a cursor: bound to the server that holds it, never retried. */
    CURSOR(false, false, false, false);

    private final boolean retryableRead;
    private final boolean takesReadConcern;
    private final boolean takesWriteConcern;
    private final boolean takesReadPreference;

    OperationKind(
            boolean retryableRead, boolean takesReadConcern, boolean takesWriteConcern, boolean takesReadPreference) {
        this.retryableRead = retryableRead;
        this.takesReadConcern = takesReadConcern;
        this.takesWriteConcern = takesWriteConcern;
        this.takesReadPreference = takesReadPreference;
    }

    /** Whether the retryable reads specification lets it be retried. */
    public boolean isRetryableRead() {
        return retryableRead;
    }

    /** Whether a {@code readConcern} field belongs in its command. */
    public boolean takesReadConcern() {
        return takesReadConcern;
    }

    /** Whether the read preference says which server serves it; the others go where writes go. */
    public boolean takesReadPreference() {
        return takesReadPreference;
    }

    /** Whether a secondary can execute it. */
    public boolean mayRunOnSecondary() {
        return this == QUERY || this == QUERY_ONCE || this == LISTING || this == COMMAND;
    }

    /** Whether it reads, or may do so. */
    public boolean reads() {
        return this == COMMAND || !writes();
    }

    /** Whether it writes, or may do so. */
    public boolean writes() {
        return takesWriteConcern || this == COMMAND;
    }

    /** Whether a {@code writeConcern} field belongs in its command. */
    public boolean takesWriteConcern() {
        return takesWriteConcern;
    }
}
