package dev.morelia.internal.pool;

import dev.morelia.bson.ObjectId;
import java.util.HashMap;
import java.util.Map;

/**
 * How often the connections of a pool were cleared, and which of them are stale therefore. Behind a load balancer a
 * connection belongs to a service, which is cleared apart from others and has a generation of its own; a service
 * without connections is forgotten. Guarded by the pool's monitor.
 *
 * @see <a href="https://github.com/mongodb/specifications/blob/master/source/load-balancers/load-balancers.md#connection-pooling">Load balancers: connection pooling</a>
 */
final class Generations {

    private static final class Service {
        private long generation;
        private int connections;
    }

    /** Only changed under the monitor; volatile for those who read it without. */
    private volatile long ofPool;

    private final Map<ObjectId, Service> services = new HashMap<>();

    /** How often the whole pool was cleared. Also without the monitor. */
    long ofPool() {
        return ofPool;
    }

    /** How often the connections to a service were cleared. */
    long of(ObjectId serviceId) {
        Service service = services.get(serviceId);
        return service == null ? 0 : service.generation;
    }

    /** Whether the pool, or behind a load balancer the connection's service, was cleared since it was established. */
    boolean isStale(PooledConnection connection) {
        ObjectId serviceId = connection.serviceId();
        return connection.generation() != (serviceId == null ? ofPool : of(serviceId));
    }

    /** A connection turns out to lead to a service, and has the generation of that from now on. */
    void join(PooledConnection connection, ObjectId serviceId) {
        Service service = services.computeIfAbsent(serviceId, ignored -> new Service());
        service.connections++;
        connection.leadsTo(serviceId, service.generation);
    }

    /** A connection is no longer part of the pool. */
    void leave(PooledConnection connection) {
        ObjectId serviceId = connection.serviceId();
        if (serviceId != null) {
            services.computeIfPresent(serviceId, (id, service) -> --service.connections == 0 ? null : service);
        }
    }

    /** Makes all connections stale that lead to no service. */
    void clear() {
        long next = ofPool + 1;
        ofPool = next;
    }

    /** Makes the connections of one service stale. */
    void clear(ObjectId serviceId) {
        services.computeIfPresent(serviceId, (id, service) -> {
            service.generation++;
            return service;
        });
    }
}
