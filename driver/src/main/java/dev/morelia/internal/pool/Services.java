package dev.morelia.internal.pool;

import dev.morelia.bson.ObjectId;
import java.util.HashMap;
import java.util.Map;

/**
 * The services behind a load balancer: how often the connections to each were cleared. One without connections is
 * forgotten. Guarded by the pool's monitor.
 *
 * @see <a href="https://github.com/mongodb/specifications/blob/master/source/load-balancers/load-balancers.md#connection-pooling">Load balancers: connection pooling</a>
 */
final class Services {

    private static final class Service {
        private long generation;
        private int connections;
    }

    private final Map<ObjectId, Service> services = new HashMap<>();

    long generation(ObjectId serviceId) {
        Service service = services.get(serviceId);
        return service == null ? 0 : service.generation;
    }

    /** One connection more; its generation. */
    long add(ObjectId serviceId) {
        Service service = services.computeIfAbsent(serviceId, ignored -> new Service());
        service.connections++;
        return service.generation;
    }

    /** One connection less. */
    void remove(ObjectId serviceId) {
        services.computeIfPresent(serviceId, (id, service) -> --service.connections == 0 ? null : service);
    }

    void clear(ObjectId serviceId) {
        services.computeIfPresent(serviceId, (id, service) -> {
            service.generation++;
            return service;
        });
    }
}
