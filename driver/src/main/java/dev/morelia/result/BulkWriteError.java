package dev.morelia.result;

import dev.morelia.bson.Document;
import java.io.Serializable;
import org.jspecify.annotations.Nullable;

/**
 * One write of many that failed: a server said so, or it could not be sent at all, because a value cannot be encoded or
 * the document is too large. Immutable as far as its documents are not changed.
 *
 * @param index place of the write in the list that the caller passed
 * @param documentId the {@code _id} of the document to insert; null for other writes, and where it is not known, as
 *     the document failed to be encoded before its {@code _id} was
 * @param code the server's error code; -1 if it sent none, or the write was not sent
 * @param message what the server said, or why the write could not be sent
 * @param details more about it, the {@code errInfo}; null if the server sent none
 * @param explanation the same in words a reader understands, with keys and values or broken rules; the message itself
 *     for kinds of errors that have no such explanation
 * @param cause what a codec threw, or the check of the size; null for an error of the server, and after the first
 *     hundred causes of one bulk write
 * @see <a href="https://github.com/mongodb/specifications/blob/master/source/crud/crud.md#writeerror">CRUD: write error</a>
 */
public record BulkWriteError(
        int index,
        @Nullable Object documentId,
        int code,
        String message,
        @Nullable Document details,
        String explanation,
        @Nullable Throwable cause)
        implements Serializable {}
