package dev.morelia.internal.net;

import dev.morelia.internal.env.ByteLink;
import dev.morelia.internal.env.Env;
import dev.morelia.internal.env.Monitor;
import dev.morelia.internal.env.SystemEnv;
import dev.morelia.internal.env.ThreadKind;
import dev.morelia.internal.env.Worker;
import dev.morelia.spi.DnsResolver;
import java.net.InetAddress;
import java.net.SocketAddress;
import java.net.UnknownHostException;
import java.time.Instant;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Function;
import java.util.random.RandomGenerator;

/** The real environment with stubs for names and links, and with threads that the test can inspect. */
public final class StubEnv implements Env {

    /** Resolves host names. */
    @FunctionalInterface
    public interface Resolver {
        /** Like {@link Env#resolve}. */
        List<InetAddress> resolve(String host) throws UnknownHostException;
    }

    private final Env real = SystemEnv.INSTANCE;
    private final Resolver resolver;
    private final Function<SocketAddress, ByteLink> links;
    private final List<Worker> workers = new CopyOnWriteArrayList<>();
    private final List<Boolean> keepAlives = new CopyOnWriteArrayList<>();
    private final AtomicInteger clockReadsOfWorkers = new AtomicInteger();
    private volatile boolean threadStartsFail;

    /** Creates an environment with the given names and links. */
    public StubEnv(Resolver resolver, Function<SocketAddress, ByteLink> links) {
        this.resolver = resolver;
        this.links = links;
    }

    /** Creates an environment in which every name resolves to the loopback address. */
    public StubEnv(Function<SocketAddress, ByteLink> links) {
        this(host -> List.of(InetAddress.getLoopbackAddress()), links);
    }

    /** Whether starting a thread fails from now on. */
    public void failThreadStarts(boolean fail) {
        threadStartsFail = fail;
    }

    /** The threads started so far. */
    public List<Worker> workers() {
        return List.copyOf(workers);
    }

    /** For each link opened so far, whether it uses TCP keep-alive. */
    public List<Boolean> keepAlives() {
        return List.copyOf(keepAlives);
    }

    /** How often threads started here have read the clock. */
    public int clockReadsOfWorkers() {
        return clockReadsOfWorkers.get();
    }

    @Override
    public long nanoTime() {
        if (Thread.currentThread().getName().startsWith("morelia-")) {
            clockReadsOfWorkers.incrementAndGet();
        }
        return real.nanoTime();
    }

    @Override
    public Instant now() {
        return real.now();
    }

    @Override
    public RandomGenerator random() {
        return real.random();
    }

    @Override
    public RandomGenerator secureRandom() {
        return real.secureRandom();
    }

    @Override
    public Monitor newMonitor() {
        return real.newMonitor();
    }

    @Override
    public Worker start(String name, ThreadKind kind, Runnable body) {
        if (threadStartsFail) {
            throw new OutOfMemoryError("unable to create native thread (injected)");
        }
        var worker = real.start(name, kind, body);
        workers.add(worker);
        return worker;
    }

    @Override
    public void sleep(long nanos) throws InterruptedException {
        real.sleep(nanos);
    }

    @Override
    public boolean isInterrupted() {
        return real.isInterrupted();
    }

    @Override
    public boolean clearInterrupt() {
        return real.clearInterrupt();
    }

    @Override
    public void interruptSelf() {
        real.interruptSelf();
    }

    @Override
    public List<InetAddress> resolve(String host) throws UnknownHostException {
        return resolver.resolve(host);
    }

    @Override
    public DnsResolver dns() {
        return real.dns();
    }

    @Override
    public ByteLink openLink(SocketAddress remote, boolean keepAlive) {
        keepAlives.add(keepAlive);
        return links.apply(remote);
    }
}
