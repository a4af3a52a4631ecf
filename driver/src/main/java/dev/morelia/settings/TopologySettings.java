package dev.morelia.settings;

import dev.morelia.internal.argument.Argument;
import dev.morelia.topology.ServerAddress;
import dev.morelia.topology.ServerDescription;
import java.time.Duration;
import java.util.List;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;

/**
 * Which deployment a client talks to and how it chooses among its servers. Immutable and thread-safe.
 *
 * @param hosts where to start looking; empty only while {@code srv} has not been resolved
 * @param srv the DNS name that tells the hosts, or null
 * @param replicaSet name that the replica set must have, or null for any
 * @param directConnection whether to talk to the one host only, whatever it is, without discovering others
 * @param loadBalanced whether the one host is a load balancer in front of mongos servers
 * @param localThreshold how much slower than the fastest a server may answer and still be chosen; 15 ms unless set
 * @param serverSelectionTimeout how long an operation waits for a suitable server; zero means not at all; 30 s unless
 *     set
 * @param serverSelectionTryOnce whether an operation fails after one look at each server that finds none suitable,
 *     without waiting longer; false unless set
 * @param failFast whether an operation stops waiting for a server as soon as every server has been looked at and
 *     waiting cannot help: a host name that DNS does not know, TLS or the set's name wrong, no server with the tags;
 *     false unless set
 * @param serverSelector a filter of the servers that can serve an operation, to which it must confine itself; called
 *     for every operation by its thread, so it must be fast and thread-safe; null for none
 * @see <a href="https://github.com/mongodb/specifications/blob/master/source/server-selection/server-selection.md">Server Selection</a>
 */
public record TopologySettings(
        List<ServerAddress> hosts,
        @Nullable SrvSettings srv,
        @Nullable String replicaSet,
        boolean directConnection,
        boolean loadBalanced,
        Duration localThreshold,
        Duration serverSelectionTimeout,
        boolean serverSelectionTryOnce,
        boolean failFast,
        @Nullable UnaryOperator<List<ServerDescription>> serverSelector) {
    private static final TopologySettings DEFAULTS = new TopologySettings(
            List.of(ServerAddress.of("localhost")),
            null,
            null,
            false,
            false,
            Duration.ofMillis(15),
            Duration.ofSeconds(30),
            false,
            false,
            null);

    /**
     * Settings.
     *
     * @throws IllegalArgumentException if there is neither host nor {@code srv}, or if components contradict
     */
    public TopologySettings {
        hosts = List.copyOf(Argument.list("hosts", hosts));
        Argument.duration("localThreshold", localThreshold);
        Argument.duration("serverSelectionTimeout", serverSelectionTimeout);
        if (replicaSet != null) {
            Argument.text("replicaSet", replicaSet);
        }
        if (hosts.isEmpty() && srv == null) {
            throw new IllegalArgumentException("hosts must not be empty");
        }
        if (directConnection && (hosts.size() > 1 || srv != null)) {
            throw new IllegalArgumentException("directConnection=true needs exactly one host and no mongodb+srv, got "
                    + (srv != null ? "mongodb+srv://" + srv.host() : hosts));
        }
        if (loadBalanced) {
            checkLoadBalanced(hosts, srv, replicaSet, directConnection);
        }
        if (srv != null && srv.maxHosts() > 0 && replicaSet != null) {
            throw new IllegalArgumentException("srvMaxHosts=" + srv.maxHosts() + " must not be set with replicaSet="
                    + replicaSet + ": it limits the mongos servers of a sharded cluster");
        }
    }

    private static void checkLoadBalanced(
            List<ServerAddress> hosts,
            @Nullable SrvSettings srv,
            @Nullable String replicaSet,
            boolean directConnection) {
        if (hosts.size() > 1) {
            throw new IllegalArgumentException("loadBalanced=true needs exactly one host, got " + hosts);
        }
        if (replicaSet != null) {
            throw new IllegalArgumentException("loadBalanced=true must not be set with replicaSet=" + replicaSet);
        }
        if (directConnection) {
            throw new IllegalArgumentException("loadBalanced=true must not be set with directConnection=true");
        }
        if (srv != null && srv.maxHosts() > 0) {
            throw new IllegalArgumentException("loadBalanced=true must not be set with srvMaxHosts=" + srv.maxHosts());
        }
    }

    /** What holds where nothing was said: one server on this machine at the default port. */
    public static TopologySettings defaults() {
        return DEFAULTS;
    }

    /** The same with other hosts and without {@code srv}. */
    public TopologySettings hosts(List<ServerAddress> value) {
        return new TopologySettings(
                Argument.notEmpty("hosts", value),
                null,
                replicaSet,
                directConnection,
                loadBalanced,
                localThreshold,
                serverSelectionTimeout,
                serverSelectionTryOnce,
                failFast,
                serverSelector);
    }

    /** The same with another {@code replicaSet}; null for any. */
    public TopologySettings replicaSet(@Nullable String value) {
        return new TopologySettings(
                hosts,
                srv,
                value,
                directConnection,
                loadBalanced,
                localThreshold,
                serverSelectionTimeout,
                serverSelectionTryOnce,
                failFast,
                serverSelector);
    }

    /** The same with another {@code directConnection}. */
    public TopologySettings directConnection(boolean value) {
        return new TopologySettings(
                hosts,
                srv,
                replicaSet,
                value,
                loadBalanced,
                localThreshold,
                serverSelectionTimeout,
                serverSelectionTryOnce,
                failFast,
                serverSelector);
    }

    /** The same with another {@code loadBalanced}. */
    public TopologySettings loadBalanced(boolean value) {
        return new TopologySettings(
                hosts,
                srv,
                replicaSet,
                directConnection,
                value,
                localThreshold,
                serverSelectionTimeout,
                serverSelectionTryOnce,
                failFast,
                serverSelector);
    }

    /** The same with another {@code localThreshold}. */
    public TopologySettings localThreshold(Duration value) {
        return new TopologySettings(
                hosts,
                srv,
                replicaSet,
                directConnection,
                loadBalanced,
                value,
                serverSelectionTimeout,
                serverSelectionTryOnce,
                failFast,
                serverSelector);
    }

    /** The same with another {@code serverSelectionTimeout}. */
    public TopologySettings serverSelectionTimeout(Duration value) {
        return new TopologySettings(
                hosts,
                srv,
                replicaSet,
                directConnection,
                loadBalanced,
                localThreshold,
                value,
                serverSelectionTryOnce,
                failFast,
                serverSelector);
    }

    /** The same with another {@code serverSelectionTryOnce}. */
    public TopologySettings serverSelectionTryOnce(boolean value) {
        return new TopologySettings(
                hosts,
                srv,
                replicaSet,
                directConnection,
                loadBalanced,
                localThreshold,
                serverSelectionTimeout,
                value,
                failFast,
                serverSelector);
    }

    /** The same with another {@code failFast}. */
    public TopologySettings failFast(boolean value) {
        return new TopologySettings(
                hosts,
                srv,
                replicaSet,
                directConnection,
                loadBalanced,
                localThreshold,
                serverSelectionTimeout,
                serverSelectionTryOnce,
                value,
                serverSelector);
    }

    /** The same with another {@code serverSelector}; null for none. */
    public TopologySettings serverSelector(@Nullable UnaryOperator<List<ServerDescription>> value) {
        return new TopologySettings(
                hosts,
                srv,
                replicaSet,
                directConnection,
                loadBalanced,
                localThreshold,
                serverSelectionTimeout,
                serverSelectionTryOnce,
                failFast,
                value);
    }
}
