package dev.morelia.async;

import dev.morelia.bson.Document;
import dev.morelia.internal.argument.Argument;
import org.jspecify.annotations.Nullable;

/**
 * How far a change stream has got: an event, or only a later point in the history up to which there is none.
 *
 * @param event the event; null if none has happened up to this point
 * @param resumeToken the token with which another stream goes on after this: {@code watch().startAfter(token)}
 * @param <T> what each event is decoded to
 * @see AsyncChangeStreamQuery#progress
 */
public record ChangeProgress<T>(@Nullable T event, Document resumeToken) {
    /** Checks that there is a token. */
    public ChangeProgress {
        Argument.notNull("resumeToken", resumeToken);
    }
}
