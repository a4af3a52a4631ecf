package dev.morelia.result;

import java.io.Serializable;
import java.util.List;

/**
 * Result of copying a database: exact numbers, counted while it was copied. Immutable and thread-safe.
 *
 * @param collections the collections in the order in which the source lists them, then the views
 */
public record CopyDatabaseResult(List<CopiedCollection> collections) implements Serializable {
    /** A result. */
    public CopyDatabaseResult {
        collections = List.copyOf(collections);
    }

    /** How many documents were copied in all; of time series collections, measurements. */
    public long documents() {
        return collections.stream().mapToLong(CopiedCollection::documents).sum();
    }

    /** The size of all copied documents in bytes. */
    public long bytes() {
        return collections.stream().mapToLong(CopiedCollection::bytes).sum();
    }

    /** How many indexes the collections have, those of {@code _id} included. */
    public int indexes() {
        return collections.stream().mapToInt(CopiedCollection::indexes).sum();
    }
}
