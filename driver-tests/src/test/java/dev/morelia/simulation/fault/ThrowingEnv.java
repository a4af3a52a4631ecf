package dev.morelia.simulation.fault;

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

/**
 * An environment whose calls throw when a {@link Thrower} does. The calls that need neither memory nor the system, such
 * as releasing a lock or setting a flag, never throw: otherwise no driver could recover.
 */
public final class ThrowingEnv extends ForwardingEnv {
    private final Thrower thrower;

    public ThrowingEnv(Env env, Thrower thrower) {
        super(env);
        this.thrower = thrower;
    }

    /** Decides when to throw. */
    public Thrower thrower() {
        return thrower;
    }

    @Override
    public long nanoTime() {
        thrower.mayThrow(Seam.CLOCK);
        return super.nanoTime();
    }

    @Override
    public Instant now() {
        thrower.mayThrow(Seam.CLOCK);
        return super.now();
    }

    @Override
    public RandomGenerator random() {
        thrower.mayThrow(Seam.RANDOM);
        return super.random();
    }

    @Override
    public RandomGenerator secureRandom() {
        thrower.mayThrow(Seam.RANDOM);
        return super.secureRandom();
    }

    @Override
    public Monitor newMonitor() {
        thrower.mayThrow(Seam.ALLOCATION);
        return new ThrowingMonitor(super.newMonitor());
    }

    @Override
    public Worker start(String name, ThreadKind kind, Runnable body) {
        thrower.mayThrow(Seam.THREAD);
        return new ThrowingWorker(super.start(name, kind, body));
    }

    @Override
    public void sleep(long nanos) throws InterruptedException {
        thrower.mayThrow(Seam.WAIT);
        super.sleep(nanos);
    }

    @Override
    public List<InetAddress> resolve(String host) throws UnknownHostException {
        thrower.mayThrow(Seam.RESOLVER);
        return super.resolve(host);
    }

    @Override
    public ByteLink openLink(SocketAddress remote, boolean keepAlive) throws IOException {
        thrower.mayThrow(Seam.SOCKET);
        return new ThrowingLink(super.openLink(remote, keepAlive));
    }

    private final class ThrowingWorker implements Worker {
        private final Worker worker;

        ThrowingWorker(Worker worker) {
            this.worker = worker;
        }

        @Override
        public void interrupt() {
            worker.interrupt();
        }

        @Override
        public boolean isAlive() {
            return worker.isAlive();
        }

        @Override
        public boolean join(long nanos) throws InterruptedException {
            thrower.mayThrow(Seam.WAIT);
            return worker.join(nanos);
        }
    }

    private final class ThrowingMonitor extends ForwardingMonitor {
        ThrowingMonitor(Monitor monitor) {
            super(monitor);
        }

        @Override
        public boolean await(long nanos) throws InterruptedException {
            thrower.mayThrow(Seam.WAIT);
            return super.await(nanos);
        }
    }

    private final class ThrowingLink extends ForwardingLink {
        ThrowingLink(ByteLink link) {
            super(link);
        }

        @Override
        public void connect() throws IOException {
            thrower.mayThrow(Seam.SOCKET);
            super.connect();
        }

        @Override
        public int read(byte[] target, int offset, int length) throws IOException {
            thrower.mayThrow(Seam.SOCKET);
            return super.read(target, offset, length);
        }

        @Override
        public int read(byte[] target, int offset, int length, long timeoutNanos) throws IOException {
            thrower.mayThrow(Seam.SOCKET);
            return super.read(target, offset, length, timeoutNanos);
        }

        /** Throws before the bytes are sent, or after, when the peer already has them. */
        @Override
        public void write(byte[] source, int offset, int length) throws IOException {
            thrower.mayThrow(Seam.SOCKET);
            super.write(source, offset, length);
            thrower.mayThrow(Seam.SOCKET);
        }

        @Override
        public int readNow(byte[] target, int offset, int length) throws IOException {
            thrower.mayThrow(Seam.SOCKET);
            return super.readNow(target, offset, length);
        }

        /** Closed nevertheless: otherwise sockets would leak inevitably. */
        @Override
        public void close() {
            super.close();
            thrower.mayThrow(Seam.SOCKET);
        }
    }
}
