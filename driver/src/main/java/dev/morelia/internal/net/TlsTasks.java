package dev.morelia.internal.net;

import dev.morelia.internal.env.AbandonableCall;
import dev.morelia.internal.env.AbandonableCall.Cancelled;
import dev.morelia.internal.env.AbandonableCall.Failed;
import dev.morelia.internal.env.AbandonableCall.Interrupted;
import dev.morelia.internal.env.AbandonableCall.NotStarted;
import dev.morelia.internal.env.AbandonableCall.Returned;
import dev.morelia.internal.env.AbandonableCall.TimedOut;
import dev.morelia.internal.env.CancelToken;
import dev.morelia.internal.env.Deadline;
import dev.morelia.internal.env.Env;
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
    private final CancelToken closing = new CancelToken();

    /**
     * Creates it for one link.
     *
     * @param allApart whether all tasks run apart, because unknown code in them may wait
     */
    TlsTasks(Env env, boolean allApart) {
        this.env = env;
        this.allApart = allApart;
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
     * @throws IOException if no thread could be started
     */
    boolean runApart(Runnable task, ThreadKind kind, long timeoutNanos) throws IOException {
        var outcome = AbandonableCall.run(
                env,
                "morelia-tls",
                kind,
                () -> {
                    task.run();
                    return true;
                },
                Deadline.after(env.nanoTime(), timeoutNanos),
                closing);
        return switch (outcome) {
            case Returned<?> done -> true;
            case Failed<?>(Error error) -> throw error;
            case Failed<?>(RuntimeException unchecked) -> throw unchecked;
            case Failed<?>(var failure) -> throw new IOException(failure);
            case NotStarted<?>(var noThread) -> throw new IOException("no thread could be started", noThread);
            case TimedOut<?> late -> false;
            case Cancelled<?> closed -> throw new AsynchronousCloseException();
            case Interrupted<?> interrupted -> throw new ClosedByInterruptException();
        };
    }

    /** Frees a thread that waits for a task. */
    void close() {
        closing.cancel();
    }
}
