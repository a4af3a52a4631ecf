package dev.morelia.spec.srv;

import dev.morelia.spec.report.SkipReason;
import dev.morelia.spec.report.SpecSkip;
import dev.morelia.testkit.FaultProxy;
import dev.morelia.testkit.Mongod;
import dev.morelia.testkit.ReplicaSet;
import dev.morelia.testkit.RouterFront;
import dev.morelia.testkit.tls.TestAuthority;
import dev.morelia.testkit.tls.TestCertificate;
import dev.morelia.topology.ServerAddress;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.util.ArrayDeque;
import java.util.Deque;
import javax.net.ssl.SSLContext;

/**
 * The deployments on which the files of each folder run, with TLS and on the ports that the files name: a replica set;
 * router fronts instead of a sharded cluster; a load balancer in front of router fronts. One at a time, because the
 * ports are the same. Not thread-safe.
 */
final class SeedlistDeployments implements AutoCloseable {
    private static final int FIRST_PORT = 27_017;
    private static final int MEMBERS = 3;
    private static final int LOAD_BALANCER_PORT = 8_000;

    private final TestAuthority authority = TestAuthority.create("Seedlist CA");
    private final TestCertificate certificate = authority
            .certificate("server")
            .address("127.0.0.1")
            .host("localhost")
            .host(SpecZone.LOCALHOST)
            .host("localhost.sub." + SpecZone.DOMAIN)
            .issue();
    private final Deque<Runnable> endings = new ArrayDeque<>();
    private String running = "";

    /** What clients have to trust. */
    SSLContext trust() {
        return authority.context(null);
    }

    /**
     * Starts the deployment of a folder of files, unless it is running already, and stops the one of another folder.
     *
     * @throws SpecSkip if there is no server, or another program listens on a port that the files name
     */
    void require(String folder) {
        if (!Mongod.available()) {
            throw new SpecSkip(SkipReason.NO_SERVER, Mongod.absence().orElse(""));
        }
        if (!folder.equals(running)) {
            close();
            switch (folder) {
                case "replica-set" -> startReplicaSet();
                case "sharded" -> startFronts();
                case "load-balanced" -> startLoadBalancer();
                default -> throw new AssertionError("no deployment for " + folder);
            }
            running = folder;
        }
    }

    private void startReplicaSet() {
        for (int i = 0; i < MEMBERS; i++) {
            requireFree(FIRST_PORT + i);
        }
        var set = ReplicaSet.builder()
                .name("repl0")
                .firstAddress("localhost", FIRST_PORT)
                .tls(authority, certificate)
                .electionTimeoutMillis(5_000)
                .start();
        endings.push(set::close);
    }

    private void startFronts() {
        for (int port : new int[] {FIRST_PORT, FIRST_PORT + 1}) {
            requireFree(port);
            var front = RouterFront.start(ReplicaSet.shared());
            endings.push(front::close);
            startTls(port, front.address());
        }
    }

    private void startLoadBalancer() {
        requireFree(LOAD_BALANCER_PORT);
        var one = RouterFront.startBehindLoadBalancer(ReplicaSet.shared());
        endings.push(one::close);
        var other = RouterFront.startBehindLoadBalancer(ReplicaSet.shared());
        endings.push(other::close);
        var balancer = FaultProxy.balancing(one.address(), other.address());
        endings.push(balancer::close);
        startTls(LOAD_BALANCER_PORT, balancer.address());
    }

    private void startTls(int port, ServerAddress server) {
        var front = new TlsFront(port, authority.context(certificate), server);
        endings.push(front::close);
    }

    private static void requireFree(int port) {
        try (var probe = new ServerSocket(port, 1, InetAddress.getLoopbackAddress())) {
            assert probe.isBound();
        } catch (IOException inUse) {
            String problem = "another program listens on port " + port + ": " + inUse.getMessage();
            if ("true".equals(System.getenv("CI"))) {
                throw new AssertionError("CI=true requires the ports of the specification, but " + problem, inUse);
            }
            throw new SpecSkip(SkipReason.NO_SERVER, problem);
        }
    }

    @Override
    public void close() {
        running = "";
        while (!endings.isEmpty()) {
            endings.pop().run();
        }
    }
}
