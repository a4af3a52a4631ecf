package dev.morelia.simulation;

import dev.morelia.event.PoolListener;
import dev.morelia.internal.background.Background;
import dev.morelia.internal.command.Target;
import dev.morelia.internal.connection.Connection;
import dev.morelia.internal.env.CancelToken;
import dev.morelia.internal.env.Deadline;
import dev.morelia.internal.env.Env;
import dev.morelia.internal.pool.ConnectionPool;
import dev.morelia.internal.pool.PooledConnection;
import dev.morelia.settings.PoolSettings;
import dev.morelia.topology.ServerAddress;
import java.util.List;

/** The driver's pool. */
final class DriverPool implements TestedPool {

    private record Lent(PooledConnection pooled) implements Lease {
        @Override
        public Connection connection() {
            return pooled.connection();
        }

        @Override
        public long generation() {
            return pooled.generation();
        }

        @Override
        public boolean wasInterrupted() {
            return pooled.wasInterrupted();
        }
    }

    private final ConnectionPool pool;
    private final int minimum;

    DriverPool(Env env, PoolSettings settings, Opener opener, Owner owner) {
        this(env, settings, opener, owner, List.of());
    }

    DriverPool(Env env, PoolSettings settings, Opener opener, Owner owner, List<PoolListener> listeners) {
        this.minimum = settings.minPoolSize();
        this.pool = new ConnectionPool(
                new Background(env),
                ServerAddress.of("a.example"),
                settings,
                opener::open,
                (server, failure, generation, serviceId) -> owner.openFailed(failure, generation),
                listeners);
    }

    @Override
    public Lease checkOut(Deadline deadline, CancelToken token) {
        return new Lent(pool.checkOut("ping", Target.of("admin"), deadline, token));
    }

    @Override
    public void checkIn(Lease lease) {
        pool.checkIn(((Lent) lease).pooled);
    }

    @Override
    public void warmUp(Deadline deadline) {
        pool.warmUp(deadline);
    }

    @Override
    public int minimum() {
        return minimum;
    }

    @Override
    public void ready() {
        pool.ready();
    }

    @Override
    public void clear(boolean interruptInUse) {
        pool.clear(null, interruptInUse);
    }

    @Override
    public long generation() {
        return pool.generation();
    }

    @Override
    public int operationCount() {
        return pool.operationCount();
    }

    @Override
    public Sizes sizes() {
        var statistics = pool.statistics();
        return new Sizes(
                statistics.size(), statistics.inUse(), statistics.pending(), statistics.waiting(), statistics.ready());
    }

    @Override
    public void close() {
        pool.close();
    }
}
