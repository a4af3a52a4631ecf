package dev.morelia.spec.unified.server;

import dev.morelia.testkit.FaultProxy;
import dev.morelia.testkit.Mongod;
import dev.morelia.testkit.ReplicaSet;
import dev.morelia.testkit.RouterFront;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;

/**
 * The deployments that tests run on. If the system property {@code spec.uri} is set, it is the only one; otherwise they
 * are a standalone server, a replica set of three, two router fronts for that set, and two more behind a load balancer,
 * or those of them in the system property {@code spec.topologies}.
 */
public final class Deployments implements AutoCloseable {
    private static final String STANDALONE = "standalone";
    private static final String REPLICA_SET = "replicaset";
    private static final String ROUTER_FRONT = "router front";
    private static final String LOAD_BALANCER = "load balancer";
    private static final String ALL = String.join(",", STANDALONE, REPLICA_SET, ROUTER_FRONT, LOAD_BALANCER);

    private final List<Deployment> opened = new ArrayList<>();
    private final List<Deployment> withUsers = new ArrayList<>();
    private final List<Runnable> serversWithUsers = new ArrayList<>();
    private final List<RouterFront> fronts = new ArrayList<>();
    private final List<FaultProxy> balancers = new ArrayList<>();

    private Deployments() {}

    /** Starts the servers or connects to them. */
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

    /** The deployment of {@code spec.uri}, or else the standalone server. */
    public static Deployment openOne() {
        var given = System.getProperty("spec.uri");
        return given == null
                ? new Deployment(STANDALONE, Mongod.shared().uri(), 1)
                : new Deployment(null, given, "majority");
    }

    /** Why there are no servers to run on, in one line; empty if there are. */
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
                    case LOAD_BALANCER -> loadBalancer();
                    default -> throw new IllegalArgumentException("Unknown topology '" + name + "'");
                });
    }

    /** A load balancer before two router fronts, and another one before the first of them alone. */
    private Deployment loadBalancer() {
        var set = ReplicaSet.shared();
        var first = RouterFront.startBehindLoadBalancer(set);
        var second = RouterFront.startBehindLoadBalancer(set);
        fronts.addAll(List.of(first, second));
        var both = FaultProxy.balancing(first.address(), second.address());
        var one = FaultProxy.balancing(first.address());
        balancers.addAll(List.of(both, one));
        var behind = List.of(first.address(), second.address());
        return new Deployment(
                LOAD_BALANCER, both.uri(), one.uri(), behind, set.members().size());
    }

    /** All deployments, in the order in which a test runs on them. */
    public List<Deployment> all() {
        return opened;
    }

    /**
     * A standalone server and a replica set that require authentication, for tests that need it; started by the first
     * call. None if {@code spec.uri} is set.
     */
    public List<Deployment> withUsers() {
        if (withUsers.isEmpty() && System.getProperty("spec.uri") == null) {
            var server =
                    Mongod.builder().testCommands(true).authentication(true).start();
            serversWithUsers.add(server::close);
            withUsers.add(new Deployment(STANDALONE + " with users", server.uri(), 1));
            var set = ReplicaSet.builder()
                    .testCommands(true)
                    .authentication(true)
                    .electionTimeoutMillis(5_000)
                    .start();
            serversWithUsers.add(set::close);
            withUsers.add(new Deployment(
                    REPLICA_SET + " with users", set.uri(), set.members().size()));
        }
        return withUsers;
    }

    @Override
    public void close() {
        opened.forEach(Deployment::close);
        balancers.forEach(FaultProxy::close);
        withUsers.forEach(Deployment::close);
        serversWithUsers.forEach(Runnable::run);
        fronts.forEach(RouterFront::close);
    }
}
