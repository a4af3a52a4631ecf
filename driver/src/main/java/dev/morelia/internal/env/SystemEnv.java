package dev.morelia.internal.env;

import dev.morelia.spi.DnsException;
import dev.morelia.spi.DnsResolver;
import java.io.IOException;
import java.net.InetAddress;
import java.net.SocketAddress;
import java.net.UnknownHostException;
import java.security.SecureRandom;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;
import java.util.random.RandomGenerator;

/** The real environment: the JDK's clock, threads, locks, resolver and sockets. Thread-safe and immutable. */
public final class SystemEnv implements Env {

    /** The only instance outside tests. */
    public static final SystemEnv INSTANCE = new SystemEnv(SPECIFIED_CHECK_PAUSE_NANOS);

    private final long minimumCheckPauseNanos;

    private SystemEnv(long minimumCheckPauseNanos) {
        this.minimumCheckPauseNanos = minimumCheckPauseNanos;
    }

    /** The real environment with another minimum time between two checks of a server, for tests that wait for them. */
    public static Env withMinimumCheckPause(Duration pause) {
        return new SystemEnv(pause.toNanos());
    }

    @Override
    public long minimumCheckPauseNanos() {
        return minimumCheckPauseNanos;
    }

    @Override
    public long nanoTime() {
        return System.nanoTime();
    }

    @Override
    public Instant now() {
        return Instant.now();
    }

    @Override
    public RandomGenerator random() {
        return ThreadLocalRandom.current();
    }

    @Override
    public RandomGenerator secureRandom() {
        return Secure.RANDOM;
    }

    @Override
    public Monitor newMonitor() {
        return new LockMonitor();
    }

    @Override
    public Worker start(String name, ThreadKind kind, Runnable body) {
        var builder = kind == ThreadKind.VIRTUAL
                ? Thread.ofVirtual().name(name)
                : Thread.ofPlatform().name(name).daemon();
        // If starting fails, it fails before the thread runs.
        var worker = new ThreadWorker(builder.unstarted(body));
        worker.thread.start();
        return worker;
    }

    @Override
    public void sleep(long nanos) throws InterruptedException {
        if (nanos > 0) {
            TimeUnit.NANOSECONDS.sleep(nanos);
        }
    }

    @Override
    public boolean isInterrupted() {
        return Thread.currentThread().isInterrupted();
    }

    @Override
    public boolean clearInterrupt() {
        return Thread.interrupted();
    }

    @Override
    public void interruptSelf() {
        Thread.currentThread().interrupt();
    }

    @Override
    public List<InetAddress> resolve(String host) throws UnknownHostException {
        return List.of(InetAddress.getAllByName(host));
    }

    @Override
    public List<String> cname(String host, Duration timeout) throws DnsException {
        return JndiDnsResolver.SYSTEM.cname(host, timeout);
    }

    @Override
    public String nameOf(InetAddress address) {
        return address.getCanonicalHostName();
    }

    @Override
    public DnsResolver dns() {
        return JndiDnsResolver.SYSTEM;
    }

    @Override
    public ByteLink openLink(SocketAddress remote, boolean keepAlive) throws IOException {
        return SocketLink.open(remote, keepAlive);
    }

    /** Initialized on first use, because gathering entropy may take a while. */
    private static final class Secure {
        static final SecureRandom RANDOM = new SecureRandom();
    }

    private record ThreadWorker(Thread thread) implements Worker {
        @Override
        public void interrupt() {
            thread.interrupt();
        }

        @Override
        public boolean isAlive() {
            return thread.isAlive();
        }

        @Override
        public boolean join(long nanos) throws InterruptedException {
            if (nanos == Long.MAX_VALUE) {
                thread.join();
            } else if (nanos > 0) {
                TimeUnit.NANOSECONDS.timedJoin(thread, nanos);
            }
            return !thread.isAlive();
        }
    }

    private static final class LockMonitor implements Monitor {
        private final ReentrantLock lock = new ReentrantLock();
        private final Condition condition = lock.newCondition();

        @Override
        public void lock() {
            lock.lock();
        }

        @Override
        public void unlock() {
            lock.unlock();
        }

        // The loop around a wait is up to the caller, which knows the condition.
        @SuppressWarnings("WaitNotInLoop")
        @Override
        public boolean await(long nanos) throws InterruptedException {
            if (nanos == Long.MAX_VALUE) {
                condition.await();
                return true;
            }
            return condition.awaitNanos(nanos) > 0;
        }

        @Override
        public void signal() {
            condition.signal();
        }

        @Override
        public void signalAll() {
            condition.signalAll();
        }
    }
}
