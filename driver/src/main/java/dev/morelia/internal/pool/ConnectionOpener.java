package dev.morelia.internal.pool;

import dev.morelia.error.MongoException;
import dev.morelia.internal.connection.Connection;
import dev.morelia.internal.env.CancelToken;
import dev.morelia.internal.env.Deadline;

/** Establishes connections in two steps, handshake and authentication; how the pool reaches the network. */
@FunctionalInterface
public interface ConnectionOpener {
    /**
     * A connection with this number in its pool, whose server has replied to the handshake. Called outside every lock,
     * by the thread that asked for a connection or by the pool's maintenance.
     *
     * @param deadline until when it must be open
     * @param token ends the attempt when it is cancelled, as the pool does when it is closed
     * @throws MongoException when it could not be opened
     */
    Connection open(long driverConnectionId, Deadline deadline, CancelToken token);

    /**
     * Makes a connection ready for commands; the pool closes it if this fails.
     *
     * @throws MongoException when the server rejects the client, or could not be asked
     */
    default void authenticate(Connection connection, Deadline deadline, CancelToken token) {}
}
