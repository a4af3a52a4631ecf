package dev.morelia.result;

import dev.morelia.bson.Document;
import java.io.Serializable;
import org.jspecify.annotations.Nullable;

/**
 * Why the write concern of a write was not satisfied. Immutable as far as its document is not
 * changed.
 *
 * @param code the server's error code; -1 if it sent none
 * @param codeName the name of the server's error code; empty if it sent none
 * @param message the server's error message
 * @param details more about it, the {@code errInfo}; null if the server sent none
 * @see <a href="https://github.com/mongodb/specifications/blob/master/source/crud/crud.md#writeconcernerror">CRUD: write concern error</a>
 */
public record WriteConcernError(
        int code, String codeName, String message, @Nullable Document details) implements Serializable {}
