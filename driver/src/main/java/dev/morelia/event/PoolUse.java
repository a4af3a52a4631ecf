package dev.morelia.event;

/**
 * The usage of a connection pool at one moment. Immutable and thread-safe.
 *
 * @param size all connections: idle, in use, and pending
 * @param idle idle connections
 * @param inUse connections checked out by operations
 * @param pending connections that are being established
 * @param waiting operations waiting for a connection
 */
public record PoolUse(int size, int idle, int inUse, int pending, int waiting) {}
