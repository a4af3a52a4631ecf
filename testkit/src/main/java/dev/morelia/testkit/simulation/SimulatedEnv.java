package dev.morelia.testkit.simulation;

import dev.morelia.internal.env.ByteLink;
import dev.morelia.internal.env.Env;
import dev.morelia.internal.env.Monitor;
import dev.morelia.internal.env.ThreadKind;
import dev.morelia.spi.DnsResolver;
import java.io.IOException;
import java.net.InetAddress;
import java.net.SocketAddress;
import java.net.UnknownHostException;
import java.time.Instant;
import java.util.List;
import java.util.random.RandomGenerator;

/**
 * The environment of a driver in a {@link Simulation}: simulated time, threads, monitors, name resolution and links,
 * and seeded randomness. For the simulation's threads; monitors may also be created before it runs.
 */
// The seam is exported only to this module; other programs pass the object on without calling its methods.
@SuppressWarnings("exports")
public final class SimulatedEnv implements Env {

    private final Kernel kernel;
    private final SimulatedNetwork network;
    private final RandomGenerator random;
    private final RandomGenerator secureRandom;

    SimulatedEnv(Kernel kernel, SimulatedNetwork network, RandomGenerator random, RandomGenerator secureRandom) {
        this.kernel = kernel;
        this.network = network;
        this.random = random;
        this.secureRandom = secureRandom;
    }

    /** Starts at zero. */
    @Override
    public long nanoTime() {
        kernel.preempt();
        return kernel.now();
    }

    /** Starts in 1970. */
    @Override
    public Instant now() {
        return Instant.EPOCH.plusNanos(kernel.now());
    }

    @Override
    public RandomGenerator random() {
        return random;
    }

    /** Deterministic, like everything here. */
    @Override
    public RandomGenerator secureRandom() {
        return secureRandom;
    }

    @Override
    public Monitor newMonitor() {
        return new SimulatedMonitor(kernel);
    }

    /** Starts a simulated thread; both kinds are the same here. */
    @Override
    public SimulatedThread start(String name, ThreadKind kind, Runnable body) {
        var thread = kernel.start(name, body::run);
        kernel.preempt();
        return thread;
    }

    @Override
    public void interrupt(Thread thread) {
        kernel.preempt();
        for (var each : kernel.liveThreads()) {
            if (each.carrier().equals(thread)) {
                each.interrupt();
            }
        }
    }

    @Override
    public boolean isOver() {
        return kernel.isStopping();
    }

    @Override
    public void sleep(long nanos) throws InterruptedException {
        var me = kernel.current();
        if (me.takeInterrupt()) {
            throw new InterruptedException();
        }
        if (nanos > 0 && kernel.waitInterruptibly("sleeps", nanos, () -> {})) {
            throw new InterruptedException();
        }
    }

    @Override
    public boolean isInterrupted() {
        kernel.preempt();
        return kernel.current().isInterrupted();
    }

    @Override
    public boolean clearInterrupt() {
        kernel.preempt();
        return kernel.current().takeInterrupt();
    }

    @Override
    public void interruptSelf() {
        if (!kernel.isStopping()) {
            kernel.current().interruptSelf();
        }
    }

    @Override
    public List<InetAddress> resolve(String host) throws UnknownHostException {
        return network.resolve(host);
    }

    @Override
    public DnsResolver dns() {
        return network.dns();
    }

    @Override
    public ByteLink openLink(SocketAddress remote, boolean keepAlive) throws IOException {
        return network.open(remote);
    }
}
