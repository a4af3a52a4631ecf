package dev.morelia.internal.topology;

import dev.morelia.internal.pool.ConnectionPool;
import dev.morelia.settings.ServerAddress;

/**
 * A server that can serve an operation.
 *
 * @param address where it listens
 * @param pool connections to it
 */
public record Server(ServerAddress address, ConnectionPool pool) {}
