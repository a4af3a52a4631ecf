package dev.morelia.result;

import java.io.Serializable;

/**
 * What a write reports back.
 *
 * <p>After an unacknowledged write nothing is known: asking for a count or an upserted id then throws an
 * {@link IllegalStateException}.
 *
 * @see <a href="https://github.com/mongodb/specifications/blob/master/source/crud/crud.md#write-results">CRUD: write results</a>
 */
public sealed interface WriteResult extends Serializable
        permits InsertOneResult, InsertManyResult, UpdateResult, DeleteResult, BulkWriteResult, ClientBulkWriteResult {

    /** Whether the server acknowledged the write; false after a write with write concern {@code w: 0}. */
    boolean acknowledged();
}
