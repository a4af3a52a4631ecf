package dev.morelia.internal.net;

import dev.morelia.internal.env.Env;
import dev.morelia.internal.env.Monitor;
import dev.morelia.internal.env.ThreadKind;
import java.io.IOException;
import java.nio.channels.AsynchronousCloseException;
import java.nio.channels.ClosedByInterruptException;
import org.jspecify.annotations.Nullable;

/**
 * What an {@link javax.net.ssl.SSLEngine} leaves to its user in a handshake: calculations, and checking the server's
 * certificate. That may ask a revocation service over the network, which knows neither deadline nor cancellation. If it
 * may, the tasks run on a thread of their own, which is interrupted and abandoned if the link is closed meanwhile.
 *
 * <p>{@link #run} is for one thread at a time; {@link #close} for any.
 */
final class TlsTasks {

    private final Env env;
    private final boolean mayWait;
    private final Monitor monitor;
    private boolean closed;

    /**
     * Creates it for one link.
     *
     * @param mayWait whether a task may wait for the network
     */
    TlsTasks(Env env, boolean mayWait) {
        this.env = env;
        this.mayWait = mayWait;
        this.monitor = env.newMonitor();
    }

    /**
     * Runs a task to its end, or until the time is up.
     *
     * @param timeoutNanos the maximum time, for a task that may wait
     * @return whether the task has ended
     * @throws AsynchronousCloseException if {@link #close} was called meanwhile
     * @throws ClosedByInterruptException if the thread was interrupted, with its flag then set
     */
    boolean run(Runnable task, long timeoutNanos) throws IOException {
        if (!mayWait) {
            task.run();
            return true;
        }
        var apart = new Apart(task);
        var worker = env.start("morelia-tls", ThreadKind.VIRTUAL, apart);
        boolean done = false;
        try {
            done = await(apart, timeoutNanos);
            return done;
        } finally {
            if (!done) {
                worker.interrupt();
            }
        }
    }

    private boolean await(Apart apart, long timeoutNanos) throws IOException {
        monitor.lock();
        try {
            long beginNanos = env.nanoTime();
            long leftNanos = timeoutNanos;
            while (!apart.done) {
                if (closed) {
                    throw new AsynchronousCloseException();
                }
                if (leftNanos <= 0) {
                    return false;
                }
                monitor.await(leftNanos);
                leftNanos = timeoutNanos == Long.MAX_VALUE
                        ? timeoutNanos
                        : timeoutNanos - (env.nanoTime() - beginNanos);
            }
            switch (apart.failure) {
                case null -> {
                    return true;
                }
                case Error error -> throw error;
                case RuntimeException unchecked -> throw unchecked;
                default -> throw new IOException(apart.failure);
            }
        } catch (InterruptedException e) {
            env.interruptSelf();
            throw new ClosedByInterruptException();
        } finally {
            monitor.unlock();
        }
    }

    /** Frees a thread that waits for a task. */
    void close() {
        monitor.lock();
        try {
            closed = true;
            monitor.signalAll();
        } finally {
            monitor.unlock();
        }
    }

    /** A task on a thread of its own; the monitor guards what it leaves. */
    private final class Apart implements Runnable {
        private final Runnable task;
        private boolean done;
        private @Nullable Throwable failure;

        Apart(Runnable task) {
            this.task = task;
        }

        @Override
        public void run() {
            Throwable problem = null;
            try {
                task.run();
            } catch (Throwable e) {
                // The thread that waits throws it.
                problem = e;
            }
            monitor.lock();
            try {
                failure = problem;
                done = true;
                monitor.signalAll();
            } finally {
                monitor.unlock();
            }
        }
    }
}
