package dev.morelia.spec.unified.server;

import dev.morelia.testkit.BulkFront;
import dev.morelia.testkit.FaultProxy;
import dev.morelia.testkit.Mongod;
import dev.morelia.testkit.ReplicaSet;
import dev.morelia.testkit.RouterFront;
import dev.morelia.topology.ServerAddress;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.function.Supplier;

/**
 * The deployments that tests run on. If the system property {@code spec.uri} is set, it is the only one; otherwise they
 * are a standalone server, a replica set of three, two router fronts for another such set, and two more behind a load
 * balancer for a third one, or those of them in the system property {@code spec.topologies}.
 */
public final class Deployments implements AutoCloseable {
    private static final String STANDALONE = "standalone";
    private static final String REPLICA_SET = "replicaset";
    private static final String ROUTER_FRONT = "router front";
    private static final String LOAD_BALANCER = "load balancer";
    private static final String WITH_USERS = " with users";
    private static final String BULK_FRONT = "bulk front";
    private static final String ALL = String.join(",", STANDALONE, REPLICA_SET, ROUTER_FRONT, LOAD_BALANCER);

    private final List<Deployment> opened = new ArrayList<>();
    private final List<Deployment> withUsers = new ArrayList<>();
    private final List<Deployment> bulkFronts = new ArrayList<>();
    private final List<Deployment> bulkFrontsWithUsers = new ArrayList<>();
    private final List<Runnable> closedFirst = new ArrayList<>();
    private final List<Runnable> serversWithUsers = new ArrayList<>();
    private final List<RouterFront> fronts = new ArrayList<>();
    private final List<FaultProxy> balancers = new ArrayList<>();
    private final Map<String, CompletableFuture<ReplicaSet>> sets = new HashMap<>();

    private Deployments() {}

    /** Starts the servers or connects to them. */
    public static Deployments open() {
        var deployments = new Deployments();
        if (System.getProperty("spec.uri") != null) {
            deployments.opened.add(openOne());
            return deployments;
        }
        var names = List.of(System.getProperty("spec.topologies", ALL).split(",", -1));
        names.forEach(deployments::startSet);
        names.forEach(deployments::start);
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

    /** The servers of a deployment, by name: tests that run at the same time must not have the same ones. */
    public static String servers(Deployment deployment) {
        return deployment.name().replace(BULK_FRONT + " of ", "");
    }

    /** Each topology has a set of its own; they start at the same time. */
    private void startSet(String name) {
        if (name.equals(STANDALONE)) {
            return;
        }
        Supplier<ReplicaSet> start = name.equals(REPLICA_SET) ? ReplicaSet::shared : this::ownSet;
        sets.put(
                name,
                CompletableFuture.supplyAsync(
                        start, work -> Thread.ofPlatform().daemon().start(work)));
    }

    private ReplicaSet ownSet() {
        return ReplicaSet.builder()
                .testCommands(true)
                .electionTimeoutMillis(5_000)
                .start();
    }

    private ReplicaSet set(String name) {
        var set = sets.get(name);
        if (set == null) {
            throw new IllegalArgumentException("Unknown topology '" + name + "'");
        }
        return set.join();
    }

    private void start(String name) {
        opened.add(
                switch (name) {
                    case STANDALONE -> new Deployment(name, Mongod.shared().uri(), 1);
                    case REPLICA_SET -> {
                        var set = set(name);
                        yield new Deployment(name, set.uri(), set.members().size());
                    }
                    case ROUTER_FRONT -> {
                        var set = set(name);
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
        var set = set(LOAD_BALANCER);
        var first = RouterFront.startBehindLoadBalancer(set);
        var second = RouterFront.startBehindLoadBalancer(set);
        fronts.addAll(List.of(first, second));
        return balanced(
                LOAD_BALANCER,
                List.of(first.address(), second.address()),
                set.members().size());
    }

    private Deployment balanced(String name, List<ServerAddress> behind, Object copies) {
        var both = FaultProxy.balancing(behind.toArray(ServerAddress[]::new));
        var one = FaultProxy.balancing(behind.getFirst());
        balancers.addAll(List.of(both, one));
        return new Deployment(name, both.uri(), one.uri(), behind, copies);
    }

    /**
     * The deployments of {@link #all} with bulk fronts before their servers, for tests of the command bulkWrite;
     * started by the first call. None if {@code spec.uri} is set.
     */
    public List<Deployment> bulkFronts() {
        if (bulkFronts.isEmpty() && System.getProperty("spec.uri") == null) {
            opened.forEach(deployment -> startBulkFront(deployment.name()));
        }
        return bulkFronts;
    }

    private void startBulkFront(String name) {
        var bulkName = BULK_FRONT + " of " + name;
        int copies = name.equals(STANDALONE) ? 1 : set(name).members().size();
        switch (name) {
            case STANDALONE -> addBulkFront(bulkName, BulkFront.start(Mongod.shared()), copies);
            case REPLICA_SET -> addBulkFront(bulkName, BulkFront.start(set(name)), copies);
            case ROUTER_FRONT -> {
                var first = RouterFront.start(set(name));
                var second = RouterFront.start(set(name));
                fronts.addAll(List.of(first, second));
                addBulkFront(bulkName, BulkFront.start(first, second), copies);
            }
            case LOAD_BALANCER -> {
                var first = RouterFront.startBehindLoadBalancer(set(name));
                var second = RouterFront.startBehindLoadBalancer(set(name));
                fronts.addAll(List.of(first, second));
                var bulk = BulkFront.start(first, second);
                closedFirst.add(bulk::close);
                bulkFronts.add(balanced(bulkName, bulk.addresses(), copies));
            }
            default -> {}
        }
    }

    private void addBulkFront(String name, BulkFront front, Object copies) {
        closedFirst.add(front::close);
        bulkFronts.add(new Deployment(name, front.uri(), copies));
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
            withUsers.add(new Deployment(STANDALONE + WITH_USERS, server.uri(), 1));
            addBulkFrontWithUsers(STANDALONE, BulkFront.start(server), 1);
            var set = ReplicaSet.builder()
                    .testCommands(true)
                    .authentication(true)
                    .electionTimeoutMillis(5_000)
                    .start();
            serversWithUsers.add(set::close);
            int copies = set.members().size();
            withUsers.add(new Deployment(REPLICA_SET + WITH_USERS, set.uri(), copies));
            addBulkFrontWithUsers(REPLICA_SET, BulkFront.start(set), copies);
        }
        return withUsers;
    }

    private void addBulkFrontWithUsers(String name, BulkFront front, Object copies) {
        closedFirst.add(front::close);
        bulkFrontsWithUsers.add(new Deployment(BULK_FRONT + " of " + name + WITH_USERS, front.uri(), copies));
    }

    /** Bulk fronts of {@link #withUsers}. */
    public List<Deployment> bulkFrontsWithUsers() {
        return withUsers().isEmpty() ? List.of() : bulkFrontsWithUsers;
    }

    @Override
    public void close() {
        opened.forEach(Deployment::close);
        bulkFronts.forEach(Deployment::close);
        bulkFrontsWithUsers.forEach(Deployment::close);
        balancers.forEach(FaultProxy::close);
        withUsers.forEach(Deployment::close);
        serversWithUsers.forEach(Runnable::run);
        closedFirst.forEach(Runnable::run);
        fronts.forEach(RouterFront::close);
        sets.values().forEach(set -> set.join().close());
    }
}
