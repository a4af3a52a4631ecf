package dev.morelia.internal.net;

import dev.morelia.internal.env.Env;
import dev.morelia.internal.env.Monitor;
import dev.morelia.internal.env.ThreadKind;
import java.io.IOException;
import java.nio.channels.AsynchronousCloseException;
import java.nio.channels.ClosedByInterruptException;
import javax.net.ssl.SSLException;
import org.jspecify.annotations.Nullable;

/**
 * What an {@link javax.net.ssl.SSLEngine} leaves to its user in a handshake: calculations, and checking the server's
 * certificate. They run on the thread of the handshake. But a check that asks a service over the network knows neither
 * deadline nor cancellation, so it runs on a thread of its own, by {@link #runApart}, which is abandoned if the link is
 * closed meanwhile.
 *
 * <p>Used by one thread at a time; {@link #close} may be called by any.
 */
final class TlsTasks {

    /** The tasks of the link whose handshake runs on this thread, for the check of its certificate. */
    private static final ThreadLocal<@Nullable TlsTasks> CURRENT = new ThreadLocal<>();

    private final Env env;
    private final boolean allApart;
    private final Monitor monitor;
    private boolean closed;

    /**
     * Creates it for one link.
     *
     * @param allApart whether all tasks run apart, because unknown code in them may wait
     */
    TlsTasks(Env env, boolean allApart) {
        this.env = env;
        this.allApart = allApart;
        this.monitor = env.newMonitor();
    }

    /** The tasks of the link whose handshake runs on this thread; null if there is none. */
    static @Nullable TlsTasks current() {
        return CURRENT.get();
    }

    /**
     * Runs a task of the engine to its end.
     *
     * @throws AsynchronousCloseException if {@link #close} was called meanwhile
     * @throws ClosedByInterruptException if the thread was interrupted, with its flag then set
     * @throws SSLException if unknown code has thrown an error
     */
    void run(Runnable task) throws IOException {
        if (allApart) {
            // Unknown code could pin virtual threads, so that they starve each other.
            try {
                boolean unused = runApart(task, ThreadKind.PLATFORM_DAEMON, Long.MAX_VALUE);
            } catch (Error thrown) {
                // The engine reports exceptions, but not errors.
                throw new SSLException("the check of the certificate failed", thrown);
            }
            return;
        }
        CURRENT.set(this);
        try {
            task.run();
        } finally {
            CURRENT.remove();
        }
    }

    /**
     * Runs a task on a thread of its own, until it ends or the time is up; the thread is then interrupted.
     *
     * @return whether the task has ended
     * @throws AsynchronousCloseException if {@link #close} was called meanwhile
     * @throws ClosedByInterruptException if the thread was interrupted, with its flag then set
     */
    boolean runApart(Runnable task, ThreadKind kind, long timeoutNanos) throws IOException {
        var apart = new Apart(task);
        var worker = env.start("morelia-tls", kind, apart);
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
                leftNanos =
                        timeoutNanos == Long.MAX_VALUE ? timeoutNanos : timeoutNanos - (env.nanoTime() - beginNanos);
            }
            return switch (apart.failure) {
                case null -> true;
                case Error error -> throw error;
                case RuntimeException unchecked -> throw unchecked;
                default -> throw new IOException(apart.failure);
            };
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
