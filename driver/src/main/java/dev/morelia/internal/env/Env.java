package dev.morelia.internal.env;

import java.io.IOException;
import java.net.InetAddress;
import java.net.SocketAddress;
import java.net.UnknownHostException;
import java.time.Instant;
import java.util.List;
import java.util.random.RandomGenerator;

/**
 * Everything the driver takes from its environment. Thread-safe.
 *
 * <p>Only these calls may block the calling thread: {@link #sleep}, {@link #resolve}, {@link Monitor#lock}, {@link
 * Monitor#await}, {@link Worker#join} and the methods of {@link ByteLink}. An implementation may therefore run its
 * threads one at a time and decide at each of these calls which one goes on, which is how histories are simulated.
 */
public interface Env {

    /** Nanoseconds of a monotonic clock with an arbitrary origin; compare values by subtraction only. */
    long nanoTime();

    /**
     * The same for those who put things right and must not fail: the earlier time where the clock itself fails, as it
     * does on a stack that is too deep.
     *
     * @param earlierNanos a value of {@link #nanoTime} from before
     */
    default long nanoTimeOr(long earlierNanos) {
        try {
            return nanoTime();
        } catch (Throwable noClock) {
            if (isOver()) {
                throw noClock;
            }
            return earlierNanos;
        }
    }

    /** The wall clock, for values shown to people; never for measuring a span. */
    Instant now();

    /** Fast randomness for jitter and for choosing among equals; not for secrets. */
    RandomGenerator random();

    /** Unpredictable randomness for session ids and authentication nonces. */
    RandomGenerator secureRandom();

    /** A new monitor, held by nobody. */
    Monitor newMonitor();

    /**
     * Starts a thread.
     *
     * @param name the thread's name, without a number
     * @param kind what kind of thread
     * @param body what it runs; it must not throw
     */
    Worker start(String name, ThreadKind kind, Runnable body);

    /**
     * Pauses the calling thread; returns at once when {@code nanos} is not positive.
     *
     * @throws InterruptedException when the thread is interrupted; its interrupt flag is cleared then
     */
    void sleep(long nanos) throws InterruptedException;

    /** The calling thread, to name it in a message; for nothing else. */
    default Thread currentThread() {
        return Thread.currentThread();
    }

    /** Whether all threads shall end at once, as those of a simulated history that is over; never in production. */
    default boolean isOver() {
        return false;
    }

    /** Whether the calling thread's interrupt flag is set; leaves the flag as it is. */
    boolean isInterrupted();

    /** Sets the calling thread's interrupt flag, as is due after an {@link InterruptedException} was caught. */
    void interruptSelf();

    /**
     * Looks a host name up; a literal address needs no look-up. May block for long and cannot be interrupted.
     *
     * @return at least one address, in the order to try
     * @throws UnknownHostException when the name has no address
     */
    List<InetAddress> resolve(String host) throws UnknownHostException;

    /**
     * A link to the address, open but not connected yet: {@link ByteLink#connect} does that and {@link ByteLink#close}
     * from another thread ends it.
     *
     * @param remote an internet address, or the path of a Unix domain socket
     * @param keepAlive whether the system asks a silent peer now and then whether it is still there; of no meaning for
     *     a Unix domain socket
     * @throws IOException when the system has no socket left or does not know this kind of address
     */
    ByteLink openLink(SocketAddress remote, boolean keepAlive) throws IOException;
}
