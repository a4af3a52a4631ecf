package dev.morelia.settings;

import dev.morelia.internal.argument.Argument;
import dev.morelia.topology.ServerAddress;
import dev.morelia.topology.ServerDescription;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;
import java.util.function.Predicate;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;

/**
 * Which deployment a client talks to and how it chooses among its servers. Immutable and thread-safe.
 *
 * @see <a href="https://github.com/mongodb/specifications/blob/master/source/server-selection/server-selection.md">Server Selection</a>
 */
public final class TopologySettings {
    private static final TopologySettings DEFAULTS = new TopologySettings(new Fields());

    private final Fields fields;

    private TopologySettings(Fields fields) {
        this.fields = fields;
    }

    /** The defaults: one server on this machine at the default port. */
    public static TopologySettings defaults() {
        return DEFAULTS;
    }

    /** Where to start looking; empty with {@code srv} until DNS has provided the hosts. */
    public List<ServerAddress> hosts() {
        return fields.hosts;
    }

    /** Returns a copy with the given hosts, without {@code srv} and {@code srvHostValidator}. */
    public TopologySettings hosts(List<ServerAddress> value) {
        return with(changed -> {
            changed.hosts = Argument.notEmpty("hosts", value);
            changed.srv = null;
            changed.srvHostValidator = null;
        });
    }

    /** The DNS name that provides the hosts, or null. */
    public @Nullable SrvSettings srv() {
        return fields.srv;
    }

    /**
     * Decides about each host of an SRV record whether the client may connect to it, in place of the check that the
     * host belongs to the domain of {@link #srv}; null, the default, for that check. Receives the host name in lower
     * case and without a dot at its end. Called at every lookup of the SRV records, on the thread of the lookup, so it
     * must be thread-safe. A record that it does not accept, or throws for, is treated like one of a foreign domain: an
     * error of the first lookup, later ignored.
     *
     * <p>The DNS answer decides to which hosts the client sends its credentials: a validator that accepts too much
     * gives them away.
     */
    public @Nullable Predicate<String> srvHostValidator() {
        return fields.srvHostValidator;
    }

    /**
     * Returns a copy with the given {@code srvHostValidator}; null for none.
     *
     * @throws IllegalArgumentException if there is one without {@link #srv}, or with {@code srvAllowedHostsSuffix}
     */
    public TopologySettings srvHostValidator(@Nullable Predicate<String> value) {
        return with(changed -> changed.srvHostValidator = value);
    }

    /** Returns a copy with the hosts that DNS provides, and with the options of a TXT record that are not set. */
    TopologySettings resolved(List<ServerAddress> found, UriOptions options) {
        return with(changed -> {
            changed.hosts = Argument.notEmpty("hosts", found);
            if (changed.replicaSet == null) {
                changed.replicaSet = options.text(UriOption.REPLICA_SET);
            }
            if (changed.loadBalanced == null) {
                changed.loadBalanced = options.bool(UriOption.LOAD_BALANCED);
            }
        });
    }

    /** Name that the replica set must have, or null for any. */
    public @Nullable String replicaSet() {
        return fields.replicaSet;
    }

    /** Returns a copy with the given {@code replicaSet}; null for any. */
    public TopologySettings replicaSet(@Nullable String value) {
        return with(changed -> changed.replicaSet = value);
    }

    /** Whether to talk to the one host only, whatever it is, without discovering others. */
    public boolean directConnection() {
        return fields.directConnection;
    }

    /** Returns a copy with the given {@code directConnection}. */
    public TopologySettings directConnection(boolean value) {
        return with(changed -> changed.directConnection = value);
    }

    /** Whether the one host is a load balancer in front of mongos servers. */
    public boolean loadBalanced() {
        return fields.isLoadBalanced();
    }

    /** Returns a copy with the given {@code loadBalanced}. */
    public TopologySettings loadBalanced(boolean value) {
        return with(changed -> changed.loadBalanced = value);
    }

    /** How much slower than the fastest a server may answer and still be chosen; 15 ms unless set. */
    public Duration localThreshold() {
        return fields.localThreshold;
    }

    /** Returns a copy with the given {@code localThreshold}. */
    public TopologySettings localThreshold(Duration value) {
        return with(changed -> changed.localThreshold = value);
    }

    /** How long an operation waits for a suitable server; zero means not at all; 30 s unless set. */
    public Duration serverSelectionTimeout() {
        return fields.serverSelectionTimeout;
    }

    /** Returns a copy with the given {@code serverSelectionTimeout}. */
    public TopologySettings serverSelectionTimeout(Duration value) {
        return with(changed -> changed.serverSelectionTimeout = value);
    }

    /**
     * Whether an operation fails after one look at each server that finds none suitable, without waiting longer; false
     * unless set.
     */
    public boolean serverSelectionTryOnce() {
        return fields.serverSelectionTryOnce;
    }

    /** Returns a copy with the given {@code serverSelectionTryOnce}. */
    public TopologySettings serverSelectionTryOnce(boolean value) {
        return with(changed -> changed.serverSelectionTryOnce = value);
    }

    /**
     * Whether an operation stops waiting for a server as soon as every server has been looked at and waiting cannot
     * help: a host name that DNS does not know, TLS or the set's name wrong, no server with the tags; false unless set.
     */
    public boolean failFast() {
        return fields.failFast;
    }

    /** Returns a copy with the given {@code failFast}. */
    public TopologySettings failFast(boolean value) {
        return with(changed -> changed.failFast = value);
    }

    /**
     * A filter of the servers that can serve an operation, to which it must confine itself; called for every operation
     * by its thread, so it must be fast and thread-safe; null for none.
     */
    public @Nullable UnaryOperator<List<ServerDescription>> serverSelector() {
        return fields.serverSelector;
    }

    /** Returns a copy with the given {@code serverSelector}; null for none. */
    public TopologySettings serverSelector(@Nullable UnaryOperator<List<ServerDescription>> value) {
        return with(changed -> changed.serverSelector = value);
    }

    TopologySettings with(Consumer<Fields> change) {
        return new TopologySettings(fields.with(change));
    }

    @Override
    public boolean equals(@Nullable Object other) {
        return other instanceof TopologySettings settings && settings.fields.equals(fields);
    }

    @Override
    public int hashCode() {
        return fields.hashCode();
    }

    @Override
    public String toString() {
        return "TopologySettings" + fields;
    }

    /** The values and their defaults. */
    static final class Fields extends Values<Fields> {
        List<ServerAddress> hosts = List.of(ServerAddress.of("localhost"));

        @Nullable
        SrvSettings srv;

        @Nullable
        Predicate<String> srvHostValidator;

        @Nullable
        String replicaSet;

        boolean directConnection;

        /** Null if it is not set, so that a TXT record may set it. */
        @Nullable
        Boolean loadBalanced;

        Duration localThreshold = Duration.ofMillis(15);
        Duration serverSelectionTimeout = Duration.ofSeconds(30);
        boolean serverSelectionTryOnce;
        boolean failFast;

        @Nullable
        UnaryOperator<List<ServerDescription>> serverSelector;

        @Override
        void check() {
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
                throw new IllegalArgumentException(
                        "directConnection=true needs exactly one host and no mongodb+srv, got "
                                + (srv != null ? "mongodb+srv://" + srv.host() : hosts));
            }
            if (isLoadBalanced()) {
                checkLoadBalanced();
            }
            if (srv != null && srv.maxHosts() > 0 && replicaSet != null) {
                throw new IllegalArgumentException("srvMaxHosts=" + srv.maxHosts() + " must not be set with replicaSet="
                        + replicaSet + ": it limits the mongos servers of a sharded cluster");
            }
            if (srvHostValidator != null) {
                checkSrvHostValidator();
            }
        }

        private void checkSrvHostValidator() {
            if (srv == null) {
                throw new IllegalArgumentException(
                        "srvHostValidator needs a connection string that starts with mongodb+srv://, got the hosts "
                                + hosts);
            }
            if (srv.allowedHostsSuffix() != null) {
                throw new IllegalArgumentException("srvHostValidator must not be set with srvAllowedHostsSuffix="
                        + srv.allowedHostsSuffix() + ": either of them decides about the hosts");
            }
        }

        boolean isLoadBalanced() {
            return Boolean.TRUE.equals(loadBalanced);
        }

        private void checkLoadBalanced() {
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
                throw new IllegalArgumentException(
                        "loadBalanced=true must not be set with srvMaxHosts=" + srv.maxHosts());
            }
        }

        @Override
        Map<String, @Nullable Object> all() {
            var all = new LinkedHashMap<String, @Nullable Object>();
            all.put("hosts", hosts);
            all.put("srv", srv);
            all.put("srvHostValidator", srvHostValidator);
            all.put("replicaSet", replicaSet);
            all.put("directConnection", directConnection);
            all.put("loadBalanced", isLoadBalanced());
            all.put("localThreshold", localThreshold);
            all.put("serverSelectionTimeout", serverSelectionTimeout);
            all.put("serverSelectionTryOnce", serverSelectionTryOnce);
            all.put("failFast", failFast);
            all.put("serverSelector", serverSelector);
            return all;
        }
    }
}
