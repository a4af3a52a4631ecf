package dev.morelia.simulation.fault;

import dev.morelia.internal.env.ByteLink;
import dev.morelia.internal.env.Monitor;
import dev.morelia.internal.env.ThreadKind;
import dev.morelia.internal.env.Worker;
import dev.morelia.testkit.simulation.SimulatedThread;
import dev.morelia.testkit.simulation.Simulation;
import java.io.IOException;
import java.net.InetAddress;
import java.net.SocketAddress;
import java.net.UnknownHostException;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;

/**
 * The environment of one of several processes in a simulation. It can be frozen, as by {@code SIGSTOP}, and killed, as
 * by {@code SIGKILL}: its links are closed, and its threads end at their next call of the environment, while {@link
 * #isOver} is true. A frozen thread goes no further than to its next call.
 */
public final class ProcessEnv extends ForwardingEnv {

    /** A driver that goes on nevertheless would do so for ever, as no time passes. */
    private static final int MAXIMUM_STOPS = 10_000;

    /** Unwinds a thread of a killed process. Neither an exception nor an error, so that no code handles it. */
    private static final class Killed extends Throwable {
        private static final long serialVersionUID = 1;

        Killed() {
            super(null, null, false, false);
        }
    }

    private final Simulation simulation;
    private final List<Worker> threads = new ArrayList<>();
    private final List<ByteLink> links = new ArrayList<>();
    private boolean dead;
    private long frozenUntilNanos;
    private int freezes;
    private int stops;

    public ProcessEnv(Simulation simulation) {
        super(simulation.env());
        this.simulation = simulation;
    }

    // ---- for the scenario ----

    /** Starts a thread of the program. */
    public SimulatedThread start(String name, Simulation.Program body) {
        var thread = simulation.start(name, () -> {
            try {
                body.run();
            } catch (Throwable failure) {
                if (!dead) {
                    throw failure;
                }
            }
        });
        threads.add(thread);
        return thread;
    }

    /** Pauses the calling thread of the program, which is longer if the process is frozen. */
    public void pause(Duration duration) throws InterruptedException {
        requireAwake();
        env().sleep(duration.toNanos());
        requireAwake();
    }

    /** Suspends all threads for this time from now on. */
    public void freeze(Duration time) {
        freezes++;
        frozenUntilNanos = Math.max(frozenUntilNanos, nowNanos() + time.toNanos());
    }

    /** How often it was frozen, to find out whether that was during a call. */
    public int freezes() {
        return freezes;
    }

    public boolean isFrozen() {
        return nowNanos() < frozenUntilNanos;
    }

    /** Ends all threads without any cleaning up, and closes all links. */
    public void kill() {
        dead = true;
        List.copyOf(links).forEach(ByteLink::close);
        threads.forEach(Worker::interrupt);
    }

    public boolean isDead() {
        return dead;
    }

    private long nowNanos() {
        return simulation.elapsed().toNanos();
    }

    private void requireAwake() {
        boolean interrupted = false;
        while (!dead && isFrozen()) {
            try {
                env().sleep(frozenUntilNanos - nowNanos());
            } catch (InterruptedException e) {
                interrupted = true;
            }
        }
        if (interrupted) {
            env().interruptSelf();
        }
        if (dead) {
            if (++stops > MAXIMUM_STOPS) {
                simulation.fail("a thread of a killed process goes on", null);
            }
            throw ProcessEnv.<RuntimeException>unchecked(new Killed());
        }
    }

    // The cast is erased at run time, which is the point.
    @SuppressWarnings("unchecked")
    private static <T extends Throwable> RuntimeException unchecked(Throwable killed) throws T {
        throw (T) killed;
    }

    // ---- the environment ----

    @Override
    public boolean isOver() {
        return dead || super.isOver();
    }

    @Override
    public long nanoTime() {
        requireAwake();
        return super.nanoTime();
    }

    @Override
    public Instant now() {
        requireAwake();
        return super.now();
    }

    @Override
    public Worker start(String name, ThreadKind kind, Runnable body) {
        requireAwake();
        var thread = super.start(name, kind, () -> {
            try {
                body.run();
            } catch (Throwable failure) {
                if (!dead) {
                    throw failure;
                }
            }
        });
        threads.add(thread);
        return thread;
    }

    @Override
    public void sleep(long nanos) throws InterruptedException {
        requireAwake();
        super.sleep(nanos);
    }

    @Override
    public boolean isInterrupted() {
        requireAwake();
        return super.isInterrupted();
    }

    @Override
    public boolean clearInterrupt() {
        requireAwake();
        return super.clearInterrupt();
    }

    @Override
    public List<InetAddress> resolve(String host) throws UnknownHostException {
        requireAwake();
        return super.resolve(host);
    }

    /** Monitors may also be created before the simulation runs. */
    @Override
    public Monitor newMonitor() {
        return new ForwardingMonitor(super.newMonitor()) {
            @Override
            public void lock() {
                requireAwake();
                super.lock();
            }

            @Override
            public boolean await(long nanos) throws InterruptedException {
                requireAwake();
                return super.await(nanos);
            }
        };
    }

    @Override
    public ByteLink openLink(SocketAddress remote, boolean keepAlive) throws IOException {
        requireAwake();
        var link = new Link(super.openLink(remote, keepAlive));
        links.add(link);
        return link;
    }

    private final class Link extends ForwardingLink {
        Link(ByteLink link) {
            super(link);
        }

        @Override
        public void connect() throws IOException {
            requireAwake();
            super.connect();
        }

        @Override
        public int read(byte[] target, int offset, int length) throws IOException {
            requireAwake();
            return super.read(target, offset, length);
        }

        @Override
        public int read(byte[] target, int offset, int length, long timeoutNanos) throws IOException {
            requireAwake();
            return super.read(target, offset, length, timeoutNanos);
        }

        @Override
        public int readNow(byte[] target, int offset, int length) throws IOException {
            requireAwake();
            return super.readNow(target, offset, length);
        }

        @Override
        public void write(byte[] source, int offset, int length) throws IOException {
            requireAwake();
            super.write(source, offset, length);
        }

        @Override
        public void close() {
            super.close();
            links.remove(this);
        }
    }
}
