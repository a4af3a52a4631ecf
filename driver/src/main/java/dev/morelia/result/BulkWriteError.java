package dev.morelia.result;

import dev.morelia.bson.Document;
import org.jspecify.annotations.Nullable;

/**
 * One write of many that failed. Immutable as far as its document is not changed.
 *
 * @param index place of the write in the list that the caller passed
 * @param code the server's number for this kind of error; -1 if it told none
 * @param message what the server said
 * @param details more about it, as in {@code errInfo}; null if the server told none
 * @param explanation the same in words a reader understands, with keys and values or broken rules; the message itself
 *     for kinds of errors that have no such explanation
 * @see <a href="https://github.com/mongodb/specifications/blob/master/source/crud/crud.md#writeerror">CRUD: write error</a>
 */
public record BulkWriteError(
        int index, int code, String message, @Nullable Document details, String explanation) {}
