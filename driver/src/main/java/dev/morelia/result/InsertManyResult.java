package dev.morelia.result;

import java.util.Collections;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Result of inserting several documents. Immutable and thread-safe.
 *
 * @param acknowledged whether the server answered
 * @param insertedIds the {@code _id} of each document by its place in the list, known even when not acknowledged; a
 *     read-only view of the given map, which must not be changed any more
 */
public record InsertManyResult(boolean acknowledged, Map<Integer, @Nullable Object> insertedIds)
        implements WriteResult {
    /** A result. */
    public InsertManyResult {
        insertedIds = Collections.unmodifiableMap(insertedIds);
    }
}
