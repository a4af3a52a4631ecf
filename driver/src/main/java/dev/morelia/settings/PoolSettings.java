package dev.morelia.settings;

import dev.morelia.internal.argument.Argument;
import java.time.Duration;

/**
 * Limits of the connection pools; each server of a deployment has a pool of its own with these limits. Immutable and
 * thread-safe.
 *
 * @param maxPoolSize most connections of a pool, in use or not; 0 for no limit; 100 unless set
 * @param minPoolSize connections that are kept open even when idle; 0 unless set
 * @param maxConnecting most connections that a pool establishes at the same time; 2 unless set
 * @param maxIdleTime how long a connection may lie unused before it is closed; zero for ever, the default
 * @param maxLifeTime how long a connection may live before it is closed at the next check-in; zero for ever, the
 *     default
 * @param waitQueueTimeout how long an operation waits for a connection; zero for ever, the default
 * @param waitQueueMultiple most waiting operations per connection of {@code maxPoolSize}; 0 for no limit, the default
 * @param checkOutTracing one of so many check-outs remembers the stack it was made from, which the error of an
 *     exhausted pool then shows; it takes microseconds, so 1 is for hunting a leak; 0 for none, the default
 * @see <a href="https://github.com/mongodb/specifications/blob/master/source/connection-monitoring-and-pooling/connection-monitoring-and-pooling.md#connection-pool-options-1">Connection Monitoring and Pooling: options</a>
 */
public record PoolSettings(
        int maxPoolSize,
        int minPoolSize,
        int maxConnecting,
        Duration maxIdleTime,
        Duration maxLifeTime,
        Duration waitQueueTimeout,
        int waitQueueMultiple,
        int checkOutTracing) {
    private static final PoolSettings DEFAULTS =
            new PoolSettings(100, 0, 2, Duration.ZERO, Duration.ZERO, Duration.ZERO, 0, 0);

    /**
     * Limits.
     *
     * @throws IllegalArgumentException if one is negative, {@code maxConnecting} is 0, or the minimum is above the
     *     maximum
     */
    public PoolSettings {
        Argument.atLeast("maxPoolSize", maxPoolSize, 0);
        Argument.atLeast("minPoolSize", minPoolSize, 0);
        Argument.atLeast("maxConnecting", maxConnecting, 1);
        Argument.duration("maxIdleTime", maxIdleTime);
        Argument.duration("maxLifeTime", maxLifeTime);
        Argument.duration("waitQueueTimeout", waitQueueTimeout);
        Argument.atLeast("waitQueueMultiple", waitQueueMultiple, 0);
        Argument.atLeast("checkOutTracing", checkOutTracing, 0);
        if (maxPoolSize > 0 && minPoolSize > maxPoolSize) {
            throw Argument.rejected("minPoolSize", minPoolSize, "must not be above maxPoolSize " + maxPoolSize);
        }
    }

    /** The limits that hold where nothing was said. */
    public static PoolSettings defaults() {
        return DEFAULTS;
    }

    /** The same with another {@code maxPoolSize}; 0 for no limit. */
    public PoolSettings maxPoolSize(int value) {
        return new PoolSettings(
                value,
                minPoolSize,
                maxConnecting,
                maxIdleTime,
                maxLifeTime,
                waitQueueTimeout,
                waitQueueMultiple,
                checkOutTracing);
    }

    /** The same with another {@code minPoolSize}. */
    public PoolSettings minPoolSize(int value) {
        return new PoolSettings(
                maxPoolSize,
                value,
                maxConnecting,
                maxIdleTime,
                maxLifeTime,
                waitQueueTimeout,
                waitQueueMultiple,
                checkOutTracing);
    }

    /** The same with another {@code maxConnecting}. */
    public PoolSettings maxConnecting(int value) {
        return new PoolSettings(
                maxPoolSize,
                minPoolSize,
                value,
                maxIdleTime,
                maxLifeTime,
                waitQueueTimeout,
                waitQueueMultiple,
                checkOutTracing);
    }

    /** The same with another {@code maxIdleTime}; zero for ever. */
    public PoolSettings maxIdleTime(Duration value) {
        return new PoolSettings(
                maxPoolSize,
                minPoolSize,
                maxConnecting,
                value,
                maxLifeTime,
                waitQueueTimeout,
                waitQueueMultiple,
                checkOutTracing);
    }

    /** The same with another {@code maxLifeTime}; zero for ever. */
    public PoolSettings maxLifeTime(Duration value) {
        return new PoolSettings(
                maxPoolSize,
                minPoolSize,
                maxConnecting,
                maxIdleTime,
                value,
                waitQueueTimeout,
                waitQueueMultiple,
                checkOutTracing);
    }

    /** The same with another {@code waitQueueTimeout}; zero for ever. */
    public PoolSettings waitQueueTimeout(Duration value) {
        return new PoolSettings(
                maxPoolSize,
                minPoolSize,
                maxConnecting,
                maxIdleTime,
                maxLifeTime,
                value,
                waitQueueMultiple,
                checkOutTracing);
    }

    /** The same with another {@code waitQueueMultiple}; 0 for no limit. */
    public PoolSettings waitQueueMultiple(int value) {
        return new PoolSettings(
                maxPoolSize,
                minPoolSize,
                maxConnecting,
                maxIdleTime,
                maxLifeTime,
                waitQueueTimeout,
                value,
                checkOutTracing);
    }

    /** The same, with one of so many check-outs remembering the stack it was made from; 0 for none. */
    public PoolSettings checkOutTracing(int value) {
        return new PoolSettings(
                maxPoolSize,
                minPoolSize,
                maxConnecting,
                maxIdleTime,
                maxLifeTime,
                waitQueueTimeout,
                waitQueueMultiple,
                value);
    }
}
