package dev.morelia.internal.env;

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
 * Everything that the driver takes from its environment. Thread-safe.
 *
 * <p>Only these calls may block: {@link #sleep}, {@link #resolve}, {@link #cname}, {@link #nameOf}, {@link
 * Monitor#lock}, {@link Monitor#await}, {@link Worker#join} and the methods of {@link #dns} and {@link ByteLink}. An
 * implementation can therefore run its threads one at a time and decide at each of these calls which one continues;
 * that is how the simulation works.
 */
public interface Env {

    /** What the specification says about {@link #minimumCheckPauseNanos}. */
    long SPECIFIED_CHECK_PAUSE_NANOS = 500_000_000;

    /** Nanoseconds of a monotonic clock with an arbitrary origin; compare values by subtraction only. */
    long nanoTime();

    /**
     * Like {@link #nanoTime}, for cleanup code that must not fail: returns the earlier time if the clock itself fails,
     * as it does on stack overflow.
     *
     * @param earlierNanos an earlier value of {@link #nanoTime}
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

    /**
     * The minimum time between two checks of a server. Not a setting, as the specification does not allow that; only
     * tests that wait for such checks shorten it.
     */
    default long minimumCheckPauseNanos() {
        return SPECIFIED_CHECK_PAUSE_NANOS;
    }

    /** The wall clock, for display and for what others compare with theirs; never for measuring durations. */
    Instant now();

    /** Fast randomness for jitter and random selection; not for secrets. */
    RandomGenerator random();

    /** Unpredictable randomness for session ids and authentication nonces. */
    RandomGenerator secureRandom();

    /** Creates a monitor. */
    Monitor newMonitor();

    /**
     * Starts a thread.
     *
     * @param name the thread's name, without a number
     * @param kind the kind of thread
     * @param body the code to run; must not throw
     */
    Worker start(String name, ThreadKind kind, Runnable body);

    /**
     * Pauses the calling thread; returns immediately if {@code nanos} is not positive.
     *
     * @throws InterruptedException if the thread is interrupted; its interrupt flag is then cleared
     */
    void sleep(long nanos) throws InterruptedException;

    /**
     * The calling thread, only to name it in messages, to {@link #interrupt} it, and for {@link ThreadKind#awaitedBy}.
     */
    default Thread currentThread() {
        return Thread.currentThread();
    }

    /** Interrupts a thread that {@link #currentThread} has returned; does nothing once that has ended. */
    default void interrupt(Thread thread) {
        thread.interrupt();
    }

    /** Whether all threads must end immediately because a simulated history is over; never in production. */
    default boolean isOver() {
        return false;
    }

    /** Whether the calling thread's interrupt flag is set; does not clear it. */
    boolean isInterrupted();

    /** Clears the calling thread's interrupt flag, for what must not be interrupted; returns whether it was set. */
    boolean clearInterrupt();

    /** Sets the calling thread's interrupt flag, as required after catching an {@link InterruptedException}. */
    void interruptSelf();

    /** The value of an environment variable; null if it is not set. */
    default @Nullable String variable(String name) {
        return System.getenv(name);
    }

    /**
     * Resolves a host name; a literal address needs no lookup. May block for a long time and cannot be interrupted.
     *
     * @return at least one address, in the order to try them
     * @throws UnknownHostException if the name cannot be resolved
     */
    List<InetAddress> resolve(String host) throws UnknownHostException;

    /**
     * Looks up the CNAME records of a host name. May block until the timeout has passed and cannot be interrupted.
     *
     * @return what the name is an alias of, as DNS has it; empty if it is no alias
     * @throws DnsException if the name does not exist or the lookup failed
     */
    default List<String> cname(String host, Duration timeout) throws DnsException {
        return List.of();
    }

    /** Looks up the name of an address; its text if it has none. May block for a long time. */
    default String nameOf(InetAddress address) {
        return address.getHostAddress();
    }

    /** Looks up SRV and TXT records; its methods may block for a long time and cannot be interrupted. */
    DnsResolver dns();

    /**
     * Creates a link to the address that is not connected yet: {@link ByteLink#connect} connects it, and {@link
     * ByteLink#close} from another thread aborts that.
     *
     * @param remote an internet address, or the path of a Unix domain socket
     * @param keepAlive whether to enable TCP keep-alive; ignored for a Unix domain socket
     * @throws IOException if no socket can be opened or the kind of address is not supported
     */
    ByteLink openLink(SocketAddress remote, boolean keepAlive) throws IOException;
}
