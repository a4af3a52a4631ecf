package dev.morelia.event;

/**
 * How a connection pool is used at one moment. Immutable and thread-safe.
 *
 * @param size all its connections: idle, in use, and being opened
 * @param idle connections that lie ready
 * @param inUse connections that operations have
 * @param pending connections that are being opened
 * @param waiting operations that wait for one
 */
public record PoolUse(int size, int idle, int inUse, int pending, int waiting) {}
