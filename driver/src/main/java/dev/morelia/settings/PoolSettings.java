package dev.morelia.settings;

import dev.morelia.internal.argument.Argument;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * Limits of the connection pools; each server of a deployment has a pool of its own with these limits. Immutable and
 * thread-safe.
 *
 * @see <a href="https://github.com/mongodb/specifications/blob/master/source/connection-monitoring-and-pooling/connection-monitoring-and-pooling.md#connection-pool-options-1">Connection Monitoring and Pooling: options</a>
 */
public final class PoolSettings {
    private static final PoolSettings DEFAULTS = new PoolSettings(new Fields());

    private final Fields fields;

    private PoolSettings(Fields fields) {
        this.fields = fields;
    }

    /** The defaults. */
    public static PoolSettings defaults() {
        return DEFAULTS;
    }

    /** The maximum number of connections of a pool, in use or not; 0 for no limit; 100 by default. */
    public int maxPoolSize() {
        return fields.maxPoolSize;
    }

    /** Returns a copy with the given {@code maxPoolSize}; 0 for no limit. */
    public PoolSettings maxPoolSize(int value) {
        return with(changed -> changed.maxPoolSize = value);
    }

    /** The number of connections that are kept open even when idle; 0 by default. */
    public int minPoolSize() {
        return fields.minPoolSize;
    }

    /** Returns a copy with the given {@code minPoolSize}. */
    public PoolSettings minPoolSize(int value) {
        return with(changed -> changed.minPoolSize = value);
    }

    /** The maximum number of connections that a pool establishes concurrently; 2 by default. */
    public int maxConnecting() {
        return fields.maxConnecting;
    }

    /** Returns a copy with the given {@code maxConnecting}. */
    public PoolSettings maxConnecting(int value) {
        return with(changed -> changed.maxConnecting = value);
    }

    /** How long a connection may be idle before it is closed; zero for no limit, the default. */
    public Duration maxIdleTime() {
        return fields.maxIdleTime;
    }

    /** Returns a copy with the given {@code maxIdleTime}; zero for no limit. */
    public PoolSettings maxIdleTime(Duration value) {
        return with(changed -> changed.maxIdleTime = value);
    }

    /** The age at which a connection is closed at the next check-in; zero for no limit, the default. */
    public Duration maxLifeTime() {
        return fields.maxLifeTime;
    }

    /** Returns a copy with the given {@code maxLifeTime}; zero for no limit. */
    public PoolSettings maxLifeTime(Duration value) {
        return with(changed -> changed.maxLifeTime = value);
    }

    /**
     * How long an operation waits for a connection; zero for no limit, the default. Prefer {@link
     * ClientSettings#timeout}, which replaces it.
     */
    public Duration waitQueueTimeout() {
        return fields.waitQueueTimeout;
    }

    /** Returns a copy with the given {@code waitQueueTimeout}; zero for no limit. */
    public PoolSettings waitQueueTimeout(Duration value) {
        return with(changed -> changed.waitQueueTimeout = value);
    }

    /** The maximum number of waiting operations per connection of {@code maxPoolSize}; 0 for no limit, the default. */
    public int waitQueueMultiple() {
        return fields.waitQueueMultiple;
    }

    /** Returns a copy with the given {@code waitQueueMultiple}; 0 for no limit. */
    public PoolSettings waitQueueMultiple(int value) {
        return with(changed -> changed.waitQueueMultiple = value);
    }

    /**
     * Records the stack of one check-out in so many, which the error of an exhausted pool then shows. Recording takes
     * microseconds, so use 1 only to find a leak; 0 for none, the default.
     */
    public int checkOutTracing() {
        return fields.checkOutTracing;
    }

    /** Returns a copy that records the stack of one check-out in so many; 0 for none. */
    public PoolSettings checkOutTracing(int value) {
        return with(changed -> changed.checkOutTracing = value);
    }

    PoolSettings with(Consumer<Fields> change) {
        return new PoolSettings(fields.with(change));
    }

    @Override
    public boolean equals(@Nullable Object other) {
        return other instanceof PoolSettings settings && settings.fields.equals(fields);
    }

    @Override
    public int hashCode() {
        return fields.hashCode();
    }

    @Override
    public String toString() {
        return "PoolSettings" + fields;
    }

    /** The values and their defaults. */
    static final class Fields extends Values<Fields> {
        int maxPoolSize = 100;
        int minPoolSize;
        int maxConnecting = 2;
        Duration maxIdleTime = Duration.ZERO;
        Duration maxLifeTime = Duration.ZERO;
        Duration waitQueueTimeout = Duration.ZERO;
        int waitQueueMultiple;
        int checkOutTracing;

        @Override
        void check() {
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

        @Override
        Map<String, @Nullable Object> all() {
            var all = new LinkedHashMap<String, @Nullable Object>();
            all.put("maxPoolSize", maxPoolSize);
            all.put("minPoolSize", minPoolSize);
            all.put("maxConnecting", maxConnecting);
            all.put("maxIdleTime", maxIdleTime);
            all.put("maxLifeTime", maxLifeTime);
            all.put("waitQueueTimeout", waitQueueTimeout);
            all.put("waitQueueMultiple", waitQueueMultiple);
            all.put("checkOutTracing", checkOutTracing);
            return all;
        }
    }
}
