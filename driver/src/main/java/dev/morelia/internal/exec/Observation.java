package dev.morelia.internal.exec;

import dev.morelia.error.MongoException;
import dev.morelia.internal.env.CancelToken;
import dev.morelia.internal.env.Deadline;
import dev.morelia.internal.jfr.CheckOutRecording;
import dev.morelia.internal.jfr.SelectionRecording;
import dev.morelia.internal.log.SelectionLog;
import dev.morelia.internal.operation.Operation;
import dev.morelia.internal.pool.PooledConnection;
import dev.morelia.internal.topology.Server;
import dev.morelia.internal.topology.Topology;
import dev.morelia.settings.ReadPreference;
import dev.morelia.topology.ServerAddress;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * The executor's way to a server and a connection. A log or a flight recording may look on; while none does, the way is
 * that of the topology and the pool and costs nothing else. Thread-safe.
 */
final class Observation {
    private final Topology topology;
    private final boolean logsSelections = SelectionLog.isOn();

    Observation(Topology topology) {
        this.topology = topology;
    }

    Server select(
            String operation,
            int operationId,
            @Nullable ReadPreference readPreference,
            Set<ServerAddress> deprioritized,
            Deadline deadline) {
        return logsSelections || SelectionRecording.isOn()
                ? selectObserved(operation, operationId, readPreference, deprioritized, deadline)
                : topology.select(operation, operationId, readPreference, deprioritized, deadline);
    }

    private Server selectObserved(
            String operation,
            int operationId,
            @Nullable ReadPreference readPreference,
            Set<ServerAddress> deprioritized,
            Deadline deadline) {
        String wanted = topology.wanted(readPreference);
        var log = new SelectionLog(operation, operationId, wanted, topology::description);
        var recording = SelectionRecording.start();
        log.started();
        try {
            Server server = topology.select(operation, operationId, readPreference, deprioritized, deadline);
            recording.end(server.address(), operation, wanted, null);
            log.succeeded(server.address());
            return server;
        } catch (MongoException failure) {
            recording.end(null, operation, wanted, failure);
            log.failed(failure);
            throw failure;
        }
    }

    static PooledConnection checkOut(Server server, Operation<?> operation, Deadline deadline) {
        if (!CheckOutRecording.isOn()) {
            return server.pool().checkOut(operation.commandName(), operation.target(), deadline, CancelToken.NONE);
        }
        var recording = CheckOutRecording.start();
        try {
            PooledConnection connection =
                    server.pool().checkOut(operation.commandName(), operation.target(), deadline, CancelToken.NONE);
            recording.end(server.address(), operation.commandName(), null);
            return connection;
        } catch (MongoException failure) {
            recording.end(server.address(), operation.commandName(), failure);
            throw failure;
        }
    }
}
