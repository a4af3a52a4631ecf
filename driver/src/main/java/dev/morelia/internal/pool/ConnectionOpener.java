package dev.morelia.internal.pool;

import dev.morelia.error.MongoException;
import dev.morelia.internal.connection.Connection;
import dev.morelia.internal.env.CancelToken;
import dev.morelia.internal.env.Deadline;

/** Opens a connection, handshake included; how the pool reaches the network. */
@FunctionalInterface
public interface ConnectionOpener {
    /**
     * A connection that is ready for commands, with this number in its pool. Called outside every lock, by the thread
     * that asked for a connection or by the pool's maintenance.
     *
     * @param deadline until when it must be open
     * @param token ends the attempt when it is cancelled, as the pool does when it is closed
     * @throws MongoException when it could not be opened
     */
    Connection open(long driverConnectionId, Deadline deadline, CancelToken token);
}
