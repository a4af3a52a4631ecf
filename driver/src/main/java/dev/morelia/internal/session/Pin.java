package dev.morelia.internal.session;

/** Where all commands of a transaction go: one mongos, or one connection behind a load balancer. */
public interface Pin {
    /** Whether it keeps a connection of the pool, for which other operations may be waiting. */
    default boolean holdsConnection() {
        return false;
    }

    /** The transaction does not need it any more; does nothing by default. May be repeated. */
    default void release() {}
}
