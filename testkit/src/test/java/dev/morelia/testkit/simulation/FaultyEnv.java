package dev.morelia.testkit.simulation;

import dev.morelia.internal.env.ByteLink;
import dev.morelia.internal.env.Env;
import dev.morelia.internal.env.Monitor;
import dev.morelia.internal.env.ThreadKind;
import dev.morelia.internal.env.Worker;
import java.io.IOException;
import java.net.InetAddress;
import java.net.SocketAddress;
import java.net.UnknownHostException;
import java.time.Instant;
import java.util.List;
import java.util.random.RandomGenerator;

/** Surroundings whose monitors do not keep what they promise. */
final class FaultyEnv implements Env {

    /** What the monitors do wrong. */
    enum Fault {
        /** One signal in ten wakes nobody. */
        LOST_SIGNALS,
        /** Time ends no wait. */
        ENDLESS_WAITS
    }

    private final Env env;
    private final Fault fault;

    FaultyEnv(Env env, Fault fault) {
        this.env = env;
        this.fault = fault;
    }

    @Override
    public Monitor newMonitor() {
        return new FaultyMonitor(env.newMonitor());
    }

    @Override
    public long nanoTime() {
        return env.nanoTime();
    }

    @Override
    public Instant now() {
        return env.now();
    }

    @Override
    public RandomGenerator random() {
        return env.random();
    }

    @Override
    public RandomGenerator secureRandom() {
        return env.secureRandom();
    }

    @Override
    public Worker start(String name, ThreadKind kind, Runnable body) {
        return env.start(name, kind, body);
    }

    @Override
    public void sleep(long nanos) throws InterruptedException {
        env.sleep(nanos);
    }

    @Override
    public boolean isInterrupted() {
        return env.isInterrupted();
    }

    @Override
    public boolean isOver() {
        return env.isOver();
    }

    @Override
    public void interruptSelf() {
        env.interruptSelf();
    }

    @Override
    public List<InetAddress> resolve(String host) throws UnknownHostException {
        return env.resolve(host);
    }

    @Override
    public ByteLink openLink(SocketAddress remote, boolean keepAlive) throws IOException {
        return env.openLink(remote, keepAlive);
    }

    private final class FaultyMonitor implements Monitor {
        private final Monitor monitor;

        FaultyMonitor(Monitor monitor) {
            this.monitor = monitor;
        }

        @Override
        public void lock() {
            monitor.lock();
        }

        @Override
        public void unlock() {
            monitor.unlock();
        }

        @Override
        public boolean await(long nanos) throws InterruptedException {
            return monitor.await(fault == Fault.ENDLESS_WAITS && nanos > 0 ? Long.MAX_VALUE : nanos);
        }

        @Override
        public void signal() {
            if (!isLost()) {
                monitor.signal();
            }
        }

        @Override
        public void signalAll() {
            if (!isLost()) {
                monitor.signalAll();
            }
        }

        private boolean isLost() {
            return fault == Fault.LOST_SIGNALS && env.random().nextInt(10) == 0;
        }
    }
}
