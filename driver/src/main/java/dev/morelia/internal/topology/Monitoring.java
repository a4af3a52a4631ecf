package dev.morelia.internal.topology;

import dev.morelia.topology.ServerAddress;

/** How the servers of a {@link Topology} are watched; what is found is told to it. Thread-safe. */
public interface Monitoring {

    /** A watch over one server, which is not started yet. */
    Watch watch(ServerAddress address, Topology topology);

    /** Whether servers that can shall answer only on a change. */
    boolean streaming();

    /** A watch over one server. */
    interface Watch {
        /** Begins to watch, unless it does so already. */
        void start();

        /** Asks for a check soon; has no effect while one is under way. */
        void requestCheck();

        /** Breaks off the check under way, because its connection is likely broken. */
        void cancelCheck();

        /** Tells nothing any more; what this returns, to be run without a lock, ends the watch. */
        Runnable closing();
    }
}
