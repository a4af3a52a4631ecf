package dev.morelia.internal.pool;

import dev.morelia.internal.connection.Connection;
import dev.morelia.internal.env.Deadline;

/** Opens a connection, handshake included; how the pool reaches the network. */
@FunctionalInterface
public interface ConnectionOpener {
    /** A connection that is ready for commands, with this number in its pool. */
    Connection open(long driverConnectionId, Deadline deadline);
}
