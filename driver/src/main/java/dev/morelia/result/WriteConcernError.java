package dev.morelia.result;

import dev.morelia.bson.Document;
import java.io.Serializable;
import org.jspecify.annotations.Nullable;

/**
 * What kept a write from being acknowledged as its write concern asked. Immutable as far as its document is not
 * changed.
 *
 * @param code the server's number for this kind of error; -1 if it told none
 * @param codeName the server's name for this kind of error; empty if it told none
 * @param message what the server said
 * @param details more about it, as in {@code errInfo}; null if the server told none
 * @see <a href="https://github.com/mongodb/specifications/blob/master/source/crud/crud.md#writeconcernerror">CRUD: write concern error</a>
 */
public record WriteConcernError(
        int code, String codeName, String message, @Nullable Document details) implements Serializable {}
