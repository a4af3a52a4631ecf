package dev.morelia.event;

/**
 * Listener for connection pool events. Called by the thread that does the work, or by a thread for events; must be
 * thread-safe and fast. A listener that runs operations of the same client may wait for the very connection that the
 * event is about: run them on another thread.
 *
 * @see <a href="https://github.com/mongodb/specifications/blob/master/source/connection-monitoring-and-pooling/connection-monitoring-and-pooling.md#events">Connection Monitoring and Pooling: events</a>
 */
public interface PoolListener {
    /** A pool was created; it is not ready yet. */
    default void poolCreated(PoolEvent.PoolCreated event) {}

    /** A pool is ready: it establishes connections and serves check-outs. */
    default void poolReady(PoolEvent.PoolReady event) {}

    /** A pool was cleared: all its connections became stale. */
    default void poolCleared(PoolEvent.PoolCleared event) {}

    /** A pool was closed. */
    default void poolClosed(PoolEvent.PoolClosed event) {}

    /** A connection was created; it is not established yet. */
    default void connectionCreated(PoolEvent.ConnectionCreated event) {}

    /** A connection is established, including handshake and authentication. */
    default void connectionReady(PoolEvent.ConnectionReady event) {}

    /** A connection was closed. */
    default void connectionClosed(PoolEvent.ConnectionClosed event) {}

    /** An operation requests a connection. */
    default void checkOutStarted(PoolEvent.CheckOutStarted event) {}

    /** An operation could not get a connection. */
    default void checkOutFailed(PoolEvent.CheckOutFailed event) {}

    /** An operation got a connection. */
    default void checkedOut(PoolEvent.CheckedOut event) {}

    /** An operation returned its connection. */
    default void checkedIn(PoolEvent.CheckedIn event) {}
}
