package dev.morelia.testkit.simulation;

import dev.morelia.event.CommandFailedEvent;
import dev.morelia.event.CommandListener;
import dev.morelia.event.CommandStartedEvent;
import dev.morelia.event.CommandSucceededEvent;
import dev.morelia.event.PoolEvent;
import dev.morelia.event.PoolListener;
import dev.morelia.event.TopologyEvent;
import dev.morelia.event.TopologyListener;
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
import java.util.SplittableRandom;
import java.util.random.RandomGenerator;

/**
 * Surroundings whose calls throw now and then while they are told to: memory that is used up, a thread or a socket that
 * the system refuses, a stack that is too deep, unchecked exceptions of the JDK.
 */
final class ThrowingEnv implements Env {

    /** What was injected, to be told from what the driver throws by itself. */
    static final String INJECTED = "injected";

    private final Env env;
    private final SplittableRandom random;
    private int oneIn;

    ThrowingEnv(Env env, long seed) {
        this.env = env;
        this.random = new SplittableRandom(seed);
    }

    /** From now on one call in so many throws; 0 for none. */
    void throwOneIn(int calls) {
        oneIn = calls;
    }

    /** Throws, now and then. */
    void mayThrow() {
        if (oneIn > 0 && random.nextInt(oneIn) == 0) {
            switch (random.nextInt(4)) {
                case 0 -> throw new OutOfMemoryError(INJECTED);
                case 1 -> throw new StackOverflowError(INJECTED);
                case 2 -> throw new IllegalStateException(INJECTED);
                default -> ThrowingEnv.<RuntimeException>throwUnchecked(new Exception(INJECTED));
            }
        }
    }

    /** Whether it is, or was caused by, what one of these has thrown. */
    static boolean isInjected(Throwable failure) {
        for (Throwable cause = failure; cause != null; cause = cause.getCause()) {
            if (INJECTED.equals(cause.getMessage())) {
                return true;
            }
        }
        return false;
    }

    // The cast does nothing at run time, which is the point.
    @SuppressWarnings("unchecked")
    private static <T extends Throwable> void throwUnchecked(Throwable failure) throws T {
        throw (T) failure;
    }

    @Override
    public Monitor newMonitor() {
        return new ThrowingMonitor(env.newMonitor());
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
        mayThrow();
        return env.secureRandom();
    }

    @Override
    public Worker start(String name, ThreadKind kind, Runnable body) {
        mayThrow();
        return env.start(name, kind, body);
    }

    @Override
    public void sleep(long nanos) throws InterruptedException {
        mayThrow();
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
        mayThrow();
        return env.resolve(host);
    }

    @Override
    public ByteLink openLink(SocketAddress remote, boolean keepAlive) throws IOException {
        mayThrow();
        return new ThrowingLink(env.openLink(remote, keepAlive));
    }

    private final class ThrowingMonitor implements Monitor {
        private final Monitor monitor;

        ThrowingMonitor(Monitor monitor) {
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
            mayThrow();
            return monitor.await(nanos);
        }

        @Override
        public void signal() {
            monitor.signal();
        }

        @Override
        public void signalAll() {
            monitor.signalAll();
        }
    }

    private final class ThrowingLink implements ByteLink {
        private final ByteLink link;

        ThrowingLink(ByteLink link) {
            this.link = link;
        }

        @Override
        public void connect() throws IOException {
            mayThrow();
            link.connect();
        }

        @Override
        public int read(byte[] target, int offset, int length) throws IOException {
            mayThrow();
            return link.read(target, offset, length);
        }

        @Override
        public void write(byte[] source, int offset, int length) throws IOException {
            mayThrow();
            link.write(source, offset, length);
        }

        @Override
        public boolean isQuiet() {
            mayThrow();
            return link.isQuiet();
        }

        @Override
        public void close() {
            link.close();
        }
    }

    /** A listener of all kinds that throws when its surroundings do. */
    static final class Listener implements CommandListener, PoolListener, TopologyListener {

        private final ThrowingEnv env;

        Listener(ThrowingEnv env) {
            this.env = env;
        }

        @Override
        public void started(CommandStartedEvent event) {
            env.mayThrow();
        }

        @Override
        public void succeeded(CommandSucceededEvent event) {
            env.mayThrow();
        }

        @Override
        public void failed(CommandFailedEvent event) {
            env.mayThrow();
        }

        @Override
        public void poolReady(PoolEvent.PoolReady event) {
            env.mayThrow();
        }

        @Override
        public void poolCleared(PoolEvent.PoolCleared event) {
            env.mayThrow();
        }

        @Override
        public void connectionCreated(PoolEvent.ConnectionCreated event) {
            env.mayThrow();
        }

        @Override
        public void connectionReady(PoolEvent.ConnectionReady event) {
            env.mayThrow();
        }

        @Override
        public void connectionClosed(PoolEvent.ConnectionClosed event) {
            env.mayThrow();
        }

        @Override
        public void checkOutStarted(PoolEvent.CheckOutStarted event) {
            env.mayThrow();
        }

        @Override
        public void checkOutFailed(PoolEvent.CheckOutFailed event) {
            env.mayThrow();
        }

        @Override
        public void checkedOut(PoolEvent.CheckedOut event) {
            env.mayThrow();
        }

        @Override
        public void checkedIn(PoolEvent.CheckedIn event) {
            env.mayThrow();
        }

        @Override
        public void serverDescriptionChanged(TopologyEvent.ServerDescriptionChanged event) {
            env.mayThrow();
        }

        @Override
        public void heartbeatStarted(TopologyEvent.HeartbeatStarted event) {
            env.mayThrow();
        }

        @Override
        public void heartbeatSucceeded(TopologyEvent.HeartbeatSucceeded event) {
            env.mayThrow();
        }

        @Override
        public void heartbeatFailed(TopologyEvent.HeartbeatFailed event) {
            env.mayThrow();
        }
    }
}
