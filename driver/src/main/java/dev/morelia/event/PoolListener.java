package dev.morelia.event;

/**
 * Hears of connection pools. Called by the thread that does the work, or by one for events; must be thread-safe and
 * quick. A listener that runs operations of its client may wait for the very connection that it is told of: give them a
 * thread of their own.
 *
 * @see <a href="https://github.com/mongodb/specifications/blob/master/source/connection-monitoring-and-pooling/connection-monitoring-and-pooling.md#events">Connection Monitoring and Pooling: events</a>
 */
public interface PoolListener {
    /** A pool was created; it is not ready yet. */
    default void poolCreated(PoolEvent.PoolCreated event) {}

    /** A pool now opens connections and hands them out. */
    default void poolReady(PoolEvent.PoolReady event) {}

    /** All connections of a pool became stale. */
    default void poolCleared(PoolEvent.PoolCleared event) {}

    /** A pool was closed. */
    default void poolClosed(PoolEvent.PoolClosed event) {}

    /** A connection was created; it is not open yet. */
    default void connectionCreated(PoolEvent.ConnectionCreated event) {}

    /** A connection is open, with handshake and login done. */
    default void connectionReady(PoolEvent.ConnectionReady event) {}

    /** A connection was closed. */
    default void connectionClosed(PoolEvent.ConnectionClosed event) {}

    /** An operation asks for a connection. */
    default void checkOutStarted(PoolEvent.CheckOutStarted event) {}

    /** An operation got no connection. */
    default void checkOutFailed(PoolEvent.CheckOutFailed event) {}

    /** An operation got a connection. */
    default void checkedOut(PoolEvent.CheckedOut event) {}

    /** An operation gave its connection back. */
    default void checkedIn(PoolEvent.CheckedIn event) {}
}
