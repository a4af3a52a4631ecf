package dev.morelia.internal.pool;

/**
 * How old connections may become. Pure.
 *
 * @param maxIdleNanos since they were used; 0 for no limit
 * @param maxLifeNanos since they were created; 0 for no limit
 */
record AgeLimits(long maxIdleNanos, long maxLifeNanos) {
    boolean any() {
        return maxIdleNanos > 0 || maxLifeNanos > 0;
    }

    boolean isIdleTooLong(PooledConnection connection, long nowNanos) {
        return maxIdleNanos > 0 && nowNanos - connection.idleSinceNanos() >= maxIdleNanos;
    }

    boolean isTooOld(PooledConnection connection, long nowNanos) {
        return maxLifeNanos > 0 && nowNanos - connection.createdNanos() >= maxLifeNanos;
    }

    /** How long until some connection may be too old; {@link Long#MAX_VALUE} without limits. */
    long nanosUntilTooOld(ConnectionStack idle, ConnectionStack inUse, long nowNanos) {
        long minimum = Long.MAX_VALUE;
        if (maxIdleNanos > 0) {
            minimum = maxIdleNanos;
            for (int place = 0; place < idle.size(); place++) {
                minimum = Math.min(minimum, idle.at(place).idleSinceNanos() + maxIdleNanos - nowNanos);
            }
        }
        if (maxLifeNanos > 0) {
            minimum = Math.min(minimum, maxLifeNanos);
            for (int place = 0; place < idle.size(); place++) {
                minimum = Math.min(minimum, idle.at(place).createdNanos() + maxLifeNanos - nowNanos);
            }
            for (int place = 0; place < inUse.size(); place++) {
                // One that is too old already is closed at its check-in, without being waited for.
                long remaining = inUse.at(place).createdNanos() + maxLifeNanos - nowNanos;
                minimum = remaining <= 0 ? minimum : Math.min(minimum, remaining);
            }
        }
        return minimum;
    }
}
