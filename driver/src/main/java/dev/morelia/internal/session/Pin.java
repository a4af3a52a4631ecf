package dev.morelia.internal.session;

/** Where all commands of a transaction go: one mongos, or one connection behind a load balancer. */
public interface Pin {
    /** The transaction does not need it any more; does nothing by default. May be repeated. */
    default void release() {}
}
