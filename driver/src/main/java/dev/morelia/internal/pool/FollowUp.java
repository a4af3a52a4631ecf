package dev.morelia.internal.pool;

import dev.morelia.event.PoolEvent.CloseReason;
import org.jspecify.annotations.Nullable;

/**
 * What changes of a pool leave to be done outside its monitor: connections to be closed and operations to be woken.
 * Each is a chain through its members, so that collecting them allocates nothing; a chain once taken is the caller's.
 * Guarded by the pool's monitor.
 */
final class FollowUp {
    private @Nullable PooledConnection discarded;
    private @Nullable PooledConnection lastDiscarded;
    private @Nullable Waiter woken;
    private @Nullable Waiter lastWoken;

    /** A connection is to be closed for this reason. */
    void discard(PooledConnection connection, CloseReason reason) {
        connection.discarded(reason, lastDiscarded);
        if (lastDiscarded == null) {
            discarded = connection;
        }
        lastDiscarded = connection;
    }

    /** An operation is to be woken, because its outcome is decided. */
    void wake(Waiter waiter) {
        if (lastWoken == null) {
            woken = waiter;
        } else {
            lastWoken.nextWoken = waiter;
        }
        lastWoken = waiter;
    }

    /** The connections to be closed, a chain by {@code nextDiscarded}; forgets them. */
    @Nullable
    PooledConnection takeDiscarded() {
        PooledConnection chain = discarded;
        if (chain != null) {
            discarded = null;
            lastDiscarded = null;
        }
        return chain;
    }

    /** The operations to be woken, a chain by {@code nextWoken}; forgets them. */
    @Nullable
    Waiter takeWoken() {
        Waiter chain = woken;
        if (chain != null) {
            woken = null;
            lastWoken = null;
        }
        return chain;
    }
}
