package dev.morelia.spec.unified.server;

import dev.morelia.testkit.Mongod;
import dev.morelia.testkit.ReplicaSet;
import dev.morelia.testkit.RouterFront;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;

/**
 * The deployments that tests run on. The system property {@code spec.uri} names the only one; without it they are a
 * standalone server, a replica set of three, and two router fronts before that set, or those of them that the system
 * property {@code spec.topologies} names.
 */
public final class Deployments implements AutoCloseable {
    private static final String STANDALONE = "standalone";
    private static final String REPLICA_SET = "replicaset";
    private static final String ROUTER_FRONT = "router front";
    private static final String ALL = String.join(",", STANDALONE, REPLICA_SET, ROUTER_FRONT);

    private final List<Deployment> opened = new ArrayList<>();
    private final List<RouterFront> fronts = new ArrayList<>();

    private Deployments() {}

    /** Starts or reaches the servers. */
    public static Deployments open() {
        var deployments = new Deployments();
        if (System.getProperty("spec.uri") != null) {
            deployments.opened.add(openOne());
            return deployments;
        }
        for (var name : Arrays.asList(System.getProperty("spec.topologies", ALL).split(",", -1))) {
            deployments.start(name);
        }
        return deployments;
    }

    /** Reaches the one that {@code spec.uri} names, else the standalone server. */
    public static Deployment openOne() {
        var given = System.getProperty("spec.uri");
        return given == null
                ? new Deployment(STANDALONE, Mongod.shared().uri(), 1)
                : new Deployment(null, given, "majority");
    }

    /** Why there are no servers to run on, in one sentence; empty where there are. */
    public static Optional<String> absence() {
        return System.getProperty("spec.uri") != null || Mongod.available() ? Optional.empty() : Mongod.absence();
    }

    private void start(String name) {
        opened.add(
                switch (name) {
                    case STANDALONE -> new Deployment(name, Mongod.shared().uri(), 1);
                    case REPLICA_SET -> {
                        var set = ReplicaSet.shared();
                        yield new Deployment(name, set.uri(), set.members().size());
                    }
                    case ROUTER_FRONT -> {
                        var set = ReplicaSet.shared();
                        fronts.add(RouterFront.start(set));
                        fronts.add(RouterFront.start(set));
                        var uri = RouterFront.uri(fronts.toArray(RouterFront[]::new));
                        yield new Deployment(name, uri, set.members().size());
                    }
                    default -> throw new IllegalArgumentException("Unknown topology '" + name + "'");
                });
    }

    /** All of them, in the order in which a test runs on them. */
    public List<Deployment> all() {
        return opened;
    }

    @Override
    public void close() {
        opened.forEach(Deployment::close);
        fronts.forEach(RouterFront::close);
    }
}
