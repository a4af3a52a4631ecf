package dev.morelia.event;

import dev.morelia.bson.ObjectId;
import dev.morelia.settings.PoolSettings;
import dev.morelia.topology.ServerAddress;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/**
 * Something happened in a connection pool.
 *
 * @see <a href="https://github.com/mongodb/specifications/blob/master/source/connection-monitoring-and-pooling/connection-monitoring-and-pooling.md#events">Connection Monitoring and Pooling: events</a>
 */
public sealed interface PoolEvent {

    /** The server whose pool it is. */
    ServerAddress server();

    /** Why a connection was closed. */
    enum CloseReason {
        /** The pool was cleared since the connection was opened. */
        STALE,
        /** The connection was not used for too long. */
        IDLE,
        /** The connection broke. */
        ERROR,
        /** The pool was closed. */
        POOL_CLOSED
    }

    /** Why no connection was handed out. */
    enum CheckOutFailure {
        /** The pool was closed. */
        POOL_CLOSED,
        /** None became free in time. */
        TIMEOUT,
        /** A new one could not be opened, or the pool was cleared. */
        CONNECTION_ERROR
    }

    /**
     * A pool was created; it is not ready yet.
     *
     * @param server the server whose pool it is
     * @param settings its limits
     */
    record PoolCreated(ServerAddress server, PoolSettings settings) implements PoolEvent {}

    /**
     * A pool now opens connections and hands them out.
     *
     * @param server the server whose pool it is
     */
    record PoolReady(ServerAddress server) implements PoolEvent {}

    /**
     * All connections of a pool became stale, because the server was found unusable.
     *
     * @param server the server whose pool it is
     * @param serviceId the server behind a load balancer whose connections these are; null without load balancer
     * @param interruptInUseConnections whether connections in use were cut as well
     */
    record PoolCleared(ServerAddress server, @Nullable ObjectId serviceId, boolean interruptInUseConnections)
            implements PoolEvent {}

    /**
     * A pool was closed.
     *
     * @param server the server whose pool it is
     */
    record PoolClosed(ServerAddress server) implements PoolEvent {}

    /**
     * A connection was created; it is not open yet.
     *
     * @param server the server whose pool it is
     * @param driverConnectionId its number
     */
    record ConnectionCreated(ServerAddress server, long driverConnectionId) implements PoolEvent {}

    /**
     * A connection is open, with handshake and login done.
     *
     * @param server the server whose pool it is
     * @param driverConnectionId its number
     * @param duration time since it was created
     */
    record ConnectionReady(ServerAddress server, long driverConnectionId, Duration duration) implements PoolEvent {}

    /**
     * A connection was closed.
     *
     * @param server the server whose pool it is
     * @param driverConnectionId its number
     * @param reason why
     * @param error what went wrong while it was opened; null if it was closed for another reason, or broke in use: the
     *     operation tells that
     */
    record ConnectionClosed(
            ServerAddress server,
            long driverConnectionId,
            CloseReason reason,
            @Nullable Throwable error) implements PoolEvent {}

    /**
     * An operation asks for a connection.
     *
     * @param server the server whose pool it is
     */
    record CheckOutStarted(ServerAddress server) implements PoolEvent {}

    /**
     * An operation got no connection.
     *
     * @param server the server whose pool it is
     * @param reason why
     * @param duration time since it asked
     * @param error what the operation is told
     */
    record CheckOutFailed(ServerAddress server, CheckOutFailure reason, Duration duration, Throwable error)
            implements PoolEvent {}

    /**
     * An operation got a connection.
     *
     * @param server the server whose pool it is
     * @param driverConnectionId its number
     * @param duration time since it asked
     */
    record CheckedOut(ServerAddress server, long driverConnectionId, Duration duration) implements PoolEvent {}

    /**
     * An operation gave its connection back.
     *
     * @param server the server whose pool it is
     * @param driverConnectionId its number
     */
    record CheckedIn(ServerAddress server, long driverConnectionId) implements PoolEvent {}
}
