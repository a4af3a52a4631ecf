package dev.morelia.internal.pool;

/** What a connection is checked out for, as the error of an exhausted pool counts it. */
public enum ConnectionUse {
    /** One operation. */
    OPERATION,
    /** A cursor behind a load balancer, or one whose server sends batches unasked, until it is exhausted or closed. */
    CURSOR,
    /** A transaction behind a load balancer, until it ends. */
    TRANSACTION
}
