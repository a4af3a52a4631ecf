package dev.morelia.async;

import dev.morelia.Query;
import dev.morelia.internal.bridge.Bridge;

/** The async API of a query that applies a function to each document. */
final class AsyncMappedQuery<T> extends AsyncQuery<T> {
    private final Query<T> blocking;

    @SuppressWarnings("exports") // so that only the driver can call it
    AsyncMappedQuery(Query<T> blocking, Bridge bridge, boolean waitsForEvents) {
        super(bridge, waitsForEvents);
        this.blocking = blocking;
    }

    @Override
    public Query<T> blocking() {
        return blocking;
    }
}
