package dev.morelia.event;

import dev.morelia.bson.ObjectId;
import dev.morelia.settings.PoolSettings;
import dev.morelia.topology.ServerAddress;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/**
 * An event of a connection pool.
 *
 * @see <a href="https://github.com/mongodb/specifications/blob/master/source/connection-monitoring-and-pooling/connection-monitoring-and-pooling.md#events">Connection Monitoring and Pooling: events</a>
 */
public sealed interface PoolEvent {

    /** The server that the pool belongs to. */
    ServerAddress server();

    /** Why a connection was closed. */
    enum CloseReason {
        /** The pool was cleared since the connection was opened. */
        STALE,
        /** The connection was idle for longer than allowed. */
        IDLE,
        /** The connection failed. */
        ERROR,
        /** The pool was closed. */
        POOL_CLOSED
    }

    /** Why a check-out failed. */
    enum CheckOutFailure {
        /** The pool was closed. */
        POOL_CLOSED,
        /** No connection became available in time. */
        TIMEOUT,
        /** A new connection could not be established, or the pool was cleared. */
        CONNECTION_ERROR
    }

    /**
     * A pool was created; it is not ready yet.
     *
     * @param server the server that the pool belongs to
     * @param settings the settings of the pool
     */
    record PoolCreated(ServerAddress server, PoolSettings settings) implements PoolEvent {}

    /**
     * A pool is ready: it establishes connections and serves check-outs.
     *
     * @param server the server that the pool belongs to
     */
    record PoolReady(ServerAddress server) implements PoolEvent {}

    /**
     * A pool was cleared: all its connections became stale because the server was found to be unusable.
     *
     * @param server the server that the pool belongs to
     * @param serviceId the service behind a load balancer whose connections were cleared; null without a load balancer
     * @param interruptInUseConnections whether connections in use were interrupted as well
     */
    record PoolCleared(ServerAddress server, @Nullable ObjectId serviceId, boolean interruptInUseConnections)
            implements PoolEvent {}

    /**
     * A pool was closed.
     *
     * @param server the server that the pool belongs to
     */
    record PoolClosed(ServerAddress server) implements PoolEvent {}

    /**
     * A connection was created; it is not established yet.
     *
     * @param server the server that the pool belongs to
     * @param driverConnectionId the driver's number for the connection
     */
    record ConnectionCreated(ServerAddress server, long driverConnectionId) implements PoolEvent {}

    /**
     * A connection is established, including handshake and authentication.
     *
     * @param server the server that the pool belongs to
     * @param driverConnectionId the driver's number for the connection
     * @param duration time since it was created
     */
    record ConnectionReady(ServerAddress server, long driverConnectionId, Duration duration) implements PoolEvent {}

    /**
     * A connection was closed.
     *
     * @param server the server that the pool belongs to
     * @param driverConnectionId the driver's number for the connection
     * @param reason why it was closed
     * @param error the error while the connection was being established; null if it was closed for another reason or
     *     failed in use, as the operation then reports the error
     */
    record ConnectionClosed(
            ServerAddress server,
            long driverConnectionId,
            CloseReason reason,
            @Nullable Throwable error) implements PoolEvent {}

    /**
     * An operation requests a connection.
     *
     * @param server the server that the pool belongs to
     */
    record CheckOutStarted(ServerAddress server) implements PoolEvent {}

    /**
     * An operation could not get a connection.
     *
     * @param server the server that the pool belongs to
     * @param reason why the check-out failed
     * @param duration time since the check-out started
     * @param error the error that the operation gets
     */
    record CheckOutFailed(ServerAddress server, CheckOutFailure reason, Duration duration, Throwable error)
            implements PoolEvent {}

    /**
     * An operation got a connection.
     *
     * @param server the server that the pool belongs to
     * @param driverConnectionId the driver's number for the connection
     * @param duration time since the check-out started
     */
    record CheckedOut(ServerAddress server, long driverConnectionId, Duration duration) implements PoolEvent {}

    /**
     * An operation returned its connection.
     *
     * @param server the server that the pool belongs to
     * @param driverConnectionId the driver's number for the connection
     */
    record CheckedIn(ServerAddress server, long driverConnectionId) implements PoolEvent {}
}
