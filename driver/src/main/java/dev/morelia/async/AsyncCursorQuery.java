package dev.morelia.async;

import dev.morelia.CursorQuery;
import dev.morelia.bson.codec.Codec;
import dev.morelia.bson.codec.TypeReference;
import dev.morelia.internal.bridge.Bridge;
import java.time.Duration;

/**
 * The async API of a {@link CursorQuery}: a publisher that runs it anew for each subscription. Immutable; each option
 * method returns a new query.
 *
 * @param <T> the type that each document is decoded to
 */
public final class AsyncCursorQuery<T> extends AsyncQuery<T> {
    private final CursorQuery<T> blocking;

    /** For {@link CursorQuery#async()}. */
    @SuppressWarnings("exports") // so that only the driver can call it
    public AsyncCursorQuery(CursorQuery<T> blocking, Bridge bridge, boolean waitsForEvents) {
        super(bridge, waitsForEvents);
        this.blocking = blocking;
    }

    @Override
    public CursorQuery<T> blocking() {
        return blocking;
    }

    /** As {@link CursorQuery#as(Class)}. */
    public <R> AsyncCursorQuery<R> as(Class<R> type) {
        return blocking.as(type).async();
    }

    /** As {@link CursorQuery#as(TypeReference)}. */
    public <R> AsyncCursorQuery<R> as(TypeReference<R> type) {
        return blocking.as(type).async();
    }

    /** As {@link CursorQuery#as(Codec)}. */
    public <R> AsyncCursorQuery<R> as(Codec<R> other) {
        return blocking.as(other).async();
    }

    /** As {@link CursorQuery#with(Duration)}. */
    public AsyncCursorQuery<T> with(Duration timeout) {
        return blocking.with(timeout).async();
    }
}
