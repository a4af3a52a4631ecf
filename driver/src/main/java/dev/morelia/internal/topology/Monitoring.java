package dev.morelia.internal.topology;

import dev.morelia.internal.seedlist.SeedlistLookup;
import dev.morelia.topology.ServerAddress;

/** Creates the monitors of the servers of a {@link Topology}, which report to it. Thread-safe. */
public interface Monitoring {

    /** Creates the monitor of a server without starting it. */
    Watch watch(ServerAddress address, Topology topology);

    /** Creates the monitor of the SRV records that provide the hosts, without starting it. */
    Watch watchSeedlist(SeedlistLookup lookup, Topology topology);

    /** Whether to use the streaming protocol with servers that support it. */
    boolean streaming();

    /** The monitor of a server, or of the SRV records. */
    interface Watch {
        /** Starts monitoring, unless it is started. */
        void start();

        /** Requests a check soon; has no effect while one is in progress. */
        void requestCheck();

        /** Cancels the check in progress, because its connection has probably failed. */
        void cancelCheck();

        /** Stops reporting; the returned action, to be run without a lock, ends the monitor. */
        Runnable closing();
    }
}
