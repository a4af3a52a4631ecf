package dev.morelia.internal.pool;

/**
 * A pool at one moment.
 *
 * @param size all its connections: idle, in use and pending
 * @param idle connections that are available
 * @param inUse connections that are checked out
 * @param pending connections that are being established
 * @param waiting operations waiting for one
 * @param generation how often it was cleared
 * @param ready whether it hands connections out: neither paused nor closed
 */
public record PoolStatistics(int size, int idle, int inUse, int pending, int waiting, long generation, boolean ready) {}
