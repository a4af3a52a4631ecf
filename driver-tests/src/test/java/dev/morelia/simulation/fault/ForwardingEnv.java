package dev.morelia.simulation.fault;

import dev.morelia.internal.env.ByteLink;
import dev.morelia.internal.env.Env;
import dev.morelia.internal.env.Monitor;
import dev.morelia.internal.env.ThreadKind;
import dev.morelia.internal.env.Worker;
import dev.morelia.spi.DnsException;
import dev.morelia.spi.DnsResolver;
import java.io.IOException;
import java.net.InetAddress;
import java.net.SocketAddress;
import java.net.UnknownHostException;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.random.RandomGenerator;
import org.jspecify.annotations.Nullable;

/**
 * An environment that forwards to another one, as do its monitors and links, except for the methods that a subclass
 * overrides.
 */
public class ForwardingEnv implements Env {
    private final Env env;

    /** The environment it forwards to. */
    protected final Env env() {
        return env;
    }

    protected ForwardingEnv(Env env) {
        this.env = env;
    }

    @Override
    public long nanoTime() {
        return env.nanoTime();
    }

    @Override
    public @Nullable String variable(String name) {
        return env.variable(name);
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
    public Monitor newMonitor() {
        return env.newMonitor();
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
    public Thread currentThread() {
        return env.currentThread();
    }

    @Override
    public void interrupt(Thread thread) {
        env.interrupt(thread);
    }

    @Override
    public boolean isOver() {
        return env.isOver();
    }

    @Override
    public boolean isInterrupted() {
        return env.isInterrupted();
    }

    @Override
    public boolean clearInterrupt() {
        return env.clearInterrupt();
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
    public List<String> cname(String host, Duration timeout) throws DnsException {
        return env.cname(host, timeout);
    }

    @Override
    public String nameOf(InetAddress address) {
        return env.nameOf(address);
    }

    @Override
    public DnsResolver dns() {
        return env.dns();
    }

    @Override
    public ByteLink openLink(SocketAddress remote, boolean keepAlive) throws IOException {
        return env.openLink(remote, keepAlive);
    }

    /** A monitor that forwards to another one. */
    protected static class ForwardingMonitor implements Monitor {
        private final Monitor monitor;

        protected ForwardingMonitor(Monitor monitor) {
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

    /** A link that forwards to another one. */
    protected static class ForwardingLink implements ByteLink {
        private final ByteLink link;

        protected ForwardingLink(ByteLink link) {
            this.link = link;
        }

        @Override
        public void connect() throws IOException {
            link.connect();
        }

        @Override
        public boolean limitsReads() {
            return link.limitsReads();
        }

        @Override
        public int read(byte[] target, int offset, int length) throws IOException {
            return link.read(target, offset, length);
        }

        @Override
        public int read(byte[] target, int offset, int length, long timeoutNanos) throws IOException {
            return link.read(target, offset, length, timeoutNanos);
        }

        @Override
        public void write(byte[] source, int offset, int length) throws IOException {
            link.write(source, offset, length);
        }

        @Override
        public int readNow(byte[] target, int offset, int length) throws IOException {
            return link.readNow(target, offset, length);
        }

        @Override
        public void close() {
            link.close();
        }
    }
}
